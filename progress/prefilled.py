"""What a row can be begun with before anybody types: beginnings that go on from ends, figures of the register, what stood in the period before."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from backbone.writing.placing import Key, key_of
from ledger.ledger import Ledger
from ledger.rows import Numbers
from schema.across import AsRegistered
from schema.entries import OF_THE_FILLING
from schema.histories import Continues
from schema.period import first_day, last_day
from schema.rules import Rule
from schema.sheet import Sheet
from schema.verdict import Row

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Before:
    """What the newest earlier period says of the same thing: its period and its cells as typed; nothing where there is none."""

    period: str = ""
    typed: Cells = field(default_factory=dict)


def period_of(model: type[Sheet], typed: Cells) -> str:
    """The period of a row, empty where it cannot be read."""
    try:
        return str(model.read("period", typed.get("period", "")) or "")
    except ValueError:
        return ""


def series(model: type[Sheet], typed: Cells) -> Key | None:
    """What a row of a return reports on from period to period; None in sheets whose rows stand for events."""
    if not model.about.returns:
        return None
    return key_of(model, {name: typed.get(name, "") for name in model.key_columns() if name != "period"})


class Histories:
    """What the rows of a sheet have reported on, from period to period."""

    def __init__(self, model: type[Sheet], rows: Iterable[Row]) -> None:
        self._model = model
        self._of: dict[Key, list[Before]] = {}
        for row in rows if model.about.returns else ():
            own, period = series(model, row.typed), period_of(model, row.typed)
            if own and period:
                self._of.setdefault(own, []).append(Before(period, row.typed))

    def before(self, typed: Cells, period: str) -> Before:
        """The row of the newest earlier period in the same series."""
        own = series(self._model, typed)
        return _newest_before(self._of.get(own, []) if own else [], period)

    def newest_before(self, period: str) -> list[Before]:
        """The rows of the newest period before another one."""
        found = [each for told in self._of.values() if (each := _newest_before(told, period)).period]
        newest = max((each.period for each in found), default="")
        return [each for each in found if each.period == newest]


def _newest_before(told: Sequence[Before], period: str) -> Before:
    earlier = [each for each in told if last_day(each.period) < first_day(period)]
    return max(earlier, key=lambda each: last_day(each.period), default=Before())


def carried(model: type[Sheet], earlier: Before) -> dict[str, str]:
    """Beginnings by column name: the ends of the period before."""
    rules = [rule for rule in model.between if isinstance(rule, Continues)]
    return {rule.opening: earlier.typed[rule.closing] for rule in rules if earlier.typed.get(rule.closing, "").strip()}


def same_again(model: type[Sheet], earlier: Before, period: str, typed: Cells) -> dict[str, str]:
    """The cells of the period before for another one, what was typed for it already left alone: beginnings go on from ends, and totals add up again."""
    kept = {name: text for name, text in earlier.typed.items() if name not in OF_THE_FILLING}
    return {**_added_up(model, {**kept, **carried(model, earlier), **typed, "period": period}), **typed}


def _added_up(model: type[Sheet], typed: dict[str, str]) -> dict[str, str]:
    for rule in model.rules:
        total = _total(model, rule, typed) if rule.should_be and rule.column in rule.needs else None
        if total is not None:
            typed[rule.column] = str(total)
    return typed


def _total(model: type[Sheet], rule: Rule, typed: Cells) -> int | None:
    """What a column must be by a rule that tells it; None where its parts are no numbers."""
    if rule.code != "does_not_add_up" or rule.should_be is None:
        return None
    try:
        values = [model.read(name, typed.get(name) or None) for name in rule.needs]
    except ValueError:
        return None
    return None if None in values else int(rule.should_be(*values))


class Registered:
    """What 单位名录 tells of one branch."""

    def __init__(self, ledger: Ledger, branch: str) -> None:
        self._branch, self._register = branch, ledger.federation.register
        self._lists = branch in self._register.branches.to_pylist()

    def figures(self, model: type[Sheet], typed: Cells, period: str) -> dict[str, int]:
        """By column name the figures of a row that the register counts on its period's last day; none where it does not list the branch."""
        found = {}
        for rule in model.across if self._lists else ():
            if isinstance(rule, AsRegistered) and (not rule.by or typed.get(rule.by)):
                kinds = _alone(typed[rule.by].strip()) if rule.by else None
                count = self._register.due if rule.counted == "due" else self._register.unionised
                found[rule.column] = int(count(_alone(self._branch), _days([last_day(period)]), kinds)[0])
        return found

    def units(self, on: dt.date) -> dict[str, str]:
        """The codes of the branch's units listed on a day, with their names."""
        rows = self._register.table.to_pylist() if self._lists else []
        return {row["unit_code"]: row["unit_name"] or "" for row in rows if row["branch_code"] == self._branch and _listed(row, on)}

    def staff(self, units: Sequence[str], on: dt.date) -> int | None:
        """How many staff these units have together; None where one of them is not listed with its staff."""
        if not units or not len(self._register.table):
            return None
        known, counted = self._register.staff(pa.array(units, pa.string()), _days([on] * len(units)))
        return int(counted.sum()) if known.all() else None


def _alone(text: str) -> pa.ChunkedArray:
    return pa.chunked_array([[text]], pa.string())


def _days(on: Sequence[dt.date]) -> Numbers:
    return np.array(on, "datetime64[D]").astype(np.int64)


def _listed(row: Mapping[str, dt.date | None], on: dt.date) -> bool:
    since, until = row["listed_on"], row["delisted_on"]
    return (since is None or since <= on) and (until is None or until > on)
