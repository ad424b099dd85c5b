"""What is told does not hang on the order of rows or on how the books were read, and what is blocked counts nowhere."""

from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledger.cache import Cache
from ledger.ledger import load
from schema.entries import OF_THE_FILLING
from schema.grid import Grid
from schema.registry import SHEETS, by_title
from schema.workspace import MASTER
from tests.ledger.planting import A, Memory, changed, clean, planted
from tests.ledger.test_planted import ACROSS, BETWEEN, PLANTED, S01

mistakes = st.lists(st.sampled_from(BETWEEN + ACROSS), max_size=4) | st.lists(st.sampled_from(PLANTED), max_size=3)
LEAP = planted("not_continued", "block", "members_begin", (A, S01, 5, "members_begin=921 members_left=7"))


def world(chosen):
    return changed(*(plant for mistake in chosen for plant in mistake.plants))


def by_content(ledger, books):
    """Every issue with the content of its row in place of the row's number."""
    for issue in ledger.issues:
        model = by_title(issue.sheet)
        row = books[issue.book][model.about.name][issue.row - 2] if issue.row else {}
        if issue.code == "equal_row":
            row = {name: text for name, text in row.items() if name not in OF_THE_FILLING}
        yield issue.code, issue.severity, issue.book, issue.sheet, issue.column, tuple(sorted(row.items()))


def values(ledger):
    """All accepted rows of the branches."""
    found = Counter()
    for model in SHEETS.values():
        for row in ledger.rows(model):
            found[tuple(sorted((name, str(value)) for name, value in row.items() if name not in ("row", "book")))] += 1
    return found


@settings(max_examples=20, deadline=None)
@given(mistakes, st.randoms(use_true_random=False))
def test_shuffled_rows_make_the_same_issues(chosen, dice):
    books = world(chosen)
    ledger = load(Memory(books))
    assume(all(issue.code != "doubled_key" for issue in ledger.issues))
    before, accepted = Counter(by_content(ledger, books)), values(ledger)
    for sheets in books.values():
        for rows in sheets.values():
            dice.shuffle(rows)
    shuffled = load(Memory(books))
    assert Counter(by_content(shuffled, books)) == before
    assert values(shuffled) == accepted


@settings(max_examples=10, deadline=None)
@given(mistakes, st.permutations(list(clean())))
def test_books_read_one_after_the_other_make_the_same_issues(chosen, order):
    books = world(chosen)
    whole, memory = load(Memory(books)), Memory(clean())
    ledger = load(memory)
    for name in order:
        memory.put(name, books[name])
        ledger = load(memory, ledger)
    assert Counter(map(repr, ledger.issues)) == Counter(map(repr, whole.issues))
    assert values(ledger) == values(whole)


def members(ledger):
    return sorted(row["period"] for row in ledger.rows(SHEETS[S01]) if row["branch"] == "A01")


def test_a_row_blocked_by_its_neighbours_counts_nowhere_until_it_is_mended(rows_held):
    memory = Memory(changed(*LEAP.plants))
    first = load(memory)
    assert len(members(first)) == 13
    assert "2025-05" not in members(first)
    assert "2025-05" not in rows_held(first, S01)["period"]
    filled = first.filled_rows(SHEETS[S01]).filter(first.filled_rows(SHEETS[S01])["accepted"].to_numpy() == False).to_pylist()  # noqa: E712
    assert [(row["period"], row["members_begin"], row["units_due"]) for row in filled] == [("2025-05", None, None)]
    memory.put(A, clean()[A])
    assert "2025-05" in members(load(memory, first))


def test_a_mistake_made_later_blocks_its_row_after_the_refresh_of_that_book():
    memory = Memory(clean())
    first = load(memory)
    memory.put(A, changed(*LEAP.plants)[A])
    second = load(memory, first)
    assert "2025-05" not in members(second)
    assert [issue.code for issue in second.issues] == ["not_continued"]
    assert first.issues == []


def test_two_books_of_one_branch_are_compared_with_nothing():
    books = clean()
    memory = Memory(books)
    memory.put("填报/A01 又一本.xlsx", {S01: books[A][S01]})
    assert [issue.code for issue in load(memory).issues] == ["two_books"]


def test_a_broken_master_is_told_alone():
    books = clean()
    memory = Memory(books)
    memory.put(MASTER, books[MASTER] | {"unit_register": Grid.of("单位名录", [["没有表头"]])})
    assert {issue.code for issue in load(memory).issues} == {"no_header"}


@pytest.mark.parametrize("chosen", [BETWEEN[:1], ACROSS[:1]], ids=lambda chosen: chosen[0].issue[0])
def test_the_cache_keeps_where_columns_stand_and_what_was_compared(chosen, tmp_path):
    cold = load(Memory(world(chosen)))
    Cache(tmp_path / "cache").write(cold.state, Memory(world(chosen)))
    kept = Cache(tmp_path / "cache").read()
    assert kept.books == cold.state.books
    assert kept.books[A].layouts[S01].cell(6, "members_begin") == "L6"


def test_the_cache_keeps_tabs_that_look_like_a_sheet(tmp_path):
    memory = Memory(clean())
    memory.put(A, clean()[A], {"组织建设月报(2)": Grid.of("组织建设月报(2)", [["x"]])})
    cold = load(memory)
    Cache(tmp_path / "cache").write(cold.state, memory)
    kept = Cache(tmp_path / "cache").read()
    assert kept.books[A].nearly == [("组织建设月报(2)", S01)]
