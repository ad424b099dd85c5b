"""``xushi snapshot`` and ``xushi verify``."""

import hashlib
import re

import pytest

from tests.cli.conftest import DAY, files


def flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def test_the_same_inputs_give_the_same_bytes_under_two_numbers(xushi, county):
    told = [xushi("snapshot", county, "--on", DAY, "--json").json for _ in range(2)]
    assert [each["number"] for each in told] == ["2015-08-001", "2015-08-002"]
    assert len({each["sha256"] for each in told}) == 1
    assert len({hashlib.sha256(path.read_bytes()).hexdigest() for path in files(county)}) == 1


def test_what_is_taken_is_told(xushi, county, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "zhang")
    told = xushi("snapshot", county, "--on", DAY, "--json")
    assert told.status == 0
    assert told.json == {
        **{"number": "2015-08-001", "on": DAY, "who": "zhang", "simulated": True, "written": []},
        **{name: told.json[name] for name in ("at", "sha256", "file", "bytes", "reported", "expected")},
    }
    assert re.fullmatch(r"2015-08-001 \d{8}T\d{6}Z zhang\.zip", told.json["file"])
    assert (told.json["reported"], told.json["expected"]) == (14, 16)


def test_an_account_that_is_no_text_freezes_all_the_same(xushi, county, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "a\udcffb")
    assert xushi("snapshot", county, "--on", DAY, "--json").json["who"] == "a?b"


def test_a_copy_and_the_formats_go_where_they_are_asked(xushi, county, tmp_path):
    out = tmp_path / "out"
    told = xushi("snapshot", county, "--on", DAY, "--out", out, "--format", "zip", "--json")
    assert told.json["written"] == [str(out / "2015-08-001.zip")]
    assert (out / "2015-08-001.zip").read_bytes() == files(county)[0].read_bytes()


@pytest.mark.parametrize(("more", "named"), [(("--out", "x", "--format", "zip,xyz"), "xyz"), (("--format", "zip"), "--out")], ids=["unknown", "nowhere"])
def test_formats_that_cannot_be_written_are_refused_before_anything_is_taken(xushi, county, more, named):
    told = xushi("snapshot", county, "--on", DAY, *more)
    assert (told.status, len(told.lines), (county / ".xushi" / "snapshots").exists()) == (2, 1, False)
    assert named in told.err
    assert "zip" in told.err or named == "--out"


def test_a_day_that_is_none_is_refused(xushi, county):
    assert xushi("snapshot", county, "--on", "2015-08-32").status == 2


def test_a_workspace_that_is_none_is_refused(xushi, tmp_path):
    assert [xushi("snapshot", tmp_path, "--on", DAY).status, xushi("verify", tmp_path).status] == [2, 2]


def test_an_archive_that_cannot_be_written_is_told(xushi, county):
    (county / ".xushi").mkdir(exist_ok=True)
    (county / ".xushi" / "snapshots").write_text("")
    told = xushi("snapshot", county, "--on", DAY)
    assert (told.status, len(told.lines)) == (2, 1)


def test_snapshots_that_are_as_they_were_are_counted(xushi, county):
    xushi("snapshot", county, "--on", DAY)
    told = xushi("verify", county)
    assert (told.status, told.out.split()[0], len(told.out.splitlines())) == (0, "1", 1)
    assert xushi("verify", county, "--json").json == {"snapshots": 1, "findings": []}


def test_a_workspace_without_snapshots_is_left_as_it_is(xushi, county):
    before = sorted(county.rglob("*"))
    assert xushi("verify", county, "--json").json == {"snapshots": 0, "findings": []}
    assert sorted(county.rglob("*")) == before


@pytest.mark.parametrize(("at", "part"), [(200, "manifest.json"), (5000, "bargaining_ledger.parquet"), (-3, "zip")])
def test_one_byte_that_changed_is_named_by_file_and_part(xushi, county, at, part):
    xushi("snapshot", county, "--on", DAY)
    (path,) = files(county)
    flip(path, at)
    told = xushi("verify", county)
    assert (told.status, len(told.out.splitlines())) == (1, 1)
    assert path.name in told.out
    assert part in told.out
    assert xushi("verify", county, "--json").json["findings"] == [{"number": "2015-08-001", "file": path.name, "kind": "changed", "part": part}]


def test_a_damaged_database_is_told(xushi, county):
    xushi("snapshot", county, "--on", DAY)
    path = county / ".xushi" / "xushi.db"
    for beside in county.glob(".xushi/xushi.db-*"):
        beside.unlink()
    content = bytearray(path.read_bytes())
    content[100:-100] = bytes(len(content) - 200)
    path.write_bytes(content)
    told = xushi("verify", county, "--json")
    assert (told.status, [finding["kind"] for finding in told.json["findings"]]) == (1, ["journal"])
