"""How many requests a workspace on Google Sheets costs: reading a spreadsheet, a refresh, a save, a rerun of a page.

    uv run python bench/google.py [--quick]

In one run, turn by turn, on the tests' own service on loopback: ours; *naive*, an unmodified gspread as its manual shows it, which knows nothing
of changes and so reads every spreadsheet at a refresh; and *thrifty*, the fewest requests that gspread's own methods allow, without types,
dates or a look at what is overwritten (both in gspread_ways.py). Goals are counts of requests and hold against naive. What each of the three read
or wrote is compared. Requests for tokens are told apart. The service's quota is lifted, since naive would be refused within the first
minute; ours keeps to its 50 a minute on the service's clock, which passes without waiting. Times are for information: nobody is far
away, and most of ours is the service's own in showing every formatted cell. ``--quick`` takes 10 rows a tab instead of 50 and fewer turns.
"""

import argparse
import datetime as dt
import gc
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, where google-auth would be looked for in this file
sys.path.insert(0, str(Path(__file__).parents[1]))

from backbone.book import Change, RowChange
from backbone.google.backbone import GoogleBackbone
from backbone.google.drive import title_of
from bench.gspread_ways import Naive, Rows, Thrifty
from schema.check import typed_rows
from schema.columns import Column
from schema.grid import Grid
from schema.org_monthly import OrgMonthly
from schema.registry import BRANCH_SHEETS
from schema.sheet import Sheet
from schema.workspace import BRANCH_FOLDER, MASTER
from tests.google.client import connected
from tests.google.clock import Clock
from tests.google.server import GoogleServer
from tests.google.sheets import READS
from tests.google.workspace import Online

TITLES = [model.about.title for model in BRANCH_SHEETS]
FILLED, KEY = OrgMonthly.about.title, OrgMonthly.column("period")
WRITTEN = {OrgMonthly.column(name).header: name for name in ("units_due", "unions_new", "staff_end")}
TINY = "tiny"
K = len(TITLES)
SOME, FEW, MANY, SEVERAL = 30, 3, 1_200, 5
PAGE = 1_000
OURS = "ours"
READ, SAVE, NEW, RERUN, RESTART = f"read {K} tabs", "save 3 cells", "save new row", "rerun", "restart"
REFRESH_SOME, REFRESH_MANY = f"refresh {FEW} of {SOME}", f"refresh {SEVERAL} of {MANY:,}"


@dataclass(frozen=True)
class Cost:
    """What was asked of the service, and seconds on loopback."""

    reads: int
    writes: int
    tokens: int
    seconds: float

    @property
    def requests(self) -> int:
        return self.reads + self.writes


class Ours:
    """The backbone, with the verbs of the two ways with gspread."""

    def __init__(self, backbone: GoogleBackbone, ids: Mapping[str, str]) -> None:
        self.backbone, self._books = backbone, {key: book for book, key in ids.items()}

    def read(self, key: str, titles: Sequence[str]) -> dict[str, Rows]:
        (read,) = self.backbone.read([self._books[key]])
        return {title: texts(read.grids[title]) for title in titles}

    def refresh(self, keys: Sequence[str], titles: Sequence[str]) -> dict[str, dict[str, Rows]]:
        self.backbone.look()
        return {key: self.read(key, titles) for key in keys}

    def rerun(self, titles: Sequence[str]) -> dict[str, dict[str, Rows]]:
        """What a page asks each time it is drawn."""
        names = self.backbone.revisions()
        self.backbone.digests(names)
        keys = {book: key for key, book in self._books.items()}
        return {keys[book.name]: {title: texts(book.grids[title]) for title in titles} for book in self.backbone.read(names)}

    def save(self, key: str, title: str, name: str, wanted: Mapping[str, int]) -> None:
        (read,) = self.backbone.read([self._books[key]])
        seen = next(row.typed for row in typed_rows(OrgMonthly, read.grids[title]).rows if row.typed[KEY.name] == name)
        self._write(key, RowChange(_typed(wanted), seen))

    def append(self, key: str, title: str, name: str, wanted: Mapping[str, int]) -> None:
        self._write(key, RowChange({KEY.name: name, **_typed(wanted)}))

    def _write(self, key: str, row: RowChange) -> None:
        self.backbone.save(Change(self._books[key], OrgMonthly, [row]))


def _typed(wanted: Mapping[str, int]) -> dict[str, str]:
    return {WRITTEN[header]: str(value) for header, value in wanted.items()}


def texts(grid: Grid) -> Rows:
    return [[cell or "" for cell in row] for row in grid.rows]


Seen = dict[tuple[str, str], list[Cost]]


@dataclass
class Desk:
    """A workspace on the service, the three ways into it, and where costs are told."""

    google: Any
    online: Online
    ours: Ours
    naive: Naive
    thrifty: Thrifty
    place: Path
    seen: Seen
    keys: list[str] = field(default_factory=list)

    @property
    def ways(self) -> dict[str, Any]:
        return {OURS: self.ours, "naive": self.naive, "thrifty": self.thrifty}

    def tell(self, case: str, who: str, work: Callable[[], Any]) -> Any:
        """Do something and tell what it cost; nothing may fail, or it would be asked twice."""
        before, begun = len(self.google.log), time.perf_counter()
        found = work()
        took, log = time.perf_counter() - begun, self.google.log[before:]
        agree([one.status for one in log], [200] * len(log), case)
        kinds = Counter("token" if one.method == "token" else "read" if one.verb == "GET" or one.method in READS else "write" for one in log)
        self.seen.setdefault((case, who), []).append(Cost(kinds["read"], kinds["write"], kinds["token"], took))
        return found


def agree(found: Any, wanted: Any, what: str) -> None:
    if found != wanted:
        raise AssertionError(f"{what}: {found!r:.500} is not {wanted!r:.500}")


@contextmanager
def desk(seen: Seen, books: Sequence[str], fill: Callable[[Any, Online], None]) -> Iterator[Desk]:
    """A workspace of these books, which ours has read once and thrifty has listed."""
    with tempfile.TemporaryDirectory() as place, GoogleServer(clock=Clock(), a_minute=None) as google, connected(google) as client:
        online = Online(google, Path(place) / "own")
        online.share(*books)
        fill(google, online)
        ours, thrifty = Ours(online.backbone, online.ids), Thrifty(client)
        ours.backbone.look()
        thrifty.look()
        gc.freeze()  # what lies on the service is not walked through while time is taken
        yield Desk(google, online, ours, Naive(client), thrifty, Path(place), seen, list(online.ids.values()))
        online.close()


def books_of(count: int) -> list[str]:
    return [MASTER, *(f"{BRANCH_FOLDER}/{at:04d} branch.xlsx" for at in range(1, count))]


def lay_out(rows: int, google: Any, online: Online) -> None:
    """The spreadsheet that we make for a branch, with twelve sheets, a guide and the hidden tab, and people's copies of it."""
    first = list(online.ids)[1]
    online.backbone.create(first, {model: sample_rows(model, rows) for model in BRANCH_SHEETS}, ("0001", title_of(first)))
    for book in online.ids.keys() - {first}:
        with google.drive.changing(online.ids[book]) as file:
            file.book = google.drive.files[online.ids[first]].book.copy()
            file.book.id, file.book.properties = file.id, {**file.book.properties, "title": title_of(book)}


def fill_in(_: Any, online: Online) -> None:
    """Spreadsheets that people made, of one tab with a header and one row."""
    for book in online.ids:
        person = online.person(book)
        person.rename_tab("Sheet1", TINY)
        person.fill(TINY, [["a", "b"], ["x", "1"]])


def sample_rows(model: type[Sheet], count: int) -> list[dict[str, Any]]:
    return [{column.name: sample(column, at) for column in model.columns()} for at in range(count)]


def sample(column: Column, at: int) -> Any:
    """A value that every format of ours shows as plain text, so that readers can be compared; the keys of rows differ."""
    values = {"whole": at + 10, "decimal": Decimal(at) + Decimal("0.5"), "date": dt.date(2015, 4, 1 + at % 28), "codes": ("001", "A-02"), "yes_no": at % 2 == 0}
    text = f"{2001 + at // 12}-{at % 12 + 1:02d}" if column.kind == "period" else f"{column.name} {at}"
    return column.choices[at % len(column.choices)] if column.choices else values.get(column.kind, text)


def one_read(here: Desk, key: str, turn: int) -> None:
    """One spreadsheet; ours is a machine that has never seen it."""
    fresh = Ours(here.online.process(here.place / f"fresh {turn}"), here.online.ids)
    fresh.backbone.revisions()
    found = [here.tell(READ, who, partial(way.read, key, TITLES)) for who, way in {**here.ways, OURS: fresh}.items()]
    agree(found[1:], found[:1] * 2, READ)


def one_refresh(here: Desk, case: str, changed: Sequence[str], titles: Sequence[str], turn: int) -> None:
    """People change a cell in some of the books, and everybody finds out; thrifty has no need of the others.

    By then ours has read once more what had changed shortly before it read it.
    """
    here.google.clock.now += 600
    here.ours.backbone.look()
    here.thrifty.look()
    here.google.clock.now += 60
    for key in changed:
        here.google.person(key).edit(titles[0], "B2", f"turn {turn}")
    ours, naive, thrifty = (here.tell(case, who, partial(way.refresh, here.keys, titles)) for who, way in here.ways.items())
    agree({key for key, tabs in ours.items() if tabs[titles[0]][1][1] == f"turn {turn}"}, set(changed), case)
    agree(naive, ours, case)
    agree(thrifty, {key: ours[key] for key in changed}, case)


def one_rerun(here: Desk) -> None:
    """What a page asks, in a process that runs and in one that was started again."""
    wanted = {key: here.ours.read(key, TITLES) for key in here.keys}
    for case, ours in {RERUN: here.ours, RESTART: Ours(here.online.process(), here.online.ids)}.items():
        agree(here.tell(case, OURS, partial(ours.rerun, TITLES)), wanted, case)


def one_save(here: Desk, case: str, key: str, number: int) -> None:
    """Three cells of a row, or a row of these and its key, by each in turn; nothing else in the tab may be another afterwards."""
    for at, (who, way) in enumerate(here.ways.items(), start=3 * number):
        here.ours.backbone.look()
        before = here.naive.read(key, [FILLED])[FILLED]
        name = str(sample(KEY, len(before) - 1 if case == NEW else number % (len(before) - 1)))
        wanted = {header: 500 + 3 * at + place for place, header in enumerate(WRITTEN)}
        here.tell(case, who, partial(way.append if case == NEW else way.save, key, FILLED, name, wanted))
        after = as_wanted(before, name, wanted, case == NEW)
        agree(here.naive.read(key, [FILLED])[FILLED], after, f"{case} {who}")
        if who == OURS:
            agree(here.ours.read(key, [FILLED])[FILLED], after, case)


def as_wanted(before: Rows, name: str, wanted: Mapping[str, int], new: bool) -> Rows:
    head, *lines = before
    lines += [[name, *[""] * (len(head) - 1)]] if new else []
    return [head, *([str(wanted.get(header, cell)) for header, cell in zip(head, line, strict=True)] if line[0] == name else line for line in lines)]


def some_books(seen: Seen, rows: int, turns: int) -> None:
    with desk(seen, books_of(SOME), partial(lay_out, rows)) as here:
        for turn in range(turns):
            one_read(here, here.keys[1], turn)
            one_refresh(here, REFRESH_SOME, [here.keys[(turn * FEW + at) % SOME] for at in range(FEW)], TITLES, turn)
            one_rerun(here)
            one_save(here, SAVE, here.keys[-1], turn)
            one_save(here, NEW, here.keys[-1], turn)


def many_books(seen: Seen, turns: int) -> None:
    with desk(seen, books_of(MANY), fill_in) as here:
        for turn in range(turns):
            changed = [here.keys[(turn * SEVERAL + at) * 7 % MANY] for at in range(SEVERAL)]
            one_refresh(here, REFRESH_MANY, changed, [TINY], turn)


def goals(seen: Seen) -> list[tuple[str, float, float, bool]]:
    """Name, what was found, what was asked, and whether more is better: our dearest turn, and naive's cheapest beside it."""
    most = {case: max(cost.requests for cost in costs) for (case, who), costs in seen.items() if who == OURS}
    least = {case: min(cost.requests for cost in costs) for (case, who), costs in seen.items() if who == "naive"}
    found = [("read_requests", most[READ], 1, False), ("read_against_naive", least[READ] / most[READ], 2 * K + 1, True)]
    for name, case, books, changed, tabs in (("refresh_some", REFRESH_SOME, SOME, FEW, K), ("refresh_many", REFRESH_MANY, MANY, SEVERAL, 1)):
        asked = ceil(books / PAGE) + changed
        found += [(f"{name}_requests", most[case], asked, False)]
        found += [(f"{name}_against_naive", least[case] / most[case], books * (2 * tabs + 1) / asked, True)]
    for name, case in {"save": SAVE, "new_row": NEW}.items():
        costs = seen[case, OURS]
        found += [(f"{name}_writes", max(cost.writes for cost in costs), 1, False), (f"{name}_reads", max(cost.reads for cost in costs), 1, False)]
    return [*found, ("rerun_requests", most[RERUN], 0, False), ("restart_requests", most[RESTART], 0, False)]


def table(seen: Seen) -> Iterator[str]:
    yield f"{'case':22}{'who':9}{'reads':>7}{'writes':>8}{'tokens':>8}{'median ms':>12}{'least':>10}{'most':>10}"
    for (case, who), costs in seen.items():
        counts = [sorted({getattr(cost, name) for cost in costs}) for name in ("reads", "writes", "tokens")]
        reads, writes, tokens = ("-".join(map(str, dict.fromkeys((found[0], found[-1])))) for found in counts)
        took = [cost.seconds * 1e3 for cost in costs]
        yield f"{case:22}{who:9}{reads:>7}{writes:>8}{tokens:>8}{statistics.median(took):12.1f}{min(took):10.1f}{max(took):10.1f}"


def main() -> int:
    """Exits 1 where a goal is missed."""
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true", help="10 rows a tab and one or two turns instead of 50 and seven")
    quick = options.parse_args().quick
    seen: Seen = {}
    some_books(seen, 10 if quick else 50, 2 if quick else 7)
    many_books(seen, 1 if quick else 7)
    print(*table(seen), sep="\n")
    missed = False
    for name, found, asked, at_least in goals(seen):
        met = found >= asked if at_least else found <= asked
        missed |= not met
        print(f"goal {name} {found:.2f} asked {asked:.2f} {'met' if met else 'missed'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
