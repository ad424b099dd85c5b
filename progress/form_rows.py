"""The rows of one period as a form offers them: those that stand, those begun, those that stood in the period before, and one that is new."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backbone.book import RowChange
from backbone.writing.cells import content
from backbone.writing.placing import standing
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
    histories = Histories(model, rows)
    standing_ones = _standing(model, rows, changes, period, histories)
    begun = [_begun(model, changes, at, period, histories) for at, change in enumerate(changes) if not change.seen]
    here = [row for row in begun if row.wanted and period_of(model, row.cells) in (period, "")]
    blank = FormRow(f"new-{len(begun)}", (), start={"period": period})
    if not model.about.returns:
        return [blank, *here, *standing_ones]
    known = {series(model, row.cells) for row in (*standing_ones, *here)}
    due = [row for row in _due(model, histories, period) if series(model, row.start) not in known]
    return [*due, *here, *standing_ones, blank]


def _standing(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange], period: str, histories: Histories) -> list[FormRow]:
    """Rows of the period, each with the change of the draft that means it."""
    meant = _meant(model, rows, changes)
    found = []
    for place, row in enumerate(rows):
        at = meant.get(place)
        change = changes[at] if at is not None else None
        seen = change.seen if change else row.typed
        if period_of(model, seen) in (period, ""):
            among = change.among if change else sum(content(each.typed) == content(seen) for each in rows[:place])
            earlier = histories.before(seen, period)
            found.append(
                FormRow(_key(model, seen, among), _told(model, seen), seen, {}, change.wanted if change else {}, earlier, among, row.number or None, at)
            )
    return found


def _meant(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange]) -> dict[int, int]:
    """The place of each row that a change of the draft means → the place of that change."""
    found: dict[int, int] = {}
    for at, change in enumerate(changes):
        row = standing(model, rows, change) if change.seen else None
        if row:
            found[next(place for place, each in enumerate(rows) if each is row)] = at
    return found


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
