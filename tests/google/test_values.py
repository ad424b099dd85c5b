"""What values become on their way in and out."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor

import gspread
import pytest
import requests

from tests.google.conftest import TAB


@pytest.fixture
def enter(client, book_id):
    """Writes one value at F1 and gives it back as UNFORMATTED, FORMATTED and FORMULA."""

    def send(value, option):
        http = client.http_client
        http.values_update(book_id, f"{TAB}!F1", {"valueInputOption": option}, {"values": [[value]]})
        shown = [http.values_get(book_id, f"{TAB}!F1", {"valueRenderOption": way}) for way in ("UNFORMATTED_VALUE", "FORMATTED_VALUE", "FORMULA")]
        return [one.get("values", [[None]])[0][0] for one in shown]

    return send


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("013800138000", [13800138000, "13800138000", 13800138000]),
        ("'0138", ["0138", "0138", "0138"]),
        ("=1+1", [2, "2", "=1+1"]),
        ("=1/0", ["#DIV/0!", "#DIV/0!", "=1/0"]),
        ("=#REF!+1", ["#REF!", "#REF!", "=#REF!+1"]),
        ("=NOSUCH(1)", ["#NAME?", "#NAME?", "=NOSUCH(1)"]),
        ("2,000.50", [2000.5, "2,000.50", 2000.5]),
        ("97%", [0.97, "97%", 0.97]),
        ("2026-11-21", [46347, "2026-11-21", 46347]),
        ("2026年1月5日", [46027, "2026年1月5日", 46027]),
        ("2026-13-01", ["2026-13-01", "2026-13-01", "2026-13-01"]),
        ("true", [True, "TRUE", True]),
        ("-", ["-", "-", "-"]),
    ],
)
def test_user_entered_is_parsed(enter, typed, kept):
    assert enter(typed, "USER_ENTERED") == kept


@pytest.mark.parametrize("text", ["=1+1", "013800138000", "'x", "2026-11-21", "TRUE", "97%", "＝1", "+1", "@a"])
def test_raw_text_stays_text(enter, text):
    assert enter(text, "RAW") == [text] * 3


def test_raw_numbers_and_booleans_keep_their_type(enter):
    assert [enter(value, "RAW")[0] for value in (1.5, 3, True, "")] == [1.5, 3, True, None]


def test_a_text_format_keeps_what_is_typed(enter, change):
    text = {"cell": {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}, "fields": "userEnteredFormat.numberFormat"}
    change({"repeatCell": {"range": {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 5, "endColumnIndex": 6}, **text}})
    assert enter("0138", "USER_ENTERED")[0] == "0138"


def test_dates_come_as_serial_numbers_or_as_shown(values):
    assert values(f"{TAB}!A2") == [[46023]]
    assert values(f"{TAB}!A2", dateTimeRenderOption="FORMATTED_STRING") == [["2026-01-01"]]


def test_blanks_at_the_end_are_left_out(client, book_id, person):
    person.edit(TAB, "F6", "远")
    person.edit(TAB, "F6", "")
    told = client.http_client.values_get(book_id, TAB)
    assert (told["range"], [len(row) for row in told["values"]]) == (f"'{TAB}'!A1:Z1000", [4, 3, 4, 3])


def test_an_empty_range_has_no_values(client, book_id):
    assert client.http_client.values_get(book_id, f"{TAB}!H1:I9") == {"range": f"'{TAB}'!H1:I9", "majorDimension": "ROWS"}


def test_null_leaves_a_cell_alone(client, book_id, values):
    told = client.http_client.values_update(book_id, f"{TAB}!A2:C2", {"valueInputOption": "RAW"}, {"values": [[None, "戊", None]]})
    assert (told["updatedCells"], values(f"{TAB}!A2:C2")) == (1, [[46023, "戊", 12]])


@pytest.mark.parametrize(("anchor", "target"), [("A1", f"'{TAB}'!A5:B5"), ("G9", f"'{TAB}'!G9:H9")])
def test_append_goes_under_the_table_or_to_the_anchor(client, book_id, anchor, target):
    told = client.http_client.values_append(book_id, f"{TAB}!{anchor}", {"valueInputOption": "RAW"}, {"values": [["x", 1]]})
    assert told["updates"]["updatedRange"] == target


def test_append_without_an_anchor_drifts_to_the_last_block(client, book_id, person):
    person.edit(TAB, "F4", "孤")
    told = client.http_client.values_append(book_id, TAB, {"valueInputOption": "RAW"}, {"values": [["x"]]})
    assert (told["tableRange"], told["updates"]["updatedRange"]) == (f"'{TAB}'!F4", f"'{TAB}'!F5")


def test_appended_rows_can_be_inserted(client, book_id, person, values):
    person.edit(TAB, "A6", "脚注")
    options = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
    client.http_client.values_append(book_id, f"{TAB}!A1", options, {"values": [["x"], ["y"]]})
    assert [row[:1] for row in values(f"{TAB}!A5:A8")] == [["x"], ["y"], [], ["脚注"]]


@pytest.mark.parametrize(
    ("cells", "rows", "said"),
    [
        ("A2:B2", [[1, 2, 3]], "tried writing to column [C]"),
        ("A2:B2", [[1], [2]], "tried writing to row [3]"),
        ("A2000:B2000", [[1]], "exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A0", [[1]], "Unable to parse range"),
        ("F1", [["x" * 50_001]], "50000 characters"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(client, book_id, values, cells, rows, said):
    before = values()
    with pytest.raises(gspread.exceptions.APIError, match=re.escape(said)) as refused:
        client.http_client.values_update(book_id, f"{TAB}!{cells}", {"valueInputOption": "RAW"}, {"values": rows})
    assert (refused.value.code, values()) == (400, before)


def test_one_bad_range_fails_the_whole_batch(client, book_id):
    with pytest.raises(gspread.exceptions.APIError, match="Unable to parse range: 无此表!A1"):
        client.http_client.values_batch_get(book_id, [f"{TAB}!A1", "无此表!A1"])


def test_tabs_are_read_by_id_whatever_their_title(client, book_id, person, post):
    sheet_id = person.add_tab("a:b")
    person.edit("a:b", "B1", "3")
    body = {"dataFilters": [{"gridRange": {"sheetId": sheet_id}}, {"gridRange": {"sheetId": 0}}], "valueRenderOption": "UNFORMATTED_VALUE"}
    first, second = post("/values:batchGetByDataFilter", body)["valueRanges"]
    assert (first["valueRange"]["range"], first["valueRange"]["values"]) == ("'a:b'!A1:Z1000", [["", 3]])
    assert (first["dataFilters"], second["valueRange"]["values"][1]) == ([{"gridRange": {"sheetId": sheet_id}}], [46023, "甲", 12])


def test_ranges_are_written_by_id(post, values):
    entry = {"dataFilter": {"gridRange": {"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 2, "endColumnIndex": 3}}, "values": [["=1+1"]]}
    told = post("/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": [entry]})
    assert (told["totalUpdatedCells"], told["responses"][0]["updatedRange"], values(f"{TAB}!C2")) == (1, f"'{TAB}'!C2", [["=1+1"]])


def test_a_batch_of_values_is_all_or_nothing(client, book_id, values):
    before = values()
    data = [{"range": f"{TAB}!A2", "values": [["x"]]}, {"range": "无此表!A1", "values": [["x"]]}]
    with pytest.raises(gspread.exceptions.APIError):
        client.http_client.values_batch_update(book_id, {"valueInputOption": "RAW", "data": data})
    assert values() == before


def test_clearing_keeps_notes(client, book_id, person, values):
    person.note(TAB, "B2", "核对")
    client.http_client.values_clear(book_id, f"{TAB}!A2:D4")
    assert values() == [["月份", "单位", "新建数", "备注"]]
    assert client.open_by_key(book_id).sheet1.get_note("B2") == "核对"


@pytest.fixture
def _hasty_threads():
    """Threads take turns so often that whatever is not locked goes wrong."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_hasty_threads")
def test_many_at_once_lose_nothing(google, book_id, values):
    """Twenty threads append five rows each, over connections of their own."""
    headers = {"Authorization": f"Bearer {google.tokens.issue(['https://www.googleapis.com/auth/spreadsheets'])}"}
    url = f"{google.url}/v4/spreadsheets/{book_id}/values/A1:append?valueInputOption=RAW"
    google.quota.a_minute = None

    def append(name):
        with requests.Session() as session:
            return [session.post(url, json={"values": [[f"{name}-{at}"]]}, headers=headers, timeout=5).status_code for at in range(5)]

    with ThreadPoolExecutor(20) as pool:
        assert {status for told in pool.map(append, range(20)) for status in told} == {200}
    assert sorted(row[0] for row in values()[4:]) == sorted(f"{name}-{at}" for name in range(20) for at in range(5))
