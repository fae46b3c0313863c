"""Charts along time: how a pair's play unfolds, and what it is worth by how long it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.transforms import Affine2D

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, say
from trustgame.exceptions import SpecificationError
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, dress, open_axes, plain_frame
from trustgame.plot.captions import footer, sure
from trustgame.plot.ends import EndLabels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.solve.horizons import Horizons
    from trustgame.solve.path import Path

__all__ = ["path", "round_ticks", "tell_path", "tell_value_by_horizon", "thin", "value_by_horizon"]

_DASHES: tuple[Any, ...] = ("solid", (0, (5, 1.6)), (0, (1, 1.2)), (0, (7, 1.6, 1, 1.6)))


def round_ticks(last: int, *, first: int = 1) -> list[int]:
    """Return numbers of rounds that people say, the first and the last among them.

    Examples
    --------
    >>> round_ticks(12), round_ticks(34), round_ticks(10_000)
    ([1, 4, 8, 12], [1, 10, 20, 34], [1, 2500, 5000, 7500, 10000])
    """
    if last <= 6:
        return list(range(first, last + 1))
    step = next(
        scale * unit
        for scale in (10**k for k in range(20))
        for unit in (1, 2, 2.5, 4, 5)
        if last / (scale * unit) <= 4.5 and scale * unit == int(scale * unit)
    )
    inner = [int(k) for k in np.arange(step, last, step) if last - k > 0.6 * step]
    return sorted({first, *inner, last})


def thin(n: int, most: int = 400) -> np.ndarray:
    """Return which of n rounds are drawn: all, or evenly spaced ones with both ends."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(int))


def tell_path(result: Path, labels: Labels | None = None) -> Telling:
    """Return what the chart ``path`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    frame = result.to_frame()
    spread = _depth_spread(result)
    table = pd.DataFrame(
        {
            "round": frame["round"],
            "cooperation_buyer": frame["cooperation_buyer"],
            "cooperation_seller": frame["cooperation_seller"],
            "depth": frame["depth"],
            "depth_low": spread[0],
            "depth_high": spread[1],
            "alive": frame["alive"],
        }
    )
    table = table[np.isfinite(table["cooperation_buyer"])]
    table = table.iloc[thin(len(table))].reset_index(drop=True)
    both = table[["cooperation_buyer", "cooperation_seller"]].mean(axis=1).to_numpy()
    rounds = table["round"].to_numpy()
    first, last = table.iloc[0], table.iloc[-1]
    shows = [
        say("path.side", side=side.name, C=side.cooperate,
            first=words.percent(first[f"cooperation_{role}"]),
            last=words.percent(last[f"cooperation_{role}"]))
        for role, side in zip(check.ROLES, labels.sides, strict=True)
    ]  # fmt: skip
    depth = ""
    if result.game.depths > 1:
        depth = say("path.depth", first=_level(first["depth"], result, labels),
                    last=_level(last["depth"], result, labels))  # fmt: skip
    ends = say("path.ends", round=labels.round, first=rounds[0], last=rounds[-1])
    shape = say("path.shape", low=words.percent(both.min()), high=words.percent(both.max()))
    finding = _cooperation_finding(both, rounds, labels)
    one_round = len(rounds) == 1
    text = " ".join(p for p in ((ends if not one_round else ""), *shows, depth) if p)
    if one_round:
        text = " ".join(
            say("path.side_once", side=side.name, C=side.cooperate,
                first=words.percent(first[f"cooperation_{role}"]))
            for role, side in zip(check.ROLES, labels.sides, strict=True)
        )  # fmt: skip
    return Telling(
        finding=finding,
        question=say("path.question", round=labels.round, rounds=labels.rounds),
        footer=footer(result.game, labels, (result.buyer, result.seller)),
        sentence=f"{text} {say('path.not')} {sure()}",
        alt=f"{finding} {shape}",
        table=table,
    )


def path(
    result: Path, *, ax: Axes | None = None, labels: Labels | None = None, **style: Any
) -> Axes:
    """Draw how often each side cooperates, and how deep the relationship is, by round.

    Parameters
    ----------
    result : Path
        What ``Evaluation.path`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the two cooperation lines, as matplotlib names them.

    Returns
    -------
    Axes
        Cooperation is drawn from 0 to 1 in data units; depth lies beneath, in levels.
    """
    labels = Labels() if labels is None else labels
    telling = tell_path(result, labels)
    ax, sizes = open_axes(ax)
    table = telling.table
    rounds = table["round"].to_numpy()
    last = int(rounds[-1])
    alive = table["alive"].to_numpy()
    if alive.min() < 0.999:
        ax.fill_between(rounds, 0, alive, color="#F0F0F0", linewidth=0, zorder=0)
        at = int(np.argmin(abs(alive - 0.45))) if alive[-1] < 0.45 else len(alive) // 2
        ax.text(
            rounds[at], 0.04, say("path.alive"), fontsize=sizes.small, color=palette.DIM,
            ha="right" if at > len(rounds) / 2 else "center", va="bottom", parse_math=False,
            gid="alive",
        )  # fmt: skip
    mark = "o" if last == 1 else None
    ends, texts = [], []
    for role, side, colour, dash in zip(
        check.ROLES, labels.sides, palette.SIDES, palette.SIDE_LINES, strict=True
    ):
        share = table[f"cooperation_{role}"].to_numpy()
        line = {"color": colour, "linestyle": dash, "linewidth": sizes.line, "marker": mark,
                "markersize": sizes.mark, "zorder": 3}  # fmt: skip
        ax.plot(rounds, share, label=side.name, gid=f"cooperation_{role}", **(line | style))
        ends.append(float(share[-1]))
        texts.append(say("path.end", side=side.name, C=side.cooperate, share=words.percent(share[-1])))
    colours: list[Any] = list(palette.SIDES)
    bottom = -0.06
    levels = result.game.depths
    ticks, names = [0.0, 0.5, 1.0], ["0%", "50%", "100%"]
    if levels > 1:
        bottom = -0.72
        scale = Affine2D().scale(1, 0.52 / (levels - 1)).translate(0, -0.68)
        depth, to_axes = table["depth"].to_numpy(), scale + ax.transData
        deep = palette.depth_colour(1)
        for level in range(levels):
            ax.axhspan(*(scale.transform([(0, level - 0.02), (0, level + 0.02)])[:, 1]),
                       color=palette.depth_colour(level / (levels - 1)), linewidth=0, zorder=1)  # fmt: skip
        ax.fill_between(rounds, table["depth_low"], table["depth_high"], transform=to_axes,
                        color=palette.depth_colour(0.35), alpha=0.35, linewidth=0, zorder=1.5)  # fmt: skip
        ax.plot(rounds, depth, color=deep, linewidth=sizes.line, transform=to_axes, zorder=3,
                marker=mark, markersize=sizes.mark, gid="depth")  # fmt: skip
        shown = range(levels) if levels <= 5 else (0, levels - 1)
        ticks += [float(scale.transform((0, level))[1]) for level in shown]
        names += [labels.depth(level) if labels.depths else say("depth.level", level=level)
                  for level in shown]  # fmt: skip
        ends.append(float(scale.transform((0, depth[-1]))[1]))
        texts.append(say("path.depth_end", depth=_level(depth[-1], result, labels)))
        colours.append(deep)
    plain_frame(ax, sizes, grid="")
    ax.hlines([0, 0.5, 1], 0, 1, transform=ax.get_yaxis_transform(), color=palette.GRID,
              linewidth=0.8, zorder=0.5)  # fmt: skip
    span = max(last - 1, 1)
    ax.set_xlim(1 - (0.5 if last == 1 else 0.02 * span), last + 0.02 * span)
    ax.set_ylim(bottom, 1.05)
    ax.set_yticks(ticks, labels=names, parse_math=False)
    ax.set_xticks(shown_rounds := round_ticks(last), labels=[f"{k:,}" for k in shown_rounds])
    ax.set_xlabel(labels.round, fontsize=sizes.text, color=palette.DIM, parse_math=False)
    ax.add_artist(EndLabels(ax, ends, texts, colours, sizes))
    dress(ax, telling, sizes)
    return ax


def tell_value_by_horizon(
    result: Horizons | Sequence[Horizons],
    labels: Labels | None = None,
    *,
    role: str | None = None,
) -> Telling:
    """Return what the chart ``value_by_horizon`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    results = _several(result)
    role = _one_role(results, role)
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
        question = say("horizon.question_side", rounds=labels.rounds,
                       side=getattr(labels, role).name, partner=_partner(results, role, labels))  # fmt: skip
    alt = say("horizon.shape", lines=len(results) * len(roles), rounds=count)
    return Telling(
        finding=finding,
        question=question,
        footer=footer(game, labels, pair, time=say("horizon.time", rounds=labels.rounds)),
        sentence=f"{text} {say('horizon.not')} {sure()}",
        alt=f"{finding} {alt}",
        table=table,
    )


def value_by_horizon(
    result: Horizons | Sequence[Horizons],
    *,
    ax: Axes | None = None,
    labels: Labels | None = None,
    role: str | None = None,
    **style: Any,
) -> Axes:
    """Draw what play is worth in total by how many rounds it lasts.

    Parameters
    ----------
    result : Horizons or several
        What ``by_horizon`` gives: of one pair, or of several in the same game.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    labels : Labels, optional
        The words of a deal.
    role : {'buyer', 'seller'}, optional
        Whose value; of one pair both unless said, of several the seller's.
    **style
        Properties of the lines, as matplotlib names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_value_by_horizon(result, labels, role=role)
    results = _several(result)
    role = _one_role(results, role)
    ax, sizes = open_axes(ax)
    last = int(results[0].rounds[-1])
    mark = "o" if last == 1 else None
    ends: list[float] = []
    texts: list[str] = []
    colours: list[Any] = []
    groups = telling.table.groupby(["buyer", "seller", "side"], sort=False)
    dashes = cycle(_DASHES)
    own = {"buyer", "seller"} if len(results) > 1 else set()
    for fixed in ("buyer", "seller"):
        if telling.table[fixed].nunique() == 1:
            own -= {fixed}
    for (buyer, seller, side), part in groups:
        i = [labels.buyer.name, labels.seller.name].index(side) if role is None else (
            check.ROLES.index(role))  # fmt: skip
        if role is None and ends:
            i = len(ends) % 2
        dash = palette.SIDE_LINES[i] if role is None else next(dashes)
        value = part["value"].to_numpy()
        line = {"color": palette.SIDES[i], "linestyle": dash, "linewidth": sizes.line,
                "marker": mark, "markersize": sizes.mark}  # fmt: skip
        ax.plot(part["rounds"], value, gid=f"{buyer} × {seller}: {side}", **(line | style))
        ends.append(float(value[-1]))
        names = {"buyer": buyer, "seller": seller}
        who = " × ".join(names[key] for key in ("buyer", "seller") if key in own) or side
        texts.append(say("horizon.end", who=who, value=labels.pay(value[-1])))
        colours.append(palette.SIDES[i])
    plain_frame(ax, sizes)
    span = max(last - 1, 1)
    ax.set_xlim(1 - (0.5 if last == 1 else 0.01 * span), last + 0.01 * span)
    low, high = min(0.0, telling.table["value"].min()), max(0.0, telling.table["value"].max())
    flat = high - low <= 1e-12
    room = 1.0 if flat else 0.05 * (high - low)
    ax.set_ylim(low - (room if low < 0 else 0), high + room)
    ax.axhline(0, color=palette.DIM, linewidth=1, zorder=1)
    ax.yaxis.get_major_locator().set_params(nbins=5)
    ticks = [t for t in ax.get_yticks() if low - room <= t <= high + room]
    ticks = [0.0] if flat else ticks
    ax.set_yticks(ticks, labels=[words.amount(t) for t in ticks], parse_math=False)
    shown = round_ticks(last)
    since = None if role is None else _ahead_since(results, role)
    if since is not None:
        ax.axvline(since, color=palette.DIM, linewidth=1.5, linestyle=(0, (2, 2)), zorder=1,
                   gid="since")  # fmt: skip
        far = [k for k in shown[1:-1] if abs(k - since) > 0.08 * span]
        shown = sorted({*far, *(k for k in (1, last) if abs(k - since) > 0.08 * span), since})
    ax.set_xticks(shown, labels=[f"{k:,}" for k in shown])
    ax.set_xlabel(say("horizon.x", rounds=labels.rounds), fontsize=sizes.text,
                  color=palette.DIM, parse_math=False)  # fmt: skip
    ax.set_ylabel(say("horizon.y", money=labels.money), fontsize=sizes.text,
                  color=palette.DIM, parse_math=False)  # fmt: skip
    ax.add_artist(EndLabels(ax, ends, texts, colours, sizes))
    dress(ax, telling, sizes)
    return ax


def _several(result: Horizons | Sequence[Horizons]) -> list[Horizons]:
    """Return the results as a list; all over the same rounds."""
    results = list(result) if isinstance(result, Sequence) else [result]
    if not results:
        raise SpecificationError("`result` must hold at least one pair's horizons; got none.")
    if len({len(one.rounds) for one in results}) > 1:
        raise SpecificationError("`result` must hold horizons over the same number of rounds.")
    return results


def _one_role(results: list[Horizons], role: str | None) -> str | None:
    """Return whose value is drawn: None means both."""
    if role is not None:
        return check.one_of("role", role, check.ROLES)
    return None if len(results) == 1 else "seller"


def _partner(results: list[Horizons], role: str, labels: Labels) -> str:
    """Return whom the side meets, where that is always the same."""
    other = "seller" if role == "buyer" else "buyer"
    names = {getattr(one, other).name for one in results}
    if len(names) > 1:
        return ""
    side = getattr(labels, other)
    return say("horizon.partner", side=side.name, player=side.player(names.pop()))


def _ahead_since(results: list[Horizons], role: str) -> int | None:
    """Return the round from which the last leader stays ahead, if another one led before."""
    values = np.stack([one.value[:, check.ROLES.index(role)] for one in results])
    near = 1e-9 * max(1.0, float(np.abs(values).max()))
    if np.ptp(values[:, -1]) <= near:
        return None
    behind = np.flatnonzero(values[values[:, -1].argmax()] < values.max(axis=0) - near)
    return int(results[0].rounds[behind[-1]]) + 1 if len(behind) else None


def _ranking(
    results: list[Horizons], role: str, labels: Labels, count: str
) -> tuple[str, str]:
    """Return the finding and the sentence about which of several earns most, and since when."""
    i = check.ROLES.index(role)
    side = getattr(labels, role)
    values = np.stack([one.value[:, i] for one in results])  # [lines, H]
    moving = {one.seller.name for one in results} if role == "seller" else {
        one.buyer.name for one in results}  # fmt: skip
    names = [
        side.player((one.seller if role == "seller" else one.buyer).name)
        if len(moving) == len(results)
        else f"{labels.buyer.player(one.buyer.name)} × {labels.seller.player(one.seller.name)}"
        for one in results
    ]
    order = np.argsort(-values[:, -1], kind="stable")
    best, worst = int(order[0]), int(order[-1])
    near = 1e-9 * max(1.0, float(np.abs(values).max()))
    tops, lows = (
        listed(names[k] for k in range(len(names)) if abs(values[k, -1] - values[end, -1]) <= near)
        for end in (best, worst)
    )
    told = {"side": side.name, "rounds": count, "best": tops, "worst": lows,
            "most": labels.pay(values[best, -1]), "least": labels.pay(values[worst, -1])}  # fmt: skip
    if values[best, -1] - values[worst, -1] <= near:
        return say("horizon.tie", **told), say("horizon.tie_sentence", **told)
    since = _ahead_since(results, role)
    if since is not None:
        told |= {"since": labels.count(since), "early": names[int(np.argmax(values[:, 0]))],
                 "one": labels.count(1)}  # fmt: skip
        return say("horizon.overtakes", **told), say("horizon.overtakes_sentence", **told)
    return say("horizon.leads", **told), say("horizon.leads_sentence", **told)


def _depth_spread(result: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return mean depth minus and plus one standard deviation, within the ladder."""
    mass = result.flow.sum(axis=(2, 3))
    total = np.where(mass.sum(axis=1) > 0, mass.sum(axis=1), 1)
    levels = np.arange(mass.shape[1])
    mean = mass @ levels / total
    deviation = np.sqrt(np.maximum(mass @ levels**2 / total - mean**2, 0))
    return np.maximum(mean - deviation, 0), np.minimum(mean + deviation, levels[-1])


def _level(mean: float, result: Path, labels: Labels) -> str:
    """Return a mean level in words: the nearest rung's name, or the number."""
    if labels.depths:
        return say("depth.near", depth=labels.depth(round(float(mean))), level=f"{mean:.1f}",
                   top=result.game.depths - 1)  # fmt: skip
    return say("depth.mean", level=f"{mean:.1f}", top=result.game.depths - 1)


def _cooperation_finding(both: np.ndarray, rounds: np.ndarray, labels: Labels) -> str:
    """Return what happens to cooperation: it crosses one half, rises, falls or stays."""
    told = {"first": words.percent(both[0]), "last": words.percent(both[-1]),
            "round": labels.round, "end": f"{int(rounds[-1]):,}"}  # fmt: skip
    if len(both) == 1:
        return say("path.once", **told)
    half = both >= 0.5
    change = np.flatnonzero(half[1:] != half[:-1]) + 1
    if len(change) == 1:
        at = f"{int(rounds[change[0]]):,}"
        return say("path.passes_half" if half[-1] else "path.falls_half", at=at, **told)
    low, high = int(np.argmin(both)), int(np.argmax(both))
    if min(both[0], both[-1]) - both[low] > 0.03:
        return say("path.dips", low=words.percent(both[low]), at=f"{int(rounds[low]):,}", **told)
    if both[high] - max(both[0], both[-1]) > 0.03:
        return say("path.peaks", high=words.percent(both[high]), at=f"{int(rounds[high]):,}", **told)
    if both[-1] - both[0] > 0.03:
        return say("path.rises", **told)
    if both[0] - both[-1] > 0.03:
        return say("path.falls", **told)
    return say("path.stays", **told)
