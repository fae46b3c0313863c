"""How a chart is put together: heading, body, footer, and text that finds its room.

A slide is a 16:9 figure with the finding on top, the question under it in grey, and the
footer at the bottom. Text is wrapped to the room there is, and the body is shrunk until
nothing sticks out, each time the figure is drawn: at any size and with any names.
On an ``ax`` of the reader's own, the finding becomes the title and the rest is left out.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import LayoutEngine
from matplotlib.transforms import Bbox

from trustgame import _validate as check
from trustgame._language import spoken
from trustgame.exceptions import SpecificationError
from trustgame.plot import palette
from trustgame.plot.palette import Sizes
from trustgame.plot.sizes import FORMATS, SLIDE_INCHES, Format

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text

__all__ = [
    "SLIDE_INCHES",
    "Telling",
    "balance",
    "body",
    "clean",
    "dress",
    "fit",
    "is_slide",
    "open_axes",
    "plain_frame",
    "shrink",
    "slide",
    "width",
    "wrap",
]

_MARGIN = 0.028  # of the figure's width, on every side
_FINE = 4
_LEFT_TO_RIGHT = "\u200e"
_TURNED = {"R", "AL"}  # letters that are read from the right


@dataclass(frozen=True, eq=False)
class Telling:
    """What a chart says: its texts, and the very numbers it draws.

    ``finding`` is the title, ``question`` stands under it, ``footer`` says how it was made,
    ``sentence`` is the plain one for the page, ``alt`` is for who cannot see the chart.
    """

    finding: str
    question: str
    footer: str
    sentence: str
    alt: str
    table: pd.DataFrame


class SlideLayout(LayoutEngine):
    """Wraps heading and footer, and shrinks the axes until nothing sticks out."""

    _adjust_compatible = False
    _colorbar_gridspec = False

    def __init__(self, kind: Format = FORMATS["slide"]) -> None:
        super().__init__()
        self.kind = kind
        self.head: list[Text] = []
        self.foot: list[Text] = []

    def execute(self, fig: Figure) -> None:
        """Place everything; called before each drawing."""
        room = self.room(fig)
        for ax in fig.axes:
            _fit(ax, room, fig, fig._get_renderer())  # type: ignore[attr-defined]

    def room(self, fig: Figure) -> Bbox:
        """Wrap and place heading and footer; return what lies between, in pixels."""
        renderer = fig._get_renderer()  # type: ignore[attr-defined]
        wide, high = fig.bbox.width, fig.bbox.height
        pad, point = _MARGIN * wide, fig.dpi / 72
        across = 0.985 * (wide - 2 * pad) / point  # type runs wider on coarse screens
        top = high - 0.8 * pad
        for text, plan in zip(self.head, self.kind.plans, strict=False):
            _set_block(text, across, plan)
            text.set_position((pad / wide, top / high))
            top -= text.get_window_extent(renderer).height + 0.45 * pad
        bottom = 0.6 * pad
        for text in self.foot:
            for share in (1.0, 0.95, 0.9, 0.85):  # fine type can run wider still
                _set_block(text, share * across, self.kind.plans[2])
                if text.get_window_extent(renderer).width <= wide - 2 * pad:
                    break
            text.set_position((pad / wide, bottom / high))
            bottom += text.get_window_extent(renderer).height + 0.3 * pad
        return Bbox.from_extents(pad, bottom + 0.3 * pad, wide - pad, top - 0.3 * pad)


class BareLayout(SlideLayout):
    """A slide without heading and footer, for a place that has its own."""

    def room(self, fig: Figure) -> Bbox:
        """Hide heading and footer; return what there is but for a small margin."""
        for text in (*self.head, *self.foot):
            text.set_visible(False)
        pad = 0.3 * _MARGIN * fig.bbox.width
        return Bbox.from_extents(pad, pad, fig.bbox.width - pad, fig.bbox.height - pad)


def _set_block(text: Text, across: float, plan: tuple[tuple[float, int], ...]) -> None:
    """Give a text the largest size at which its lines are few enough, or cut it."""
    words, bold = clean(text), text.get_fontweight() == "bold"
    full = text.__dict__.setdefault("_trustgame_size", float(text.get_fontsize()))
    for share, lines in plan:
        size = full * share
        wrapped = wrap(words, across, size, bold)
        if wrapped.count("\n") < lines:
            break
    else:
        wrapped = wrap(words, across, size, bold, lines)
    text.set_fontsize(size)
    text.set_text(balance(words, across, size, bold) if "…" not in wrapped else wrapped)


def _fit(ax: Axes, room: Bbox, fig: Figure, renderer: Any) -> None:
    """Shrink the axes until all that belongs to them lies within the room."""
    inside = Bbox(room.get_points())
    for _ in range(6):
        ax.set_position(inside.transformed(fig.transFigure.inverted()), which="both")
        taken = ax.get_tightbbox(renderer)
        if taken is None:
            return
        over = (
            room.x0 - taken.x0,
            room.y0 - taken.y0,
            taken.x1 - room.x1,
            taken.y1 - room.y1,
        )
        x0, y0 = inside.x0 + over[0], inside.y0 + over[1]
        x1, y1 = inside.x1 - over[2], inside.y1 - over[3]
        least = 0.1 * min(room.width, room.height)
        after = Bbox.from_extents(x0, y0, max(x1, x0 + least), max(y1, y0 + least))
        if max(abs(side) for side in over) < 0.5:
            return
        inside = after


def clean(text: Text) -> str:
    """Return what a text says without the breaks and marks that wrapping put in."""
    return text.get_text().replace("\n", " ").replace(_LEFT_TO_RIGHT, "")


@lru_cache(maxsize=1)
def _ruler() -> RendererAgg:
    """Return something to measure text with, at a resolution that hides hinting."""
    return RendererAgg(1, 1, 72 * _FINE)


@lru_cache(maxsize=20_000)
def width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of one line of text in points."""
    font = FontProperties(size=size, weight="bold" if bold else "normal")
    return float(_ruler().get_text_width_height_descent(text, font, False)[0]) / _FINE


def wrap(text: str, room: float, size: float, bold: bool = False, lines: int = 99) -> str:
    """Break a text into lines no wider than the room in points.

    Words that are wider than the room are broken too, from where they stand. Past
    ``lines`` lines the rest is cut and an ellipsis says so.
    """
    mark = _direction(text)
    done: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold) <= room:
            line = longer
            continue
        wide = width(word, size, bold) > room
        if line and not (wide and width(line, size, bold) < 0.6 * room):
            done.append(line)
            longer = word
        line = longer
        while width(line, size, bold) > room and len(line) > 1:
            keep = len(line) - 1
            while keep > 1 and width(line[:keep], size, bold) > room:
                keep -= 1
            done.append(line[:keep])
            line = line[keep:]
    done.append(line)
    if len(done) > lines:
        last = done[lines - 1]
        while last and width(last + "…", size, bold) > room:
            last = last[:-1]
        done = [*done[: lines - 1], last.rstrip() + "…"]
    return "\n".join(mark + line for line in done)


def _direction(text: str) -> str:
    """Return the mark of lines that are read from the left, whatever word they begin with.

    Without it, a line of an English sentence that begins with an Arabic name is turned
    round. A name alone needs none, nor does a language that is read from the right.
    """
    if text.isascii():
        return ""
    turned, plain = (bool(_kinds(text) & kinds) for kinds in (_TURNED, {"L"}))
    both = turned and plain
    return _LEFT_TO_RIGHT if both and not _kinds(spoken().letters) & _TURNED else ""


def _kinds(text: str) -> set[str]:
    """Return the directions in which the letters of a text are read."""
    return {unicodedata.bidirectional(letter) for letter in text}


def balance(text: str, room: float, size: float, bold: bool = False) -> str:
    """Wrap a text, its lines of about one length: no last line of a single word."""
    best = wrap(text, room, size, bold)
    lines = best.count("\n")
    for share in (0.9, 0.8, 0.7, 0.6):
        narrower = wrap(text, share * room, size, bold)
        if lines == 0 or narrower.count("\n") > lines:
            break
        best = narrower
    return best


def shrink(
    text: str, room: float, largest: float, least: float, bold: bool = False
) -> float:
    """Return the largest size at which one line of text fits the room in points."""
    size = largest * min(1.0, room / max(width(text, largest, bold), 1e-9))
    return max(size, least)


def fit(
    text: str,
    room: float,
    largest: float,
    least: float,
    *,
    bold: bool = False,
    lines: int = 2,
) -> tuple[str, float]:
    """Wrap a text at the largest size that breaks no word and needs few enough lines.

    Where even the least size is too large, words are broken and the rest is cut.
    """
    size = largest
    while size > least:
        wrapped = wrap(text, room, size, bold)
        whole = max(width(word, size, bold) for word in text.split(" ")) <= room
        if whole and wrapped.count("\n") < lines:
            return wrapped, size
        size -= 1
    return wrap(text, room, least, bold, lines), least


def slide(figure: Figure | None = None, *, bare: bool = False, size: str = "slide") -> Axes:
    """Return the Axes of a new slide; a bare one has no heading and no footer.

    Without ``figure``, the slide belongs to no window and no notebook: draw on it and save
    it with ``ax.figure.savefig(..., dpi=150)``.

    Parameters
    ----------
    figure : Figure, optional
        A figure to make a slide of, as large as it is.
    bare : bool
        Whether to leave out heading and footer.
    size : {"slide", "column", "square", "poster"}
        How large it is, and its type: 16:9 for a screen; 89 mm wide for a paper; a square
        with the finding alone, one of many; A2 in landscape.

    Raises
    ------
    SpecificationError
        If there is no such size.

    Examples
    --------
    >>> slide(size="square").figure.get_size_inches().tolist()
    [5.0, 5.0]
    """
    kind = FORMATS[check.one_of("size", size, FORMATS)]
    if figure is None:
        figure = Figure(figsize=kind.inches, facecolor=palette.PAPER)
        FigureCanvasAgg(figure)
    figure.set_layout_engine(BareLayout(kind) if bare else SlideLayout(kind))
    return figure.add_subplot()


def open_axes(ax: Axes | None, size: str | None = None) -> tuple[Axes, Sizes]:
    """Return the Axes to draw on and their sizes; a new figure unless an Axes is given."""
    if ax is None:
        from matplotlib import pyplot as plt

        name = check.one_of("size", "slide" if size is None else size, FORMATS)
        figure = plt.figure(figsize=FORMATS[name].inches, facecolor=palette.PAPER)
        ax = slide(figure, size=name)
    elif size is not None:
        raise SpecificationError(
            f"`size` is for a figure of the chart's own; got size={size!r} and an `ax`. "
            f"Leave one of them out, or draw on `tg.plot.slide(size={size!r})`."
        )
    engine = cast("Figure", ax.figure).get_layout_engine()
    return ax, engine.kind.sizes if isinstance(engine, SlideLayout) else palette.PANEL


def is_slide(ax: Axes) -> bool:
    """Tell whether the Axes are those of a slide, which carries heading and footer."""
    return isinstance(cast("Figure", ax.figure).get_layout_engine(), SlideLayout)


def body(ax: Axes) -> tuple[float, float]:
    """Return width and height in points that an Axes without ticks has; after ``dress``."""
    figure = cast("Figure", ax.figure)
    point = figure.dpi / 72
    engine = figure.get_layout_engine()
    if isinstance(engine, SlideLayout):
        room = engine.room(figure)
        return room.width / point, room.height / point
    extent = ax.get_window_extent()
    return 0.94 * extent.width / point, 0.94 * extent.height / point


def dress(ax: Axes, telling: Telling, sizes: Sizes) -> None:
    """Put the finding, the question and the footer where they belong."""
    figure = cast("Figure", ax.figure)
    engine = figure.get_layout_engine()
    if not isinstance(engine, SlideLayout):
        room = ax.get_window_extent().width * 72 / figure.dpi * 0.92
        title = balance(telling.finding, room, sizes.title, bold=True)
        ax.set_title(
            title,
            loc="left",
            fontsize=sizes.title,
            fontweight="bold",
            color=palette.INK,
            parse_math=False,
        )
        return
    top: dict[str, Any] = {
        "fontsize": sizes.text,
        "color": palette.DIM,
        "va": "top",
        "ha": "left",
        "parse_math": False,
        "in_layout": False,
    }
    bold = {"fontsize": sizes.title, "fontweight": "bold", "color": palette.INK}
    low = {"fontsize": sizes.small, "va": "bottom"}
    looks: dict[str, dict[str, Any]] = {"question": {}, "footer": low}
    looks["sentence"] = {"va": "bottom", "color": palette.INK, "linespacing": 1.3}
    engine.head = [figure.text(0, 1, telling.finding, gid="finding", **(top | bold))]
    placed = {
        name: figure.text(0, 0, getattr(telling, name), gid=name, **(top | looks[name]))
        for name in engine.kind.texts
    }
    engine.head += [placed.pop("question")] if "question" in placed else []
    engine.foot = list(placed.values())


def plain_frame(ax: Axes, sizes: Sizes, *, grid: str = "y") -> None:
    """Take away boxes, keep light guides and quiet ticks."""
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(palette.DIM)
        spine.set_linewidth(0.2 * sizes.line)
    ax.tick_params(
        length=0,
        labelsize=sizes.text,
        colors=palette.DIM,
        labelcolor=palette.INK,
        pad=sizes.text / 3,
    )
    ax.set_axisbelow(True)
    ax.grid(False)
    if grid:
        ax.grid(axis=grid, color=palette.GRID, linewidth=0.2 * sizes.line)  # type: ignore[arg-type]
