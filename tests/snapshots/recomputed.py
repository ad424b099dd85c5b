"""Figures of documents made again without what printed them: from cells, targets, dates and returns."""

import datetime as dt
from dataclasses import replace

import pandas as pd

from progress.change import changes
from progress.coverage import Coverage
from progress.filing import filings
from progress.formula import names_target
from progress.pace import expected_percent
from progress.targets import targets_on
from progress.trace import traced
from progress.windows import elapsed
from schema.bargaining_ledger import BargainingLedger
from schema.programme import HOST, Programme
from schema.registry import BRANCH_SHEETS, by_title

CELLS = ("value", "numerator", "denominator")
SPANS = {
    "周": lambda day: day.isocalendar()[:2],
    "月": lambda day: (day.year, day.month),
    "季": lambda day: (day.year, (day.month - 1) // 3),
    "年": lambda day: day.year,
}
LIT = ("on_pace", "slow", "behind", "unreported", "starting")
LATE = ("untouched", "partial", "invalid")


class Again:
    """One snapshot, followed back to its cells."""

    def __init__(self, frozen, before=None):
        self.frozen, self.before = frozen, before
        self.ledger, self.on = frozen.ledger, frozen.on
        self.targets = {goal.key: found for goal, found in targets_on(frozen.ledger, frozen.on).items()}
        self.goals = {goal.key: goal for goal in targets_on(frozen.ledger, frozen.on)}
        self.traces = {}

    def number(self, source):
        """The figure of a source."""
        assert source.on == self.on
        return (self._of_goal if source.indicator else self._counted)(source)

    def trace(self, source, on=None):
        key = source.indicator, source.org, on or self.on, source.goal
        if key not in self.traces:
            self.traces[key] = traced(self.ledger, self.frozen.indicators, *key)
        return self.traces[key]

    def _of_goal(self, source):
        if source.column in CELLS:
            return self.trace(source).recomputed().get(source.column)
        return getattr(self, f"_{source.column}")(source)

    def _met(self, source):
        return self.groups(source)[0]

    def _of(self, source):
        return self.groups(source)[1]

    def _missed(self, source):
        return self._of(source) - self._met(source)

    def _filed(self, source):
        return Coverage(self.ledger, self._until(source)).counts(self.frozen.indicators[source.indicator].sheets).get(source.org, (0, 0))

    def _reported(self, source):
        return self._filed(source)[0]

    def _expected(self, source):
        return self._filed(source)[1]

    def _since(self, source):
        then = Again(self.before).number(replace(source, column="value", on=self.before.on))
        return self.number(replace(source, column="value")) - then

    def _year(self, source):
        found = changes(self.ledger, self.frozen.indicators, self.records(source.goal))
        return found[(found["org"] == source.org) & (found["against"] == "year")]["change"].iloc[0]

    def _open_records(self, source):
        rows = self.records(source.goal)
        return rows[rows["org"].isin(self.ledger.organisations.leaves_below(self.frozen.root, self.on))]

    def _branches(self, source):
        return int((self._open_records(source)["lamp"] == source.of).sum())

    def _rank(self, source):
        own, branches = self._score(source), self._open_records(source)
        rest = branches[~branches["lamp"].isin(["unreported", "no_target", "not_begun"])]["org"]
        return 1 + sum(self._score(replace(source, org=org)) > own + 1e-9 for org in rest)

    def _score(self, source):
        found = self._completion(source)
        return float("-inf") if pd.isna(found) else found

    def records(self, goal):
        return self.frozen.records[self.frozen.records["goal"] == goal]

    def _until(self, source):
        ends = self.frozen.indicators[source.indicator].to_on
        return min(self.on, ends) if ends else self.on

    def _names_target(self, source):
        return names_target(self.frozen.indicators[source.indicator].formula)

    def _own(self, source):
        return self.targets[source.goal][source.org]

    def _target(self, source):
        return self._own(source).value

    def _elapsed(self, source):
        goal = self.goals[source.goal]
        return elapsed(self._until(source), goal.start_on, goal.due_on)

    def _should_be(self, source):
        goal, own = self.goals[source.goal], self._own(source)
        return expected_percent(self._until(source), goal.start_on, goal.due_on, own.milestones if own.curve == "里程碑" else "")

    def _completion(self, source):
        own, value = self._own(source), self.trace(source).recomputed()["value"]
        if own.per:
            met, of = self.groups(source)
            return 100 * met / of if of else None
        if self._names_target(source):
            return value
        return 100 * value / own.value if own.value else 100.0 if value == 0 else None

    def _gap(self, source):
        own, completion = self._own(source), self._completion(source)
        if own.per:
            return completion - 100
        by_time = own.basis in ("新增", "频次") or self._names_target(source)
        if own.direction == "≤":
            return own.value - self.trace(source).recomputed()["value"]
        if own.basis == "比率" and not by_time:
            return self.trace(source).recomputed()["value"] - own.value
        return completion - (self._should_be(source) if by_time else 100)

    def groups(self, source):
        """Of the sub-periods begun or of the groups owed, how many reach the figure, from the cells with the dates and codes of their rows."""
        own, goal = self._own(source), self.goals[source.goal]
        if own.per not in SPANS:
            return self._pairs(source, own)
        day, last, spans = goal.start_on, min(self._until(source), goal.due_on), set()
        while day <= last:
            spans.add(SPANS[own.per](day))
            day += dt.timedelta(days=1)
        trace = self.trace(source)
        keys = [SPANS[own.per](self.row(cell)[self.event(cell)]) for cell in trace.cells.to_dict("records")]
        return sum(self._part(trace, [key == span for key in keys]) >= own.value for span in spans), len(spans)

    def _pairs(self, source, own):
        root = self.trace(replace(source, org=self.frozen.root))
        keys = [(row["team_code"], row["host_code"]) for row in map(self.row, root.cells.to_dict("records"))]
        rows = self.ledger.master(Programme)
        listed = {(row["parent"], row["code"]) for row in rows if row["kind"] == HOST}
        asked = {pair for pair in listed if source.org in (self.frozen.root, pair[1])}
        teams = {self.row(cell)["team_code"] for cell in self.trace(source).cells.to_dict("records")}
        asked = asked or {pair for pair in listed if pair[0] in teams}
        return sum(self._part(root, [key == pair for key in keys]) >= own.value for pair in asked), len(asked)

    def _part(self, trace, kept):
        some = trace.cells[pd.Series(kept, trace.cells.index, bool)]
        return replace(trace, cells=some).recomputed()["value"] if len(some) else float("-inf")

    def event(self, cell):
        return by_title(cell["sheet"]).about.event_date or "day"

    def row(self, cell):
        if not hasattr(self, "rows"):
            self.rows = {}
        model = by_title(cell["sheet"])
        if model not in self.rows:
            found = [row for row in self.ledger.filled_rows(model).to_pylist() if row["accepted"]]
            self.rows[model] = {
                (row["book"], row["row"]): {**row, "day": dt.date.fromisoformat(f"{row['period'][:4]}-{_month(row['period'])}-01")} for row in found
            }
        return self.rows[model][cell["book"], cell["row"]]

    def _counted(self, source):
        column = source.column
        own = self.frozen.records[self.frozen.records["org"] == source.org]
        if column == "on":
            return self.on
        if column == "elapsed":
            begins = dt.date(self.on.year, *map(int, self.ledger.settings.get("年度起始", "01-01").split("-")))
            begins = begins if begins <= self.on else begins.replace(year=begins.year - 1)
            return 100 * ((self.on - begins).days + 1) / (begins.replace(year=begins.year + 1) - begins).days
        if column == "goals":
            return sum(lamp == source.of or source.of == "lit" and lamp in LIT for lamp in own["lamp"])
        if column in ("reported", "expected", "silent"):
            reported, expected = Coverage(self.ledger, self.on).counts([model.about.name for model in BRANCH_SHEETS])[source.org]
            return {"reported": reported, "expected": expected, "silent": expected - reported}[column]
        if column in ("overdue", "overdue_branches"):
            late = self._late()
            return len(late) if column == "overdue" else len({org for org, _, _ in late})
        ending = self._ending(int(source.of))
        return len(ending) if column == "expiring" else sum(row["units_covered"] or 0 for row in ending)

    def _late(self):
        begins = dt.date(self.on.year, *map(int, self.ledger.settings.get("年度起始", "01-01").split("-")))
        begins = begins if begins <= self.on else begins.replace(year=begins.year - 1)
        months, day = [], begins
        while day <= self.on:
            months.append(f"{day:%Y-%m}")
            day = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        rows = [row for month in months for row in filings(self.ledger, month).to_dict("records")]
        return {(row["org"], row["sheet"], row["period"]) for row in rows if row["due_on"] < self.on and row["state"] in LATE}

    def _ending(self, days):
        rows = [row for row in self.ledger.filled_rows(BargainingLedger).to_pylist() if row["accepted"] and row["valid_to"]]
        opened = self.ledger.organisations.leaves_below(self.frozen.root, self.on)
        return [
            row
            for row in rows
            if row["branch"] in opened
            and max(row["signed_on"] or dt.date.min, row["valid_from"] or dt.date.min) <= self.on
            and self.on <= row["valid_to"] <= self.on + dt.timedelta(days=days)
            and dt.date.fromisoformat(f"{row['period'][:4]}-{_month(row['period'])}-01") <= self.on
        ]


def _month(period):
    part = period[5:]
    return f"{int(part[1]) * 3 - 2:02d}" if part.startswith("Q") else part or "01"
