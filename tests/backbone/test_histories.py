"""Eight writers and a person in a spreadsheet program on the same books: nothing lost, doubled or overwritten in silence."""

import datetime as dt
import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from access.database import database
from backbone.folder import FolderBackbone
from backbone.journal.saves import Journal
from schema.registry import RETURN_NOTE
from tests.backbone import histories
from tests.backbone.faults import read_here


def run(place, url, writers, saves):
    for book in histories.BOOKS:
        FolderBackbone(place, read_here).create(book, {RETURN_NOTE: []}, ("A", "镇"))
    context = multiprocessing.get_context("spawn")
    stop, start = context.Event(), context.Barrier(writers + 1)
    person = context.Process(target=histories.edit, args=(place, stop, start))
    working = [context.Process(target=histories.write, args=(place, url, f"w{number}", saves, start)) for number in range(writers)]
    for process in (person, *working):
        process.start()
    for process in working:
        process.join()
    stop.set()
    person.join()
    assert [process.exitcode for process in (person, *working)] == [0] * (writers + 1)
    verdict = histories.judge(place, url)
    assert (verdict.lost, verdict.doubled, verdict.overwritten, verdict.not_back) == ([], [], [], [])
    assert (verdict.saves, verdict.persons_saves > 0) == (writers * saves, True)
    return verdict


def test_two_writers_and_a_person(tmp_path):
    run(tmp_path, "", 2, 12)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_eight_writers_and_a_person(tmp_path, kind, request):
    url = request.getfixturevalue("postgresql") if kind == "postgresql" else ""
    print(run(tmp_path, url, 8, 500))


def test_many_who_wait_for_books_do_not_starve_those_who_have_one(postgresql, tmp_path):
    """Each holds a connection while it waits; those at work need a second one."""
    engine = database(postgresql, tmp_path)
    journal = Journal(engine, "w", lambda: dt.datetime.now(tz=dt.UTC))
    together = threading.Barrier(20)

    def work(number):
        together.wait(30)
        with journal.alone(f"{number}"):
            together.wait(30)
            return journal.waiting(f"{number}")

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(work, range(20))) == [[]] * 20
    engine.dispose()
