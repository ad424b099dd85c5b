"""Engines: what is held, what is asked once, and what becomes of one that fails."""

import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from ledger.engine import WINDOWS, Engine, EngineError, connect, given
from ledger.facts import Facts
from tests.ledger.conftest import Whole

D = dt.date
NONE = given(WINDOWS, {"on": [], "win_since": [], "win_until": []})


def rows(*days):
    return pa.table({"period_on": pa.array(days, pa.date32()), "posts": pa.array(range(len(days)), pa.int64())})


def lines(*branches):
    places = list(branches)
    return given(
        "lines", {"org": places, "branch": places, "since": [D(2000, 1, 1)] * len(places), "until": [D(2100, 1, 1)] * len(places), "open": [True] * len(places)}
    )


def found(place):
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*.parquet"))


def test_facts_lie_in_parts_by_year(tmp_path):
    place = Facts(tmp_path).kept("sheet", rows(D(2014, 12, 1), D(2015, 1, 1), D(2015, 2, 1)))
    assert found(place) == ["year=2014/part-0.parquet", "year=2015/part-0.parquet"]
    assert sorted(ds.dataset(place, partitioning="hive").to_table()["posts"].to_pylist()) == [0, 1, 2]


@pytest.mark.parametrize("table", [rows(), rows(D(2015, 1, 1)).select(["posts"])])
def test_rows_without_a_year_are_one_part(tmp_path, table):
    place = Facts(tmp_path).kept("sheet", table)
    assert found(place) == ["part-0.parquet"]
    assert ds.dataset(place).to_table().num_rows == len(table)


def test_the_same_content_is_written_once_and_another_beside_it(tmp_path):
    facts = Facts(tmp_path)
    first = facts.kept("sheet", rows(D(2015, 1, 1)))
    written = {path: path.stat().st_mtime_ns for path in first.rglob("*.parquet")}
    assert facts.kept("sheet", pa.concat_tables([rows(D(2015, 1, 1))])) == first
    assert {path: path.stat().st_mtime_ns for path in first.rglob("*.parquet")} == written
    second = facts.kept("sheet", rows(D(2015, 2, 1)))
    assert {first, second} == set((tmp_path / "sheet").iterdir())


def test_content_of_the_day_before_is_removed_when_other_content_comes(tmp_path):
    facts = Facts(tmp_path)
    old, recent = (facts.kept("sheet", rows(day)) for day in (D(2015, 1, 1), D(2015, 2, 1)))
    os.utime(old, (0, 0))
    new = facts.kept("sheet", rows(D(2015, 3, 1)))
    assert {recent, new} == set((tmp_path / "sheet").iterdir())


def test_servers_that_write_the_same_at_once_agree(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        places = set(pool.map(lambda _: Facts(tmp_path).kept("sheet", rows(*[D(2015, 1, 1)] * 1000)), range(32)))
    (place,) = places
    assert [place] == list((tmp_path / "sheet").iterdir())
    assert ds.dataset(place, partitioning="hive").to_table().num_rows == 1000


class Failing(Engine):
    """An engine whose backend fails the first times."""

    def __init__(self, tables, failures):
        super().__init__("duckdb://user:secret@host", tables)
        self.failures, self.opened, self.answered = failures, 0, 0

    def _open(self):
        self.opened += 1
        self._address = "duckdb://"
        return super()._open()

    def _answer(self, backend, question, windows):
        self.answered += 1
        if self.failures:
            self.failures -= 1
            raise ConnectionResetError
        return super()._answer(backend, question, windows)


def test_an_engine_that_fails_is_connected_to_anew_and_given_its_tables_again():
    engine = Failing({"lines": lambda: lines(1, 2)}, failures=1)
    with pytest.raises(EngineError):
        engine.answer(Whole("lines"), NONE)
    assert engine.answer(Whole("lines"), NONE)["branch"].to_pylist() == [1, 2]
    assert engine.opened == 2


def test_what_no_window_changes_is_asked_once():
    engine = Failing({"lines": lambda: lines(1)}, failures=0)
    assert engine.answer(Whole("lines"), NONE) is engine.answer(Whole("lines"), NONE)
    assert engine.answered == 1


def test_an_engine_that_cannot_be_reached_says_its_kind_and_not_its_address():
    engine = connect({"lines": lambda: lines(1)}, "postgresql://user:secret@127.0.0.1:1/database")
    with pytest.raises(EngineError) as told:
        engine.answer(Whole("lines"), NONE)
    assert str(told.value) == "postgresql"


def test_many_sessions_may_ask_at_once():
    engine = connect({"lines": lambda: lines(*range(100))})
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: engine.answer(Whole("lines"), NONE), range(64)))
    assert {len(answer) for answer in answers} == {100}
