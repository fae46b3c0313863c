r"""Strategies that hold two long-run payoffs to a straight line.

Let :math:`u` be a role's payoff of a round, :math:`v` its partner's, both by (own action,
partner's action), and :math:`p` a memory-one strategy. Whatever the partner does, P(C) at
the end of a long match is close to P(C) at its beginning, so on average over rounds

.. math:: p - \mathbb 1_{\text{own action is } C}

is zero (Akin 2015, Press & Dyson 2012). A strategy with

.. math:: p - \mathbb 1_C = \varphi\,[(u - \kappa_u) - \chi\,(v - \kappa_v)]

therefore enforces :math:`s_u - \kappa_u = \chi (s_v - \kappa_v)` against everybody. Here
:math:`\kappa` is a point between mutual punishment (``baseline`` 0: extortion) and mutual
reward (``baseline`` 1: generosity), each role's own; :math:`\varphi` is a ``share`` of the
largest that keeps probabilities in [0, 1], and says how fast, not what, is enforced. For
payoffs with T > R > P > S in both roles the probabilities exist if and only if

.. math:: \chi \ge (R_u - P_u) / (R_v - P_v),

which is 1 where roles are equal.

An equalizer is the same with the own payoff left out: it holds the partner's alone.

The line holds for long-run averages without slips and misreadings, at a constant depth. On
a ladder each round's probabilities are those of its depth.
"""

from __future__ import annotations

import numpy as np

from trustgame import _validate as check
from trustgame.automata import Automaton, Recipe, memory_one, minimise
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.strategies import _sources as cite
from trustgame.strategies._entry import Entry
from trustgame.strategies._payoffs import Payoffs, by_depth, dilemmas
from trustgame.typing import FloatArray, Role

__all__ = ["ENTRIES", "equalizer", "zero_determinant"]


def zero_determinant(
    chi: float,
    *,
    baseline: float = 0.0,
    share: float = 0.5,
    first: float = 1.0,
    name: str | None = None,
) -> Recipe:
    """Return the strategy that enforces own surplus = chi times the partner's.

    Parameters
    ----------
    chi : float
        The factor, above 0. Equal roles need at least 1.
    baseline : float
        Where surplus is counted from: 0 is mutual punishment (extortion), 1 is mutual
        reward (generosity: it is a shortfall then), between them a mix of the two.
    share : float
        How much of the largest possible reaction to use, in (0, 1].
    first : float
        P(C) in the first round, which long-run averages forget.
    name : str, optional
        What charts and tables call it.

    Returns
    -------
    Recipe
        A memory-one strategy once a game and a role are known; refused where a role has no
        T > R > P > S, or where chi is below own (R - P) over the partner's.

    Notes
    -----
    Own payoff less own baseline is chi times the partner's payoff less the partner's
    baseline [1]_, in the long run, without slips, at any one depth; with material payoffs
    at that depth's stakes.

    References
    ----------
    .. [1] Press, W. H. & Dyson, F. J. (2012). Iterated Prisoner's Dilemma contains
       strategies that dominate any evolutionary opponent. PNAS 109, 10409-10413.

    Examples
    --------
    Press and Dyson's extortioner with factor 3, (11/13, 1/2, 7/26, 0):

    >>> from trustgame.automata import equivalent
    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0))
    >>> player = zero_determinant(3).resolve(game, "buyer")
    >>> equivalent(player, memory_one(11 / 13, 1 / 2, 7 / 26, 0))
    True
    """
    settings = (
        ("chi", check.positive("chi", chi)),
        ("baseline", check.interval("baseline", baseline, 0, 1)),
        ("share", _share(share)),
        ("first", check.interval("first", first, 0, 1)),
    )
    name = f"zero-determinant {chi:g}" if name is None else check.text("name", name)
    return Recipe(name, _enforces, settings)


def equalizer(
    target: float = 0.5,
    *,
    share: float = 0.75,
    first: float = 1.0,
    name: str = "equalizer",
) -> Recipe:
    """Return the strategy that fixes its partner's long-run payoff.

    Parameters
    ----------
    target : float
        Where: 0 is the partner's payoff of mutual punishment, 1 that of mutual reward.
    share : float
        How much of the largest possible reaction to use, in (0, 1].
    first : float
        P(C) in the first round, which long-run averages forget.
    name : str
        What charts and tables call it.

    Returns
    -------
    Recipe
        A memory-one strategy once a game and a role are known; refused where a role has no
        T > R > P > S.

    Notes
    -----
    It holds in the long run, without slips, at any one depth [1]_.

    References
    ----------
    .. [1] Boerlijst, M. C., Nowak, M. A. & Sigmund, K. (1997). Equal pay for all
       prisoners. Am. Math. Mon. 104, 303-305.

    Examples
    --------
    The strategy (0.9, 0.7, 0.2, 0.1) holds the partner at 2, halfway from 1 to 3:

    >>> from trustgame.automata import equivalent
    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0))
    >>> player = equalizer(share=0.3).resolve(game, "seller")
    >>> equivalent(player, memory_one(0.9, 0.7, 0.2, 0.1))
    True
    """
    settings = (
        ("target", check.interval("target", target, 0, 1)),
        ("share", _share(share)),
        ("first", check.interval("first", first, 0, 1)),
    )
    return Recipe(check.text("name", name), _equalizes, settings)


def _share(share: float) -> float:
    """Return a share in (0, 1]."""
    check.positive("share", share, "With no reaction at all, nothing is enforced.")
    return check.interval("share", share, 0, 1)


def _enforces(
    game: TrustGame, role: Role, chi: float, baseline: float, share: float, first: float
) -> Automaton:
    """Return the memory-one strategy that enforces the line with factor chi."""
    called = f"zero_determinant({chi:g}, baseline={baseline:g})"
    own, partner = dilemmas(called, game, role)
    least = (own.R - own.P) / (partner.R - partner.P)
    at = int(least.argmax())
    if chi < least[at] * (1 - 1e-12):
        raise RefusedError(
            f"{called} needs `chi` of at least (R - P) / (R' - P'), the {role}'s own "
            f"over the partner's; at depth {at} that is ({own.R[at]:g} - {own.P[at]:g}) / "
            f"({partner.R[at]:g} - {partner.P[at]:g}) = {least[at]:g}. "
            f"Use zero_determinant with `chi` from {least[at]:g} on."
        )
    line = _by_outcome(own, partner, baseline, own_weight=1.0, partner_weight=-chi)
    return _memory_one(line, share, first)


def _equalizes(
    game: TrustGame, role: Role, target: float, share: float, first: float
) -> Automaton:
    """Return the memory-one strategy that fixes the partner's payoff."""
    own, partner = dilemmas(f"equalizer({target:g})", game, role)
    line = _by_outcome(own, partner, target, own_weight=0.0, partner_weight=-1.0)
    return _memory_one(line, share, first)


def _by_outcome(
    own: Payoffs,
    partner: Payoffs,
    baseline: float,
    *,
    own_weight: float,
    partner_weight: float,
) -> FloatArray:
    """Return the weighted surplus after CC, CD, DC, DD, own action first [4, L]."""
    u = np.array([own.R, own.S, own.T, own.P])
    v = np.array([partner.R, partner.T, partner.S, partner.P])
    u_base = own.P + baseline * (own.R - own.P)
    v_base = partner.P + baseline * (partner.R - partner.P)
    surplus = own_weight * (u - u_base) + partner_weight * (v - v_base)
    return np.asarray(surplus, dtype=np.float64)


def _memory_one(line: FloatArray, share: float, first: float) -> Automaton:
    """Return the strategy that adds a share of the largest multiple of the line [4, L]."""
    phi = share / np.abs(line).max(axis=0)
    stay = np.array([1.0, 1.0, 0.0, 0.0])[:, None]
    p_CC, p_CD, p_DC, p_DD = (by_depth(p) for p in stay + phi * line)
    return minimise(memory_one(p_CC, p_CD, p_DC, p_DD, first=first))


ENTRIES = (
    Entry(
        zero_determinant(2, name="extort_2"),
        source=cite.STEWART_PLOTKIN_2012,
        aliases=("zd_extort_2",),
        axelrod="ZDExtort2",
    ),
    Entry(
        zero_determinant(3, name="extort_3"),
        source=cite.PRESS_DYSON_2012,
        aliases=("zd_extort_3",),
        axelrod="ZDExtort3",
    ),
    Entry(
        zero_determinant(2, baseline=1, share=1, name="zdgtft_2"),
        source=cite.STEWART_PLOTKIN_2012,
        aliases=("zd_gtft_2", "generous_zero_determinant"),
        axelrod="ZDGTFT2",
    ),
    Entry(
        equalizer(),
        source=cite.PRESS_DYSON_2012,
        aliases=("set_2", "zd_set_2"),
        axelrod="ZDSet2",
    ),
    Entry(
        equalizer(0, share=0.4, name="mischief"),
        source="Roemheld, L. (2013). Evolutionary extortion and mischief: zero determinant "
        "strategies in iterated 2x2 games. arXiv:1308.2576.",
        aliases=("zd_mischief",),
        axelrod="ZDMischief",
    ),
)
