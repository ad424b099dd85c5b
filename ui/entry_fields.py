"""The fields of the form of one row: what they begin with, what stands in them now, and the change of the sheet that this makes.

Fields are named by visit: from when the form begins to show a row until it shows another one. So no field ever shows the text of another row,
and what was typed is told against what the person saw, whatever became of the row meanwhile.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from backbone.book import RowChange
from backbone.writing.cells import content
from progress.form_rows import FormRow
from progress.prefilled import Registered, carried, period_of
from schema.columns import Column
from schema.period import last_day
from schema.workspace import LIST_MARK, YES_NO
from ui.drafts import begun_anew
from ui.filling import Filling

_VISIT = "entry-visit"
_OWN = ("branch_code", "reported_on")
"""Columns of which a form asks nothing: whose book it is stands on it, and the day is today's."""


@dataclass(frozen=True)
class Visit:
    """A row as the form showed it last: of which sheet and period, the key by which it is found next time, what its fields began with,
    the columns not asked of it, and the number that is part of their names."""

    where: str
    key: str
    row: FormRow
    start: Mapping[str, str]
    fixed: Collection[str]
    number: int


@dataclass(frozen=True)
class Form:
    """One row in the form: its columns, the name of its fields, what they begin with, and what the register tells of it."""

    filling: Filling
    row: FormRow
    period: str
    number: int
    fixed: Collection[str]
    columns: Sequence[Column]
    start: Mapping[str, str]
    carried: Mapping[str, str]
    registered: Mapping[str, int]
    units: Mapping[str, str] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """The name of a column's field."""
        return f"entry-{name}-{self.filling.org}-{self.filling.model.about.name}-{self.period}-{self.number}"


def shown_form(filling: Filling, period: str, offered: Sequence[FormRow], picked: str, kept: Sequence[RowChange]) -> Form:
    """The form of the row that is picked. One that holds anything typed goes on with what the person saw, although the row has changed or is gone."""
    before: Visit | None = st.session_state.get(_VISIT)
    chosen = next((row for row in offered if row.key == picked), None)
    if before is None or (before.where, before.key) != (_where(filling, period), picked):
        return _begun(filling, chosen or offered[0], period)
    if chosen and chosen.at is not None:
        return _form(filling, chosen, period, before.number, before.fixed)
    same = chosen is not None and (chosen.seen, chosen.start) == (before.row.seen, before.row.start)
    held = chosen if chosen and same else replace(before.row, at=None, wanted={} if before.row.seen else before.row.wanted)
    form = replace(_form(filling, held, period, before.number, before.fixed), start=before.start)
    return form if same or with_row(form, kept)[1] is not None else _begun(filling, chosen or offered[0], period)


def keep_visit(form: Form, key: str) -> None:
    """Remember the row that the form shows, and by which key it is offered next time."""
    st.session_state[_VISIT] = Visit(_where(form.filling, form.period), key, form.row, form.start, form.fixed, form.number)


def _where(filling: Filling, period: str) -> str:
    """Of which sheet the form is; another one after what was typed gave way to something else."""
    return f"{filling.workspace.place.name} {filling.org} {filling.model.about.name} {period} {begun_anew()}"


def _begun(filling: Filling, row: FormRow, period: str) -> Form:
    """The form of a row with fields that nobody has typed into. A row of a return goes on from the period before: its names are not asked again."""
    number = st.session_state["entry-visits"] = st.session_state.get("entry-visits", 0) + 1
    keys = filling.model.key_columns() if filling.model.about.returns else ()
    fixed = {name for name in keys if name != "period" and (row.seen.get(name) or row.earlier.typed.get(name))}
    return _form(filling, row, period, number, fixed)


def _form(filling: Filling, row: FormRow, period: str, number: int, fixed: Collection[str]) -> Form:
    model = filling.model
    register = Registered(filling.workspace.ledger, filling.org)
    registered = register.figures(model, row.cells, period)
    goes_on = {name: text for name, text in carried(model, row.earlier).items() if row.is_new and row.cells.get(name, text) == text}
    known = {"period"} if period_of(model, row.cells) else set()
    columns = [column for column in model.columns() if column.name not in {*fixed, *goes_on, *known, *_OWN}]
    start = dict(row.start)
    if row.is_new:
        today, names = str(filling.workspace.data_on), {column.name for column in model.columns()}
        said = {"reported_on": today, "noted_on": today, "filler_role": row.earlier.typed.get("filler_role", "")}
        start = {**{name: text for name, text in content(said).items() if name in names}, **{name: str(count) for name, count in registered.items()}, **start}
    units = register.units(last_day(period)) if any(column.kind == "codes" for column in columns) else {}
    return Form(filling, row, period, number, fixed, columns, start, goes_on, registered, units)


def typed(form: Form) -> dict[str, str]:
    """What stands in the fields now; one that has not been drawn yet begins with what is known."""
    return {column.name: _typed(form, column) for column in form.columns}


def _typed(form: Form, column: Column) -> str:
    key = form.key(column.name)
    begun = {**form.start, **form.row.seen, **form.row.wanted}.get(column.name, "").strip()
    listed = _listed(form, column, begun)
    if listed is not None:
        st.session_state.setdefault(key, list(listed))
        chosen = LIST_MARK.join(st.session_state[key])
        return begun if tuple(st.session_state[key]) == listed else chosen
    st.session_state.setdefault(key, begun or None if options(column) else begun)
    return str(st.session_state[key] or "").strip()


def _listed(form: Form, column: Column, text: str) -> tuple[str, ...] | None:
    """The codes of a list that can be picked from the register; None where the field is a plain box."""
    if column.kind != "codes" or not form.units:
        return None
    try:
        return form.filling.model.read(column.name, text or None) or ()
    except ValueError:
        return None


def options(column: Column) -> tuple[str, ...]:
    """What can be chosen in a column; nothing where it is typed."""
    return column.choices or (tuple(YES_NO.values()) if column.kind == "yes_no" else ())


def with_row(form: Form, kept: Sequence[RowChange]) -> tuple[list[RowChange], int | None]:
    """The changes of the draft with this row as it stands in the form, and its place among them; None where nothing in it differs."""
    row, changes, now = form.row, list(kept), typed(form)
    at = len(changes) if row.at is None else row.at
    change = _new(form, now) if row.is_new else changed(row, now)
    changes[at : at + 1] = [change] if change.wanted else []
    return changes, at if change.wanted else None


def _new(form: Form, now: Mapping[str, str]) -> RowChange:
    """A new row: nothing as long as nobody typed anything into it."""
    row = form.row
    begun = {name: text for name, text in {**form.start, **row.wanted, **form.carried}.items() if name not in now}
    touched = any(now.values()) if row.at is not None else any(text and text != form.start.get(name, "") for name, text in now.items())
    return RowChange(content({**begun, **now}) if touched else {})


def changed(row: FormRow, now: Mapping[str, str]) -> RowChange:
    """A row that stands, with these texts in it; those typed before stay where there is no other."""
    texts = {**row.wanted, **now}
    return RowChange({name: text for name, text in texts.items() if text != row.seen.get(name, "").strip()}, row.seen, row.among, row.row)
