"""Personal data in texts: numbers of identity cards, mobile phones and bank cards, and e-mail addresses, whatever their width and grouping.

What is found is masked by a sign that nobody types, so that a masked text is known as one wherever it comes back.
Sources: GB 11643 (identity cards), ISO/IEC 7812 (bank cards, with the beginnings that cards bear in China).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema.folding import DASHES

KINDS = ("id_number", "mobile", "bank_card", "email")
MASKED = "masked"
STAR = "\N{ASTERISK OPERATOR}"
_FEWEST_STARS = 3
_SHORTEST = 6  # bytes of a@b.cn, and of a mask
_MASK = STAR * _FEWEST_STARS

Span = tuple[int, int, str]

_GAP = r"(?: {1,3}| {0,2}- {0,2})"
_MOBILE = (
    rf"(?:(?:00)?86)?1[3-9]\d(?:\d{{8}}|{_GAP}?\d{{4}}{_GAP}?\d{{4}}|{_GAP}\d{{3}}{_GAP}\d{{5}}|\d{_GAP}\d{{3}}{_GAP}\d{{4}}|\d\d{_GAP}\d{{6}})"
    r"(?!\d)(?! ?元)"
)
_CARD = rf"\d{{16,19}}|\d{{6}}{_GAP}\d{{10,13}}|\d{{8}}{_GAP}\d{{8,11}}|\d{{4}}(?:{_GAP}\d{{4}}){{3}}"
_CARD_BEGINS = re.compile(r"4|5[1-5]|6[02]|9558|95599|35(?:2[89]|[3-8]\d)")  # not 81, which codes of unions begin with
_EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+=?^_`{|}~.-]++ ?@ ?(?:[\w-]+\.)+[^\W\d_]{2,}")
_NUMBER_BEGINS = re.compile(r"(?<!\d)\d", re.ASCII)
_AMOUNT = re.compile(r"[+-]?\d+\.\d+(?:[eE][+-]?\d+)?", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PLACES_KEPT = "000"
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")
_DIGIT, _BETWEEN = r"[0-9\x{FF10}-\x{FF19}]", r"[\x09-\x0d\x1c-\x20\x{80}-\x{3000}\x{FE00}-\x{10FFFF}-]*"
_MAYBE = rf"[@\x{{FF20}}\x{{FE6B}}]|{_MASK}|{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{10}}"
_EQUAL_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_UNHEEDED = bytes(range(9, 14)) + bytes(range(28, 33)) + b"-" + bytes(range(128, 256))
_MANY_DIGITS = b"0" * 11
_WIDE = re.compile(rb"\xef(?:\xbc[\x90-\x99\xa0]|\xb9\xab)")


def find(text: str) -> str | None:
    """The kind of the first personal data in a text, one of KINDS, or None."""
    return next((kind for _, _, kind in sorted(_spans(text))), None)


def masked(text: str) -> str:
    """The text with all but the first and the last two signs of each found value as stars; otherwise as it is."""
    for first, end, _ in sorted(_spans(text), reverse=True):
        text = text[: first + 1] + STAR * max(_FEWEST_STARS, end - first - 3) + text[end - 2 :]
    return text


def is_masked(text: str) -> bool:
    """Whether a text was masked: it stands for a value that must not be known, and must never be written over it."""
    return _MASK in text


def kind_of(text: str) -> str | None:
    """The kind of personal data in a text, MASKED for a text that was masked, None for all others."""
    return find(text) or (MASKED if is_masked(text) else None)


def may_hold(texts: bytes) -> bool:
    """Whether any of many texts may have personal data in it, or a mask; wrongly yes at times, never wrongly no.

    Between the texts stands any sign that is no digit, white space, dash or letter beyond ASCII. Asked of whole books: a
    regular expression over each cell would cost more than all else that is checked in it.
    """
    digits = texts.translate(_EQUAL_DIGITS, _UNHEEDED)
    return _MANY_DIGITS in digits or b"@" in digits or _MASK.encode() in texts or _WIDE.search(texts) is not None


def suspects(texts: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """The positions of texts that deserve the exact look: an @, a mask, or eleven digits between which no word stands."""
    long = np.flatnonzero(pc.greater_equal(pc.binary_length(texts), _SHORTEST).fill_null(False).to_numpy())
    found = pc.match_substring_regex(texts.take(pa.array(long)), _MAYBE).to_numpy()
    positions: np.ndarray[Any, Any] = long[found.astype(bool)]
    return positions


def known_as(names: Iterable[str]) -> dict[str, str]:
    """Each name of a file or sheet, and the name it is known by: masked, and numbered where two would be the same."""
    found, taken = dict[str, str](), set[str]()
    for name in sorted(names, key=lambda one: (find(one) is not None, one)):
        stem, end = (name[:-5], name[-5:]) if name[-5:].lower() == ".xlsx" else (name, "")
        stem = masked(stem)
        known = (f"{stem} ({at}){end}" if at else stem + end for at in count())
        found[name] = next(one for one in known if one not in taken)
        taken.add(found[name])
    return found


class _Signs(dict[str, str]):
    """One sign of the digits, letters, blanks and dashes that look alike; nothing for signs that cannot be seen."""

    def __missing__(self, letter: str) -> str:
        sign = unicodedata.normalize("NFKC", letter)
        if unicodedata.category(letter) == "Cf":
            sign = ""
        elif len(sign) != 1:
            sign = letter
        elif sign.isdecimal() and unicodedata.east_asian_width(letter) not in ("Na", "F"):
            sign = letter  # digits in circles or above the line are ornaments
        elif sign.isspace():
            sign = " "
        elif sign and sign in DASHES:
            sign = "-"
        self[letter] = sign
        return sign


_SIGNS = _Signs()


def _spans(text: str) -> Iterator[Span]:
    """Where personal data stand in a text, and of which kind."""
    if len(text) < _SHORTEST:
        return
    kept = [(at, sign) for at, letter in enumerate(text) if (sign := _SIGNS[letter])]
    folded, places = "".join(sign for _, sign in kept), [at for at, _ in kept]
    if _AMOUNT.fullmatch(folded.strip()):
        return
    for first, end, kind in (*_numbers(folded), *((*found.span(), "email") for found in _EMAIL.finditer(folded))):
        yield places[first], places[end - 1] + 1, kind


def _numbers(folded: str) -> Iterator[Span]:
    """The numbers that begin where a group of digits does, none inside another."""
    passed = 0
    for begin in _NUMBER_BEGINS.finditer(folded):
        if begin.start() >= passed and (found := _number_at(folded, begin.start())):
            yield found
            passed = found[1]


def _number_at(folded: str, at: int) -> Span | None:
    for kind, pattern, holds in _PATTERNS:
        if (found := pattern.match(folded, at)) and holds(re.sub("[ -]", "", found[0])):
            return at, found.end(), kind
    return None


def _is_day(year: str, rest: str) -> bool:
    try:
        return 1900 <= dt.date(int(year), int(rest[:2]), int(rest[2:])).year <= 2099
    except ValueError:
        return False


def _is_id(digits: str) -> bool:
    """The day of birth is a day, and the check digit right; three noughts stand where a spreadsheet kept 15 places of the number."""
    if not _is_day(digits[6:10], digits[10:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return digits[15:] == _PLACES_KEPT or _CHECK_DIGITS[total % 11] == digits[17].upper()


def _is_old_id(digits: str) -> bool:
    """Cards of before 1999 have no check digit: the province and the day of birth must be right."""
    return bool(_PROVINCE.match(digits)) and _is_day("19" + digits[6:8], digits[8:12])


def _is_card(digits: str) -> bool:
    doubled = "0246813579"
    total = sum(int(doubled[int(digit)] if at % 2 else digit) for at, digit in enumerate(reversed(digits)))
    return bool(_CARD_BEGINS.match(digits)) and total % 10 == 0


def _always(_: str) -> bool:
    return True


_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("id_number", re.compile(r"(?:\d[ -]{0,3}){17}(?:\d(?!\d)|[Xx])", re.ASCII), _is_id),
    ("bank_card", re.compile(rf"\d{{4}}(?:{_GAP}\d{{4}}){{3}}{_GAP}?\d{{1,3}}(?!\d)", re.ASCII), _is_card),
    ("bank_card", re.compile(rf"(?:{_CARD})(?!\d)", re.ASCII), _is_card),
    ("mobile", re.compile(_MOBILE, re.ASCII), _always),
    ("id_number", re.compile(rf"\d{{6}}{_GAP}?\d{{6}}{_GAP}?\d{{3}}(?!\d)", re.ASCII), _is_old_id),
)
