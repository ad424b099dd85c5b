"""How a notice begins: its title, whom it goes to, until when the figures go and how many have reported."""

import datetime as dt
from typing import Final
from unicodedata import east_asian_width

from schema.organisation import FEDERATION, HEAD_OFFICE, OTHER, SUBDISTRICT, TOWNSHIP
from snapshots.bulletin.desk import Desk
from snapshots.document import Cell, Paragraph

_DECEMBER: Final = 12
_LAST: Final = 31
_LINE: Final = 20
"""So many letters of a title of 22 points fill a line of 156 mm."""


def matter(desk: Desk) -> str:
    """What the document is about."""
    return desk.options.matter or desk.word("bulletin.matter")


def period(desk: Desk) -> str:
    """The months that the figures cover, or the year where it is whole."""
    begins, on = desk.readings.year_begins, desk.readings.frozen.on
    if (begins.month, on.month, on.day) == (1, _DECEMBER, _LAST):
        return _worded(desk, "bulletin.period.year", begins, on)
    if (begins.year, begins.month) == (on.year, on.month):
        return _worded(desk, "bulletin.period.month", begins, on)
    return _worded(desk, "bulletin.period.months" if begins.year == on.year else "bulletin.period.years", begins, on)


def title(desk: Desk, code: str) -> tuple[str, ...]:
    """Who writes, and about what; what is longer than a line is broken before the matter, so that no word is torn."""
    about = desk.text(desk.say(code, period=period(desk), matter=matter(desk)))
    at = about.find(matter(desk)) if _letters(about) > _LINE else 0
    return desk.readings.frozen.title, *([about[:at], about[at:]] if at > 0 else [about])


def addressees(desk: Desk) -> str:
    """Whom it goes to: as chosen, else by the kinds of the branches."""
    if desk.options.addressees:
        return desk.options.addressees
    organisations, on = desk.readings.frozen.ledger.organisations, desk.readings.frozen.on
    kinds = dict.fromkeys(organisations.on(org, on).kind for org in desk.readings.branches)
    both = TOWNSHIP in kinds and SUBDISTRICT in kinds
    local = [kind for kind in kinds if kind not in (FEDERATION, HEAD_OFFICE, OTHER) and not (both and kind == SUBDISTRICT)]
    unions = [desk.word("bulletin.addressee.both" if both and kind == TOWNSHIP else f"bulletin.addressee.{kind}") for kind in local]
    below = [desk.word(f"bulletin.addressee.{FEDERATION}")] if FEDERATION in kinds else []
    named = below + ([desk.text(desk.say("bulletin.addressee.unions", kinds=desk.word("bulletin.and").join(unions)))] if unions else [])
    named += [desk.word(f"bulletin.addressee.{OTHER}")] if OTHER in kinds or not named else []
    return desk.text(desk.say("bulletin.addressees", names=desk.word("bulletin.and").join(named)))


def lead(desk: Desk) -> Paragraph:
    """Until when the figures go, how many branches have reported, what is reviewed, how much of the year is gone."""
    return desk.paragraph("lead", desk.say("bulletin.lead", standing=standing(desk), matter=matter(desk)))


def standing(desk: Desk) -> Cell:
    """The day, n of N, the share reviewed if anything is, and the time gone."""
    count = desk.readings.count
    reviewed = desk.say("bulletin.reviewed", share=count("reviewed")) if desk.readings.number(count("approved").source) else ()
    told = {"day": count("on"), "reported": count("reported"), "expected": count("expected"), "elapsed": count("elapsed")}
    return desk.say("bulletin.standing", reviewed=reviewed, **told)


def _letters(told: str) -> float:
    """In letters of full width."""
    return sum(1 if east_asian_width(letter) in "WFA" else 0.5 for letter in told)


def _worded(desk: Desk, code: str, begins: dt.date, on: dt.date) -> str:
    months = {"from_name": desk.word(f"month.{begins.month}"), "to_name": desk.word(f"month.{on.month}")}
    return desk.text(desk.say(code, **months, from_year=str(begins.year), to_year=str(on.year)))
