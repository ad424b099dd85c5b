"""What it costs to write a large table: the part of ``bench/exports.py`` on .xlsx.

A table of 100,000 × 15 (7 columns of Chinese text, codes and places, 4 of whole numbers, 2 of decimals, 2 of dates) as .xlsx, turn by turn in one
run: ours, XlsxWriter with ``constant_memory``, rustpy-xlsxwriter from the same Arrow table; and as lines of a .csv. Memory is the most that a process of its
own held beyond the table. With ``--quick`` XlsxWriter writes 10,000 rows and counts ten times.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1]))

ROWS, TURNS = 100_000, 5
MEMORY = 50
WAYS = ("ours", "constant_memory", "rustpy", "csv")


def table(rows: int) -> pa.Table:
    rolled = np.random.default_rng(1)
    texts = pa.array([f"示例第{at}分厂 & 车间<{at % 7}>，一线职工" for at in range(5_000)])
    days = np.datetime64("2026-01-01") + rolled.integers(0, 365, (2, rows)).astype("timedelta64[D]")
    columns = {"编码": pa.array([f"A{at:06d}" for at in range(rows)])}
    columns |= {f"文字{at}": texts.take(pa.array(rolled.integers(0, 5_000, rows))) for at in range(6)}
    columns |= {f"整数{at}": pa.array(rolled.integers(0, 100_000, rows)) for at in range(4)}
    columns |= {f"小数{at}": pa.array(np.round(rolled.random(rows) * 100, 2)) for at in range(2)}
    return pa.table(columns | {f"日期{at}": pa.array(day) for at, day in enumerate(days)})


def ours(given: pa.Table, path: Path) -> None:
    from snapshots.workbook import Sheet, columns, write

    with path.open("wb") as target:
        write({"表": Sheet(columns(given))}, target)


def constant_memory(given: pa.Table, path: Path) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet, day = workbook.add_worksheet("表"), workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, given.column_names)
        kinds = {pa.string(): sheet.write_string, pa.date32(): partial(_day, sheet, day)}
        writers = [kinds.get(kind, sheet.write_number) for kind in given.schema.types]
        at = 0
        for batch in given.to_batches(1_000):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                at += 1
                for place, (write_one, value) in enumerate(zip(writers, row, strict=True)):
                    write_one(at, place, value)


def _day(sheet: object, day: object, row: int, place: int, value: object) -> None:
    sheet.write_datetime(row, place, value, day)  # type: ignore[attr-defined]


def rustpy(given: pa.Table, path: Path) -> None:
    from rustpy_xlsxwriter import write_worksheet

    write_worksheet(given, str(path), sheet_name="表", datetime_format="yyyy-mm-dd")


def lines(given: pa.Table, path: Path) -> None:
    from snapshots.lines import to_csv

    path.write_bytes(to_csv(given))


WRITERS: dict[str, Callable[[pa.Table, Path], None]] = dict(zip(WAYS, (ours, constant_memory, rustpy, lines), strict=True))


def timed(way: str, given: pa.Table, path: Path) -> float:
    begun = time.perf_counter()
    WRITERS[way](given, path)
    return time.perf_counter() - begun


def held(what: str) -> float:
    """Memory of this process in MB, as Linux tells it."""
    return int(Path("/proc/self/status").read_text().split(f"{what}:")[1].split()[0]) / 1024


def memory(way: str) -> None:
    """Print how much more this process held at most for writing the table than for having it, libraries loaded."""
    given = table(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        WRITERS[way](table(10), Path(folder) / "small")
        pa.default_memory_pool().release_unused()
        before = held("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins here
        WRITERS[way](given, Path(folder) / "whole")
    print(round(held("VmHWM") - before))


def goals(*, quick: bool) -> Iterator[tuple[str, float, float, bool]]:
    """Name, found, asked, and whether more is better."""
    given = table(ROWS)
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    sizes = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(TURNS):
            for way in WAYS:
                short = quick and way == "constant_memory"
                path = Path(folder) / way
                took[way].append(timed(way, given.slice(0, ROWS // 10) if short else given, path) * (10 if short else 1))
                sizes[way] = path.stat().st_size / 1e6 * (10 if short else 1)
    beyond = {way: float(subprocess.check_output([sys.executable, __file__, way], text=True)) for way in WAYS}
    median = {way: statistics.median(seconds) for way, seconds in took.items()}
    print(f"{ROWS:,} × {given.num_columns} cells, {TURNS} turns")
    print("way               median       least        most      file    memory")
    for way in WAYS:
        print(f"{way:<16}{median[way]:>7.2f} s{min(took[way]):>10.2f} s{max(took[way]):>10.2f} s{sizes[way]:>7.1f} MB{beyond[way]:>+7.0f} MB")
    yield "xlsx_over_constant_memory", median["constant_memory"] / median["ours"], 6.0, True
    yield "xlsx_beside_rustpy", median["ours"] / median["rustpy"], 1.1, False
    yield "xlsx_memory_mb", beyond["ours"], MEMORY, False


if __name__ == "__main__":
    memory(sys.argv[1])
