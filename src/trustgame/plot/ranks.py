"""A round robin as rankings: one list per role, with ties and with chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from trustgame import _validate as check
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, fit, open_axes, plain_frame, width
from trustgame.plot.captions import footer
from trustgame.plot.faces import face_size, put_face
from trustgame.plot.league import how_sure, measured
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import every, one_line
from trustgame.typing import Role

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.tournament.league import League

__all__ = ["ranking", "tell_ranking"]

_MARKS = ("o", "s")  # buyer, seller: the colour does not stand alone


def tell_ranking(
    result: League,
    labels: Labels | None = None,
    *,
    role: Role | None = None,
    measure: str = "payoff",
    against: Any = None,
) -> Telling:
    """Return what the chart ``ranking`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    frames = _frames(result, role, measure, against)
    parts, tops, rows = [], [], []
    for r, frame in frames.items():
        side, _, write = measured(labels, check.role("role", r), measure)
        first = [side.player(str(n)) for n in frame.index[frame["rank"] == 1]]
        told = {
            "side": side.name,
            "best": first[0],
            "first": len(first),
            "n": len(frame),
            "most": write(float(frame[measure].iloc[0])),
            "least": write(float(frame[measure].iloc[-1])),
            "worst": side.player(str(frame.index[-1])),
            "C": side.cooperate,
            "round": labels.round,
            "rounds": labels.rounds,
        }
        kind = (
            "even" if len(first) == len(frame) > 1 else "shared" if len(first) > 1 else ""
        )
        tops.append(say(f"ranking.{kind or 'top'}", **told))
        parts.append(say(f"ranking.sentence{'_' + kind if kind == 'even' else ''}", **told))
        rows.append(_rows(frame, side, measure))
    finding = tops[0] if len(tops) == 1 else say("ranking.both", one=tops[0], other=tops[1])
    if len(tops) == 2 and tops[1] == tops[0].replace(labels.buyer.name, labels.seller.name):
        finding = tops[0].replace(labels.buyer.name, say("ranking.either"))
    question = say(f"ranking.question_{measure}", **told)
    if against is not None:
        question += " " + say("ranking.mix")
    how, sure = how_sure(result)
    ties = say("ranking.ties") if any(f["tied"].any() for f in frames.values()) else ""
    chance = "" if result.exact.all() else say("ranking.chance")
    alike = say("ranking.mix" if against is not None else "league.not")
    parts += [ties, chance, alike, sure]
    shape = say("ranking.shape", lists=len(frames), n=max(map(len, frames.values())))
    return Telling(
        finding=finding,
        question=" ".join(part for part in (question, ties, chance) if part),
        footer=footer(result.game, labels, how=how),
        sentence=" ".join(part for part in parts if part),
        alt=f"{finding}. {shape}",
        table=pd.concat(rows, ignore_index=True),
    )


def ranking(
    result: League,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    role: Role | None = None,
    measure: str = "payoff",
    against: Any = None,
    **style: Any,
) -> Axes:
    """Draw the strategies of each role in order, with what they get on average.

    Ranks that are shared carry an equals sign; ranks that chance leaves open stand in
    brackets, and sampled means carry their 95% interval. Of too many names every second,
    third ... is written.

    Parameters
    ----------
    result : League
        What ``tg.round_robin`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given. Each list is an Axes within it, found in
        ``ax.child_axes``.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    role : {"buyer", "seller"}, optional
        The role that is ranked; both unless said.
    measure : {"payoff", "utility", "cooperation"}
        What they are ranked by.
    against : mapping or sequence, optional
        Shares of the partners, as ``league.ranking`` takes them; needs ``role``.
    **style
        Properties of the marks, as matplotlib names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_ranking(result, labels, role=role, measure=measure, against=against)
    frames = _frames(result, role, measure, against)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    room = body(ax)
    share = 1 / len(frames)
    for k, (r, frame) in enumerate(frames.items()):
        _list(ax, frame, labels, check.role("role", r), measure, sizes, room,
              (k * share + (0.02 if k else 0), share - 0.02), style)  # fmt: skip
    return ax


def _frames(
    result: League, role: Role | None, measure: str, against: Any
) -> dict[str, pd.DataFrame]:
    """Return the rankings that are shown, by role."""
    roles = check.ROLES if role is None and against is None else (role or "buyer",)
    return {r: result.ranking(r, measure=measure, against=against) for r in roles}  # type: ignore[arg-type]


def _rows(frame: pd.DataFrame, side: Any, measure: str) -> pd.DataFrame:
    """Return a ranking as the table that stands behind the chart."""
    rows = frame.reset_index()
    rows["strategy"] = [side.player(str(name)) for name in rows["strategy"]]
    rows.insert(0, "side", side.name)
    return rows.rename(columns={measure: "mean"}).assign(measure=measure)


def _list(
    ax: Axes,
    frame: pd.DataFrame,
    labels: Labels,
    seat: int,
    measure: str,
    sizes: Sizes,
    room: tuple[float, float],
    across: tuple[float, float],
    style: dict[str, Any],
) -> None:
    """Draw one role's list into a part of the axes, from a share of its width on."""
    side, name, write = measured(labels, seat, measure)
    left, share = across
    wide, high = share * room[0], room[1]
    small, n = sizes.small, len(frame)
    head, foot = 1.9 * small, 2.3 * small
    pitch = (high - head - foot) / n
    shown = every(n, pitch, small)
    lines = max(1, min(2, int(pitch / (1.25 * small))))
    ranks = [_rank(row) for row in frame.itertuples()]
    values = [write(float(v)) for v in frame[measure]]
    at_rank = max(width(ranks[i], small) for i in shown)
    names = [side.player(str(i)) for i in frame.index]
    tail = (
        max(map(lambda v: width(v, small), values)) + 10 if len(shown) == n else 0.02 * wide
    )
    most = max(0.3 * wide, 0.62 * wide - at_rank - tail)
    longest = max(width(names[i], small) for i in shown)
    face = face_size(pitch * (shown[1] if len(shown) > 1 else 1), small)
    beside = face + 6 if face and (lines > 1 or longest + face + 6 <= most) else 0.0
    gutter = min(longest, most - beside)
    begin = at_rank + beside + gutter + 3 * 8
    small_ax = ax.inset_axes(
        (
            left + begin / room[0],
            foot / high,
            max(0.1 * share, share - (begin + tail) / room[0]),
            (high - head - foot) / high,
        )
    )
    y = range(n)
    colour = palette.SIDES[seat]
    low, top = frame["low"].to_numpy(), frame["high"].to_numpy()
    small_ax.hlines(y, low, top, color=colour, linewidth=0.5 * sizes.line, gid="interval")
    marks: dict[str, Any] = {
        "color": colour,
        "marker": _MARKS[seat],
        "markersize": max(2.0, min(0.8 * sizes.mark, 0.75 * pitch)),
        "linestyle": "none",
        "gid": f"{check.ROLES[seat]} means",
    }
    small_ax.plot(frame[measure], y, **(marks | style))
    span = float(top.max() - low.min()) or max(1.0, abs(float(top.max())))
    small_ax.set(xlim=(low.min() - 0.06 * span, top.max() + 0.06 * span))
    small_ax.set_ylim(n - 0.5, -0.5)
    plain_frame(small_ax, sizes, grid="x")
    small_ax.set_yticks([])
    ends = sorted({float(frame[measure].min()), float(frame[measure].max())})
    if len(ends) > 1 and max(width(write(e), small) for e in ends) > 0.4 * (
        wide - begin - tail
    ):
        ends = ends[-1:]
    small_ax.set_xticks(ends, labels=[write(e) for e in ends], fontsize=small)
    kept: dict[str, Any] = {
        "transform": ax.transAxes,
        "parse_math": False,
        "fontsize": small,
    }
    ax.text(left, 1.0, one_line(name, wide, small), va="top", fontweight="normal",
            color=palette.DIM, gid="measure", **kept)  # fmt: skip
    for i in shown:
        level = (foot + (n - i - 0.5) * pitch) / high
        ax.text(left + at_rank / room[0], level, ranks[i], ha="right", va="center_baseline",
                color=palette.DIM, gid="rank", **kept)  # fmt: skip
        if beside:
            put_face(ax, str(frame.index[i]), (left + (at_rank + 8) / room[0], level), face,
                     coords=ax.transAxes, align=(0.0, 0.5))  # fmt: skip
        text = one_line(names[i], gutter, small)
        if lines > 1:
            text, _ = fit(names[i], gutter, small, small - 0.1, lines=lines)
        middle = "center" if "\n" in text else "center_baseline"
        ax.text(left + (at_rank + beside + 8) / room[0], level, text, ha="left", va=middle,
                color=palette.INK, linespacing=0.95, gid="name", **kept)  # fmt: skip
        if len(shown) == n:
            ax.text(left + share, level, values[i], ha="right", va="center_baseline",
                    color=palette.INK, gid="value", **kept)  # fmt: skip


def _rank(row: Any) -> str:
    """Return a rank as it is written: shared ones with =, open ones with their bounds."""
    text = f"={row.rank}" if row.tied else str(row.rank)
    tie_only = row.se == 0
    if tie_only or row.rank_best == row.rank_worst:
        return text
    return f"{text} ({row.rank_best}–{row.rank_worst})"
