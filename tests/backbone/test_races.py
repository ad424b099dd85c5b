"""Somebody else replaces the file at the worst moments: his newest file stands in the end, and ours is written over nobody's."""

import shutil
from contextlib import suppress

import pytest

from backbone.book import Change
from backbone.writing import replacing
from backbone.writing.replacing import Overtaken, digest, swap
from schema.registry import RETURN_NOTE
from tests.backbone.faults import BOOK, CASES, Desk, check, new, template

OLD, OURS, THEIRS, NEWEST = b"old", b"ours", b"theirs", b"newest"


@pytest.fixture
def files(tmp_path):
    place, beside = tmp_path / "book", tmp_path / "beside"
    place.write_bytes(OLD)
    beside.write_bytes(OURS)
    return beside, place


@pytest.fixture(params=[True, False], ids=["exchange", "no exchange"])
def exchanging(request, monkeypatch):
    """With the system's step for changing places, and where there is none."""
    if not request.param:
        monkeypatch.setattr(replacing, "_renameat2", lambda: None)
    return request.param


def replace_at(monkeypatch, place, *contents):
    """Somebody saves another file by replacing the one that stands, once before each exchange; an empty one: nobody does."""
    left, exchange = list(contents), replacing._exchange

    def overtaken(one, other):
        if left and (content := left.pop(0)):
            theirs = place.with_name("his")
            theirs.write_bytes(content)
            theirs.replace(place)
        return exchange(one, other)

    monkeypatch.setattr(replacing, "_exchange", overtaken)


def test_the_new_file_stands_and_the_old_one_is_kept(files, exchanging):
    beside, place = files
    swap(beside, place, digest(OLD))
    assert (place.read_bytes(), beside.read_bytes()) == (OURS, OLD)


def test_a_file_that_changed_before_stays(files, exchanging):
    beside, place = files
    place.write_bytes(THEIRS)
    with pytest.raises(Overtaken):
        swap(beside, place, digest(OLD))
    assert (place.read_bytes(), beside.read_bytes()) == (THEIRS, OURS)


@pytest.mark.parametrize(
    ("saves", "beside_it"),
    [((THEIRS,), OURS), ((THEIRS, NEWEST), THEIRS), ((THEIRS, b"second", NEWEST), b"second"), ((THEIRS, b"", NEWEST), OURS)],
)
def test_the_newest_of_theirs_stands_however_often_they_save(files, monkeypatch, saves, beside_it):
    beside, place = files
    replace_at(monkeypatch, place, *saves)
    with pytest.raises(Overtaken):
        swap(beside, place, digest(OLD))
    standing = NEWEST if saves[1:2] not in ((), (b"",)) else THEIRS
    assert (place.read_bytes(), beside.read_bytes()) == (standing, beside_it)


class Dead(BaseException):
    """The process ended here."""


@pytest.mark.parametrize("last", [1, 2, 3])
@pytest.mark.parametrize("saves", [1, 2])
def test_a_process_that_dies_while_it_gives_back_takes_nothing_from_anybody(tmp_path, monkeypatch, last, saves):
    before = template(tmp_path / "before")
    room = template(tmp_path / "room")
    theirs = [edited(before, tmp_path, text) for text in ("他", "他再")[:saves]]
    desk, made = Desk(room), [0]
    replace_at(monkeypatch, desk.path, *theirs)
    exchange = replacing._exchange

    def dying(one, other):
        done = exchange(one, other)
        made[0] += 1
        if made[0] == last:
            raise Dead
        return done

    monkeypatch.setattr(replacing, "_exchange", dying)
    with suppress(Dead):
        desk.save(CASES["append"], lambda: None)
    monkeypatch.undo()
    desk.close()
    again = Desk(room)
    again.resume()
    again.close()
    assert sorted(again.texts()) == sorted(["一", "二", "三", ("他", "他再")[min(saves, last) - 1], "四"])
    assert [path.name for path in desk.path.parent.iterdir()] == [desk.path.name]


def edited(before, tmp_path, text):
    """The file of a person who added a row to the book as it was."""
    room = tmp_path / "his desk"
    shutil.copytree(before, room)
    Desk(room).backbone.save(Change(BOOK, RETURN_NOTE, [new(text)]))
    content = (room / BOOK).read_bytes()
    shutil.rmtree(room)
    return content


def test_where_names_cannot_change_places_saves_are_written_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(replacing, "_renameat2", lambda: None)
    before, room = template(tmp_path / "before"), template(tmp_path / "room")
    desk = Desk(room)
    desk.save(CASES["three"], lambda: None)
    desk.close()
    assert check(room, before, CASES["three"], 3) == ""


def test_a_file_that_is_another_one_already_is_never_taken_away_even_for_a_moment(files, monkeypatch):
    """Who opened the book in that moment would not see what he himself has just saved."""
    beside, place = files
    place.write_bytes(THEIRS)
    monkeypatch.setattr(replacing, "_exchange", lambda *_: pytest.fail("exchanged"))
    with pytest.raises(Overtaken):
        swap(beside, place, digest(OLD))


def test_a_save_found_done_is_flushed_before_it_is_called_applied(tmp_path, monkeypatch):
    """The process may have died between the exchange and the flush of the folder."""
    desk = Desk(template(tmp_path / "room"))
    monkeypatch.setattr(desk.journal, "applied", lambda _: None)
    desk.save(CASES["append"], lambda: None)
    flushed = []
    monkeypatch.setattr("backbone.folder.flush_folder", flushed.append)
    desk.resume()
    desk.close()
    assert flushed == [desk.path.parent]
