"""Shares of a target: exact sums, pins and minimums kept, and no share that depends on where a branch stands."""

from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.splitting import Part, largest_changes, split

D = Decimal
steps = st.sampled_from((D(1), D(5), D("0.1"), D("0.01")))
weights = st.decimals(0, 10**6, places=2)
totals = st.integers(0, 10**6)


def named(found):
    return [Part(f"b{at}", weight) for at, weight in enumerate(found)]


some_weights = st.lists(weights, min_size=1, max_size=12).filter(any)


@st.composite
def feasible(draw):
    """A total, parts with pins and minimums it can meet, at least one of them free and weighing something, and the step."""
    step = draw(steps)
    parts = []
    for at in range(draw(st.integers(1, 10))):
        amount = draw(st.integers(0, 50)) * step
        kind = draw(st.sampled_from(("pinned", "least", "free")))
        least = amount - draw(st.sampled_from((D(0), step / 2))) if kind == "least" and amount else D(0)
        parts.append(Part(f"b{at}", draw(weights), amount if kind == "pinned" else None, least))
    parts.append(Part("last", draw(weights) + 1))
    promised = sum(part.pinned if part.pinned is not None else ceil(part.least / step) * step for part in parts)
    return promised + draw(st.integers(0, 10**5)) * step, draw(st.permutations(parts)), step


@given(feasible())
def test_shares_sum_exactly_in_whole_steps_with_pins_and_minimums_kept(world):
    total, parts, step = world
    found = split(total, parts, step)
    assert found.refusals == ()
    assert list(found.shares) == [part.code for part in parts]
    assert sum(found.shares.values()) == total
    assert [part.code for part in parts if found.shares[part.code] % step] == []
    assert [part.code for part in parts if part.pinned is not None and found.shares[part.code] != part.pinned] == []
    assert [part.code for part in parts if found.shares[part.code] < part.least and part.pinned is None] == []


@given(totals, some_weights)
def test_who_weighs_more_never_gets_less(total, found):
    parts = named(found)
    shares = split(D(total), parts).shares
    assert [(one, other) for one in parts for other in parts if one.weight > other.weight and shares[one.code] < shares[other.code]] == []


@given(totals, some_weights, st.randoms())
def test_only_exact_ties_depend_on_the_order(total, found, chance):
    parts = named(found)
    mixed = chance.sample(parts, len(parts))
    here, there = split(D(total), parts).shares, split(D(total), mixed).shares
    whole = sum(part.weight for part in parts)
    moved = [part for part in parts if here[part.code] != there[part.code]]
    remainders = {part.code: (total * part.weight * 100) % (whole * 100) for part in moved}
    assert len(set(remainders.values())) <= 1


@given(totals, some_weights, st.integers(0, 12))
def test_branches_that_weigh_nothing_change_nothing(total, found, at):
    parts = named(found)
    more = [*parts[:at], Part("nothing", D(0)), Part("none", D(0)), *parts[at:]]
    assert split(D(total), more).shares == {**split(D(total), parts).shares, "nothing": 0, "none": 0}


def shares(total, *parts, step=1):
    return list(split(D(total), [Part(f"b{at}", *part) for at, part in enumerate(parts)], D(str(step))).shares.values())


def test_the_largest_remainders_take_what_is_left_the_first_among_equals():
    assert shares(10, (D(1),), (D(1),), (D(1),)) == [4, 3, 3]
    assert shares(100, (D("41.2"),), (D("29.4"),), (D("29.4"),)) == [41, 30, 29]


def test_a_tenth_and_two_tenths_are_exactly_three():
    assert shares("0.3", (D(1),), (D(2),), step="0.1") == [D("0.1"), D("0.2")]


def test_who_is_raised_to_the_minimum_takes_it_from_the_others_by_weight():
    assert shares(100, (D(1), None, D(20)), (D(33),), (D(66),)) == [20, 27, 53]


def test_a_minimum_within_a_step_is_the_next_step():
    assert shares(100, (D(1), None, D("19.5")), (D(99),), step=5) == [20, 80]


def test_a_pin_below_the_minimum_stands():
    assert shares(10, (D(1), D(2), D(5)), (D(1),)) == [2, 8]


@pytest.mark.parametrize("total", [20, 0])
def test_weights_are_not_asked_for_where_pins_and_minimums_are_the_whole(total):
    assert sum(shares(total, (D(0), D(total)), (D(0),))) == total


def refused(total, *parts, step=1):
    found = split(D(total), [Part(f"b{at}", *part) for at, part in enumerate(parts)], D(str(step)))
    assert found.shares == {}
    return [(refusal.code, refusal.branches, refusal.wanted) for refusal in found.refusals]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (refused, ("nobody", (), None)),
        (lambda total: refused(total, (D(1), D(60)), (D(1), None, D(41))), ("too_much", (), 101)),
        (lambda total: refused(total, (D(1), D(60)), (D(1), D(30))), ("too_little", (), 90)),
        (lambda total: refused(total, (D(0),), (D(1), D(60)), (D(0),)), ("no_weight", ("b0", "b2"), 60)),
        (lambda total: refused(total, (None,), (D(1),), (None,)), ("unknown_weight", ("b0", "b2"), None)),
        (lambda total: refused(total, (D(-1),), (D(1), D(-1)), (D(1), None, D(-1)), (D(1),)), ("negative", ("b0", "b1", "b2"), None)),
        (lambda total: refused(total, (D(1), D("2.5")), (D(1),)), ("pin_too_fine", ("b0",), 1)),
        (lambda total: refused(total, (D(1),), step=30), ("total_too_fine", (), 30)),
    ],
)
def test_what_cannot_be_done_is_told_by_a_code(asked, why):
    assert asked(100) == [why]


def test_a_total_below_zero_is_refused():
    assert refused(-1, (D(1),)) == [("negative_total", (), None)]


def test_who_is_pinned_needs_no_weight():
    assert shares(10, (None, D(4)), (D(1),)) == [4, 6]


def test_the_largest_changes_come_first_and_what_stays_is_none():
    shares = {"a": D(10), "b": D(5), "c": D(7), "d": D(9)}
    assert largest_changes(shares, {"a": D(12), "b": D(5), "c": D(9), "d": None}, 2) == ["d", "a"]
    assert largest_changes(shares, {"a": D(12), "b": D(5), "c": D(9), "d": None}, 9) == ["d", "a", "c"]
