"""A deal under sliders: one setting changed, one chart drawn again, in a notebook.

Each control stands for one piece of the deal. Where a control stands as it began, the deal
keeps its own piece, a curve by depth or by side included; where it is moved, that piece is
one number, for both sides and at every depth. What comes out is a ``Deal`` again.
"""

from __future__ import annotations

import base64
import html
import io
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame import _validate as check
from trustgame import plot
from trustgame._language import spoken
from trustgame.deals import Deal, Time, words
from trustgame.deals.words import say, speaking
from trustgame.exceptions import SpecificationError, TrustgameError
from trustgame.maps.time_depth import time_depth_map
from trustgame.solve.horizons import by_horizon
from trustgame.workshop.figures import same_everywhere, words_of
from trustgame.workshop.order import Item, running_order
from trustgame.workshop.sliders import CHARTS, CURVES, LONGEST, controls, in_order

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Explorer", "explore"]

_MAP_SIDE = 8  # depths of the map: coarse, for it is drawn at every change
_DOTS = 96  # per inch of the picture


def explore(
    deal: Deal | str | os.PathLike[str],
    *,
    chart: str | None = None,
    static: bool | None = None,
) -> Explorer | Axes:
    """Show a deal under sliders, in a notebook.

    Parameters
    ----------
    deal : Deal or path
        The deal, or its file: TOML or an .xlsx sheet.
    chart : {'match_strip', 'path', 'value_by_horizon', 'payoff_table', 'time_depth_map'}
        The chart to begin with. Unless given, the course round by round; without sliders,
        the first of the deal's pack.
    static : bool, optional
        Whether to draw that chart as a mere picture. Unless given, it is one where
        ipywidgets is not installed or no notebook is there to show sliders, and a warning
        of one line says which.

    Returns
    -------
    Explorer or Axes
        The sliders and the chart; or the Axes of the picture.

    Raises
    ------
    SpecificationError
        If the deal breaks a rule, ``chart`` is none of these, or ``static=False`` asks for
        sliders and ipywidgets is not installed.

    Notes
    -----
    A change takes some tenths of a second; the map is coarser than the one of a pack.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> from trustgame.deals import Labels
    >>> deal = Deal(
    ...     Labels(round="quarter", rounds="quarters"), StageGame.prisoners_dilemma(),
    ...     Time(about=10), buyers=("tit_for_tat", "grim_trigger"),
    ...     sellers=("tit_for_tat",))
    >>> room = explore(deal, static=False)  # in a notebook, explore(deal) is enough
    >>> room.controls["end"].value = "exactly"
    >>> room.controls["tremble"].value = 0.05
    >>> room.deal
    Deal('', 2 x 1 players, exactly 10 quarters)
    >>> room.deal.relationship.tremble
    0.05
    >>> room.reset()
    >>> room.deal == deal
    True
    """
    spec = deal if isinstance(deal, Deal) else Deal.from_file(deal)
    if chart is not None:
        check.one_of("chart", chart, CHARTS)
    if static is None:
        missing = _lack()
        static = bool(missing)
        if static:
            warnings.warn(say(missing), stacklevel=2)
    if not static:
        return Explorer(spec, "path" if chart is None else chart)
    item = running_order(spec)[0] if chart is None else _item(spec, chart)
    axes: Axes = getattr(plot, item.chart)(item.make(), labels=spec.labels, **item.options)
    return axes


class Explorer:
    """The sliders of a deal, and the chart they change; a notebook shows it.

    Parameters
    ----------
    deal : Deal
        What the sliders begin at.
    chart : str
        The chart to begin with; see ``explore``.

    Attributes
    ----------
    controls : mapping
        The widgets by name: chart, end, rounds, chance, start, tremble, misperception,
        buyer, seller. Each has a ``value`` that can be read and set.
    message : str
        Why there is no picture of the present setting; empty where there is one.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> from trustgame.deals import Labels
    >>> deal = Deal(
    ...     Labels(), StageGame.prisoners_dilemma(), Time(about=10),
    ...     buyers=("tit_for_tat",), sellers=("tit_for_tat",))
    >>> room = Explorer(deal, "payoff_table")
    >>> room.controls["chance"].value = 0.95
    >>> room
    Explorer(Deal('', 1 x 1 players, about 20 rounds), 'payoff_table')
    """

    def __init__(self, deal: Deal, chart: str = "path") -> None:
        widgets = _ipywidgets()
        if widgets is None:
            raise SpecificationError(
                "`static=False` asks for sliders, which need ipywidgets; it is not "
                "installed. pip install 'trustgame[notebook]', or take static=True."
            )
        check.one_of("chart", chart, CHARTS)
        self.message = ""
        self._first = self._deal = deal
        self._language = spoken()  # sliders are moved later, outside of any block
        self._held = False
        self.controls = MappingProxyType(controls(widgets, deal, chart))
        self._own = {name: control.value for name, control in self.controls.items()}
        self._picture, self._note = widgets.HTML(), widgets.HTML()
        for name, control in self.controls.items():
            control.observe(partial(self._moved, name), "value")
        button = widgets.Button(description=say("explore.reset"), icon="undo")
        button.on_click(lambda _: self.reset())
        self._link_time("end")
        self.box = widgets.HBox(
            [
                widgets.VBox(
                    [*self.controls.values(), button],
                    layout=widgets.Layout(flex="1 1 22em", max_width="30em"),
                ),
                widgets.VBox(
                    [self._note, self._picture], layout=widgets.Layout(flex="3 1 30em")
                ),
            ],
            layout=widgets.Layout(flex_flow="row wrap"),
        )
        self._show()

    @property
    def deal(self) -> Deal:
        """The deal as the controls have it; the last possible one where they fit none."""
        return self._deal

    def reset(self) -> None:
        """Set every control but the choice of chart back to the deal's own."""
        with self._quietly():
            for name, own in self._own.items():
                if name != "chart":
                    self._set(name, own)
            self._link_time("end")
        self._show()

    def __repr__(self) -> str:
        return f"Explorer({self.deal!r}, {self.controls['chart'].value!r})"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.box._repr_mimebundle_(**options)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Let controls move without drawing."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def _moved(self, name: str, change: Any) -> None:
        """Draw again after a control was moved."""
        if self._held:
            return
        with speaking(self._language):
            with self._quietly():
                self._link_time(name)
            self._show()

    def _link_time(self, moved: str) -> None:
        """Keep what says the time together: end, rounds and the chance of another."""
        end, rounds, chance = (self.controls[n] for n in ("end", "rounds", "chance"))
        exact = end.value == "exactly"
        chance.layout.display = "none" if exact else None
        if exact:
            if rounds.value != int(rounds.value):
                self._set("rounds", float(max(1, round(rounds.value))))
        elif moved == "chance":
            own = chance.value == self._own["chance"]
            about = round(1 / (1 - chance.value), 9)
            self._set("rounds", self._own["rounds"] if own else about)
        elif rounds.value == self._own["rounds"]:
            self._set("chance", self._own["chance"])
        else:
            self._set("chance", 1 - 1 / rounds.value)

    def _set(self, name: str, value: Any) -> None:
        """Put a control to a value, which its slider may not have had."""
        control = self.controls[name]
        if name in ("rounds", "chance"):
            known = {at: text for text, at in control.options}
            if value not in known:
                text = (
                    self._first.labels.count(value)
                    if name == "rounds"
                    else words.percent(value)
                )
                control.options = in_order(known | {value: text})
        control.value = value

    def _made(self) -> Deal:
        """Return the deal of the controls."""
        first, own = self._first, self._own
        now = {name: control.value for name, control in self.controls.items()}
        changed = {name for name in now if now[name] != own[name]}
        changes: dict[str, Any] = {}
        if changed & {"end", "rounds"}:
            changes["time"] = (
                Time(exactly=int(now["rounds"]))
                if now["end"] == "exactly"
                else Time(about=now["rounds"], at_most=first.time.at_most)
            )
        if bond := {name: now[name] for name in changed & {"start", *CURVES}}:
            changes["relationship"] = replace(first.relationship, **bond)
        if changed & {"buyer", "seller"}:
            changes["pair"] = (now["buyer"], now["seller"])
        return replace(first, **changes)

    def _show(self) -> None:
        """Draw the chart of the present setting, or say why there is none."""
        try:
            self._deal = self._made()
            item = _item(self._deal, self.controls["chart"].value)
            self._picture.value = _drawn(item, self._deal)
            self.message = self._note.value = ""
        except TrustgameError as error:
            self.message = str(error)
            self._note.value = f'<p role="alert">{html.escape(self.message)}</p>'
            self._picture.value = ""


def _ipywidgets() -> Any:
    """Return the module of widgets, or None where it is not installed."""
    try:
        return import_module("ipywidgets")
    except ImportError:
        return None


def _lack() -> str:
    """Return the key of what is missing for sliders to be shown; empty if nothing is."""
    if _ipywidgets() is None:
        return "explore.need"
    shell = sys.modules.get("IPython")
    kernel = getattr(shell.get_ipython(), "kernel", None) if shell else None
    return "explore.nowhere" if kernel is None else ""


def _item(deal: Deal, chart: str) -> Item:
    """Return a chart of the deal, and how its result is made."""
    if chart == "value_by_horizon":
        return Item(chart, chart, partial(_worth, deal))
    item = next(item for item in running_order(deal) if item.chart == chart)
    if chart == "time_depth_map":
        return replace(item, make=partial(_map, deal, item.options["here"][0]))
    return item


def _worth(deal: Deal) -> Any:
    """Return what the pair earns by length, to twice what is expected of an open end."""
    buyer, seller = (player.strategy for player in deal.pair_players)
    chance = float(deal.game.arrays().continuation.max())
    last = deal.game.rounds or min(LONGEST, max(2, round(2 / (1 - chance))))
    lasting = deal.game.replace(continuation=1.0, rounds=None)
    return by_horizon(lasting, buyer, seller, rounds=last)


def _map(deal: Deal, here: float) -> Any:
    """Return a coarse map of time and depth, the deal's own time among its times."""
    exact = deal.time.exactly is not None
    times = np.geomspace(1, max(100.0, here if exact else 3 * here), _MAP_SIDE)
    times = np.unique(np.append(times.round() if exact else times, max(here, 1.0)))
    buyer, seller = (player.strategy for player in deal.pair_players)
    return time_depth_map(
        deal.stage,
        deal.relationship,
        times=times.tolist(),
        depths=_MAP_SIDE,
        buyer=buyer,
        seller=seller,
        time="exactly" if exact else "about",
    )


def _drawn(item: Item, deal: Deal) -> str:
    """Return a chart as a picture within a page, with its sentence and its alt text."""
    result, labels, options = item.make(), deal.labels, item.options
    page = io.BytesIO()
    with same_everywhere(words_of(labels)):
        told = plot.tell(item.chart, result, labels, **options)
        ax = plot.slide()
        getattr(plot, item.chart)(result, ax=ax, labels=labels, **options)
        figure: Any = ax.figure
        figure.savefig(page, format="png", dpi=_DOTS)
    data = base64.b64encode(page.getvalue()).decode("ascii")
    return (
        f'<img alt="{html.escape(told.alt)}" style="width: 100%; max-width: 1280px" '
        f'src="data:image/png;base64,{data}"><p>{html.escape(told.sentence)}</p>'
    )
