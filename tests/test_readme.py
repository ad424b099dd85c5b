"""The documents say what is so: both READMEs against the house and each other, formulas.md against the parser, CI against the README."""

import re
import tomllib
from pathlib import Path

import pytest
import typer
from packaging.requirements import Requirement

import cli
from demo import FEDERATIONS
from progress.formula import BARE, FUNCTIONS, parse
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE
from settings import Settings
from words import text
from words.formula_terms import CONSTANT_TERMS, FILTER_TERMS, YEAR_AGO_TERM

HOUSE = Path(__file__).parent.parent
READMES = [HOUSE / "README.md", HOUSE / "README.zh-CN.md"]
DOCUMENTS = [*READMES, *sorted((HOUSE / "docs").glob("*.md")), HOUSE / "CHANGELOG.md"]
RUN, TEST = "pip install uv && uv run streamlit run dashboard.py", "pip install uv && uv run pytest"
ROOMS = [f"`{path.parent.name}/`" for path in sorted(HOUSE.glob("*/__init__.py")) if path.parent.name != "tests"]
FORMULAS = (HOUSE / "docs" / "formulas.md").read_text(encoding="utf-8")
EXAMPLES = [" ".join(one.split()) for block in re.findall(r"^```\n(.*?)^```$", FORMULAS, re.MULTILINE | re.DOTALL) for one in block.strip().split("\n\n")]


def lines(document):
    """The lines of a document that are typed into a terminal, without the remark beside them."""
    commands = re.findall(r"^    ((?:pip|uv|xushi|XUSHI_\w+=|\[)\S* .*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.split(r"\s{2,}", line)[0] for line in commands]


@pytest.fixture(params=READMES, ids=lambda path: path.name)
def readme(request):
    return request.param.read_text(encoding="utf-8")


@pytest.mark.parametrize("line", [RUN, TEST])
def test_the_two_lines_stand_alone(readme, line):
    assert f"\n    {line}\n" in readme


def test_ci_runs_the_readmes_line():
    script = (HOUSE / ".ci" / "run").read_text(encoding="utf-8")
    assert [line for line in script.splitlines() if line.startswith(TEST)] == [f"{TEST} || exit 1"]


@pytest.mark.parametrize("command", ["uv run ruff check", "uv run ruff format --check", "uv run mypy ."])
def test_ci_and_pre_commit_run_the_same_checks(command):
    hooks = (HOUSE / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert f"\n{command}\n" in (HOUSE / ".ci" / "run").read_text(encoding="utf-8")
    assert f"entry: {command}\n" in hooks


def test_both_readmes_have_the_same_lines_and_parts():
    english, chinese = READMES
    assert lines(english) == lines(chinese)
    shapes = [re.findall(r"^(#+|\||!)", document.read_text(encoding="utf-8"), re.MULTILINE) for document in READMES]
    assert shapes[0] == shapes[1]


def test_every_sheet_is_named(readme):
    assert [model.about.title for model in BRANCH_SHEETS if f"| {model.about.code} | {model.about.title} |" not in readme] == []
    assert [model.about.title for model in (RETURN_NOTE, *MASTER_SHEETS) if model.about.title not in readme] == []


def test_every_page_is_named(readme):
    pages = [path.stem for path in (HOUSE / "pages").glob("*.py")]
    assert [page for page in pages if f"| {text(f'page.{page}')} " not in readme] == []


def test_every_room_is_named(readme):
    assert [room for room in [*ROOMS, "`pages/`", "`settings.py`", "`cli.py`", "`dashboard.py`"] if room not in readme] == []


def test_every_setting_is_named(readme):
    named = set(re.findall(r"^\| `(XUSHI_\w+)` \|", readme, re.MULTILINE))
    assert named == {f"XUSHI_{name.upper()}" for name in Settings.model_fields}


def test_every_command_and_option_is_named(readme):
    told = "\n".join(line for line in readme.splitlines() if line.startswith("    "))
    commands = typer.main.get_command(cli.app).commands
    options = {option for command in commands.values() for parameter in command.params for option in parameter.opts if option.startswith("--")}
    assert [name for name in commands if f"\n    xushi {name} DIR" not in f"\n{told}"] == []
    assert [option for option in sorted(options - {"--help"}) if option not in told] == []


def test_every_federation_is_named(readme):
    assert [federation.key for federation in FEDERATIONS if federation.key not in readme or federation.name.removesuffix("总工会") not in readme] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    links = re.findall(r"\[[^]]*]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_a_formula_parses(example):
    assert parse(example)


@pytest.mark.parametrize("english", ["sum(org_monthly.unions_new)", "last(org_monthly.units_covered)", "sum(mutual_aid_monthly.enrolled)"])
def test_an_example_in_chinese_means_the_one_before_it(english):
    at = next(at for at, example in enumerate(EXAMPLES) if example.startswith(english))
    assert not EXAMPLES[at + 1].isascii()
    assert parse(EXAMPLES[at]) == parse(EXAMPLES[at + 1])


@pytest.mark.parametrize("word", [*FUNCTIONS, *BARE, *FILTER_TERMS, *FILTER_TERMS.values(), *CONSTANT_TERMS, YEAR_AGO_TERM, "year_ago"])
def test_every_word_of_the_language_is_explained(word):
    assert word in FORMULAS


def test_every_dependency_has_its_line():
    declared = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    decisions = (HOUSE / "docs" / "decisions.md").read_text(encoding="utf-8")
    table = decisions.partition("## What each dependency is for")[2]
    assert re.findall(r"^\| ([a-z0-9-]+) \|(?! for \|)", table, re.MULTILINE) == sorted(Requirement(one).name for one in declared)
