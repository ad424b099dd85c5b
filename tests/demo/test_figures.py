"""Every row of indicators.csv against what ``xushi progress --json`` says for the root of its federation's workspace."""

import csv
from pathlib import Path

import pytest

import demo
from schema.programme import Programme

ROWS = list(csv.DictReader((Path(demo.__file__).parent / "indicators.csv").read_text(encoding="utf-8-sig").splitlines()))
KEYS = {federation.name: federation.key for federation in demo.FEDERATIONS}
TEXT = {
    ("宝山区总工会", "expo_plan_days"),
    ("南江县总工会", "legal_aid_radius_hours"),
    ("南江县总工会", "safety_days_nominal"),
    ("宝鸡市总工会", "may1_certificate_units"),
    ("成都市总工会", "technician_plan_years"),
    ("成都市总工会", "national_skills_contest_no"),
    ("成都市总工会", "unionisation_plan_years"),
    ("成都市总工会", "workforce_survey_no"),
    ("思明区总工会", "solo_contract_threshold_staff"),
}
# 140640 / (420158 − 140640) is 50.3 %; the report prints 50.4.
COMPUTED = {("宝鸡市总工会", "members_growth"): "50.3"}


def rows(shows):
    return [pytest.param(row, id=f"{KEYS[row['federation']]}-{row['indicator_code']}") for row in ROWS if row["shows"] == shows]


def at_root(made, row):
    return [record for record in made(KEYS[row["federation"]]).printed if record["org"] == "0" and record["indicator"] == row["indicator_code"]]


def test_the_three_ways_of_showing_make_up_the_whole_table():
    assert len(ROWS) == 175
    assert [len(rows(shows)) for shows in ("value", "target", "text")] == [140, 26, 9]


@pytest.mark.parametrize("row", rows("value"))
def test_value(made, row):
    printed = COMPUTED.get((row["federation"], row["indicator_code"]), row["value"])
    found = at_root(made, row)
    assert found
    for record in found:
        assert record["on"] == made(KEYS[row["federation"]]).federation.data_date.isoformat()
        if row["unit"] == "percent":
            decimals = len(printed.partition(".")[2])
            assert f"{record['value']:.{decimals}f}" == printed
        else:
            assert record["value"] == float(printed)


@pytest.mark.parametrize("row", rows("target"))
def test_target(made, row):
    [record] = at_root(made, row)
    assert record["target"] == float(row["value"])
    assert (record["of"] is not None) == bool(row["per"])
    assert (record["lamp"] == "no_target") == row["note"].startswith("NOMINAL")


def test_text_rows_are_listed_by_code():
    assert set(demo.TEXT_ONLY) == TEXT == {(row["federation"], row["indicator_code"]) for row in ROWS if row["shows"] == "text"}


@pytest.mark.parametrize("row", rows("text"))
def test_text(made, row):
    """A text row is no indicator; its words stand among the programmes."""
    assert not at_root(made, row)
    found = {programme["code"]: programme["note"] for programme in made(KEYS[row["federation"]]).ledger.master(Programme)}
    assert found[row["indicator_code"]] == row["as_written"]
