"""A blank spreadsheet becomes a book of the schema in one batch, as another program sees it afterwards."""

import datetime as dt
from decimal import Decimal
from itertools import zip_longest

import pytest

from backbone.google.layout import JOURNAL_ID, journal_tab, laying_out
from backbone.google.values import shown_text
from backbone.layout import condition, explanation, guide_lines
from schema.check import check_grid
from schema.grid import Grid, letter
from schema.org_monthly import OrgMonthly
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE
from schema.return_note import ReturnNote
from schema.target import Target
from tests.google.client import connected
from tests.google.clock import Clock
from tests.google.oauth import EMAIL
from tests.google.server import GoogleServer
from tests.schema.test_rules import GOOD, cells

OWNER = ("007", "示例镇")
BOOKS = {OWNER: (*BRANCH_SHEETS, RETURN_NOTE), None: MASTER_SHEETS}
EVERY_SHEET = pytest.mark.parametrize("model", [model for models in BOOKS.values() for model in models], ids=lambda model: model.about.name)
SAMPLES = {
    "whole": 1_234_567,
    "decimal": Decimal("-12.5"),
    "date": dt.date(2016, 2, 29),
    "period": "2016-Q1",
    "text": "=1+1",
    "code": "007",
    "codes": ("001", "A-02", "10"),
    "yes_no": False,
}


def good(model):
    """The values of the sheet's good row."""
    return {name: model.read(name, typed) for name, typed in cells(GOOD[model.about.name]).items()}


def blank_id(google):
    return google.drive.spreadsheet("新表")


def send(client, file_id, requests):
    client.http_client.batch_update(file_id, {"requests": requests})


def tabs_of(client, file_id):
    """Every tab by its title, in order, with its grid."""
    told = client.http_client.spreadsheets_get(file_id, {"includeGridData": "true"})
    return {tab["properties"]["title"]: tab for tab in told["sheets"]}


def cells_of(tab):
    """The rows of a tab, each a list of cells."""
    return [row.get("values", []) for row in tab["data"][0].get("rowData", [])]


def grid_of(tab):
    rows = [[shown_text(cell) for cell in row] for row in cells_of(tab)]
    return Grid.of(tab["properties"]["title"], list(zip(*zip_longest(*rows), strict=True)))


@pytest.fixture(scope="module")
def made():
    """The tabs of a branch's and of the master book, each sheet with its good row."""
    with GoogleServer(clock=Clock()) as google, connected(google) as client:
        found = {}
        for owner, models in BOOKS.items():
            file_id = blank_id(google)
            send(client, file_id, laying_out({model: [good(model)] for model in models}, owner, EMAIL, [0]))
            found[owner] = tabs_of(client, file_id)
        yield found


@pytest.fixture
def tab(made, model):
    return {**made[OWNER], **made[None]}[model.about.title]


@pytest.fixture
def lay_out(google, client):
    """Lays sheets out in a blank spreadsheet and gives its tabs."""

    def laid(sheets, owner=None):
        file_id = blank_id(google)
        send(client, file_id, laying_out(sheets, owner, EMAIL, [0]))
        return tabs_of(client, file_id)

    return laid


def test_tabs_stand_in_order_and_the_blank_one_is_gone(made):
    assert list(made[OWNER]) == ["填表说明", *(model.about.title for model in BOOKS[OWNER]), "_序时"]
    assert list(made[None]) == [*(model.about.title for model in MASTER_SHEETS), "_序时"]


def test_ids_of_tabs_are_chosen_and_so_the_same_every_time(made):
    ids = [tab["properties"]["sheetId"] for tab in made[None].values()]
    assert ids == [*range(1001, 1001 + len(MASTER_SHEETS)), JOURNAL_ID]


def test_no_tab_takes_the_id_of_a_blank_one(google, client):
    file_id = blank_id(google)
    send(client, file_id, [{"addSheet": {"properties": {"sheetId": 1001, "title": "工作表2"}}}])
    send(client, file_id, laying_out({ReturnNote: []}, None, EMAIL, [0, 1001]))
    assert [tab["properties"]["sheetId"] for tab in tabs_of(client, file_id).values()] == [1002, JOURNAL_ID]


@EVERY_SHEET
def test_headers_are_those_of_the_contract_and_explained(tab, model):
    first = cells_of(tab)[0]
    assert [(cell["formattedValue"], cell["note"]) for cell in first] == [(column.header, explanation(column)) for column in model.columns()]


@EVERY_SHEET
def test_headers_are_frozen_bold_wrapped_and_coloured_by_need(tab, model):
    assert tab["properties"]["gridProperties"] == {"rowCount": 200, "columnCount": len(model.columns()), "frozenRowCount": 1}
    seen = [cell["userEnteredFormat"] for cell in cells_of(tab)[0]]
    assert {(one["textFormat"]["bold"], one["wrapStrategy"]) for one in seen} == {(True, "WRAP")}
    colours = [tuple(round(255 * one["backgroundColor"][part]) for part in ("red", "green", "blue")) for one in seen]
    assert colours == [(0xD6, 0xE2, 0xEC) if column.required else (0xEC, 0xE9, 0xE1) for column in model.columns()]


@EVERY_SHEET
def test_only_headers_are_protected_and_the_account_may_edit_them(tab, model):
    (part,) = tab["protectedRanges"]
    sheet_id = tab["properties"]["sheetId"]
    assert part["range"] == {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": len(model.columns())}
    assert (part["editors"], part["requestingUserCanEdit"], "warningOnly" in part) == ({"users": [EMAIL]}, True, False)


@EVERY_SHEET
def test_every_row_has_the_format_of_its_column(tab, model):
    formats = {"whole": ("NUMBER", "#,##0"), "date": ("DATE", "yyyy-mm-dd"), "decimal": (None, None)}
    rows = cells_of(tab)
    for at, column in enumerate(model.columns()):
        below = [row[at].get("userEnteredFormat", {}).get("numberFormat", {}) if at < len(row) else {} for row in (rows[1], rows[-1])]
        assert [(one.get("type"), one.get("pattern")) for one in below] == [formats.get(column.kind, ("TEXT", "@"))] * 2


@EVERY_SHEET
def test_every_row_has_the_drop_downs_and_conditions_of_its_columns_and_refuses_nothing(tab, model):
    rows = cells_of(tab)
    assert len(rows) == 200
    for at, column in enumerate(model.columns()):
        rule, last = (row[at].get("dataValidation") if at < len(row) else None for row in (rows[1], rows[-1]))
        choices = column.choices or (("是", "否") if column.kind == "yes_no" else ())
        asked = rule and (rule["condition"]["type"], [value["userEnteredValue"] for value in rule["condition"]["values"]], rule.get("showCustomUi", False))
        if "=" in choices:
            either = ",".join(f'{letter(at + 1)}2="{one}"' for one in (*choices, "—"))
            assert asked == ("CUSTOM_FORMULA", [f"=OR({either})"], False)
        elif choices:
            assert asked == ("ONE_OF_LIST", [*choices, "—"], True)
        elif column.kind in ("whole", "decimal", "date"):
            assert asked == ("CUSTOM_FORMULA", [f"={condition(column, f'{letter(at + 1)}2')}"], False)
        else:
            assert rule is None
        assert last == rule and not (rule or {}).get("strict")


@EVERY_SHEET
def test_columns_are_as_wide_as_their_headers_ask(tab, model):
    wide = [line["pixelSize"] for line in tab["data"][0]["columnMetadata"]]
    assert wide == [round(7 * max(11, min(26, 2.2 * len(column.header) + 2)) + 5) for column in model.columns()]


@EVERY_SHEET
def test_a_good_row_comes_back_equal_and_without_an_issue(tab, model):
    found = check_grid(model, grid_of(tab))
    assert (found.issues, [{name: model.read(name, typed) for name, typed in row.typed.items()} for row in found.rows]) == ([], [good(model)])


@EVERY_SHEET
def test_every_value_of_every_column_comes_back_as_it_was(lay_out, model):
    given = {column.name: column.choices[-1] if column.choices else SAMPLES[column.kind] for column in model.columns()}
    (row,) = check_grid(model, grid_of(lay_out({model: [given]})[model.about.title])).rows
    assert row.typed == {name: typed(value) for name, value in given.items()}


def test_a_dash_stands_where_a_number_might(lay_out):
    (row,) = check_grid(OrgMonthly, grid_of(lay_out({OrgMonthly: [{"units_due": "—", "units_covered": 0}]})["组织建设月报"])).rows
    assert row.typed == {"units_due": "—", "units_covered": "0"}


def typed(value):
    """A value as people type it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("text", ["=1+1", "+1", "007", "2016-01-02", "1e5", "TRUE", "—", "'x", "第一行\n第二行"])
def test_text_never_becomes_a_number_or_a_formula(lay_out, text):
    row = cells_of(lay_out({ReturnNote: [{"text": text}]})["报送说明"])[1]
    at = [column.name for column in ReturnNote.columns()].index("text")
    assert row[at]["userEnteredValue"] == {"stringValue": text}


def test_numbers_and_days_are_numbers(lay_out):
    given = {"target_value": Decimal("-97.5"), "start_on": dt.date(2014, 10, 1), "version": 2, "assumed": True}
    row = cells_of(lay_out({Target: [given]})["目标"])[1]
    found = {column.name: cell["userEnteredValue"] for column, cell in zip(Target.columns(), row, strict=False) if "userEnteredValue" in cell}
    assert found == {
        "target_value": {"numberValue": -97.5},
        "start_on": {"numberValue": 41913},
        "version": {"numberValue": 2},
        "assumed": {"stringValue": "是"},
    }


def test_rows_have_room_below_them(lay_out):
    laid = lay_out({ReturnNote: [{"text": str(at)} for at in range(150)]})["报送说明"]
    at = [column.name for column in ReturnNote.columns()].index("text")
    assert (laid["properties"]["gridProperties"]["rowCount"], cells_of(laid)[150][at]["formattedValue"]) == (250, "149")


def test_the_guide_says_whose_book_it_is(made):
    guide = made[OWNER]["填表说明"]
    lines = [tuple(cell.get("userEnteredValue", {}).get("stringValue", "") for cell in row) for row in cells_of(guide)]
    assert lines == guide_lines(BOOKS[OWNER], OWNER)
    assert lines[:2] == [("单位编码", "007"), ("单位名称", "示例镇")]
    assert "protectedRanges" not in guide


def test_the_journal_is_hidden_small_and_for_the_account_alone(made):
    journal = made[OWNER]["_序时"]
    assert (journal["properties"]["hidden"], journal["properties"]["gridProperties"]) == (True, {"rowCount": 4, "columnCount": 40})
    (part,) = journal["protectedRanges"]
    assert (part["range"], part["editors"]) == ({"sheetId": JOURNAL_ID}, {"users": [EMAIL]})


def test_the_journal_is_added_to_a_book_that_lacks_it(client, book_id):
    before = tabs_of(client, book_id)
    send(client, book_id, journal_tab(EMAIL))
    after = tabs_of(client, book_id)
    assert (list(after)[-1], after["_序时"]["properties"]["sheetId"]) == ("_序时", JOURNAL_ID)
    assert {title: after[title] for title in before} == before
