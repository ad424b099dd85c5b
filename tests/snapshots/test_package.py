"""One file a snapshot: the same content gives the same bytes, and gives back what was frozen, whatever it is opened with."""

import datetime as dt
import io
import json
import os
import random
import shutil
import zipfile
from dataclasses import replace

import pandas as pd
import pytest

import demo
from backbone.folder import FolderBackbone
from ledger.ledger import Ledger, load
from progress.records import records
from progress.trace import traced
from schema.org_monthly import OrgMonthly
from snapshots import manifest
from snapshots.errors import Damaged, NewerFormat, NotASnapshot, SnapshotError
from snapshots.frame import framed, parts_of
from snapshots.frozen import freeze
from snapshots.manifest import MANIFEST, check_code, dumped, faults, with_manifest
from snapshots.package import packed, unpacked
from snapshots.parquet import packed_rows, unpacked_rows
from tests.snapshots.conftest import DAY, RETURN, VERDICT

KEYS = [pytest.param(found.key, marks=() if found.key in ("nanjiang", "siming") else pytest.mark.slow) for found in demo.FEDERATIONS]


def about(content):
    return json.loads(parts_of(content)[MANIFEST])


def remade(content, **changed):
    """The snapshot with parts of another content, and a manifest to them, as somebody would make it who knows how."""
    parts = parts_of(content)
    told = json.loads(parts.pop(MANIFEST))
    rows = {part["name"]: part["rows"] for part in told["parts"]}
    return framed(with_manifest({"on": told["on"]}, {**parts, **changed}, rows))


@pytest.mark.parametrize("key", KEYS)
def test_what_was_frozen_comes_back_with_its_figures_its_issues_and_its_cells(demos, key):
    frozen = demos(key).frozen
    found = unpacked(packed(frozen))
    pd.testing.assert_frame_equal(found.records, frozen.records)
    pd.testing.assert_frame_equal(records(found.ledger, [frozen.on]), frozen.records)
    assert (found.ledger.issues, found.title, found.simulated) == (frozen.ledger.issues, frozen.title, True)
    for code in list(frozen.indicators)[:8]:
        if frozen.indicators[code].formula:
            before, after = (traced(each.ledger, each.indicators, code, each.root, each.on).cells for each in (frozen, found))
            pd.testing.assert_frame_equal(after, before)


def test_refused_rows_verdicts_and_corrections_come_back(small):
    found = unpacked(packed(small))
    assert found.ledger.filled_rows(OrgMonthly).to_pylist() == small.ledger.filled_rows(OrgMonthly).to_pylist()
    assert [issue.row for issue in found.ledger.issues] == [issue.row for issue in small.ledger.issues] != []
    assert (found.reviews, found.corrections, found.on) == ({RETURN: [VERDICT]}, {RETURN: ["补报"]}, DAY)


def test_the_same_content_elsewhere_and_later_has_the_same_bytes(demos, tmp_path):
    made = demos("nanjiang")
    shutil.copytree(made.folder, tmp_path / "copy", ignore=shutil.ignore_patterns(".xushi"))
    for path in (tmp_path / "copy").rglob("*.xlsx"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    again = freeze(load(FolderBackbone(tmp_path / "copy")), made.frozen.on, {}, {})
    assert packed(again) == packed(made.frozen)


def test_books_that_were_read_in_another_order_have_the_same_bytes(small):
    state = small.ledger.state
    turned = dict.fromkeys(reversed(state.books), "2")
    ledger = Ledger(state.refreshed(turned, [], [], 0))
    assert list(ledger.state.books) != list(state.books)
    assert packed(replace(small, ledger=ledger)) == packed(small)


def test_a_ledger_that_was_read_book_by_book_has_the_same_bytes(demos, tmp_path):
    made = demos("nanjiang")
    folder = tmp_path / "copy"
    shutil.copytree(made.folder, folder, ignore=shutil.ignore_patterns(".xushi"))
    book = next((folder / "填报").glob("*.xlsx"))
    whole = book.read_bytes()
    book.unlink()
    before = load(FolderBackbone(folder))
    book.write_bytes(whole)
    assert packed(freeze(load(FolderBackbone(folder), before), made.frozen.on, {}, {})) == packed(made.frozen)


def test_other_rows_have_another_check_code(small):
    other = replace(small, corrections={RETURN: ["改报"]})
    assert check_code(packed(other)) != check_code(packed(small))


def test_a_ledger_that_was_opened_is_known_by_its_check_code(small):
    content = packed(small)
    assert set(unpacked(content).ledger.revisions.values()) == {check_code(content)}


def test_the_manifest_tells_day_federation_versions_and_every_part(small):
    content = packed(small)
    told, parts = about(content), parts_of(content)
    assert (told["format"], told["on"], told["federation"], told["simulated"]) == (1, "2015-03-31", "示例0", False)
    assert {"pyarrow", "duckdb", "code"} <= told["versions"].keys()
    assert [(part["name"], part["bytes"]) for part in told["parts"]] == [(name, len(part)) for name, part in parts.items() if name != MANIFEST]
    assert {part["name"]: part["rows"] for part in told["parts"]}["org_monthly.parquet"] == 3


def test_any_program_opens_the_zip(small):
    with zipfile.ZipFile(io.BytesIO(packed(small))) as package:
        assert package.testzip() is None
        assert {(member.date_time, member.external_attr >> 16) for member in package.infolist()} == {((1980, 1, 1, 0, 0, 0), 0o100444)}


def places(content):
    """Where each part stands: its name, and its first and last byte."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        begins = [(member.filename, member.header_offset + 30 + len(member.filename), member.file_size) for member in package.infolist()]
    return [(name, at, at + size) for name, at, size in begins]


def flipped(content, at, bits=0xFF):
    return content[:at] + bytes([content[at] ^ bits]) + content[at + 1 :]


def wrong(content, at, bits=0xFF):
    """None where the fault of a changed byte is named as it should be: by the part that the byte is of, by the frame or the list of parts elsewhere."""
    found = [fault.part for fault in faults(flipped(content, at, bits))]
    own = [name for name, begins, ends in places(content) if begins <= at < ends]
    if (found == own) if own else bool({"zip", *(name for name, *_ in places(content))} & set(found)):
        return None
    return at, found


def test_every_single_byte_that_changes_is_named(small):
    content = packed(small)
    assert [found for at in range(len(content)) if (found := wrong(content, at, 1 << at % 8))] == []


def test_bytes_of_a_large_snapshot_are_watched(demos):
    content, drawn = packed(demos("nanjiang").frozen), random.Random(20261001)
    assert [found for at in drawn.sample(range(len(content)), 2000) if (found := wrong(content, at, drawn.randrange(1, 256)))] == []


def reframed(content, **changed):
    """Other parts in a sound frame, the manifest as it was; None takes a part out."""
    return framed({name: part for name, part in {**parts_of(content), **changed}.items() if part is not None})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"books.json": b"[]"}, [("books.json", "changed")]),
        ({"books.json": None}, [("books.json", "missing")]),
        ({"more.json": b"[]"}, [("more.json", "added")]),
        ({"reviews.json": None, "views.json": b"[]"}, [("reviews.json", "missing"), ("views.json", "added")]),
        ({MANIFEST: b"{}"}, [(MANIFEST, "changed")]),
        ({MANIFEST: None}, [("zip", "changed")]),
    ],
    ids=["changed", "removed", "added", "renamed", "manifest", "no manifest"],
)
def test_a_part_that_somebody_changed_is_named(small, change, named):
    assert [(fault.part, fault.kind) for fault in faults(reframed(packed(small), **change))] == named


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content + b"\0",
        lambda content: b"\0" + content,
        lambda content: content[:-2] + b"\x01\x00!",
        lambda content: content[:-1],
        lambda content: framed(dict(reversed(parts_of(content).items()))),
    ],
    ids=["behind", "before", "comment", "cut", "order"],
)
def test_what_is_no_part_is_the_frame(small, change):
    assert [fault.part for fault in faults(change(packed(small)))] == ["zip"]


def test_a_manifest_that_says_the_same_in_other_bytes_is_another(small):
    content = packed(small)
    spaced = json.dumps(about(content), ensure_ascii=False).encode()
    assert [fault.part for fault in faults(reframed(content, **{MANIFEST: spaced}))] == [MANIFEST]


def test_packed_members_are_refused_before_they_are_unpacked(small):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(MANIFEST, b"0" * 1_000_000)
    with pytest.raises(NotASnapshot):
        parts_of(buffer.getvalue())


def test_too_many_parts_are_refused():
    with pytest.raises(NotASnapshot):
        parts_of(framed({f"{number}.json": b"" for number in range(65)}))


def test_too_many_bytes_are_refused(small, monkeypatch):
    content = packed(small)
    monkeypatch.setattr("snapshots.frame.MOST_BYTES", len(content) - 1)
    with pytest.raises(NotASnapshot):
        parts_of(content)


def test_a_table_that_announces_more_than_its_rows_is_not_read(small, monkeypatch):
    content = packed_rows(small.ledger.filled_rows(OrgMonthly))
    with pytest.raises(ValueError, match="announced"):
        unpacked_rows(content, 4)
    monkeypatch.setattr("snapshots.parquet._MOST_BYTES", 100)
    with pytest.raises(ValueError, match="announced"):
        unpacked_rows(content, 3)


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", framed({"a.json": b"{}"})], ids=["empty", "cut", "other", "zip"])
def test_what_is_no_snapshot_is_told(content):
    with pytest.raises(NotASnapshot):
        unpacked(content)


def test_a_damaged_snapshot_is_not_opened_and_names_the_part(small):
    with pytest.raises(Damaged) as raised:
        unpacked(reframed(packed(small), **{"books.json": b"[]"}))
    assert [fault.part for fault in raised.value.faults] == ["books.json"]


def test_a_newer_format_is_told(small, monkeypatch):
    with monkeypatch.context() as later:
        later.setattr(manifest, "FORMAT", 2)
        content = packed(small)
    with pytest.raises(NewerFormat):
        unpacked(content)


@pytest.mark.parametrize(
    "parts",
    [
        {"books.json": b"[]"},
        {"books.json": b"[" * 100_000},
        {"org_monthly.parquet": b"PAR1"},
        {"records.parquet": b""},
        {"reviews.json": b'[["A"]]'},
    ],
)
def test_parts_that_no_one_of_ours_wrote_are_told_and_not_shown_as_an_error_of_ours(small, parts):
    with pytest.raises(SnapshotError):
        unpacked(remade(packed(small), **parts))


def test_a_column_of_later_days_is_empty_in_what_was_frozen_before(small):
    content = packed(small)
    older = unpacked_rows(parts_of(content)["org_monthly.parquet"], 3).drop_columns(["remark"])
    found = unpacked(remade(content, **{"org_monthly.parquet": packed_rows(older)}))
    pd.testing.assert_frame_equal(records(found.ledger, [DAY]), small.records)


def test_a_book_of_one_name_stands_where_its_name_says(small):
    books = [name for name, *_ in json.loads(parts_of(packed(small))["books.json"])["books"]]
    assert books == sorted(books)


def test_json_keeps_letters_and_no_spaces():
    assert dumped({"到": 1}) == '{"到":1}'.encode()


def test_the_day_is_part_of_what_is_frozen(small):
    later = freeze(small.ledger, DAY + dt.timedelta(days=1), small.reviews, small.corrections)
    assert check_code(packed(later)) != check_code(packed(small))
