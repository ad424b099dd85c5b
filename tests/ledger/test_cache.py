"""What was read is kept on disk: found again where nothing changed, ignored without a word where it cannot be used."""

import datetime as dt
import os
import shutil
import stat
import threading
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from ledger import cache as cached
from ledger.cache import Cache
from ledger.ledger import load
from ledger.packing import packed_issue, unpacked_issue
from schema.employment_ledger import EmploymentLedger
from schema.issue import Issue
from schema.organisation import Organisation
from schema.registry import SHEETS
from schema.workspace import CACHE, MASTER
from tests.ledger.test_ledger import FIRST, SECOND, Counting, edit, posts


class Kept(Counting):
    """A backbone over a folder that remembers which books were read, with the cache of that folder."""

    def __init__(self, backbone):
        super().__init__(backbone)
        self.folder = backbone.folder
        self.cache = Cache(backbone.folder / CACHE)
        self.file = backbone.folder / CACHE / "ledger.zip"

    def digests(self, books):
        return self.backbone.digests(books)

    def load(self, previous=None):
        """The ledger, after its cache is written; what was read to get it is in ``read_books``."""
        self.read_books = []
        ledger = load(self, previous, cache=self.cache)
        for thread in [thread for thread in threading.enumerate() if thread.name == "xushi-cache"]:
            thread.join()
        return ledger


@pytest.fixture
def kept(county):
    edit(county, SECOND, lambda book: book["就业创业服务台账"].append(["2015-03", "招聘会", "2015-05-09", 1, None, None, "约30", None, None]))
    return Kept(county)


def told(ledger):
    return [(name, rows.table.to_pylist(), rows.counts.tolist()) for name, rows in ledger.state.sheets.items()], ledger.issues, list(ledger.state.books)


def test_a_start_with_a_cache_reads_nothing_and_says_the_same(kept):
    cold = kept.load()
    assert sorted(kept.read_books) == sorted([MASTER, FIRST, SECOND])
    assert cold.book_of("B01").issues
    warm = kept.load()
    assert kept.read_books == []
    assert told(warm) == told(cold)
    assert warm.filed == cold.filed
    assert warm.revision == cold.revision


def test_only_what_changed_since_is_read(kept):
    kept.load()
    edit(kept, SECOND, lambda book: book["就业创业服务台账"].cell(2, 7, 25))
    (kept.folder / FIRST).unlink()
    assert posts(kept.load()) == [("B01", 25)]
    assert kept.read_books == [SECOND]


def test_a_file_that_was_only_touched_is_not_read_again(kept):
    cold = kept.load()
    os.utime(kept.folder / FIRST, (1, 1))
    refreshed = kept.load(cold)
    assert (kept.read_books, refreshed.revision == cold.revision) == ([], False)
    os.utime(kept.folder / FIRST, (2, 2))
    kept.load()
    assert kept.read_books == []


def test_nothing_is_known_of_the_content_of_a_book_that_changed_while_it_was_read(kept):
    book = (kept.folder / FIRST).read_bytes()
    ledger = load(kept)
    edit(kept, FIRST, lambda book: book["就业创业服务台账"].cell(2, 7, 99))
    kept.cache.write(ledger.state, kept)
    assert sorted(ledger.state.digests) == sorted([MASTER, SECOND])
    (kept.folder / FIRST).write_bytes(book)
    kept.load()
    assert kept.read_books == [FIRST]


def cut(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file):
    file.write_bytes(b"")


def foreign(file):
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("manifest.json", "[]")


def exchanged(file):
    """One figure of a sheet is another one."""
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as package:
        at = package.getinfo("employment_ledger").header_offset + package.getinfo("employment_ledger").file_size // 2
    content[at] ^= 0xFF
    file.write_bytes(bytes(content))


def a_folder(file):
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("damage", [cut, empty, foreign, exchanged, a_folder])
def test_a_damaged_cache_is_ignored_and_made_anew(kept, damage):
    cold = kept.load()
    damage(kept.file)
    assert told(kept.load()) == told(cold)
    assert len(kept.read_books) == 3
    if damage is not a_folder:
        kept.load()
        assert kept.read_books == []


def test_another_version_of_the_program_reads_everything_anew(kept, monkeypatch):
    kept.load()
    monkeypatch.setattr(cached, "version", lambda: "other")
    kept.load()
    assert len(kept.read_books) == 3


def test_the_version_is_that_of_the_rules_the_readers_and_the_words(tmp_path, monkeypatch):
    before = cached.version.__wrapped__()
    for room in ("schema", "backbone", "ledger", "words"):
        copy = tmp_path / room
        shutil.copytree(Path(getattr(cached, room).__file__).parent, copy)
        with monkeypatch.context() as changed:
            changed.setattr(getattr(cached, room), "__file__", str(copy / "__init__.py"))
            assert cached.version.__wrapped__() == before
            (copy / "one_more.py").write_text("")
            assert cached.version.__wrapped__() != before


def test_a_place_that_cannot_be_written_has_no_cache_and_no_complaint(kept):
    shutil.rmtree(kept.folder / ".xushi")
    (kept.folder / ".xushi").write_text("")
    assert posts(kept.load()) == posts(kept.load()) == [("A01", 10), ("B01", 20)]
    assert len(kept.read_books) == 3


def test_a_workspace_that_has_gone_is_not_made_again(kept):
    ledger = load(kept)
    shutil.rmtree(kept.folder)
    kept.cache.write(ledger.state, kept)
    assert not kept.folder.exists()


def test_nobody_else_may_look_into_the_cache(kept):
    kept.load()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept.file.parent, kept.file)] == [0o700, 0o600]
    assert list(kept.file.parent.iterdir()) == [kept.file]


def test_several_may_write_at_once(kept):
    ledger = load(kept)
    threads = [kept.cache.keep(ledger.state, kept) for _ in range(8)]
    while any(thread.is_alive() for thread in threads):
        found = kept.cache.read()
        assert found is None or list(found.books) == list(ledger.state.books)
    assert told(kept.load()) == told(ledger)
    assert kept.read_books == []


def test_a_small_change_of_many_books_is_not_written_at_once(make_workspace, event):
    tree = [{"code": "0", "name": "示例", "kind": "总工会"}]
    backbone = make_workspace({Organisation: tree}, {("0", "示例"): {EmploymentLedger: [event()]}})
    (path,) = (backbone.folder / "填报").iterdir()
    for number in range(150):
        shutil.copy(path, path.with_name(f"{number} 副本.xlsx"))
    kept = Kept(backbone)
    ledger = kept.load()
    written = kept.file.read_bytes()
    for count in (1, 2):
        edit(kept, f"填报/{count} 副本.xlsx", lambda book: book["就业创业服务台账"].cell(2, 7, 25))
        ledger = kept.load(ledger)
        assert (kept.file.read_bytes() == written) == (count == 1)
    kept.load()
    assert kept.read_books == []


def test_every_kind_of_value_of_an_issue_comes_back():
    values = {"typed": "约30", "found": [dt.date(2015, 3, 1), None, 1, 2.5, True, Decimal("0.10"), ("u1", "u2")], "should_be": {"a": Decimal(3)}}
    issue = Issue("code", "book", "sheet", 3, "column", "C3", "warn", values)
    back = unpacked_issue(packed_issue(issue))
    assert back == issue
    assert (back.values, [type(value) for value in back.values["found"]]) == (values, [type(value) for value in values["found"]])


def test_a_value_of_another_kind_is_refused():
    with pytest.raises(TypeError):
        packed_issue(Issue("code", values={"typed": object()}))


def test_after_many_refreshes_the_rows_are_those_of_a_first_reading(kept, event):
    ledger = kept.load()
    for number in range(70):
        name = (FIRST, SECOND)[number % 2]
        edit(kept, name, lambda book, number=number: book["就业创业服务台账"].cell(2, 7, number))
        ledger = load(kept, ledger)
    shutil.copy(kept.folder / FIRST, kept.folder / "填报/A00 前.xlsx")
    edit(kept, "填报/A00 前.xlsx", lambda book: book["填表说明"].__setitem__("B1", "A00"))
    ledger = load(kept, ledger)
    (kept.folder / SECOND).unlink()
    ledger = load(kept, ledger)
    first = load(kept)
    assert told(ledger) == told(first)
    assert all(rows.table.num_columns == 0 or rows.table.column(0).num_chunks <= 64 for rows in ledger.state.sheets.values())
    assert set(ledger.state.sheets) == set(SHEETS)
