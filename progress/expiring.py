"""Collective contracts that end soon: those in force on a day whose last day is near, as the filter ``expires_in`` of a formula counts them."""

import datetime as dt

import ibis.expr.types as ir
import pandas as pd

from ledger.engine import LINES, WINDOWS, given, table
from ledger.ledger import Ledger
from progress.conditions import holds
from progress.filters import Filter
from progress.formula import Aggregate
from schema.bargaining_ledger import BargainingLedger

SHEET = BargainingLedger.about.name
SOON, LATER = 60, 90
_ENDING = Aggregate("count", SHEET, "contract_no", (Filter("", "expires_in", (LATER,)),))
_TOLD = ("org", "branch", "contract_no", "contract_type", "valid_to", "units_covered", "book", "row")


class _Ending:
    """The question for the contracts that end within LATER days of a window's last day."""

    def expression(self) -> ir.Table:
        """The contracts, once for each organisation above."""
        rows, windows, lines = table(SHEET), table(WINDOWS), table(LINES)
        known = rows.join(windows, rows.period_on <= windows.win_until)
        ending = known.filter(holds(known, _ENDING))
        there = [ending.branch == lines.branch, ending.win_until >= lines.since, ending.win_until < lines.until, lines.open]
        return ending.join(lines, there, rname="line_{name}").select(*_TOLD)


_QUESTION = _Ending()


def expiring(ledger: Ledger, on: dt.date) -> pd.DataFrame:
    """The contracts in force on a day that end within LATER days, soonest first, once for each organisation above and for the branch itself.

    ``days`` are left until the last day of force; a unit that several contracts name is counted by each of them.
    """
    answer = ledger.engine.answer(_QUESTION, given(WINDOWS, {"on": [on], "win_since": [on], "win_until": [on]}))
    codes = pd.Index(ledger.organisations.codes)
    found: pd.DataFrame = answer.to_pandas(date_as_object=True).assign(org=codes.take(answer["org"].to_numpy()), branch=codes.take(answer["branch"].to_numpy()))
    found["days"] = [(day - on).days for day in found["valid_to"]]
    return found.sort_values(["valid_to", "branch", "contract_no", "row", "org"], ignore_index=True)


def ending(found: pd.DataFrame, org: str, days: int) -> tuple[int, int]:
    """Of an organisation's contracts those that end within so many days: how many, and how many units they cover."""
    own = found[(found["org"] == org) & (found["days"] <= days)]
    return len(own), int(own["units_covered"].fillna(0).sum())
