"""Numbers that depend on depth."""

from __future__ import annotations

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import given
from hypothesis import strategies as st

import trustgame as tg
from oracles.specs import curve_at
from trustgame.curves import (
    Line,
    Step,
    Values,
    as_curve,
    curve_from_plain,
    curve_to_plain,
    positions,
    read,
)


@given(draws.curves(-2, 2), st.integers(1, 9))
def test_a_curve_reads_as_the_model_defines_it(curve, depths):
    curve = as_curve("curve", curve)
    at = [0.0] if depths == 1 else [level / (depths - 1) for level in range(depths)]
    want = [curve_at(curve, d) for d in at]
    assert read(curve, np.array(at)).tolist() == pytest.approx(want, abs=1e-12)


def test_positions_are_exactly_level_over_last_level():
    # One unit in the last place decides on which side of a step a level lies.
    for depths in range(2, 60):
        want = [level / (depths - 1) for level in range(depths)]
        assert positions(depths).tolist() == want


def test_a_single_depth_is_shallow():
    assert positions(1).tolist() == [0]


def test_a_step_at_a_level_begins_there():
    for depths in range(2, 40):
        for level in range(depths):
            at = tg.step(level / (depths - 1), 1, 2)
            bond = tg.Relationship(depths=depths, stakes=at)
            want = [1.0] * level + [2.0] * (depths - level)
            assert bond.per_level("stakes")[:, 0].tolist() == want


def test_values_are_the_levels_own_where_their_number_fits():
    curve = tg.values(0.3, 0.1, 0.7, 0.2)
    assert read(curve, positions(4)).tolist() == [0.3, 0.1, 0.7, 0.2]


def test_values_are_read_between_levels_elsewhere():
    assert read(tg.values(0, 1, 0), positions(5)).tolist() == [0, 0.5, 1, 0.5, 0]
    assert read(tg.values(0.4), positions(3)).tolist() == [0.4, 0.4, 0.4]


def test_a_line_keeps_its_ends():
    assert read(tg.between(0.1, 0.7), np.array([0.0, 1.0])).tolist() == [0.1, 0.7]


@given(draws.role_curves(-1, 1))
def test_plain_numbers_tables_and_arrays_give_the_curve_back(curve):
    clean = as_curve("curve", curve, roles=True)
    assert curve_from_plain("curve", curve_to_plain(clean)) == clean


@given(draws.role_curves(-1, 1))
def test_curves_are_equal_and_hash_by_structure(curve):
    one = as_curve("curve", curve, roles=True)
    two = curve_from_plain("curve", curve_to_plain(one))
    assert hash(one) == hash(two)
    assert one == two


def test_numbers_are_kept_as_floats():
    line = tg.between(1, np.int64(2))
    assert (type(line.shallow), type(line.deep)) == (float, float)
    assert tg.values(*np.array([1, 2])) == Values((1.0, 2.0))
    assert tg.between(1, 2) == Line(1.0, 2.0)
    assert tg.step(0, 1, 2) == Step(0.0, 1.0, 2.0)


def test_curves_cannot_be_changed():
    with pytest.raises(AttributeError):
        tg.between(0, 1).deep = 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tg.values(), r"`values`.*at least one.*none"),
        (lambda: tg.between("high", 1), r"`shallow`.*number.*'high'"),
        (lambda: tg.between(0, float("nan")), r"`deep`.*finite.*nan"),
        (lambda: tg.step(1.5, 0, 1), r"`at`.*\[0, 1\].*1\.5"),
        (lambda: tg.values(1, None), r"`values\[1\]`.*number.*None"),
        (lambda: tg.per_role(tg.per_role(1, 2), 3), r"`buyer`"),
        (lambda: tg.per_role(1, "a"), r"`seller`.*'a'"),
        (lambda: curve_from_plain("x", {"shalow": 1, "deep": 2}), r"'shalow'.*'shallow'"),
        (lambda: curve_from_plain("x", {"shallow": 1}), r"`x`.*\{shallow, deep\}.*shallow"),
    ],
)
def test_bad_curves_are_refused(make, message):
    with pytest.raises(tg.SpecificationError, match=message):
        make()
