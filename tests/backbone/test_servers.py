"""Several servers that share one PostgreSQL: they begin at once, one person writes in two tabs, one decides twice."""

import threading

import pytest

from access.database import database
from backbone.book import Change
from backbone.journal.drafts import Drafts
from backbone.journal.saves import CONFLICT, WAITING, Journal
from schema.registry import RETURN_NOTE
from tests.backbone.faults import BOOK, new, now


def at_once(work, count=8):
    """Do the same in threads that begin together; what any of them raised."""
    barrier, raised = threading.Barrier(count), []

    def run(number):
        barrier.wait()
        try:
            work(number)
        except Exception as error:  # whatever it is, it is what the person would see
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    """Makes an engine as each server has its own."""
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    made = []

    def make():
        made.append(database(url, tmp_path))
        return made[-1]

    yield make
    for one in made:
        one.dispose()


def test_servers_that_begin_at_once_share_one_journal(engine):
    def begin(number):
        Journal(engine(), "w", now).record(Change(BOOK, RETURN_NOTE, [new(str(number))]), "甲")

    assert at_once(begin) == []
    assert len(Journal(engine(), "w", now).of_book(BOOK)) == 8


def test_one_person_in_two_tabs_keeps_one_of_two_drafts(engine):
    tabs = [Drafts(engine(), "w", "甲", now) for _ in range(4)]

    def keep(number):
        for turn in range(20):
            tabs[number].keep(BOOK, "return_note", [new(f"{number} {turn}")])

    assert at_once(keep, 4) == []
    rows, _ = tabs[0].kept(BOOK, "return_note")
    assert [row.wanted["text"].split()[1] for row in rows] == ["19"]


def test_a_conflict_is_decided_once(engine):
    journal = Journal(engine(), "w", now)
    met = Change(BOOK, RETURN_NOTE, [new("四")])
    journal.record(met, "甲")
    journal.met(met.operation, {"row": 2, "seen": {}, "current": {}, "wanted": {}})
    assert at_once(lambda number: journal.settle(met.operation, Change(BOOK, RETURN_NOTE, [new("四")]), "甲"), 4) == []
    states = [save.state for save in journal.of_book(BOOK)]
    assert (states.count(WAITING), states.count(CONFLICT)) == (1, 0)
