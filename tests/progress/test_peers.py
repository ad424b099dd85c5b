"""Groups of peers by kind and size."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from progress.peers import SIZES, Sizes, denominators, kinds, staff
from progress.records import records
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.unit_register import UnitRegister
from tests.progress.rows import county, indicator, ledger_of, month, organisation, unit

D = dt.date
MARCH = D(2015, 3, 31)


def grouped(**known):
    return Sizes("register", {org: float(size) for org, size in known.items() if size is not None}).groups(known)


def test_thirds_by_size():
    assert grouped(A=60, B=50, C=40, E=30, F=20, G=10) == {"A": "large", "B": "large", "C": "middle", "E": "middle", "F": "small", "G": "small"}


def test_equal_sizes_are_never_parted():
    assert grouped(A=50, B=50, C=10) == {"A": "large", "B": "large", "C": "small"}


def test_an_unknown_size_is_a_group_of_its_own():
    assert grouped(A=3, B=2, C=1, E=None)["E"] == "unknown"


def test_two_branches_have_no_thirds():
    assert grouped(A=9, B=1) == {"A": "unknown", "B": "unknown"}


@given(st.dictionaries(st.text("ABCDEF", min_size=1, max_size=2), st.integers(1, 9), min_size=3, max_size=20))
def test_who_is_larger_is_never_in_a_smaller_group(known):
    found = grouped(**known)
    assert all(SIZES.index(found[one]) <= SIZES.index(found[other]) for one in known for other in known if known[one] >= known[other])


def ledger(rows=None, register=()):
    formulas = [indicator("count", "sum(org_monthly.unions_new)"), indicator("rate", "last(org_monthly.units_covered) / last(org_monthly.units_due) * 100")]
    return ledger_of(
        {Organisation: county("A", "B"), Indicator: formulas, UnitRegister: list(register)}, {code: {OrgMonthly: [row]} for code, row in (rows or {}).items()}
    )


FILED = {"A": month("2015-03", units_due=8, staff_end=70), "B": month("2015-03", units_due=4, staff_end=30)}


def test_a_rate_is_measured_by_its_own_denominator():
    held = ledger(FILED)
    assert denominators(records(held, [MARCH], ["rate"])) == Sizes("denominator", {"A": 8, "B": 4, "0": 12})


def test_what_has_no_denominator_tells_no_sizes():
    assert denominators(records(ledger(FILED), [MARCH], ["count"])) is None


def test_without_a_register_the_staff_that_was_reported_counts():
    assert staff(ledger(FILED), MARCH) == Sizes("returns", {"A": 70, "B": 30})


def test_the_register_counts_where_it_knows_as_many_branches():
    held = ledger(
        {"A": month("2015-03", staff_end=70)},
        [unit("u1", "A", staff_count=5), unit("u2", "A", staff_count=6), unit("u3", "B", staff_count=1, delisted_on=D(2015, 2, 1))],
    )
    assert (staff(held, MARCH).by, staff(held, MARCH).of) == ("register", {"A": 11})


def test_kinds_are_those_of_the_day():
    tree = [organisation("0"), organisation("A", kind="乡镇", closed_on=D(2015, 3, 1)), organisation("A", kind="街道", opened_on=D(2015, 3, 1))]
    held = ledger_of({Organisation: tree})
    assert [kinds(held.organisations, ["A"], day) for day in (D(2015, 2, 28), D(2015, 3, 1))] == [{"A": "乡镇"}, {"A": "街道"}]
