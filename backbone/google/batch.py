"""The requests of one batch: copies, cells, and the mark that a save was done, in the order in which Google carries them out.

A hidden tab holds the copies. Its first cell says of which batch they are; its metadata names the saves that were done.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from backbone.google.layout import JOURNAL_ID, journal_tab
from backbone.google.plan import FIRST_SLOT, Place, Plan
from backbone.google.tabs import Tab
from backbone.google.values import Json

KEY = "xushi-save"
KEPT = 40
"""Saves that a spreadsheet remembers: each takes some 40 of the 30,000 characters that a tab has for such."""


def writing(plan: Plan, tab: Tab, cells: Mapping[Place, Json], journal: Tab | None, editor: str, at: float) -> list[Json]:
    """A save: room in the hidden tab, new rows, the cells between their copies, and the mark that it was done."""
    return [
        *_room(journal, plan, editor),
        *_new_rows(plan, tab),
        *_former(plan),
        *_writes(tab.id, cells),
        *_latter(plan),
        *_unmarked(plan.operation, journal),
        *_swept(plan.operation, journal),
        _mark(plan.operation, at),
    ]


def paying(plan: Plan, journal: Tab, editor: str) -> list[Json]:
    """What a save overwrote is put back as the copies hold it, formulas too, and the mark is taken away."""
    return [*_room(journal, plan, editor), *_former(plan), *_back(plan), *_latter(plan), *_unmarked(plan.operation, journal)]


def is_done(operation: str, journal: Tab | None) -> bool:
    """Whether the spreadsheet bears the mark of a save."""
    return operation in done(journal)


def done(journal: Tab | None) -> dict[str, Json]:
    """The saves that the spreadsheet remembers, newest first, and their marks."""
    marks = [one for one in (journal.metadata if journal else ()) if one.get("metadataKey") == KEY]
    return {_words(one)[0]: one for one in sorted(marks, key=_moment, reverse=True)}


def _mark_id(operation: str) -> int:
    """The number under which a save is marked. Google calls such numbers unique; nothing rests on a second mark being refused."""
    return int.from_bytes(hashlib.sha256(operation.encode()).digest()[:4], "big") % (2**31 - 1) + 1


def _mark(operation: str, at: float) -> Json:
    told = {"metadataId": _mark_id(operation), "metadataKey": KEY, "metadataValue": f"{operation} {at:.0f}"}
    return {"createDeveloperMetadata": {"developerMetadata": {**told, "location": {"sheetId": JOURNAL_ID}, "visibility": "DOCUMENT"}}}


def _unmarked(operation: str, journal: Tab | None) -> Iterator[Json]:
    if is_done(operation, journal):
        yield _without(_mark_id(operation))


def _swept(operation: str, journal: Tab | None) -> Iterator[Json]:
    """The oldest marks make room for one more."""
    for one in [mark for name, mark in done(journal).items() if name != operation][KEPT - 1 :]:
        yield _without(one["metadataId"])


def _without(mark: int) -> Json:
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": mark}}}}


def _words(mark: Json) -> tuple[str, str]:
    operation, _, moment = str(mark.get("metadataValue", "")).partition(" ")
    return operation, moment


def _moment(mark: Json) -> float:
    told = _words(mark)[1]
    return float(told) if told.isdigit() else 0.0


def _room(journal: Tab | None, plan: Plan, editor: str) -> Iterator[Json]:
    """The hidden tab, made where it is missing, large enough for the copies, empty at the beginning of a save, and with the batch's name on it."""
    height, width = (journal.height, journal.width) if journal else (0, 0)
    if journal is None:
        yield from journal_tab(editor)
    if plan.end > height or plan.width > width:
        size = {"rowCount": max(plan.end, height), "columnCount": max(plan.width, width)}
        fields = "gridProperties.rowCount,gridProperties.columnCount"
        yield {"updateSheetProperties": {"properties": {"sheetId": JOURNAL_ID, "gridProperties": size}, "fields": fields}}
    if plan.slot == FIRST_SLOT:
        yield {"updateCells": {"range": {"sheetId": JOURNAL_ID}, "fields": "userEnteredValue"}}
    yield _filled(JOURNAL_ID, 1, [1], [{"userEnteredValue": {"stringValue": plan.stamp}}], "userEnteredValue")


def _new_rows(plan: Plan, tab: Tab) -> Iterator[Json]:
    """New rows are inserted, so that what a person types there meanwhile moves down; they take the formats of the row above, unless that is the header."""
    first, many = plan.inserted
    has_model = first - 1 > plan.rows[0]
    if many and first > tab.height:
        yield {"appendDimension": {"sheetId": tab.id, "dimension": "ROWS", "length": first + many - 1 - tab.height}}
        if has_model:
            across = range(1, plan.width + 1)
            yield _pasted(_area(tab.id, first - 1, across), _area(tab.id, first, across, many), "PASTE_FORMAT")
    elif many:
        span = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": first - 1, "endIndex": first - 1 + many}
        yield {"insertDimension": {"range": span, "inheritFromBefore": has_model}}


def _former(plan: Plan) -> Iterator[Json]:
    """Each row before it is written: its values, to be compared, and what makes them, to be put back if need be."""
    yield from _copied(plan, plan.slot, "PASTE_VALUES")
    for kind in _ways(plan):
        yield from _copied(plan, plan.slot + len(plan.rows), kind)


def _latter(plan: Plan) -> Iterator[Json]:
    """Each row after it was written, by which it is known again should people move it."""
    yield from _copied(plan, plan.slot + 2 * len(plan.rows), "PASTE_VALUES")


def _ways(plan: Plan) -> tuple[str, ...]:
    return ("PASTE_FORMULA", "PASTE_FORMAT") if plan.is_dressed else ("PASTE_FORMULA",)


def _copied(plan: Plan, slot: int, kind: str) -> Iterator[Json]:
    """Rows that follow each other go together."""
    across = range(1, plan.width + 1)
    for _, run in groupby(enumerate(plan.rows), lambda one: one[1] - one[0]):
        places, rows = zip(*run, strict=True)
        yield _pasted(_area(plan.tab, rows[0], across, len(rows)), _area(JOURNAL_ID, slot + places[0], across, len(rows)), kind)


def _back(plan: Plan) -> Iterator[Json]:
    """The cells that were written become again what the copies say they were."""
    for debt, row in zip(plan.debts, plan.rows, strict=False):
        for _, columns in _runs((row, column) for column in debt.columns):
            for kind in _ways(plan):
                yield _pasted(_area(JOURNAL_ID, debt.formulas, columns), _area(plan.tab, row, columns), kind)


def _writes(tab_id: int, cells: Mapping[Place, Json]) -> Iterator[Json]:
    """Cells side by side go into one request; a day brings its format along."""
    dressed = {place: "userEnteredFormat" in cell for place, cell in cells.items()}
    for with_format in (False, True):
        fields = "userEnteredValue,userEnteredFormat.numberFormat" if with_format else "userEnteredValue"
        for row, columns in _runs(place for place, is_dressed in dressed.items() if is_dressed is with_format):
            yield _filled(tab_id, row, columns, [cells[row, column] for column in columns], fields)


def _runs(places: Iterable[Place]) -> Iterator[tuple[int, list[int]]]:
    """Places row by row, in runs of columns that follow each other."""
    for _, run in groupby(enumerate(sorted(places)), lambda one: (one[1][0], one[1][1] - one[0])):
        found = [place for _, place in run]
        yield found[0][0], [column for _, column in found]


def _filled(tab_id: int, row: int, columns: Sequence[int], values: Sequence[Json], fields: str) -> Json:
    return {"updateCells": {"range": _area(tab_id, row, columns), "rows": [{"values": list(values)}], "fields": fields}}


def _pasted(source: Json, target: Json, kind: str) -> Json:
    return {"copyPaste": {"source": source, "destination": target, "pasteType": kind}}


def _area(tab_id: int, row: int, columns: Sequence[int], rows: int = 1) -> Json:
    return {"sheetId": tab_id, "startRowIndex": row - 1, "endRowIndex": row - 1 + rows, "startColumnIndex": columns[0] - 1, "endColumnIndex": columns[-1]}
