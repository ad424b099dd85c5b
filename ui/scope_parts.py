"""Which part of the federation a page looks at, where its tree has levels."""

import datetime as dt

from streamlit.delta_generator import DeltaGenerator

from ui.load import Workspace, once, open_leaves
from ui.page import pick_code
from ui.session import language, t


def levels(workspace: Workspace, on: dt.date) -> list[str]:
    """The organisations between the federation and its branches, in the order of the tree; none where all branches stand below it directly."""
    return once(workspace, ("levels", on), lambda: _levels(workspace, on))


def _levels(workspace: Workspace, on: dt.date) -> list[str]:
    organisations = workspace.ledger.organisations
    above = {code for leaf in organisations.leaves_below(organisations.root, on) for code in organisations.line(leaf, on) if code != leaf}
    return [code for code in organisations.codes if code in above and code != organisations.root]


def pick_scope(place: DeltaGenerator, workspace: Workspace, on: dt.date, between: list[str]) -> str:
    """The federation, or one of these levels; the choice stands in the address as ``scope``."""
    organisations = workspace.ledger.organisations
    if not between:
        return organisations.root
    scopes = [organisations.root, *between]
    named = once(workspace, ("scopes", on, tuple(between), language()), lambda: {code: _named(workspace, code, on) for code in scopes})
    return pick_code(place, "scope", named, t("pick.scope"), 200)


def _named(workspace: Workspace, code: str, on: dt.date) -> str:
    organisations = workspace.ledger.organisations
    return t("scope.named", name=organisations.on(code, on).name, count=len(open_leaves(workspace, code, on)))
