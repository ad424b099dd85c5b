"""A person edits between two requests, and nothing but the book tells of it."""

import pytest

from tests.google.conftest import TAB

HEADER = ["月份", "单位", "新建数", "备注"]


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (lambda person: person.edit(TAB, "B2", "戊"), [HEADER, [46023, "戊", 12], [46054, "乙", 7, "复核"], [46082, "丙", 30]]),
        (lambda person: person.insert_rows(TAB, before=2), [HEADER, [], [46023, "甲", 12], [46054, "乙", 7, "复核"], [46082, "丙", 30]]),
        (lambda person: person.delete_rows(TAB, 2, 3), [HEADER, [46082, "丙", 30]]),
        (lambda person: person.sort_rows(TAB, "C"), [HEADER, [46054, "乙", 7, "复核"], [46023, "甲", 12], [46082, "丙", 30]]),
        (lambda person: person.edit(TAB, "C1", "个数"), [["月份", "单位", "个数", "备注"], [46023, "甲", 12], [46054, "乙", 7, "复核"], [46082, "丙", 30]]),
        (lambda person: person.delete_columns(TAB, 1, 3), [["备注"], [], ["复核"]]),
        (lambda person: person.insert_columns(TAB, 1, 3), [["", "", "", *HEADER]]),
    ],
)
def test_an_act_changes_the_tab(person, values, act, left):
    act(person)
    assert values()[: len(left)] == left


def test_tabs_are_renamed_doubled_and_deleted(client, book_id, person):
    copy = person.duplicate_tab(TAB, f"{TAB} 的副本")
    person.rename_tab(TAB, "改名")
    book = client.open_by_key(book_id)
    assert [tab.title for tab in book.worksheets()] == [f"{TAB} 的副本", "改名"]
    assert book.get_worksheet_by_id(copy).get_all_values() == book.worksheet("改名").get_all_values()
    person.delete_tab("改名")
    assert [tab.title for tab in client.open_by_key(book_id).worksheets()] == [f"{TAB} 的副本"]


def test_an_act_falls_between_two_requests(google, values, change, person):
    google.before(r"batchUpdate$", lambda: person.insert_rows(TAB, before=2))
    cell = {"rows": [{"values": [{"userEnteredValue": {"stringValue": "写"}}]}], "fields": "userEnteredValue", "start": {"rowIndex": 1}}
    assert values(f"{TAB}!B2") == [["甲"]]
    change({"updateCells": cell})
    assert values(f"{TAB}!A2:B3") == [["写"], [46023, "甲"]]


def test_an_act_waits_for_the_request_it_is_meant_for(google, values, person):
    google.before(r"values\.get$", lambda: person.edit(TAB, "B2", "改"), nth=2)
    assert [values(f"{TAB}!B2") for _ in range(3)] == [[["甲"]], [["改"]], [["改"]]]


def test_a_name_of_the_file_is_its_title(client, book_id, person):
    person.rename_file("07 改名")
    assert client.open("07 改名").title == "07 改名"
