"""The rows of one period as a form offers them: those that stand, those begun, those that stood in the period before, and one that is new."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from backbone.book import RowChange
from backbone.journal.personal import without_personal
from backbone.writing.cells import content
from backbone.writing.placing import Standing, equals_above
from progress.prefilled import Before, Histories, carried, period_of, series
from schema.sheet import Sheet
from schema.verdict import Row

_TOLD = 3


@dataclass(frozen=True)
class FormRow:
    """One row of a form: ``seen`` is what stands in it (nothing for a new one), ``start`` what a new one begins with, ``wanted`` what was typed so far.

    ``key`` names it from one run to the next; ``told`` are the cells that tell it from others; ``at`` is its place among the changes of the draft.
    """

    key: str
    told: tuple[str, ...]
    seen: Mapping[str, str] = field(default_factory=dict)
    start: Mapping[str, str] = field(default_factory=dict)
    wanted: Mapping[str, str] = field(default_factory=dict)
    earlier: Before = field(default_factory=Before)
    among: int = 0
    row: int | None = None
    at: int | None = None

    @property
    def cells(self) -> dict[str, str]:
        """What the fields show."""
        return {**self.start, **self.seen, **self.wanted}

    @property
    def is_new(self) -> bool:
        """Whether it stands in no sheet yet."""
        return not self.seen


def form_rows(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange], period: str) -> list[FormRow]:
    """What a form offers for a period, in the order to be filled; the last one of a return, the first one of a ledger, is a blank new row.

    A row whose period cannot be read is offered in every period.
    """
    histories = Histories(model, _as_drafted(model, rows, changes))
    stand = _standing(model, rows, changes, period, histories)
    begun = [_begun(model, changes, at, period, histories) for at, change in enumerate(changes) if not change.seen]
    here = [row for row in begun if period_of(model, row.cells) in (period, "")]
    blank = FormRow(f"new-{len(begun)}", (), start={"period": period})
    if not model.about.returns:
        return _apart([blank, *here, *stand])
    known = {series(model, row.cells) for row in (*stand, *here)}
    due = [row for row in _due(model, histories, period) if series(model, row.start) not in known]
    return _apart([*due, *here, *stand, blank])


def offered_next(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange], at: int | None, row: FormRow, period: str) -> tuple[list[FormRow], str]:
    """What is offered once these changes are the draft, and the key of a row then; ``at`` is its place among them, None where nothing in it differs."""
    kept = [without_personal(model, [change]) for change in changes]
    offered = form_rows(model, rows, [change for found in kept for change in found], period)
    if at is not None and kept[at]:
        place = sum(map(len, kept[:at]))
        return offered, next((each.key for each in offered if each.at == place), row.key)
    idle = [each for each in offered if each.at is None]
    blank = next((each.key for each in idle if each.is_new and not each.earlier.period), row.key)
    return offered, row.key if row.seen or any(each.key == row.key and each.is_new for each in idle) else blank


def _apart(rows: Sequence[FormRow]) -> list[FormRow]:
    """The same rows with a key each: those that stand keep theirs, of the others a second one of a key gets another."""
    found, taken = dict[int, FormRow](), set[str]()
    for at in sorted(range(len(rows)), key=lambda at: rows[at].is_new):
        row, number = rows[at], len(found)
        found[at] = row if row.key not in taken else replace(row, key=f"{row.key}-{number}")
        taken.add(found[at].key)
    return [found[at] for at in range(len(rows))]


def _standing(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange], period: str, histories: Histories) -> list[FormRow]:
    """Rows of the period, each with the change of the draft that means it; last those that somebody took away while they were changed."""
    meant, above = _meant(model, rows, changes), equals_above(rows)
    found = []
    for place, row in enumerate(rows):
        change = changes[meant[place]] if place in meant else RowChange({}, row.typed, above[place], row.number or None)
        found.append(_stands(model, change, meant.get(place), row.number or None, period, histories))
    gone = [(at, change) for at, change in enumerate(changes) if change.seen and at not in meant.values()]
    found += [_stands(model, change, at, change.row, period, histories) for at, change in gone]
    return [row for row in found if period_of(model, row.seen) in (period, "")]


def _stands(model: type[Sheet], change: RowChange, at: int | None, row: int | None, period: str, histories: Histories) -> FormRow:
    key, earlier = _key(model, change.seen, change.among), histories.before(change.seen, period)
    return FormRow(key, _told(model, change.seen), change.seen, {}, change.wanted, earlier, change.among, row, at)


def _meant(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange]) -> dict[int, int]:
    """The place of each row that a change of the draft means → the place of that change."""
    stand, places = Standing(model, rows), {id(row): place for place, row in enumerate(rows)}
    found = {at: stand.row_of(change) for at, change in enumerate(changes) if change.seen}
    return {places[id(row)]: at for at, row in found.items() if row}


def _as_drafted(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange]) -> list[Row]:
    """The rows with the draft over them: a month goes on from what is typed for the month before, saved or not."""
    meant = _meant(model, rows, changes)
    texts = [{**row.typed, **changes[meant[place]].wanted} if place in meant else row.typed for place, row in enumerate(rows)]
    return [Row(0, typed, None) for typed in (*texts, *(change.wanted for change in changes if not change.seen))]


def _begun(model: type[Sheet], changes: Sequence[RowChange], at: int, period: str, histories: Histories) -> FormRow:
    """A new row of the draft; numbered among the new ones, or named as the row of the period before that it goes on from."""
    wanted = changes[at].wanted
    earlier = histories.before(wanted, period)
    number = sum(not change.seen for change in changes[:at])
    key = _key(model, wanted, 0) if earlier.period else f"new-{number}"
    return FormRow(key, _told(model, wanted), start={"period": period}, wanted=wanted, earlier=earlier, at=at)


def _due(model: type[Sheet], histories: Histories, period: str) -> list[FormRow]:
    """What stood in the newest earlier period of the sheet, to be reported again."""
    return [_goes_on(model, earlier, period) for earlier in histories.newest_before(period)]


def _goes_on(model: type[Sheet], earlier: Before, period: str) -> FormRow:
    named = {name: earlier.typed[name] for name in model.key_columns() if name in earlier.typed}
    start = {**named, **carried(model, earlier), "period": period}
    return FormRow(_key(model, start, 0), _told(model, start), start=start, earlier=earlier)


def _key(model: type[Sheet], typed: Mapping[str, str], among: int) -> str:
    """A name for a row: of a return by what it reports on, of a ledger by what stands in it."""
    named = series(model, typed)
    told = repr(named) if named else repr((sorted(content(typed).items()), among))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _told(model: type[Sheet], typed: Mapping[str, str]) -> tuple[str, ...]:
    """The texts that tell a row from the others of its period."""
    names = model.key_columns() if model.about.returns else [column.name for column in model.columns() if column.required]
    texts = [typed.get(name, "").strip() for name in names if name != "period"]
    return tuple(text for text in texts if text)[:_TOLD]
