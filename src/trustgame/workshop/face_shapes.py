"""Faces on a slide: shapes that scale and take the template's ink, beside a name or bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu

from trustgame.plot import palette
from trustgame.plot.faces import STROKE, face_of, lines_of, parts_of
from trustgame.workshop.native import rgb
from trustgame.workshop.typesetting import name_alt

__all__ = ["PLOT", "align_bars", "put_face_shape", "put_faces_down"]

#: Where the bars lie within their chart: left, top, width and height, as shares of it.
PLOT = (0.3, 0.1, 0.66, 0.76)
_FINE = 1000  # steps of the unit square


def put_face_shape(
    shapes: Any, name: str, box: tuple[int, int, int], *, ink: bool
) -> Any | None:
    """Put a face as lines and areas that are one group; none for who has no face.

    Parameters
    ----------
    shapes : pptx shapes
        Of the slide.
    name : str
        The strategy's name.
    box : tuple of int
        Left, top and size, in EMU.
    ink : bool
        Whether to draw in the charts' ink; in that of the template's text unless so.
    """
    face = face_of(name)
    if face is None:
        return None
    left, top, size = box
    made = []
    for filled in (False, True):
        lines = [
            [(round(_FINE * x), round(_FINE * (1 - y))) for x, y in line]
            for line in lines_of(parts_of(face), filled=filled)
        ]
        if not lines:
            continue
        pen = shapes.build_freeform(*lines[0][0], scale=size / _FINE)
        for k, line in enumerate(lines):
            if k:
                pen.move_to(*line[0])
            pen.add_line_segments(line[1:], close=filled or line[0] == line[-1])
        shape = pen.convert_to_shape(left, top)
        for style in shape._element.findall(qn("p:style")):  # it would cast a shadow
            shape._element.remove(style)
        colour = shape.fill if filled else shape.line.fill
        (shape.line.fill if filled else shape.fill).background()
        colour.solid()
        if ink:
            colour.fore_color.rgb = rgb(palette.INK)
        else:
            colour.fore_color.theme_color = MSO_THEME_COLOR.TEXT_1
        if not filled:
            shape.line.width = Emu(round(STROKE * size))
            shape.line._get_or_add_ln().set("cap", "rnd")
        made.append(shape)
    group = shapes.add_group_shape(made)
    group.name = f"face {name}"
    name_alt(group, "")
    return group


def put_faces_down(
    shapes: Any, names: Sequence[str], box: tuple[int, int, int, int], *, ink: bool
) -> None:
    """Put faces below each other, each in the middle of its part of a box's height."""
    left, top, wide, high = box
    part = high / len(names)
    size = round(min(wide, 0.84 * part))
    for k, name in enumerate(names):
        at = left + (wide - size) // 2, round(top + (k + 0.5) * part - size / 2)
        put_face_shape(shapes, name, (*at, size), ink=ink)


def align_bars(chart: Any) -> None:
    """Fix where a chart's bars lie, so that faces can stand beside them."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout, manual = OxmlElement("c:layout"), OxmlElement("c:manualLayout")
    values = (("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"),
              *zip("xywh", map(str, PLOT), strict=True))  # fmt: skip
    for key, value in values:
        entry = OxmlElement(f"c:{key}")
        entry.set("val", value)
        manual.append(entry)
    layout.append(manual)
    area.insert(0, layout)
