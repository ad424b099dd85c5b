"""People edit between our reading and our writing: nothing of theirs is lost, and the save is in the right row once, or refused."""

import random
from dataclasses import dataclass

import pytest

from schema.activity_ledger import ActivityLedger
from schema.org_monthly import OrgMonthly
from tests.google.areas import column_name
from tests.google.desk import LEDGER, MONTHLY, event, numbered

OURS = "我们的"
BATCH = r"batchUpdate$"


@dataclass
class Side:
    """One tab that people work in, found by what stands in it; ``title`` is what it is called just now."""

    desk: object
    title: str
    twin: "Side | None" = None
    gone: bool = False

    @property
    def sheet(self):
        return self.desk.sheet(self.title)

    @property
    def person(self):
        return self.desk.person

    def column(self, header):
        """The letter of a column; the twin's headers are never overwritten, not even for a moment."""
        sheet = (self.twin or self).sheet
        return next(column_name(at[1]) for at, cell in sorted(sheet.cells.items()) if text(cell) == header)

    def row(self, told):
        """The number of the row in which a text stands, from 1."""
        return next(at[0] + 1 for at, cell in sorted(self.sheet.cells.items()) if text(cell) == told)


def text(cell):
    return cell.get("userEnteredValue", {}).get("stringValue")


MODELS = {MONTHLY: OrgMonthly, LEDGER: ActivityLedger}
MEANT = {MONTHLY: "2015-02", LEDGER: "第2期"}
OTHER = {MONTHLY: "2015-01", LEDGER: "第1期"}
NAMED = {MONTHLY: "报告期", LEDGER: "名称"}
COUNTED = {MONTHLY: "应建会单位数", LEDGER: "参加人数"}


def insert_above(side):
    side.person.insert_rows(side.title, side.row(NAMED[side.title]) + 1)


def insert_above_the_header(side):
    side.person.insert_rows(side.title, 1)


def sort_up(side):
    side.person.sort_rows(side.title, side.column(NAMED[side.title]), first=side.row(NAMED[side.title]) + 1)


def sort_down(side):
    side.person.sort_rows(side.title, side.column(NAMED[side.title]), first=side.row(NAMED[side.title]) + 1, falling=True)


def delete_another(side):
    side.person.delete_rows(side.title, side.row(OTHER[side.title]))


def delete_it(side):
    side.person.delete_rows(side.title, side.row(MEANT[side.title]))


def edit_the_cell(side):
    side.person.edit(side.title, f"{side.column('备注')}{side.row(MEANT[side.title])}", "人写的")


def edit_another_cell(side):
    side.person.edit(side.title, f"{side.column(COUNTED[side.title])}{side.row(MEANT[side.title])}", "77")


def edit_another_row(side):
    side.person.edit(side.title, f"{side.column('备注')}{side.row(OTHER[side.title])}", "人写的")


def rename_a_header(side):
    side.person.edit(side.title, f"{side.column(COUNTED[side.title])}{side.row(NAMED[side.title])}", "数")


def rename_our_header(side):
    side.person.edit(side.title, f"{side.column('备注')}{side.row(NAMED[side.title])}", "记事")


def insert_a_column(side):
    side.person.insert_columns(side.title, 2)


def rename_the_tab(side):
    side.person.rename_tab(side.title, "别的")
    side.title = "别的"


def delete_the_tab(side):
    side.person.delete_tab(side.title)
    side.gone = True


def double_the_tab(side):
    side.person.duplicate_tab(side.title, f"{side.title} 的副本")


def type_below(side):
    side.person.fill(side.title, [["2015-07", "人写的"]], first=f"A{side.sheet.used() + 1}")


def protect_it(side):
    row = side.row(MEANT[side.title])
    side.person.protect(side.title, f"A{row}:Z{side.sheet.used() + 2}")


def delete_the_journal(side):
    side.person.delete_tab("_序时")


CHANGED = [
    (insert_above, ""),
    (insert_above_the_header, ""),
    (sort_down, ""),
    (delete_another, ""),
    (delete_it, "conflict"),
    (edit_the_cell, "conflict"),
    (edit_another_cell, "conflict"),
    (edit_another_row, ""),
    (rename_a_header, "misplaced"),
    (rename_our_header, "misplaced"),
    (insert_a_column, ""),
    (rename_the_tab, "misplaced"),
    (delete_the_tab, "misplaced"),
    (double_the_tab, ""),
    (type_below, ""),
    (protect_it, "protected"),
    (delete_the_journal, ""),
]
NEW = [(act, "" if code == "conflict" else code) for act, code in CHANGED]


@pytest.fixture
def twin(google, tmp_path):
    """The same book once more, in which people do the same and we do nothing."""
    from tests.google.desk import Desk
    from tests.google.workspace import Online

    online = Online(google, tmp_path / "twin")
    yield Desk.of(online)
    online.close()


class Between:
    """What people do to a tab at each of our batches, and to its twin."""

    def __init__(self, desk, twin, title):
        self.desk, self.title, self.model = desk, title, MODELS[title]
        self.twin = Side(twin, title)
        self.side = Side(desk, title, self.twin)

    def then(self, *acts):
        for nth, act in numbered(*acts):
            self.desk.google.before(BATCH, lambda act=act: self.both(act), nth)

    def both(self, act):
        act(self.side)
        act(self.twin)

    def wanted(self):
        return {"remark": OURS, "reported_on": "2015-06-07"}

    def changed(self):
        return self.desk.changed(self.model, at=1, **self.wanted())

    def new(self):
        values = {name: value for name, value in event(9).items() if name != "title"} if self.title == LEDGER else {"period": "2015-09", "unit_kind": "机关"}
        return self.desk.new(self.model, **values, **self.wanted())

    def check(self, change, code):
        """Every line of the people's is as they left it; ours is there once where the save was done, and nowhere else."""
        if self.side.gone:
            return
        theirs, lines = [self.plain(line) for line in self.twin.desk.lines(self.twin.title)], self.side.desk.lines(self.side.title)
        if code:
            assert [self.plain(line) for line in lines] == theirs
            return
        ours = [at for at, line in enumerate(lines) if any(value == {"stringValue": OURS} for value, _, _ in line.values())]
        assert len(ours) == 1
        (row,) = change.rows
        if row.seen:
            was = theirs[ours[0]]
            named = {self.at(name): was.pop(self.at(name), None) for name in row.wanted}
            line = self.plain(lines.pop(ours[0]))
            assert {column: line.pop(column, None)[0] for column in named} == {
                self.at(name): stored(self.model, name, text) for name, text in row.wanted.items()
            }
            assert line == was
            theirs.pop(ours[0])
        else:
            line = lines.pop(ours[0])
            assert {column: cell[0] for column, cell in line.items()} == {self.at(name): stored(self.model, name, text) for name, text in row.wanted.items()}
        assert [self.plain(line) for line in lines] == theirs

    def plain(self, line):
        return dict(line)

    def at(self, name):
        """The column in which a field stands now, from 0."""
        header = self.model.column(name).header
        return next(column for line in self.side.desk.lines(self.side.title) for column, (value, _, _) in line.items() if value == {"stringValue": header})


def stored(model, name, told):
    """What a text is in a cell."""
    kind = model.column(name).kind
    if kind == "date":
        from datetime import date

        return {"numberValue": (date.fromisoformat(told) - date(1899, 12, 30)).days}
    return {"numberValue": int(told)} if kind == "whole" else {"stringValue": told}


@pytest.mark.parametrize("title", [MONTHLY, LEDGER])
@pytest.mark.parametrize(("act", "code"), CHANGED)
def test_a_row_is_changed_while_people_edit(desk, twin, title, act, code):
    between = Between(desk, twin, title)
    change = between.changed()
    between.then(act)
    assert desk.saved(change)[-1] == code
    between.check(change, code)


@pytest.mark.parametrize("title", [MONTHLY, LEDGER])
@pytest.mark.parametrize(("act", "code"), NEW)
def test_a_row_is_added_while_people_edit(desk, twin, title, act, code):
    between = Between(desk, twin, title)
    change = between.new()
    between.then(act)
    assert desk.saved(change)[-1] == code
    between.check(change, code)


TWICE = [
    (sort_down, sort_up),
    (sort_down, insert_above),
    (sort_down, delete_another),
    (insert_above, sort_down),
    (insert_above, insert_above),
    (insert_above, delete_another),
    (delete_another, insert_above),
    (delete_another, sort_down),
    (insert_above, edit_another_row),
    (insert_above, insert_above_the_header),
    (insert_above, double_the_tab),
    (insert_above_the_header, sort_down),
    (insert_a_column, sort_down),
    (sort_down, sort_up, sort_down),
    (insert_above, sort_down, insert_above, sort_up),
    (sort_down, insert_above, sort_up, insert_above, sort_down, insert_above, sort_up, insert_above),
]


@pytest.mark.parametrize("title", [MONTHLY, LEDGER])
@pytest.mark.parametrize("acts", TWICE, ids=lambda acts: ",".join(act.__name__ for act in acts))
def test_people_move_rows_again_before_we_have_put_back_what_we_overwrote(desk, twin, title, acts):
    between = Between(desk, twin, title)
    change = between.changed()
    between.then(*acts)
    assert desk.saved(change)[-1] == ""
    between.check(change, "")


@pytest.mark.parametrize("title", [MONTHLY, LEDGER])
@pytest.mark.parametrize("act", [edit_the_cell, edit_another_cell, delete_it])
@pytest.mark.parametrize("move", [sort_down, sort_up, insert_above, delete_another])
def test_a_conflict_leaves_the_sheet_as_people_made_it_however_rows_move(desk, twin, title, act, move):
    between = Between(desk, twin, title)
    change = between.changed()
    between.then(act, move)
    assert desk.saved(change)[-1] == "conflict"
    between.check(change, "conflict")


@pytest.mark.parametrize("seed", range(24))
def test_people_do_anything_at_every_batch(desk, twin, seed):
    print("seed", seed)
    chance = random.Random(seed)
    between = Between(desk, twin, chance.choice([MONTHLY, LEDGER]))
    change = between.changed() if chance.random() < 0.7 else between.new()
    acts = (insert_above, insert_above_the_header, sort_up, sort_down, edit_another_row, type_below, double_the_tab, insert_a_column)
    between.then(*chance.choices(acts[:6], k=chance.randrange(1, 7)))
    assert desk.saved(change)[-1] == ""
    between.check(change, "")
