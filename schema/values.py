"""One place that turns what stands in a cell into a value of the schema's type, or refuses it by a code.

Readers take the cell's text (or a value a program gave) and return the value; what they cannot read for certain
they refuse, so no value is ever changed in silence. Blank cells and lone dashes never get here.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from pydantic_core import PydanticCustomError

from schema import offers
from schema import period as periods
from schema.folding import fold, is_dash

_NUMBER = re.compile(r"[+\-−]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_PARTED = re.compile(r"\d\s+\d")
_DATES = (
    re.compile(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
)
_MIDNIGHT = re.compile(r"(?:\s+|T)00:00(?::00(?:\.0+)?)?\s*$")
_YES = frozenset(("是", "true", "TRUE", "True"))
_NO = frozenset(("否", "false", "FALSE", "False"))
_LIST = re.compile(r"[、，,；;\s]+")
_RUINED = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{2,3}")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST = 2000
_LONGEST_NUMBER = 40
_LARGEST = 10**15
_EARLIEST = dt.date(1904, 1, 2)  # spreadsheets count days from here or from 1900, where they disagree about the first sixty


def _refuse(code: str, text: object, **values: object) -> PydanticCustomError:
    told = {name: value for name, value in values.items() if value is not None}
    return PydanticCustomError(code, "{typed}", {"typed": str(text)[:80], **told})


def _folded(typed: object, code: str) -> str:
    """The folded text, unless it has signs that are no digits but that folding makes digits of: 5² is not 52, ① not 1."""
    if any(map(_looks_like_digits, str(typed))):
        raise _refuse(code, typed)
    return fold(str(typed))


def _looks_like_digits(sign: str) -> bool:
    return unicodedata.category(sign) in ("No", "Nl") and fold(sign) != sign


def _is_lone_accent(sign: str) -> bool:
    return not unicodedata.combining(sign) and any(map(unicodedata.combining, unicodedata.normalize("NFKC", sign)))


def read_decimal(typed: object) -> Decimal:
    """A number: full-width digits, thousands separators and − are read; 约, 多, 万, ranges refused, with an offer where one is near."""
    return _number(typed, whole=False)


def read_whole(typed: object) -> int:
    """A whole number; 12.0 is 12, 12.5 is refused."""
    number = _number(typed, whole=True)
    if number != int(number):
        raise _refuse("not_whole", typed)
    return int(number)


def _number(typed: object, *, whole: bool) -> Decimal:
    if isinstance(typed, (int, float, Decimal)) and not isinstance(typed, bool):
        return _countable(Decimal(str(typed)), typed)
    text = _folded(typed, "not_a_number")
    if _PARTED.search(str(typed)):
        raise _refuse("not_a_number", typed)
    if _NUMBER.fullmatch(text):
        return _countable(Decimal(text.replace(",", "").replace("−", "-")), typed)
    raise _refuse("not_a_number", typed, offered=offers.number(text, whole))


def _countable(number: Decimal, typed: object) -> Decimal:
    """A number that a cell can hold as it was typed: spreadsheets keep binary floating point numbers, no more digits than these have."""
    if not number.is_finite():
        raise _refuse("not_a_number", typed)
    if abs(number) > _LARGEST:
        raise _refuse("less_than_equal", typed, le=_LARGEST)
    if Decimal(repr(float(number))) != number:
        raise _refuse("too_many_digits", typed)
    return number


def without_unit(typed: object, units: Sequence[str]) -> object:
    """A number typed with one of these units behind it, without the unit: 12人; whatever else was typed, as it was typed."""
    if not isinstance(typed, str) or _PARTED.search(typed) or any(map(_looks_like_digits, typed)):
        return typed
    text = fold(typed)
    bare = next((text.removesuffix(unit) for unit in units if text.endswith(unit)), "")
    return bare if _NUMBER.fullmatch(bare) else typed


def read_date(typed: object) -> dt.date:
    """A day: 2026.3.5, 2026-3-5, 2026/3/5, 2026年3月5日, 20260305, or a date cell. A bare serial number is refused."""
    if isinstance(typed, dt.date):
        return typed.date() if isinstance(typed, dt.datetime) else typed
    text = _MIDNIGHT.sub("", str(typed))
    folded = _folded(text, "not_a_date")
    if not _PARTED.search(text) and (day := _day(folded)):
        return day
    raise _refuse("not_a_date", typed, offered=offers.day(folded))


def _day(folded: str) -> dt.date | None:
    found = next(filter(None, (pattern.fullmatch(folded) for pattern in _DATES)), None)
    if found is None:
        return None
    try:
        day = dt.date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None
    return day if day >= _EARLIEST else None


def read_period(typed: object) -> str:
    """A reporting period in its canonical spelling: 2026-03, 2026-Q1, 2026-H1 or 2026; a first of a month is what spreadsheets make of 2026-03."""
    text = typed.isoformat()[:10] if isinstance(typed, dt.date) else _MIDNIGHT.sub("", str(typed))
    folded = _folded(text, "not_a_period")
    day = _day(folded)
    period = periods.spell(folded) or (f"{day:%Y-%m}" if day else None)
    if period is None or _PARTED.search(text) or (day and day.day != 1):
        raise _refuse("not_a_period", typed, offered=period)
    return period


def read_yes_no(typed: object) -> bool:
    """是 or 否, or the spreadsheet's own true and false."""
    if isinstance(typed, bool):
        return typed
    text = fold(str(typed))
    if text in _YES or text in _NO:
        return text in _YES
    raise _refuse("not_yes_or_no", typed)


def read_text(typed: object) -> str:
    """Text as typed, without white space around it; no control or direction signs, no more than 2,000 characters, no number a spreadsheet ruined."""
    text = str(typed).strip()
    if len(text) > _LONGEST:
        raise _refuse("too_long", text, limit=_LONGEST)
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" or letter in "\ufffe\uffff" for letter in text):
        raise _refuse("control_character", text)
    if found := _DIRECTIONS.search(text):
        raise _refuse("strange_sign", text, sign=_named(found[0]))
    if len(text) <= _LONGEST_NUMBER and _RUINED.fullmatch(fold(text)):
        raise _refuse("ruined_number", text)
    return text


def _named(sign: str) -> str:
    return f"{sign} (U+{ord(sign):04X})" if sign.isprintable() else f"U+{ord(sign):04X}"


def read_choice(typed: object) -> str:
    """A choice as declared, whatever the width or spacing it was typed in."""
    return fold(str(typed))


def read_code(typed: object) -> str:
    """A code: letters, digits and marks without white space; leading zeros stay.

    Signs that cannot be seen, that look like digits, or that folding would put onto the letter before them (¨) are refused.
    """
    text = read_text(typed)
    if strange := next((sign for sign in text if unicodedata.category(sign) == "Cf" or _looks_like_digits(sign) or _is_lone_accent(sign)), None):
        raise _refuse("strange_sign", text, sign=_named(strange))
    return fold(text)


def read_codes(typed: object) -> tuple[str, ...]:
    """A list of codes parted by 、 ， , ； ; or white space, each once, in the order typed; a dash among them is no code."""
    parts = typed if isinstance(typed, (list, tuple)) else _LIST.split(read_text(typed))
    codes = tuple(dict.fromkeys(filter(None, (read_code(part) for part in parts))))
    if not codes or any(map(is_dash, codes)):
        raise _refuse("no_code", typed)
    return codes
