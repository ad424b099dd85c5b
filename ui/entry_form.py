"""One row of a sheet as a form made from the schema: last figures beside each box, what can be known filled in, what is wrong said under its box."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backbone.book import RowChange
from backbone.layout import explanation
from progress.form_rows import FormRow, form_rows, offered_next
from progress.prefilled import Registered, same_again
from schema.across import WithinStaff
from schema.columns import Column
from schema.issue import Issue
from schema.period import HALF_YEARLY, MONTHLY, QUARTERLY, YEARLY, between, containing, last_day, newest_ended
from schema.workspace import DASH, LIST_MARK
from ui.drafts import draft, redraft
from ui.entry_fields import Form, changed, keep_visit, options, shown_form, typed, with_row
from ui.entry_review import Judged, judged
from ui.filling import Filling
from ui.page import plain
from ui.session import language, t
from words.issues import sentence

_YEAR = dt.timedelta(days=400)
_SPANS = (MONTHLY, QUARTERLY, HALF_YEARLY, YEARLY)
"""The periods that notes speak of: those of every sheet."""


def form(filling: Filling) -> list[Judged]:
    """Pick a period and a row and fill it; every change of the sheet that is not yet saved, this row's among them, with what is wrong in it."""
    model, kept = filling.model, draft(filling.workspace, filling.whose, filling.model).rows
    place = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    period = _pick_period(place, filling)
    picked = f"entry-picked-{filling.workspace.place.name}-{filling.org}-{model.about.name}-{period}"
    shown = shown_form(filling, period, form_rows(model, filling.rows, kept, period), st.session_state.get(picked, ""), kept)
    changes, at = with_row(shown, kept)
    _pick_row(place, shown, changes, at, picked)
    found = judged(filling, filling.rows, changes)
    mine = found[at] if at is not None else judged(filling, filling.rows, [RowChange({}, shown.row.seen, shown.row.among)])[0]
    _same_button(place, shown, changes, at)
    _draw(shown, mine)
    return found


def _pick_period(place: DeltaGenerator, filling: Filling) -> str:
    """One of the periods of a year, the newest that has ended first; the address may name another one of them."""
    frequency, on = filling.model.about.frequency or MONTHLY, filling.workspace.data_on
    spans = (frequency,) if filling.model.about.frequency else _SPANS
    told = {period for span in spans for period in (*between(on - _YEAR, on, span), containing(on, span))}
    first = newest_ended(on, frequency)
    offered = sorted(told | {first}, key=lambda one: (last_day(one), one), reverse=True)
    asked = st.query_params.get("period", "")
    at = offered.index(asked if asked in offered else first)
    key = f"entry-period-{filling.org}-{filling.model.about.name}-{asked}"
    return str(place.selectbox(filling.model.column("period").header, offered, at, key=key, width=150))


def _pick_row(place: DeltaGenerator, shown: Form, changes: Sequence[RowChange], at: int | None, picked: str) -> None:
    """The rows on offer as the next run finds them. What was picked is remembered apart from the widget, which begins anew whenever a row's words change."""
    model = shown.filling.model
    offered, now = offered_next(model, shown.filling.rows, changes, at, shown.row, shown.period)
    labels = {row.key: _label(row) for row in offered}
    st.session_state[picked] = now
    keep_visit(shown, now)
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


def _draw(shown: Form, mine: Judged) -> None:
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


def _boxes(shown: Form, mine: Judged, columns: Sequence[Column], carried: Mapping[str, str]) -> None:
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


def _box(shown: Form, column: Column) -> None:
    """The field itself: choices are picked, units of the register too, everything else is typed as it will stand."""
    key, label = shown.key(column.name), column.header if column.required else f"{column.header} ·"
    held = st.session_state[key]
    if isinstance(held, list):
        codes = list(dict.fromkeys([*shown.units, *held]))
        st.multiselect(label, codes, format_func=lambda code: f"{code} {shown.units.get(code, '')}".strip(), accept_new_options=True, key=key)
    elif choices := options(column):
        st.selectbox(label, list(dict.fromkeys([*choices, DASH, *([held] if held else [])])), index=None, placeholder="", key=key)
    else:
        st.text_input(label, key=key)


def _note(shown: Form, column: Column, issue: Issue | None) -> str:
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


def _hint(shown: Form, column: Column) -> int | None:
    """What the register counts for a column: of a return its kind's units, of a contract the staff of the units listed."""
    if column.name in shown.registered:
        return shown.registered[column.name]
    rule = next((rule for rule in shown.filling.model.across if isinstance(rule, WithinStaff) and rule.column == column.name), None)
    units = st.session_state.get(shown.key(rule.units)) if rule else None
    if not isinstance(units, list):
        return None
    return Registered(shown.filling.workspace.ledger, shown.filling.org).staff(units, last_day(shown.period))


def _same_button(place: DeltaGenerator, shown: Form, changes: Sequence[RowChange], at: int | None) -> None:
    """Fill the boxes that nobody has typed into with what stood in the period before."""
    row, filling = shown.row, shown.filling
    if not row.earlier.period:
        return
    if place.button(t("entry.same", period=row.earlier.period), key=shown.key("same"), help=t("entry.same_help")):
        same = same_again(filling.model, row.earlier, shown.period, _by_hand(shown))
        keys = filling.model.key_columns()
        change = RowChange({**shown.start, **same}) if row.is_new else changed(row, {name: text for name, text in same.items() if name not in keys})
        last = len(changes) if at is None else at
        redraft(filling.workspace, filling.whose, filling.model, [*changes[:last], change, *changes[last + 1 :]])
        st.rerun()


def _by_hand(shown: Form) -> dict[str, str]:
    """What was typed into the fields of this row and not saved."""
    begun = {**shown.start, **shown.row.seen}
    return {name: text for name, text in typed(shown).items() if text and text != begun.get(name, "").strip()}
