"""Characters with their faces and names, and what the features of a face mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from trustgame import strategies
from trustgame._version import __version__
from trustgame.deals.labels import Labels
from trustgame.deals.words import counted, listed, say
from trustgame.exceptions import SpecificationError
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, fit, open_axes
from trustgame.plot.captions import join
from trustgame.plot.faces import face_of, parts_of, put_face, put_parts
from trustgame.plot.palette import Sizes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["faces", "tell_faces"]

_ROUND = "outline round"
#: The key: what a feature is said to mean, the parts that show it, those around them.
_KEY: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("smile", ("mouth smile",), (_ROUND,)),
    ("straight", ("mouth straight",), (_ROUND,)),
    ("down", ("mouth down",), (_ROUND,)),
    ("open", ("eyes open",), (_ROUND,)),
    ("half", ("lids", "eyes half"), (_ROUND,)),
    ("shut", ("eyes shut",), (_ROUND,)),
    ("plain", ("eyes open",), (_ROUND,)),
    ("level", ("brows level",), (_ROUND, "eyes open")),
    ("slanted", ("brows slanted",), (_ROUND, "eyes open")),
    ("strand", ("hair 2",), (_ROUND,)),
    ("full", ("hair full",), (_ROUND,)),
    ("square", ("outline square",), ()),
    ("ears", ("ears",), (_ROUND,)),
    ("shoulders", ("shoulders",), (_ROUND,)),
    ("door", ("outline round door",), ()),
    ("floor", ("outline round floor",), ()),
    ("mark", ("bow tie",), (_ROUND,)),
)
_WIDEST = 0.37  # of the width, for the key
_LEAST = 5.0  # points: so many names that they must be read on paper, or enlarged


def tell_faces(result: Sequence[Any], labels: Labels | None = None) -> Telling:
    """Return what the chart ``faces`` says, and what each face is made of."""
    labels = Labels() if labels is None else labels
    names = _names(result)
    called = [labels.seller.player(name) for name in names]
    own = {face_of(name) for name in names}
    alike = None in own or len(own) < len(names)
    key = "one" if len(names) == 1 else "some" if alike else "finding"
    finding = say(f"faces.{key}", n=counted(len(names)), who=called[0])
    key = say("faces.key", parts="; ".join(say(f"faces.says_{name}") for name, *_ in _KEY))
    made = [", ".join(parts_of(face_of(name))) for name in names]
    return Telling(
        finding=finding,
        question=say("faces.question"),
        footer=join(labels.title, say("faces.how"), f"trustgame {__version__}"),
        sentence=" ".join(
            part
            for part in (
                key,
                say("faces.initials") if None in own else "",
                say("faces.not"),
            )
            if part
        ),
        alt=f"{finding}. {say('faces.shape', who=listed(called))} {key}",
        table=pd.DataFrame({"strategy": names, "name": called, "face": made}),
    )


def faces(
    result: Sequence[Any],
    *,
    ax: Axes | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw characters with their faces and names, and a key of what features mean.

    Faces say what is computed of each strategy (``trustgame.catalogue``), in one ink. The
    type of the names is as large as there is room: of the whole catalogue they are small.

    Parameters
    ----------
    result : sequence of str, Automaton or Recipe
        The strategies, by name or themselves; ``tg.strategies`` gives all names. Who is
        not of the catalogue has initials.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the names, as matplotlib names those of a text.

    Raises
    ------
    SpecificationError
        If there is no strategy to draw.
    """
    labels = Labels() if labels is None else labels
    telling = tell_faces(result, labels)
    ax, sizes = open_axes(ax)
    dress(ax, telling, sizes)
    wide, high = body(ax)
    ax.set(xlim=(0, wide), ylim=(0, high))
    ax.axis("off")
    begin = (1 - _WIDEST) * wide
    names = _names(result)
    _cast(ax, names, [labels.seller.player(n) for n in names], (begin, high), sizes, style)
    _key(ax, begin, (_WIDEST * wide, high), sizes)
    return ax


def _names(result: Sequence[Any]) -> list[str]:
    """Return the names of the strategies."""
    found = [result] if isinstance(result, str) else list(result)
    if not found:
        raise SpecificationError(
            "`result` must be at least one strategy; got none. "
            "All of the catalogue: tg.strategies.names()."
        )
    return [strategies.name_of(player) for player in found]


def _cast(
    ax: Axes, names: list[str], called: list[str], room: tuple[float, float],
    sizes: Sizes, style: dict[str, Any],
) -> None:  # fmt: skip
    """Draw faces with their names in as many columns as leave the largest type."""
    wide, high = room
    plans = [_plan(called, columns, room, sizes) for columns in range(1, 9)]
    size, face, columns = max(plans)
    columns = -columns
    rows = -(-len(names) // columns)
    across, down = wide / columns, high / rows
    lines = max(1, int(down / (1.2 * size)))
    for i, (name, text) in enumerate(zip(names, called, strict=True)):
        x, y = (i // rows) * across, high - (i % rows + 0.5) * down
        put_face(ax, name, (x, y), face, align=(0.0, 0.5))
        text, _ = fit(text, across - face - 12, size, size - 0.1, lines=lines)
        look: dict[str, Any] = {
            "fontsize": size, "color": palette.INK, "linespacing": 0.95,
            "va": "center" if "\n" in text else "center_baseline",
        }  # fmt: skip
        ax.text(x + face + 5, y, text, parse_math=False, gid="name", **(look | style))


def _plan(
    called: list[str], columns: int, room: tuple[float, float], sizes: Sizes
) -> tuple[float, float, int]:
    """Return the sizes of type and of faces in so many columns, and how many, below 0."""
    rows = -(-len(called) // columns)
    pitch = room[1] / rows
    face = min(0.92 * pitch, 5 * sizes.small)
    across = room[0] / columns - face - 12
    size = min(sizes.text, pitch / 1.2)
    if across < 4 * _LEAST or size < _LEAST:
        return 0.0, face, -columns
    for text in called:
        lines = max(1, int(pitch / (1.2 * size)))
        size = min(size, fit(text, across, size, _LEAST, lines=lines)[1])
    return size, face, -columns


def _key(ax: Axes, left: float, room: tuple[float, float], sizes: Sizes) -> None:
    """Say what each feature means, each shown on a face that is but faint."""
    pitch = min(room[1] / len(_KEY), 2.4 * sizes.small)
    face = min(0.94 * pitch, 2 * sizes.small)
    texts = [say(f"faces.says_{name}") for name, *_ in _KEY]
    across = room[0] - face - 22
    size = min(fit(text, across, sizes.small, 5, lines=1)[1] for text in texts)
    for i, (text, (_, shown, around)) in enumerate(zip(texts, _KEY, strict=True)):
        y = room[1] - (i + 0.5) * pitch
        for names, colour in ((around, palette.GUIDE), (shown, palette.INK)):
            put_parts(ax, names, (left + 12, y), face, colour=colour, align=(0.0, 0.5))
        ax.text(left + face + 20, y, text, fontsize=size, va="center_baseline",
                color=palette.INK, parse_math=False, gid="key")  # fmt: skip
