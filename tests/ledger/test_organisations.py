"""The tree of 单位 through time."""

import datetime as dt

import pytest

from ledger.organisations import Organisations, tree_issues

D = dt.date


def tree(*rows):
    names = ("code", "parent", "opened_on", "closed_on", "merged_into")
    given = [dict(zip(names, row, strict=False)) for row in rows]
    return Organisations({"name": row["code"], "kind": "其他", **{name: row.get(name) for name in names}} for row in given)


def codes(*rows):
    return [(issue.code, issue.values.get("code") or issue.values.get("codes")) for issue in tree_issues(tree(*rows), "总表.xlsx", "单位")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("0",), ("A", "0"), ("B", "0")], []),
        ([("0",)], []),
        ([("0",), ("A", "X")], [("orphan", "A")]),
        ([("0",), ("A", "B"), ("B", "A")], [("circle", "A"), ("circle", "B")]),
        ([("0",), ("A", "A")], [("circle", "A")]),
        ([("0",), ("A", "B"), ("B", "C"), ("C", "B")], [("circle", "A"), ("circle", "B"), ("circle", "C")]),
        ([("A", "B"), ("B", "A")], [("no_root", None), ("circle", "A"), ("circle", "B")]),
        ([("0",), ("1",), ("A", "0")], [("many_roots", ["0", "1"])]),
        ([("0",), ("A", "0"), ("A", "0")], [("overlap", "A")]),
        ([("0",), ("A", "0", None, D(2015, 3, 2)), ("A", "0", D(2015, 3, 1))], [("overlap", "A")]),
        ([("0",), ("B", "0"), ("A", "0", None, D(2015, 3, 1)), ("A", "B", D(2015, 3, 1))], []),
        ([("0",), ("A", "0", None, D(2015, 3, 1)), ("A", "X", D(2015, 3, 1))], [("orphan", "A")]),
        ([("0",), ("A", "0", None, D(2015, 3, 1)), ("A", "B", D(2015, 3, 1)), ("B", "A")], [("circle", "A")]),
    ],
)
def test_what_is_wrong_with_a_tree_is_named_by_code(rows, found):
    assert codes(*rows) == found


@pytest.mark.parametrize("length", [2, 3, 50])
def test_questions_to_a_tree_with_a_circle_have_an_end(length):
    made = tree(("0",), *((str(at), str(at % length + 1)) for at in range(1, length + 1)))
    assert list(made.line("1", D(2015, 1, 1)))[0] == "1"
    assert len(list(made.line("1", D(2015, 1, 1)))) == length
    assert len(tree_issues(made, "", "")) == length


MOVES = [("0",), ("X", "0"), ("Y", "0"), ("A", "X", None, D(2015, 3, 1)), ("A", "Y", D(2015, 3, 1)), ("B", "X", D(2015, 2, 1), D(2015, 5, 1), "C"), ("C", "Y")]


def test_a_move_changes_the_line_from_its_day_on():
    made = tree(*MOVES)
    assert list(made.line("A", D(2015, 2, 28))) == ["A", "X", "0"]
    assert list(made.line("A", D(2015, 3, 1))) == ["A", "Y", "0"]
    assert made.leaves == ("A", "B", "C")


def test_only_open_leaves_stand_below_on_a_day():
    made = tree(*MOVES)
    assert made.leaves_below("X", D(2015, 1, 31)) == ["A"]
    assert made.leaves_below("X", D(2015, 2, 1)) == ["A", "B"]
    assert made.leaves_below("X", D(2015, 4, 30)) == ["B"]
    assert made.leaves_below("X", D(2015, 5, 1)) == []
    assert made.leaves_below("0", D(2015, 5, 1)) == ["A", "C"]
    assert made.children("Y", D(2015, 3, 1)) == ["A", "C"]
    assert made.children("0", D(2015, 3, 1)) == ["X", "Y"]


def test_the_lines_of_every_leaf_cover_every_day_once():
    made = tree(*MOVES)
    columns = made.lines()
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    for leaf in made.leaves:
        for day in (D(1990, 1, 1), D(2015, 1, 31), D(2015, 2, 28), D(2015, 3, 1), D(2015, 4, 30), D(2015, 5, 1), D(2099, 1, 1)):
            found = [row for row in rows if made.codes[row["branch"]] == leaf and row["since"] <= day < row["until"]]
            assert sorted(made.codes[row["org"]] for row in found) == sorted(made.line(leaf, day))
            assert {row["open"] for row in found} == {made.open_on(leaf, day)}


def test_a_code_has_the_name_of_the_day():
    rows = [{"code": "A", "name": "旧", "parent": None, "kind": "乡镇", "opened_on": None, "closed_on": D(2015, 3, 1), "merged_into": None}]
    rows += [{**rows[0], "name": "新", "opened_on": D(2015, 3, 1), "closed_on": None}]
    made = Organisations(rows)
    assert [made.on("A", day).name for day in (D(2015, 2, 28), D(2015, 3, 1))] == ["旧", "新"]
    assert made.codes == ("A",)
