"""The formula language of the 指标 sheet: Python's syntax read with ``ast``, never run as Python.

A formula is parsed into a small tree of the nodes below; everything else is refused with the column it stands in.
Chinese names mean the same as English ones, full-width marks the same as narrow ones.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar, cast, get_args

from progress.filters import Filter, FilterRefused, read_filter
from schema.folding import identifier
from schema.registry import MEASURED
from schema.sheet import Sheet
from words.formula_terms import BARE_TERMS, CONSTANT_TERMS, FUNCTION_TERMS, YEAR_AGO_TERM

_T = TypeVar("_T")
Function = Literal["sum", "count", "min", "max", "distinct", "last", "first"]
FUNCTIONS: dict[str, Function] = {name: cast(Function, FUNCTION_TERMS.get(name, name)) for name in (*get_args(Function), *FUNCTION_TERMS)}
BARE = {name: name for name in ("target", "elapsed", "months")} | BARE_TERMS
OPERATORS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
LONGEST, DEEPEST, LARGEST = 2000, 40, 1e15
_MARKS = str.maketrans("（），＝×÷＋－＊／．：［］｛｝；　", "(),=*/+-*/.:[]{}; ")
_BLANKS = str.maketrans("\r\n\t", "   ")
_QUOTES = str.maketrans("“”‘’＂＇「」", '""\'\'"\'""')


@dataclass
class FormulaError(Exception):
    """A formula that cannot be read: a stable code, the column (from 1) it is wrong at, and the word there."""

    code: str
    column: int
    word: str = ""


@dataclass(frozen=True)
class Number:
    """A plain number."""

    value: float


@dataclass(frozen=True)
class Bare:
    """``target``, ``elapsed`` (percent of the target's period gone) or ``months`` (in the window)."""

    name: str


@dataclass(frozen=True)
class Reference:
    """Another indicator by its code."""

    code: str


@dataclass(frozen=True)
class Aggregate:
    """One column of one sheet brought together over the rows that pass all filters."""

    function: Function
    sheet: str
    column: str
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Binary:
    """Two parts joined by + - * or /."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class YearAgo:
    """The same a year earlier: window and date both moved."""

    of: "Node"


Node = Number | Bare | Reference | Aggregate | Binary | YearAgo


def parse(formula: str) -> Node:
    """The tree of a formula. Raises FormulaError with the column it is wrong at."""
    text = _narrow(formula)
    if len(text) > LONGEST:
        raise FormulaError("formula_too_long", LONGEST)
    body = text.strip()
    before = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(body, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError("formula_syntax", before + (getattr(error, "offset", 1) or 1)) from error
    try:
        return _node(tree.body, 0)
    except FormulaError as error:  # ast counts the bytes of a line, people its letters
        error.column = before + len(body.encode()[: error.column - 1].decode()) + 1
        raise


def walk(node: Node) -> Iterator[Node]:
    """Every node of the tree, from the top."""
    yield node
    for part in (node.left, node.right) if isinstance(node, Binary) else (node.of,) if isinstance(node, YearAgo) else ():
        yield from walk(part)


def names_target(node: Node) -> bool:
    """Whether the formula is itself a completion: it names ``target``."""
    return any(isinstance(part, Bare) and part.name == "target" for part in walk(node))


def _narrow(formula: str) -> str:
    """Full-width marks made narrow outside of quoted words, lines joined; every letter keeps its column."""
    parts, quoted = [], ""
    for letter in formula.translate(_QUOTES).translate(_BLANKS):
        if letter in "\"'":
            quoted = "" if quoted == letter else quoted or letter
        parts.append(letter if quoted else letter.translate(_MARKS))
    return "".join(parts)


def _node(tree: ast.expr, depth: int) -> Node:
    if depth > DEEPEST:
        raise _wrong("formula_too_deep", tree)
    if isinstance(tree, ast.Constant) and isinstance(tree.value, (int, float)) and not isinstance(tree.value, bool):
        return Number(_finite(tree, tree.value))
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        return Binary("-", Number(0.0), _node(tree.operand, depth + 1))
    if isinstance(tree, ast.BinOp) and type(tree.op) in OPERATORS:
        return Binary(OPERATORS[type(tree.op)], _node(tree.left, depth + 1), _node(tree.right, depth + 1))
    if isinstance(tree, ast.Name):
        return Bare(BARE[tree.id]) if tree.id in BARE else Reference(tree.id)
    if isinstance(tree, ast.Call):
        return _call(tree, depth)
    raise _wrong("formula_part", tree)


def _finite(tree: ast.expr, value: float) -> float:
    if abs(value) > LARGEST:
        raise _wrong("formula_part", tree)
    return float(value)


def _call(tree: ast.Call, depth: int) -> Node:
    name = tree.func.id if isinstance(tree.func, ast.Name) else ""
    if len(tree.args) != 1:
        raise _wrong("formula_arguments", tree, name)
    if name in ("year_ago", YEAR_AGO_TERM) and not tree.keywords:
        return YearAgo(_node(tree.args[0], depth + 1))
    if name not in FUNCTIONS:
        raise _wrong("formula_function", tree, name)
    model, column = _column(tree.args[0])
    if FUNCTIONS[name] not in ("count", "distinct") and model.column(column).kind not in ("whole", "decimal"):
        raise _wrong("formula_column", tree.args[0], column)
    return Aggregate(FUNCTIONS[name], model.about.name, column, tuple(_filter(model, column, keyword) for keyword in tree.keywords))


def _column(tree: ast.expr) -> tuple[type[Sheet], str]:
    if not (isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name)):
        raise _wrong("formula_column", tree)
    model = _named(MEASURED, tree.value.id, lambda sheet: (sheet.about.name, sheet.about.title))
    if model is None:
        raise _wrong("formula_sheet", tree, tree.value.id)
    column = _named(model.columns(), tree.attr, lambda found: (found.name, found.header))
    if column is None:
        raise _wrong("formula_column", tree, tree.attr)
    return model, column.name


def _filter(model: type[Sheet], column: str, keyword: ast.keyword) -> Filter:
    try:
        return read_filter(model, column, keyword.arg or "", _constant(keyword.value))
    except FilterRefused as error:
        raise _wrong(error.code, keyword.value, keyword.arg or "") from error


def _constant(tree: ast.expr) -> object:
    if isinstance(tree, ast.Constant):
        return tree.value
    if isinstance(tree, ast.Name) and tree.id in CONSTANT_TERMS:
        return CONSTANT_TERMS[tree.id]
    if isinstance(tree, ast.List):
        return tuple(_constant(part) for part in tree.elts)
    if (
        isinstance(tree, ast.UnaryOp)
        and isinstance(tree.op, ast.USub)
        and isinstance(tree.operand, ast.Constant)
        and isinstance(tree.operand.value, (int, float))
    ):
        return -tree.operand.value
    raise _wrong("formula_filter", tree)


def _named(found: Iterable[_T], word: str, names: Callable[[_T], tuple[str, str]]) -> _T | None:
    return next((thing for thing in found if word in {identifier(name) for name in names(thing)}), None)


def _wrong(code: str, tree: ast.expr, word: str = "") -> FormulaError:
    return FormulaError(code, tree.col_offset + 1, word)
