"""Charts: a result and an ``ax`` in, that Axes out.

Nothing is solved here, no file is written, no figure is shown and no global setting is
touched. Each chart is a function ``plot.<name>(result, *, ax=None, labels=None, **style)``;
without ``ax`` it draws on a new 16:9 slide. ``plot.tell(name, result, labels=...)`` gives
the texts and the very numbers of the same chart; ``with plot.theme("dark"):`` draws all
that is drawn in its block in the colours of a theme.
"""

from __future__ import annotations

from typing import Any

from trustgame import _validate as check
from trustgame.deals.labels import Labels
from trustgame.plot.anatomy import SLIDE_INCHES, Telling, slide
from trustgame.plot.board import tell_verdict_board, verdict_board
from trustgame.plot.calls import checked, must_be_drawn
from trustgame.plot.cast import faces, tell_faces
from trustgame.plot.comparison import comparison, tell_comparison
from trustgame.plot.course import path, tell_path
from trustgame.plot.deviations import equilibrium_check, tell_equilibrium_check
from trustgame.plot.diagram import automaton, tell_automaton
from trustgame.plot.fingerprints import fingerprint, tell_fingerprint
from trustgame.plot.flows import phase_plane, simplex, tell_phase_plane, tell_simplex
from trustgame.plot.grid import tell_value_grid, value_grid
from trustgame.plot.grouped import grouped_bars, tell_grouped_bars
from trustgame.plot.horizons import tell_value_by_horizon, value_by_horizon
from trustgame.plot.hundred import one_ten_hundred, tell_one_ten_hundred
from trustgame.plot.league import league_heatmap, tell_league_heatmap
from trustgame.plot.longrun import (
    invasion_graph,
    stationary_bars,
    tell_invasion_graph,
    tell_stationary_bars,
)
from trustgame.plot.maps import tell_time_depth_map, time_depth_map
from trustgame.plot.mixtures import equilibria, tell_equilibria
from trustgame.plot.outcomes import evaluation, sample, tell_evaluation, tell_sample
from trustgame.plot.palette import theme
from trustgame.plot.payoff_set import payoff_set, tell_payoff_set
from trustgame.plot.ranks import ranking, tell_ranking
from trustgame.plot.scenario import scenario, tell_scenario
from trustgame.plot.selection import shares, tell_shares
from trustgame.plot.strip import match_strip, tell_match_strip
from trustgame.plot.sweeps import sweep, tell_sweep
from trustgame.plot.table import payoff_table, tell_payoff_table

__all__ = [
    "SLIDE_INCHES",
    "Telling",
    "automaton",
    "comparison",
    "equilibria",
    "equilibrium_check",
    "evaluation",
    "faces",
    "fingerprint",
    "grouped_bars",
    "invasion_graph",
    "league_heatmap",
    "match_strip",
    "one_ten_hundred",
    "path",
    "payoff_set",
    "payoff_table",
    "phase_plane",
    "ranking",
    "sample",
    "scenario",
    "shares",
    "simplex",
    "slide",
    "stationary_bars",
    "sweep",
    "tell",
    "theme",
    "time_depth_map",
    "value_by_horizon",
    "value_grid",
    "verdict_board",
]

_TELL = {
    "automaton": tell_automaton,
    "comparison": tell_comparison,
    "equilibria": tell_equilibria,
    "equilibrium_check": tell_equilibrium_check,
    "evaluation": tell_evaluation,
    "faces": tell_faces,
    "fingerprint": tell_fingerprint,
    "grouped_bars": tell_grouped_bars,
    "invasion_graph": tell_invasion_graph,
    "league_heatmap": tell_league_heatmap,
    "match_strip": tell_match_strip,
    "one_ten_hundred": tell_one_ten_hundred,
    "path": tell_path,
    "payoff_set": tell_payoff_set,
    "payoff_table": tell_payoff_table,
    "phase_plane": tell_phase_plane,
    "ranking": tell_ranking,
    "sample": tell_sample,
    "scenario": tell_scenario,
    "shares": tell_shares,
    "simplex": tell_simplex,
    "stationary_bars": tell_stationary_bars,
    "sweep": tell_sweep,
    "time_depth_map": tell_time_depth_map,
    "value_by_horizon": tell_value_by_horizon,
    "value_grid": tell_value_grid,
    "verdict_board": tell_verdict_board,
}

_CHARTS: dict[str, Any] = {name: globals()[name] for name in _TELL}
globals().update({name: checked(name, _CHARTS) for name in _CHARTS})


def tell(chart: str, result: Any, labels: Labels | None = None, **options: Any) -> Telling:
    """Return what a chart says of a result, and the numbers it draws.

    Parameters
    ----------
    chart : str
        The name of a chart of this room.
    result : result or spec
        What that chart draws.
    labels : Labels, optional
        The words of a deal.
    **options
        The chart's own options, as ``role`` or ``here``.

    Returns
    -------
    Telling
        Title, question, footer, sentence, alt text and table.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> told = tell("payoff_table", StageGame.prisoners_dilemma())
    >>> told.table["payoff_buyer"].tolist()
    [3.0, 0.0, 5.0, 1.0]
    """
    must_be_drawn(check.one_of("chart", chart, _TELL), result, _CHARTS)
    telling: Telling = _TELL[chart](result, labels, **options)  # type: ignore[operator]
    return telling


def __dir__() -> list[str]:
    return sorted(__all__)
