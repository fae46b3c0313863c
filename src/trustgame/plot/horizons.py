"""What play is worth in total, by how many rounds it lasts: one pair, or several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import few, say
from trustgame.exceptions import SpecificationError
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, dress, open_axes, plain_frame
from trustgame.plot.captions import footer, sure
from trustgame.plot.lines import EndLabels
from trustgame.plot.ticks import name_across, name_up, round_ticks, thin
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.solve.horizons import Horizons

__all__ = ["tell_value_by_horizon", "value_by_horizon"]

#: More lines than this and only the leaders among them have labels, and so many at most.
MANY = 6

_DASHES: tuple[Any, ...] = (
    "solid", (0, (5, 1.6)), (0, (1, 1.2)), (0, (7, 1.6, 1, 1.6)), (0, (3, 1, 1, 1, 1, 1)),
    (0, (9, 3)),
)  # fmt: skip


def tell_value_by_horizon(
    result: Horizons | Sequence[Horizons],
    labels: Labels | None = None,
    *,
    role: str | None = None,
    own: str | None = None,
) -> Telling:
    """Return what the chart ``value_by_horizon`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    results = _several(result)
    role = _one_role(results, role)
    _place_of(results, role, own)
    roles = check.ROLES if role is None else (role,)
    kept = thin(len(results[0].rounds))
    table = pd.concat(
        [
            pd.DataFrame(
                {
                    "buyer": labels.buyer.player(one.buyer.name),
                    "seller": labels.seller.player(one.seller.name),
                    "side": getattr(labels, each).name,
                    "rounds": one.rounds[kept],
                    "value": one.value[kept, check.ROLES.index(each)],
                }
            )
            for one in results
            for each in roles
        ],
        ignore_index=True,
    )
    game, last = results[0].game, int(results[0].rounds[-1])
    count = labels.count(last)
    pair = (results[0].buyer, results[0].seller) if len(results) == 1 else ()
    if role is None:
        value = results[0].value[-1]
        values = {"buyer": labels.pay(value[0]), "seller": labels.pay(value[1])}
        sides = {"one": labels.buyer.name, "other": labels.seller.name}
        finding = say("horizon.pair", rounds=count, **values, **sides)
        text = say("horizon.pair_sentence", rounds=count, **values, **sides)
    else:
        finding, text = _ranking(results, role, labels, count)
    question = say("horizon.question", rounds=labels.rounds)
    if role is not None:
        question = say(
            "horizon.question_side",
            rounds=labels.rounds,
            side=getattr(labels, role).name,
            partner=_partner(results, role, labels),
        )
        if _ahead_since(results, role) is not None:
            question += say("horizon.dotted")
    alt = say("horizon.shape", lines=len(results) * len(roles), rounds=count)
    return Telling(
        finding=finding,
        question=question,
        footer=footer(game, labels, pair, time=say("horizon.time", rounds=labels.rounds)),
        sentence=f"{text} {say('horizon.not')} {sure()}",
        alt=f"{finding}. {alt}",
        table=table,
    )


def value_by_horizon(
    result: Horizons | Sequence[Horizons],
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    role: str | None = None,
    own: str | None = None,
    **style: Any,
) -> Axes:
    """Draw what play is worth in total by how many rounds it lasts.

    Of more than six pairs only some have labels: who ends best and worst, ``own``, and who
    leads at some length. The rest are drawn thin and grey.

    Parameters
    ----------
    result : Horizons or several
        What ``by_horizon`` gives: of one pair, or of several in the same game.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    role : {'buyer', 'seller'}, optional
        Whose value; of one pair both unless said, of several the seller's.
    own : str, optional
        The name of a strategy of that side whose line has a label in any case.
    **style
        Properties of the lines, as matplotlib names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_value_by_horizon(result, labels, role=role, own=own)
    results = _several(result)
    role = _one_role(results, role)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    last = int(results[0].rounds[-1])
    mark = "o" if last == 1 else None
    ends: list[float] = []
    texts: list[str] = []
    colours: list[Any] = []
    roles = check.ROLES if role is None else (role,)
    dashes = cycle(_DASHES)
    named = _named(results, role, own)
    rest: list[float] = []
    several = [
        side
        for side in ("buyer", "seller")
        if len(results) > 1 and telling.table[side].nunique() > 1
    ]
    each = len(telling.table) // (len(results) * len(roles))
    for k, (one, seat) in enumerate((one, seat) for one in results for seat in roles):
        part = telling.table.iloc[k * each : (k + 1) * each]
        i = check.ROLES.index(seat)
        value = part["value"].to_numpy(dtype=float)
        gid = f"{one.buyer.name} × {one.seller.name}: {seat}"
        if k // len(roles) not in named:
            grey: dict[str, Any] = {
                "color": palette.GUIDE,
                "linewidth": 0.3 * sizes.line,
                "zorder": 1.5,
            }
            ax.plot(part["rounds"], value, gid=gid, **(grey | style))
            rest.append(float(value[-1]))
            continue
        line: dict[str, Any] = {
            "color": palette.SIDES[i],
            "linestyle": palette.SIDE_LINES[i] if role is None else next(dashes),
            "linewidth": sizes.line,
            "marker": mark,
            "markersize": sizes.mark,
        }
        ax.plot(part["rounds"], value, gid=gid, **(line | style))
        ends.append(float(value[-1]))
        who = " × ".join(str(part[side].iloc[0]) for side in several)
        who = who or getattr(labels, seat).name
        texts.append(say("horizon.end", who=who, value=labels.pay(value[-1])))
        colours.append(palette.SIDES[i])
    if rest:
        ends.append(float(np.median(rest)))
        texts.append(_others(rest, labels))
        colours.append(palette.GUIDE)
    plain_frame(ax, sizes)
    span = max(last - 1, 1)
    ax.set_xlim(1 - (0.5 if last == 1 else 0.01 * span), last + 0.01 * span)
    low, high = (
        min(0.0, telling.table["value"].min()),
        max(0.0, telling.table["value"].max()),
    )
    flat = high - low <= 1e-12
    room = 1.0 if flat else 0.05 * (high - low)
    ax.set_ylim(low - (room if low < 0 else 0), high + room)
    ax.axhline(0, color=palette.DIM, linewidth=0.25 * sizes.line, zorder=1)
    ticks = [
        t for t in MaxNLocator(5).tick_values(low, high) if low - room <= t <= high + room
    ]
    ticks = [0.0] if flat else ticks
    ax.set_yticks(ticks, labels=[words.amount(t) for t in ticks], parse_math=False)
    shown = round_ticks(last)
    since = None if role is None else _ahead_since(results, role)
    if since is not None:
        ax.axvline(
            since,
            color=palette.DIM,
            linewidth=0.375 * sizes.line,
            linestyle=(0, (2, 2)),
            zorder=1,
            gid="since",
        )
        apart = {k: abs(k - since) > 0.08 * span for k in (*shown, 1, last)}
        if (apart[1] or since == 1) and (apart[last] or since == last):
            shown = sorted({since, 1, last, *(k for k in shown if apart[k])})
        else:  # an end of the axis stands there already
            left = not apart[last]
            ax.annotate(
                words.counted(since), (since, 1), xycoords=ax.get_xaxis_transform(),
                xytext=((-1 if left else 1) * 0.4 * sizes.small, 0), fontsize=sizes.small,
                textcoords="offset points", ha="right" if left else "left", va="top",
                color=palette.DIM, gid="since words",
            )  # fmt: skip
    ax.set_xticks(shown, labels=[words.counted(k) for k in shown])
    name_across(ax, say("horizon.x", rounds=labels.rounds), sizes)
    name_up(ax, say("horizon.y", money=labels.money), sizes)
    ax.add_artist(EndLabels(ax, ends, texts, colours, sizes))
    return ax


def _several(result: Horizons | Sequence[Horizons]) -> list[Horizons]:
    """Return the results as a list; all over the same rounds."""
    results = list(result) if isinstance(result, Sequence) else [result]
    if not results:
        raise SpecificationError(
            "`result` must hold at least one pair's horizons; got none."
        )
    if len({len(one.rounds) for one in results}) > 1:
        raise SpecificationError(
            "`result` must hold horizons over the same number of rounds."
        )
    return results


def _one_role(results: list[Horizons], role: str | None) -> str | None:
    """Return whose value is drawn: None means both."""
    if role is not None:
        return check.one_of("role", role, check.ROLES)
    return None if len(results) == 1 else "seller"


def _place_of(results: list[Horizons], role: str | None, own: str | None) -> list[int]:
    """Return where a strategy of the side that is shown stands among the results."""
    if own is None or role is None:
        return []
    names = [getattr(one, role).name for one in results]
    check.one_of("own", own, dict.fromkeys(names))
    return [k for k, name in enumerate(names) if name == own]


def _named(results: list[Horizons], role: str | None, own: str | None) -> set[int]:
    """Return which results have labels: of many the best, the worst, own and leaders."""
    if role is None or len(results) <= MANY:
        return set(range(len(results)))
    values = np.stack([one.value[:, check.ROLES.index(role)] for one in results])
    lead = _leaders(values)
    ends = [int(values[:, -1].argmax()), int(values[:, -1].argmin()), int(lead[0])]
    often = np.bincount(lead, minlength=len(results))
    leading = [int(k) for k in np.argsort(-often, kind="stable") if often[k]]
    listed = dict.fromkeys((*_place_of(results, role, own), *ends, *leading))
    return set(list(listed)[:MANY])


def _leaders(values: FloatArray) -> FloatArray:
    """Return who leads at each length [H]; of those who are level, the first."""
    near = 1e-9 * max(1.0, float(np.abs(values).max()))
    found: FloatArray = (values >= values.max(axis=0) - near).argmax(axis=0)
    return found


def _others(rest: list[float], labels: Labels) -> str:
    """Return how many have no label of their own, and what they end at."""
    low, high = labels.pay(min(rest)), labels.pay(max(rest))
    told = {"n": words.counted(len(rest)), "low": low, "high": high}
    return say("horizon.others_even" if low == high else "horizon.others", **told)


def _partner(results: list[Horizons], role: str, labels: Labels) -> str:
    """Return whom the side meets, where that is always the same."""
    other = "seller" if role == "buyer" else "buyer"
    names = {getattr(one, other).name for one in results}
    if len(names) > 1:
        return ""
    side = getattr(labels, other)
    return say("horizon.partner", side=side.name, player=side.player(names.pop()))


def _ahead_since(results: list[Horizons], role: str) -> int | None:
    """Return the round from which the last leader is ahead, if another one led before.

    Level is not ahead; who is level with the leader at the end is no rival.
    """
    values = np.stack([one.value[:, check.ROLES.index(role)] for one in results])
    near = 1e-9 * max(1.0, float(np.abs(values).max()))
    rivals = values[values[:, -1] < values[:, -1].max() - near]
    lead = values[values[:, -1].argmax()]
    if not len(rivals) or (lead >= values.max(axis=0) - near).all():
        return None
    waiting = np.flatnonzero(lead <= rivals.max(axis=0) + near)
    return int(results[0].rounds[waiting[-1]]) + 1


def _ranking(
    results: list[Horizons], role: str, labels: Labels, count: str
) -> tuple[str, str]:
    """Return finding and sentence: which of several earns most, and since when."""
    i = check.ROLES.index(role)
    side = getattr(labels, role)
    values = np.stack([one.value[:, i] for one in results])  # [lines, H]
    moving = (
        {one.seller.name for one in results}
        if role == "seller"
        else {one.buyer.name for one in results}
    )
    names = [
        side.player((one.seller if role == "seller" else one.buyer).name)
        if len(moving) == len(results)
        else " × ".join(
            (labels.buyer.player(one.buyer.name), labels.seller.player(one.seller.name))
        )
        for one in results
    ]
    order = np.argsort(-values[:, -1], kind="stable")
    best, worst = int(order[0]), int(order[-1])
    near = 1e-9 * max(1.0, float(np.abs(values).max()))
    tops, lows = (
        few(
            names[k]
            for k in range(len(names))
            if abs(values[k, -1] - values[end, -1]) <= near
        )
        for end in (best, worst)
    )
    told = {
        "side": side.name,
        "rounds": count,
        "best": tops,
        "worst": lows,
        "most": labels.pay(values[best, -1]),
        "least": labels.pay(values[worst, -1]),
    }
    if values[best, -1] - values[worst, -1] <= near:
        return say("horizon.tie", **told), say("horizon.tie_sentence", **told)
    since = _ahead_since(results, role)
    if since is not None:
        told |= {
            "since": labels.count(since),
            "early": names[int(_leaders(values)[0])],
            "one": labels.count(1),
        }
        return say("horizon.overtakes", **told), say("horizon.overtakes_sentence", **told)
    return say("horizon.leads", **told), say("horizon.leads_sentence", **told)
