"""Developer metadata: one id once, found by key and place, travelling with its row, bounded."""

import gspread
import pytest

from tests.google.conftest import TAB


def on_row(row, key="xushi.row", value="r1", **more):
    span = {"dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    return {"metadataKey": key, "metadataValue": value, "visibility": "DOCUMENT", "location": {"dimensionRange": span}, **more}


def on_book(key="xushi.op", value="", **more):
    return {"metadataKey": key, "metadataValue": value, "visibility": "DOCUMENT", "location": {"spreadsheet": True}, **more}


def create(entry):
    return {"createDeveloperMetadata": {"developerMetadata": entry}}


@pytest.fixture
def found(post):
    """The metadata a lookup finds."""

    def search(**lookup):
        told = post("/developerMetadata:search", {"dataFilters": [{"developerMetadataLookup": lookup}]})
        return [one["developerMetadata"] for one in told.get("matchedDeveloperMetadata", [])]

    return search


def rows_of(entries):
    return sorted(one["location"]["dimensionRange"]["startIndex"] for one in entries)


def test_an_entry_comes_back_with_its_place_and_id(change, found):
    told = change(create(on_row(1, metadataId=7)))[0]["createDeveloperMetadata"]["developerMetadata"]
    assert told["location"] == {"locationType": "ROW", "dimensionRange": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}}
    assert found(metadataId=7) == [told] == found(metadataKey="xushi.row", metadataValue="r1")
    assert found(metadataKey="xushi.row", metadataValue="other") == []


def test_an_id_that_is_taken_refuses_the_whole_batch(change, found):
    change(create(on_book(metadataId=7)))
    with pytest.raises(gspread.exceptions.APIError, match="already exists"):
        change(create(on_book("xushi.other")), create(on_book(metadataId=7)))
    assert found(metadataKey="xushi.other") == []


def test_entries_travel_with_their_rows(change, found, person):
    change(create(on_row(1)), create(on_row(2)), create(on_row(3)))
    person.insert_rows(TAB, before=2, count=2)
    assert rows_of(found(metadataKey="xushi.row")) == [3, 4, 5]
    person.delete_rows(TAB, 5)
    assert rows_of(found(metadataKey="xushi.row")) == [3, 4]
    change({"moveDimension": {"source": {"dimension": "ROWS", "startIndex": 4, "endIndex": 5}, "destinationIndex": 0}})
    assert rows_of(found(metadataKey="xushi.row")) == [0, 4]


def test_values_are_read_and_written_by_the_metadata_of_their_row(change, post, person, values):
    change(create(on_row(2)))
    person.insert_rows(TAB, before=1)
    filter = {"developerMetadataLookup": {"metadataKey": "xushi.row", "metadataValue": "r1"}}
    told = post("/values:batchGetByDataFilter", {"dataFilters": [filter]})["valueRanges"][0]
    assert (told["valueRange"]["range"], told["valueRange"]["values"][0][1]) == (f"'{TAB}'!A4:Z4", "乙")
    post("/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": [{"dataFilter": filter, "values": [[None, "戊"]]}]})
    assert values(f"{TAB}!B4") == [["戊"]]


def test_entries_are_found_by_place(change, post, found):
    change(create(on_row(1)), create(on_book()), create({"metadataKey": "xushi.tab", "visibility": "PROJECT", "location": {"sheetId": 0}}))
    place = {"metadataLocation": {"sheetId": 0}}
    assert len(found(**place, locationMatchingStrategy="INTERSECTING_LOCATION")) == 2
    assert [one["metadataKey"] for one in found(**place, locationMatchingStrategy="EXACT_LOCATION")] == ["xushi.tab"]
    assert [one["metadataKey"] for one in found(locationType="SPREADSHEET")] == ["xushi.op"]
    told = post("/developerMetadata:search", {"dataFilters": [{"gridRange": {"startRowIndex": 1, "endRowIndex": 2}}]})
    assert {one["developerMetadata"]["metadataKey"] for one in told["matchedDeveloperMetadata"]} == {"xushi.row", "xushi.tab"}


def test_entries_are_changed_and_deleted(change, found):
    filter = {"developerMetadataLookup": {"metadataKey": "xushi.row"}}
    change(create(on_row(1, metadataId=7)))
    change({"updateDeveloperMetadata": {"dataFilters": [filter], "developerMetadata": {"metadataValue": "r2"}, "fields": "metadataValue"}})
    assert [one["metadataValue"] for one in found(metadataId=7)] == ["r2"]
    gone = change({"deleteDeveloperMetadata": {"dataFilter": filter}}, {"deleteDeveloperMetadata": {"dataFilter": filter}})
    assert ([len(one["deleteDeveloperMetadata"].get("deletedDeveloperMetadata", [])) for one in gone], found(metadataId=7)) == ([1, 0], [])


def test_room_is_bounded_for_the_spreadsheet_and_each_tab(change):
    change(create(on_book("k", "x" * 29_999)), create(on_row(1, "k", "x" * 29_999)))
    with pytest.raises(gspread.exceptions.APIError, match="limit of 30000"):
        change(create(on_book("k", "")))


def test_what_lies_on_a_row_is_seen_with_it(client, book_id, change):
    change(create(on_row(1, metadataId=7)), create(on_book(metadataId=8)))
    mask = "developerMetadata.metadataId,sheets.data.rowMetadata.developerMetadata.metadataId"
    told = client.http_client.spreadsheets_get(book_id, {"fields": mask, "ranges": f"{TAB}!A1:A2"})
    seen = [{}, {"developerMetadata": [{"metadataId": 7}]}]
    assert told == {"developerMetadata": [{"metadataId": 8}], "sheets": [{"data": [{"rowMetadata": seen}]}]}


def test_one_entry_is_asked_for_and_a_row_is_seen_by_it(client, book_id, change, post):
    change(create(on_row(2, metadataId=7)))
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book_id}/developerMetadata"
    assert client.http_client.request("get", f"{url}/7").json()["metadataKey"] == "xushi.row"
    assert client.http_client.session.get(f"{url}/8").status_code == 404
    body = {"dataFilters": [{"developerMetadataLookup": {"metadataId": 7}}]}
    told = post(":getByDataFilter?fields=sheets.data(startRow,rowData.values.formattedValue)", body)["sheets"][0]["data"][0]
    assert (told["startRow"], told["rowData"][0]["values"][1]) == (2, {"formattedValue": "乙"})
