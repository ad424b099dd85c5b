"""Files made to hurt whoever opens them: each is named, none harms its neighbours, and this process stays as it was."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest

from backbone.errors import NoReader, Unreadable
from backbone.reading.children import Child, Children
from tests.backbone import hostile

KINDS = list(hostile.kinds())
PATIENCE = 2.0
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def children():
    with Children(kept=2, patience=PATIENCE) as made:
        yield made


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.xlsx"
    path.write_bytes(hostile.book())
    return path


def said(found):
    return found.reason if isinstance(found, Unreadable) else {title: grid.rows for title, grid in found.items()}


GOOD = {"A": [("x",)]}


def test_the_corpus_is_large():
    assert (len(KINDS) >= 20, sum(len(make()) for _, _, make in KINDS) >= 200) == (True, True)


@pytest.mark.parametrize(("codes", "make"), [pytest.param(codes, make, id=name) for name, codes, make in KINDS])
def test_each_has_a_verdict_and_its_neighbours_are_read(tmp_path, children, good, codes, make):
    asked, files = [good], make()
    for at, content in enumerate(files):
        path = tmp_path / f"{at}.xlsx"
        path.write_bytes(content)
        asked += [path, good]
    found = [said(answer) for answer in children.read(asked)]
    assert found[::2] == [GOOD] * (len(files) + 1)
    assert {code for code in found[1::2] if not isinstance(code, str) or code not in codes} == set()


@linux
def test_the_whole_corpus_leaves_this_process_small(tmp_path, children, good):
    asked = []
    for name, _, make in KINDS:
        for at, content in enumerate(make()):
            asked.append(tmp_path / f"{name} {at}.xlsx")
            asked[-1].write_bytes(content)
    list(children.read([good] * 20))
    before = resident()
    assert max(resident() for _ in children.read(asked)) - before < 32 * hostile.MIB


def resident():
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def write(folder, name, content):
    path = folder / f"{name}.xlsx"
    path.write_bytes(content)
    return path


def test_a_file_that_ends_its_reader_costs_nobody_else(tmp_path, children, good):
    """What the inspection overlooks meets the limits of the child."""
    killer = write(tmp_path, "killer", hostile.killer())
    asked = [good, good, killer, good, killer, killer, *[good] * 9, killer]
    assert [said(found) for found in children.read(asked)] == [GOOD if path is good else "hostile_book" for path in asked]


def test_a_file_that_takes_too_long_costs_nobody_else(tmp_path, good):
    slow = write(tmp_path, "slow", hostile.slow(3000))
    asked = [good, slow, good, good]
    with Children(kept=2, patience=1.0) as children:
        assert [said(found) for found in children.read(asked)] == [GOOD, "hostile_book", GOOD, GOOD]


@linux
def test_a_child_is_limited_and_leaves_nothing(good):
    child = Child(PATIENCE)
    child.ask(good)
    child.answer()
    told = Path(f"/proc/{child.number}/limits").read_text()
    limits = {line[:26].strip(): line[26:].split()[0] for line in told.splitlines()}
    child.end()
    assert (limits["Max address space"], limits["Max file size"], limits["Max core file size"], limits["Max open files"]) == (str(1 << 30), "0", "0", "32")
    assert 20 <= int(limits["Max cpu time"]) <= 23
    assert not Path(f"/proc/{child.number}").exists()


@linux
def test_children_end_with_a_parent_that_is_killed(good):
    script = (
        "import sys, time; from pathlib import Path; from backbone.reading.children import Child; child = Child(9); child.ask(Path(sys.argv[1])); "
        "child.answer(); print(child.number, flush=True); time.sleep(99)"
    )
    root = str(Path(__file__).parents[2])
    with subprocess.Popen([sys.executable, "-c", script, str(good)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": root}) as parent:
        number = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while is_running(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(number)


def is_running(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_many_threads_read_at_once(tmp_path, good):
    killer = write(tmp_path, "killer", hostile.killer())
    found = {}
    with Children(kept=2, patience=20) as children:

        def read(number):
            found[number] = [said(answer) for answer in children.read([good, killer, good][number % 2 :])]

        threads = [threading.Thread(target=read, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {number: [GOOD, "hostile_book", GOOD][number % 2 :] for number in range(6)}


def test_a_reading_that_is_given_up_owes_nobody_its_answers(tmp_path, good):
    other = write(tmp_path, "other", hostile.book(strings=hostile.parts()[hostile.STRINGS].replace(">x<", ">y<")))
    with Children(kept=1, patience=20) as children:
        given_up = children.read([other] * 5)
        next(given_up)
        given_up.close()
        assert [said(found) for found in children.read([good])] == [GOOD]


def test_a_link_to_a_file_is_not_followed(tmp_path, children, good):
    link = tmp_path / "link.xlsx"
    link.symlink_to(good)
    assert [said(found) for found in children.read([link])] == ["not_a_workbook"]


ANSWERS = [
    b"",
    b"[",
    b"{}",
    b'{"code": "nonsense"}',
    b'{"code": ["hostile_book"]}',
    b"7",
    b'["A"]',
    b'[0, 1, [["A", 2, 1, [], [], []]]]\nx',
    b'[0, 2, [["A", 1, 1, [], [], []]]]\nx\x00',
    b'[0, 1, [["A", 0, 1, [], [], []]]]\nx',
    b'[0, -1, [["A", 1, 1, [], [], []]]]\n',
    b'[0, 1, [["A", -1, -1, [], [], []]]]\nx',
    b'[0, 1, [["A", 1, 1, [1], [], []]]]\nx',
    b'[0, 1, [["A", 1, 1, [1, "a"], [], []]]]\nx',
    b'[0, 2, [["A", 1, 1, [], [], []]]]\n\xff\xff',
    b'[0, 1, [["A", 1, 1, []]]]\nx',
    b'[0, 1, [[["A"], 1, 1, [], [], []]]]\nx',
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_child_that_talks_nonsense_is_not_believed(good, answer, monkeypatch):
    """The child may have been taken over by the file it read."""
    monkeypatch.setattr(
        "backbone.reading.children.COMMAND", [sys.executable, "-c", f"import sys; sys.stdout.buffer.write({b'ready' + bytes([10]) + answer + bytes([10])!r})"]
    )
    with Children(kept=1, patience=20) as children:
        assert [said(found) for found in children.read([good])] == ["hostile_book"]


def test_a_child_that_cannot_start_is_no_files_fault(good, monkeypatch):
    for command in ([sys.executable, "-c", "1/0"], ["/nowhere/python"]):
        monkeypatch.setattr("backbone.reading.children.COMMAND", command)
        with Children(kept=1) as children, pytest.raises(NoReader):
            list(children.read([good]))


def test_a_child_that_answers_too_late_is_not_waited_for(good, monkeypatch):
    late = "import sys, time; print('ready', flush=True); sys.stdin.readline(); time.sleep(5); print('{\"code\": \"too_large\"}', flush=True)"
    monkeypatch.setattr("backbone.reading.children.COMMAND", [sys.executable, "-c", late])
    with Children(kept=1, patience=0.5) as children:
        assert [said(found) for found in children.read([good])] == ["hostile_book"]


def test_a_file_is_not_blamed_for_a_child_that_was_lost_before(good):
    with Children(kept=1, patience=20) as children:
        assert [said(found) for found in children.read([good])] == [GOOD]
        os.kill(children._idle[0].number, signal.SIGKILL)
        assert [said(found) for found in children.read([good, good])] == [GOOD, GOOD]
