"""One row of a sheet as a form made from the schema: last figures beside each box, what can be known filled in, what is wrong said under its box."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backbone.book import RowChange
from backbone.layout import explanation
from backbone.writing.cells import content
from progress.form_rows import FormRow, form_rows
from progress.prefilled import Registered, carried, same_again
from schema.across import WithinStaff
from schema.columns import Column
from schema.issue import Issue
from schema.period import MONTHLY, between, containing, last_day, newest_ended
from schema.workspace import DASH, LIST_MARK, YES_NO
from ui.drafts import begun_anew, draft, redraft
from ui.entry_review import Judged, judged
from ui.filling import Filling
from ui.page import plain
from ui.session import language, t
from words.issues import sentence

_YEAR = dt.timedelta(days=400)
_OWN = ("branch_code", "reported_on")
"""Columns of which a form asks nothing: whose book it is stands on it, and the day is today's."""


@dataclass(frozen=True)
class _Form:
    """One row in the form: its columns, the name of its fields, what they begin with, and what the register tells of it."""

    filling: Filling
    row: FormRow
    period: str
    columns: Sequence[Column]
    start: Mapping[str, str]
    carried: Mapping[str, str]
    registered: Mapping[str, int]
    units: Mapping[str, str]

    def key(self, name: str) -> str:
        """The name of a column's field; another one after what was typed gave way to something else."""
        return f"entry-{name}-{self.filling.org}-{self.filling.model.about.name}-{self.period}-{self.row.key}-{begun_anew()}"


def form(filling: Filling) -> list[Judged]:
    """Pick a period and a row and fill it; every change of the sheet that is not yet saved, this row's among them, with what is wrong in it."""
    model, kept = filling.model, draft(filling.workspace, filling.whose, filling.model).rows
    place = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    period = _pick_period(place, filling)
    picked = f"entry-picked-{filling.org}-{model.about.name}-{period}"
    offered = form_rows(model, filling.rows, kept, period)
    chosen = next((row for row in offered if row.key == st.session_state.get(picked)), offered[0])
    shown = _form(filling, chosen, period)
    changes, at = _with(shown, kept, {column.name: _typed(shown, column) for column in shown.columns})
    _pick_row(place, form_rows(model, filling.rows, changes, period), chosen, at, picked)
    found = judged(filling, filling.rows, changes)
    mine = found[at] if at is not None else judged(filling, filling.rows, [RowChange({}, chosen.seen, chosen.among)])[0]
    _same_button(place, shown, changes, at)
    _draw(shown, mine)
    return found


def _pick_period(place: DeltaGenerator, filling: Filling) -> str:
    """One of the periods of a year, the newest that has ended first; the address may name another."""
    frequency, on = filling.model.about.frequency or MONTHLY, filling.workspace.data_on
    told = {*between(on - _YEAR, on, frequency), containing(on, frequency)}
    first = newest_ended(on, frequency)
    options = sorted(told | {first}, key=last_day, reverse=True)
    asked = st.query_params.get("period", "")
    at = options.index(asked if asked in options else first)
    key = f"entry-period-{filling.org}-{filling.model.about.name}-{asked}"
    return str(place.selectbox(filling.model.column("period").header, options, at, key=key, width=150))


def _pick_row(place: DeltaGenerator, offered: Sequence[FormRow], chosen: FormRow, at: int | None, picked: str) -> None:
    """The rows on offer as they are now. What was picked is remembered apart from the widget, which begins anew whenever a row's words change."""
    labels = {row.key: _label(row) for row in offered}
    now = next((row.key for row in offered if at is not None and row.at == at), chosen.key)
    st.session_state[picked] = now
    key = f"entry-row-{hashlib.sha256(repr((labels, now)).encode()).hexdigest()[:12]}-{picked}"
    index = list(labels).index(now) if now in labels else 0
    about: dict[str, Any] = {"key": key, "on_change": _remember, "args": (picked, key), "width": "stretch"}
    place.selectbox(t("entry.which_row"), list(labels), index, format_func=labels.__getitem__, **about)


def _remember(picked: str, key: str) -> None:
    st.session_state[picked] = st.session_state[key]


def _label(row: FormRow) -> str:
    """A row in the words of its cells, and whether it is still to be filled, begun, or stands already."""
    told = LIST_MARK.join(row.told)
    if row.at is not None:
        return t("entry.row_begun", row=told or t("entry.new_row"))
    if row.is_new:
        return t("entry.row_due", row=told) if row.earlier.period else t("entry.row_new")
    return t("entry.row_filed", row=told)


def _form(filling: Filling, row: FormRow, period: str) -> _Form:
    """What the form of a row shows. A new row of a return goes on from the period before: its names and beginnings are not asked again."""
    model = filling.model
    register = Registered(filling.workspace.ledger, filling.org)
    registered = register.figures(model, row.cells, period)
    goes_on = {name: text for name, text in carried(model, row.earlier).items() if row.is_new and row.cells.get(name, text) == text}
    fixed = {name for name in model.key_columns() if model.about.returns and (row.seen.get(name) or row.earlier.typed.get(name))}
    period_known = {"period"} if row.cells.get("period") else set()
    columns = [column for column in model.columns() if column.name not in {*fixed, *goes_on, *period_known, *_OWN}]
    start = dict(row.start)
    if row.is_new:
        said = {"reported_on": str(filling.workspace.data_on), "filler_role": row.earlier.typed.get("filler_role", "")}
        start = {**content(said), **{name: str(count) for name, count in registered.items()}, **start}
    units = register.units(last_day(period)) if any(column.kind == "codes" for column in columns) else {}
    return _Form(filling, row, period, columns, start, goes_on, registered, units)


def _typed(shown: _Form, column: Column) -> str:
    """What stands in a field now; one that has not been drawn yet begins with what is known."""
    key = shown.key(column.name)
    begun = {**shown.start, **shown.row.seen, **shown.row.wanted}.get(column.name, "").strip()
    if _listed(shown, column, begun) is not None:
        st.session_state.setdefault(key, list(_listed(shown, column, begun) or ()))
        chosen = LIST_MARK.join(st.session_state[key])
        return begun if tuple(st.session_state[key]) == _listed(shown, column, begun) else chosen
    st.session_state.setdefault(key, begun or None if _options(column) else begun)
    return str(st.session_state[key] or "").strip()


def _listed(shown: _Form, column: Column, text: str) -> tuple[str, ...] | None:
    """The codes of a list that can be picked from the register; None where the field is a plain box."""
    if column.kind != "codes" or not shown.units:
        return None
    try:
        return shown.filling.model.read(column.name, text or None) or ()
    except ValueError:
        return None


def _options(column: Column) -> tuple[str, ...]:
    return column.choices or (tuple(YES_NO.values()) if column.kind == "yes_no" else ())


def _with(shown: _Form, kept: Sequence[RowChange], typed: Mapping[str, str]) -> tuple[list[RowChange], int | None]:
    """The changes of the draft with this row as it stands in the form, and its place among them; None where nothing in it differs."""
    row, changes = shown.row, list(kept)
    at = len(changes) if row.at is None else row.at
    changes[at : at + 1] = [_new(shown, typed) if row.is_new else _changed(row, typed)]
    if row.seen and not changes[at].wanted:
        del changes[at]
        return changes, None
    while changes and not changes[-1].wanted:  # one that was emptied between others keeps its place, so that those after it keep theirs
        changes.pop()
    return changes, at if at < len(changes) and changes[at].wanted else None


def _new(shown: _Form, typed: Mapping[str, str]) -> RowChange:
    """A new row: nothing as long as nobody typed anything into it."""
    row = shown.row
    begun = {name: text for name, text in {**shown.start, **row.wanted, **shown.carried}.items() if name not in typed}
    touched = any(typed.values()) if row.at is not None else any(text and text != shown.start.get(name, "") for name, text in typed.items())
    return RowChange(content({**begun, **typed}) if touched else {})


def _changed(row: FormRow, typed: Mapping[str, str]) -> RowChange:
    now = {**{name: text for name, text in row.wanted.items() if name not in typed}, **typed}
    return RowChange({name: text for name, text in now.items() if text != row.seen.get(name, "").strip()}, row.seen, row.among, row.row)


def _draw(shown: _Form, mine: Judged) -> None:
    """The boxes two by two, those that may stay empty folded away unless something stands in them."""
    needed = [column for column in shown.columns if column.required or column.kind == "codes" or shown.row.cells.get(column.name)]
    _boxes(shown, mine, needed, carried=shown.carried)
    others = [column for column in shown.columns if column not in needed]
    if others:
        with st.expander(t("entry.optional", count=len(others)), expanded=any(mine.of(column.header) for column in others)):
            _boxes(shown, mine, others, carried={})
    _how(shown.columns)


def _how(columns: Sequence[Column]) -> None:
    """What belongs into each box, out of the way of whoever goes from box to box with the Tab key."""
    with st.expander(t("entry.boxes")):
        told = {t("entry.item"): [plain(column.header) for column in columns], t("entry.belongs"): [_one_line(column) for column in columns]}
        st.table(told, border="horizontal", hide_index=True)


def _one_line(column: Column) -> str:
    return plain("　".join(explanation(column, language()).split("\n")))


def _boxes(shown: _Form, mine: Judged, columns: Sequence[Column], carried: Mapping[str, str]) -> None:
    model = shown.filling.model
    order = [column for column in model.columns() if column in columns or column.name in carried]
    grid = st.grid(2, min_column_width=220, gap="small")
    for column in order:
        issue = mine.of(column.header) if column.name not in mine.blanks else None
        with grid.cell(), st.container(gap=None, key=f"{'wrong' if issue and issue.severity == 'block' else 'entry'}-{column.name}"):
            if column.name in carried:
                _told_only(column, carried[column.name])
            else:
                _box(shown, column)
            st.markdown(_note(shown, column, issue))


def _told_only(column: Column, text: str) -> None:
    """A beginning that nobody has to type."""
    st.markdown(f":small[{plain(column.header)}]  \n**{plain(text)}**")


def _box(shown: _Form, column: Column) -> None:
    """The field itself: choices are picked, units of the register too, everything else is typed as it will stand."""
    key, label = shown.key(column.name), column.header if column.required else f"{column.header} ·"
    held = st.session_state[key]
    if isinstance(held, list):
        options = list(dict.fromkeys([*shown.units, *held]))
        st.multiselect(label, options, format_func=lambda code: f"{code} {shown.units.get(code, '')}".strip(), accept_new_options=True, key=key)
    elif choices := _options(column):
        st.selectbox(label, list(dict.fromkeys([*choices, DASH, *([held] if held else [])])), index=None, placeholder="", key=key)
    else:
        st.text_input(label, key=key)


def _note(shown: _Form, column: Column, issue: Issue | None) -> str:
    """Under a box: what is wrong with it, else what stood there in the period before and what the register says."""
    if issue:
        colour, mark = ("red", "✕") if issue.severity == "block" else ("orange", "▲")
        return f":small[:{colour}[{mark} {plain(sentence(issue, language()))}]]"
    parts = [t("entry.carried", period=shown.row.earlier.period)] if column.name in shown.carried else []
    last = shown.row.earlier.typed.get(column.name, "").strip()
    parts += [t("entry.last", value=plain(last))] if last and not parts else []
    hint = _hint(shown, column)
    parts += [t("entry.registered", value=hint)] if hint is not None else []
    return f":small[:gray[{' ・ '.join(parts)}]]" if parts else ""


def _hint(shown: _Form, column: Column) -> int | None:
    """What the register counts for a column: of a return its kind's units, of a contract the staff of the units listed."""
    if column.name in shown.registered:
        return shown.registered[column.name]
    rule = next((rule for rule in shown.filling.model.across if isinstance(rule, WithinStaff) and rule.column == column.name), None)
    units = st.session_state.get(shown.key(rule.units)) if rule else None
    if not isinstance(units, list):
        return None
    return Registered(shown.filling.workspace.ledger, shown.filling.org).staff(units, last_day(shown.period))


def _same_button(place: DeltaGenerator, shown: _Form, changes: Sequence[RowChange], at: int | None) -> None:
    """Fill the row with what stood in the period before."""
    row, filling = shown.row, shown.filling
    if not row.earlier.period:
        return
    same = same_again(filling.model, row.earlier, shown.period)
    if place.button(t("entry.same", period=row.earlier.period), key=shown.key("same"), help=t("entry.same_help")):
        changed = RowChange({**shown.start, **same}) if row.is_new else _changed(row, same)
        last = len(changes) if at is None else at
        redraft(filling.workspace, filling.whose, filling.model, [*changes[:last], changed, *changes[last + 1 :]])
        st.rerun()
