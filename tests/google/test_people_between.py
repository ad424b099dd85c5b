"""People edit between our reading and our writing: nothing of theirs is lost, and the save is in the right row once, or refused."""

import random

import pytest

from tests.google import acts as people
from tests.google.acts import Between
from tests.google.desk import LEDGER, MONTHLY

ONCE = [
    (people.insert_above, ""),
    (people.insert_above_the_header, ""),
    (people.sort_down, ""),
    (people.delete_another, ""),
    (people.delete_it, "conflict"),
    (people.edit_the_cell, "conflict"),
    (people.edit_another_cell, "conflict"),
    (people.edit_another_row, ""),
    (people.rename_a_header, "misplaced"),
    (people.rename_our_header, "misplaced"),
    (people.insert_a_column, ""),
    (people.rename_the_tab, "misplaced"),
    (people.delete_the_tab, "misplaced"),
    (people.double_the_tab, ""),
    (people.type_below, ""),
    (people.protect_it, "protected"),
    (people.delete_the_journal, ""),
]
HOW = {(MONTHLY, "changed"), (MONTHLY, "new"), (LEDGER, "changed_and_new"), (LEDGER, "new")}
"""Which rows of which sheet a save writes."""


@pytest.mark.parametrize(("title", "rows"), sorted(HOW))
@pytest.mark.parametrize(("act", "code"), ONCE)
def test_people_edit_between_our_reading_and_our_writing(desk, twin, title, rows, act, code):
    between = Between(desk, twin, title)
    change = getattr(between, rows)()
    between.then(act)
    code = "" if (rows, code) == ("new", "conflict") else code
    assert desk.saved(change)[-1] == code
    between.check(change, code)


TWICE = [
    (people.sort_down, people.sort_up),
    (people.sort_down, people.insert_above),
    (people.sort_down, people.delete_another),
    (people.insert_above, people.sort_down),
    (people.insert_above, people.insert_above),
    (people.insert_above, people.delete_another),
    (people.delete_another, people.insert_above),
    (people.delete_another, people.sort_down),
    (people.insert_above, people.edit_another_row),
    (people.insert_above, people.insert_above_the_header),
    (people.insert_above, people.double_the_tab),
    (people.insert_above_the_header, people.sort_down),
    (people.insert_a_column, people.sort_down),
    (people.sort_down, people.sort_up, people.sort_down),
    (people.insert_above, people.sort_down, people.insert_above, people.sort_up),
    (people.sort_down, people.insert_above, people.sort_up, people.insert_above) * 2,
]


@pytest.mark.parametrize("title", [MONTHLY, LEDGER])
@pytest.mark.parametrize("acts", TWICE, ids=lambda acts: ",".join(act.__name__ for act in acts))
def test_people_move_rows_again_before_we_have_put_back_what_we_overwrote(desk, twin, title, acts):
    between = Between(desk, twin, title)
    change = between.changed()
    between.then(*acts)
    assert desk.saved(change)[-1] == ""
    between.check(change, "")


@pytest.mark.parametrize("act", [people.edit_the_cell, people.edit_another_cell, people.delete_it])
@pytest.mark.parametrize("move", [people.sort_down, people.sort_up, people.insert_above, people.delete_another])
def test_a_conflict_leaves_the_sheet_as_people_made_it_however_rows_move(desk, twin, act, move):
    between = Between(desk, twin, MONTHLY)
    change = between.changed()
    between.then(act, move)
    assert desk.saved(change)[-1] == "conflict"
    between.check(change, "conflict")


MOVES = (people.insert_above, people.insert_above_the_header, people.sort_up, people.sort_down, people.edit_another_row, people.type_below)
OWN = (people.edit_the_cell, people.edit_another_cell)
"""What changes the row that is meant."""


@pytest.mark.parametrize("seed", range(24))
def test_people_do_anything_at_every_batch(desk, twin, seed):
    print("seed", seed)
    chance = random.Random(seed)
    between = Between(desk, twin, chance.choice([MONTHLY, LEDGER]))
    change = getattr(between, chance.choice(["changed", "new", "changed_and_new"]))()
    acts = chance.choices([*MOVES, *(OWN if seed % 2 else ())], k=chance.randrange(1, 7))
    between.then(*acts)
    code = desk.saved(change)[-1]
    assert code in ("", "conflict" if set(OWN).intersection(acts) else "")
    between.check(change, code)
