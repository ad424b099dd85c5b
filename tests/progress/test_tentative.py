"""What the rules between rows would find were the changes saved, before they are."""

from backbone.book import RowChange
from progress.tentative import explained_of, tentative_issues
from schema.activity_ledger import ActivityLedger
from schema.mutual_aid_monthly import MutualAidMonthly
from schema.org_monthly import OrgMonthly
from schema.special_task import SpecialTask
from schema.verdict import Row
from tests.pages.conftest import ROW

JULY = {name: str(value) for name, value in ROW.items()}
AUGUST = {**JULY, "period": "2026-08", "unions_begin": "3", "unions_new": "0", "unions_end": "3", "members_begin": "57", "members_end": "64"}
COLUMNS = {column.name: at for at, column in enumerate(OrgMonthly.columns(), 3)}


def found(rows: list[dict[str, str]], *changes: RowChange, columns: dict[str, int] = COLUMNS) -> list[list[tuple[str, str, str]]]:
    standing = [Row(number, typed, None) for number, typed in enumerate(rows, 5)]
    told = tentative_issues(OrgMonthly, standing, changes, columns)
    return [[(issue.code, issue.column, str(issue.values.get("other_cell", ""))) for issue in issues] for issues in told]


def test_a_beginning_that_does_not_go_on_is_told_with_the_cell_people_see() -> None:
    assert found([JULY], RowChange({**AUGUST, "members_begin": "50", "members_end": "57"})) == [[("not_continued", "期初会员数", "Q5")]]


def test_a_change_that_goes_on_is_told_nothing() -> None:
    assert found([JULY], RowChange(AUGUST)) == [[]]


def test_changes_are_judged_together() -> None:
    mended = RowChange({"members_end": "60", "members_new": "10"}, JULY)
    assert found([JULY], mended, RowChange(AUGUST)) == [[], [("not_continued", "期初会员数", "Q5")]]


def test_rows_without_a_number_yet_do_not_hide_each_other() -> None:
    waiting = [Row(0, JULY, None), Row(0, {**JULY, "unit_kind": "机关"}, None)]
    told = tentative_issues(OrgMonthly, waiting, [RowChange({**AUGUST, "members_begin": "50", "members_end": "57"})], COLUMNS)
    assert [issue.code for issue in told[0]] == ["not_continued"]


def test_a_row_struck_out_is_told_nothing() -> None:
    assert found([JULY], RowChange(dict.fromkeys(JULY, ""), JULY)) == [[]]


def test_columns_the_book_does_not_have_stand_behind_the_others() -> None:
    known = {name: at for name, at in COLUMNS.items() if name != "migrants_new"}
    assert found([JULY], RowChange({**AUGUST, "members_begin": "50", "members_end": "57"}), columns=known) == [[("not_continued", "期初会员数", "Q5")]]


def test_an_explanation_lets_a_fall_stand() -> None:
    row = {
        "period": "2026-07",
        "programme_code": "P1",
        "task": "示例",
        "metric": "done",
        "stage": SpecialTask.column("stage").choices[0],
        "actual_value": "5",
        "unit": SpecialTask.column("unit").choices[0],
        "invested_yuan": "50",
    }
    later = RowChange({**row, "period": "2026-08", "invested_yuan": "40"})
    columns = {column.name: at for at, column in enumerate(SpecialTask.columns(), 1)}
    rows = [Row(2, row, None)]
    assert [issue.code for issue in tentative_issues(SpecialTask, rows, [later], columns)[0]] == ["fell"]
    assert tentative_issues(SpecialTask, rows, [later], columns, {("2026-08", "fell")}) == [[]]


def test_an_equal_row_is_told() -> None:
    talk = {"period": "2026-07", "category": "法律宣讲", "title": "示例", "held_on": "2026-07-08", "sessions": "1", "persons": "20"}
    columns = {column.name: at for at, column in enumerate(ActivityLedger.columns(), 1)}
    assert [issue.code for issue in tentative_issues(ActivityLedger, [Row(2, talk, None)], [RowChange(talk)], columns)[0]] == ["equal_row"]


def test_only_the_branchs_own_explanations_of_the_sheet_count() -> None:
    class Notes:
        def rows(self, _: object) -> list[dict[str, str | None]]:
            told = {"branch": "A1", "kind": "情况说明", "sheet": "互助保障月报", "period": "2026-08", "rule": "fell"}
            return [told, {**told, "branch": "A2"}, {**told, "rule": None}, {**told, "sheet": "组织建设月报"}, {**told, "kind": "零报告"}]

    assert explained_of(Notes(), MutualAidMonthly, "A1") == {("2026-08", "fell")}  # type: ignore[arg-type]
