"""The controls of a deal in a notebook: sliders and lists in the deal's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame.deals import Deal, words
from trustgame.deals.describe import horizon
from trustgame.deals.words import say

__all__ = ["CHARTS", "CURVES", "LONGEST", "controls", "in_order"]

#: The charts there are to choose from, by their names in ``trustgame.plot``.
CHARTS = ("match_strip", "path", "value_by_horizon", "payoff_table", "time_depth_map")
#: The quantities of the relationship that have a slider.
CURVES = ("tremble", "misperception")
#: Rounds that the slider goes to, unless the deal goes on for longer.
LONGEST = 200

_ROUNDS = (*range(1, 30), *range(30, LONGEST + 1, 5))
_CHANCES = tuple(round(0.005 * k, 3) for k in range(200))
_MISTAKES = tuple(round(0.005 * k, 3) for k in range(101))


def controls(widgets: Any, deal: Deal, chart: str) -> dict[str, Any]:
    """Return the widgets by name, each at the deal's own value.

    Parameters
    ----------
    widgets : module
        ipywidgets, loaded by who asks, so that nobody else needs it.
    deal : Deal
        Whose words and values they carry.
    chart : str
        The chart that is chosen.
    """
    labels, bond, time = deal.labels, deal.relationship, deal.time
    wide = {
        "layout": widgets.Layout(width="98%"),
        "style": {"description_width": "15em"},
    }

    def choice(text: str, options: Sequence[tuple[str, Any]], value: Any) -> Any:
        """Return a list to choose from."""
        return widgets.Dropdown(options=options, value=value, description=text, **wide)

    def slider(text: str, options: Sequence[tuple[str, Any]], value: Any) -> Any:
        """Return a slider that says its values in words, and moves when it is let go."""
        return widgets.SelectionSlider(
            options=options, value=value, description=text, continuous_update=False, **wide
        )

    chances = deal.game.arrays().continuation
    chance = float(chances[bond.start])
    rounds = float(time.exactly or time.about or round(1 / (1 - chance), 9))
    chance = 1 - 1 / rounds if time.exactly else chance
    own_rounds = (
        labels.count(rounds)
        if (chances == chances[0]).all()
        else horizon(deal.game, labels)
    )
    lengths = {float(k): labels.count(k) for k in _ROUNDS} | {rounds: own_rounds}
    odds = {share: words.percent(share) for share in _CHANCES}
    odds |= {chance: words.percent(chance) if time.exactly else words.span(chances)}
    names = [
        labels.depth(k) if labels.depths else say("depth.level", level=k)
        for k in range(bond.depths)
    ]
    found = {
        "chart": choice(
            say("explore.chart"), [(say(f"explore.{c}"), c) for c in CHARTS], chart
        ),
        "end": choice(
            say("explore.end"),
            [(say(f"explore.{end}"), end) for end in ("about", "exactly")],
            "exactly" if time.exactly else "about",
        ),
        "rounds": slider(
            say("explore.rounds", rounds=labels.rounds), in_order(lengths), rounds
        ),
        "chance": slider(say("explore.chance", round=labels.round), in_order(odds), chance),
        "start": slider(
            say("explore.start"), [(n, k) for k, n in enumerate(names)], bond.start
        ),
    }
    for name in CURVES:
        table = bond.per_level(name)
        low, high = float(table.min()), float(table.max())
        own = low if low == high else float(table.mean())
        shares = {share: words.percent(share) for share in _MISTAKES}
        shares |= {own: words.span(np.array([low, high]))}
        found[name] = slider(say(f"explore.{name}"), in_order(shares), own)
    for role, side, player in zip(check.ROLES, labels.sides, deal.pair, strict=True):
        players = [(p.words, p.name) for p in getattr(deal, f"{role}s")]
        found[role] = choice(side.name, players, player)
    if bond.depths == 1:
        found["start"].layout.display = "none"
    return found


def in_order(texts: dict[float, str]) -> list[tuple[str, float]]:
    """Return a slider's values in their order, each with what it says."""
    return [(texts[value], value) for value in sorted(texts)]
