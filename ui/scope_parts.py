"""Which part of the federation a page looks at, where its tree has levels."""

import datetime as dt

from streamlit.delta_generator import DeltaGenerator

from progress.coverage import Coverage
from schema.registry import BRANCH_SHEETS
from ui.load import Workspace
from ui.page import pick_code
from ui.session import t


def levels(workspace: Workspace, on: dt.date) -> list[str]:
    """The organisations between the federation and its branches, in the order of the tree; none where all branches stand below it directly."""
    organisations = workspace.ledger.organisations
    above = {code for leaf in organisations.leaves_below(organisations.root, on) for code in organisations.line(leaf, on) if code != leaf}
    return [code for code in organisations.codes if code in above and code != organisations.root]


def pick_scope(place: DeltaGenerator, workspace: Workspace, on: dt.date, between: list[str]) -> str:
    """The federation, or one of these levels; the choice stands in the address as ``scope``."""
    organisations = workspace.ledger.organisations
    if not between:
        return organisations.root
    named = {code: _named(workspace, code, on) for code in [organisations.root, *between]}
    return pick_code(place, "scope", named, t("pick.scope"), 200)


def _named(workspace: Workspace, code: str, on: dt.date) -> str:
    organisations = workspace.ledger.organisations
    return t("scope.named", name=organisations.on(code, on).name, count=len(organisations.leaves_below(code, on)))


def covered(workspace: Workspace, org: str, on: dt.date) -> tuple[int, int]:
    """Of the leaves below an organisation that owe anything for the newest ended periods, how many have filed all of it: (reported, expected)."""
    return Coverage(workspace.ledger, on).counts([model.about.name for model in BRANCH_SHEETS]).get(org, (0, 0))
