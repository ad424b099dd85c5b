"""The lower half of the filling page: every changed cell, old beside new, what is wrong with it, and the button that saves them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.book import RowChange
from backbone.journal.locks import Locked
from backbone.writing.cells import after, content, is_writable
from backbone.writing.placing import key_of
from progress.tentative import explained_of, tentative_issues
from schema.check import check_row
from schema.columns import Column
from schema.issue import Issue
from schema.sheet import Sheet
from schema.shield import kind_in, shielded_cell
from schema.verdict import Row
from schema.workspace import LIST_MARK
from ui.drafts import Draft, drop_draft, keep_draft, redraft
from ui.entry_locks import reason, refuse, taken
from ui.filling import Filling
from ui.page import plain
from ui.saves import operation
from ui.session import language, t
from words.figures import clock
from words.issues import sentence

_PARTED = " / "
_MENDS = 6
_FEW_NEW, _FEW_CELLS, _MOST_TOLD = 3, 120, 40
_INK, _MARKS = {"block": "red", "warn": "orange"}, {"block": "✕", "warn": "▲"}
_BLANK = "blank"
_OWNER = "branch_code"


@dataclass(frozen=True)
class Judged:
    """One change and every issue its row would have."""

    model: type[Sheet]
    change: RowChange
    issues: Sequence[Issue]

    @property
    def blanks(self) -> Sequence[str]:
        """The names of the required columns that are still empty."""
        return [_named(self.model, issue.column).name for issue in self.issues if issue.code == _BLANK]

    def of(self, header: str) -> Issue | None:
        """The first issue at a column, one that blocks before one that does not."""
        found = [issue for issue in self.issues if issue.column == header]
        return min(found, key=lambda issue: issue.severity != "block", default=None)


def judged(filling: Filling, rows: Sequence[Row], changes: Sequence[RowChange]) -> list[Judged]:
    """The changes with what is wrong in each: its cells, its row, its key among the others, and beside the rows of other periods."""
    ledger, model = filling.workspace.ledger, filling.model
    book = ledger.book_of(filling.org)
    layout = book.layouts.get(model.about.name) if book else None
    between = tentative_issues(model, rows, changes, layout.columns if layout else {}, explained_of(ledger, model, filling.org))
    doubled = _doubled(model, rows, changes)
    return [
        Judged(model, change, [*doubled.get(at, ()), *_foreign(filling, change), *_issues(model, change), *between[at]]) for at, change in enumerate(changes)
    ]


def review(filling: Filling, found: Sequence[Judged]) -> None:
    """Every cell that differs from the rows the person saw, what is wrong with it, the mends on offer, and the button that saves exactly these differences."""
    changes = [each.change for each in found]
    kept = keep_draft(filling.workspace, filling.whose, filling.model, changes)
    st.header(t("entry.review"), anchor=False)
    if not any(change.wanted for change in changes):
        st.markdown(f":gray[{t('entry.nothing')}]")
        return
    blocked = sum(issue.severity == "block" for each in found for issue in each.issues)
    _differences(found)
    for line in _told(found):
        st.markdown(line)
    if blocked:
        st.markdown(f":red[✕ **{t('entry.blocked', count=blocked)}**]")
    _mends(filling, found)
    if kept.crossed:
        st.markdown(f":orange[▲ {t('entry.crossed')}]")
    with st.container(horizontal=True, vertical_alignment="center"):
        count = sum(len(change.wanted) for change in changes)
        if st.button(t("entry.confirm", count=count), type="primary", disabled=blocked > 0, key="entry-confirm", shortcut="Ctrl+Enter"):
            _save(filling, [change for change in changes if change.wanted])
        if st.button(t("entry.drop"), key="entry-drop"):
            drop_draft(filling.workspace, filling.whose, filling.model)
            st.rerun()
        _draft_note(kept)


def _mends(filling: Filling, found: Sequence[Judged]) -> None:
    """A button for each reading that is offered in place of what was typed, and for each total that a rule tells; nothing is taken until it is pressed."""
    offered = [told for at, each in enumerate(found) for told in _offered(filling.model, at, each)]
    for place, issue, name, meant in offered[:_MENDS]:
        told = t("entry.mend", item=plain(issue.column), value=plain(meant))
        if st.button(told, icon=":material/build:", key=f"entry-mend-{place}-{name}-{issue.code}"):
            changes = [each.change for each in found]
            changes[place] = replace(changes[place], wanted={**changes[place].wanted, name: meant})
            redraft(filling.workspace, filling.whose, filling.model, changes)
            st.rerun()


def _offered(model: type[Sheet], at: int, found: Judged) -> Iterator[tuple[int, Issue, str, str]]:
    """What would settle issues of a change: its place, the issue, the column and the text."""
    for issue in found.issues:
        if (meant := _meant(issue)) and found.change.wanted.get(name := _named(model, issue.column).name) != meant:
            yield at, issue, name, meant


def _meant(issue: Issue) -> str:
    """The text that would settle an issue, where there is one reading only."""
    if issue.code == "not_continued":
        return str(issue.values["other_value"])
    return str(issue.values.get("offered") or issue.values.get("should_be") or "")


def what(model: type[Sheet], change: RowChange) -> list[tuple[str, str, str]]:
    """The cells of a change as (item, old, new), personal data masked; a row that is struck out is one line."""
    if not after(model, change.seen, change.wanted):
        return [(t("entry.whole_row"), _PARTED.join(content(change.seen).values()), t("entry.struck"))]
    return [(model.column(name).header, change.seen.get(name, ""), shielded_cell(model, name, text)) for name, text in change.wanted.items()]


def where(change: RowChange) -> str:
    """The row of a change as people call it."""
    return t("entry.row", row=change.row) if change.seen and change.row else t("entry.new_row")


def _issues(model: type[Sheet], change: RowChange) -> list[Issue]:
    typed = {**change.seen, **change.wanted}
    wanted = [(name, text) for name, text in change.wanted.items() if not kind_in(model, name, text)]
    lost = [Issue("unwritable_text", column=model.column(name).header) for name, text in wanted if not is_writable(text)]
    return [*lost, *check_row(model, typed)[1]] if content(typed) else []


def _foreign(filling: Filling, change: RowChange) -> list[Issue]:
    """An issue where a row of one branch's book names another branch, as rows taken from a block may."""
    named = change.wanted.get(_OWNER, "").strip()
    if not filling.org or not named or filling.model.read(_OWNER, named) == filling.org:
        return []
    return [Issue("foreign_branch", column=filling.model.column(_OWNER).header, values={"typed": named, "owner": filling.org})]


def _doubled(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange]) -> dict[int, list[Issue]]:
    """An issue for each change whose key another row, or a change before it, has already: no choice afterwards could settle that."""
    left = Counter(key_of(model, row.typed) for row in rows) - Counter(key_of(model, change.seen) for change in changes if change.seen)
    found: dict[int, list[Issue]] = {}
    for at, change in enumerate(changes):
        key = key_of(model, after(model, change.seen, change.wanted))
        if key is not None and left[key] and (not change.seen or key != key_of(model, change.seen)):
            found[at] = [Issue("key_taken", column=model.column(model.key_columns()[-1]).header)]
        left[key] += 1
    return found


def _differences(found: Sequence[Judged]) -> None:
    """Old beside new, cell by cell; many new rows a line each, many cells in a grid of their own. A cell that must be mended bears its mark."""
    places = _places(found)
    told = [each for each in found if each.change.wanted]
    new = [each for each in told if not each.change.seen]
    if len(new) > _FEW_NEW:
        shown = pd.DataFrame([{t("entry.where"): places[id(each)], **_new_line(each)} for each in new]).dropna(axis=1, how="all")
        st.dataframe(shown, hide_index=True, placeholder="", key="entry-new-rows", alt=t("entry.new_rows", count=len(new)))
        told = [each for each in told if each.change.seen]
    if sum(len(each.change.wanted) for each in told) > _FEW_CELLS:
        lines = [line for each in told for line in _plain_cells(each, places)]
        st.dataframe(pd.DataFrame(lines), hide_index=True, placeholder="", key="entry-cells", alt=t("entry.review"))
    elif told:
        st.table(pd.DataFrame([line for each in told for line in _cells(each, places)]), border="horizontal", hide_index=True)


def _new_line(found: Judged) -> dict[str, str | None]:
    """A new row by header; None where nothing is typed."""
    return {column.header: _marked(found, column, found.change.wanted.get(column.name)) for column in found.model.columns()}


def _marked(found: Judged, column: Column, text: str | None) -> str | None:
    issue = found.of(column.header)
    mark = "" if issue is None or issue.code == _BLANK else _MARKS[issue.severity]
    return f"{shielded_cell(found.model, column.name, text or '')} {mark}".strip() or None


def _places(found: Sequence[Judged]) -> Mapping[int, str]:
    """The row of each change, by its id, as people call it; one of several new rows by its number among them."""
    new = [each for each in found if each.change.wanted and not each.change.seen]
    numbered = {id(each): t("entry.nth_new_row", number=at) for at, each in enumerate(new, 1)} if len(new) > 1 else {}
    return {id(each): numbered.get(id(each)) or where(each.change) for each in found}


def _cells(found: Judged, places: Mapping[int, str]) -> Iterator[dict[str, str]]:
    """The cells of one change as lines of the table; with its row where there are several."""
    for item, old, new in what(found.model, found.change):
        issue = found.of(item)
        mark = f" :{_INK[issue.severity]}[{_MARKS[issue.severity]}]" if issue else ""
        place = {t("entry.where"): places[id(found)]} if len(places) > 1 else {}
        yield {**place, t("entry.item"): plain(item), t("entry.old"): plain(old), t("entry.new"): (f"**{plain(new)}**" if new else "") + mark}


def _plain_cells(found: Judged, places: Mapping[int, str]) -> Iterator[dict[str, str]]:
    """The same as text for a grid."""
    for item, old, new in what(found.model, found.change):
        issue = found.of(item)
        mark = _MARKS[issue.severity] if issue else ""
        yield {t("entry.where"): places[id(found)], t("entry.item"): item, t("entry.old"): old, t("entry.new"): f"{new} {mark}".strip()}


def _told(found: Sequence[Judged]) -> Iterator[str]:
    """What is wrong in words, what blocks first, and of each row in one line what is still empty; of many lines the first."""
    lines = [*_said(found, _places(found)), *_empty(found, _places(found))]
    yield from lines[:_MOST_TOLD]
    if len(lines) > _MOST_TOLD:
        yield f":small[:gray[{t('entry.more_told', count=len(lines) - _MOST_TOLD)}]]"


def _said(found: Sequence[Judged], places: Mapping[int, str]) -> Iterator[str]:
    told = [(each, issue) for each in found for issue in each.issues if issue.code != _BLANK]
    for each, issue in sorted(told, key=lambda pair: pair[1].severity != "block"):
        place = f"{places[id(each)]} " if len(places) > 1 else ""
        yield f":small[:{_INK[issue.severity]}[{_MARKS[issue.severity]} {place}**{plain(issue.column)}** {plain(sentence(issue, language()))}]]"


def _empty(found: Sequence[Judged], places: Mapping[int, str]) -> Iterator[str]:
    for each in found:
        if each.blanks:
            place = f"{places[id(each)]} " if len(places) > 1 else ""
            items = LIST_MARK.join(each.model.column(name).header for name in each.blanks)
            yield f":small[:orange[▲ {place}{t('entry.blanks', items=plain(items))}]]"


def _named(model: type[Sheet], header: str) -> Column:
    return next(column for column in model.columns() if column.header == header)


def _save(filling: Filling, changes: Sequence[RowChange]) -> None:
    """Saved is said once the journal has it; whether it is in the spreadsheet already is told by the line that follows it."""
    saving = operation("asked", (filling.workspace.place.name, filling.book, filling.model, tuple(changes)))
    try:
        filling.save(changes, saving, reason=reason(filling))
    except DatabaseError:
        st.error(t("database.unreachable"))
        return
    except Locked as error:
        refuse(error)
        return
    taken()
    drop_draft(filling.workspace, filling.whose, filling.model)
    del st.session_state["asked"]
    st.session_state["saved"] = saving
    st.rerun()


def _draft_note(kept: Draft) -> None:
    told = t("entry.draft_kept", time=clock(kept.at)) if kept.at else t("entry.draft_lost")
    st.markdown(f":small[:gray[{told}]]" if kept.at else f":small[:orange[▲ {told}]]")
