"""Both catalogues against each other, against the codes that the house can emit, and against what it asks for."""

import ast
import csv
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from backbone import errors
from progress.filing import STATES
from progress.pace import LAMPS
from schema.registry import BRANCH_SHEETS, SHEETS
from schema.target import Basis, Issuer
from snapshots.errors import SnapshotError
from snapshots.public import INSIDE
from words import LANGUAGES

HOUSE = Path(__file__).parents[2]
OUTSIDE = {"tests", "bench", ".ci", ".venv", "build"}
SOURCES = sorted(path for path in HOUSE.rglob("*.py") if not OUTSIDE & set(path.relative_to(HOUSE).parts))
ASKING = {"t", "text", "has", "say", "word", "give_up"}
FINDING = {"Finding", "Partner", "WithinSum", "WhereGrowthAsks", "OnePlaceADay", "warning"}
EMITTING = FINDING | {"Issue", "Rule", "FormulaError", "FilterRefused", "PydanticCustomError", "issue", "needed", "_wrong", "_refuse", "_folded"}
PYDANTIC = {"greater_than": "gt", "greater_than_equal": "ge", "less_than_equal": "le", "literal_error": "expected", "string_too_long": "max_length"}
ALWAYS_TOLD = {"typed", "column", "sheet", "book"}
RULES_TELL = {"names", "other", "found", "should_be"}
FINDINGS_TELL = {"found", "other", "other_book", "other_sheet", "other_row", "other_cell", "other_value"}
FORMULAS_TELL = {"indicator", "at", "word", "formula"}
# ``rules`` is only the envelope of the rules that a row breaks.
ENVELOPES = {"rules"}


@cache
def catalogue(language):
    with (HOUSE / "words" / f"{language}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


@cache
def calls():
    """Every call by a plain or dotted name, with the file it stands in."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
                found.append((path.relative_to(HOUSE), name, node))
    return found


@cache
def constants():
    """Every text constant of the sources, parts of f-strings too."""
    nodes = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def slots(wording):
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name is not None}


def texts(node):
    """The texts an argument can be: itself, or either side of a conditional."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def told(name, node):
    """The names of the values that go with a code where it is emitted."""
    if name in ("Rule", "needed"):
        return RULES_TELL
    if name in ("FormulaError", "FilterRefused", "_wrong"):
        return FORMULAS_TELL
    parts = [*node.args, *(keyword.value for keyword in node.keywords)]
    inside = {key.value for part in parts if isinstance(part, ast.Dict) for key in part.keys if isinstance(key, ast.Constant)}
    more = FINDINGS_TELL if name in FINDING else set()
    return inside | more | {keyword.arg for keyword in node.keywords if name in ("_refuse", "warning")}


def emitted():
    """Every code of an issue with the names of the values that always go with it."""
    found = {**{code: set() for code in errors.REASONS}, **{code: {value} for code, value in PYDANTIC.items()}}
    for _, name, node in calls():
        parts = node.args if name in ("_folded", "_refuse") else node.args[:1]
        codes = set().union(*map(texts, parts)) if name in EMITTING else set()
        for code in codes - ENVELOPES:
            if code.isidentifier() and code.isascii():
                found[code] = found.get(code, told(name, node)) & told(name, node)
    return found


def asked(*without):
    """Calls that name a whole code: (file, code, the names of the values given, whether more may be given)."""
    without = set(without)
    for path, name, node in calls():
        argument = node.args[1:2] if name == "give_up" else node.args[:1]
        for code in texts(argument[0]) if name in ASKING - without and argument else ():
            yield path, code, {keyword.arg for keyword in node.keywords if keyword.arg}, any(keyword.arg is None for keyword in node.keywords)


def own(prefix):
    return {code.removeprefix(prefix) for code in catalogue("zh_CN") if code.startswith(prefix)}


def codes_of(base, *more):
    found, waiting = set(more), [base]
    while waiting:
        error = waiting.pop()
        found |= {error.code} if isinstance(error.code, str) else set()
        waiting += error.__subclasses__()
    return found


def test_both_languages_have_the_same_codes():
    first, *others = (catalogue(language).keys() for language in LANGUAGES)
    assert [first ^ other for other in others] == [set()] * len(others)


def test_both_languages_name_the_same_values():
    """Dates apart: a month is a number in one language and a name in the other, and one names the year where the other need not."""
    first, *others = LANGUAGES
    of_dates = {"year", "month", "name"}
    alike = {language: {code: slots(wording) - of_dates for code, wording in catalogue(language).items()} for language in LANGUAGES}
    assert {code for code, names in alike[first].items() for other in others if names != alike[other][code]} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_is_empty_and_no_value_is_nameless(language):
    assert {code for code, wording in catalogue(language).items() if not wording.strip() or "" in slots(wording)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_asked_for_has_a_wording(language):
    assert {(str(path), code) for path, code, _, _ in asked() if code not in catalogue(language)} == set()


def test_every_call_gives_the_values_its_wording_names():
    wordings = catalogue("zh_CN")
    assert {(str(path), code) for path, code, given, more in asked("has") if not more and slots(wordings.get(code, "")) - given} == set()


def test_every_issue_has_a_wording_and_every_wording_an_issue():
    assert own("issue.") - {"offer"} == emitted().keys()


def test_every_issue_gives_the_values_its_wording_names():
    lacking = {code: slots(catalogue("zh_CN")[f"issue.{code}"]) - ALWAYS_TOLD - given for code, given in emitted().items()}
    assert {code: names for code, names in lacking.items() if names} == {}


def test_every_backbone_error_has_a_wording():
    assert own("error.") == codes_of(errors.BackboneError, *errors.UNREACHED)


def test_every_error_of_snapshots_has_a_wording():
    assert own("archive.") == codes_of(SnapshotError) - {SnapshotError.code}


def test_every_lamp_has_a_wording():
    assert own("lamp.") == {*LAMPS, INSIDE}


def test_every_filing_state_has_a_wording():
    assert set(STATES) - own("filing.") == set()


def test_every_branch_sheet_has_a_wording():
    assert own("sheet.") == {model.about.name for model in BRANCH_SHEETS}


@pytest.mark.parametrize(("prefix", "choices"), [("basis.", Basis), ("issuer.", Issuer)])
def test_every_choice_that_is_worded_is_worded_whole(prefix, choices):
    assert own(prefix) - {"none"} == set(choices.__args__)


def test_every_month_has_a_wording():
    assert own("month.") == {str(month) for month in range(1, 13)}


@pytest.mark.parametrize("table", ["demo/indicators.csv", "progress/catalogue.csv"])
def test_every_unit_of_a_table_has_a_wording(table):
    rows = csv.DictReader((HOUSE / table).read_text(encoding="utf-8-sig").splitlines())
    assert {row["unit"] for row in rows} - own("unit.") == set()


def test_every_unit_of_a_column_has_a_wording():
    assert {column.unit for model in SHEETS.values() for column in model.columns() if column.unit} - own("unit.") == set()


def test_every_kind_of_column_is_explained():
    assert {column.kind for model in SHEETS.values() for column in model.columns()} == own("column.kind.")


def test_no_wording_is_left_over():
    """A code is used when it stands somewhere in the sources: whole, in two parts, or by a beginning that ends in a dot or a line."""
    known = constants()
    beginnings = tuple(part for part in known if part.endswith((".", "_")) and "." in part and part[0].isalpha())

    def used(code):
        in_two = any(code[:at] in known and code[at:] in known for at, letter in enumerate(code) if letter == ".")
        return code in known or in_two or code.startswith(beginnings)

    assert {code for code in catalogue("zh_CN") if not used(code)} == set()
