"""Contracts that end soon are those that formulas count."""

import datetime as dt

import pytest

from progress.expiring import LATER, SOON, ending, expiring
from progress.records import records
from schema.bargaining_ledger import BargainingLedger
from schema.indicator import Indicator
from schema.organisation import Organisation
from tests.progress.rows import contract, indicator, ledger_of, organisation

D = dt.date
MARCH = D(2015, 3, 31)
FORMULAS = {
    **{f"contracts_{days}": f"count(bargaining_ledger.contract_no, expires_in={days})" for days in (SOON, LATER)},
    **{f"units_{days}": f"sum(bargaining_ledger.units_covered, expires_in={days})" for days in (SOON, LATER)},
}
TREE = [organisation("0"), organisation("A"), organisation("B"), organisation("C", closed_on=D(2015, 3, 1))]


def until(days):
    return MARCH + dt.timedelta(days=days)


@pytest.fixture
def ledger():
    own = [contract(f"A{days}", valid_to=until(days), units_covered=days + 2) for days in (-1, 0, SOON, SOON + 1, LATER, LATER + 1)]
    own += [contract("unsigned", signed_on=D(2015, 4, 1), valid_to=until(5)), contract("unbegun", valid_from=D(2015, 4, 1), valid_to=until(5))]
    own += [contract("unfiled", period="2015-04", valid_to=until(5))]
    books = {
        "A": {BargainingLedger: own},
        "B": {BargainingLedger: [contract("B1", valid_to=until(7))]},
        "C": {BargainingLedger: [contract("C1", valid_to=until(7))]},
    }
    return ledger_of({Organisation: TREE, Indicator: [indicator(code, formula) for code, formula in FORMULAS.items()]}, books)


def test_contracts_in_force_are_listed_soonest_first_with_their_place(ledger):
    found = expiring(ledger, MARCH)
    own = found[found["org"] == "A"]
    assert list(zip(own["contract_no"], own["days"], own["row"], strict=True)) == [
        ("A0", 0, 3),
        (f"A{SOON}", 60, 4),
        (f"A{SOON + 1}", 61, 5),
        (f"A{LATER}", 90, 6),
    ]
    assert set(own["book"]) == {"填报/A.xlsx"}
    assert list(found[found["org"] == "0"]["contract_no"]) == ["A0", "B1", "A60", "A61", "A90"]


@pytest.mark.parametrize("org", ["0", "A", "B", "C"])
@pytest.mark.parametrize("on", [MARCH, D(2015, 1, 31), D(2015, 5, 31), D(2014, 12, 31)])
@pytest.mark.parametrize("days", [SOON, LATER])
def test_the_counts_are_those_of_the_formulas(ledger, org, on, days):
    told = records(ledger, [on]).set_index(["indicator", "org"])["value"].fillna(0)
    assert ending(expiring(ledger, on), org, days) == (told[f"contracts_{days}", org], told[f"units_{days}", org])


def test_a_workspace_without_contracts_has_none():
    assert ending(expiring(ledger_of({Organisation: TREE}), MARCH), "0", LATER) == (0, 0)
