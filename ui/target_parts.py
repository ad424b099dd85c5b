"""The parts of the page of targets that only show: which goals there are, in which versions, and what a version changes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from progress.targets import Goal, Target
from progress.versions import Difference, Version, compared, versions
from schema.target import EVERY_LEAF
from ui.load import Workspace
from ui.page import pick_code, plain
from ui.printed import name_of
from ui.session import language, t
from words.figures import UNKNOWN, exact, full_day, unit_name

ACTS = ("list", "enter", "paste", "split")
_ROW, _TALLEST = 36, 700


def pick_goal(place: DeltaGenerator, workspace: Workspace) -> Goal | None:
    """The goal that is looked at; None for all of them."""
    found = {goal.key: goal for goal in versions(workspace.ledger, workspace.data_on)}
    named = {"": t("targets.all"), **{key: goal_name(workspace, goal) for key, goal in found.items()}}
    return found.get(pick_code(place, "goal", named, t("targets.goal"), 420))


def goal_name(workspace: Workspace, goal: Goal) -> str:
    """A goal as people call it: the indicator, who issued it and until when."""
    due = full_day(goal.due_on, language())
    return f"{indicator_name(workspace, goal.indicator)} ・ {t('goal.named', issuer=goal.issued_by, due=due)}"


def indicator_name(workspace: Workspace, code: str) -> str:
    """The name of an indicator; its code where nobody has it."""
    return name_of(workspace.indicators[code]) if code in workspace.indicators else code


def unit_of(workspace: Workspace, code: str) -> str:
    """The word for the unit an indicator is counted in, empty where nobody has it."""
    return unit_name(workspace.indicators[code].unit, language()) if code in workspace.indicators else ""


def organisation_name(workspace: Workspace, code: str) -> str:
    """The name of an organisation of 单位, or the words for all branches."""
    organisations = workspace.ledger.organisations
    if code == EVERY_LEAF:
        return t("targets.every_leaf")
    return organisations.on(code, workspace.data_on).name if code in organisations.codes else code


def told_of(workspace: Workspace, goal: Goal | None) -> list[str]:
    """What the line under the title says of a goal: its period and unit."""
    if goal is None:
        return []
    period = t("targets.period", start=full_day(goal.start_on, language()), due=full_day(goal.due_on, language()))
    return [period, t("targets.unit", unit=plain(unit_of(workspace, goal.indicator)))]


def goal_list(workspace: Workspace, goal: Goal | None) -> None:
    """Every version of every goal, a row each, or of one goal with what its versions change; a click opens a goal."""
    found = versions(workspace.ledger, workspace.data_on)
    if not found:
        st.markdown(t("targets.empty"))
    elif goal is None:
        _all_goals(workspace, [version for listed in found.values() for version in listed])
    else:
        st.dataframe(pd.DataFrame([_version_line(workspace, version) for version in found[goal]]), hide_index=True, alt=t("targets.do_list"))
        _side_by_side(workspace, goal, found[goal])


def _all_goals(workspace: Workspace, listed: Sequence[Version]) -> None:
    names = [{t("column.indicator"): indicator_name(workspace, version.goal.indicator)} for version in listed]
    first = dict.fromkeys((t("targets.whole"), t("column.unit_name")))
    lines = [{**name, **first, **_period(version), **_version_line(workspace, version)} for name, version in zip(names, listed, strict=True)]
    st.markdown(f":small[:gray[{t('targets.how')}　{t('legend.assumed')}]]")
    picked = st.dataframe(
        pd.DataFrame(lines),
        hide_index=True,
        height=_height(len(lines)),
        on_select="rerun",
        selection_mode=["single-row", "single-column"],
        key="targets-list",
        alt=t("targets.do_list"),
    )
    rows = picked.selection.rows
    if rows:
        st.query_params["goal"] = listed[rows[0]].goal.key
        st.rerun()


def _height(rows: int) -> int:
    return min(_TALLEST, _ROW * (max(rows, 1) + 1) + 4)


def _period(version: Version) -> Mapping[str, object]:
    return {t("column.issuer"): version.goal.issued_by, t("targets.start"): version.goal.start_on, t("column.due"): version.goal.due_on}


def _version_line(workspace: Workspace, version: Version) -> dict[str, object]:
    root = workspace.ledger.organisations.root
    top = next((each.after for each in compared(workspace.ledger, version.goal, 0, version.number, workspace.data_on) if each.org == root), None)
    return {
        t("targets.whole"): value_text(top),
        t("column.unit_name"): unit_of(workspace, version.goal.indicator),
        t("targets.version"): str(version.number),
        t("targets.state"): t(f"targets.{version.state}"),
        t("targets.basis"): t(f"basis.{version.basis or 'none'}"),
        t("targets.curve"): version.curve or UNKNOWN,
        t("targets.effective"): str(version.effective_on or UNKNOWN),
        t("targets.document"): version.document_no or UNKNOWN,
        t("targets.reason"): version.reason or UNKNOWN,
        t("targets.rows"): str(version.rows),
    }


def value_text(target: Target | None) -> str:
    """A target's number, marked where it follows from others; a dash where there is none."""
    if target is None or target.value is None:
        return UNKNOWN
    marks = [t("targets.derived_mark")] * target.derived + [t("figure.assumed_mark")] * target.assumed
    return "".join([exact(Decimal(str(target.value))), *marks])


def _side_by_side(workspace: Workspace, goal: Goal, listed: Sequence[Version]) -> None:
    """Two versions beside each other, the newest and the one before it unless others are chosen; of an only one, what it says."""
    numbers = [version.number for version in listed]
    title = t("targets.compare") if len(numbers) > 1 else t("targets.only", version=numbers[0])
    st.header(title, anchor=False)
    before, after = numbers[-2] if len(numbers) > 1 else 0, numbers[-1]
    if len(numbers) > 1:
        with st.container(horizontal=True):
            before = st.selectbox(t("targets.before"), numbers, numbers.index(before), key=f"before-{goal.key}", width=140)
            after = st.selectbox(t("targets.after"), numbers, numbers.index(after), key=f"after-{goal.key}", width=140)
    day = next(version.effective_on for version in listed if version.number == after) or workspace.data_on
    found = compared(workspace.ledger, goal, before, after, day)
    lines = [_difference(workspace, each, unit_of(workspace, goal.indicator), before) for each in found]
    right = {name: st.column_config.TextColumn(name, alignment="right") for name in list(lines[0])[1:]} if lines else {}
    st.dataframe(pd.DataFrame(lines), hide_index=True, height=_height(len(lines)), column_config=right, alt=title)
    _notes([target for each in found for target in (each.before, each.after) if target])


def _notes(targets: Sequence[Target]) -> None:
    """What the marks behind the numbers mean."""
    told = [t("targets.derived_note")] * any(target.derived for target in targets) + [t("legend.assumed")] * any(target.assumed for target in targets)
    if told:
        st.markdown(f":small[:gray[{'　'.join(told)}]]")


def _difference(workspace: Workspace, each: Difference, unit: str, before: int) -> dict[str, str]:
    name = {t("column.org"): organisation_name(workspace, each.org)}
    now = {t("targets.after_unit", unit=unit): value_text(each.after)}
    if not before:
        return name | now
    return {**name, t("targets.before_unit", unit=unit): value_text(each.before), **now, t("targets.difference"): exact(each.change, signed=True)}
