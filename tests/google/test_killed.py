"""A process that ends between any two steps of a save: the next one does it exactly once, and puts back what was overwritten."""

from itertools import count

import pytest

from backbone.errors import Conflict
from backbone.google.connection import Connection
from tests.google import acts as people
from tests.google.acts import Between
from tests.google.desk import LATER, LEDGER, MONTHLY


class Dead(BaseException):
    """The process ended here."""


class Blow:
    """Ends the process at one step: before or after a batch is noted, before or after it is sent and answered."""

    def __init__(self, at):
        self.left = at

    def step(self):
        self.left -= 1
        if self.left == 0:
            raise Dead

    def around(self, act):
        """The act as a step of its own, with a moment before and one after it."""

        def struck(*told, **named):
            self.step()
            done = act(*told, **named)
            self.step()
            return done

        return struck


def struck_down(desk, change, at, monkeypatch):
    """One try of a save that ends at a step; whether it came so far."""
    blow = Blow(at)
    keep = blow.around(lambda trace: desk.notes.update({change.operation: trace}))
    with monkeypatch.context() as patch:
        patch.setattr(Connection, "change", blow.around(Connection.change))
        try:
            desk.backbone.save(change, desk.notes.get(change.operation), keep)
        except (Dead, Conflict) as error:
            return isinstance(error, Dead)
    return False


SCENES = {
    "a row is changed": (MONTHLY, "changed", (), ""),
    "a row is changed and one is new": (LEDGER, "changed_and_new", (), ""),
    "rows move": (MONTHLY, "changed", (people.sort_down,), ""),
    "rows move twice": (LEDGER, "changed_and_new", (people.sort_down, people.sort_up), ""),
    "the header moves, then rows": (MONTHLY, "changed_and_new", (people.insert_above_the_header, people.insert_above), ""),
    "columns move": (MONTHLY, "changed", (people.insert_a_column,), ""),
    "the row is another one, and rows move": (MONTHLY, "changed", (people.edit_another_cell, people.sort_down), "conflict"),
}


@pytest.mark.parametrize("scene", SCENES)
def test_whatever_step_a_process_dies_at_the_save_is_done_once(make_desk, monkeypatch, scene):
    title, rows, acts, code = SCENES[scene]
    for at in count(1):
        between = Between(make_desk(), make_desk(is_seen=False), title)
        desk, change = between.desk, getattr(between, rows)()
        between.then(*acts)
        if not struck_down(desk, change, at, monkeypatch):
            break
        desk.restarted()
        desk.google.clock.now += LATER
        assert desk.saved(change)[-1] == code, at
        between.check(change, code)
    assert 4 < at < 60
