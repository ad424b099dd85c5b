"""How a programme stands on a day: its own state follows from its indicators, phases, checklist and parts."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ledger.ledger import Ledger
from progress.coverage import Coverage
from progress.pace import Scheme, expected_percent, judge, scheme
from progress.programmes import Part
from progress.summary import WORST_FIRST
from schema.programme import PHASE
from schema.setting import LAMP_SCHEME
from schema.target import QUOTA

Phase = Literal["undated", "not_begun", "running", "ended", "done"]


@dataclass(frozen=True)
class Stand:
    """A part on a day. ``lamp`` is its state, ``records`` are those of its own indicators, ``filed`` (reported, expected) by sheet.

    ``done`` of ``of`` items of its own checklist are done; ``reported`` of ``expected`` of all that it is judged by have been reported.
    """

    part: Part
    lamp: str
    phase: Phase
    records: pd.DataFrame
    filed: Mapping[str, tuple[int, int]]
    done: int
    of: int
    parts: tuple["Stand", ...]
    reported: int
    expected: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing yet by which it could be judged."""
        return not (len(self.records) or self.filed or self.of or self.parts or self.part.pairs)

    @property
    def due_on(self) -> dt.date | None:
        """When it is to be done: the date it has, else the last one among the goals of its indicators and its parts."""
        goals = [day for day in self.records["due_on"] if isinstance(day, dt.date)]
        return self.part.due_on or max([*goals, *(day for stand in self.parts if (day := stand.due_on))], default=None)


def stands(ledger: Ledger, parts: Sequence[Part], records: pd.DataFrame, on: dt.date) -> list[Stand]:
    """How these parts stand, from the records of the day. Pure: the same rows give the same states.

    A part takes the worst lamp of its indicators at the root, of its checklist (share done against time elapsed, judged like a quota), of
    its phase and of its parts. Before its own start it is not begun. What nobody reported is unreported, never behind.
    """
    root = records[records["org"] == ledger.organisations.root]
    known = _Known(root, Coverage(ledger, on), ledger.organisations.root, scheme(ledger.settings.get(LAMP_SCHEME)), on)
    return [_stand(part, known) for part in parts]


@dataclass(frozen=True)
class _Known:
    """What is the same for all parts of one day."""

    records: pd.DataFrame
    coverage: Coverage
    root: str
    rules: Scheme
    on: dt.date


def _stand(part: Part, known: _Known) -> Stand:
    below = tuple(_stand(child, known) for child in part.parts)
    own = known.records[known.records["indicator"].isin(part.indicator_codes)].reset_index(drop=True)
    done = sum(_is_done(item, known.on) for item in part.items)
    lamps = [*own["lamp"], *_checklist_lamp(part, done, known), *_phase_lamp(part, known.on)]
    told = [*lamps, *(stand.lamp for stand in below if not stand.is_empty)]
    counted = [lamp for lamp in told if lamp not in ("no_target", "not_begun")]
    return Stand(
        part=part,
        lamp="not_begun" if _phase(part, known.on) == "not_begun" else min(told, key=WORST_FIRST.index, default="no_target"),
        phase=_phase(part, known.on),
        records=own,
        filed={sheet: known.coverage.counts([sheet]).get(known.root, (0, 0)) for sheet in part.sheets},
        done=done,
        of=len(part.items),
        parts=below,
        reported=sum(lamp != "unreported" for lamp in counted),
        expected=len(counted),
    )


def _is_done(part: Part, on: dt.date) -> bool:
    return part.done_on is not None and part.done_on <= on


def _phase(part: Part, on: dt.date) -> Phase:
    if _is_done(part, on):
        return "done"
    if part.start_on and on < part.start_on:
        return "not_begun"
    if part.due_on and on > part.due_on:
        return "ended"
    return "running" if part.start_on or part.due_on else "undated"


def _phase_lamp(part: Part, on: dt.date) -> Iterator[str]:
    """A phase that is over without a word of its completion is unreported; one that runs says nothing."""
    told = {"done": "on_pace", "ended": "unreported"}.get(_phase(part, on)) if part.kind == PHASE else None
    if told:
        yield told


def _checklist_lamp(part: Part, done: int, known: _Known) -> Iterator[str]:
    """All done is on pace, nothing done is unreported; in between the share done is judged like a quota, where there are dates to judge it by."""
    of, start_on, due_on = len(part.items), part.start_on, part.due_on
    if not of:
        return
    if done in (0, of):
        yield "on_pace" if done else "unreported"
    elif start_on and due_on:
        yield _quota_lamp(done, of, start_on, due_on, known)
    else:
        yield "no_target"


def _quota_lamp(done: int, of: int, start_on: dt.date, due_on: dt.date, known: _Known) -> str:
    gone = expected_percent(known.on, start_on, due_on)
    figure = {
        **{"value": done, "target": of, "elapsed": gone, "should_be": gone, "basis": QUOTA, "direction": "", "nature": ""},
        **{"names_target": False, "met": None, "of": None, "running": 0, "on": known.on, "start_on": start_on, "due_on": due_on},
        **{"reported": 1, "expected": 1, "leaf": False},
    }
    return str(judge(pd.DataFrame([figure]), known.rules)["lamp"].iloc[0])
