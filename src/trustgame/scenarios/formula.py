"""Formulas in a scenario's file: arithmetic on named numbers, and nothing else.

``"share * give - wait"``, ``"1 - 1 / deals"``, ``"max(P, S)"``, ``"1 if care > 0 else 0"``.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError, UnknownNameError

__all__ = ["FUNCTIONS", "evaluate_formula", "names_in"]

#: What a formula may call.
FUNCTIONS: dict[str, Callable[..., float]] = {
    "abs": abs,
    "exp": math.exp,
    "log": math.log,
    "max": max,
    "min": min,
    "sqrt": math.sqrt,
}

#: What a formula may be made of.
_GRAMMAR = (
    ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.Name,
    ast.Constant, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd, ast.Not,
    ast.And, ast.Or, ast.cmpop, ast.expr_context,
)  # fmt: skip

_REMEDY = (
    f"A formula has numbers, names, + - * / **, comparisons, `a if b else c` and "
    f"{', '.join(FUNCTIONS)}."
)


_ROUNDING = 1e-12  # of what is added: a sum that small is none
_LONGEST = 1000  # letters of a formula; Pythons differ in how deep they can read
_REPEATED = 80  # letters of a formula that an error repeats


@lru_cache(maxsize=4096)
def _parsed(formula: str) -> ast.expr:
    """Return the expression of a formula; ``ValueError`` if it is none."""
    if len(formula) > _LONGEST:
        raise ValueError(f"it is longer than {_LONGEST} letters")
    expression = ast.parse(formula.strip(), mode="eval").body
    for node in ast.walk(expression):
        if not isinstance(node, _GRAMMAR):
            raise ValueError(f"{type(node).__name__} is not arithmetic")
        if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
            raise ValueError(f"{node.value!r} is no number")
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else "that"
            if called not in FUNCTIONS:
                raise ValueError(
                    f"{called} is no function{check.suggest(called, FUNCTIONS)}"
                )
            if node.keywords or not node.args:
                raise ValueError(f"{called} takes numbers, as {called}(a)")
    return expression


def _expression(where: str, formula: str) -> ast.expr:
    """Return the expression of a formula, or say what is wrong with it."""
    try:
        return _parsed(formula)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        got = formula if len(formula) <= _REPEATED else f"{formula[:_REPEATED]}..."
        why = f" ({error})" if type(error) is ValueError else ""
        raise SpecificationError(
            f"`{where}` must be a formula; got {got!r}{why}. {_REMEDY}"
        ) from None


def _sum(one: float, other: float) -> float:
    """Return a sum; 0 where it is nothing but rounding, whatever the unit of money."""
    total = one + other
    return 0.0 if abs(total) < _ROUNDING * abs(one) else total


_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: _sum,
    ast.Sub: lambda one, other: _sum(one, -other),
}


def names_in(where: str, value: Any) -> frozenset[str]:
    """Return the names that a number or formula reads.

    Examples
    --------
    >>> sorted(names_in("gain", "share * give - min(wait, 2)"))
    ['give', 'share', 'wait']
    """
    if not isinstance(value, str):
        check.number(where, value)
        return frozenset()
    nodes = ast.walk(_expression(where, value))
    called = {
        n.func for n in ast.walk(_expression(where, value)) if isinstance(n, ast.Call)
    }
    return frozenset(
        node.id for node in nodes if isinstance(node, ast.Name) and node not in called
    )


def evaluate_formula(
    where: str, value: Any, look_up: Callable[[str], float], known: Iterable[str] = ()
) -> float:
    """Return what a number or a formula is worth.

    Parameters
    ----------
    where : str
        The key, for errors.
    value : number or str
        A number as it is, or a formula.
    look_up : callable
        Returns the number of a name.
    known : iterable of str
        Names to offer where one is unknown.

    Examples
    --------
    >>> evaluate_formula("x", "2 * b + max(b, 7)", {"b": 4.0}.__getitem__)
    15.0
    """
    if not isinstance(value, str):
        return check.number(where, value)
    import simpleeval

    expression = _expression(where, value)
    read = {}
    for name in names_in(where, value):
        try:
            read[name] = look_up(name)
        except KeyError:
            raise UnknownNameError(
                f"`{where}` reads '{name}', which is neither a parameter, a payoff nor a "
                f"quantity.{check.suggest(name, known)}"
            ) from None
    try:
        reader = simpleeval.SimpleEval(functions=FUNCTIONS, names=read)
        reader.operators |= _OPERATORS
        found = reader.eval(value, previously_parsed=expression)
        result = float(found)
    except simpleeval.InvalidExpression as error:
        raise SpecificationError(
            f"`{where}` must be a formula; got {value!r} ({error}). {_REMEDY}"
        ) from None
    except (ArithmeticError, TypeError, ValueError) as error:
        at = ", ".join(f"{name} = {number:g}" for name, number in sorted(read.items()))
        raise SpecificationError(
            f"`{where}` = {value!r} has no value where {at or 'it stands'} ({error})."
        ) from None
    return result
