"""``batchUpdate``: in order, all or nothing, and each kind does what its name says."""

import gspread
import pytest

from tests.google.conftest import TAB

ROW = {"startRowIndex": 1, "endRowIndex": 2}
FIRST_CELL = {**ROW, "startColumnIndex": 0, "endColumnIndex": 1}


def text(value):
    return {"userEnteredValue": {"stringValue": value}}


def number(value):
    return {"userEnteredValue": {"numberValue": value}}


def rows(*lines):
    return [{"values": list(line)} for line in lines]


def grid(top, bottom, left, right, **more):
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right, **more}


@pytest.fixture
def shown(client, book_id):
    """The spreadsheet as a field mask shows it."""
    return lambda fields, *ranges: client.http_client.spreadsheets_get(book_id, {"fields": fields, "ranges": list(ranges)})


@pytest.fixture
def refused(change):
    """The sentence with which a batch is refused."""

    def send(*requests):
        with pytest.raises(gspread.exceptions.APIError) as error:
            change(*requests)
        assert error.value.code == 400
        return error.value.error["message"]

    return send


def test_typed_cells_are_never_parsed(change, values):
    cells = rows([text("=1+1"), number(3.5), {"userEnteredValue": {"boolValue": True}}, {"userEnteredValue": {"formulaValue": "=6*7"}}])
    change({"updateCells": {"rows": cells, "fields": "userEnteredValue", "start": {"rowIndex": 1}}})
    assert values(f"{TAB}!A2:D2") == [["=1+1", 3.5, True, 42]]


def test_a_batch_is_all_or_nothing(google, book_id, refused, values):
    before, version = values(), google.drive.files[book_id].version
    write = {"updateCells": {"rows": rows([text("x")]), "fields": "userEnteredValue", "start": {"rowIndex": 1}}}
    assert refused(write, {"deleteSheet": {"sheetId": 99}}) == "Invalid requests[1].deleteSheet: No sheet with id: 99"
    assert (values(), google.drive.files[book_id].version) == (before, version)


def test_only_masked_fields_change(change, person, shown):
    person.note(TAB, "A2", "人写的")
    change({"updateCells": {"rows": rows([text("新")]), "fields": "userEnteredValue", "range": grid(1, 2, 0, 1)}})
    cell = shown("sheets.data.rowData.values(note,userEnteredValue)", f"{TAB}!A2")["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell == {"note": "人写的", "userEnteredValue": {"stringValue": "新"}}


def test_what_a_range_names_and_rows_lack_is_cleared(change, values):
    change({"updateCells": {"rows": rows([text("x")]), "fields": "userEnteredValue", "range": grid(1, 3, 0, 2)}})
    assert values(f"{TAB}!A2:C3") == [["x", "", 12], ["", "", 7]]


def test_cells_are_appended_below_the_last_value(change, values):
    change({"appendCells": {"sheetId": 0, "rows": rows([text("丁"), number(1)]), "fields": "userEnteredValue"}})
    assert values(f"{TAB}!A5:B5") == [["丁", 1]]


def test_appending_grows_the_grid(change, shown):
    change({"updateSheetProperties": {"properties": {"gridProperties": {"rowCount": 4}}, "fields": "gridProperties.rowCount"}})
    change({"appendCells": {"rows": rows([text("丁")]), "fields": "*"}})
    assert shown("sheets.properties.gridProperties.rowCount")["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 5


def test_rows_are_inserted_deleted_moved_and_appended(change, values):
    first = lambda: [row[1] if len(row) > 1 else "" for row in values(f"{TAB}!A1:B9")]  # noqa: E731
    change({"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}}})
    assert first() == ["单位", "", "甲", "乙", "丙"]
    change({"moveDimension": {"source": {"dimension": "ROWS", "startIndex": 4, "endIndex": 5}, "destinationIndex": 1}})
    assert first() == ["单位", "丙", "", "甲", "乙"]
    change({"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 2, "endIndex": 4}}}, {"appendDimension": {"dimension": "ROWS", "length": 3}})
    assert first() == ["单位", "丙", "乙"]


def test_inserted_rows_take_the_format_asked_for(change, shown):
    red = {"cell": {"userEnteredFormat": {"backgroundColor": {"red": 1}}}, "fields": "userEnteredFormat.backgroundColor"}
    change({"repeatCell": {"range": grid(1, 2, 0, 1), **red}})
    change({"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 2, "endIndex": 3}, "inheritFromBefore": True}})
    cell = shown("sheets.data.rowData.values.userEnteredFormat.backgroundColor", f"{TAB}!A3")["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell == {"userEnteredFormat": {"backgroundColor": {"red": 1}}}


def test_ranges_travel_with_their_rows(change, shown):
    change(
        {"addProtectedRange": {"protectedRange": {"range": grid(0, 1, 0, 4)}}},
        {"addNamedRange": {"namedRange": {"name": "数据", "range": grid(1, 4, 0, 4)}}},
        {"mergeCells": {"range": grid(5, 7, 0, 2), "mergeType": "MERGE_ALL"}},
        {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 2}}},
        {"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 4, "endIndex": 5}}},
    )
    told = shown("namedRanges.range,sheets(merges,protectedRanges.range)")
    assert told["namedRanges"][0]["range"] == grid(3, 5, 0, 4)
    assert told["sheets"][0] == {"merges": [grid(6, 8, 0, 2)], "protectedRanges": [{"range": grid(2, 3, 0, 4)}]}


def test_a_persons_protection_refuses_the_program(person, refused, values):
    person.protect(TAB, "C1:C9")
    write = {"updateCells": {"rows": rows([number(1)]), "fields": "userEnteredValue", "start": {"rowIndex": 1, "columnIndex": 2}}}
    assert "protected cell" in refused(write)
    assert "protected cell" in refused({"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 8, "endIndex": 9}}})
    assert "protected cell" in refused({"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}}})
    assert values(f"{TAB}!C2") == [[12]]


def test_what_a_protection_covers_is_not_cleared_either(person, refused, client, book_id, values):
    person.protect(TAB, "H1:H9")
    assert "protected cell" in refused({"updateCells": {"range": grid(0, 2, 6, 9), "fields": "userEnteredValue"}})
    with pytest.raises(gspread.exceptions.APIError, match="protected cell"):
        client.http_client.values_clear(book_id, TAB)
    assert len(values()) == 4


@pytest.mark.parametrize(
    ("cell", "start", "said"),
    [
        (text("x" * 50_001), {}, "50000 characters"),
        (text("x"), {"rowIndex": 1000}, "exceeds grid limits"),
        (text("x"), {"columnIndex": 26}, "exceeds grid limits"),
        ({"userEnteredValue": {"stringValue": "x", "numberValue": 1}}, {}, "exactly one"),
    ],
)
def test_a_cell_that_cannot_be_is_refused(refused, cell, start, said):
    assert said in refused({"updateCells": {"rows": rows([cell]), "fields": "userEnteredValue", "start": start}})


def test_a_grid_has_an_end(refused):
    assert "10000000 cells" in refused({"appendDimension": {"dimension": "ROWS", "length": 400_000}})


def test_a_warning_stops_nobody(person, change, values):
    person.protect(TAB, "C1:C9", warning=True)
    change({"updateCells": {"rows": rows([number(1)]), "fields": "userEnteredValue", "start": {"rowIndex": 1, "columnIndex": 2}}})
    assert values(f"{TAB}!C2") == [[1]]


def test_the_programs_own_protection_lets_it_write_and_can_be_changed(change, shown):
    told = change({"addProtectedRange": {"protectedRange": {"range": grid(0, 1, 0, 4), "editors": {"users": ["a@example.org"]}}}})
    wanted = {"protectedRangeId": told[0]["addProtectedRange"]["protectedRange"]["protectedRangeId"], "warningOnly": True}
    change(
        {"updateCells": {"rows": rows([text("月")]), "fields": "userEnteredValue", "start": {}}},
        {"updateProtectedRange": {"protectedRange": wanted, "fields": "warningOnly"}},
    )
    assert shown("sheets.protectedRanges.warningOnly")["sheets"][0]["protectedRanges"] == [{"warningOnly": True}]
    change({"deleteProtectedRange": {"protectedRangeId": wanted["protectedRangeId"]}})
    assert shown("sheets.protectedRanges")["sheets"] == [{}]


def test_drop_downs_and_rules_are_kept(change, shown):
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "是"}]}, "showCustomUi": True, "strict": True}
    red = {"condition": {"type": "NOT_BLANK"}, "format": {"backgroundColor": {"red": 1}}}
    change(
        {"setDataValidation": {"range": grid(1, 3, 3, 4), "rule": rule}},
        {"setDataValidation": {"range": grid(2, 3, 3, 4)}},
        {"addConditionalFormatRule": {"rule": {"ranges": [grid(1, 4, 0, 4)], "booleanRule": red}, "index": 0}},
    )
    told = shown("sheets(conditionalFormats.ranges,data.rowData.values.dataValidation)", f"{TAB}!D2:D3")["sheets"][0]
    assert told["data"][0]["rowData"][0]["values"] == [{"dataValidation": rule}]
    assert told["conditionalFormats"] == [{"ranges": [grid(1, 4, 0, 4)]}]


def test_copy_and_cut(change, values):
    change({"copyPaste": {"source": grid(1, 2, 1, 3), "destination": grid(5, 7, 0, 2), "pasteType": "PASTE_VALUES"}})
    change({"cutPaste": {"source": grid(1, 2, 1, 3), "destination": {"rowIndex": 1, "columnIndex": 4}}})
    assert (values(f"{TAB}!A6:B7"), values(f"{TAB}!A2:F2")) == ([["甲", 12]] * 2, [[46023, "", "", "", "甲", 12]])


def test_sorting_puts_blanks_last(change, person, values):
    person.edit(TAB, "C3", "")
    change({"sortRange": {"range": grid(1, 4, 0, 4), "sortSpecs": [{"dimensionIndex": 2, "sortOrder": "DESCENDING"}]}})
    assert [row[0] for row in values(f"{TAB}!B2:B4")] == ["丙", "甲", "乙"]


def test_a_search_counts_what_it_replaced(change, values):
    change({"updateCells": {"rows": rows([text("id7#3")], [text("id7#31")]), "fields": "userEnteredValue", "start": {"rowIndex": 1, "columnIndex": 3}}})
    whole = {"find": "id7#3", "replacement": "id7#4!", "matchEntireCell": True, "matchCase": True, "sheetId": 0}
    first, second = (change({"findReplace": whole})[0]["findReplace"] for _ in range(2))
    assert (first["occurrencesChanged"], second, values(f"{TAB}!D2:D3")) == (1, {}, [["id7#4!"], ["id7#31"]])


@pytest.mark.parametrize(("kind", "left"), [("insertRange", [[], ["甲"], ["乙"], ["丙"]]), ("deleteRange", [["乙"], ["丙"]])])
def test_cells_are_shifted(change, values, kind, left):
    change({kind: {"range": grid(1, 2, 1, 2), "shiftDimension": "ROWS"}})
    assert (values(f"{TAB}!B2:B5"), values(f"{TAB}!C2")) == (left, [[12]])


def test_merging_keeps_the_first_value_and_never_cuts_a_merge(change, refused, values):
    change({"mergeCells": {"range": grid(1, 3, 1, 2), "mergeType": "MERGE_ALL"}})
    assert values(f"{TAB}!B2:B3") == [["甲"]]
    assert "select all cells in a merged range" in refused({"unmergeCells": {"range": grid(1, 2, 1, 2)}})
    change({"unmergeCells": {"range": grid(0, 5, 0, 4)}})


def test_tabs_have_one_title_and_one_id(change, refused):
    told = change({"addSheet": {"properties": {"sheetId": 7, "title": "目标", "index": 0}}})[0]["addSheet"]["properties"]
    assert (told["sheetId"], told["index"]) == (7, 0)
    assert "already exists" in refused({"addSheet": {"properties": {"title": "目标"}}})
    assert "already exists" in refused({"addSheet": {"properties": {"sheetId": 7}}})
    assert "already exists" in refused({"updateSheetProperties": {"properties": {"sheetId": 7, "title": TAB}, "fields": "title"}})
    change({"deleteSheet": {"sheetId": 7}})
    assert "remove all the visible sheets" in refused({"deleteSheet": {"sheetId": 0}})


def test_properties_of_tabs_rows_and_the_spreadsheet(change, shown):
    change(
        {"updateSheetProperties": {"properties": {"gridProperties": {"frozenRowCount": 1}}, "fields": "gridProperties.frozenRowCount"}},
        {
            "updateDimensionProperties": {
                "range": {"dimension": "COLUMNS", "startIndex": 3, "endIndex": 4},
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
        {"updateSpreadsheetProperties": {"properties": {"locale": "zh_CN"}, "fields": "locale"}},
    )
    told = shown("properties(title,locale),sheets(properties.gridProperties,data.columnMetadata.hiddenByUser)", f"{TAB}!C1:D1")
    assert told["properties"] == {"title": "07 城关镇", "locale": "zh_CN"}
    assert told["sheets"][0]["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26, "frozenRowCount": 1}
    assert told["sheets"][0]["data"][0]["columnMetadata"] == [{}, {"hiddenByUser": True}]


def test_the_state_after_the_batch_comes_with_the_reply(post):
    body = {
        "requests": [{"updateCells": {"rows": rows([text("新")]), "fields": "userEnteredValue", "start": {"rowIndex": 1}}}],
        "includeSpreadsheetInResponse": True,
        "responseRanges": [f"{TAB}!A2:B2"],
        "responseIncludeGridData": True,
    }
    told = post(":batchUpdate?fields=updatedSpreadsheet.sheets.data(startRow,rowData.values(formattedValue,effectiveValue))", body)
    data = told["updatedSpreadsheet"]["sheets"][0]["data"][0]
    seen = [{"formattedValue": value, "effectiveValue": {"stringValue": value}} for value in ("新", "甲")]
    assert data == {"startRow": 1, "rowData": [{"values": seen}]}


def test_the_grid_is_seen_through_a_mask(shown, person):
    person.edit(TAB, "D2", "=#REF!")
    mask = "sheets(properties(sheetId,title),data.rowData.values(userEnteredValue,effectiveValue,formattedValue,userEnteredFormat.numberFormat))"
    told = shown(mask, f"{TAB}!A2:D2")["sheets"][0]
    day, _, count, broken = told["data"][0]["rowData"][0]["values"]
    assert (told["properties"], count["effectiveValue"]) == ({"sheetId": 0, "title": TAB}, {"numberValue": 12})
    assert (day["effectiveValue"], day["userEnteredFormat"]["numberFormat"]["type"]) == ({"numberValue": 46023}, "DATE")
    assert (broken["userEnteredValue"], broken["effectiveValue"]["errorValue"]["type"]) == ({"formulaValue": "=#REF!"}, "REF")


def test_the_whole_grid_comes_with_formats_and_sizes(client, book_id, change):
    bold = {"cell": {"userEnteredFormat": {"textFormat": {"bold": True}}}, "fields": "userEnteredFormat.textFormat.bold"}
    change({"repeatCell": {"range": grid(0, 1, 0, 4), **bold}})
    data = client.http_client.spreadsheets_get(book_id, {"includeGridData": "true"})["sheets"][0]["data"][0]
    assert (len(data["rowMetadata"]), data["columnMetadata"][0]["pixelSize"], len(data["rowData"])) == (1000, 100, 4)
    header = data["rowData"][0]["values"][0]
    assert (header["formattedValue"], header["userEnteredFormat"]) == ("月份", {"textFormat": {"bold": True}})
    assert header["effectiveFormat"]["verticalAlignment"] == "BOTTOM"


def test_rules_are_deleted_by_their_place(change, shown, refused):
    rule = lambda row: {"ranges": [grid(row, row + 1, 0, 4)], "booleanRule": {"condition": {"type": "BLANK"}, "format": {}}}  # noqa: E731
    change({"addConditionalFormatRule": {"rule": rule(1)}}, {"addConditionalFormatRule": {"rule": rule(2), "index": 0}})
    gone = change({"deleteConditionalFormatRule": {"index": 0}})[0]["deleteConditionalFormatRule"]["rule"]
    assert (gone["ranges"], len(shown("sheets.conditionalFormats")["sheets"][0]["conditionalFormats"])) == ([grid(2, 3, 0, 4)], 1)
    assert "No conditional format" in refused({"deleteConditionalFormatRule": {"index": 1}})
