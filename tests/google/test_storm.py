"""Two thousand saves while everything goes wrong at once: none lost, none doubled, no minute too busy, every call ended."""

import datetime as dt
from collections import Counter

import pytest

from access.database import database
from backbone.book import Change, RowChange
from backbone.journal.applier import Applier
from backbone.journal.saves import APPLIED, CONFLICT, WAITING, Journal
from backbone.writing.cells import content
from schema.activity_ledger import ActivityLedger
from schema.check import check_grid
from schema.org_monthly import OrgMonthly
from schema.workspace import MASTER
from tests.google.desk import event, month, texts

BOOKS = [f"填报/A{number:02} 示例{number:02}镇.xlsx" for number in range(1, 17)]
FAULTS = ("429", "500", "502 html applied", "503 applied", "dropped", "dropped applied", "truncated", "401")
SHARE = 0.1
MONTHS, EVENTS = 6, 2
PATIENCE = 1_000


class Storm:
    """Some books, the journal and applier of a real workspace, and the clock that everybody waits by."""

    def __init__(self, online, folder):
        self.online, self.google = online, online.google
        online.share(MASTER, *BOOKS)
        for book in BOOKS:
            self.typed_in(online.person(book))
        online.backbone.look()
        self.journal = Journal(database("", folder), "storm", lambda: dt.datetime.fromtimestamp(self.google.clock.now, dt.UTC))
        self.seen = {(book, at): dict(row.typed) for book in BOOKS for at, row in enumerate(self.rows(book, OrgMonthly))}
        self.wanted = {book: Counter() for book in BOOKS}
        self.busiest = 0

    def typed_in(self, person):
        """Sheets as people make them by hand: headers, and the months' returns."""
        months = [texts(month(number)) for number in range(1, MONTHS + 1)]
        for model, rows in ((OrgMonthly, months), (ActivityLedger, [])):
            person.add_tab(model.about.title)
            lines = [[row.get(column.name) and f"'{row[column.name]}" for column in model.columns()] for row in rows]
            person.fill(model.about.title, [[column.header for column in model.columns()], *lines])

    def rows(self, book, model):
        (read,) = self.online.backbone.read([book])
        return check_grid(model, read.grids[model.about.title], book).rows

    def record(self, round_number):
        """What people save in one round: a cell of one month in each book, and two new events."""
        for book in BOOKS:
            at = round_number % MONTHS
            before, told = self.seen[book, at], {"migrants_new": str(round_number % 40), "remark": f"第{round_number}轮"}
            self.journal.record(Change(book, OrgMonthly, [RowChange(told, before)]), "示例")
            self.seen[book, at] = {**before, **told}
            for number in range(EVENTS):
                row = texts(event(1 + round_number % 28, title=f"{round_number}-{number}"))
                self.journal.record(Change(book, ActivityLedger, [RowChange(row)]), "示例")
                self.wanted[book][row["title"]] += 1

    def settle(self):
        """Try until nothing waits any more; the clock goes on in between."""
        applier = Applier(self.online.backbone, self.journal)
        for _ in range(PATIENCE):
            applier.apply_all()
            if not self.journal.books(WAITING):
                return
            self.google.clock.now += 20.0
        pytest.fail("saves wait for ever")

    def check(self):
        """Everything stands in every book exactly once."""
        self.google.faults.clear()
        self.google.clock.now += 300.0
        self.online.backbone.look()
        for book in BOOKS:
            assert Counter(row.typed["title"] for row in self.rows(book, ActivityLedger)) == self.wanted[book]
            stands = [content(row.typed) for row in self.rows(book, OrgMonthly)]
            assert sorted(map(sorted, (one.items() for one in stands))) == sorted(sorted(content(self.seen[book, at]).items()) for at in range(MONTHS))


@pytest.fixture
def storm(online, tmp_path):
    return Storm(online, tmp_path / "journal")


@pytest.mark.parametrize("rounds", [1, pytest.param(42, marks=pytest.mark.slow)])
def test_saves_through_eight_kinds_of_faults_at_a_tenth_each(rounds, storm, google):
    for kind in FAULTS:
        google.faults.add(kind, "sheets|drive", probability=SHARE)
    for number in range(rounds):
        storm.record(number)
        if number % 4 == 3:
            storm.settle()
    storm.settle()
    storm.check()
    states = Counter(save.state for book in BOOKS for save in storm.journal.of_book(book))
    assert states == {APPLIED: rounds * len(BOOKS) * (1 + EVENTS)}
    assert google.busiest_minute("sheets|drive") <= 50
    assert min(google.faults.count[kind] for kind in FAULTS) > 10 * rounds


def test_nothing_is_lost_or_doubled_when_people_insert_and_sort_meanwhile(storm, google):
    people = {book: storm.online.person(book) for book in BOOKS}
    for kind in FAULTS[:4]:
        google.faults.add(kind, "sheets|drive", probability=SHARE)
    for number in range(3):
        storm.record(number)
        for book in BOOKS[: number % 3]:
            google.before("batchUpdate", lambda person=people[book]: person.insert_rows(OrgMonthly.about.title, 2))
            google.before("batchUpdate", lambda person=people[book]: person.sort_rows(ActivityLedger.about.title, "C", falling=True), nth=2)
        storm.settle()
    storm.check()
    states = Counter(save.state for book in BOOKS for save in storm.journal.of_book(book))
    assert states[CONFLICT] == 0
