"""The parts of the page 快照 that write: what kind of document, what is in it, how it reads, and what staff word themselves."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from access.database import DatabaseError
from backbone.errors import Personal
from schema.workspace import LIST_MARK
from snapshots.bulletin import PARTS, Options
from snapshots.document import KINDS, Kind, Paragraph, Run, Source
from snapshots.edition import Edition
from snapshots.edits import Told, bind, kept, unbound
from snapshots.html import sheet
from snapshots.sources import Readings
from ui.issuing import here, wordings
from ui.load import Workspace
from ui.page import pick_kept, plain
from ui.saves import desk, who
from ui.session import language, remembered, t

_CHINESE = "zh_CN"
_YEARS_AHEAD = 10
_DEMANDS = "demands"
_ROWS = 60
_LINES, _TALLEST, _LETTERS = 68, 260, 34
_WHERE = {"goals": "heat", "reported": "filing", "expected": "filing", "silent": "filing", "overdue": "filing", "overdue_branches": "filing"}


def pick_kind() -> Kind:
    """通报, 简报 or 工作总结; the choice stands in the address."""
    chosen = pick_kept("kind", t("publish.kind"), {kind: t(f"publish.{kind}") for kind in KINDS})
    if language() != _CHINESE:
        st.markdown(f":small[:gray[{t('publish.in_chinese')}]]")
    return next(kind for kind in KINDS if kind == chosen)


def choose(kind: Kind, on: dt.date) -> Options:
    """What the office chooses for this issue of a day; whatever is not asked here follows from the figures."""
    parts = PARTS
    if kind == "bulletin":
        picked = st.pills(
            t("publish.parts"),
            PARTS,
            selection_mode="multi",
            default=PARTS,
            format_func=lambda part: t(f"publish.part.{part}"),
            label_visibility="collapsed",
            wrap=True,
        )
        parts = tuple(part for part in PARTS if part in picked)
    named = st.toggle(t("publish.name_the_weak"), value=False, help=t("publish.name_the_weak_how"))
    outside = st.toggle(t("publish.outside"), value=False, help=t("publish.outside_how"))
    with st.expander(t("publish.more")):
        deadline = st.date_input(t("publish.deadline"), None, on, dt.date(on.year + _YEARS_AHEAD, 12, 31), format="YYYY-MM-DD")
        matter = st.text_input(t("publish.matter"), max_chars=60, help=t("publish.matter_how"))
        addressees = st.text_input(t("publish.addressees"), max_chars=120, help=t("publish.addressees_how"))
        demands = _demands(kind)
    return Options(
        parts,
        name_the_weak=named,
        outside=outside,
        deadline=deadline,
        demands=demands,
        addressees=addressees.strip(),
        matter=matter.strip(),
        language=_CHINESE,
    )


def _demands(kind: Kind) -> Sequence[str]:
    """Further steps, one a line; kept for the next issue when they are typed, and not when a session only shows what it was opened with."""
    before = [str(line) for line in wordings(kind).get(_DEMANDS, ())]
    key, changed = f"demands-{kind}", f"demands-{kind}-typed"
    typed = st.text_area(
        t("publish.demands"),
        "\n".join(before),
        help=t("publish.demands_how"),
        key=key,
        max_chars=2_000,
        on_change=lambda: st.session_state.update({changed: True}),
    )
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if st.session_state.pop(changed, False):
        _keep(kind, _DEMANDS, lines)
    return tuple(lines)


def paper(workspace: Workspace, edition: Edition, kind: Kind) -> None:
    """The document as a sheet of paper; each figure leads to where it comes from."""
    st.html(sheet(edition.document(kind), edition.language, lambda source: _address(source, workspace.frozen), most=_ROWS))


def _address(source: Source, number: str) -> str:
    """The page that shows where a figure comes from: the way down to its cells, or the list behind a count."""
    told = {"no": number, "lang": language(), "fed": remembered("fed")}
    if not source.indicator:
        page, told = _WHERE.get(source.column, ""), {**told, **({"lamp": source.of} if source.column == "goals" and source.of else {})}
    else:
        page, told = "branch", {**told, "org": source.org, "code": source.indicator, "goal": source.goal}
    return f"{page or './'}?{urlencode({name: value for name, value in told.items() if value})}"


def reword(edition: Edition, kind: Kind) -> None:
    """Every paragraph that staff may word themselves: typed over, its figures stay figures; numbers nobody stands behind are told; one button gives it back."""
    mine = wordings(kind)
    readings = Readings(edition.frozen, edition.before, edition.language, outside=edition.options.outside)
    st.markdown(f":small[:gray[{t('publish.reword_how')}]]")
    for block in edition.document(kind).blocks:
        if isinstance(block, Paragraph) and block.key:
            _reword(kind, block, readings, block.key in mine)


def _reword(kind: Kind, paragraph: Paragraph, readings: Readings, edited: bool) -> None:
    shown = _text(paragraph.runs)
    key = f"reword-{kind}-{paragraph.key}-{hash(shown)}"
    tall = min(_TALLEST, _LINES + 24 * (len(shown) // _LETTERS))
    typed = st.text_area(t("publish.paragraph"), shown, key=key, height=tall, label_visibility="collapsed", max_chars=4_000)
    bound = bind(paragraph, " ".join(typed.split("\n")))
    if loose := unbound(bound, readings):
        st.markdown(f":small[:orange[▲ {t('publish.loose', numbers=plain(LIST_MARK.join(loose)))}]]")
    line = st.container(horizontal=True, gap="small")
    changed = typed.strip() != shown.strip()
    keep = changed and line.button(t("publish.keep"), key=f"keep-{key}", type="primary")
    if keep and _keep(kind, paragraph.key, kept(bound, readings) if typed.strip() else []):
        st.rerun()
    back = edited and line.button(t("publish.give_back"), key=f"back-{key}", type="tertiary", icon=":material/undo:")
    if back and _keep(kind, paragraph.key, []):
        st.rerun()


def _text(runs: Sequence[Run]) -> str:
    return "".join(run if isinstance(run, str) else run.text for run in runs)


def _keep(kind: Kind, key: str, told: Told) -> bool:
    """Whether it was kept; what was not is told."""
    try:
        desk(here()).texts.keep(kind, key, told, who())
    except DatabaseError:
        st.markdown(f":red[■ {t('database.unreachable')}]")
    except Personal:
        st.markdown(f":red[■ {t('publish.personal')}]")
    else:
        return True
    return False
