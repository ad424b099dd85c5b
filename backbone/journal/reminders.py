"""Reminders (催办): which branch was reminded of which period, so that nobody is nagged twice in a few days."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, func, insert, select

from access.database import READING, keep_tables, remembering

_metadata = MetaData()
_reminders = Table(
    "reminders",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("org", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("who", String(255), nullable=False),
    Column("at", String(40), nullable=False),
)


class Reminders:
    """The log of reminders of one workspace. Raises DatabaseError."""

    def __init__(self, engine: Engine, workspace: str, now: Callable[[], dt.datetime]) -> None:
        self._engine, self._workspace, self._now = engine, workspace, now
        keep_tables(engine, _metadata)

    def record(self, orgs: Iterable[str], period: str, who: str) -> None:
        """Note that these branches were reminded now."""
        told = {"workspace": self._workspace, "period": period, "who": who, "at": self._now().isoformat()}
        rows = [{**told, "org": org} for org in orgs]
        if rows:
            with remembering(), self._engine.begin() as connection:
                connection.execute(insert(_reminders), rows)

    def newest(self, *periods: str) -> Mapping[str, dt.datetime]:
        """When each branch was reminded of one of these periods last."""
        ours = (_reminders.c.workspace == self._workspace, _reminders.c.period.in_(periods))
        asked = select(_reminders.c.org, func.max(_reminders.c.at)).where(*ours).group_by(_reminders.c.org)
        with remembering(), self._engine.connect().execution_options(**READING) as connection:
            return {org: dt.datetime.fromisoformat(at) for org, at in connection.execute(asked)}
