"""The parts of the page of assessment: the branches by score, the working of one of them, and both as a workbook."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd
import streamlit as st

from charts.palette import DARK, LIGHT
from progress.scoring import Item, Score, ScoringRule, months_scored, ranked, scores, scoring_rules
from schema.score_rule import KIND_CODES, MEASURE_CODES, OF_LAMPS, OF_RETURNS, SHORTFALL
from snapshots.workbook import to_xlsx
from ui.copies import XLSX
from ui.load import Workspace, figures, filing
from ui.page import pick_kept, plain
from ui.session import language, t
from words.assessment import Working, working
from words.figures import UNKNOWN, exact, full_day, percent

ASSESSMENT = "../pages/assessment.py"
_ROW, _TALLEST = 34, 700
_FEW, _ITEM = 5, 106
_GAP, _FIGURE_SPACE = "\u3000", "\u2007"


def standing(workspace: Workspace, on: dt.date) -> list[Score]:
    """Every branch's score on the day, best first; none where nothing is to be scored."""
    rules = scoring_rules(workspace.ledger, on)
    if not rules:
        return []
    wanted = {rule.asked.indicator for rule in rules if rule.asked.measure not in OF_RETURNS}
    codes = None if "" in wanted else [code for code in workspace.indicators if code in wanted]
    filed = [filing(workspace, month) for month in months_scored(rules, on)]
    returns = pd.concat([each for each in filed if len(each)] or [filing(workspace, f"{on:%Y-%m}").iloc[:0]], ignore_index=True)
    scales = {code: indicator.scale for code, indicator in workspace.indicators.items()}
    return scores(workspace.ledger, rules, figures(workspace, [on], codes), returns, scales, on)


def names(workspace: Workspace, found: Sequence[Score], on: dt.date) -> dict[str, str]:
    """What can be picked: all branches, or one by its code."""
    return {"": t("assess.all"), **{each.org: _name(workspace, each, on) for each in found}}


def chosen(found: Sequence[Score], org: str) -> Score | None:
    """The score of a branch, None for all of them."""
    return next((each for each in found if each.org == org), None)


def _name(workspace: Workspace, each: Score, on: dt.date) -> str:
    return workspace.ledger.organisations.on(each.org, on).name


def empty() -> None:
    """What to do where no rule stands in the master workbook."""
    st.markdown(t("assess.none"))
    st.markdown(f":small[:gray[{t('assess.none_how')}]]")


def ranking(workspace: Workspace, found: Sequence[Score], on: dt.date) -> None:
    """All branches with rank, total and the points of each item; a click opens the working of one."""
    table = _table(workspace, found, on)
    picked = st.dataframe(
        table.style.apply(_inks, axis=None),
        hide_index=True,
        on_select="rerun",
        selection_mode=["single-row", "single-column"],
        column_config=_narrow(found),
        key="assessment",
        alt=t("assess.title"),
        row_height=_ROW,
        height=min(_TALLEST, 40 + _ROW * len(table)),
    )
    opened = [found[row].org for row in picked.selection.rows if row < len(found)]
    if opened:
        st.switch_page(ASSESSMENT, query_params={"org": opened[0], **({"on": asked} if (asked := st.query_params.get("on")) else {})})
    st.markdown(f":small[:gray[{t('assess.click')} {t('assess.how')}]]")


def _table(workspace: Workspace, found: Sequence[Score], on: dt.date) -> pd.DataFrame:
    rules = _labels(found)
    rows = [
        {
            t("assess.rank"): UNKNOWN if each.rank is None else _right(str(each.rank), len(str(len(found)))),
            t("column.org"): _name(workspace, each, on),
            t("assess.total"): _total(each),
            t("assess.share"): _share(each.share),
            t("assess.scored"): f"{each.scored} / {each.of}",
            **dict.fromkeys(rules.values(), ""),
            **{rules[item.rule.code]: _scored(item) if item.state == "scored" else _points(item) for item in each.items},
        }
        for each in found
    ]
    return pd.DataFrame(rows)


def _labels(found: Sequence[Score]) -> Mapping[str, str]:
    """The head of each item's column by code: its name and full points, and the code where another item bears the same."""
    rules: dict[str, ScoringRule] = {item.rule.code: item.rule for each in found for item in each.items}
    heads = {code: t("assess.item", name=rule.name, full=exact(rule.full)) for code, rule in rules.items()}
    doubled = {head for head in heads.values() if list(heads.values()).count(head) > 1}
    return {code: f"{head} {code}" if head in doubled else head for code, head in heads.items()}


def _narrow(found: Sequence[Score]) -> Mapping[str, Any]:
    """Columns that all have room beside each other: the name of the item as head, which is cut before the last column is, and the whole of it on hover."""
    named = {item.rule.code: item.rule.name for each in found for item in each.items}
    heads = _labels(found)
    if len(heads) <= _FEW:
        return {}
    return {head: st.column_config.TextColumn(named[code], width=_ITEM, help=plain(head)) for code, head in heads.items()}


def _total(each: Score) -> str:
    return f"{_right(exact(each.points), 3)} / {exact(each.full)}" if each.of else UNKNOWN


def _share(share: Fraction | None) -> str:
    return UNKNOWN if share is None else percent(float(share * 100), 100.0)


def _right(digits: str, places: int) -> str:
    """A number with blanks as wide as digits before it, so that numbers below each other stand at the point."""
    return _FIGURE_SPACE * (places - len(digits.partition(".")[0])) + digits


def _scored(item: Item) -> str:
    return _right(exact(item.points), len(str(int(item.rule.full))))


def _points(item: Item) -> str:
    return t("lamp.unreported") if item.state == "unreported" else exact(item.points) if item.counts else UNKNOWN


def _inks(table: pd.DataFrame) -> pd.DataFrame:
    """Unreported items stand in the colours of that lamp."""
    lamp = (DARK if st.context.theme.type == "dark" else LIGHT).lamp("unreported")
    silent = t("lamp.unreported")
    return table.map(lambda cell: f"background-color: {lamp.tint}; color: {lamp.text}" if cell == silent else "")


def opened(workspace: Workspace, found: Sequence[Score], each: Score, on: dt.date) -> None:
    """One branch: its total, its rank among all and among those of its kind, and every item with its working in one line."""
    told = t("assess.counted", scored=each.scored, of=each.of)
    st.header(t("assess.of_full", points=exact(each.points), full=exact(each.full)), anchor=False)
    st.markdown(_GAP.join((f"**{_rank(workspace, found, each, on)}**", _share(each.share), f":gray[{told}]")))
    notes = list(dict.fromkeys(item.rule.note for item in each.items if item.rule.note))
    with st.container(gap="xsmall"):
        for item in each.items:
            own = f" :small[:gray[{plain(item.rule.note)}]]" if item.rule.note and len(notes) > 1 else ""
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small", border=True):
                st.markdown(f"**{plain(item.rule.name)}**{_GAP}{plain(in_words(workspace, item))}{own}", width="content")
                st.markdown(f"**{plain(_of_full(item))}**", width="content")
    shared = plain(notes[0]) if len(notes) == 1 else ""
    st.markdown(f":small[:gray[{t('assess.how')} {shared}]]")


def _rank(workspace: Workspace, found: Sequence[Score], each: Score, on: dt.date) -> str:
    if each.rank is None:
        return t("assess.unranked")
    kind = kinds(workspace, found, on)[each.org]
    own = next(peer for peer in of_kind(workspace, found, kind, on) if peer.org == each.org)
    return t("assess.ranked", rank=each.rank, kind=kind, own=own.rank)


def kinds(workspace: Workspace, found: Sequence[Score], on: dt.date) -> dict[str, str]:
    """The kind of each branch by its code."""
    return {each.org: workspace.ledger.organisations.on(each.org, on).kind for each in found}


def of_kind(workspace: Workspace, found: Sequence[Score], kind: str, on: dt.date) -> list[Score]:
    """The branches of one kind, ranked among themselves; all of them where none is named."""
    known = kinds(workspace, found, on)
    return ranked([each for each in found if known[each.org] == kind]) if kind else list(found)


def pick_kind(workspace: Workspace, found: Sequence[Score], on: dt.date) -> str:
    """The kind of branches to rank; empty for all, also where there is only one."""
    by_org = kinds(workspace, found, on)
    known = dict.fromkeys(by_org[org] for org in workspace.ledger.organisations.codes if org in by_org)
    return pick_kept("kind", t("assess.kind"), {"": t("assess.every_kind"), **{kind: kind for kind in known}}) if len(known) > 1 else ""


def _of_full(item: Item) -> str:
    return f"{_points(item)} / {exact(item.rule.full)}" if item.state == "scored" else _points(item)


def in_words(workspace: Workspace, item: Item) -> str:
    """What was measured, how it is scored and what was taken off; or why there is nothing to score."""
    if item.state == "unreported":
        return t("assess.unreported")
    if item.figure.value is None:
        return t(f"assess.left.{item.figure.reason}")
    rule, asked = item.rule, item.rule.asked
    told = Working(
        kind=KIND_CODES[asked.kind],
        measure=MEASURE_CODES[asked.measure],
        value=item.figure.value,
        unit=_unit(workspace, item),
        fewer=item.figure.fewer,
        line=item.line,
        tiers=rule.tiers,
        tier=item.tier,
        over=item.over,
        each=rule.deduction,
        most=rule.most_deducted,
        deducted=item.deducted,
        capped=item.capped,
        silent=item.figure.silent,
    )
    return working(told, language())


def _unit(workspace: Workspace, item: Item) -> str:
    asked = item.rule.asked
    indicator = workspace.indicators.get(asked.indicator)
    if indicator is None or asked.measure in (*OF_LAMPS, *OF_RETURNS):
        return ""
    return indicator.numerator_unit if asked.measure == SHORTFALL and indicator.ratio else indicator.unit


def download(workspace: Workspace, found: Sequence[Score], on: dt.date) -> None:
    """A button for the scores and the working of these branches as .xlsx; its name carries a digest of the content."""
    notes = [workspace.title, t("trust.simulated_help") if workspace.demo else "", t("assess.as_of", day=full_day(on, language())), t("assess.how")]
    tables = {t("assess.title"): _numbers(workspace, found, on), t("assess.working"): _workings(workspace, found, on)}
    content = to_xlsx(tables, [note for note in notes if note])
    name = f"{t('assess.title')}-{on.isoformat()}-{hashlib.sha256(content).hexdigest()[:8]}.xlsx"
    st.download_button(t("assess.download"), content, name, XLSX, type="tertiary", icon=":material/download:", on_click="ignore")


def _numbers(workspace: Workspace, found: Sequence[Score], on: dt.date) -> pd.DataFrame:
    """The ranking with numbers as numbers."""
    heads = _labels(found)
    rows = [
        {
            **{t("assess.rank"): each.rank, t("column.org"): _name(workspace, each, on), t("assess.points"): float(each.points)},
            **{t("assess.full"): float(each.full), t("assess.scored"): each.scored, t("assess.items"): each.of},
            **{heads[item.rule.code]: float(item.points) if item.state == "scored" else _points(item) for item in each.items},
        }
        for each in found
    ]
    return pd.DataFrame(rows).astype("object")


def _workings(workspace: Workspace, found: Sequence[Score], on: dt.date) -> pd.DataFrame:
    """Every item of every branch with its working, one a line."""
    rows = [
        {
            **{t("column.org"): _name(workspace, each, on), t("assess.name"): item.rule.name, t("assess.working"): in_words(workspace, item)},
            **{t("assess.points"): float(item.points) if item.counts else None, t("assess.full"): float(item.rule.full) if item.counts else None},
        }
        for each in found
        for item in each.items
    ]
    return pd.DataFrame(rows)
