"""The leader's card: one page of A4 that says what the first page says, of a frozen workspace."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import pandas as pd

from charts.bullet import bullet_rows
from charts.palette import LIGHT, SHAPES
from charts.year_bar import year_bar
from progress.calling import Overdue, Ring, rings
from progress.coverage import Coverage
from progress.filing import filings
from progress.indicators import Indicator
from progress.shares import Shares
from progress.summary import goals_of, lamp_counts
from progress.windows import CALENDAR_YEAR
from schema.period import MONTHLY, first_day, newest_ended
from schema.registry import BRANCH_SHEETS
from schema.setting import YEAR_START
from schema.target import QUOTA, RATE
from schema.workspace import LIST_MARK
from snapshots.frozen import Frozen
from snapshots.goals import Record, bullets, missing, percent_text
from snapshots.paper import typeset
from snapshots.picture import Chart, alone
from snapshots.public import public
from snapshots.year import gone, months
from words import text
from words.figures import day, full_day, month, percent

MOST: Final = 6
"""Goals of one kind; the rest are counted."""
_COUNTED = ("behind", "slow", "on_pace", "unreported")
_LEGEND = ("legend.bar", "legend.now", "legend.short", "legend.assumed")
_GOALS, _YEAR, _ROW, _NAME = 355, 480, 66, {"zh_CN": 62, "en": 84}
_SHEETS = 3


def leaders_card(frozen: Frozen, number: str, language: str = "zh_CN", *, outside: bool = False) -> bytes:
    """A PDF of one page: where in time, how many goals are where, the slowest goals as bars, three branches to ring, and what the figures rest on.

    ``number`` is that of the snapshot. What was reminded of lately is not part of a snapshot, so nobody is passed over for it.
    ``outside`` leaves out what stays inside the federation; see ``snapshots.public``.
    """
    return typeset("card.typ", _Card(public(frozen) if outside else frozen, number, language).told(), frozen.on)


class _Card:
    """What the parts of one card share."""

    def __init__(self, frozen: Frozen, number: str, language: str) -> None:
        self.frozen, self.number, self.language, self.on = frozen, number, language, frozen.on

    def told(self) -> Mapping[str, Any]:
        """All that the template says."""
        title = f"{self.frozen.title} {month(self.on, self.language)} {self._t('card.title')}"
        marks = [*([self._t("trust.simulated")] if self.frozen.simulated else []), self._t("paper.snapshot", number=self.number)]
        return {
            **{"lang": self.language[:2], "region": self.language[3:].lower() or "us", "title": title, "author": self.frozen.title},
            **{"year": self.on.year, "month": self.on.month, "day": self.on.day, "marks": marks, "trust": self._trust(), "counts": self._counts()},
            **{"lead": self._lead(), **self._year(), "goals": [self._goals(quotas=quotas) for quotas in (True, False)], "calls": self._calls()},
            "legend": [self._t(code) for code in _LEGEND],
        }

    @cached_property
    def _headline(self) -> pd.DataFrame:
        """The records of all organisations for the indicators that have a place on the first page; for all of them if none has."""
        records = self.frozen.records
        placed = [code for code, indicator in self.frozen.indicators.items() if indicator.headline is not None]
        return records[records["indicator"].isin(placed)] if placed else records

    @cached_property
    def _own(self) -> pd.DataFrame:
        return self._headline[self._headline["org"] == self.frozen.root].reset_index(drop=True)

    def _t(self, code: str, **values: object) -> str:
        return text(code, self.language, **values)

    def _indicator(self, row: Record) -> Indicator:
        return self.frozen.indicators[row["indicator"]]

    def _trust(self) -> Sequence[str]:
        ledger = self.frozen.ledger
        sheets = [model.about.name for model in BRANCH_SHEETS]
        reported, expected = Coverage(ledger, self.on).counts(sheets).get(self.frozen.root, (0, 0))
        approved, owed = Shares(ledger, self.frozen.indicators, self._own).reviewed(self.frozen.reviews)
        told = [self._t("card.reported", reported=reported, expected=expected)]
        told += [self._t("card.reviewed", share=f"{100 * approved // owed}%")] if owed else []
        told += [self._t("trust.data_until", day=full_day(self.on, self.language))]
        told += self._left_off()
        return told + ([self._t("trust.simulated_help")] if self.frozen.simulated else [])

    def _left_off(self) -> Sequence[str]:
        """That some goals have no place on the first page, so that these counts are not those of the bulletin."""
        every = self.frozen.records[self.frozen.records["org"] == self.frozen.root]
        shown, there = (int(records["lamp"].isin(_COUNTED).sum()) for records in (self._own, every))
        return [self._t("card.of_all", shown=shown, all=there)] if shown < there else []

    def _counts(self) -> Sequence[Mapping[str, Any]]:
        counted = lamp_counts(self._own)
        return [{"lamp": f"{SHAPES[code]} {self._t(f'lamp.{code}')}", "count": counted[code], "ink": LIGHT.lamp(code).text} for code in _COUNTED]

    def _lead(self) -> Sequence[str]:
        short = self._own[self._own["lamp"].isin(["behind", "slow"]) & self._own["basis"].isin([QUOTA, RATE])]
        worst = pd.concat([goals_of(short, quotas=quotas, limit=1) for quotas in (True, False)])
        return [self._sentence(row) for row in worst.to_dict("records")] or [self._t("lead.nothing_behind")]

    def _sentence(self, row: Record) -> str:
        indicator = self._indicator(row)
        told = {"name": indicator.name(self.language), "short": missing(indicator, row, self.language)}
        if row["basis"] == QUOTA:
            return self._t("card.quota", done=percent_text(row), expected=percent(row["should_be"]), **told)
        return self._t("card.rate", value=percent_text(row), target=percent(row["target"]), **told)

    def _year(self) -> Mapping[str, str]:
        begins = self.frozen.ledger.settings.get(YEAR_START, CALENDAR_YEAR)
        year, share, _ = gone(self.on, begins)
        told = self._t(f"{year}.gone_plain", gone=share)
        drawn = year_bar(months(self.on, begins, self.language), LIGHT, description=told).to_dict(validate=False)
        return {"gone": told, "months": alone(Chart("", drawn), _YEAR)}

    def _goals(self, *, quotas: bool) -> Mapping[str, str]:
        found = goals_of(self._own, quotas=quotas)
        rows = bullets(self.frozen.indicators, found.head(MOST), self.language)
        says = "; ".join(f"{row['lamp_text']} {row['tip']}" for row in rows.to_dict("records"))
        head = self._t("goals.quotas" if quotas else "goals.rates")
        if rows.empty:
            return {"head": head, "drawn": "", "says": "", "more": self._t("goals.none")}
        chart = bullet_rows(rows, LIGHT, description=says, name_x=_NAME[self.language], row_height=_ROW).to_dict(validate=False)
        more = self._t("goals.more", count=len(found) - MOST) if len(found) > MOST else ""
        return {"head": head, "drawn": alone(Chart("", chart), _GOALS), "says": says, "more": more}

    def _calls(self) -> Mapping[str, Any]:
        newest = newest_ended(self.on, MONTHLY)
        before = newest_ended(first_day(newest) - dt.timedelta(days=1), MONTHLY)
        returns = pd.concat([filings(self.frozen.ledger, each) for each in (newest, before)], ignore_index=True)
        chosen = rings(self._headline, self.frozen.ledger.organisations.leaves, returns, self.on, ())
        return {"head": self._t("card.calls"), "nobody": self._t("calls.nobody"), "rings": [self._ring(ring) for ring in chosen]}

    def _ring(self, ring: Ring) -> Mapping[str, Any]:
        lamp, goal, lines = ("behind" if ring.goal else "unreported"), "", []
        if ring.goal:
            indicator = self._indicator(ring.goal)
            goal = f"{indicator.name(self.language)} {percent_text(ring.goal)}"
            lines.append(missing(indicator, ring.goal, self.language))
        lines += [self._overdue(ring.overdue)] if ring.overdue else []
        name = self.frozen.ledger.organisations.on(ring.org, self.on).name
        return {"name": name, "shape": SHAPES[lamp], "ink": LIGHT.lamp(lamp).text, "goal": goal, "lines": lines}

    def _overdue(self, overdue: Overdue) -> str:
        named = LIST_MARK.join(overdue.sheets[:_SHEETS]) + ("…" if len(overdue.sheets) > _SHEETS else "")
        return self._t("calls.overdue", count=len(overdue.sheets), day=day(overdue.due_on, self.language), sheets=named)
