"""Somebody at a book of the test's own Google: what stands in it cell by cell, and saves that are tried as the journal tries them."""

import datetime as dt
from itertools import count

from backbone.book import Change, RowChange
from backbone.errors import BackboneError, Conflict, HeldOpen, Misplaced, NotReached
from backbone.google.layout import journal_tab
from schema.activity_ledger import ActivityLedger
from schema.check import check_grid
from schema.org_monthly import OrgMonthly
from schema.workspace import MASTER
from tests.google import batch, cells
from tests.google.oauth import EMAIL

BOOK = "填报/A01 示例镇.xlsx"
OWNER = ("A01", "示例镇")
MONTHLY, LEDGER = OrgMonthly.about.title, ActivityLedger.about.title
LATER = 250.0
"""Seconds until a save is tried again here; by then no request is on its way any more."""


def month(number, **values):
    """The values of one month's return."""
    told = {"period": f"2015-{number:02}", "unit_kind": "非公企业", "units_due": 20 + number, "units_covered": 15, "unions_begin": 8, "unions_new": 2}
    told |= {"unions_closed": 1, "unions_end": 9, "entities_new": 3, "staff_end": 900, "members_begin": 700, "members_new": 50, "members_left": 10}
    return told | {"members_end": 740, "migrants_new": number, "reported_on": dt.date(2015, number, 28), **values}


def event(number, **values):
    """The values of one row of the ledger."""
    told = {"period": "2015-03", "category": "职工培训", "title": f"第{number}期", "held_on": dt.date(2015, 3, number), "sessions": 1}
    return told | {"persons": 10 * number, **values}


def texts(values):
    """Values as people type them."""
    return {name: str(value) for name, value in values.items()}


def typed_in(person, model, rows, titles=("Sheet1",)):
    """Somebody fills a tab of a blank spreadsheet by hand: the headers that are asked for, and rows; no formats but those that dates bring."""
    title = model.about.title
    person.rename_tab(*titles, title) if titles else person.add_tab(title)
    names = [column.name for column in model.columns()]
    person.fill(title, [[column.header for column in model.columns()], *([texts(row).get(name) for name in names] for row in rows)])


def lines_of(sheet):
    """The rows of a tab that hold anything, in order: by column what was entered, how a number is shown, and the note."""
    rows = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.get("userEnteredValue"):
            shown = cells.number_format(cell) if "numberValue" in cell["userEnteredValue"] else {}
            rows.setdefault(row, {})[column] = (cell["userEnteredValue"], shown, cell.get("note"))
    return list(rows.values())


class Desk:
    """One book with a sheet that has keys and one that has none. ``tries`` counts what was asked of the backbone."""

    def __init__(self, online, months=4, events=4, book=BOOK, is_seen=True):
        self.online, self.google, self.book = online, online.google, book
        self.backbone = online.backbone
        self.person = online.person(book)
        typed_in(self.person, OrgMonthly, [month(number) for number in range(1, months + 1)])
        typed_in(self.person, ActivityLedger, [event(number) for number in range(1, events + 1)], ())
        with self.google.drive.changing(online.ids[book]) as file:
            batch.run(file.book, journal_tab(EMAIL))
        if is_seen:
            self.backbone.look()
        self.notes, self.tries = {}, 0

    @classmethod
    def of(cls, online, **told):
        """A desk in a workspace of its own kind: two books, of which the master is left blank."""
        online.share(MASTER, BOOK)
        return cls(online, **told)

    def sheet(self, title):
        """The tab as the server keeps it."""
        return self.google.drive.files[self.online.ids[self.book]].book.titled(title)

    def lines(self, title):
        return lines_of(self.sheet(title))

    def rows(self, model):
        """The rows as our own reading shows them."""
        (book,) = self.backbone.read([self.book])
        return check_grid(model, book.grids[model.about.title], self.book).rows

    def change(self, model, *rows):
        return Change(self.book, model, rows, branch="A01")

    def changed(self, model=OrgMonthly, at=1, **wanted):
        """A save of some cells of one row, by its place among the rows."""
        row = self.rows(model)[at]
        return self.change(model, RowChange(wanted, row.typed, row=row.number))

    def new(self, model=ActivityLedger, **values):
        """A save of one new row."""
        return self.change(model, RowChange(texts(values)))

    def save(self, change):
        """One try, with what was noted last."""
        self.tries += 1
        self.backbone.save(change, self.notes.get(change.operation), lambda trace: self.notes.update({change.operation: trace}))

    def saved(self, change, most=12):
        """Try until it is done or refused for good, as time goes on; the codes of what was raised, an empty one at the end when it is done."""
        codes = []
        for _ in range(most):
            code = self.code(change)
            codes.append(code)
            if code in ("", Conflict.code) or isinstance(self.error, Misplaced):
                break
            self.google.clock.now += LATER
        return codes

    def code(self, change):
        """What one try raises, empty where it is done."""
        try:
            self.save(change)
        except BackboneError as error:
            self.error = error
            assert isinstance(error, (NotReached, HeldOpen, Conflict, Misplaced)), error
            return error.code
        self.error = None
        return ""

    def restarted(self):
        """The process ended, and another one begins with what is on the disk and in the journal."""
        self.backbone = self.online.process()
        return self


def counting(desk, act):
    """The requests by method that an act makes."""
    before = len(desk.google.log)
    act()
    made = [one.method.rpartition(".")[2] for one in desk.google.log[before:] if one.method != "token"]
    return {method: made.count(method) for method in made}


def numbered(*acts):
    """Acts for the first, the second … batch from now on."""
    return zip(count(1), acts, strict=False)
