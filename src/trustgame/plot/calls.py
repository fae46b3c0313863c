"""What every call of a chart must be like: one check, before anything is drawn."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

from trustgame import _validate as check
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed
from trustgame.exceptions import SpecificationError
from trustgame.plot import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["checked", "must_be_drawn"]

Charts = Mapping[str, Callable[..., Any]]


def checked(name: str, charts: Charts) -> Callable[..., Axes]:
    """Return a chart that looks at what it is given before it draws.

    Which results it draws stands in its signature; ``charts`` are all there are, by name.
    """
    chart = charts[name]

    @wraps(chart)
    def drawn(result: Any, *, ax: Any = None, labels: Any = None, **rest: Any) -> Axes:
        must_be_drawn(name, result, charts)
        _must_be_axes(ax)
        if labels is not None and not isinstance(labels, Labels):
            raise SpecificationError(
                f"`labels` must be Labels, the words of a deal; got {_told(labels)}. "
                "Those of a deal are `deal.labels`."
            )
        style = rest.keys() - inspect.signature(chart).parameters.keys()
        before = _figures() if ax is None else set()
        try:
            axes: Axes = chart(result, ax=ax, labels=labels, **rest)
        except (AttributeError, TypeError) as error:
            wrong = [key for key in style if f"'{key}'" in str(error)]
            if not wrong:
                raise
            if ax is None:
                _close(_figures() - before)
            raise _no_property(name, wrong[0], str(error)) from None
        return axes

    return drawn


def must_be_drawn(name: str, result: Any, charts: Charts) -> None:
    """Refuse what a chart does not draw, and say which charts do."""
    if _draws(charts[name], result):
        return
    names, several = _wanted(charts[name])
    wanted = " or ".join(name for name in names if name != "Any")
    if several:
        wanted = f"sequence of {wanted}" if wanted else "sequence"
    others = [other for other in charts if _is_drawn_by(charts[other], result)]
    remedy = f" That is drawn by {listed(others)}." if others else ""
    if callable(getattr(result, name, None)):
        remedy = f" Give what its `.{name}()` returns."
    raise SpecificationError(
        f"`result` of tg.plot.{name} must be a {wanted}; got {_told(result)}.{remedy}"
    )


def _wanted(chart: Callable[..., Any]) -> tuple[list[str], bool]:
    """Return the names of what a chart draws, and whether it wants several at once."""
    hint = str(chart.__annotations__["result"])
    names = [name for name in re.findall(r"\w+", hint) if name != "Sequence"]
    return list(dict.fromkeys(names)), hint.startswith("Sequence")


def _draws(chart: Callable[..., Any], result: Any) -> bool:
    """Tell whether a chart draws a result: by the names of its class and those above."""
    names, several = _wanted(chart)
    may_be_several = "Sequence" in str(chart.__annotations__["result"])
    if may_be_several and isinstance(result, Sequence) and not isinstance(result, str):
        return "Any" in names or all(_is_one_of(part, names) for part in result)
    return not several and ("Any" in names or _is_one_of(result, names))


def _is_drawn_by(chart: Callable[..., Any], result: Any) -> bool:
    """Tell whether a chart is for results of this class, not just for anything."""
    return "Any" not in _wanted(chart)[0] and _draws(chart, result)


def _is_one_of(result: Any, names: Sequence[str]) -> bool:
    """Tell whether a result is of a class of one of these names."""
    return any(kind.__name__ in names for kind in type(result).__mro__)


def _must_be_axes(ax: Any) -> None:
    """Refuse what cannot be drawn on."""
    from matplotlib.axes import Axes

    if ax is None or isinstance(ax, Axes):
        return
    raise SpecificationError(
        f"`ax` must be the Axes to draw on; got {_told(ax)}. Leave it out for a new slide, "
        "or give one of those that plt.subplots() makes."
    )


def _no_property(name: str, key: str, told: str) -> SpecificationError:
    """Return what to say of a keyword that is neither an option nor a property."""
    if key == "theme":
        names = listed(repr(theme) for theme in palette.THEMES)
        return SpecificationError(
            f"`theme` is no option of tg.plot.{name}; a theme holds for all that is drawn "
            f"in a block: `with tg.plot.theme('dark'):`. There are {names}."
        )
    near = check.suggest(key, _properties() - {key}) or " Its docstring says what it takes."
    return SpecificationError(
        f"`{key}` is neither an option of tg.plot.{name} nor a property of what it draws "
        f"({told.partition('.')[0]}).{near}"
    )


def _properties() -> set[str]:
    """Return the names of what lines, patches and texts can be given."""
    from matplotlib.artist import ArtistInspector
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle
    from matplotlib.text import Text

    kinds = (Line2D, Rectangle, Text)
    return {name for kind in kinds for name in ArtistInspector(kind).get_setters()}


def _figures() -> set[int]:
    """Return the numbers of the figures that are open."""
    from matplotlib import pyplot as plt

    return set(plt.get_fignums())


def _close(numbers: set[int]) -> None:
    """Close figures that nobody will see."""
    from matplotlib import pyplot as plt

    for number in numbers:
        plt.close(number)


def _told(thing: Any) -> str:
    """Return what something is: plain values as they are, others by their class."""
    if thing is None or isinstance(thing, str | int | float):
        return repr(thing)
    if isinstance(thing, list | tuple) and thing:
        kinds = dict.fromkeys(type(part).__name__ for part in thing)
        return f"a {type(thing).__name__} of {', '.join(kinds)}"
    name = type(thing).__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"
