"""任务分解: a goal's total split over branches, each share seen beside what stands now, and saved as a new version of the goal."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from progress.proposals import keys_of, next_version, proposed_rows
from progress.splitting import Part, Refusal, Split, split
from progress.targets import Goal, Target, goal_of, targets_of
from progress.weights import LAST_YEAR, REPORTED, Weights, last_year, reported
from schema.target import LEVEL, QUOTA
from schema.target import Target as TargetSheet
from schema.workspace import LIST_MARK
from ui.filling import Filling
from ui.load import Workspace
from ui.page import plain
from ui.session import t
from ui.target_changes import changes
from ui.target_drafts import begun, keep, slot
from ui.target_entry import issue_lines, save
from ui.target_parts import organisation_name, unit_of
from words.figures import exact

_EQUAL, _OWN = "equal", "own"
_SOURCES = (*REPORTED, LAST_YEAR, _EQUAL, _OWN)
_STEPS = ("1", "5", "10", "100", "0.1", "0.01")
_ROW, _TALLEST = 36, 700
_TYPED = ("own", "pinned", "least")
_COPIED = ("direction", "basis", "nature", "per", "curve", "milestones")
_EARLIEST, _LATEST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)


@dataclass(frozen=True)
class _Asked:
    """What is split: of which goal and organisation, over whom, from which day on, by what, and the targets as they stand."""

    goal: Goal
    org: str
    codes: Sequence[str]
    on: dt.date
    source: str
    now: Mapping[str, Target]

    @property
    def key(self) -> str:
        """The name of the grid: what is typed into it is kept as long as the goal and the branches are the same."""
        branches = hashlib.sha256("\0".join(self.codes).encode()).hexdigest()[:12]
        return f"split-{self.goal.key}-{self.org}-{branches}"

    @property
    def place(self) -> str:
        """The name of the draft of what is typed into the grid."""
        return slot("split", self.goal, self.org)


def split_goal(filling: Filling, goal: Goal | None) -> None:
    """The whole of it: what to split, the grid, whether it adds up, and the button that saves it as a new version."""
    if goal is None:
        st.markdown(t("split.choose_goal"))
        return
    newest = next_version(goal, keys_of(filling.rows)) - 1
    rows = [row for row in filling.workspace.ledger.master(TargetSheet) if goal_of(row) == goal]
    if any(row["basis"] not in (QUOTA, LEVEL) or row["per"] for row in rows):
        st.markdown(t("split.only_counts"))
        return
    controls = st.grid(4, min_column_width=150, gap="small")
    with controls.cell():
        on = st.date_input(t("split.effective"), filling.workspace.data_on, _EARLIEST, _LATEST, format="YYYY-MM-DD", key=f"split-on-{goal.key}")
    asked = _choose(filling.workspace, goal, controls, on, newest)
    if asked is None or not asked.now:
        st.markdown(t("split.nobody"))
        return
    total, least, step = _amounts(filling.workspace, asked, controls)
    verdict = st.container(gap="xsmall")
    left, right = st.columns([2.6, 1], gap="medium")
    with left:
        done = _grid(filling.workspace, asked, total, least, step)
        _keep(filling.workspace, asked)
    with right:
        changes(filling.workspace, done.shares, {code: _value(asked.now.get(code)) for code in asked.codes})
    with verdict:
        _sum_line(filling.workspace, asked, total, done)
    if done.shares and total is not None:
        _confirm(filling, asked, total, done, newest + 1)


def _choose(workspace: Workspace, goal: Goal, controls: Any, on: dt.date, newest: int) -> _Asked | None:
    """Whose target is split, over its children or the branches below it, and by what."""
    organisations = workspace.ledger.organisations
    parents = [code for code in organisations.codes if organisations.children(code, on)]
    if not parents:
        return None
    with controls.cell():
        org = _one(t("split.of"), {code: organisation_name(workspace, code) for code in parents}, f"split-of-{goal.key}")
    children, leaves = organisations.children(org, on), organisations.leaves_below(org, on)
    over = "children"
    if set(children) != set(leaves):
        with controls.cell():
            over = _one(t("split.over"), {one: t(f"split.{one}") for one in ("children", "leaves")}, f"split-over-{goal.key}")
    codes = children if over == "children" else leaves
    with controls.cell():
        named, key = {one: t(f"split.by_{one}") for one in _SOURCES}, f"split-by-{goal.key}"
        begins = 0 if key in st.session_state else _begins(workspace, goal, codes, on)
        source = st.selectbox(t("split.by"), list(named), begins, format_func=named.__getitem__, key=key)
    return _Asked(goal, org, codes, on, source, targets_of(workspace.ledger, goal, newest, on))


def _begins(workspace: Workspace, goal: Goal, codes: Sequence[str], on: dt.date) -> int:
    """The place of the first weight of which there are figures."""
    return next(at for at, source in enumerate(_SOURCES) if any(weight is not None for weight in _weights(workspace, goal, codes, on, source).values()))


def _one(label: str, named: Mapping[str, str], key: str) -> str:
    return st.selectbox(label, list(named), format_func=named.__getitem__, key=key)


def _amounts(workspace: Workspace, asked: _Asked, controls: Any) -> tuple[Decimal | None, Decimal | None, Decimal]:
    """The total, the minimum of everybody, and what shares are rounded to."""
    unit, stands = unit_of(workspace, asked.goal.indicator), asked.now.get(asked.org)
    with controls.cell():
        begun = exact(Decimal(str(stands.value))) if stands and stands.value is not None else ""
        total = _number(t("split.total", unit=unit), begun, f"split-total-{asked.goal.key}-{asked.org}")
    with controls.cell():
        least = _number(t("split.least", unit=unit), "0", f"split-least-{asked.goal.key}")
    with controls.cell():
        step = Decimal(str(st.selectbox(t("split.step"), _STEPS, key=f"split-step-{asked.goal.key}")))
    return total, least, step


def _number(label: str, begun: str, key: str) -> Decimal | None:
    """A number as people type it; None, with a word, where it is none."""
    typed = st.text_input(label, begun, key=key)
    try:
        return Decimal(str(TargetSheet.read("target_value", typed)))
    except ValueError:
        st.markdown(f":red[✕ {t('split.no_number')}]")
        return None


def _weights(workspace: Workspace, goal: Goal, codes: Sequence[str], on: dt.date, source: str) -> Weights:
    if source in REPORTED:
        return reported(workspace.ledger, codes, on, source)
    if source == LAST_YEAR:
        return last_year(workspace.ledger, codes, on, goal)
    return dict.fromkeys(codes, Decimal(1) if source == _EQUAL else None)


def _grid(workspace: Workspace, asked: _Asked, total: Decimal | None, least: Decimal | None, step: Decimal) -> Split:
    """A row a branch: its weight, what stands now, what is typed, and the share that follows at once."""
    weights, typed = _weights(workspace, asked.goal, asked.codes, asked.on, asked.source), _typed(workspace, asked)
    parts = [_part(code, weights[code], typed[at], least or Decimal(0)) for at, code in enumerate(asked.codes)]
    done = Split() if total is None or least is None else split(total, parts, step)
    now = {code: _value(asked.now.get(code)) for code in asked.codes}
    drafted = _drafted(workspace, asked)
    start = {name: _floats([drafted.get(code, {}).get(name) for code in asked.codes]) for name in _TYPED}
    frame = pd.DataFrame(
        {
            "name": [organisation_name(workspace, code) for code in asked.codes],
            "weight": _floats([weights[code] for code in asked.codes]),
            "own": start["own"],
            "now": _floats([now[code] for code in asked.codes]),
            "pinned": start["pinned"],
            "least": start["least"],
            "share": _floats([done.shares.get(code) for code in asked.codes]),
            "change": [_change(done.shares.get(code), now[code]) for code in asked.codes],
        }
    )
    st.markdown(f":small[:gray[{t('split.how')}]]")
    height = min(_TALLEST, _ROW * (len(parts) + 1) + 4)
    config = _columns(unit_of(workspace, asked.goal.indicator), t(f"split.by_{asked.source}"))
    st.data_editor(frame, key=asked.key, hide_index=True, column_config=config, height=height, row_height=_ROW, placeholder="", alt=t("split.how"))
    return done


def _columns(unit: str, weight: str) -> dict[str, Any]:
    def shown(label: str, **told: Any) -> Any:
        return st.column_config.NumberColumn(label, disabled=True, format="localized", **told)

    def asked(label: str, told: str) -> Any:
        return st.column_config.NumberColumn(label, min_value=0, help=told, format="localized")

    return {
        "name": st.column_config.TextColumn(t("column.org"), disabled=True, pinned=True, width=130),
        "weight": shown(t("split.weight", what=weight), help=t("split.weight_help")),
        "own": asked(t("split.own"), t("split.own_help")),
        "now": shown(t("split.now", unit=unit)),
        "pinned": asked(t("split.pinned", unit=unit), t("split.pinned_help")),
        "least": asked(t("split.least_own", unit=unit), t("split.least_help")),
        "share": shown(t("split.share", unit=unit)),
        "change": st.column_config.TextColumn(t("targets.difference"), disabled=True, alignment="right"),
    }


def _typed(workspace: Workspace, asked: _Asked) -> list[Mapping[str, Any]]:
    """What has been typed into the grid, row by row, over what a draft kept of it."""
    edited = (st.session_state.get(asked.key) or {}).get("edited_rows", {})
    drafted = _drafted(workspace, asked)
    return [{**drafted.get(code, {}), **edited.get(at, {})} for at, code in enumerate(asked.codes)]


def _drafted(workspace: Workspace, asked: _Asked) -> dict[str, dict[str, Decimal]]:
    """The numbers a draft kept, by branch and column of the grid. Each is a row of its own, whose 单位口径 names the column."""
    found: dict[str, dict[str, Decimal]] = {}
    for row in begun(workspace, asked.place, asked.key):
        if {"branch_code", "per", "target_value"} <= row.keys():
            found.setdefault(row["branch_code"], {})[row["per"]] = Decimal(row["target_value"])
    return found


def _keep(workspace: Workspace, asked: _Asked) -> None:
    typed = zip(asked.codes, _typed(workspace, asked), strict=True)
    cells = [(code, name, row[name]) for code, row in typed for name in _TYPED if row.get(name) is not None]
    keep(workspace, asked.place, [{"branch_code": code, "per": name, "target_value": str(number)} for code, name, number in cells])


def _part(code: str, weight: Decimal | None, typed: Mapping[str, Any], least: Decimal) -> Part:
    own, pinned, lowest = (None if typed.get(name) is None else Decimal(str(typed[name])) for name in ("own", "pinned", "least"))
    return Part(code, weight if own is None else own, pinned, least if lowest is None else lowest)


def _value(target: Target | None) -> Decimal | None:
    return None if target is None or target.value is None else Decimal(str(target.value))


def _floats(numbers: Sequence[Decimal | None]) -> "pd.Series[float]":
    return pd.Series([None if number is None else float(number) for number in numbers], dtype="float64")


def _change(share: Decimal | None, now: Decimal | None) -> str:
    return exact(share - now, signed=True) if share is not None and now is not None else ""


def _sum_line(workspace: Workspace, asked: _Asked, total: Decimal | None, done: Split) -> None:
    """Whether the shares make up the total; where there is no split, why."""
    unit = plain(unit_of(workspace, asked.goal.indicator))
    if done.shares and total is not None:
        st.markdown(f":green-badge[✓ {t('split.adds_up', sum=exact(sum(done.shares.values(), Decimal(0))), total=exact(total), unit=unit)}]")
    for refusal in done.refusals:
        st.markdown(f":red[✕ {_why(workspace, asked, refusal, unit)}]")


def _why(workspace: Workspace, asked: _Asked, refusal: Refusal, unit: str) -> str:
    if refusal.code == "unknown_weight" and len(refusal.branches) == len(asked.codes):
        return t("split.no_figures", what=t(f"split.by_{asked.source}"))
    names = plain(LIST_MARK.join(organisation_name(workspace, code) for code in refusal.branches))
    return t(f"split.refused.{refusal.code}", names=names, wanted=exact(refusal.wanted), total=exact(refusal.total), unit=unit)


def _confirm(filling: Filling, asked: _Asked, total: Decimal, done: Split, version: int) -> None:
    """Document number and reason, what else the new version changes, and the button."""
    own, stands = asked.now.get(asked.org), _value(asked.now.get(asked.org))
    amounts = dict(done.shares)
    if own and not own.derived and stands != total:
        amounts = {asked.org: total, **amounts}
        st.markdown(f":small[:orange[▲ {t('split.total_changes', before=exact(stands), after=exact(total))}]]")
    left, right = st.columns(2)
    document = left.text_input(TargetSheet.column("document_no").header, key=f"split-document-{asked.goal.key}-{version}")
    reason = right.text_input(t("split.reason"), key=f"split-reason-{asked.goal.key}-{version}")
    rows = [_row(filling, asked, code, amount, version) | {"document_no": document, "reason": reason} for code, amount in amounts.items()]
    found = proposed_rows(filling.workspace.ledger, rows, keys_of(filling.rows))
    if not reason.strip():
        st.markdown(f":small[:gray[{t('split.reason_first')}]]")
    told = list({(issue.code, issue.column, issue.values.get("org")): issue for issue in found.issues}.values()) if reason.strip() else []
    if told:
        st.table(pd.DataFrame(issue_lines(told)), border="horizontal", hide_index=True)
    if st.button(t("split.save", version=version), type="primary", disabled=bool(found.blocked), key="split-save"):
        save(filling, [row.typed for row in found.rows], asked.place)
    st.markdown(f":small[:gray[{t('split.kept')}]]")


def _row(filling: Filling, asked: _Asked, code: str, amount: Decimal, version: int) -> dict[str, str]:
    """One row of the new version. What is neither amount nor version stays as in the branch's own row, else as in any of the goal's."""
    like = asked.now.get(code) or next(iter(asked.now.values()))
    copied = {name: str(getattr(like, name)) for name in _COPIED}
    goal = asked.goal
    told = {"indicator_code": goal.indicator, "branch_code": code, "start_on": str(goal.start_on), "due_on": str(goal.due_on), "issued_by": goal.issued_by}
    return {**told, **copied, "target_value": format(amount, "f"), "version": str(version), "effective_on": str(asked.on)}
