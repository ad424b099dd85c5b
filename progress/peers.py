"""Who is compared with whom: branches of one kind, or of like size by a stated measure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from ledger.ledger import Ledger
from ledger.organisations import Organisations
from progress.formula import parse
from progress.left import numeric
from progress.measure import Measure, measure
from progress.windows import Window

Size = Literal["large", "middle", "small", "unknown"]
SIZES: Final[tuple[Size, ...]] = ("large", "middle", "small", "unknown")
Measured = Literal["denominator", "register", "returns"]
_STAFF: Final[Mapping[Measured, str]] = {"register": "sum(unit_register.staff_count)", "returns": "last(org_monthly.staff_end)"}
_FEWEST = 3


@dataclass(frozen=True)
class Sizes:
    """How large branches are and by what: the indicator's own denominator, the staff the register has of them, or those they report."""

    by: Measured
    of: Mapping[str, float]

    def groups(self, branches: Iterable[str]) -> dict[str, Size]:
        """Thirds of those whose size is known, equal sizes always together; the others are a group of their own. Nobody is large among fewer than three."""
        known = pd.Series({org: self.of[org] for org in branches if org in self.of}, dtype="float64")
        place = known.rank(method="min", ascending=False) - 1
        third = (place * len(SIZES[:3]) // max(len(known), 1)).astype("int64")
        enough = len(known) >= _FEWEST
        return {org: SIZES[int(third[org])] if enough and org in third else "unknown" for org in branches}


def denominators(records: pd.DataFrame) -> Sizes | None:
    """Sizes by the denominators of one goal's records; None where it has none and staff must tell."""
    own = _positive(records.set_index("org")["denominator"])
    return Sizes("denominator", own) if own else None


def staff(ledger: Ledger, on: dt.date) -> Sizes:
    """Staff of all branches on a day: as in 单位名录, or as they report it where that is known of more of them."""
    found = measure(ledger, [Measure(by, parse(formula), None, {on: Window(on, on)}) for by, formula in _STAFF.items()])
    leaves = set(ledger.organisations.leaves)
    listed = found[found["org"].isin(leaves)]
    known: dict[Measured, dict[str, float]] = {by: _positive(listed[listed["key"] == by].set_index("org")["value"]) for by in _STAFF}
    by: Measured = "returns" if len(known["returns"]) > len(known["register"]) else "register"
    return Sizes(by, known[by])


def kinds(organisations: Organisations, branches: Iterable[str], on: dt.date) -> dict[str, str]:
    """The kind of each branch on the day (单位类别)."""
    return {org: organisations.on(org, on).kind for org in branches}


def _positive(values: pd.Series) -> dict[str, float]:
    found = numeric(values)
    return {str(org): float(value) for org, value in found[found > 0].items()}
