"""What moved between two snapshots, figure by figure, and by what: rules, corrections, late returns, the work itself, targets.

One thing is changed after the other, and the whole is computed anew each time, so the parts add up to the change exactly:
the figures before; the same under the rules of today; with the rows corrected since; with the returns that came late; at the later day;
and with today's targets, which are the figures after. The work itself is what the step from day to day brings.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from ledger.ledger import Ledger
from progress.records import records
from snapshots.frozen import Frozen
from snapshots.mixing import RULES, caught_up, with_master, with_targets

CAUSES: Final = ("rule", "correction", "late", "real", "target")
MEASURES: Final = ("value", "completion")
COLUMNS: Final = ("org", "indicator", "goal", "measure", "before", "after", "change", *CAUSES, "cause")
NEW, GONE = "new", "gone"
_KEY = ["org", "indicator", "goal"]
_EXACT = 9


def compared(before: Frozen, after: Frozen) -> pd.DataFrame:
    """COLUMNS for each organisation, goal and one of MEASURES that either snapshot has, whether it moved or not.

    ``change`` and its parts are in the figure's own unit, a completion's in percent points; null where one of the two figures is unknown.
    ``cause`` is the part that weighs most, empty where nothing moved; where a figure appeared or vanished the step at which it did; ``new`` and ``gone`` for
    goals that only one snapshot has.
    """
    steps = [_figures(frame) for frame in _steps(before, after)]
    parts = [_split([step[measure] for step in steps], measure) for measure in MEASURES]
    found = pd.concat(parts, ignore_index=True)
    known = {"before": set(steps[0].index), "after": set(steps[-1].index)}
    keys = list(found[_KEY].itertuples(index=False, name=None))
    found["cause"] = [
        NEW if key not in known["before"] else GONE if key not in known["after"] else cause for key, cause in zip(keys, found["cause"], strict=True)
    ]
    return found[list(COLUMNS)]


def moved(found: pd.DataFrame) -> pd.DataFrame:
    """Of a comparison the rows in which anything moved, appeared or vanished."""
    return found[found["cause"] != ""]


def _steps(before: Frozen, after: Frozen) -> Iterator[pd.DataFrame]:
    """The records before, after each step, and after all of them; a step that changes nothing is not computed."""
    yield before.records
    ruled = with_targets(with_master(before.ledger, after.ledger, RULES), before.ledger, before.on)
    last = ruled, before.records if ruled is before.ledger else records(ruled, [before.on])
    yield last[1]
    for late in (False, True):
        yield records(caught_up(ruled, _under(after.ledger, ruled), before.on, late=late), [before.on])
    then = with_targets(after.ledger, before.ledger, before.on)
    yield after.records if then is after.ledger else records(then, [after.on])
    yield after.records


def _under(ledger: Ledger, rules: Ledger) -> Ledger:
    """The rows of one ledger under the master workbook of another."""
    return Ledger(ledger.state, rules.federation)


def _figures(found: pd.DataFrame) -> pd.DataFrame:
    return found.set_index(_KEY)[list(MEASURES)].astype("float64")


def _split(steps: list["pd.Series[float]"], measure: str) -> pd.DataFrame:
    """The figures before and after, their difference, and what each step brings."""
    index = steps[0].index.union(steps[-1].index, sort=False)
    lines = np.array([step.reindex(index).to_numpy() for step in steps])
    parts = np.round(np.diff(lines, axis=0), _EXACT)
    known = ~np.isnan(lines)
    whole = known.all(axis=0)
    told = index.to_frame(index=False).assign(measure=measure, before=lines[0], after=lines[-1], change=np.round(lines[-1] - lines[0], _EXACT))
    for cause, part in zip(CAUSES, parts, strict=True):
        told[cause] = np.where(whole, part, np.nan)
    return told.assign(cause=[_cause(parts[:, at], known[:, at]) for at in range(len(index))])


def _cause(parts: "np.ndarray[Any, Any]", known: "np.ndarray[Any, Any]") -> str:
    """The step that weighs most; of a figure that appeared or vanished the last step at which it did."""
    if known.all():
        heaviest = int(np.abs(parts).argmax())
        return CAUSES[heaviest] if parts[heaviest] else ""
    turns = np.flatnonzero(known[1:] != known[:-1])
    return CAUSES[int(turns[-1])] if len(turns) else ""
