"""Every figure of a document, followed back to snapshot, indicator, rows and cells, and made again."""

import datetime as dt
import re

import pandas as pd
import pytest

from demo import FEDERATIONS
from snapshots.bulletin.desk import Options
from snapshots.bulletin.documents import brief, bulletin, summary
from snapshots.document import Figure, Paragraph, Source, Table
from snapshots.sources import Readings, UnknownFigure, figure
from tests.snapshots.recomputed import Again
from words.numbers import figures_in

KEYS = [federation.key for federation in FEDERATIONS]
QUICK, SLOW = "chengdu", [key for key in KEYS if key != "chengdu"]
EVERY = [QUICK, *(pytest.param(key, marks=pytest.mark.slow) for key in SLOW)]
MAKERS = {"bulletin": bulletin, "brief": brief, "summary": summary}
ROUNDED_AWAY = ("gap", "value", "completion", "elapsed", "should_be")


def document(frozen_demo, key, kind, named=True):
    frozen = frozen_demo(key)
    options = Options(name_the_weak=named, deadline=frozen.on + dt.timedelta(days=20))
    return MAKERS[kind](frozen, f"{frozen.on:%Y-%m}", options, frozen_demo(key, 92))


def cells(document):
    blocks = [*document.blocks, *(block for annex in document.annexes for block in annex.blocks)]
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.runs
        elif isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)


def figures(document):
    return list(dict.fromkeys(run for cell in cells(document) for run in cell if isinstance(run, Figure)))


def differs(found, frozen, again):
    """What is printed and what is made again, where they do not agree to the last digit printed; None where they do."""
    source, text = found.source, found.text
    if source.column == "lamp":
        return None
    number = again.number(source)
    if isinstance(number, dt.date):
        return None if text in (f"{number.year}年{number.month}月{number.day}日",) else (found, number)
    if pd.isna(number):
        return None if text == "—" else (found, number)
    printed = float(re.sub("[,%+]", "", text).replace("−", "-"))
    unit = frozen.indicators[source.indicator].unit if source.indicator else ""
    money = unit == "yuan" and source.column in ("value", "target", "since")
    number = number / 10_000 if money and (source.of == "cell" or source.of != "full" and abs(number) >= 10_000) else number
    number = abs(number) if source.of == "size" else number
    places = len(text.rstrip("%").partition(".")[2])
    slack = 1.0 if source.column in ROUNDED_AWAY else 0.5
    return None if abs(printed - float(number)) <= slack * 10**-places + 1e-9 else (found, number)


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("key", EVERY)
def test_every_figure_is_what_its_cells_make(frozen_demo, key, kind):
    frozen = frozen_demo(key)
    again = Again(frozen, frozen_demo(key, 92))
    found = figures(document(frozen_demo, key, kind))
    assert len(found) > 20
    assert [wrong for each in found if (wrong := differs(each, frozen, again))] == []


@pytest.mark.parametrize("key", EVERY)
def test_every_figure_is_printed_again_from_its_source_alone(frozen_demo, key):
    again = Readings(frozen_demo(key), frozen_demo(key, 92))
    found = figures(document(frozen_demo, key, "bulletin"))
    assert [each for each in found if again.printed(each.source) != each.text] == []


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("key", EVERY)
def test_no_number_stands_outside_a_figure(frozen_demo, key, kind):
    frozen = frozen_demo(key)
    organisations = frozen.ledger.organisations
    names = [organisations.on(code, frozen.on).name for code in organisations.codes]
    names += [indicator.name_zh for indicator in frozen.indicators.values()]
    known = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    plain = [known.sub("", run) for cell in cells(document(frozen_demo, key, kind)) for run in cell if isinstance(run, str)]
    assert [(run, figures_in(run)) for run in plain if figures_in(run)] == []


def test_a_source_of_another_day_has_no_figure(frozen_demo):
    frozen = frozen_demo(QUICK)
    with pytest.raises(UnknownFigure):
        figure(frozen, Source(frozen.root, "expected", frozen.on - dt.timedelta(days=1)))


@pytest.mark.parametrize("changed", [{"column": "nothing"}, {"org": "nobody"}, {"indicator": "none"}, {"goal": "none"}])
def test_what_the_snapshot_does_not_have_is_no_figure(frozen_demo, changed):
    frozen = frozen_demo(QUICK)
    row = frozen.records.iloc[0]
    told = {"org": row["org"], "column": "value", "indicator": row["indicator"], "goal": row["goal"], **changed}
    with pytest.raises(UnknownFigure):
        figure(frozen, Source(on=frozen.on, **told))
