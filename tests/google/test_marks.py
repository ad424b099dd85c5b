"""Findings in a tab: shown, renewed and taken off again, while what people wrote and coloured stays."""

import pytest

from backbone.google.marks import FIELDS, clearing, marking
from tests.google.conftest import TAB

WRONG, ODD = ("数字里有字", True), ("比上月多一倍", False)
FOUND = {(2, 3): [WRONG], (3, 3): [ODD, WRONG], (4, 3): [ODD], (4, 4): [ODD]}


@pytest.fixture
def told(client, book_id):
    """A tab as the marks need it."""

    def ask(title=TAB, **options):
        found = client.http_client.spreadsheets_get(book_id, {"fields": FIELDS, **options})
        return next(tab for tab in found["sheets"] if tab["properties"]["title"] == title)

    return ask


@pytest.fixture
def whole(client, book_id):
    """The whole spreadsheet in JSON."""
    return lambda: client.http_client.spreadsheets_get(book_id, {"includeGridData": "true"})


@pytest.fixture
def mark(told, change):
    """Marks a tab with findings and gives the requests it took."""

    def run(findings, title=TAB):
        requests = marking(told(title), findings)
        if requests:
            change(*requests)
        return requests

    return run


@pytest.fixture
def clear(told, change):
    return lambda: change(*clearing(told()))


def notes(tab):
    """The notes of a tab by row and column from 1."""
    rows = [(at, row.get("values", [])) for data in tab["data"] for at, row in enumerate(data.get("rowData", []), data.get("startRow", 0) + 1)]
    return {(at, column): cell["note"] for at, row in rows for column, cell in enumerate(row, 1) if "note" in cell}


def rules(tab):
    """The conditional formats of a tab: colour and ranges."""
    shown = []
    for rule in tab.get("conditionalFormats", []):
        colour = rule["booleanRule"]["format"]["backgroundColor"]
        code = "".join(f"{round(255 * colour.get(part, 0)):02X}" for part in ("red", "green", "blue"))
        shown.append((code, [tuple(grid.get(f"{end}Index", 0) for end in ("startRow", "endRow", "startColumn", "endColumn")) for grid in rule["ranges"]]))
    return shown


def their_rule(formula, top=1):
    """A conditional format of a person's, in red."""
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    area = {"startRowIndex": top, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 4}
    return {"addConditionalFormatRule": {"rule": {"ranges": [area], "booleanRule": {"condition": condition, "format": {"backgroundColor": {"red": 1}}}}}}


def test_findings_are_told_in_notes_line_by_line(mark, told):
    mark({**FOUND, (4, 1): [("第一行\r\n\n 第二行", False)]})
    assert notes(told()) == {
        (2, 3): "【系统】数字里有字",
        (3, 3): "【系统】比上月多一倍\n【系统】数字里有字",
        (4, 3): "【系统】比上月多一倍",
        (4, 4): "【系统】比上月多一倍",
        (4, 1): "【系统】第一行\n【系统】第二行",
    }


def test_cells_are_coloured_by_the_worst_of_them_in_one_rule_each(mark, told):
    mark(FOUND)
    assert rules(told()) == [("F6D5D0", [(1, 3, 2, 3)]), ("FBEFC9", [(3, 4, 2, 3), (3, 4, 3, 4)])]


def test_neighbours_in_a_column_are_one_request_and_one_range(mark):
    requests = mark({(row, 3): [WRONG] for row in (2, 3, 4, 7)})
    written = [(one["updateCells"]["start"]["rowIndex"], len(one["updateCells"]["rows"])) for one in requests if "updateCells" in one]
    assert (written, len(requests)) == ([(1, 3), (6, 1)], 3)


def test_a_cell_without_a_sentence_is_not_marked(mark):
    assert mark({(2, 3): []}) == []


def test_what_stands_already_is_not_written_again(mark):
    mark(FOUND)
    assert mark(FOUND) == []


def test_new_findings_take_the_place_of_old_ones(mark, told):
    mark(FOUND)
    mark({(2, 3): [ODD], (3, 1): [WRONG]})
    assert notes(told()) == {(2, 3): "【系统】比上月多一倍", (3, 1): "【系统】数字里有字"}
    assert rules(told()) == [("F6D5D0", [(2, 3, 0, 1)]), ("FBEFC9", [(1, 2, 2, 3)])]


def test_a_warning_that_begins_to_block_changes_its_colour(mark, told):
    mark({(2, 3): [ODD]})
    mark({(2, 3): [(ODD[0], True)]})
    assert rules(told()) == [("F6D5D0", [(1, 2, 2, 3)])]


def test_clearing_leaves_the_spreadsheet_as_it_was(mark, clear, change, person, whole):
    person.note(TAB, "C2", "人写的 \n第二行")
    person.note(TAB, "B9", "空格旁的")
    fill = {"cell": {"userEnteredFormat": {"backgroundColor": {"green": 1}}}, "fields": "userEnteredFormat.backgroundColor"}
    change({"repeatCell": {"range": {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 4}, **fill}})
    change(their_rule("=A2>1"), their_rule('=FIND("【系统】",A2)'))
    before = whole()
    mark(FOUND)
    assert whole() != before
    mark({(2, 1): [WRONG], (900, 26): [ODD]})
    clear()
    assert whole() == before


def test_a_note_a_person_began_is_only_coloured(mark, told, person):
    person.note(TAB, "C2", "人写的 \n\n第二行【系统】")
    mark({(2, 3): [WRONG]})
    assert (notes(told()), rules(told())) == ({(2, 3): "人写的 \n\n第二行【系统】"}, [("F6D5D0", [(1, 2, 2, 3)])])


def test_a_mark_changes_nothing_of_a_cell_but_its_note(mark, change, whole):
    fill = {"cell": {"userEnteredFormat": {"backgroundColor": {"green": 1}}}, "fields": "userEnteredFormat.backgroundColor"}
    change({"repeatCell": {"range": {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 4}, **fill}})
    before = [row["values"] for row in whole()["sheets"][0]["data"][0]["rowData"]]
    mark(FOUND)
    after = [row["values"] for row in whole()["sheets"][0]["data"][0]["rowData"]]
    assert [[{name: part for name, part in cell.items() if name != "note"} for cell in row] for row in after] == before


def test_what_a_person_adds_to_a_note_of_ours_stays(mark, clear, told, person):
    mark({(2, 3): [WRONG]})
    person.note(TAB, "C2", notes(told())[2, 3] + "\n已核实 \n\n属实")
    assert mark({(2, 3): [WRONG]}) == []
    mark({(2, 3): [ODD]})
    assert notes(told()) == {(2, 3): "【系统】比上月多一倍\n已核实 \n\n属实"}
    clear()
    assert notes(told()) == {(2, 3): "已核实 \n\n属实"}


def test_a_line_left_empty_in_a_note_of_ours_leaves_no_note(mark, clear, told, person):
    mark({(2, 3): [WRONG]})
    person.note(TAB, "C2", notes(told())[2, 3] + "\n ")
    clear()
    assert notes(told()) == {}


def test_peoples_rules_stay_in_their_order_behind_ours(mark, clear, change, told):
    change(their_rule("=A2>1", 1), their_rule("=A2>2", 2))
    mark(FOUND)
    change(their_rule("=A2>3", 3))
    assert [colour for colour, _ in rules(told())] == ["F6D5D0", "FBEFC9", "FF0000", "FF0000", "FF0000"]
    clear()
    assert [ranges[0][0] for _, ranges in rules(told())] == [1, 2, 3]


def test_our_rules_are_found_wherever_people_moved_them(mark, clear, change, told):
    mark(FOUND)
    change(their_rule("=A2>1"))
    change({"deleteConditionalFormatRule": {"index": 0}}, {"addConditionalFormatRule": {"index": 2, "rule": told()["conditionalFormats"][0]}})
    clear()
    assert [colour for colour, _ in rules(told())] == ["FF0000"]


@pytest.mark.parametrize(
    "ranges",
    [
        [],
        [{"startRowIndex": 1, "startColumnIndex": 2}],
        [{"startRowIndex": 1, "endRowIndex": 9, "startColumnIndex": 2, "endColumnIndex": 3}],
        [{"startRowIndex": 2, "endRowIndex": 4, "startColumnIndex": 2, "endColumnIndex": 3}],
    ],
    ids=["deleted", "endless", "stretched", "moved"],
)
def test_a_rule_that_people_changed_is_made_anew(mark, change, told, ranges):
    mark(FOUND)
    wanted = rules(told())
    changed = [{"addConditionalFormatRule": {"rule": {**told()["conditionalFormats"][0], "ranges": ranges}}}] if ranges else []
    change({"deleteConditionalFormatRule": {}}, *changed)
    mark(FOUND)
    assert rules(told()) == wanted


def test_areas_of_a_rule_may_be_cut_otherwise(mark, change, told):
    """Sheets may join what we name apart; the cells are the same."""
    mark({(2, 3): [WRONG], (2, 4): [WRONG]})
    (rule,) = told()["conditionalFormats"]
    joined = {**rule, "ranges": [{"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 2, "endColumnIndex": 4}]}
    change({"deleteConditionalFormatRule": {}}, {"addConditionalFormatRule": {"rule": joined}})
    assert mark({(2, 3): [WRONG], (2, 4): [WRONG]}) == []


def test_marks_stand_where_a_part_of_the_tab_was_asked_for(mark, told, change):
    mark({(3, 2): [WRONG], (4, 4): [WRONG]})
    requests = clearing(told(ranges=[f"{TAB}!B3:D4"]))
    change(*requests)
    assert notes(told()) == {}


def test_another_tab_is_marked_by_its_id(mark, told, person):
    person.add_tab("另一张")
    mark(FOUND, "另一张")
    assert (notes(told()), rules(told()), len(notes(told("另一张")))) == ({}, [], 4)
    mark({}, "另一张")
    assert (notes(told("另一张")), rules(told("另一张"))) == ({}, [])
