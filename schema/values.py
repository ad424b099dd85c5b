"""One place that turns what stands in a cell into a value of the schema's type, or refuses it by a code.

Readers take the cell's text (or a value a program gave) and return the value; what they cannot read for certain
they refuse, so no value is ever changed in silence. Blank cells and lone dashes never get here.
"""

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from pydantic_core import PydanticCustomError

from schema import period as periods
from schema.folding import fold

_NUMBER = re.compile(r"[+\-−]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_PARTED = re.compile(r"\d\s+\d")
_SCALED = re.compile(r"([+\-−]?\d+(?:\.\d+)?)([万亿])")
_SCALE = {"万": 10_000, "亿": 100_000_000}
_DATES = (
    re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T]?00:00(?::00)?)?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_YES = frozenset(("是", "true", "TRUE", "True"))
_NO = frozenset(("否", "false", "FALSE", "False"))
_LIST = re.compile(r"[、，,；;\s]+")
_LONGEST = 2000
_LARGEST = 10**15
UNITS = ("人次", "人", "家", "户", "个", "件", "份", "次", "场", "项", "条", "名", "支", "册", "对", "天", "元")


def _refuse(code: str, text: object, **values: object) -> PydanticCustomError:
    return PydanticCustomError(code, "{typed}", {"typed": str(text)[:80], **values})


def _folded(typed: object, code: str) -> str:
    """The folded text, unless it has signs that are no digits but that folding makes digits of: 5² is not 52, ① not 1."""
    if any(unicodedata.category(letter) in ("No", "Nl") for letter in str(typed)):
        raise _refuse(code, typed)
    return fold(str(typed))


def read_decimal(typed: object) -> Decimal:
    """A number: full-width digits, thousands separators, − and a unit of the list are read; 约, 多, 万, ranges refused."""
    if isinstance(typed, (int, float, Decimal)) and not isinstance(typed, bool):
        return _countable(Decimal(str(typed)), typed)
    if _PARTED.search(str(typed)):
        raise _refuse("not_a_number", typed)
    text = _folded(typed, "not_a_number")
    text = text.removesuffix(next((unit for unit in UNITS if text.endswith(unit)), ""))
    if _NUMBER.fullmatch(text):
        return _countable(Decimal(text.replace(",", "").replace("−", "-")), typed)
    if scaled := _SCALED.fullmatch(text):
        offered = Decimal(scaled[1].replace("−", "-")) * _SCALE[scaled[2]]
        raise _refuse("not_a_number", typed, offered=format(offered.normalize(), "f"))
    raise _refuse("not_a_number", typed)


def _countable(number: Decimal, typed: object) -> Decimal:
    if not number.is_finite():
        raise _refuse("not_a_number", typed)
    if abs(number) > _LARGEST:
        raise _refuse("less_than_equal", typed, le=_LARGEST)
    return number


def read_whole(typed: object) -> int:
    """A whole number; 12.0 is 12, 12.5 is refused."""
    number = read_decimal(typed)
    try:
        whole = int(number)
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise _refuse("not_a_number", typed) from error
    if whole != number:
        raise _refuse("not_whole", typed)
    return whole


def read_date(typed: object) -> dt.date:
    """A day: 2026.3.5, 2026-3-5, 2026/3/5, 2026年3月5日, 20260305, or a date cell. A bare serial number is refused."""
    if isinstance(typed, dt.datetime):
        return typed.date()
    if isinstance(typed, dt.date):
        return typed
    text = _folded(typed, "not_a_date")
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            try:
                return dt.date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError as error:
                raise _refuse("not_a_date", typed) from error
    raise _refuse("not_a_date", typed)


def read_period(typed: object) -> str:
    """A reporting period in its canonical spelling: 2026-03, 2026-Q1, 2026-H1 or 2026; a first of a month is what spreadsheets make of 2026-03."""
    text = typed.isoformat()[:10] if isinstance(typed, dt.date) else _folded(typed, "not_a_period")
    if period := periods.spell(text):
        return period
    if (day := _DATES[0].fullmatch(text)) and int(day[3]) == 1 and (period := periods.spell(f"{day[1]}-{day[2]}")):
        return period
    raise _refuse("not_a_period", typed)


def read_yes_no(typed: object) -> bool:
    """是 or 否, or the spreadsheet's own true and false."""
    if isinstance(typed, bool):
        return typed
    text = fold(str(typed))
    if text in _YES or text in _NO:
        return text in _YES
    raise _refuse("not_yes_or_no", typed)


def read_text(typed: object) -> str:
    """Text as typed, without white space around it; control characters and more than 2,000 characters are refused."""
    text = str(typed).strip()
    if len(text) > _LONGEST:
        raise _refuse("too_long", text, limit=_LONGEST)
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise _refuse("control_character", text)
    return text


def read_choice(typed: object) -> str:
    """A choice as declared, whatever the width or spacing it was typed in."""
    return fold(str(typed))


def read_code(typed: object) -> str:
    """A code: letters, digits and marks without white space; leading zeros stay."""
    return fold(read_text(typed))


def read_codes(typed: object) -> tuple[str, ...]:
    """A list of codes parted by 、 ， , ； ; or white space, each once, in the order typed."""
    parts = typed if isinstance(typed, (list, tuple)) else _LIST.split(read_text(typed))
    return tuple(dict.fromkeys(fold(str(part)) for part in parts if fold(str(part))))
