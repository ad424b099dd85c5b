"""What one batch of a save writes, what has to stand there for it, and what it owes where something else stood there.

Sheets has no write that asks first. So the batch itself copies every row it touches into a hidden tab, before it writes and after,
all in one step; what the copies show is what was really overwritten, whoever was quicker.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeGuard

from backbone.book import Change, RowChange
from backbone.errors import Misplaced
from backbone.google.debts import Debt, Owed, differing
from backbone.google.tabs import Tab, is_computed, is_spilled
from backbone.google.values import Json, kind, raw_text, typed_cell
from backbone.writing.cells import is_writable, stored
from schema.check import Checked

FIRST_SLOT = 2
"""The row of the hidden tab where copies begin; the first row says whose they are."""
COPIES = 3
"""Of each row: the values that stood there, what made them, and the values that stand there afterwards."""

Place = tuple[int, int]


@dataclass(frozen=True)
class Plan:
    """One batch, told apart from all others by its operation and ``step``. Rows and columns count from 1.

    ``before`` says what has to stand in the ``compared`` columns of each of the ``rows``, None for a cell that a formula makes;
    ``written`` is what the named cells will hold; ``inserted`` is the first of the new rows and how many there are; ``counts`` is what
    ``placing.counted`` told at first. ``is_dressed`` says that formats are written too. A batch with ``debts`` pays them back, one in each
    of its rows; those left over were not found. ``sent`` is when the batch was sent and not answered.
    """

    operation: str
    step: int
    tab: int
    columns: Mapping[str, int]
    width: int
    compared: Sequence[int]
    rows: Sequence[int]
    before: Sequence[Sequence[str | None]]
    written: Sequence[tuple[int, int, str]]
    inserted: Place
    counts: Sequence[int]
    is_dressed: bool
    slot: int = FIRST_SLOT
    debts: Sequence[Debt] = field(default_factory=tuple)
    sent: float = 0.0

    def told(self, sent: float = 0.0) -> dict[str, Any]:
        """As plain values, for the journal."""
        return asdict(replace(self, sent=sent))

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Plan":
        """What was told."""
        return cls(**{**told, "debts": [Debt(**one) for one in told["debts"]]})

    @property
    def stamp(self) -> str:
        """What the first cell of the hidden tab holds while the copies are those of this batch."""
        return f"{self.operation} {self.step}"

    @property
    def end(self) -> int:
        """The first row of the hidden tab below its copies."""
        return self.slot + COPIES * len(self.rows)

    @property
    def first_written(self) -> tuple[int | None, int]:
        """The first row that is written, and where the hidden tab holds it as it stood afterwards."""
        row = self.written[0][0] if self.written else None
        return row, self.end - len(self.rows) + (self.rows.index(row) if row else 0)

    def arrived(self, journal: Tab | None) -> TypeGuard[Tab]:
        """Whether the batch was the last one that was carried out."""
        return journal is not None and _stamp(journal) == self.stamp

    def is_ours(self, journal: Tab) -> bool:
        """Whether the hidden tab holds the copies of this save."""
        return _stamp(journal).startswith(f"{self.operation} ")

    def owed(self, journal: Tab) -> Sequence[Debt]:
        """What has to be put back after the batch: all it wrote, where any row was not as it had been seen."""
        found = [journal.raw(self.slot + at, self.compared) for at in range(len(self.rows))]
        missed = [at for at, there in enumerate(found) if differing(self.before[at], there) != []]
        if self.debts:
            return [*(debt for at in missed for debt in self._missed(at, found[at])), *self.debts[len(self.rows) :]]
        written = {at: [column for number, column, _ in self.written if number == row] for at, row in enumerate(self.rows)}
        return [self._debt(at, columns) for at, columns in written.items() if columns] if missed else []

    def stands(self, journal: Tab) -> bool:
        """Whether the cells written held right afterwards what they should."""
        after = self.slot + 2 * len(self.rows)
        return all(raw_text(journal.cell(after + self.rows.index(row), column)) == raw for row, column, raw in self.written)

    def paying(self, owed: Owed) -> "Plan":
        """The next batch, which puts back what was found again."""
        across, rows = range(1, self.width + 1), list(owed.found)
        told: dict[str, Any] = {"compared": list(across), "rows": rows, "before": [_expected(owed.tab, row, across) for row in rows]}
        debts = [*owed.found.values(), *owed.lost, *owed.later]
        return replace(self, step=self.step + 1, written=[], inserted=(0, 0), slot=self.end, debts=debts, sent=0.0, **told)

    def _missed(self, at: int, found: Sequence[str]) -> Iterator[Debt]:
        """It was likely the right row where a single cell was another one, into which somebody has written since; else all has to be undone."""
        debt, other = self.debts[at], differing(self.before[at], found)
        wrong = debt.columns if other is None else [column for column in debt.columns if column - 1 in other]
        yield from [self._debt(at, wrong)] if wrong else []
        yield replace(debt, is_paid=other is not None)

    def _debt(self, at: int, columns: Sequence[int]) -> Debt:
        return Debt(self.step, self.rows[at], self.slot + at, len(self.rows), columns)


def planned(change: Change, tab: Tab, checked: Checked, rows: Mapping[int, RowChange], counts: Sequence[int], step: int) -> tuple[Plan, dict[Place, Json]]:
    """The plan of a change whose rows have their numbers, and the cells to write. Raises Misplaced."""
    header, columns = checked.table.header_row, sorted(checked.table.columns.values())
    last = max([header + 1, *(row.number for row in checked.rows)])
    new = sorted(number for number, row in rows.items() if not row.seen)
    touched = [header, *sorted(rows)]
    blank = [None if is_computed(tab.cell(last, column)) else "" for column in columns]
    cells = dict(_cells(change, tab, checked, rows, last))
    plan = Plan(
        operation=change.operation,
        step=step,
        tab=tab.id,
        columns=dict(checked.table.columns),
        width=tab.width,
        compared=columns,
        rows=touched,
        before=[blank if row in new else _expected(tab, row, columns) for row in touched],
        written=[(row, column, _raw_of(cell)) for (row, column), cell in cells.items()],
        inserted=(new[0], len(new)) if new else (0, 0),
        counts=counts,
        is_dressed=any("userEnteredFormat" in cell for cell in cells.values()),
    )
    return plan, cells


def _stamp(journal: Tab) -> str:
    """Whose copies the hidden tab holds."""
    return raw_text(journal.cell(1, 1)).removeprefix("s")


def _expected(tab: Tab, row: int, columns: Sequence[int]) -> list[str | None]:
    return [None if is_computed(tab.cell(row, column)) else raw for column, raw in zip(columns, tab.raw(row, columns), strict=True)]


def _cells(change: Change, tab: Tab, checked: Checked, rows: Mapping[int, RowChange], last: int) -> Iterator[tuple[Place, Json]]:
    """What each named cell is to hold; in a new row numbers are shown as in the last one."""
    for number, row in rows.items():
        for name, text in row.wanted.items():
            column = checked.table.columns[name]
            like = tab.cell(number if row.seen else last, column)
            if is_spilled(like) and not text.strip() and not row.seen.get(name):
                continue
            if is_spilled(like) or not is_writable(text) or tab.is_covered(number, column):
                raise Misplaced(f"{change.book} {change.model.about.title} {change.model.column(name).header}")
            yield (number, column), typed_cell(stored(change.model, name, text), kind(like), is_new=not row.seen)


def _raw_of(cell: Json) -> str:
    return raw_text({"effectiveValue": cell.get("userEnteredValue") or {}})
