"""A disk or a database that refuses: the person is told by a code, the book is the old one or the new one, and later all is well."""

import errno
import os
import shutil
import sqlite3
from collections import Counter

import pytest

from access.database import DatabaseError
from backbone.errors import BackboneError
from tests.backbone.faults import CASES, FIRST, Desk, Fault, check, points, template

REASONS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE)
FOREVER = 1_000


@pytest.fixture
def before(tmp_path):
    return template(tmp_path / "before")


IN_DATABASE = ("before statement", "before commit", "after commit")


def refusing(number, lasting=False):
    """Fails the call itself, or a write half-way, or what a database says after it has committed; a lasting fault lets people read."""

    def refuse(label):
        if label in IN_DATABASE:
            raise sqlite3.OperationalError("database or disk is full")
        if label.startswith(("before", "half")) and not (lasting and label == "before reading"):
            raise OSError(number, os.strerror(number))

    return refuse


def told(before, room, case, fault):
    """What went wrong where a fault struck: a foreign exception, a spoilt book, or a save lost or doubled after the fault is gone."""
    shutil.copytree(before, room)
    desk, acknowledged = Desk(room, fault), []
    try:
        with fault.calls():
            desk.save(CASES[case], lambda: acknowledged.append(1))
    except DatabaseError:
        pass
    except BackboneError as error:
        assert error.code
    desk.close()
    later = Desk(room)
    states = [Counter(texts) for texts in (FIRST, *CASES[case].texts)]
    wrong = "" if Counter(later.texts()) in states else "neither old nor new"
    later.resume()
    later.close()
    wrong = wrong or check(room, before, CASES[case], len(acknowledged))
    shutil.rmtree(room)
    return wrong


def findings(before, tmp_path, case, reasons, lasting=False):
    for at, label in enumerate(points(case, before, tmp_path / "dry"), start=1):
        if label in IN_DATABASE or label.startswith(("before", "half")):
            for number in reasons[:1] if label in IN_DATABASE else reasons:
                fault = Fault(at, refusing(number, lasting), FOREVER if lasting else at)
                if wrong := told(before, tmp_path / "room", case, fault):
                    yield label, errno.errorcode[number], at, wrong


@pytest.mark.parametrize("lasting", [False, True])
def test_a_call_that_fails(before, tmp_path, lasting):
    assert list(findings(before, tmp_path, "append", REASONS[:1], lasting)) == []


@pytest.mark.slow
@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_every_call_fails_for_every_reason(before, tmp_path, case, lasting):
    assert list(findings(before, tmp_path, case, REASONS, lasting)) == []
