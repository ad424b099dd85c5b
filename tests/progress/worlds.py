"""Small random worlds for properties: a tree that changes, rows with blanks and nil returns, contracts, a register."""

import datetime as dt
from functools import partial

from hypothesis import strategies as st

from ledger.engine import LINES, connect, given
from ledger.organisations import Organisations
from ledger.tables import tables, values_of
from progress.formula import Aggregate, walk
from progress.measure import Measure, measure
from progress.windows import Window
from schema import period as periods
from schema.assistance_ledger import AssistanceLedger
from schema.bargaining_ledger import BargainingLedger
from schema.org_monthly import OrgMonthly
from schema.unit_register import UnitRegister
from tests.progress.reference import World

D = dt.date
LEAVES = ("A", "B", "C", "E")
UNITS = tuple(f"u{number}" for number in range(6))
MODELS = (OrgMonthly, BargainingLedger, AssistanceLedger, UnitRegister)


def first(month):
    """The first day of a month counted from July 2014."""
    return D(2014 + (month + 6) // 12, (month + 6) % 12 + 1, 1)


months = st.integers(0, 17)
mornings = months.map(first)
days = st.builds(lambda month, day: first(month) + dt.timedelta(days=day), months, st.sampled_from((0, 14, 27)))
counts = st.none() | st.integers(0, 9)
leaf = st.sampled_from(LEAVES[:3])


def _row(code, parent, opened_on=None, closed_on=None):
    return {"code": code, "name": code, "kind": "乡镇", "parent": parent, "opened_on": opened_on, "closed_on": closed_on, "merged_into": None}


@st.composite
def trees(draw, *, closing=True):
    """Root 0, districts X and Y; A may move from X to Y, B may close, C may open late, E never files."""
    rows = [_row("0", None), _row("X", "0"), _row("Y", "0"), _row("E", "0")]
    moved = draw(st.none() | days)
    rows += [_row("A", "X")] if moved is None else [_row("A", "X", None, moved), _row("A", "Y", moved)]
    rows.append(_row("B", "X", None, draw(st.none() | days) if closing else None))
    rows.append(_row("C", "Y", draw(st.none() | days)))
    return rows


def _filed(branch, month, **values):
    return {"branch": branch, "book": branch, "row": 2, "period": f"{first(month):%Y-%m}", "period_on": first(month), **values}


@st.composite
def _returns(draw):
    if draw(st.integers(0, 7)) == 0:
        return _filed(draw(leaf), draw(months), nil=True)
    kind = draw(st.sampled_from(("机关", "国有企业", "非公企业")))
    return _filed(draw(leaf), draw(months), unit_kind=kind, unions_new=draw(counts), units_covered=draw(counts), units_due=draw(counts))


@st.composite
def _help(draw):
    if draw(st.integers(0, 7)) == 0:
        return _filed(draw(leaf), draw(months), nil=True)
    month = draw(months)
    named = st.sampled_from(("送温暖", "送健康", "困难建档"))
    values = {"programme": draw(named), "persons": draw(counts), "files_end": draw(counts), "fund_source": draw(st.sampled_from((None, "财政", "自筹")))}
    return _filed(draw(leaf), month, given_on=first(month) + dt.timedelta(days=draw(st.integers(0, 27))), **values)


@st.composite
def _contract(draw):
    month = draw(months)
    units = draw(st.none() | st.lists(st.sampled_from((*UNITS, "unknown")), min_size=1, max_size=4, unique=True).map(tuple))
    begins = first(month) + dt.timedelta(days=draw(st.integers(-20, 40)))
    values = {"contract_no": "1", "contract_type": draw(st.sampled_from(("综合", "工资专项", "女职工专项"))), "level": "区域性", "unit_codes": units}
    values |= {
        "units_covered": draw(st.integers(0, 30)),
        "staff_covered": draw(st.integers(1, 900)),
        "signed_on": begins - dt.timedelta(days=draw(st.integers(-5, 5))),
    }
    return _filed(draw(leaf), month, **values, valid_from=begins, valid_to=begins + dt.timedelta(days=draw(st.sampled_from((20, 90, 365)))))


@st.composite
def _registered(draw, code):
    """A unit stands once, or twice when it moved to another branch."""
    moved = draw(st.none() | days)
    made = []
    for listed, delisted in [(draw(st.none() | st.just(D(2014, 9, 1))), None)] if moved is None else [(None, moved), (moved, None)]:
        row = {
            "unit_code": code,
            "unit_name": code,
            "branch_code": draw(st.sampled_from(LEAVES)),
            "unit_kind": "机关",
            "staff_count": draw(st.integers(0, 200)),
        }
        made.append(
            row | {"should_bargain": draw(st.booleans()), "chair_post": draw(st.sampled_from((None, "专职"))), "listed_on": listed, "delisted_on": delisted}
        )
    return [{**row, "branch": row["branch_code"], "book": "", "row": 2} for row in made]


registers = st.tuples(*(_registered(code) for code in UNITS)).map(lambda parts: [row for part in parts for row in part])
_ROWS = {
    "org_monthly": st.lists(_returns(), max_size=10),
    "assistance_ledger": st.lists(_help(), max_size=8),
    "bargaining_ledger": st.lists(_contract(), max_size=6),
    "unit_register": registers,
}


def sheets_of(*nodes):
    """The sheets that formulas read; a list of contracts is read with the register."""
    named = {part.sheet for node in nodes for part in walk(node) if isinstance(part, Aggregate)}
    return named | ({"unit_register"} if "bargaining_ledger" in named else set())


def filings(*nodes):
    """Rows of the sheets that formulas read, and none of the others."""
    named = sheets_of(*nodes)
    return st.fixed_dictionaries({name: rows if name in named else st.just([]) for name, rows in _ROWS.items()})


class Made:
    """A world with an engine over its tables: what a measure needs of a ledger, and no workbook."""

    connect = staticmethod(connect)

    def __init__(self, tree, sheets):
        self.organisations = Organisations(tree)
        self.sheets = sheets
        self.world = World(tree, sheets)

    def values(self, formulas, since, ends):
        """Value by (formula, organisation, day) for windows from one day to each of several."""
        windows = {end: Window(since, end) for end in ends}
        named = sheets_of(*formulas)
        rows = {model: values_of(model, self.sheets[model.about.name]) for model in MODELS if model.about.name in named}
        made = {name: table for model, values in rows.items() for name, table in tables(model, values, self.organisations.codes).items()}
        held = {LINES: given(LINES, self.organisations.lines()), **made}
        self.engine = self.connect({name: partial(dict.get, held, name) for name in held})
        asked = [Measure(f"m{at}", node, None, windows) for at, node in enumerate(formulas)]
        found = measure(self, asked)
        return {(int(row["key"][1:]), row["org"], row["on"]): None if row["value"] != row["value"] else row["value"] for row in found.to_dict("records")}


def worlds(*nodes):
    return st.builds(Made, trees(), filings(*nodes))


ends = st.lists(days.map(periods.month_end) | days, min_size=2, max_size=2, unique=True)
