"""Selection over time: bands as thick as the shares of the strategies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import (
    Telling,
    body,
    dress,
    fit,
    open_axes,
    plain_frame,
    width,
    wrap,
)  # fmt: skip
from trustgame.plot.lines import spread
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import one_line
from trustgame.plot.selected import foot, inclinations, names_of, question, sure
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.evolve.selection import Selection

__all__ = ["key", "shares", "tell_shares"]

_GONE = 0.005  # a share below this gets no label at the end
_DONE = 0.002  # the chart ends when no share is further than this from its end


def tell_shares(result: Selection, labels: Labels | None = None) -> Telling:
    """Return what the chart ``shares`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    names = names_of(result.contest, labels)
    means = getattr(result, "average_cooperation", None)
    ends = [result.buyers[-1], result.sellers[-1]]
    if means is not None:
        ends = [result.average_buyers, result.average_sellers]  # type: ignore[attr-defined]
    coop = float((result.cooperation[-1] if means is None else means).mean())
    parts = []
    for k, side in enumerate(labels.sides):
        best = int(np.argmax(ends[k]))
        form = "wins" if ends[k][best] > 0.995 else "leads"
        form = form if result.contest.one else f"side_{form}"
        most = round(float(ends[k][best]), 3)
        told = {"name": names[k][best], "share": words.percent(most)}
        parts.append(say(f"selection.{form}", side=side.name, **told))
        if result.contest.one:
            break
    who = parts[0]
    if len(parts) > 1:
        who = say("selection.both", one=parts[0], other=parts[1])
    runs = getattr(result, "leads", None)
    if runs is not None:
        who = _winner(result, names[0])
    moving = means is None and not result.at_rest and result.settings.get("time") is None
    moving = moving and runs is None
    if moving:
        who = say("selection.circles")
        means = result.cooperation.mean(axis=0)
        coop = float(means.mean())
    who = who[:1].upper() + who[1:]
    key = "coop" if labels.buyer.moves == labels.seller.moves else "coop_each"
    share = say(
        f"selection.{key}",
        share=words.percent(round(coop, 3)),
        C=labels.buyer.cooperate,
        c=labels.seller.cooperate,
    )
    form = "finding" if means is None else "finding_mean"
    finding = say(f"selection.{form}", who=who, coop=share)
    rest = ""
    if means is None and result.at_rest:
        rest = say("selection.nash" if result.is_nash else "selection.not_nash")
    return Telling(
        finding=finding,
        question=question(result, labels),
        footer=foot(result.contest, labels, say("selection.how")),
        sentence=" ".join(
            say("selection.sentence", finding=finding, rest=rest, sure=sure(result)).split()
        ),
        alt=f"{finding}. {say('selection.shape', n=sum(len(n) for n in names))}",
        table=result.to_frame(),
    )


def shares(
    result: Selection,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw how selection changes the shares of strategies, as a stream over time.

    A band's colour says how often its strategy cooperates among the strategies that are
    there on average; names stand at the start, what is left at the end.

    Parameters
    ----------
    result : Selection
        What ``tg.replicator``, ``tg.pairwise_comparison``, ``tg.moran`` or
        ``tg.truncation`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given. Two populations stand one above the other,
        each an Axes within it, found in ``ax.child_axes``.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the bands, as matplotlib names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_shares(result, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    wide, high = body(ax)
    names = names_of(result.contest, labels)
    last = _last(result)
    low = 3.4 * sizes.text / high
    tall = 1 - low
    parts = [(0, low, tall)] if result.contest.one else [
        (0, low + tall / 2 + 0.02, tall / 2 - 0.02), (1, low, tall / 2 - 0.02)]  # fmt: skip
    longest = max(width(name, sizes.text) for own in names for name in own)
    left = min(0.3, longest / wide + 0.02)
    ends = _end_texts(result, names)
    right = min(0.3, max((width(t, sizes.text) for part in ends for t in part if t),
                         default=0) / wide + 0.03)  # fmt: skip
    mean_x, mean_y = result.buyers.mean(axis=0), result.sellers.mean(axis=0)
    inclined = inclinations(result.contest, mean_x, mean_y)
    if not result.contest.one:
        left += 2.2 * sizes.text / wide
    for k, bottom, height in parts:
        area = ax.inset_axes((left, bottom, 1 - left - right, height))
        rows = (result.buyers, result.sellers)[k][: last + 1]
        most = max(2, min(6, int((1 - left - right) * wide / (3.2 * sizes.text))))
        _stream(area, result.times[: last + 1], rows, inclined[k], sizes, style, most)
        room = (left * wide, right * wide, height * high)
        _name(area, names[k], ends[k], rows, sizes, room, side=not result.contest.one)
        if not result.contest.one:
            area.annotate(say("selection.panel", side=labels.sides[k].name), (0, 0.5),
                          xycoords="axes fraction", xytext=(-left * wide + sizes.text, 0),
                          textcoords="offset points", rotation=90, ha="center", va="center",
                          fontsize=sizes.text, fontweight="bold", color=palette.INK,
                          parse_math=False)  # fmt: skip
        if k == parts[-1][0]:
            unit = "time" if result.unit == "1 / fitness" else "generations"
            area.annotate(
                say(f"selection.x_{unit}"), (0, 0), xycoords="axes fraction",
                xytext=(-20, -7), textcoords="offset points", fontsize=sizes.text,
                ha="right", va="top", color=palette.DIM, parse_math=False,
            )  # fmt: skip
        else:
            area.tick_params(labelbottom=False)
    key(ax, say("selection.scale", C=labels.buyer.cooperate), sizes, (wide, high))
    return ax


def _winner(result: Any, names: list[str]) -> str:
    """Return who has taken over, or is the most frequent, in how many of the runs."""
    best = int(np.argmax(result.leads))
    if result.settings["runs"] == 1:
        form, share = "wins" if result.at_rest else "leads", result.buyers[-1][best]
    else:
        form, share = "wins_runs" if result.at_rest else "leads_runs", result.leads[best]
    told = words.percent(round(float(share), 3))
    return say(f"selection.{form}", name=names[best], share=told)


def key(
    ax: Axes, text: str, sizes: Sizes, room: tuple[float, float], taken: float = 0.0
) -> None:
    """Say at the bottom right what colours stand for: a ramp from never to always."""
    wide, high = room
    long, thick = 5.5 * sizes.text / wide, 0.7 * sizes.text / high
    never, always = say("selection.never"), say("selection.always")
    after = width(always, sizes.small) + 8
    before = width(never, sizes.small) + 8
    at = 1 - after / wide - long
    bar = ax.inset_axes((at, 0.3 * sizes.text / high, long, thick))
    bar.imshow(np.linspace(0, 1, 256)[None], aspect="auto", cmap=palette.MAP_RAMP)
    bar.set_axis_off()
    line = 0.65 * sizes.text / high
    if width(text, sizes.small) > 0.98 * (wide * at - before - 14 - taken):
        text = say("selection.scale_short")
    for x, words_, side in (
        (at - 8 / wide, never, "right"),
        (at + long + 8 / wide, always, "left"),
        (at - (before + 14) / wide, text, "right"),
    ):
        ax.text(x, line, words_, fontsize=sizes.small, ha=side, va="center",
                transform=ax.transAxes, color=palette.INK, parse_math=False)  # fmt: skip


def _last(result: Selection) -> int:
    """Return the last time that is drawn: a little after all is settled."""
    if result.settings.get("time") is not None or not result.at_rest:
        return len(result.times) - 1
    away = np.maximum(
        np.abs(result.buyers - result.buyers[-1]).max(axis=1),
        np.abs(result.sellers - result.sellers[-1]).max(axis=1),
    )
    moving = np.flatnonzero(away > _DONE)
    if not len(moving):
        return len(result.times) - 1
    after = 1.15 * result.times[moving[-1]]
    return int(min(np.searchsorted(result.times, after), len(result.times) - 1))


def _stream(
    area: Axes, times: FloatArray, rows: FloatArray, inclined: FloatArray, sizes: Sizes,
    style: dict[str, Any], most: int,
) -> None:  # fmt: skip
    """Draw the bands, the first strategy on top."""
    ramp = palette.map_ramp()
    edges = 1 - np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1)
    for k in range(rows.shape[1]):
        box: dict[str, Any] = {"facecolor": ramp(float(np.clip(inclined[k], 0, 1))),
               "edgecolor": palette.PAPER, "linewidth": sizes.line / 4,
               "gid": f"band {k}"}  # fmt: skip
        area.fill_between(times, edges[:, k], edges[:, k + 1], **(box | style))
    plain_frame(area, sizes, grid="")
    end = times[-1] if times[-1] > times[0] else times[0] + 1
    area.set(xlim=(times[0], end), ylim=(0, 1))
    area.set_yticks([])
    _clock(area, times, rows, most)


def _clock(area: Axes, times: FloatArray, rows: FloatArray, most: int) -> None:
    """Stretch early times if that is when all happens."""
    gone = np.concatenate([[0], np.cumsum(np.abs(np.diff(rows, axis=0)).sum(axis=1))])
    half = float(np.interp(0.5 * gone[-1], gone, times)) if gone[-1] > 0 else times[-1]
    if times[0] > 0 or half > 0.12 * times[-1] or times[-1] <= 0:
        area.locator_params(axis="x", nbins=most)
        return
    first = float(np.interp(0.15 * gone[-1], gone, times))
    power = int(np.floor(np.log10(max(first, 1e-12))))
    if (times == np.round(times)).all():  # nothing is there between whole generations
        power = max(power, 0)
    area.set_xscale("symlog", linthresh=10.0**power, linscale=0.6)
    top = int(np.floor(np.log10(times[-1])))
    step = max(1, -(-(top - power + 1) // max(1, most - 1)))
    ticks = [0.0, *(10.0**k for k in range(top, power - 1, -step))]
    area.set_xticks(ticks, labels=[words.amount(tick) for tick in ticks])
    area.minorticks_off()


def _end_texts(result: Selection, names: tuple[list[str], list[str]]) -> list[list[str]]:
    """Return what stands at the end of each band; nothing where it is gone."""
    done = []
    for k, rows in enumerate((result.buyers, result.sellers)):
        done.append([
            f"{words.percent(round(float(share), 3))} {name}" if share >= _GONE else ""
            for name, share in zip(names[k], rows[-1], strict=True)
        ])  # fmt: skip
    return done


def _name(
    area: Axes, names: list[str], ends: list[str], rows: FloatArray, sizes: Sizes,
    room: tuple[float, float, float], *, side: bool,
) -> None:  # fmt: skip
    """Write names beside the bands' starts, and shares beside their ends."""
    n = len(names)
    # The more bands, the smaller the type; never below the least readable size.
    size = min(sizes.text, max(sizes.small, room[2] / (1.35 * n)))
    left = room[0] - 12 - (2.2 * sizes.text if side else 0)
    texts = [one_line(name, left, size) if 2.5 * size * n > room[2]
             else fit(name, left, size, sizes.small)[0] for name in names]  # fmt: skip
    fitting = max(1, int(room[2] / (1.2 * size)))
    peaks = np.argsort(-rows.max(axis=0), kind="stable")[:fitting]
    _beside(area, texts, rows[0], size, room[2], -1, [k in peaks for k in range(n)])
    few = sum(map(bool, ends)) < 4
    last = [wrap(text, room[1] - 14, size, lines=2) if few
            else one_line(text, room[1] - 14, size) for text in ends]  # fmt: skip
    _beside(area, last, rows[-1], size, room[2], 1, [bool(text) for text in ends])


def _beside(
    area: Axes, texts: list[str], shares_: FloatArray, size: float, high: float, sign: int,
    shown: list[bool],
) -> None:  # fmt: skip
    """Write texts left (-1) or right (1) of the area, each joined to its band."""
    middle = 1 - (np.cumsum(shares_) - shares_ / 2)
    kept = [k for k in range(len(texts)) if shown[k]]
    heights = [(1 + texts[k].count("\n")) * 1.2 * size / high for k in kept]
    spots = spread([float(middle[k]) for k in kept], heights, -0.01, 1.01)
    for k, at in zip(kept, spots, strict=True):
        area.annotate(
            texts[k], (0 if sign < 0 else 1, middle[k]), xycoords="axes fraction",
            xytext=(sign * 12, (at - middle[k]) * high), textcoords="offset points",
            fontsize=size, color=palette.INK, ha="right" if sign < 0 else "left",
            va="center", annotation_clip=False, parse_math=False,
            gid=f"{'start' if sign < 0 else 'end'} {k}",
            arrowprops={"arrowstyle": "-", "color": palette.DIM, "linewidth": size / 22,
                        "shrinkA": 0, "shrinkB": 0,
                        "relpos": (1 if sign < 0 else 0, 0.5)},
        )  # fmt: skip
