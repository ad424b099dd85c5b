"""A process that dies at any moment, and a power cut: every acknowledged save stands in the book once, nothing else is changed."""

import itertools

import pytest

from access.database import database
from backbone.book import Change
from backbone.folder import FolderBackbone
from backbone.journal.drafts import Drafts
from backbone.journal.saves import Journal, identity
from schema.registry import RETURN_NOTE
from tests.backbone import faults
from tests.backbone.faults import BOOK, Desk, killed, new, read_here, template


@pytest.fixture
def before(tmp_path):
    return template(tmp_path / "before")


def every_point(work):
    """Kill a piece of work at its first point, its second, and so on, until it comes to its end; says each time what was acknowledged."""
    for at in itertools.count(1):
        was, acknowledged = killed(at, at % 2 == 0, work)
        yield acknowledged
        if not was:
            return


def test_some_kills(before, tmp_path):
    told = [faults.struck_down(blow, before, tmp_path / "room") for blow in faults.blows(before, tmp_path / "dry", 24)]
    assert [wrong for _, wrong in told if wrong] == []
    assert sum(kills for kills, _ in told) == 24


@pytest.mark.slow
def test_two_thousand_kills(before, tmp_path):
    kills, wrong = faults.rained(faults.blows(before, tmp_path / "dry", 2_100), before, tmp_path)
    assert wrong == []
    assert kills >= 2_000


def test_a_draft_is_the_old_one_or_the_new_one(tmp_path):
    def drafts():
        return Drafts(database("", tmp_path), "w", "甲", faults.now)

    def keep(fault, acknowledge):
        kept = Drafts(faults.watched("", tmp_path, fault), "w", "甲", faults.now)
        with fault.calls():
            kept.keep(BOOK, "return_note", [new("新")])
        acknowledge()

    drafts().keep(BOOK, "return_note", [new("旧")])
    for acknowledged in every_point(keep):
        rows, _ = drafts().kept(BOOK, "return_note")
        assert rows in ([[new("新")]] if acknowledged else [[new("新")], [new("旧")]])
        drafts().keep(BOOK, "return_note", [new("旧")])


def test_a_new_book_is_whole_or_not_there(tmp_path):
    backbone = FolderBackbone(tmp_path, read_here)
    path = tmp_path / BOOK

    def create(fault, acknowledge):
        with fault.calls():
            backbone.create(BOOK, {RETURN_NOTE: [{"text": "一"}]}, ("A01", "示例镇"))
        acknowledge()

    for acknowledged in every_point(create):
        assert path.exists() or not acknowledged
        if not path.exists():
            backbone.create(BOOK, {RETURN_NOTE: [{"text": "一"}]}, ("A01", "示例镇"))
        assert Desk(tmp_path).texts() == ["一"]
        assert [found.name for found in path.parent.iterdir()] == [path.name]
        path.unlink()


def test_a_journal_that_is_just_being_made_keeps_what_it_acknowledged(tmp_path):
    """Also the name by which it knows its workspace."""
    numbers = itertools.count()

    def record(fault, acknowledge):
        folder = tmp_path / str(number)
        with fault.calls():
            Journal(faults.watched("", folder, fault), identity(folder), faults.now).record(Change(BOOK, RETURN_NOTE, [new("四")]), "甲")
        acknowledge()

    number = next(numbers)
    for acknowledged in every_point(record):
        folder = tmp_path / str(number)
        found = Journal(database("", folder), identity(folder), faults.now).of_book(BOOK)
        assert len(found) in ((1,) if acknowledged else (0, 1))
        number = next(numbers)
