"""One save as one batch: what is to be written where, what has to stand there for it, and the requests that do and check it.

Sheets has no write that asks first. So the batch itself copies the header and every row it touches into a hidden tab before
it writes, all in one step; what the copies show is what was really overwritten, whoever was quicker.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from backbone.book import Change, RowChange
from backbone.errors import Misplaced
from backbone.google.layout import JOURNAL_ID, journal_tab
from backbone.google.tabs import Tab, is_computed
from backbone.google.values import Json, kind, raw_text, typed_cell
from backbone.writing.cells import is_writable, stored
from schema.check import Checked

KEY = "xushi-save"
KEPT = 40
"""Saves that a spreadsheet remembers: each takes some 40 of the 30,000 characters that a tab has for such."""

Place = tuple[int, int]


@dataclass(frozen=True)
class Plan:
    """Rows and columns count from 1. ``columns`` are those of the table; ``before`` says what has to stand in them in the header's row and in
    each row that is written, None for a cell that a formula makes; ``written`` is what the named cells will hold; ``inserted`` is the first
    of the new rows and how many there are. ``sent`` is when the batch was sent and never answered."""

    operation: str
    header: int
    columns: Sequence[int]
    before: Mapping[int, Sequence[str | None]]
    written: Sequence[tuple[int, int, str]]
    inserted: tuple[int, int]
    counts: Sequence[int]
    sent: float = 0.0

    def told(self) -> dict[str, Any]:
        """As plain values, for the journal."""
        return {**asdict(self), "before": {str(row): list(cells) for row, cells in self.before.items()}}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Plan":
        """What was told."""
        before = {int(row): cells for row, cells in told["before"].items()}
        first, many = told["inserted"]
        return cls(**{**told, "before": before, "written": [(row, column, raw) for row, column, raw in told["written"]], "inserted": (first, many)})

    @property
    def rows(self) -> list[int]:
        """The rows that are copied before they are written, the header's first."""
        return list(self.before)

    def overwrote(self, journal: Tab) -> dict[int, list[str]]:
        """What the batch found in the rows it was to write, as its copies show."""
        return {row: journal.raw(at, self.columns) for at, row in enumerate(self.rows, 1)}

    def is_met(self, journal: Tab) -> bool:
        """Whether everything stood there as it had been seen."""
        return all(self.agrees(row, found) for row, found in self.overwrote(journal).items())

    def agrees(self, row: int, found: Sequence[str]) -> bool:
        """Whether a row held what it should have; what formulas make of it does not count."""
        return all(wanted is None or wanted == there for wanted, there in zip(self.before[row], found, strict=True))

    def stands(self, tab: Tab) -> bool:
        """Whether the cells written are there, each in its place."""
        return all(raw_text(tab.cell(row, column)) == raw for row, column, raw in self.written)

    def was_undone(self, journal: Tab) -> bool:
        """Whether taking the batch back found its cells where they had been written."""
        slots = {row: 2 * len(self.rows) + at for at, row in enumerate(self.rows, 1)}
        return all(raw_text(journal.cell(slots[row], column)) == raw for row, column, raw in self.written)


def planned(change: Change, tab: Tab, checked: Checked, rows: Mapping[int, RowChange], counts: Sequence[int]) -> tuple[Plan, list[Json]]:
    """The plan of a change whose rows have their numbers, and the requests that write the cells. Raises Misplaced."""
    header, columns = checked.table.header_row, sorted(checked.table.columns.values())
    new = sorted(number for number, row in rows.items() if not row.seen)
    last = max([header + 1, *(row.number for row in checked.rows)])
    before: dict[int, Sequence[str | None]] = {row: _expected(tab, row, columns) for row in (header, *sorted(rows)) if row not in new}
    before |= {row: [None if is_computed(tab.cell(last, column)) else "" for column in columns] for row in new}
    cells = dict(_cells(change, tab, checked, rows, last))
    written = [(row, column, _raw_of(cell)) for (row, column), cell in cells.items()]
    inserted = (new[0], len(new)) if new else (0, 0)
    return Plan(change.operation, header, columns, before, written, inserted, counts), list(_writes(tab.id, cells))


def doing(plan: Plan, tab: Tab, writes: Sequence[Json], journal: Tab | None, editor: str, at: float) -> list[Json]:
    """All requests of a save, in order: room in the hidden tab, new rows, the copies, the cells, and the mark that it was done."""
    room = _room(journal, 4 * len(plan.rows), max(plan.columns), editor)
    return [*room, *_new_rows(plan, tab), *_copies(plan, tab, 0), *writes, *_swept(journal), _mark(plan.operation, at)]


def undoing(plan: Plan, tab: Tab) -> list[Json]:
    """The requests that put back what a save overwrote, formulas too, and take its mark away; they keep copies of their own."""
    gone = {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": mark_id(plan.operation)}}}}
    return [*_copies(plan, tab, 2 * len(plan.rows)), *_back(plan, tab, 0), gone]


def redoing(plan: Plan, tab: Tab) -> list[Json]:
    """The requests that put back what taking back overwrote, where that met other rows than it should have."""
    return list(_back(plan, tab, 2 * len(plan.rows)))


def mark_id(operation: str) -> int:
    """The number under which a save is marked; Google refuses a second mark of one number, and with it the whole batch."""
    return int.from_bytes(hashlib.sha256(operation.encode()).digest()[:4], "big") % (2**31 - 1) + 1


def is_done(operation: str, journal: Tab | None) -> bool:
    """Whether the spreadsheet bears the mark of a save."""
    return any(one.get("metadataKey") == KEY and _operation(one) == operation for one in (journal.metadata if journal else ()))


def _operation(mark: Json) -> str:
    return str(mark.get("metadataValue", "")).partition(" ")[0]


def _moment(mark: Json) -> float:
    told = str(mark.get("metadataValue", "")).partition(" ")[2]
    return float(told) if told.replace(".", "", 1).isdigit() else 0.0


def _expected(tab: Tab, row: int, columns: Sequence[int]) -> list[str | None]:
    return [None if is_computed(tab.cell(row, column)) else raw for column, raw in zip(columns, tab.raw(row, columns), strict=True)]


def _cells(change: Change, tab: Tab, checked: Checked, rows: Mapping[int, RowChange], last: int) -> Iterator[tuple[Place, Json]]:
    """What each named cell is to hold; a new row has the formats of the last one."""
    for number, row in rows.items():
        for name, text in row.wanted.items():
            column = checked.table.columns[name]
            if not is_writable(text) or tab.is_covered(number, column):
                raise Misplaced(f"{change.book} {change.model.about.title} {change.model.column(name).header}")
            like = tab.cell(number if row.seen else last, column)
            yield (number, column), typed_cell(stored(change.model, name, text), kind(like) == "PERCENT")


def _raw_of(cell: Json) -> str:
    return raw_text({"effectiveValue": cell.get("userEnteredValue") or {}})


def _writes(tab_id: int, cells: Mapping[Place, Json]) -> Iterator[Json]:
    """Cells side by side go into one request; a day brings its format along."""
    dated = {place: "userEnteredFormat" in cell for place, cell in cells.items()}
    for with_format in (False, True):
        fields = "userEnteredValue,userEnteredFormat.numberFormat" if with_format else "userEnteredValue"
        for row, columns in _runs(place for place, is_dated in dated.items() if is_dated is with_format):
            values = [cells[row, column] for column in columns]
            yield {"updateCells": {"range": _area(tab_id, row, columns), "rows": [{"values": values}], "fields": fields}}


def _runs(places: Iterable[Place]) -> Iterator[tuple[int, list[int]]]:
    """Places row by row, in runs of columns that follow each other."""
    for _, run in groupby(enumerate(sorted(places)), lambda one: (one[1][0], one[1][1] - one[0])):
        found = [place for _, place in run]
        yield found[0][0], [column for _, column in found]


def _area(tab_id: int, row: int, columns: Sequence[int], rows: int = 1) -> Json:
    return {"sheetId": tab_id, "startRowIndex": row - 1, "endRowIndex": row - 1 + rows, "startColumnIndex": columns[0] - 1, "endColumnIndex": columns[-1]}


def _copies(plan: Plan, tab: Tab, below: int) -> Iterator[Json]:
    """Each row twice: its values, to be compared, and its formulas, to be put back if need be. Rows that follow each other go together."""
    across = range(1, max(plan.columns) + 1)
    for _, run in groupby(enumerate(plan.rows), lambda one: one[1] - one[0]):
        slots, rows = zip(*run, strict=True)
        for slot, what in ((below + slots[0] + 1, "PASTE_VALUES"), (below + len(plan.rows) + slots[0] + 1, "PASTE_FORMULA")):
            source, target = _area(tab.id, rows[0], across, len(rows)), _area(JOURNAL_ID, slot, across, len(rows))
            yield {"copyPaste": {"source": source, "destination": target, "pasteType": what}}


def _back(plan: Plan, tab: Tab, below: int) -> Iterator[Json]:
    """The cells written become again what the copies say they were."""
    for row, columns in _runs((row, column) for row, column, _ in plan.written):
        slot = below + len(plan.rows) + plan.rows.index(row) + 1
        source, target = _area(JOURNAL_ID, slot, columns), _area(tab.id, row, columns)
        yield {"copyPaste": {"source": source, "destination": target, "pasteType": "PASTE_FORMULA"}}


def _room(journal: Tab | None, rows: int, columns: int, editor: str) -> Iterator[Json]:
    """The hidden tab, made where it is missing, large enough for the copies, and empty."""
    height, width = (journal.height, journal.width) if journal else (0, 0)
    if journal is None:
        yield from journal_tab(editor)
    if rows > height or columns > width:
        size = {"rowCount": max(rows, height), "columnCount": max(columns, width)}
        fields = "gridProperties.rowCount,gridProperties.columnCount"
        yield {"updateSheetProperties": {"properties": {"sheetId": JOURNAL_ID, "gridProperties": size}, "fields": fields}}
    yield {"updateCells": {"range": {"sheetId": JOURNAL_ID}, "fields": "userEnteredValue"}}


def _new_rows(plan: Plan, tab: Tab) -> Iterator[Json]:
    """New rows are inserted, so that what a person types there meanwhile moves down; they take the formats of the row above, unless that is the header."""
    first, many = plan.inserted
    if not many:
        return
    if first > tab.height:
        yield {"appendDimension": {"sheetId": tab.id, "dimension": "ROWS", "length": first + many - 1 - tab.height}}
    else:
        span = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": first - 1, "endIndex": first - 1 + many}
        yield {"insertDimension": {"range": span, "inheritFromBefore": first - 1 > plan.header}}


def _swept(journal: Tab | None) -> Iterator[Json]:
    """The oldest marks make room for one more."""
    marks = sorted((one for one in (journal.metadata if journal else ()) if one.get("metadataKey") == KEY), key=_moment, reverse=True)
    for one in marks[KEPT - 1 :]:
        yield {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": one["metadataId"]}}}}


def _mark(operation: str, at: float) -> Json:
    told = {"metadataId": mark_id(operation), "metadataKey": KEY, "metadataValue": f"{operation} {at:.0f}"}
    return {"createDeveloperMetadata": {"developerMetadata": {**told, "location": {"sheetId": JOURNAL_ID}, "visibility": "DOCUMENT"}}}
