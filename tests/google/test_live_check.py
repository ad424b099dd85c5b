"""The snippets of the live check do what the document says, on a service that judges every request."""

import re
import textwrap
import time
from pathlib import Path
from types import SimpleNamespace

import gspread
import pytest

from tests.google.client import connected
from tests.google.clock import Clock
from tests.google.conftest import ROWS
from tests.google.server import GoogleServer

DOCUMENT = (Path(__file__).parents[2] / "docs" / "google-live-check.md").read_text(encoding="utf-8")
SNIPPET = re.compile(r"^ *```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PARTS = {part.partition(".")[0]: [textwrap.dedent(one) for one in SNIPPET.findall(part)] for part in DOCUMENT.split("\n## ")[1:]}
TAB = "Sheet1"


class Typist:
    """Whoever sits at the browser: acts whenever the script sleeps, and lets time pass."""

    def __init__(self, google, book_id):
        self.clock, self.person, self.naps = google.clock, google.person(book_id), 0

    def race(self):
        at, row = self.naps, 2 if self.naps <= 10 else 3
        if at <= 20:
            self.person.edit(TAB, f"{'_BCDEFGHIJKLMNOPQRSTU'[at]}{row}", f"w{at}")
        elif at == 25:
            self.person.insert_rows(TAB, 2)

    def watch(self):
        if self.naps in (5, 20):
            self.person.edit(TAB, "A50", f"d{self.naps}")

    def types(self):
        for row in (60, 61):
            self.person.fill(TAB, [["2026-3-5", "3-4", "50%", "12:30", "2026年3月5日"]], f"A{row}")

    def nap(self, act, seconds):
        self.clock.now += seconds
        self.naps += 1
        act()


def addressed(snippet, ids):
    """A snippet with its ids filled in; its clock is the server's."""
    filled = re.sub('"id of the (.*?)"', lambda found: f'"{ids[found[1]]}"', snippet)
    return filled.replace("import time\n", "")


@pytest.fixture(scope="module")
def told():
    """What each part of the document printed, while somebody did what it asks for."""
    with GoogleServer(clock=Clock()) as google, connected(google) as client, pytest.MonkeyPatch.context() as patch:
        folder = google.drive.folder("live check")
        ids = {"folder": folder, "spreadsheet": google.drive.spreadsheet("live check", folder), "branch's spreadsheet": google.drive.spreadsheet("A01", folder)}
        google.person(ids["branch's spreadsheet"]).fill(TAB, ROWS)
        patch.setattr(gspread, "service_account", lambda **_: client)
        printed = {}
        session = {"print": lambda *said, sep=" ": printed[part].append(sep.join(map(str, said)))}
        for part, snippets in PARTS.items():
            printed[part], typist = [], Typist(google, ids["spreadsheet"])
            act = {"2": typist.race, "4": typist.watch}.get(part)
            for snippet in snippets:
                session["time"] = SimpleNamespace(time=google.clock, strftime=time.strftime, sleep=lambda seconds, act=act, who=typist: who.nap(act, seconds))
                exec(addressed(snippet, ids), session)
                if part == "6":
                    typist.types()
        return {part: "\n".join(lines) for part, lines in printed.items()}


def test_the_folder_is_seen(told):
    assert "'canEdit': True" in told["1"]


def test_a_word_is_in_a_copy_or_stands(told):
    assert "words without a trace: []" in told["2"]


def test_no_inserted_row_is_lost(told):
    assert "new rows lost: []" in told["2"]


def test_copies_and_cells_are_of_one_row_when_a_row_is_inserted(told):
    assert "different rows: []" in told["2"]
    assert "24 overwrote the row 'K1'\n25 overwrote the row ''" in told["2"]


def test_four_batches_are_refused_and_leave_nothing(told):
    assert (told["3"].count("refused:"), told["3"].splitlines()[-1]) == (4, "written all the same: ['', '', '', '']")


def test_changes_are_seen_one_by_one(told):
    assert [line.split()[-1] for line in told["4"].splitlines()][1:] == ["d5", "d20"]


def test_typed_days_are_shown_with_their_type(told):
    assert told["6"].count("'type': 'DATE'") >= 4


def test_marks_are_told_by_either_kind_of_reading(told):
    by_filter, by_get = told["7"].splitlines()[-2:]
    assert by_filter == by_get == f"{{'{TAB}': 0, '_序时': 31}}"


def test_rows_of_a_branch_are_counted(told):
    assert told["9"].splitlines()[-1] == f"{{'{TAB}': {len(ROWS)}}}"
