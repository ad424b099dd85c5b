"""The sheet to fill: which one, and its rows as a grid made from the schema."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from backbone.book import RowChange
from backbone.layout import explanation
from backbone.writing.placing import equals_above
from schema.columns import Column
from schema.registry import BRANCH_SHEETS, RETURN_NOTE, by_title
from schema.sheet import Sheet
from schema.verdict import Row
from schema.workspace import DASH, YES_NO
from ui.drafts import fingerprint, grid, with_draft
from ui.filling import Filling
from ui.load import Workspace
from ui.session import language, t

ENTRY = "../pages/entry.py"
WAYS = ("form", "grid", "block")
_ROW, _TALLEST, _LOWEST = 36, 460, 220
_WIDTHS = {"text": 180, "codes": 160, "date": 116}


def pick_sheet(workspace: Workspace, org: str) -> Filling:
    """The sheet to fill, among those the branch's book has."""
    book = workspace.ledger.book_of(org)
    models = [model for model in (*BRANCH_SHEETS, RETURN_NOTE) if book and model.about.name in book.sheets]
    titles = [model.about.title for model in models]
    asked = by_title(st.query_params.get("sheet", ""))
    chosen = st.selectbox(
        t("column.sheet"), titles, titles.index(asked.about.title) if asked in models else 0, key=f"entry-sheet-{org}-{asked.about.name if asked else ''}"
    )
    return Filling(workspace, org, models[titles.index(chosen)])


def editor(filling: Filling, shown: Sequence[str] | None = None) -> tuple[Sequence[Row], pd.DataFrame]:
    """The sheet as text, exactly as typed, newest rows last; rows may be changed, added and struck out. The grid holds what is not yet saved.

    ``shown`` names the columns that are shown, all without it. Returns the rows the person sees and the grid over them. Its index tells the row:
    a number of those rows, or a higher one for a row that is new.
    """
    begun = grid(filling.workspace, filling.whose, filling.model, filling.rows)
    names = [column.name for column in filling.model.columns()]
    typed = pd.DataFrame(with_draft(filling.model, begun.rows, begun.under), columns=names, dtype="str")
    config = {column.name: _config(column, typed[column.name]) for column in filling.model.columns()}
    st.markdown(f":small[:gray[{t('entry.how')}]]")
    if fingerprint(begun.rows) != fingerprint(filling.rows):
        st.markdown(f":small[:orange[▲ {t('entry.behind')}]]")
    height = max(_LOWEST, min(_TALLEST, _ROW * (len(typed) + 2) + 4))
    told: dict[str, Any] = {"hide_index": True, "num_rows": "dynamic", "column_config": config, "height": height, "row_height": _ROW, "placeholder": ""}
    told["alt"] = filling.model.about.title
    return begun.rows, st.data_editor(typed, key=begun.key, column_order=shown, **told)


def grid_changes(model: type[Sheet], rows: Sequence[Row], edited: pd.DataFrame) -> list[RowChange]:
    """What the grid differs in from the rows the person saw."""
    typed = {int(str(at)): cells for at, cells in edited.to_dict("index").items()}
    found, above = [], equals_above(rows)
    for at in sorted(typed.keys() | set(range(len(rows)))):
        seen = dict(rows[at].typed) if at < len(rows) else {}
        cells = typed.get(at, {})
        now = {column.name: _text(cells.get(column.name)) for column in model.columns()}
        wanted = {name: text for name, text in now.items() if text != seen.get(name, "").strip()}
        if wanted:
            found.append(RowChange(wanted, seen, above[at], rows[at].number or None) if seen else RowChange(wanted))
    return found


def _text(cell: Any) -> str:
    return "" if cell is None or pd.isna(cell) else str(cell).strip()


def _config(column: Column, typed: "pd.Series[str]") -> Any:
    label = column.header if column.required else f"{column.header} ·"
    told = explanation(column, language())
    width = max(_WIDTHS.get(column.kind, 100), 16 * len(label) + 52, *(16 * len(choice) + 40 for choice in column.choices))
    choices = column.choices or (tuple(YES_NO.values()) if column.kind == "yes_no" else ())
    if not choices:
        return st.column_config.TextColumn(label, help=told, width=width)
    options = list(dict.fromkeys([*choices, DASH, *typed.dropna()]))
    return st.column_config.SelectboxColumn(label, help=told, options=options, width=width)
