import datetime as dt

import pandas as pd
import pytest

from progress.records import records
from schema.indicator import Indicator
from schema.organisation import Organisation
from schema.setting import Setting
from schema.target import Target
from tests.progress.rows import indicator, ledger_of

MARCH = (dt.date(2015, 3, 31),)


@pytest.fixture
def figures():
    """The records of a workspace as dictionaries, one for each organisation, indicator, issuer and date."""

    def of(tree, formulas, targets=(), branches=None, on=MARCH, settings=None, **more):
        rows = [indicator(code, formula) if isinstance(formula, str) else {**indicator(code, ""), **formula} for code, formula in formulas.items()]
        master = {
            Organisation: tree,
            Indicator: rows,
            Target: list(targets),
            Setting: [{"key": key, "value": value} for key, value in (settings or {}).items()],
        }
        found = records(ledger_of({**master, **more.pop("master", {})}, branches), list(on))
        return [{name: None if pd.isna(value) else value for name, value in row.items()} for row in found.to_dict("records")]

    return of
