"""What leaves the federation: nothing from which one or two persons could be told."""

import datetime as dt
import random
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest

from ledger.organisations import Organisations
from schema.activity_ledger import ActivityLedger
from schema.assistance_ledger import AssistanceLedger
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS
from schema.resource_quarterly import ResourceQuarterly
from schema.rights_ledger import RightsLedger
from schema.special_task import SpecialTask
from schema.unit_register import UnitRegister
from snapshots.outside import FEW, SHOWN, WITHHELD, leaving, marks, row_marks

DAY = dt.date(2026, 3, 31)
PERSONS = SimpleNamespace(unit="person", numerator_unit="", denominator_unit="")
CASES = SimpleNamespace(unit="case", numerator_unit="", denominator_unit="")
RATE = SimpleNamespace(unit="percent", numerator_unit="person", denominator_unit="person")
TWO_TOWNS = {"0": None, "A": "0", "B": "0", "A1": "A", "A2": "A", "B1": "B", "B2": "B"}
ONE_TOWN = {"0": None, "a": "0", "b": "0", "c": "0"}


def tree(parents):
    row = {"kind": "其他", "opened_on": None, "closed_on": None, "merged_into": None}
    return Organisations([{"code": code, "name": code, "parent": parent, **row} for code, parent in parents.items()])


def shown(parents, values, indicator=PERSONS, **more):
    told = {"org": list(values), "indicator": "i", "goal": "i", "on": DAY, "value": list(values.values()), "numerator": None, "denominator": None}
    return marks(pd.DataFrame(told | more), {"i": indicator}, tree(parents))


def values(parents, given, indicator=PERSONS):
    return dict(zip(given, shown(parents, given, indicator)["value"], strict=True))


@pytest.mark.parametrize(("count", "mark"), [(0, SHOWN), (1, FEW), (2, FEW), (3, SHOWN), (None, SHOWN)])
def test_one_or_two_persons_are_fewer_than_three(count, mark):
    assert values({"0": None}, {"0": count})["0"] == mark


def test_other_things_are_counted_openly():
    assert values({"0": None}, {"0": 1}, CASES)["0"] == SHOWN


def test_the_smallest_part_that_blurs_is_withheld_beside_a_single_small_one():
    assert values(ONE_TOWN, {"0": 72, "a": 2, "b": 20, "c": 50}) == {"0": SHOWN, "a": FEW, "b": WITHHELD, "c": SHOWN}


def test_two_small_parts_hide_each_other():
    assert values(ONE_TOWN, {"0": 53, "a": 2, "b": 1, "c": 50}) == {"0": SHOWN, "a": FEW, "b": FEW, "c": SHOWN}


def test_two_parts_that_their_sum_would_tell_are_blurred():
    assert values(ONE_TOWN, {"0": 54, "a": 2, "b": 2, "c": 50}) == {"0": SHOWN, "a": FEW, "b": FEW, "c": WITHHELD}


def test_where_no_part_blurs_the_total_is_withheld():
    assert values(ONE_TOWN, {"0": 5, "a": 2, "b": 3, "c": 0}) == {"0": WITHHELD, "a": FEW, "b": SHOWN, "c": SHOWN}


def test_a_total_withheld_is_protected_one_storey_up_and_down():
    found = values(TWO_TOWNS, {"0": 35, "A": 5, "B": 30, "A1": 2, "A2": 3, "B1": 10, "B2": 20})
    assert found == {"0": SHOWN, "A": WITHHELD, "B": WITHHELD, "A1": FEW, "A2": SHOWN, "B1": WITHHELD, "B2": SHOWN}


def test_a_small_total_of_two_small_parts_is_not_told_as_small():
    assert values(ONE_TOWN, {"0": 2, "a": 1, "b": 1, "c": 0})["0"] == WITHHELD


@pytest.mark.parametrize(("numerator", "denominator", "mark"), [(2, 40, WITHHELD), (1, 2, WITHHELD), (0, 2, WITHHELD), (0, 40, SHOWN), (30, 40, SHOWN)])
def test_a_rate_of_few_persons_is_withheld_with_what_follows_from_it(numerator, denominator, mark):
    found = shown({"0": None}, {"0": 5.0}, RATE, numerator=numerator, denominator=denominator)
    assert found[["value", "completion", "gap"]].iloc[0].tolist() == [mark] * 3


def solutions(parents, given, found, limit=40):
    """The small numbers told for certain, by all ways to fill in what is hidden: totals hold, small ones are 1 or 2, others 0 or from 3 on."""
    leaves = [org for org in given if org not in parents.values()]
    hidden = [org for org in leaves if found[org] != SHOWN]
    possible = {org: set() for org in hidden}

    def total(filled, org):
        parts = [child for child, parent in parents.items() if parent == org]
        return sum(total(filled, part) for part in parts) if parts else filled[org]

    def fits(filled):
        for org in given:
            told = total(filled, org)
            if (found[org] == SHOWN and told != given[org]) or (found[org] == FEW) != (0 < told < 3 and found[org] != WITHHELD):
                return False
        return True

    def fill(filled, rest):
        if not rest:
            if fits(filled):
                for org in hidden:
                    possible[org].add(filled[org])
            return
        first, *others = rest
        for count in (1, 2) if found[first] == FEW else (0, *range(3, limit)):
            fill({**filled, first: count}, others)

    fill({org: given[org] for org in leaves if found[org] == SHOWN}, hidden)
    return {org: counts for org, counts in possible.items() if found[org] == FEW and len(counts) < 2}


@pytest.mark.parametrize("seed", range(150))
def test_no_small_part_follows_from_what_is_shown(seed):
    rolled = random.Random(seed)
    counts = {leaf: rolled.choice((0, 1, 2, 3, 4, 5, 9)) for leaf in ("A1", "A2", "B1", "B2")}
    given = {"0": sum(counts.values()), "A": counts["A1"] + counts["A2"], "B": counts["B1"] + counts["B2"], **counts}
    found = values(TWO_TOWNS, given)
    assert solutions(TWO_TOWNS, given, found) == {}


def test_what_identifies_a_case_or_a_firm_stays_inside():
    gone = {column.name for model in (*BRANCH_SHEETS, *MASTER_SHEETS) for column in {*model.columns()} - {*leaving(model)} if column.level == "P1"}
    assert gone == {"case_no", "issue", "is_migrant", "unit_name"}


@pytest.mark.parametrize(
    ("model", "name", "leaves"), [(ActivityLedger, "title", False), (AssistanceLedger, "remark", False), (ResourceQuarterly, "item", True)]
)
def test_free_text_leaves_only_where_it_names_a_row(model, name, leaves):
    assert (name in [column.name for column in leaving(model)]) == leaves


def rows(model, **given):
    count = len(next(iter(given.values())))
    return pa.table({column.name: given.get(column.name, pa.nulls(count, pa.int64())) for column in model.columns()} | {"branch": given["branch"]})


def test_a_branch_with_a_small_number_withholds_its_others_in_the_sheet():
    found = row_marks(RightsLedger, rows(RightsLedger, branch=["a", "a", "b"], persons=[2, 30, 30]), "branch")
    assert found["persons"].tolist() == [FEW, WITHHELD, SHOWN]


def test_small_rows_that_their_sum_would_tell_are_not_told_as_small():
    found = row_marks(RightsLedger, rows(RightsLedger, branch=["a", "a", "a"], persons=[2, 2, 0]), "branch")
    assert found["persons"].tolist() == [WITHHELD, WITHHELD, WITHHELD]


def test_a_special_task_counts_persons_where_its_unit_says_so():
    table = rows(SpecialTask, branch=["a", "b"], actual_value=[2, 2], unit=["人", "家"])
    assert row_marks(SpecialTask, table, "branch")["actual_value"].tolist() == [FEW, SHOWN]


def test_staff_of_small_firms_is_told_as_few():
    table = rows(UnitRegister, branch=["a", "a"], branch_code=["a", "a"], staff_count=[2, 80])
    assert row_marks(UnitRegister, table, "branch_code")["staff_count"].tolist() == [FEW, WITHHELD]
