"""An engine named by the environment that cannot be used."""

import pytest

from settings import settings
from words import text


@pytest.fixture
def engine_at(monkeypatch):
    """Name an engine."""

    def name(address):
        monkeypatch.setenv("XUSHI_ENGINE", address)
        settings.cache_clear()

    yield name
    settings.cache_clear()


@pytest.mark.parametrize(
    ("address", "kind"), [("postgresql://user:secret@127.0.0.1:1/database", "postgresql"), ("nothing://here", "nothing"), ("rubbish", "rubbish")]
)
def test_an_engine_that_cannot_be_used_is_told_without_its_address(xushi, workspace, engine_at, address, kind):
    engine_at(address)
    told = xushi("progress", workspace)
    assert (told.status, told.out, told.lines[-1]) == (2, "", text("engine.failed", engine=kind))


def test_commands_that_add_nothing_up_need_no_engine(xushi, workspace, engine_at):
    engine_at("nothing://here")
    assert xushi("check", workspace).status == 0
