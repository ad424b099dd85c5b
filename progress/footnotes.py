"""What a figure rests on beside its rows: the statements by which branches explained warnings in them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from ledger.explanations import Explanation
from ledger.ledger import Ledger
from progress.indicators import Indicator
from progress.windows import CALENDAR_YEAR, Window, window
from schema.period import first_day
from schema.setting import YEAR_START


def footnotes(ledger: Ledger, indicators: Mapping[str, Indicator], records: Iterable[Mapping[Any, Any]]) -> list[Explanation]:
    """The statements that concern records: on a sheet the indicator's formula reads, by a branch below the organisation, for a period in the window."""
    asked = [(row["org"], indicators[row["indicator"]], window_of(ledger, indicators[row["indicator"]], row["start_on"], row["on"])) for row in records]
    return [said for said in ledger.explanations if any(_concerns(ledger, said, *one) for one in asked)]


def window_of(ledger: Ledger, indicator: Indicator, start: dt.date | None, on: dt.date) -> Window:
    """The stretch of time that a record of an indicator looks at."""
    return window(on, indicator.from_on, indicator.to_on, start or None, ledger.settings.get(YEAR_START, CALENDAR_YEAR))


def _concerns(ledger: Ledger, said: Explanation, org: str, indicator: Indicator, span: Window) -> bool:
    day = first_day(said.period)
    return said.sheet in indicator.sheets and span.since <= day <= span.until and org in ledger.organisations.line(said.branch, day)
