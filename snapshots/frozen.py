"""A workspace frozen as of a day: everything that its figures follow from, and the figures."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from backbone.journal.returns import Return
from backbone.journal.reviews import Review
from ledger.ledger import Ledger
from progress.indicators import Indicator, load_indicators
from progress.records import records
from schema.setting import DEMO, TITLE

Reviewed = Mapping[Return, Sequence[Review]]
Corrected = Mapping[Return, Sequence[str]]


@dataclass(frozen=True)
class Frozen:
    """What one snapshot holds: the accepted and the refused rows of every book, rules, targets and tree (``ledger``), and the results as of ``on``.

    ``records`` are those of all organisations and goals on the day, as ``progress.records.records`` gives them; ``reviews`` are the verdicts on returns
    and ``corrections`` the reasons for which locked returns were changed, both as they were known when the snapshot was taken.
    """

    on: dt.date
    ledger: Ledger
    indicators: Mapping[str, Indicator]
    records: pd.DataFrame
    reviews: Reviewed
    corrections: Corrected

    @property
    def root(self) -> str:
        """The code of the federation itself."""
        return self.ledger.organisations.root

    @property
    def title(self) -> str:
        """The federation's name."""
        return self.ledger.settings.get(TITLE) or self.ledger.organisations.on(self.root, self.on).name

    @property
    def simulated(self) -> bool:
        """Whether these are the made-up figures of a demo."""
        return DEMO in self.ledger.settings


def freeze(ledger: Ledger, on: dt.date, reviews: Reviewed, corrections: Corrected) -> Frozen:
    """The workspace as it stands, with its figures as of a day."""
    return Frozen(on, ledger, load_indicators(ledger)[0], records(ledger, [on]), reviews, corrections)
