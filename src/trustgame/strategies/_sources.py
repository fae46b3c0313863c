"""Works that more than one family cites."""

from __future__ import annotations

AXELROD_1980 = (
    "Axelrod, R. (1980). Effective choice in the Prisoner's Dilemma. "
    "J. Confl. Resolut. 24, 3-25."
)
AXELROD_1980_MORE = (
    "Axelrod, R. (1980). More effective choice in the Prisoner's Dilemma. "
    "J. Confl. Resolut. 24, 379-403."
)
AXELROD_1984 = "Axelrod, R. (1984). The Evolution of Cooperation. Basic Books."
BEAUFILS_1997 = (
    "Beaufils, B., Delahaye, J.-P. & Mathieu, P. (1997). Our meeting with gradual, "
    "a good strategy for the iterated Prisoner's Dilemma. Artificial Life V, MIT Press."
)
BOYD_LORBERBAUM_1987 = (
    "Boyd, R. & Lorberbaum, J. P. (1987). No pure strategy is evolutionarily stable in "
    "the repeated Prisoner's Dilemma game. Nature 327, 58-59."
)
CASE_2017 = "Case, N. (2017). The Evolution of Trust. ncase.me/trust."
DAL_BO_FRECHETTE_2011 = (
    "Dal Bó, P. & Fréchette, G. R. (2011). The evolution of cooperation in infinitely "
    "repeated games: experimental evidence. Am. Econ. Rev. 101, 411-429."
)
FUDENBERG_2012 = (
    "Fudenberg, D., Rand, D. G. & Dreber, A. (2012). Slow to anger and fast to forgive: "
    "cooperation in an uncertain world. Am. Econ. Rev. 102, 720-749."
)
HIRSCHMAN_1970 = "Hirschman, A. O. (1970). Exit, Voice, and Loyalty. Harvard Univ. Press."
KNIGHT_2016 = (
    "Knight, V. et al. (2016). An open framework for the reproducible study of the "
    "iterated Prisoner's Dilemma (Axelrod-Python). J. Open Res. Softw. 4, e35."
)
LI_2011 = (
    "Li, J., Hingston, P. & Kendall, G. (2011). Engineering design of strategies for "
    "winning iterated Prisoner's Dilemma competitions. IEEE Trans. Comput. Intell. "
    "AI Games 3, 348-360."
)
PRESS_DYSON_2012 = (
    "Press, W. H. & Dyson, F. J. (2012). Iterated Prisoner's Dilemma contains strategies "
    "that dominate any evolutionary opponent. PNAS 109, 10409-10413."
)
PRISON_1998 = (
    "LIFL (1998). PRISON, a simulator of the iterated Prisoner's Dilemma. Univ. de Lille."
)
STEWART_PLOTKIN_2012 = (
    "Stewart, A. J. & Plotkin, J. B. (2012). Extortion and cooperation in the Prisoner's "
    "Dilemma. PNAS 109, 10134-10135."
)
OURS = "trustgame (2026)"
