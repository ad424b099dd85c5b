"""Snapshots on disk and on the list: numbered once, never written over, every strange file told."""

import datetime as dt
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from access.database import database
from backbone.journal.snapshots import NumberGiven, Snapshots, Taken
from snapshots.archive import Archive
from snapshots.errors import Damaged, NoSnapshot, NotKept
from snapshots.frame import framed, parts_of
from snapshots.manifest import MANIFEST, dumped
from snapshots.package import packed
from tests.backbone.test_servers import at_once
from tests.snapshots.conftest import AT, DAY

MAIN = Path(__file__).parents[2]


@pytest.fixture
def own(tmp_path):
    return tmp_path / ".xushi"


@pytest.fixture
def archive(own):
    return Archive(own / "snapshots", Snapshots(database("", own), "示例"), lambda: AT)


def told(archive):
    return [(finding.number, finding.kind, finding.part) for finding in archive.verify()]


def file_of(own, taken):
    return own / "snapshots" / taken.file


def rewrite(path, content):
    path.chmod(0o600)
    path.write_bytes(content)


def test_a_snapshot_is_listed_with_what_people_ask_of_it(archive, small):
    content = packed(small)
    taken = archive.take(small, "工作人员")
    assert taken == Taken("2015-03-001", DAY, AT, "工作人员", taken.sha256, "2015-03-001 20150402T083005Z 工作人员.zip", len(content), False, 1, 2)
    assert archive.all() == [taken]


def test_the_file_is_what_was_frozen_and_may_not_be_written(archive, own, small):
    taken = archive.take(small, "工作人员")
    assert file_of(own, taken).read_bytes() == archive.content(taken.number) == packed(small)
    assert stat.S_IMODE(file_of(own, taken).stat().st_mode) == 0o400


def test_numbers_count_up_in_the_month_of_the_day(archive, small):
    taken = [archive.take(each, "甲").number for each in (small, small, replace(small, on=dt.date(2015, 4, 1)), small)]
    assert taken == ["2015-03-001", "2015-03-002", "2015-04-001", "2015-03-003"]
    assert [each.number for each in archive.all()] == taken[::-1]


def test_a_snapshot_is_compared_with_the_last_one_of_the_newest_earlier_day(archive, small):
    for day in (dt.date(2015, 2, 28), DAY, DAY, dt.date(2015, 1, 31)):
        archive.take(replace(small, on=day), "甲")
    asked = [dt.date(2015, 4, 1), DAY, dt.date(2015, 1, 31)]
    assert [found and found.number for found in map(archive.before, asked)] == ["2015-03-002", "2015-02-001", None]


def test_what_was_frozen_twice_without_a_change_has_one_check_code(archive, small):
    assert len({archive.take(small, who).sha256 for who in ("甲", "乙")}) == 1


@pytest.mark.parametrize(
    ("who", "named"),
    [("../../root", "_.._root"), ("a\x00b\n", "a_b_"), ("", "_"), ("甲" * 100, "甲" * 20), ("a/b:c", "a_b_c"), ("\u202egpj.exe", "_gpj.exe")],
)
def test_a_persons_name_is_no_path(archive, own, small, who, named):
    taken = archive.take(small, who)
    assert taken.file == f"2015-03-001 20150402T083005Z {named}.zip"
    assert file_of(own, taken).is_file()


def test_a_snapshot_is_opened_by_its_number(archive, small):
    assert archive.open(archive.take(small, "甲").number).records.equals(small.records)


def test_an_unknown_number_is_told(archive, small):
    archive.take(small, "甲")
    with pytest.raises(NoSnapshot) as raised:
        archive.open("2015-03-009")
    assert raised.value.number == "2015-03-009"


def test_what_lies_there_as_it_was_taken_is_sound(archive, small):
    archive.take(small, "甲")
    archive.take(small, "乙")
    assert told(archive) == []


def test_a_changed_file_is_named_with_its_part_and_not_opened(archive, own, small):
    taken = archive.take(small, "甲")
    content = archive.content(taken.number)
    at = content.index(b"books.json", content.index(b"PK", 4)) + len("books.json") + 5
    rewrite(file_of(own, taken), content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    assert told(archive) == [("2015-03-001", "changed", "books.json")]
    with pytest.raises(Damaged) as raised:
        archive.open(taken.number)
    assert raised.value.number == taken.number


@pytest.mark.parametrize(("column", "value"), [("number", "2015-09-009"), ("on", "2015-09-30"), ("who", "别人"), ("at", "2016-01-01T00:00:00+00:00")])
def test_a_line_of_the_list_that_was_changed_is_told(archive, own, small, column, value):
    archive.take(small, "工作人员")
    with database("", own).begin() as connection:
        connection.exec_driver_sql(f'update snapshots set "{column}" = ?', (value,))
    assert [kind for _, kind, _ in told(archive)] == ["relisted"]


def test_a_sound_snapshot_in_the_place_of_another_is_told(archive, own, small):
    taken = archive.take(small, "甲")
    rewrite(file_of(own, taken), packed(replace(small, corrections={})))
    assert told(archive) == [("2015-03-001", "changed", "manifest.json")]
    with pytest.raises(Damaged):
        archive.open(taken.number)


@pytest.mark.parametrize("changed", [{"parts": 5}, {"parts": [{}]}, {"format": 2}])
def test_a_manifest_with_a_sum_of_its_own_is_not_believed(archive, own, small, changed):
    taken = archive.take(small, "甲")
    parts = parts_of(archive.content(taken.number))
    said = {name: value for name, value in json.loads(parts[MANIFEST]).items() if name != "sha256"} | changed
    made = {**parts, MANIFEST: dumped({**said, "sha256": hashlib.sha256(dumped(said)).hexdigest()})}
    rewrite(file_of(own, taken), framed(made))
    assert told(archive) == [("2015-03-001", "changed", "manifest.json")]


def test_nothing_of_a_file_that_is_not_the_one_on_the_list_is_unpacked(archive, own, small, monkeypatch):
    taken = archive.take(small, "甲")
    rewrite(file_of(own, taken), packed(replace(small, corrections={})))
    monkeypatch.setattr("snapshots.archive.unpacked", lambda _: pytest.fail("unpacked"))
    with pytest.raises(Damaged):
        archive.open(taken.number)


def test_a_changed_file_is_not_given_away(archive, own, small):
    taken = archive.take(small, "甲")
    content = archive.content(taken.number)
    rewrite(file_of(own, taken), content[:-1] + b"x")
    with pytest.raises(Damaged):
        archive.content(taken.number)


def test_a_file_larger_than_any_snapshot_is_told_and_not_read(archive, own, small):
    taken = archive.take(small, "甲")
    rewrite(file_of(own, taken), b"")
    os.truncate(file_of(own, taken), 1 << 40)
    assert told(archive) == [("2015-03-001", "changed", "zip")]


def test_what_is_no_file_is_not_waited_for(archive, own, small):
    taken = archive.take(small, "甲")
    file_of(own, taken).unlink()
    os.mkfifo(file_of(own, taken))
    assert told(archive) == [("2015-03-001", "gone", "")]


def test_a_file_that_is_gone_is_told(archive, own, small):
    taken = archive.take(small, "甲")
    file_of(own, taken).unlink()
    assert told(archive) == [("2015-03-001", "gone", "")]
    with pytest.raises(NoSnapshot):
        archive.open(taken.number)


def test_a_file_that_nobody_took_is_told_and_its_number_is_not_given(archive, own, small):
    archive.take(small, "甲")
    (own / "snapshots" / "2015-03-002 20150402T083005Z 乙.zip").write_bytes(packed(small))
    assert archive.take(small, "甲").number == "2015-03-003"
    assert told(archive) == [("2015-03-002", "unlisted", "")]


KILLED = """
import sys, os, signal
sys.path.insert(0, {main!r})
from access.database import database
from backbone.journal import snapshots as listed
import snapshots.archive as kept
from tests.snapshots.conftest import AT
from snapshots.package import unpacked
from pathlib import Path
own = Path({own!r})
archive = kept.Archive(own / "snapshots", listed.Snapshots(database("", own), "示例"), lambda: AT)
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
{patch}
archive.take(unpacked(Path({file!r}).read_bytes()), "甲")
"""


@pytest.mark.parametrize(
    ("patch", "found"),
    [
        ("kept.Path.rename = die", []),
        ("kept.flush_folder = die", [("2015-03-001", "unlisted", "")]),
        ("listed.Snapshots.record = die", [("2015-03-001", "unlisted", "")]),
    ],
)
def test_a_kill_leaves_no_half_file_on_the_list(archive, own, small, tmp_path, patch, found):
    file = tmp_path / "frozen.zip"
    file.write_bytes(packed(small))
    told_by = KILLED.format(main=str(MAIN), own=str(own), file=str(file), patch=patch)
    died = subprocess.run([sys.executable, "-c", told_by], cwd=MAIN, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert (archive.all(), told(archive)) == ([], found)
    assert archive.take(small, "甲").number == f"2015-03-{len(found) + 1:03d}"


def test_several_who_freeze_at_once_get_numbers_of_their_own(own, small):
    url = database("", own)

    def take(_):
        Archive(own / "snapshots", Snapshots(url, "示例"), lambda: AT).take(small, "甲")

    assert at_once(take, 4) == []
    archive = Archive(own / "snapshots", Snapshots(url, "示例"), lambda: AT)
    assert sorted(taken.number for taken in archive.all()) == [f"2015-03-{number:03d}" for number in range(1, 5)]
    assert told(archive) == []


def test_processes_that_freeze_at_once_get_numbers_of_their_own(archive, own, small, tmp_path):
    file = tmp_path / "frozen.zip"
    file.write_bytes(packed(small))
    told_by = KILLED.format(main=str(MAIN), own=str(own), file=str(file), patch="")
    running = [subprocess.Popen([sys.executable, "-c", told_by], cwd=MAIN) for _ in range(3)]
    assert [each.wait() for each in running] == [0, 0, 0]
    assert sorted(taken.number for taken in archive.all()) == ["2015-03-001", "2015-03-002", "2015-03-003"]
    assert told(archive) == []


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    made = database(request.getfixturevalue("postgresql") if request.param == "postgresql" else "", tmp_path)
    yield made
    made.dispose()


def test_servers_with_folders_of_their_own_and_one_list_give_a_number_once(engine, tmp_path, small):
    folders = [tmp_path / name for name in ("one", "two", "three")]

    def take(number):
        Archive(folders[number] / "snapshots", Snapshots(engine, "示例"), lambda: AT).take(small, "甲")

    assert at_once(take, 3) == []
    assert sorted(taken.number for taken in Snapshots(engine, "示例").all()) == ["2015-03-001", "2015-03-002", "2015-03-003"]
    assert [len(list((folder / "snapshots").iterdir())) for folder in folders] == [1, 1, 1]


def test_the_list_gives_a_number_once(engine):
    listed = Snapshots(engine, "示例")
    taken = Taken("2015-03-001", DAY, AT, "甲", "0" * 64, "a.zip", 1, False, 0, 2)
    listed.record(taken)
    with pytest.raises(NumberGiven):
        listed.record(taken)
    Snapshots(engine, "另一").record(taken)
    assert listed.all() == [taken]


def test_a_folder_that_cannot_be_written_is_told(archive, own, small):
    (own / "snapshots").write_text("")
    with pytest.raises(NotKept):
        archive.take(small, "甲")
    assert archive.all() == []
