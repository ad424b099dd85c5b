"""Period locks: asked in the transaction that remembers a save, and again in the one that approves, so that of a save and an approval one comes first.

A return is locked once it was finally approved, or by its date, until it is sent back. What was approved, and what has been corrected since, makes no
difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from access.database import in_turn
from backbone.book import Change, RowChange
from backbone.journal.returns import Return, touched
from backbone.journal.tables import CORRECTIONS, REVIEWS, SAVES
from schema.personal import masked
from schema.registry import SHEETS
from schema.setting import LockMode

_WRITTEN = ("waiting", "applied")


@dataclass(frozen=True)
class Locking:
    """How a save is to meet locks: the federation's ``mode``, the returns locked by their date (``late``), and why they are changed all the same."""

    mode: LockMode = "open"
    late: frozenset[Return] = frozenset()
    reason: str = ""


NO_LOCKS = Locking()


@dataclass(frozen=True)
class Known:
    """How far the journal was at a moment: the newest save, and those that were still to be written."""

    newest: int
    waiting: frozenset[int]


class Locked(Exception):
    """The save touches locked returns and was not taken: ``period_locked``, or ``reason_needed`` where a reason would do."""

    def __init__(self, code: str, returns: Iterable[Return]) -> None:
        super().__init__(code)
        self.code, self.returns = code, sorted(returns)


def wait(connection: Connection, workspace: str) -> None:
    """Let nobody else save or approve until this transaction ends, so that saves are numbered in the order in which they are remembered."""
    in_turn(connection, f"{workspace} returns")


def verdicts(connection: Connection, workspace: str, org: str) -> dict[Return, bool]:
    """The returns of a branch that were finally approved and not sent back since (True), and those sent back and not approved since (False)."""
    asked = select(REVIEWS).where(REVIEWS.c.workspace == workspace, REVIEWS.c.org == org).order_by(REVIEWS.c.number)
    found: dict[Return, bool] = {}
    for row in connection.execute(asked).mappings():
        if row["verdict"] == "returned" or row["step"] == "final":
            found[Return(row["org"], row["sheet"], row["period"])] = row["verdict"] == "passed"
    return found


def take(connection: Connection, workspace: str, change: Change, locking: Locking) -> None:
    """Let a save that has waited for its turn pass the locks; the returns that it corrects are kept with the reason.

    Raises Locked; the transaction is then to be given up.
    """
    rows = touched(change)
    if not rows or locking.mode == "open":
        return
    approved = verdicts(connection, workspace, change.branch)
    locked = {one for one, passed in approved.items() if passed} | {one for one in locking.late if approved.get(one, True)}
    met = sorted(one for one in locked if any(one.holds(row) for row in rows))
    if met and locking.mode == "locked":
        raise Locked("period_locked", met)
    if met and not locking.reason:
        raise Locked("reason_needed", met)
    told = {"workspace": workspace, "operation": change.operation, "reason": masked(locking.reason)}
    if met:
        connection.execute(insert(CORRECTIONS), [{**told, **one._asdict()} for one in met])


def overtaken(connection: Connection, workspace: str, returns: Iterable[Return], known: Known) -> set[Return]:
    """Those of the returns that a save has touched since ``known``, or that waited then: what was looked at is not what will stand."""
    wait(connection, workspace)
    asked = set(returns)
    since = or_(SAVES.c.number > known.newest, SAVES.c.number.in_(known.waiting))
    here = (SAVES.c.workspace == workspace) & SAVES.c.branch.in_({one.org for one in asked}) & SAVES.c.state.in_(_WRITTEN)
    rows = {row for found in connection.execute(select(SAVES).where(here, since)).mappings() for row in touched(_change(found))}
    return {one for one in asked if any(one.holds(row) for row in rows)}


def _change(found: Mapping[Any, Any]) -> Change:
    rows = [RowChange(**row) for row in found["rows"]]
    return Change(found["book"], SHEETS[found["sheet"]], rows, found["operation"], found["branch"])
