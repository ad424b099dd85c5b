"""What a folder of 3,000 workbooks costs: read and check them all, refresh after one changed, start again, write one cell back.

    uv run python bench/workbooks.py [--quick]

Each workbook has three of the branches' sheets with 50 rows of 15 columns (about 20 kB). In one run, turn by turn: ours, what is usually
done (openpyxl, the same pydantic models row by row, pandas; on a sample of the files, told per file), and the least that reading a
workbook can cost (unzip its parts and look through them once). ``--quick`` writes 250 different workbooks and copies them, one turn each.
Reading and checking are told apart as processor time per file of this process; memory is the most a process of its own ever held.
"""

import argparse
import datetime as dt
import gc
import io
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import xlsxwriter
from pydantic import ValidationError

sys.path.insert(0, str(Path(__file__).parents[1]))

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.workspace import with_root
from ledger.books import check_books
from ledger.cache import Cache
from ledger.ledger import Ledger, load
from schema.activity_ledger import ActivityLedger
from schema.check import check_grid
from schema.democracy_quarterly import DemocracyQuarterly
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.registry import MASTER_SHEETS
from schema.sheet import Sheet
from schema.workspace import BRANCH_FOLDER, CACHE, MASTER

BOOKS, ROWS, SAMPLE = 3_000, 50, 20
MODELS: tuple[type[Sheet], ...] = (OrgMonthly, DemocracyQuarterly, ActivityLedger)
KINDS = OrgMonthly.column("unit_kind").choices
GOALS = {
    "cold_against_usual": (15, True),
    "cold_against_unzip": (6, False),
    "refresh_against_scan": (3, False),
    "warm_against_cold": (30, True),
    "write_against_usual": (8, True),
}
Row = dict[str, Any]


def org_row(dice: random.Random, at: int) -> Row:
    begin, new, left, members, joined, gone = (dice.randrange(most) for most in (500, 50, 20, 9_000, 500, 100))
    row = {"period": f"2015-{at // 7 % 12 + 1:02d}", "unit_kind": KINDS[at % 7], "units_due": 2_000, "units_covered": 1_000 + dice.randrange(900)}
    row |= {"unions_begin": begin + 50, "unions_new": new, "unions_closed": left, "unions_end": begin + 50 + new - left, "entities_new": dice.randrange(90)}
    row |= {"staff_end": 20_000 + dice.randrange(9_000), "members_begin": members + 100, "members_new": joined, "members_left": gone}
    return row | {"members_end": members + 100 + joined - gone, "migrants_new": dice.randrange(joined + 1)}


def democracy_row(dice: random.Random, at: int) -> Row:
    units = dice.randrange(900)
    row = {"period": f"{2012 + at // 28}-Q{at // 7 % 4 + 1}", "unit_kind": KINDS[at % 7], "unionised_units": units + 9, "units_should_open": units + 30}
    row |= {"units_open": units, "units_congress": units, "survey_n": units + 100, "survey_satisfied": units + dice.randrange(100)}
    names = ("harmony_units", "warning_units", "commitment_units", "joint_meetings", "party_hearings")
    return row | {name: dice.randrange(90) for name in names} | {"reported_on": dt.date(2015, 4, 1 + dice.randrange(20)), "filler_role": "clerk"}


def activity_row(dice: random.Random, _: int) -> Row:
    month, persons = dice.randrange(12) + 1, dice.randrange(900)
    row = {"period": f"2015-{month:02d}", "category": dice.choice(ActivityLedger.column("category").choices), "title": f"event {dice.randrange(10**6)}"}
    row |= {"held_on": dt.date(2015, month, 1 + dice.randrange(28)), "persons": persons, "person_times": persons + dice.randrange(90)}
    names = ("sessions", "items", "teams", "units", "copies", "cost_yuan")
    row |= {name: dice.randrange(900) for name in names} | {"audience": dice.choice(ActivityLedger.column("audience").choices)}
    return row | {"reported_on": dt.date(2015, 12, 1 + dice.randrange(28)), "filler_role": "clerk"}


MAKERS: dict[type[Sheet], Callable[[random.Random, int], Row]] = {OrgMonthly: org_row, DemocracyQuarterly: democracy_row, ActivityLedger: activity_row}


def workbook(seed: int) -> bytes:
    dice, buffer = random.Random(seed), io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        formats = [book.add_format({"bold": True, "bg_color": "#D6E2EC"}), book.add_format({"num_format": "yyyy-mm-dd"})]
        for model, make in MAKERS.items():
            rows = [make(dice, at) for at in range(ROWS)]
            sheet = book.add_worksheet(model.about.title)
            sheet.write_row(0, 0, [model.column(name).header for name in rows[0]], formats[0])
            for number, row in enumerate(rows, start=1):
                for position, value in enumerate(row.values()):
                    sheet.write(number, position, value, *([formats[1]] if isinstance(value, dt.date) else []))
    return buffer.getvalue()


def make_workspace(folder: Path, different: int) -> FolderBackbone:
    backbone = FolderBackbone(folder)
    tree = with_root("bench", [{"code": f"{at:04d}", "name": f"branch {at}", "kind": Organisation.column("kind").choices[2]} for at in range(BOOKS)])
    backbone.create(MASTER, {model: tree if model is Organisation else [] for model in MASTER_SHEETS})
    (folder / BRANCH_FOLDER).mkdir()
    for at in range(BOOKS):
        path = folder / BRANCH_FOLDER / f"{at:04d}.xlsx"
        if at < different:
            path.write_bytes(workbook(at))
        else:
            shutil.copyfile(folder / BRANCH_FOLDER / f"{at % different:04d}.xlsx", path)
    return backbone


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def usual(path: Path) -> pd.DataFrame:
    """openpyxl, a model a row, a frame: the way most programs read such a folder."""
    book = openpyxl.load_workbook(path, data_only=True)
    accepted = []
    for model in MODELS:
        lines = book[model.about.title].iter_rows(values_only=True)
        head = [str(cell) for cell in next(lines)]
        for line in lines:
            try:
                accepted.append(dict(model.model_validate(dict(zip(head, line, strict=True)))))
            except ValidationError as error:
                error.errors()
    return pd.DataFrame(accepted)


def unzipped(path: Path) -> int:
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml"]
        return sum(package.read(name).count(b"<") for name in parts)


def scanned(folder: Path) -> int:
    return sum(entry.stat().st_size for entry in os.scandir(folder / BRANCH_FOLDER)) + (folder / MASTER).stat().st_size


def touch(backbone: FolderBackbone, seed: int) -> str:
    name = f"{BRANCH_FOLDER}/{seed % BOOKS:04d}.xlsx"
    (backbone.folder / name).write_bytes(workbook(10**6 + seed))
    return name


def saved(backbone: FolderBackbone, name: str, value: int) -> float:
    """Seconds to write one cell back; what the person saw is looked up beforehand."""
    (book,) = backbone.read([name])
    row = check_grid(OrgMonthly, book.grids[OrgMonthly.about.title], name).rows[0]
    change = Change(name, OrgMonthly, [RowChange({"entities_new": str(value)}, row.typed, row=row.number)])
    return timed(lambda: backbone.save(change))[0]


def saved_usually(path: Path, value: int) -> float:
    def work() -> None:
        book = openpyxl.load_workbook(path)
        book[OrgMonthly.about.title].cell(2, 9, value)
        book.save(path)

    return timed(work)[0]


def split_cost(backbone: FolderBackbone, names: list[str]) -> dict[str, float]:
    """Processor seconds per file of this process: reading (cells to text) and checking (text to accepted columns)."""
    begun = time.process_time()
    books = list(backbone.read(names))
    read = time.process_time()
    check_books(books)
    return {"read, cpu a file": (read - begun) / len(names), "check, cpu a file": (time.process_time() - read) / len(names)}


def turn(backbone: FolderBackbone, number: int, seen: dict[str, list[float]]) -> None:
    """Every case once."""
    folder, names = backbone.folder, sorted(backbone.revisions())[:-1]
    paths = [folder / name for name in names]
    tell = lambda name, took: seen.setdefault(name, []).append(took)  # noqa: E731
    cold, ledger = timed(lambda: load(backbone))
    tell("cold, ours, a file", cold / BOOKS)
    tell("cold, usual, a file", timed(lambda: [usual(path) for path in paths[number::150][:SAMPLE]])[0] / SAMPLE)
    tell("cold, unzip, a file", timed(lambda: [unzipped(path) for path in paths])[0] / BOOKS)
    for name, took in split_cost(backbone, names[: BOOKS // 4]).items():
        tell(name, took)
    cache = Cache(folder / CACHE)
    cache.write(ledger.state, backbone)
    for again in range(5):
        took, warm = timed(lambda: load(backbone, cache=cache))
        tell("warm, ours", took)
        warm.organisations  # noqa: B018 a page has looked at the tree before somebody changes a book
        changed = touch(backbone, number * 100 + again)
        took, ledger = timed(lambda before=warm: load(backbone, before))
        tell("refresh, ours", took)
        tell("refresh, stat scan", timed(lambda: scanned(folder))[0])
        tell("refresh, read one", timed(lambda name=changed: list(backbone.read([name])))[0])
        cache.write(ledger.state, backbone)
        tell("write, ours", saved(backbone, changed, again))
        tell("write, usual", saved_usually(folder / changed, again))


def memory(case: str, folder: Path) -> float:
    """The most memory, in MB, that a process of its own held for a case."""
    found = subprocess.run([sys.executable, __file__, "--case", case, "--folder", str(folder)], capture_output=True, text=True, check=True)
    return float(found.stdout)


def run_case(case: str, folder: Path) -> None:
    cases: dict[str, Callable[[], Any]] = {
        "cold": lambda: load(FolderBackbone(folder)),
        "warm": lambda: load(FolderBackbone(folder), cache=Cache(folder / CACHE)),
        "usual": lambda: [usual(path) for path in sorted((folder / BRANCH_FOLDER).iterdir())[:SAMPLE]],
        "nothing": lambda: None,
    }
    kept: Ledger | Any = cases[case]()
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(int(told["VmHWM"].split()[0]) / 1024, end="")
    del kept


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true", help="copies of 250 workbooks and one turn instead of 3,000 different ones and three")
    options.add_argument("--case", help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.case:
        run_case(asked.case, asked.folder)
        return 0
    seen: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as place:
        backbone = make_workspace(Path(place) / "bench", 250 if asked.quick else BOOKS)
        for number in range(1 if asked.quick else 3):
            turn(backbone, number, seen)
        held = {case: memory(case, backbone.folder) for case in ("nothing", "cold", "warm", "usual")}
    middle = {name: statistics.median(taken) for name, taken in seen.items()}
    print(f"{'case':24}{'median ms':>11}{'least':>9}{'most':>9}")
    for name, taken in seen.items():
        print(f"{name:24}{middle[name] * 1e3:11.3f}{min(taken) * 1e3:9.3f}{max(taken) * 1e3:9.3f}")
    print("memory MB " + ", ".join(f"{case} {held[case]:.0f}" for case in held) + f" (usual: {SAMPLE} files)")
    refresh = (middle["refresh, ours"] - middle["refresh, read one"]) / middle["refresh, stat scan"]
    ratios = {
        "cold_against_usual": middle["cold, usual, a file"] / middle["cold, ours, a file"],
        "cold_against_unzip": middle["cold, ours, a file"] / middle["cold, unzip, a file"],
        "refresh_against_scan": refresh,
        "warm_against_cold": middle["cold, ours, a file"] * BOOKS / middle["warm, ours"],
        "write_against_usual": middle["write, usual"] / middle["write, ours"],
    }
    missed = False
    for goal, (ratio, at_least) in GOALS.items():
        met = ratios[goal] >= ratio if at_least else ratios[goal] <= ratio
        missed |= not met
        print(f"goal {goal} {ratios[goal]:.2f} asked {ratio} {'met' if met else 'missed'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
