"""设置: what the federation decided for the whole workspace. Held in the master workbook."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import ClassVar, Literal, NamedTuple

from pydantic_core import PydanticCustomError

from schema.columns import Text, column
from schema.folding import fold
from schema.rules import Rule
from schema.sheet import About, Sheet
from schema.values import read_date

TITLE = "名称"
DATA_DATE = "数据日期"
YEAR_START = "年度起始"
LAMP_SCHEME = "亮灯方案"
CARRY_PERIODS = "沿用期数"
LOCK_MODE = "锁定方式"
DEMO = "模拟数据"
LAMPS_YINCHUAN = "银川"
_DAY_OF_YEAR = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")
_COMMON_YEAR = 2015
_WHOLE = re.compile(r"\d{1,3}")
CARRIED = 2
_LOCKS = re.compile(r"(不锁|更正|锁定)(?:(\d{1,3})[天日]?)?")
LockMode = Literal["open", "correcting", "locked"]
_LOCK_MODES: Mapping[str, LockMode] = {"不锁": "open", "更正": "correcting", "锁定": "locked"}


class Locks(NamedTuple):
    """How periods are locked: not at all, softly (a change is a 更正 with a reason) or hard; with ``days``, also so many days after the due date."""

    mode: LockMode = "open"
    days: int | None = None


def read_locks(typed: str) -> Locks:
    """不锁, 更正 or 锁定, the last two also with days: 更正 10. Raises ValueError."""
    found = _LOCKS.fullmatch(fold(typed))
    if found is None or (found[2] and _LOCK_MODES[found[1]] == "open"):
        raise ValueError(typed)
    return Locks(_LOCK_MODES[found[1]], int(found[2]) if found[2] else None)


def locks(settings: Mapping[str, str]) -> Locks:
    """The setting 锁定方式, nothing locked where it is not set."""
    return read_locks(settings[LOCK_MODE]) if LOCK_MODE in settings else Locks()


def read_year_start(typed: str) -> tuple[int, int]:
    """Month and day on which a year begins: 10-01, 10-1 or 10月1日. Raises ValueError, also for a day that not every year has."""
    found = _DAY_OF_YEAR.fullmatch(fold(typed))
    if found is None:
        raise ValueError(typed)
    day = dt.date(_COMMON_YEAR, int(found[1]), int(found[2]))
    return day.month, day.day


def read_carry_periods(typed: str) -> int:
    """How many ended periods a silent branch is carried on before its figure is marked: a whole number from 0. Raises ValueError."""
    if not _WHOLE.fullmatch(fold(typed)):
        raise ValueError(typed)
    return int(fold(typed))


def carry_periods(settings: Mapping[str, str]) -> int:
    """The setting 沿用期数, CARRIED where it is not set."""
    return read_carry_periods(settings[CARRY_PERIODS]) if CARRY_PERIODS in settings else CARRIED


_READERS: Mapping[str, Callable[[str], object]] = {
    DATA_DATE: read_date,
    YEAR_START: read_year_start,
    CARRY_PERIODS: read_carry_periods,
    LOCK_MODE: read_locks,
}


def _readable(value: str, key: str) -> bool:
    try:
        _READERS.get(key, str)(value)
    except (ValueError, PydanticCustomError):
        return False
    return True


class Setting(Sheet):
    """One row a setting."""

    about: ClassVar[About] = About("setting", "", "设置")
    rules: ClassVar[tuple[Rule, ...]] = (Rule("unreadable_setting", "value", ("value", "key"), _readable),)

    key: Text = column("键", key=True)
    value: Text = column("值", required=True)
    note: Text = column("说明")
