"""Time or relationship, and the next step: what a session says of them, on a deal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from trustgame.curves import values
from trustgame.deals import Deal
from trustgame.deals.money import effect
from trustgame.deals.words import percent, say
from trustgame.game import TrustGame
from trustgame.solve.evaluate import evaluate
from trustgame.workshop.reckonings import Reckoning, bars

if TYPE_CHECKING:
    from trustgame.scenarios import ScenarioRun

__all__ = ["four_corners", "next_step"]


def four_corners(deal: Deal, run: ScenarioRun) -> Reckoning:
    """Return what selection leaves of cooperation with neither, one, and both of the two.

    ``run`` is the scenario ``time-and-relationship`` on the deal, with its map.
    """
    corners = ("neither", "time", "depth", "both")
    numbers = run.numbers
    found = [numbers[f"left_{name}"] for name in corners[:3]] + [numbers["left"]]
    series = say("session.left")
    rows = [
        (say(f"session.{name}"), series, float(value))
        for name, value in zip(corners, found, strict=True)
    ]
    drawn = run.picture("map")
    length = deal.labels.count(round(1 / (1 - run.settings["chance"]), 1))
    return Reckoning(
        deal=deal,
        frame=bars(rows),
        kind="percent",
        words=series,
        roles=("cooperate",),
        finding=drawn.finding,
        question=say(
            "session.corners_question",
            rounds=length,
            care=percent(run.settings["care"]),
        ),
        sentence=f"{run.shows} {run.limits}",
        how=say("session.corners_how"),
        game=deal.game.replace(tremble=0.0, misperception=0.0),
        time=say("time.about", rounds=length),
    )


def next_step(deal: Deal) -> Reckoning:
    """Return what one step deeper, and one more expected round, bring each side.

    Examples
    --------
    >>> from trustgame.deals import Labels, Time
    >>> from trustgame.stage import StageGame
    >>> deal = Deal(
    ...     Labels(), StageGame.prisoners_dilemma(), Time(about=10),
    ...     buyers=("tit_for_tat",), sellers=("tit_for_tat",))
    >>> next_step(deal).frame["value"].round(9).tolist()  # one more round of 3 points
    [3.0, 3.0]
    """
    labels, game = deal.labels, deal.game
    buyer, seller = (player.strategy for player in deal.pair_players)
    now = evaluate(game, buyer, seller)
    longer = evaluate(_longer(game), buyer, seller)
    more = [effect(deal, amount) for amount in longer.value - now.value]
    names = [side.name for side in labels.sides]
    if names[0] == names[1]:
        names = [say("session.buys", side=names[0]), say("session.sells", side=names[1])]
    step_more = say("session.one_more", round=labels.round)
    rows: list[tuple[str, str, float]] = []
    numbers = {
        "now_buyer": float(now.value[0]), "now_seller": float(now.value[1]),
        "more": float(more[1]), "deeper": 0.0,
    }  # fmt: skip
    said: dict[str, str] = {
        "one": names[0], "other": names[1], "round": labels.round,
        "rounds": labels.rounds, "more": labels.pay(more[1]),
        "more_buyer": labels.pay(more[0]), "now": labels.pay(now.value[1]),
    }  # fmt: skip
    key = "next_flat"
    start = deal.relationship.start
    if start + 1 < game.depths:
        deep = _deeper(deal)
        step = evaluate(deep.game, buyer, seller)
        gain = [effect(deal, amount) for amount in step.value - now.value]
        called = say("session.one_deeper")
        rows += [(called, names[0], float(gain[0])), (called, names[1], float(gain[1]))]
        worth = gain[1] / more[1] if more[1] else np.inf
        key = (
            "next_deeper_loses" if gain[1] < 0
            else "next_more_loses" if more[1] <= 0
            else "next"
        )  # fmt: skip
        said |= {
            "gain": labels.pay(gain[1]),
            "gain_buyer": labels.pay(gain[0]),
            "worth": labels.count(round(float(worth), 1)) if np.isfinite(worth) else "",
            "depth": labels.depth(start),
            "deeper": labels.depth(start + 1),
        }
        numbers |= {"worth": float(worth), "deeper": float(gain[1])}
    rows += [(step_more, names[0], float(more[0])), (step_more, names[1], float(more[1]))]
    sentence = say(f"session.{key}_sentence", **said)
    if "gain" in said:
        sentence += " " + _price(deal)
    return Reckoning(
        deal=deal,
        frame=bars(rows),
        kind="money",
        words=say("session.brings"),
        roles=("buyer", "seller"),
        finding=say(f"session.{key}", **said),
        question=say("session.next_question", **said),
        sentence=sentence,
        how=say("session.next_how"),
        numbers=numbers,
    )


def _price(deal: Deal) -> str:
    """Say what a step deeper asks for."""
    labels = deal.labels
    path = deal.relationship
    up = path.deepen if isinstance(path.deepen, int | float) else None
    if up and up > 0:
        return say(
            "session.next_price", C=labels.buyer.cooperate, c=labels.seller.cooperate,
            one=labels.buyer.name, other=labels.seller.name,
            rounds=labels.count(round(1 / float(up), 1)),
        )  # fmt: skip
    return say("session.next_never")


def _deeper(deal: Deal) -> Deal:
    """Return the deal one step deeper at the start."""
    bond = replace(deal.relationship, start=deal.relationship.start + 1)
    return replace(deal, relationship=bond, depth="")


def _longer(game: TrustGame) -> TrustGame:
    """Return the game that lasts one round longer: exactly, or on average."""
    chances = np.array(game.arrays().continuation, dtype=float)
    last = None if game.rounds is None else game.rounds + 1
    if (chances == 1).all():
        return game.replace(rounds=last)
    longer = 1 - 1 / (1 / (1 - chances) + 1)
    same = bool((longer == longer[0]).all())
    curve = float(longer[0]) if same else values(*longer.tolist())
    return game.replace(continuation=curve, rounds=last)
