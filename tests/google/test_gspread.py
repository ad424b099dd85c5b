"""gspread's ordinary calls work against the server as against Google."""

import gspread
import pytest

from tests.google.conftest import ROWS, TAB


def test_a_spreadsheet_is_opened_and_read(client, book_id):
    book = client.open_by_key(book_id)
    tab = book.worksheet(TAB)
    assert (book.title, tab.row_count, tab.get_all_values()) == ("07 城关镇", 1000, ROWS)


def test_records_come_by_header(client, book_id):
    assert client.open_by_key(book_id).sheet1.get_all_records()[1] == {"月份": "2026-02-01", "单位": "乙", "新建数": 7, "备注": "复核"}


def test_rows_are_appended_updated_and_deleted(client, book_id):
    tab = client.open_by_key(book_id).sheet1
    tab.append_row(["2026-04-01", "丁", 5], table_range="A1")
    tab.update([[8]], "C3")
    tab.delete_rows(2)
    assert tab.get_all_values()[1:] == [["2026-02-01", "乙", "8", "复核"], ["2026-03-01", "丙", "30", ""], ["2026-04-01", "丁", "5", ""]]


def test_tabs_are_added_found_and_removed(client, book_id):
    book = client.open_by_key(book_id)
    added = book.add_worksheet("目标", rows=5, cols=3)
    assert [tab.title for tab in book.worksheets()] == [TAB, "目标"]
    book.del_worksheet(added)
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("目标")


def test_notes_formats_and_sorting(client, book_id):
    tab = client.open_by_key(book_id).sheet1
    tab.insert_note("B2", "核对")
    tab.format("C2:C4", {"numberFormat": {"type": "NUMBER", "pattern": "0.00"}})
    tab.sort((3, "des"), range="A2:D4")
    assert (tab.get_notes()[2], tab.col_values(3)) == (["", "核对", ""], ["新建数", "30.00", "12.00", "7.00"])


def test_a_search_finds_files_by_name(client, book_id):
    assert [file["id"] for file in client.list_spreadsheet_files("07 城关镇")] == [book_id]


def test_a_service_account_owns_no_storage(client):
    with pytest.raises(gspread.exceptions.APIError) as refused:
        client.create("总表")
    assert refused.value.response.json()["error"]["errors"][0]["reason"] == "storageQuotaExceeded"


def test_what_is_not_shared_is_refused(google, client):
    hidden = google.drive.spreadsheet("别人的", role=None)
    with pytest.raises(PermissionError):
        client.open_by_key(hidden)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("nothing")


def test_names_filters_groups_and_hidden_rows(client, book_id):
    tab = client.open_by_key(book_id).sheet1
    named = tab.define_named_range("A2:C4", "数据")["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"]
    assert (tab.get("数据", pad_values=True)[1][1], tab.spreadsheet.list_named_ranges()[0]["name"]) == ("乙", "数据")
    tab.delete_named_range(named)
    tab.set_basic_filter("A1:D4")
    tab.add_dimension_group_rows(1, 3)
    tab.hide_rows(3, 4)
    told = tab.spreadsheet.fetch_sheet_metadata()["sheets"][0]
    assert (told["basicFilter"]["range"]["endRowIndex"], told["rowGroups"][0]["depth"]) == (4, 1)
    tab.clear_basic_filter()
    tab.delete_dimension_group_rows(1, 3)
    told = tab.spreadsheet.fetch_sheet_metadata()
    assert (told["sheets"][0].keys(), "namedRanges" in told) == ({"properties"}, False)


def test_several_ranges_are_cleared_and_a_tab_is_copied(client, book_id):
    book = client.open_by_key(book_id)
    copy = book.sheet1.duplicate(new_sheet_name="副本")
    book.worksheet(TAB).update_title("原件")
    copy.batch_clear(["A1:D1", "A3:D4"])
    assert (copy.get_all_values(), book.worksheet("原件").get_all_values()) == ([[""] * 3, ROWS[1][:3]], ROWS)
