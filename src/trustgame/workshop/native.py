"""Charts that PowerPoint has a type for, from the very numbers that are drawn: editable.

Bars in groups and lines over a number become charts of PowerPoint, with their table inside;
for any other kind there is none, and the slide carries a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from trustgame.deals import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import shrink
from trustgame.plot.grouped import look_of
from trustgame.plot.scale import one_line, shortened
from trustgame.plot.story_axes import DASHES, colour_of, dashes_for, scale_of
from trustgame.workshop.session import Exhibit, run_of
from trustgame.workshop.typesetting import texts_only

__all__ = ["Bars", "Lines", "native_of", "put_native"]

_DASHES = {
    "solid": MSO_LINE.SOLID,
    "dashed": MSO_LINE.DASH,
    "dotted": MSO_LINE.ROUND_DOT,
    "mixed": MSO_LINE.DASH_DOT,
}
_Categories: Any = CategoryChartData  # its methods have no types
_Points: Any = XyChartData
_Colour: Any = RGBColor
_SMALL, _LEAST = Pt(14), Pt(11)
_POINT = int(Pt(1))
_NAME = 5 * _SMALL.pt  # the least room of a name, in points
_FEW = 8  # whole steps of an axis that are all named
_SCALES = ("million", "billion", "trillion")


@dataclass(frozen=True, eq=False)
class Bars:
    """Bars in groups: a row per group, a column per series."""

    table: pd.DataFrame
    colours: tuple[str, ...]
    words: str
    kind: str
    faces: tuple[str, ...] = ()  #: the strategy of each group, where groups are characters


@dataclass(frozen=True, eq=False)
class Line:
    """A line, or marks, over a number."""

    name: str
    points: tuple[tuple[float, float], ...]
    colour: str
    dash: str  #: a line's style, or "marks"


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines and marks over one number."""

    lines: tuple[Line, ...]
    x_words: str
    y_words: str
    x_kind: str
    y_kind: str
    log: bool
    range: tuple[float, float] | None


def native_of(exhibit: Exhibit, labels: Labels) -> Bars | Lines | None:
    """Return what PowerPoint draws of an exhibit; none if it has no such chart."""
    if exhibit.chart == "grouped_bars":
        found = exhibit.result
        table = found.frame.pivot(index="group", columns="series", values="value")
        groups, series = (list(dict.fromkeys(found.frame[c])) for c in ("group", "series"))
        colours = tuple(look_of(role)[0] for role in found.roles)
        words = scale_of({"words": found.words, "kind": found.kind}).titled(labels)
        faces = tuple(found.faces[group] for group in groups) if found.faces else ()
        return Bars(table.loc[groups, series], colours, words, found.kind, faces)
    run = run_of(exhibit)
    if run is None:
        return None
    drawn = run.picture(exhibit.options["picture"])
    own = run.scenario.labels
    if drawn.chart == "bars":
        return _bars(drawn, own)
    if drawn.chart == "lines":
        return _lines(drawn, run.scenario.parameter(drawn.spec["x"]["parameter"]), own)
    return None


def _bars(drawn: Any, labels: Labels) -> Bars:
    """Return a scenario's bars, and the outcomes behind them as bars beside them."""
    scale = scale_of(drawn.spec.get("y", {"words": ""}))
    first = scale.words if drawn.marks.empty else say("slides.average")
    columns: dict[str, dict[str, float]] = {first: {}}
    for label, value in zip(drawn.frame["label"], drawn.frame["value"], strict=True):
        columns[first][str(label)] = float(value)
    marks = [] if drawn.marks.empty else drawn.marks.to_dict("records")
    for mark in marks:
        columns.setdefault(str(mark["label"]), {})[str(mark["bar"])] = float(mark["y"])
    table = pd.DataFrame(columns).loc[list(columns[first])]
    colours = (palette.MODEL, palette.MOVES[0], palette.MOVES[1], palette.GUIDE)
    return Bars(table, colours[: len(columns)], scale.titled(labels), scale.kind)


def _lines(drawn: Any, parameter: Any, labels: Labels) -> Lines:
    """Return a scenario's lines, its marks and its walls."""
    spec, frame = drawn.spec, drawn.frame
    x, y = scale_of(spec["x"], parameter), scale_of(spec["y"])
    names = {dash: name for name, dash in DASHES.items()}
    found: list[Line] = []
    for i, dash in enumerate(dashes_for(spec["lines"])):
        rows = frame[frame["line"] == i]
        points = _finite(rows["x"], rows["y"])
        role = str(spec["lines"][i].get("role", "model"))
        name = str(rows["label"].iloc[0]) or y.words
        found.append(Line(name, points, colour_of(role), names[dash]))
    heights = [b for line in found for _, b in line.points]
    low, top = spec["y"].get("range") or (min([0.0, *heights]), max([0.0, *heights]))
    marks: dict[str, list[Any]] = {}
    for mark in [] if drawn.marks.empty else drawn.marks.to_dict("records"):
        if mark["kind"] == "wall":
            at = _finite([mark["x"]] * 2, [low, top])
            found.append(Line(str(mark["label"]), at, palette.INK, "dotted"))
        elif mark["kind"] == "mark":
            marks.setdefault(str(mark["role"]), []).append(mark)
    for role, rows in marks.items():
        named = [str(row["label"]) for row in rows if row["label"]]
        at = _finite([row["x"] for row in rows], [row.get("y", np.nan) for row in rows])
        if at and named:
            found.append(Line(", ".join(named), at, colour_of(role), "marks"))
    own = spec["y"].get("range")
    found.sort(key=lambda line: -len(line.points))  # LibreOffice drops longer late ones
    return Lines(
        tuple(line for line in found if line.points), x.titled(labels), y.titled(labels),
        x.kind, y.kind, x.log, None if own is None else (float(own[0]), float(own[1])),
    )  # fmt: skip


def _finite(xs: Any, ys: Any) -> tuple[tuple[float, float], ...]:
    """Return the points that have both numbers."""
    pairs = zip(xs, ys, strict=True)
    return tuple(
        (float(a), float(b)) for a, b in pairs if np.isfinite(a) and np.isfinite(b)
    )


# --- onto a slide -------------------------------------------------------------------------


def put_native(
    shapes: Any, box: tuple[int, int, int, int], chart: Bars | Lines, ink: bool
) -> Any:
    """Put a chart onto a slide and return its frame; ``ink`` colours its texts."""
    if isinstance(chart, Bars):
        frame = _put_bars(shapes, box, chart)
    else:
        frame = _put_lines(shapes, box, chart)
    table = frame.chart.part.chart_workbook
    table.update_from_xlsx_blob(texts_only(table.xlsx_part.blob))
    frame.chart.font.size = _SMALL
    if ink:
        frame.chart.font.color.rgb = rgb(palette.INK)
    return frame


def rgb(colour: Any) -> RGBColor:
    """Return a colour as PowerPoint takes it."""
    text = to_hex(colour)
    found: RGBColor = _Colour(*(int(text[i : i + 2], 16) for i in (1, 3, 5)))
    return found


def _put_bars(shapes: Any, box: tuple[int, int, int, int], bars: Bars) -> Any:
    """Put clustered bars, their values at their ends."""
    pattern = _pattern(bars.kind, bars.table.to_numpy(dtype=float).ravel())
    data = _Categories(number_format=pattern)
    wide = box[2] / _POINT
    names = map(str, bars.table.index)
    data.categories = [one_line(name, max(0.42 * wide, _NAME), _SMALL.pt) for name in names]
    each = max(0.9 * wide / len(bars.table.columns) - 2 * _SMALL.pt, _NAME)
    for name in bars.table:
        column = bars.table[name].to_numpy(dtype=float)
        data.add_series(
            one_line(str(name), each, _SMALL.pt),
            [v if np.isfinite(v) else None for v in column],
        )
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box, data)
    chart = frame.chart
    chart.has_title = True
    size = shrink(bars.words, 0.6 * wide, _SMALL.pt, _LEAST.pt)
    chart.chart_title.text_frame.text = one_line(bars.words, 0.9 * wide, size)
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.bold = False
    chart.has_legend = len(bars.table.columns) > 1
    if chart.has_legend:
        _legend(chart)
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.format.line.color.rgb = rgb(palette.DIM)
    if bars.kind == "percent":  # or a bar of next to nothing fills the chart
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 1.15
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, -5
    plot.has_data_labels = True
    plot.data_labels.number_format = pattern
    plot.data_labels.number_format_is_linked = False
    plot.data_labels.font.size = _SMALL if bars.table.size <= 12 else _LEAST
    for series, colour in zip(plot.series, bars.colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(colour)
        series.invert_if_negative = False
    return frame


def _put_lines(shapes: Any, box: tuple[int, int, int, int], lines: Lines) -> Any:
    """Put lines and marks over a number."""
    x_pattern, y_pattern = (
        _pattern(
            kind, [point[i] for line in lines.lines for point in line.points], ticks=True
        )
        for i, kind in enumerate((lines.x_kind, lines.y_kind))
    )
    data = _Points(number_format=y_pattern)
    wide, high = (side / _POINT for side in box[2:])
    for line in lines.lines:
        series = data.add_series(one_line(line.name, max(0.42 * wide, _NAME), _SMALL.pt))
        for x, y in line.points:
            series.add_data_point(x, y)
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *box, data)
    chart = frame.chart
    chart.has_title = False
    spots = _spots(lines)
    chart.has_legend = spots is None
    if spots is None:
        _legend(chart)
    xs = [x for line in lines.lines for x, _ in line.points]
    x_words = one_line(lines.x_words, 0.8 * wide, _SMALL.pt)
    y_words = shortened(lines.y_words, 0.6 * high, _SMALL.pt, 2)
    axes = (
        (chart.category_axis, x_words, x_pattern, (min(xs), max(xs))),
        (chart.value_axis, y_words, y_pattern, lines.range),
    )
    for axis, words, pattern, ends in axes:
        axis.has_title = True
        axis.axis_title.text_frame.text = words
        run = axis.axis_title.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = _SMALL, False
        axis.tick_labels.number_format = pattern
        axis.tick_labels.number_format_is_linked = False
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        axis.has_major_gridlines = axis is chart.value_axis
        if ends is not None and ends[0] < ends[1]:
            axis.minimum_scale, axis.maximum_scale = ends
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb(palette.GRID)
    if lines.log:
        _log(chart.category_axis)
    elif max(xs) - min(xs) < _FEW and all(float(x).is_integer() for x in xs):
        chart.category_axis.major_unit = 1  # nobody counts half a lunch
    for i, (series, line) in enumerate(
        zip(chart.plots[0].series, lines.lines, strict=True)
    ):
        _dress(series, line)
        if spots is not None:
            label = series.points[spots[i]].data_label
            label.has_text_frame = True
            label.text_frame.text = one_line(line.name, max(0.42 * wide, _NAME), _SMALL.pt)
            label.text_frame.paragraphs[0].runs[0].font.size = _SMALL
            label.position = XL_LABEL_POSITION.ABOVE
            if line.dash == "dotted" and line.points[0][0] == line.points[-1][0]:
                label.position = XL_LABEL_POSITION.LEFT  # a wall
    return frame


def _spots(lines: Lines) -> list[int] | None:
    """Return the point of each line that can carry its name; none if two would meet."""
    heights = [y for line in lines.lines for _, y in line.points]
    span = max(heights) - min(heights)
    found: list[int] = []
    taken: list[tuple[float, float]] = []
    for line in lines.lines:
        number = len(line.points)
        wall = line.points[0][0] == line.points[-1][0]
        share = 0.5 if line.dash == "marks" else 0.8
        spot = number - 1 if wall and number > 1 else int(share * (number - 1))
        x, y = line.points[spot]
        room = 0.94 * span + min(heights)  # a name over the top line leaves the chart
        if span <= 0 or (y > room and not wall):
            return None
        for other in lines.lines:
            if other is line or len(other.points) < 2:
                continue
            xs, ys = zip(*sorted(other.points), strict=True)
            if xs[0] < xs[-1] and xs[0] <= x <= xs[-1]:
                gap = float(np.interp(x, xs, ys)) - y
                if -0.02 * span < gap < 0.16 * span:
                    return None
        if any(abs(y - b) < 0.14 * span and abs(x - a) < 1e-9 for a, b in taken):
            return None
        taken.append((x, y))
        found.append(spot)
    return found


def _dress(series: Any, line: Line) -> None:
    """Give a line its colour and style, marks their circles."""
    series.smooth = False
    if line.dash == "marks":
        series.format.line.fill.background()
        series.marker.style = XL_MARKER_STYLE.CIRCLE
        series.marker.size = 9
        series.marker.format.fill.background()
        series.marker.format.line.color.rgb = rgb(line.colour)
        return
    series.marker.style = XL_MARKER_STYLE.NONE
    series.format.line.color.rgb = rgb(line.colour)
    series.format.line.width = Pt(3)
    series.format.line.dash_style = _DASHES[line.dash]


def _legend(chart: Any) -> None:
    """Put the key under the chart, clear of it."""
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.legend.font.size = _SMALL


def _log(axis: Any) -> None:
    """Make an axis a logarithmic one."""
    scaling = axis._element.find(qn("c:scaling"))
    base = OxmlElement("c:logBase")
    base.set("val", "10")
    scaling.insert(0, base)


#: How numbers of a kind are written, by their size.
_SIZES: Mapping[float, str] = {
    1e12: '#,##0.0,,,,"{trillion}"', 1e9: '#,##0.0,,,"{billion}"',
    1e6: '#,##0.0,,"{million}"', 1e3: "#,##0",
}  # fmt: skip


def _pattern(kind: str, numbers: Any, *, ticks: bool = False) -> str:
    """Return the number format of a kind; ticks are round numbers anyway."""
    if kind in ("percent", "one_in"):
        return "0%"
    sizes = np.abs(np.asarray(numbers, dtype=float))
    top = float(sizes[np.isfinite(sizes)].max(initial=0.0))
    for size, pattern in _SIZES.items():
        if top >= size:
            return pattern.format(**{name: say(f"scale.short_{name}") for name in _SCALES})
    if ticks:
        return "General"
    if np.allclose(sizes, np.round(sizes), equal_nan=True):
        return "#,##0"
    if top < 100 and np.allclose(100 * sizes, np.round(100 * sizes), equal_nan=True):
        return "0.0#"
    return "#,##0.0" if top >= 0.5 else "0.0000"
