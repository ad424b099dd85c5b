"""Which months of a figure were corrected after they had been locked."""

import datetime as dt
from collections.abc import Iterable

from access.database import DatabaseError
from backbone.journal.returns import Return
from progress.indicators import Indicator
from schema import period as periods
from schema.registry import SHEETS
from ui.frozen import corrections_of
from ui.load import Workspace

_LENGTHS = (periods.MONTHLY, periods.QUARTERLY, periods.HALF_YEARLY, periods.YEARLY)


def corrected_days(workspace: Workspace, indicator: Indicator, org: str, since: dt.date, until: dt.date) -> set[dt.date]:
    """The last days of the periods of which a return that the figure rests on was corrected, by a branch that stands below the organisation."""
    organisations = workspace.ledger.organisations
    titles = {SHEETS[sheet].about.title for sheet in indicator.sheets}
    asked = [period for length in _LENGTHS for period in periods.between(since, until, length)]
    known = [one for one in _corrected(workspace, asked) if one.sheet in titles and one.org in organisations.leaf_codes]
    return {periods.last_day(one.period) for one in known if org in organisations.line(one.org, periods.last_day(one.period))}


def _corrected(workspace: Workspace, asked: Iterable[str]) -> list[Return]:
    try:
        return list(corrections_of(workspace, asked))
    except DatabaseError:
        return []
