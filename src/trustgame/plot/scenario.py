"""The pictures of scenarios: lines, panels, bars, planes and payoff tables, on one door."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from trustgame._version import __version__
from trustgame.deals.labels import Labels
from trustgame.deals.numerals import write
from trustgame.deals.words import say
from trustgame.plot.anatomy import SLIDE_INCHES, Telling, dress, open_axes, width
from trustgame.plot.captions import chain, join, sure
from trustgame.plot.palette import SLIDE
from trustgame.plot.story_bars import draw_bars, shape_of_bars
from trustgame.plot.story_lines import draw_lines, shape_of_lines
from trustgame.plot.story_panels import draw_panels, panels_of, shape_of_panels
from trustgame.plot.story_plane import draw_plane, shape_of_plane
from trustgame.plot.story_points import lines_of
from trustgame.plot.table import draw_table, tell_payoff_table
from trustgame.stage import StageGame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.scenarios.pictures import Drawn
    from trustgame.scenarios.run import ScenarioRun

__all__ = ["scenario", "tell_scenario"]

_FOOTER_LINES = 2
_ACROSS = 0.9 * SLIDE_INCHES[0] * 72  # points


def tell_scenario(
    result: ScenarioRun, labels: Labels | None = None, *, picture: int | str = 0
) -> Telling:
    """Return what a picture of a scenario says, and its numbers."""
    labels = result.scenario.labels if labels is None else labels
    drawn = result.picture(picture)
    how = drawn.spec.get("sure")
    parts = (
        drawn.shows or result.shows,
        drawn.limits or result.limits,
        str(how) if how else sure(),
    )
    sentence = " ".join(filter(None, parts))
    return Telling(
        finding=drawn.finding,
        question=drawn.question,
        footer=_footer(result, drawn, labels),
        sentence=sentence,
        alt=f"{drawn.finding}. {_shape(result, drawn, labels)}",
        table=_table(drawn, labels),
    )


def scenario(
    result: ScenarioRun,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    picture: int | str = 0,
    **style: Any,
) -> Axes:
    """Draw a picture of a scenario.

    Parameters
    ----------
    result : ScenarioRun
        What ``Scenario.run`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given. Several panels are Axes within it, found in
        ``ax.child_axes``.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        Words for units and sides; the scenario's own unless given. To put all its sentences
        into a deal's words, run ``scenario.on(deal)``.
    picture : int or str
        Which one, by number or name; the carrying one unless given.
    **style
        Properties of the lines, bars or cells, as matplotlib names them.

    Returns
    -------
    Axes
        The Axes drawn on.
    """
    labels = result.scenario.labels if labels is None else labels
    drawn = result.picture(picture)
    telling = tell_scenario(result, labels, picture=picture)
    ax, sizes = open_axes(ax, size)
    if drawn.chart == "payoff_table":
        draw_table(ax, telling, labels, sizes, style)
        return ax
    dress(ax, telling, sizes)
    spec, parameter = drawn.spec, _parameters(result)
    match drawn.chart:
        case "lines":
            lines = lines_of(spec, drawn.frame, drawn.marks, parameter(spec["x"]))
            draw_lines(ax, lines, labels, sizes, style)
        case "panels":
            draw_panels(ax, panels_of(drawn, parameter), labels, sizes, style)
        case "bars":
            draw_bars(ax, spec, drawn.frame, drawn.marks, labels, sizes, style)
        case "plane":
            axes = parameter(spec["x"]), parameter(spec["y"])
            draw_plane(ax, spec, drawn.frame, drawn.marks, axes, labels, sizes, style)
    return ax


def _parameters(result: ScenarioRun) -> Callable[[Any], Any]:
    """Return what finds the parameter of an axis."""
    return lambda axis: result.scenario.parameter(axis["parameter"])


# --- in words ---


def _shape(result: ScenarioRun, drawn: Drawn, labels: Labels) -> str:
    """Return in words what a picture shows."""
    spec, parameter = drawn.spec, _parameters(result)
    match drawn.chart:
        case "lines":
            lines = lines_of(spec, drawn.frame, drawn.marks, parameter(spec["x"]))
            return shape_of_lines(lines, labels)
        case "panels":
            return shape_of_panels(panels_of(drawn, parameter), labels)
        case "bars":
            return shape_of_bars(spec, drawn.frame, drawn.marks, labels)
        case "plane":
            axes = parameter(spec["x"]), parameter(spec["y"])
            return shape_of_plane(spec, drawn.frame, drawn.marks, axes, labels)
        case _:
            assert drawn.game is not None
            told = tell_payoff_table(drawn.game, labels)
            return told.alt.removeprefix(told.finding).lstrip(" .")


def _table(drawn: Drawn, labels: Labels) -> pd.DataFrame:
    """Return the very numbers drawn: points, and marks under them."""
    if drawn.game is not None:
        return tell_payoff_table(drawn.game, labels).table
    kind = {"bars": "bar", "plane": "cell"}.get(drawn.chart, "line")
    frame = drawn.frame.assign(kind=kind)
    if drawn.marks.empty:
        return frame
    return pd.concat([frame, drawn.marks], ignore_index=True)


def _footer(result: ScenarioRun, drawn: Drawn, labels: Labels) -> str:
    """Return payoffs, how sure, version, and as many settings as fit."""
    first = [
        _payoffs(result, labels),
        str(drawn.spec.get("sure", say("footer.exact"))).removesuffix("."),
        f"trustgame {__version__}",
        labels.title if result.scenario.deal is not None else "",
    ]
    said = join(*first)
    for part in _settings(result, drawn, labels):
        longer = join(said, part)
        if width(longer, SLIDE.small) > _FOOTER_LINES * 0.94 * _ACROSS:
            return join(said, "…")
        said = longer
    return said


def _settings(result: ScenarioRun, drawn: Drawn, labels: Labels) -> Iterator[str]:
    """Yield the settings that the picture does not vary, in words."""
    one = result.scenario
    left_out = set(_varied(drawn.spec))
    if one.deal is not None:  # its payoffs have taken the place of those of the file
        read = set(re.findall(r"\w+", " ".join(map(str, _leaves(one.payoffs)))))
        left_out |= {p.name for p in one.parameters if p.name in read and not p.is_free}
    for parameter in one.parameters:
        if parameter.name in left_out:
            continue
        value = result.settings[parameter.name]
        if parameter.options and value in (parameter.among or ()):
            text = parameter.options[parameter.among.index(value)]  # type: ignore[union-attr]
        else:
            text = write(value, parameter.kind, labels)
        yield say("story.setting", words=parameter.words, value=text)


def _leaves(table: Any) -> Iterator[Any]:
    """Yield what stands in nested tables."""
    for value in table.values():
        if hasattr(value, "values"):
            yield from _leaves(value)
        else:
            yield value


def _varied(spec: Any) -> Iterator[str]:
    """Yield the parameters along the axes of a picture, its panels included."""
    for key in ("x", "y"):
        if "parameter" in spec.get(key, {}):
            yield spec[key]["parameter"]
    for panel in spec.get("panels", ()):
        yield from _varied(panel)


def _payoffs(result: ScenarioRun, labels: Labels) -> str:
    """Return what a round pays; empty where settings say so, or nothing does."""
    one = result.scenario
    if one.deal is not None:
        buyer, seller = one.deal.game.arrays().payoff[one.deal.relationship.start]
        return chain(StageGame(buyer, seller), labels)
    sides = [one.payoffs.get(role, one.payoffs) for role in ("buyer", "seller")]
    plain = [
        {key: float(value) for key, value in side.items() if isinstance(value, int | float)}
        for side in sides
    ]
    if any(set(side) != set("TRPS") for side in plain):
        return ""
    return chain(StageGame.from_roles(buyer=plain[0], seller=plain[1]), labels)
