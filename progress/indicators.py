"""The indicators of a workspace, each with its formula parsed; what is wrong with them is issues, not errors."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ledger.ledger import Ledger
from progress.formula import DEEPEST, LONGEST, Aggregate, Bare, Binary, FormulaError, Node, Number, Reference, YearAgo, parse, walk
from schema.indicator import Indicator as IndicatorSheet
from schema.issue import Issue
from schema.registry import BRANCH_SHEETS, SHEETS
from schema.workspace import MASTER

PERCENT = "percent"
_KEEP_UNIT = ("sum", "last", "first", "min", "max")


@dataclass(frozen=True)
class Indicator:
    """A row of 指标. ``formula`` is None where the formula cannot be used; other indicators in it are already filled in."""

    code: str
    name_zh: str
    name_en: str
    theme: str
    unit: str
    decimals: int
    text: str
    formula: Node | None
    from_on: dt.date | None
    to_on: dt.date | None
    headline: int | None
    definition: str
    source: str
    owner: str

    def name(self, language: str) -> str:
        """What it is called in a language; its Chinese name where it has no other."""
        return self.name_en if language == "en" and self.name_en else self.name_zh

    @property
    def sheets(self) -> tuple[str, ...]:
        """The branch sheets the formula reads: the ones that must be filed for it."""
        branch = {model.about.name for model in BRANCH_SHEETS}
        nodes = walk(self.formula) if self.formula else ()
        return tuple(dict.fromkeys(node.sheet for node in nodes if isinstance(node, Aggregate) and node.sheet in branch))

    @property
    def carried(self) -> tuple[str, ...]:
        """Those of its sheets of which a silent branch is carried on with what it reported last."""
        nodes = walk(self.formula) if self.formula else ()
        carrying = {node.sheet for node in nodes if isinstance(node, Aggregate) and node.function == "last"}
        return tuple(sheet for sheet in self.sheets if sheet in carrying)

    @property
    def ratio(self) -> tuple[Node, Node] | None:
        """Numerator and denominator, where the formula is a division (× 100, − 1 around it do not count)."""
        node = self.formula
        while isinstance(node, Binary):
            if node.operator == "/":
                return node.left, node.right
            node = node.right if isinstance(node.left, Number) else node.left if isinstance(node.right, Number) else None
        return None

    @property
    def scale(self) -> float:
        """By how much the value grows when numerator ÷ denominator grows by 1: 100 for percent, 1 where the formula is no division."""
        return _linear(self.formula)[0] if self.ratio else 1.0

    @property
    def numerator_unit(self) -> str:
        """The unit of its numerator; empty where it has none of its own or several."""
        return _unit(self.ratio[0]) if self.ratio else ""

    @property
    def denominator_unit(self) -> str:
        """The unit of its denominator; empty where it has none of its own or several."""
        return _unit(self.ratio[1]) if self.ratio else ""

    @property
    def is_share(self) -> bool:
        """Whether the value is meant as part of a whole in percent: a division × 100 without a year before and without a target."""
        plain = self.formula is not None and not any(isinstance(node, YearAgo | Bare) for node in walk(self.formula))
        return plain and self.unit == PERCENT and self.ratio is not None and _linear(self.formula) == (100.0, 0.0)


def _unit(node: Node) -> str:
    parts = [part for part in walk(node) if isinstance(part, Aggregate)]
    units = {SHEETS[part.sheet].column(part.column).unit if part.function in _KEEP_UNIT else "" for part in parts}
    return units.pop() if len(units) == 1 else ""


def _linear(node: Node | None) -> tuple[float, float]:
    """Slope and shift of what stands around the division: ``a / b * 100 - 100`` is (100, −100)."""
    if not isinstance(node, Binary) or node.operator == "/":
        return 1.0, 0.0
    if isinstance(node.left, Number):
        (slope, shift), number = _linear(node.right), node.left.value
        return (slope * number, shift * number) if node.operator == "*" else (-slope, number - shift) if node.operator == "-" else (slope, number + shift)
    (slope, shift), number = _linear(node.left), node.right.value if isinstance(node.right, Number) else 0.0
    return (slope * number, shift * number) if node.operator == "*" else (slope, shift + (number if node.operator == "+" else -number))


def load_indicators(ledger: Ledger) -> tuple[dict[str, Indicator], list[Issue]]:
    """The indicators by code in sheet order, and an issue for every formula that cannot be used."""
    found, issues = {}, []
    for row in ledger.master(IndicatorSheet):
        formula: Node | None = None
        try:
            formula = parse(row["formula"] or "")
        except FormulaError as error:
            issues.append(_issue(row, error.code, {"at": error.column, "word": error.word, "formula": row["formula"]}))
        found[row["code"]] = _indicator(row, formula)
    for row in ledger.master(IndicatorSheet):
        try:
            found[row["code"]] = replace(found[row["code"]], formula=_Filling(found).fill(found[row["code"]].formula, (row["code"],)))
        except FormulaError as error:
            issues.append(_issue(row, error.code, {"at": error.column, "word": error.word, "formula": row["formula"]}))
            found[row["code"]] = replace(found[row["code"]], formula=None)
    return found, issues


class _Filling:
    """Replaces every named indicator by its own formula. A circle is refused, and so is what grows too deep or too long by it."""

    def __init__(self, known: Mapping[str, Indicator]) -> None:
        self._known = known
        self._left = LONGEST

    def fill(self, node: Node | None, above: tuple[str, ...], depth: int = 0) -> Node | None:
        self._left -= 1
        if self._left < 0:
            raise FormulaError("formula_too_long", 1, above[-1])
        if depth > DEEPEST:
            raise FormulaError("formula_too_deep", 1, above[-1])
        if isinstance(node, Reference):
            return self._named(node.code, above, depth)
        if isinstance(node, Binary):
            left, right = self.fill(node.left, above, depth + 1), self.fill(node.right, above, depth + 1)
            return replace(node, left=left, right=right) if left and right else None
        if isinstance(node, YearAgo):
            inner = self.fill(node.of, above, depth + 1)
            return YearAgo(inner) if inner else None
        return node

    def _named(self, code: str, above: tuple[str, ...], depth: int) -> Node:
        if code in above:
            raise FormulaError("formula_circle", 1, code)
        inner = self.fill(self._known[code].formula, (*above, code), depth) if code in self._known else None
        if inner is None:
            raise FormulaError("formula_reference", 1, code)
        return inner


def _indicator(row: Mapping[str, Any], formula: Node | None) -> Indicator:
    given: dict[str, Any] = {name: row[name] or "" for name in ("name_zh", "name_en", "theme", "unit", "definition", "source", "owner")}
    dates: dict[str, Any] = {name: row[name] for name in ("from_on", "to_on", "headline")}
    return Indicator(code=row["code"], decimals=row["decimals"] or 0, text=row["formula"] or "", formula=formula, **given, **dates)


def _issue(row: Mapping[str, Any], code: str, values: Mapping[str, Any]) -> Issue:
    header = IndicatorSheet.column("formula").header
    return Issue(code, MASTER, IndicatorSheet.about.title, row["row"], header, values={"indicator": row["code"], **values})
