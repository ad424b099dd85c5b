"""The walls of the house: which room may import which, who owns which library, how large a part may grow."""

import ast
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
ROOMS = ("settings", "words", "schema", "access", "backbone", "ledger", "progress", "charts", "snapshots", "demo", "commands", "ui", "pages")
DOORS = ("cli.py", "dashboard.py")
OWNERS = {
    "altair": {"charts"},
    "babel": {"words"},
    "defusedxml": {"backbone"},
    "docxtpl": {"snapshots"},
    "duckdb": {"ledger"},
    "filelock": {"backbone"},
    "google": {"backbone"},
    "gspread": {"backbone"},
    "ibis": {"ledger", "progress"},
    "jinja2": {"snapshots"},
    "lxml": {"snapshots"},
    "markupsafe": {"snapshots"},
    "openpyxl": {"backbone"},
    "pydantic_settings": {"settings"},
    "python_calamine": {"backbone"},
    "requests": {"backbone"},
    "sqlalchemy": {"access", "backbone"},
    "streamlit": {"ui", "pages", "dashboard", "access"},
    "typer": {"cli", "commands"},
    "typst": {"snapshots"},
    "vl_convert": {"snapshots"},
    "xlsxwriter": {"snapshots"},
}
CHINESE_STANDS_IN = {"schema", "words"}
NEVER = {"pickle", "cPickle", "marshal", "shelve", "dill"}
CHINESE = re.compile("[\u4e00-\u9fff]")


def _files() -> list[Path]:
    inside = [path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py"))]
    return [*inside, HOUSE / "settings.py", *(HOUSE / door for door in DOORS)]


FILES = [pytest.param(path, id=str(path.relative_to(HOUSE))) for path in _files()]
UI = [pytest.param(path, id=path.stem) for path in sorted((HOUSE / "ui").glob("*.py")) if path.stem != "__init__"]
PAGES = [pytest.param(path, id=path.stem) for path in sorted((HOUSE / "pages").glob("*.py"))]


def _room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def _docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings."""
    owners = [node for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))]
    first = [owner.body[0] for owner in owners if owner.body]
    return {id(statement.value) for statement in first if isinstance(statement, ast.Expr)}


def test_every_room_that_stands_is_known():
    found = {path.parent.name for path in HOUSE.glob("*/__init__.py") if path.parent.name not in ("tests", "bench")}
    assert found <= set(ROOMS)


@pytest.mark.parametrize("path", FILES)
def test_imports_go_down(path):
    order = {room: at for at, room in enumerate(ROOMS)} | {door.removesuffix(".py"): len(ROOMS) for door in DOORS}
    here = order[_room(path)]
    assert [name for name in _imports(path) if order.get(name, -1) > here] == []


@pytest.mark.parametrize("path", FILES)
def test_a_library_is_imported_by_its_owners_only(path):
    assert [name for name in _imports(path) if _room(path) not in OWNERS.get(name, {_room(path)})] == []


def test_one_module_speaks_to_google():
    """What gspread and its own libraries are asked for passes one place, which counts, times and ends every call."""
    told = [path for path in FILES if {"gspread", "google", "requests"} & set(_imports(path.values[0]))]
    assert [path.id for path in told] == ["backbone/google/connection.py"]


@pytest.mark.parametrize("path", FILES)
def test_nothing_is_evaluated_or_unpickled(path):
    calls = {node.func.id for node in ast.walk(_tree(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert calls & {"eval", "exec", "compile", "__import__"} == set()
    assert NEVER & set(_imports(path)) == set()


@pytest.mark.parametrize("path", FILES)
def test_no_retrying_client_without_a_bound(path):
    assert "BackOffHTTPClient" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES)
def test_modules_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions if node.end_lineno - node.lineno + 1 > 45}
    assert (len(text.splitlines()) <= 320, long) == (True, {})


@pytest.mark.parametrize("path", [param for param in FILES if _room(param.values[0]) not in CHINESE_STANDS_IN])
def test_chinese_stands_in_schema_and_words_only(path):
    tree = _tree(path)
    told = _docstrings(tree)
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told]
    assert [(node.lineno, node.value) for node in texts if CHINESE.search(node.value)] == []


@pytest.mark.parametrize("path", UI)
def test_a_module_of_ui_takes_no_other_modules_name(path):
    """Streamlit puts ``ui/`` first on the path: a module there would be found instead of the library or room of its name."""
    others = set(ROOMS) | {door.removesuffix(".py") for door in DOORS} | sys.stdlib_module_names | importlib.metadata.packages_distributions().keys()
    assert path.stem not in others


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_a_short_script_without_definitions(path):
    tree = _tree(path)
    assert [node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))] == []
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 55
