"""Copies for outside the federation: two workspaces that differ only in whether one person or two were counted give the same copy, of every kind."""

import datetime as dt
import io
import re
from functools import cache, partial

import pypdf
import pytest

from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.rights_ledger import RightsLedger
from schema.setting import Setting
from schema.target import Target
from schema.unit_register import UnitRegister
from snapshots.bulletin import Options, brief, bulletin, summary
from snapshots.card import leaders_card
from snapshots.document import Figure, Paragraph, Picture, Table
from snapshots.frozen import freeze
from snapshots.html import to_html
from snapshots.outside import FEW, SHOWN, WITHHELD
from snapshots.paper import figures, to_pdf
from snapshots.sentences import plain
from snapshots.sources import Readings, figure
from snapshots.spreadsheet import to_lines, to_workbook
from snapshots.word.writing import to_docx
from tests.progress.rows import county, goal, indicator, ledger_of, month, unit
from tests.snapshots.opened import parts
from tests.snapshots.test_outside import solutions
from words import text

ON, EARLIER = dt.date(2015, 12, 31), dt.date(2015, 11, 30)
KINDS = {"bulletin": bulletin, "brief": brief, "summary": summary}
LANGUAGES = ("zh_CN", "en")
TOLD = {"不足3": FEW, "<3": FEW, "fewer than 3": FEW, "—": WITHHELD}
# Joined and asked by branch. A alone is told as few; B blurs the total; with 21 asked B is on pace in one of the two workspaces and slow in the other.
FIRST = {"A": 2, "B": 20, "C": 3, "D": 0, "E": 50}
SECOND = {**FIRST, "A": 1, "B": 21}
ASKED = {"A": 2, "B": 21, "C": 6, "D": 5, "E": 55}
CANARY, REASON = "ZX9QCANARY", "解除合同"


def case(town, **more):
    row = {"period": "2015-12", "record_kind": "纠纷调解", "case_no": f"{CANARY}-{town}", "issue": REASON, "opened_on": dt.date(2015, 12, 1), "cases": 1}
    return {**row, "persons": 5, "is_migrant": True, **more}


@cache
def frozen(counts, on=ON):
    """Five branches that have taken in so many members and covered so many of fifty workers, and what identifies a firm and a case."""
    given = dict(counts)
    told = [
        indicator("joined", "sum(org_monthly.members_new)", unit="person", headline=1),
        indicator("rate", "last(org_monthly.members_end) / last(org_monthly.staff_end) * 100", unit="percent", headline=2),
        indicator("unions", "sum(org_monthly.unions_new)", headline=3),
    ]
    targets = [goal("joined", town, asked) for town, asked in ASKED.items()]
    targets += [goal("rate", "ALL", 50, basis="比率"), *(goal("unions", town, 3) for town in given)]
    filed = {town: [month("2015-11", unions_new=1), month("2015-12", members_new=count, members_end=count, staff_end=100)] for town, count in given.items()}
    branches = {town: {OrgMonthly: rows, RightsLedger: [case(town)]} for town, rows in filed.items()}
    units = [unit(f"U{town}", town, unit_name=f"{CANARY}{town}") for town in given]
    master = {Organisation: county(*given), Indicator: told, Target: targets, UnitRegister: units, Setting: [{"key": "名称", "value": "示例县总工会"}]}
    return freeze(ledger_of(master, branches), on, {}, {})


def workspace(counts, on=ON):
    return frozen(tuple(counts.items()), on)


def document(kind, counts, language="zh_CN", outside=True, **chosen):
    options = Options(outside=outside, name_the_weak=True, praised=chosen.pop("praised", 5), language=language, **chosen)
    return KINDS[kind](workspace(counts), "n", options, workspace(counts, EARLIER))


def inflated(content):
    return b"\n".join(part for _, part in sorted(parts(content).items())).decode("utf-8", "replace")


def read(content):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages) + inflated_pdf(content)


def inflated_pdf(content):
    files = pypdf.PdfReader(io.BytesIO(content)).attachments
    return "\n".join(part.decode() for each in files.values() for part in each)


WRITTEN = {
    **{
        f"{kind} {form}": partial(lambda kind, way, counts, outside: way(document(kind, counts, outside=outside)), kind, way)
        for kind in KINDS
        for form, way in {"html": to_html, "docx": lambda said: inflated(to_docx(said)), "pdf": lambda said: read(to_pdf(said))}.items()
    },
    "card": lambda counts, outside: read(leaders_card(workspace(counts), "n", outside=outside)),
    "csv": lambda counts, outside: "\n".join(lines.decode() for lines in to_lines(workspace(counts), outside=outside).values()),
    "xlsx": lambda counts, outside: inflated(to_workbook(workspace(counts), "n", outside=outside)),
}


@cache
def written(form, outside=True):
    return WRITTEN[form](FIRST, outside=outside)


@pytest.mark.parametrize("form", WRITTEN)
def test_one_person_or_two_makes_no_difference_outside(form):
    assert written(form) == WRITTEN[form](SECOND, outside=True)


@pytest.mark.parametrize("form", ["bulletin html", "csv", "xlsx"])
def test_one_person_or_two_is_told_inside(form):
    assert written(form, outside=False) != WRITTEN[form](SECOND, outside=False)


def said(document):
    """All that a document says, specifications of charts included."""
    for block in (*document.blocks, *(block for annex in document.annexes for block in annex.blocks)):
        if isinstance(block, Paragraph):
            yield plain(block.runs)
        elif isinstance(block, Table):
            yield from (plain(cell) for row in block.rows for cell in row)
        elif isinstance(block, Picture):
            yield block.says + str(block.chart.spec)


@pytest.mark.parametrize("praised", [5, None])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_document_itself_is_the_same(kind, language, praised):
    first, second = (list(said(document(kind, counts, language, praised=praised))) for counts in (FIRST, SECOND))
    assert first == second


def counted(document):
    """What is told of the members each organisation took in."""
    found = {}
    for each in figures(document):
        if each.source.goal.startswith("joined") and each.source.column == "value":
            found.setdefault(each.source.org, set()).add(each.text.replace(",", ""))
    return found


def test_a_branch_of_two_persons_is_told_inside():
    assert "2" in counted(document("bulletin", FIRST, outside=False))["A"]


@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_follows_from_a_document(seed):
    counts = {town: (0, 1, 2, 3, 4, 9)[(seed * 7 + at * (seed + 3)) % 6] for at, town in enumerate(ASKED)}
    told = {org: texts.pop() if len(texts) == 1 else sorted(texts)[0] for org, texts in counted(document("bulletin", counts)).items()}
    marked = {org: TOLD.get(told.get(org, "—"), SHOWN) for org in ("0", *counts)}
    given = {"0": sum(counts.values()), **counts}
    shown = {org: float(told[org]) for org, mark in marked.items() if mark == SHOWN}
    assert shown == {org: given[org] for org in shown}
    assert [org for org in shown if 0 < given[org] < 3] == []
    assert solutions({"0": None, **dict.fromkeys(counts, "0")}, given, marked, limit=16) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_of_a_copy_is_made_again_from_its_source(kind):
    again = Readings(workspace(FIRST), workspace(FIRST, EARLIER), outside=True)
    assert [each for each in figures(document(kind, FIRST)) if again.printed(each.source) != each.text] == []


def test_a_source_alone_tells_no_more_than_the_copy_did():
    hidden = next(each for each in figures(document("bulletin", FIRST)) if each.source.org == "A" and each.text == "<3")
    assert figure(workspace(FIRST), hidden.source, outside=True) == "<3"


def standings(counts, code="joined"):
    found = [block for block in document("bulletin", counts, parts=["rankings"]).blocks if isinstance(block, Table)]
    return [[plain(cell) for cell in row] for block in found if code in block.caption for row in block.rows]


def test_where_a_figure_is_hidden_nobody_has_a_place():
    assert {row[0] for row in standings(FIRST)} == {"—"}


def test_who_is_hidden_stands_last_with_what_is_told_instead():
    assert [row[2:] for row in standings(FIRST)[-2:]] == [["2", "<3", "—", "—", "—"], ["21", "—", "—", "—", "—"]]


def test_places_are_told_where_nothing_is_hidden():
    assert [row[0] for row in standings(FIRST, "unions")] == ["1"] * 5


def texts(document, key):
    return [run for block in document.blocks if isinstance(block, Paragraph) and block.key == key for run in block.runs]


def test_in_a_sentence_few_persons_are_few():
    few = {"A": 1, "B": 0, "C": 0, "D": 0, "E": 0}
    (found,) = (run for run in texts(document("brief", few), "overall.joined_市") if isinstance(run, Figure))
    assert found.text == "不足3"


def test_nobody_is_praised_for_a_hidden_figure():
    assert texts(document("bulletin", FIRST, parts=["praise"]), "praise.joined_市") == []


def test_inside_the_branch_of_two_persons_is_praised():
    assert "示例A" in plain(tuple(texts(document("bulletin", FIRST, outside=False, parts=["praise"]), "praise.joined_市")))


def test_of_branches_behind_there_are_at_least_those_shown():
    told = plain(tuple(texts(document("bulletin", FIRST, parts=["problems"]), "problems.branches")))
    assert text("bulletin.problems.branches_shown", name="joined", count=2, names="（示例C、示例D）") in told


@pytest.mark.parametrize("form", WRITTEN)
def test_what_identifies_a_firm_or_a_case_leaves_in_no_form(form):
    assert re.findall(f"{CANARY}|{REASON}", written(form)) == []


def test_the_canaries_are_inside():
    found = written("xlsx", outside=False)
    assert (len(re.findall(CANARY, found)), found.count(REASON) >= len(FIRST)) == (10, True)
