"""A face for each character: a simple shape that stands beside its name, never for it.

A face is an outline, two eyes, a mouth and little more, in one ink. What it shows can be
checked against the properties that ``trustgame.catalogue`` computes:

==========  =============================================================================
mouth       a smile: ``nice``, never the first to defect. Straight: not nice, yet with its
            own kind it cooperates half the time or more. Down: not nice, and with its own
            kind it cooperates less than that
eyes        open: ``provocable`` by a single defection. Half open: by several in a row.
            Shut: by none
brows       none: ``forgiving`` within a round. Level: after more. Slanted: never
hair        a strand for each round of its ``memory``, three at most; a full head if it
            never forgets
outline     round, or square as a die if it is ``stochastic``; open at the side if it
            ``leaves``; on a line if it is ``end_aware``
ears        it is ``exploitable``
shoulders   it is ``depth_aware``
==========  =============================================================================

A bow tie, a moustache or glasses tell apart those who would look alike. Faces are declared
by name in one table (``trustgame.plot.characters``); nothing is computed when one is drawn.
Who is not of the catalogue has a plain face with its initials.

All geometry is made of *parts*, lines and areas in the unit square with y upward, so that a
page can draw the same faces from the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.offsetbox import AnnotationBbox, DrawingArea
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from trustgame import strategies
from trustgame.exceptions import SpecificationError, UnknownNameError
from trustgame.plot import palette
from trustgame.plot.characters import FACES, Face
from trustgame.plot.fonts import families_for
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "STROKE",
    "Part",
    "face_data",
    "face_of",
    "face_size",
    "initials",
    "lines_of",
    "outline",
    "parts",
    "parts_of",
    "put_face",
    "put_parts",
]

STROKE = 0.06  # the width of every line, as a share of the face's
_X, _Y, _R = 0.5, 0.48, 0.36  # the head
_FLOOR = 0.16  # where the line is that an end-aware face stands on
_DOOR = (-0.32, -0.95)  # radians between which an outline is open
_TURN = 2 * np.pi
_CURL = ((0.5, 0.83), (0.48, 0.91), (0.51, 0.96), (0.57, 0.965), (0.62, 0.92))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a face: points in the unit square, y upward; an area or lines."""

    lines: tuple[tuple[tuple[float, float], ...], ...]
    filled: bool = False


def face_of(name: str) -> Face | None:
    """Return the face of a strategy, by its name or an alias; none if it has none.

    Examples
    --------
    >>> face_of("copycat") == face_of("tit_for_tat")
    True
    >>> face_of("axelrod:Grudger") is None
    True
    """
    if name in FACES:
        return FACES[name]
    try:
        return FACES.get(strategies.entry(name).name)
    except UnknownNameError:
        return None


def initials(name: str) -> str:
    """Return up to two letters that stand for a player without a face.

    Examples
    --------
    >>> initials("my own rule"), initials("axelrod:Grudger"), initials("threshold_7")
    ('MO', 'G', 'T7')
    """
    words = re.findall(r"[^\W\d_]+|\d+", name.rpartition(":")[2])
    return "".join(word[0].upper() for word in words[:2]) or "?"


def parts() -> Mapping[str, Part]:
    """Return every part that faces are made of, by name.

    Examples
    --------
    >>> parts()["mouth straight"].lines
    (((0.37, 0.29), (0.63, 0.29)),)
    """
    return _parts()


@cache
def _parts() -> dict[str, Part]:
    """Return the parts, made once."""
    found = {
        outline(square=square, door=door, floor=floor): Part(_outline(square, door, floor))
        for square, door, floor in product((False, True), repeat=3)
    }
    left, right = 0.36, 0.64
    lids = tuple(((x - 0.09, 0.55), (x + 0.09, 0.55)) for x in (left, right))
    shut = tuple(_arc(x, 0.58, 0.09, 1.12 * np.pi, 1.88 * np.pi) for x in (left, right))
    return found | {
        "eyes open": Part(tuple(_arc(x, 0.52, 0.06) for x in (left, right)), filled=True),
        "lids": Part(lids),
        "eyes half": Part(
            tuple(_arc(x, 0.55, 0.08, np.pi, _TURN) for x in (left, right)), filled=True
        ),
        "eyes shut": Part(shut),
        "mouth smile": Part((_arc(0.5, 0.43, 0.18, 1.15 * np.pi, 1.85 * np.pi),)),
        "mouth straight": Part((((0.37, 0.29), (0.63, 0.29)),)),
        "mouth down": Part((_arc(0.5, 0.15, 0.18, 0.17 * np.pi, 0.83 * np.pi),)),
        "brows level": Part(_twice((0.27, 0.67), (0.44, 0.67))),
        "brows slanted": Part(_twice((0.26, 0.73), (0.45, 0.63))),
        "hair 1": Part((_CURL,)),
        "hair 2": Part(_twice((0.44, 0.83), (0.36, 0.97))),
        "hair 3": Part((*_twice((0.36, 0.82), (0.24, 0.94)), ((0.5, 0.84), (0.5, 0.97)))),
        "hair full": Part((_arc(0.5, 0.5, 0.44, 0.2 * np.pi, 0.8 * np.pi),), filled=True),
        "ears": Part(
            (_arc(0.86, 0.5, 0.09, -0.5 * np.pi, 0.5 * np.pi),
             _arc(0.14, 0.5, 0.09, 0.5 * np.pi, 1.5 * np.pi))
        ),
        "glasses": Part(
            (_arc(left, 0.53, 0.125), _arc(right, 0.53, 0.125),
             ((0.47, 0.55), (0.53, 0.55)))
        ),
        "moustache": Part(_twice((0.5, 0.41), (0.39, 0.36), (0.3, 0.41))),
        "shoulders": Part((_arc(0.25, -0.05, 0.18, 0.45 * np.pi, 0.9 * np.pi),
                           _arc(0.75, -0.05, 0.18, 0.1 * np.pi, 0.55 * np.pi))),
        "bow tie": Part(_twice((0.5, 0.075), (0.32, 0.15), (0.32, 0.0)), filled=True),
    }  # fmt: skip


def outline(*, square: bool, door: bool, floor: bool) -> str:
    """Return the name of an outline's part.

    Examples
    --------
    >>> outline(square=True, door=False, floor=False)
    'outline square'
    """
    words = {"door": door, "floor": floor}
    shape = "square" if square else "round"
    return " ".join(["outline", shape, *(word for word, on in words.items() if on)])


def _outline(square: bool, door: bool, floor: bool) -> Any:
    """Return the lines of an outline, cut where its door and its floor are."""
    angle = np.linspace(0, _TURN, 65)[:-1] + _DOOR[0]
    across, up = np.cos(angle), np.sin(angle)
    size = np.full_like(angle, _R)
    if square:  # a superellipse, as wide as it looks beside a circle
        size *= 0.95 / (np.abs(across) ** 5 + np.abs(up) ** 5) ** 0.2
    x, y = _X + size * across, _Y + size * up
    gone = (door & (angle > _TURN + _DOOR[1])) | (floor & (y < _FLOOR))
    if not gone.any():
        return (_points(np.append(x, x[0]), np.append(y, y[0])),)
    runs = np.split(np.arange(len(angle)), np.flatnonzero(np.diff(gone.astype(int))) + 1)
    found = [_points(x[run], y[run]) for run in runs if not gone[run[0]] and len(run) > 1]
    if floor:
        found.append(((0.06, _FLOOR), (0.94, _FLOOR)))
    return tuple(found)


def _points(x: FloatArray, y: FloatArray) -> tuple[tuple[float, float], ...]:
    """Return points, in as many digits as an eye needs."""
    return tuple(
        (round(float(a), 3), round(float(b), 3)) for a, b in zip(x, y, strict=True)
    )


def _arc(
    x: float, y: float, radius: float, start: float = 0.0, stop: float = _TURN
) -> tuple[tuple[float, float], ...]:
    """Return an arc, anticlockwise; the whole circle unless ends are given."""
    angle = np.linspace(start, stop, max(7, round(16 * (stop - start) / _TURN) + 1))
    return _points(x + radius * np.cos(angle), y + radius * np.sin(angle))


def _twice(*line: tuple[float, float]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return a line on the left, and its mirror image on the right."""
    return line, tuple((round(1 - x, 3), y) for x, y in line)


def parts_of(face: Face | None) -> tuple[str, ...]:
    """Return the names of a face's parts; of the plain one if there is none.

    Examples
    --------
    >>> parts_of(face_of("tit_for_tat"))
    ('outline round', 'eyes open', 'mouth smile', 'hair 1')
    """
    if face is None:
        return (outline(square=False, door=False, floor=False),)
    return (
        outline(square=face.square, door=face.door, floor=face.floor),
        *(("lids",) if face.eyes == "half" else ()),
        f"eyes {face.eyes}",
        f"mouth {face.mouth}",
        *((f"brows {face.brows}",) if face.brows else ()),
        *((f"hair {face.hair}",) if face.hair else ()),
        *(("ears",) if face.ears else ()),
        *(("shoulders",) if face.shoulders else ()),
        *((face.mark,) if face.mark else ()),
    )


def lines_of(
    names: Sequence[str], *, filled: bool
) -> list[tuple[tuple[float, float], ...]]:
    """Return all lines, or all areas' edges, of some parts, in the unit square."""
    found = (parts()[name] for name in names)
    return [line for part in found if part.filled == filled for line in part.lines]


def face_data() -> dict[str, Any]:
    """Return all faces as a page takes them: SVG paths, y downward, a thousand across.

    Returns
    -------
    dict
        ``parts``: of each part whether it is an area, and its path; ``of``: the numbers of
        the parts of each strategy's face, by name; ``plain``: those of a face without
        features.

    Examples
    --------
    >>> data = face_data()
    >>> data["parts"][data["of"]["random"][2]]
    [False, 'M370 710L630 710']
    """
    used = [parts_of(face) for face in (None, *FACES.values())]
    number = {name: i for i, name in enumerate(dict.fromkeys(n for p in used for n in p))}
    plain, *own = ([number[name] for name in names] for names in used)
    found = [[part.filled, _svg(part)] for part in map(parts().__getitem__, number)]
    return {"parts": found, "of": dict(zip(FACES, own, strict=True)), "plain": plain}


def _svg(part: Part) -> str:
    """Return a part as an SVG path."""
    lines = (
        "L".join(f"{round(1000 * x)} {round(1000 * (1 - y))}" for x, y in line)
        for line in part.lines
    )
    return "M" + "M".join(lines)


def _path(names: Sequence[str], *, filled: bool) -> Path | None:
    """Return the areas, or the lines, of some parts as one path; none if there are none."""
    lines = lines_of(names, filled=filled)
    if not lines:
        return None
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(line) - 1)] for line in lines]
    return Path(np.concatenate(lines), np.concatenate(codes))


def _letters(text: str) -> Path:
    """Return initials as an area in the unit square."""
    try:
        family = families_for([text])[-1]
    except SpecificationError:  # no font has them
        text, family = "?", families_for(["?"])[0]
    found = TextPath((0, 0), text, prop=FontProperties(family=family, weight="bold"))
    box = found.get_extents()
    scale = min(0.46 / max(box.width, 1e-9), 0.3 / max(box.height, 1e-9))
    middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
    outlines = np.asarray(found.vertices, dtype=float)
    return Path(scale * (outlines - middle) + (_X, _Y), found.codes)


def _portrait(
    names: Sequence[str], size: float, colour: str, letters: str = ""
) -> DrawingArea:
    """Return parts of a face so many points wide and high, with initials if given."""
    area = DrawingArea(size, size)
    pen = {"edgecolor": colour, "capstyle": "round", "joinstyle": "round"}
    lines, areas = (_path(names, filled=filled) for filled in (False, True))
    if letters:
        areas = _letters(letters)
    for path, thick, inside in ((lines, STROKE * size, "none"), (areas, 0.0, colour)):
        if path is not None:
            path = Path(size * np.asarray(path.vertices, dtype=float), path.codes)
            area.add_artist(PathPatch(path, facecolor=inside, linewidth=thick, **pen))
    return area


def face_size(pitch: float, small: float) -> float:
    """Return how large a face beside a name may be, in points; 0 if it could not be read.

    Examples
    --------
    >>> face_size(40, 10), face_size(10, 10), face_size(6, 10)
    (17.0, 9.5, 0.0)
    """
    size = min(1.7 * small, 0.95 * pitch)
    return size if size > 0.9 * small else 0.0


def put_face(
    ax: Axes | Figure,
    name: str,
    at: tuple[float, float],
    size: float,
    *,
    coords: Any = "data",
    offset: tuple[float, float] = (0.0, 0.0),
    align: tuple[float, float] = (0.5, 0.5),
) -> None:
    """Draw a strategy's face on an Axes or a figure, in the theme's ink.

    Parameters
    ----------
    ax : Axes or Figure
        Where to draw.
    name : str
        The strategy's name; who is not of the catalogue gets initials.
    at : tuple of float
        The place.
    size : float
        Width and height, in points.
    coords : str or Transform
        What ``at`` is in, as ``annotate`` takes it.
    offset : tuple of float
        How far from there, in points.
    align : tuple of float
        Which point of the face lies there: (0, 0) its lower left corner, (1, 1) the upper
        right one.
    """
    face = face_of(name)
    box = _portrait(parts_of(face), size, palette.INK, "" if face else initials(name))
    _put(ax, box, at, coords, offset, align).set_gid(f"face {name}")


def put_parts(
    ax: Axes,
    names: Sequence[str],
    at: tuple[float, float],
    size: float,
    *,
    colour: str,
    align: tuple[float, float] = (0.5, 0.5),
) -> None:
    """Draw some parts of a face on an Axes, at a place of its data."""
    _put(ax, _portrait(names, size, colour), at, "data", (0.0, 0.0), align)


def _put(
    ax: Axes | Figure, drawn: DrawingArea, at: Any, coords: Any, offset: Any, align: Any
) -> AnnotationBbox:
    """Put what was drawn where it belongs."""
    box = AnnotationBbox(
        drawn, at, xybox=offset, xycoords=coords, boxcoords="offset points",
        box_alignment=align, frameon=False, pad=0.0, annotation_clip=False,
    )  # fmt: skip
    ax.add_artist(box)
    return box
