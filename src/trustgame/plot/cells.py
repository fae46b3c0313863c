"""The parts of a payoff table: headers, cells, and arrows towards better replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.patches import Rectangle

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import quoted, say
from trustgame.plot import palette
from trustgame.plot.anatomy import body, fit, width, wrap
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import few_lines, one_line
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Plan", "draw_arrows", "draw_cell", "draw_headers", "plan_of"]

_LEFT = 0.25  # where the cells begin, as a share of the axes
_GAP_X = 0.12  # room for arrows between cells


class Plan(NamedTuple):
    """Where things stand, as shares of an Axes that is so many points wide and high."""

    wide: float
    high: float
    top: float
    cell: tuple[float, float]
    moves: list[tuple[str, float]]

    def corner(self, a: int, b: int) -> tuple[float, float]:
        """Return the lower left corner of a cell."""
        gap = self.top - 2 * self.cell[1]
        return _LEFT + b * (self.cell[0] + _GAP_X), self.top - self.cell[1] - a * (
            self.cell[1] + gap
        )


def plan_of(ax: Axes, labels: Labels, sizes: Sizes) -> Plan:
    """Return where things stand: headers take what they need, cells the rest."""
    wide, high = body(ax)
    across = (1 - _LEFT - _GAP_X) / 2
    moves = [
        fit(quoted(move), across * wide, sizes.text, sizes.small)
        for move in labels.seller.moves
    ]
    lines = max((text.count("\n") + 1) * 1.25 * size for text, size in moves)
    top = 1 - (0.8 * sizes.small + 1.3 * sizes.text + lines) / high
    gap = min(0.13, max(0.09, 1.9 * sizes.small / high))
    return Plan(wide, high, top, (across, (top - gap) / 2), moves)


def draw_headers(ax: Axes, labels: Labels, sizes: Sizes, plan: Plan) -> None:
    """Write the sides and their moves above and left of the cells."""
    one, other = labels.sides
    put: dict[str, Any] = {"color": palette.INK, "parse_math": False}
    ax.add_patch(Rectangle((0, 0), 0.007, plan.top, color=palette.SIDES[0]))
    room = 0.42 * _LEFT * plan.wide
    name, size = fit(one.name, room, sizes.text, sizes.small, bold=True, lines=5)
    name = name if size > sizes.small else few_lines(one.name, room, size, 5, bold=True)
    ax.text(
        0.017,
        plan.top / 2,
        name,
        fontsize=size,
        fontweight="bold",
        va="center",
        ha="left",
        **put,
    )
    for a in range(2):
        y = plan.corner(a, 0)[1] + plan.cell[1] / 2
        lines = max(2, int(plan.cell[1] * plan.high / (1.25 * sizes.small)))
        move, size = fit(
            quoted(one.moves[a]),
            0.46 * _LEFT * plan.wide,
            sizes.text,
            sizes.small,
            lines=lines,
        )
        ax.text(_LEFT - 0.012, y, move, fontsize=size, va="center", ha="right", **put)
    bar = sizes.line / plan.high
    ax.add_patch(Rectangle((_LEFT, 1 - bar), 1 - _LEFT, bar, color=palette.SIDES[1]))
    name, size = fit(
        other.name,
        0.95 * (1 - _LEFT) * plan.wide,
        sizes.text,
        sizes.small,
        bold=True,
        lines=1,
    )
    ax.text(
        (1 + _LEFT) / 2,
        1 - 2 * bar,
        name,
        fontsize=size,
        fontweight="bold",
        va="top",
        ha="center",
        **put,
    )
    for b, (move, size) in enumerate(plan.moves):
        x = plan.corner(0, b)[0] + plan.cell[0] / 2
        ax.text(
            x,
            plan.top + 0.25 * sizes.small / plan.high,
            move,
            fontsize=size,
            va="bottom",
            ha="center",
            **put,
        )


def draw_cell(
    ax: Axes,
    labels: Labels,
    sizes: Sizes,
    large: float,
    space: float,
    cell: tuple[float, float],
    corner: tuple[float, float],
    paid: FloatArray,
    felt: FloatArray | None,
    best: Any,
) -> None:
    """Write what one outcome pays each side, and the two together."""
    x, y = corner
    for i, side in enumerate(labels.sides):
        left = x + i * cell[0] / 2 + 0.016
        ax.add_patch(
            Rectangle(
                (left - 0.008, y + 0.30 * cell[1]),
                0.004,
                0.62 * cell[1],
                color=palette.SIDES[i],
            )
        )
        put: dict[str, Any] = {"ha": "left", "parse_math": False}
        ax.text(
            left + 0.004,
            y + 0.93 * cell[1],
            one_line(side.name, space, sizes.small),
            fontsize=sizes.small,
            color=palette.DIM,
            va="top",
            **put,
        )
        ax.text(
            left + 0.004,
            y + (0.50 if felt is None else 0.60) * cell[1],
            _fitting(labels, paid[i], "{}", large, space),
            fontsize=large,
            va="center",
            fontweight="bold" if best[i] else "normal",
            color=palette.INK,
            gid=f"pays{i}",
            **put,
        )
        if felt is not None:
            note = _fitting(
                labels, felt[i], say("table.felt", value="{}"), sizes.small, space
            )
            ax.text(
                left + 0.004,
                y + 0.29 * cell[1],
                note,
                fontsize=sizes.small,
                color=palette.DIM,
                va="bottom",
                **put,
            )
    note = say("table.together", value=labels.pay(paid.sum()))
    ax.text(
        x + cell[0] / 2,
        y + 0.06 * cell[1],
        note,
        fontsize=sizes.small,
        color=palette.DIM,
        va="bottom",
        ha="center",
        parse_math=False,
    )


def _fitting(labels: Labels, value: float, pattern: str, size: float, space: float) -> str:
    """Return an amount in a pattern; without its unit where that is too wide."""
    full = pattern.replace("{}", labels.pay(value))
    if width(full, size, True) <= 1.04 * space:
        return full
    return wrap(pattern.replace("{}", words.amount(value)), space, size, True, 1)


def draw_arrows(
    ax: Axes, labels: Labels, sizes: Sizes, plan: Plan, felt: FloatArray
) -> None:
    """Draw, between cells, who would rather change and by how much."""
    cell = plan.cell
    for fixed in range(2):
        for i in range(2):
            own = felt[i, :, fixed] if i == 0 else felt[i, fixed, :]
            gain = float(own[1] - own[0])
            if i == 0:
                x = plan.corner(0, fixed)[0] + cell[0] / 2
                start = (x, plan.corner(0, fixed)[1])
                stop = (x, plan.corner(1, fixed)[1] + cell[1])
            else:
                y = plan.corner(fixed, 0)[1] + cell[1] / 2
                start = (plan.corner(fixed, 0)[0] + cell[0], y)
                stop = (plan.corner(fixed, 1)[0], y)
            if gain < 0:
                start, stop = stop, start
            ax.annotate(
                "",
                xy=stop,
                xytext=start,
                gid=f"arrow{i}{fixed}",
                arrowprops={
                    "arrowstyle": "-|>" if gain else "-",
                    "color": palette.SIDES[i],
                    "linewidth": sizes.line,
                    "mutation_scale": 2 * sizes.mark,
                    "linestyle": "solid",
                    "shrinkA": 3,
                    "shrinkB": 3,
                },
            )
            note = (
                say("table.gain", value=labels.pay(abs(gain)))
                if gain
                else say("table.even")
            )
            at = ((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)
            put: dict[str, Any] = {
                "fontsize": sizes.small,
                "color": palette.INK,
                "parse_math": False,
            }
            if i == 0:
                ax.text(at[0] + 0.014, at[1], note, va="center", ha="left", **put)
            else:
                note = wrap(
                    note.replace("\u00a0", " "), 0.94 * _GAP_X * plan.wide, sizes.small
                )
                ax.text(
                    at[0],
                    at[1] + 0.9 * sizes.mark / plan.high,
                    note,
                    va="bottom",
                    ha="center",
                    **put,
                )
