import json
import shutil

import pytest
from typer.testing import CliRunner

import cli
import demo

DAY = "2015-08-31"


class Answer:
    """What a call answered: exit status, standard output and standard error."""

    def __init__(self, result):
        self.status, self.out, self.err = result.exit_code, result.stdout, result.stderr
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [line for line in self.err.splitlines() if line.strip()]


@pytest.fixture
def xushi():
    """Call the command in this process. An exception that would have shown a traceback is raised."""

    def call(*words):
        return Answer(CliRunner().invoke(cli.app, [str(word) for word in words]))

    return call


@pytest.fixture
def branches(tmp_path):
    """Write a branches.csv from lines and give its path."""

    def write(*lines, encoding="utf-8", name="branches.csv", end="\n"):
        path = tmp_path / name
        path.write_bytes(end.join(lines).encode(encoding))
        return path

    return write


HEADER = "code,name,parent,kind"


@pytest.fixture
def workspace(xushi, branches, tmp_path):
    """A county with two towns, made by ``xushi new``."""
    folder = tmp_path / "workspace"
    made = xushi("new", folder, "--name", "示例县总工会", "--branches", branches(HEADER, "A01,示例甲镇,,乡镇", "B01,示例乙镇,,乡镇"))
    assert made.status == 0
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "nanjiang"
    demo.build(folder, "nanjiang")
    return folder


@pytest.fixture
def county(built, tmp_path):
    """The workspace of a demo, whose data go to DAY."""
    shutil.copytree(built, tmp_path / "county")
    return tmp_path / "county"


def files(county):
    """The files of its snapshots."""
    return sorted((county / ".xushi" / "snapshots").iterdir())
