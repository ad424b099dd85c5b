"""What people do to a tab between two requests of ours, and to a twin in which we do nothing: what stands there then is what they left."""

from dataclasses import dataclass

from backbone.google.values import typed_cell
from backbone.writing.cells import stored
from schema.activity_ledger import ActivityLedger
from schema.org_monthly import OrgMonthly
from tests.google.areas import column_name
from tests.google.desk import LEDGER, MONTHLY, numbered

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


WANTED = {"remark": OURS, "reported_on": "2015-06-07"}
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


class Between:
    """What people do to a tab at each of our batches, and to its twin."""

    def __init__(self, desk, twin, title):
        self.desk, self.title, self.model = desk, title, MODELS[title]
        self.twin = Side(twin, title)
        self.side = Side(desk, title, self.twin)

    def then(self, *acts):
        """The first act comes just before our next batch, the second before the one after it, and so on."""
        for nth, act in numbered(*acts):
            self.desk.google.before(BATCH, lambda act=act: self.both(act), nth)

    def both(self, act):
        act(self.side)
        act(self.twin)

    def changed(self):
        return self.desk.changed(self.model, at=1, **WANTED)

    def new(self):
        rest = {"period": "2015-09", "unit_kind": "机关"} if self.title == MONTHLY else {"period": "2015-03", "category": "报告讲座", "sessions": 3}
        return self.desk.new(self.model, **rest, **WANTED)

    def changed_and_new(self):
        return self.desk.change(self.model, *self.changed().rows, *self.new().rows)

    def check(self, change, code):
        """Every line of the people's is as they left it; ours is there once where the save was done, and nothing of it where it was not."""
        if self.side.gone:
            return
        theirs, lines = self.twin.desk.lines(self.twin.title), self.side.desk.lines(self.side.title)
        for row in change.rows if not code else ():
            named = {self.at(name): cell(self.model, name, text) for name, text in row.wanted.items()}
            if row.seen:
                line = next(line for line in theirs if any(found[0] == {"stringValue": MEANT[self.title]} for found in line.values()))
                line |= {column: (told[0], *line.get(column, told)[1:]) for column, told in named.items()}
            else:
                ours = [line for line in lines if line == named]
                assert len(ours) == 1
                lines.remove(ours[0])
        assert lines == theirs

    def at(self, name):
        """The column in which a field stands now, from 0."""
        header = {"stringValue": self.model.column(name).header}
        return next(column for line in self.twin.desk.lines(self.twin.title) for column, found in line.items() if found[0] == header)


def cell(model, name, told):
    """A text in a cell, with the format it brings along, and no note."""
    made = typed_cell(stored(model, name, told))
    return made["userEnteredValue"], made.get("userEnteredFormat", {}).get("numberFormat", {}), None
