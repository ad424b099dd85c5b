"""The commands: their JSON, their exit status, and one clear line for every kind of wrong input."""

import csv
import datetime as dt
import io
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from access.database import database
from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.journal.applier import Applier
from backbone.journal.saves import Journal, identity
from schema.registry import RETURN_NOTE
from tests.cli.conftest import HEADER
from tests.cli.filler import fill, setting
from words import text

MAIN = Path(__file__).parents[2]
RECORD = ["org", "indicator", "on", "value", "numerator", "denominator", "target", "met", "of", "completion", "elapsed", "gap", "lamp", "reported", "expected"]
EVENT = {"报告期": "2015-03", "服务类别": "招聘会", "举办日": "2015-03-09", "场次": 1, "提供岗位数": 10, "实现就业人数": 3}
TOWN = "填报/A01 示例甲镇.xlsx"


def edit(path, change):
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)


def tree(workspace, *rows):
    """Replace the rows of 单位 by (code, parent)."""

    def change(workbook):
        sheet = workbook["单位"]
        sheet.delete_rows(2, sheet.max_row)
        for code, parent in rows:
            sheet.append([code, f"示例{code}", parent, "乡镇"])

    edit(workspace / "总表.xlsx", change)


def test_a_record_has_exactly_the_fields_of_the_design(xushi, workspace):
    fill(workspace / TOWN, "就业创业服务台账", EVENT)
    answer = xushi("progress", workspace, "--on", "2015-03-31", "--json")
    assert (answer.status, answer.err) == (0, "")
    assert [list(row) for row in answer.json] == [RECORD] * len(answer.json)
    assert {row["org"] for row in answer.json} == {"0"}
    assert {row["on"] for row in answer.json} == {"2015-03-31"}
    assert {row["lamp"] for row in answer.json} == {"no_target"}
    for name in ("target", "met", "of", "completion", "elapsed", "gap"):
        assert {row[name] for row in answer.json} == {None}
    assert all(isinstance(row["reported"], int) and isinstance(row["expected"], int) for row in answer.json)


def test_records_of_one_or_all_organisations(xushi, workspace):
    asked = ("progress", workspace, "--on", "2015-03-31", "--indicator", "unions_new", "--json")
    assert [row["org"] for row in xushi(*asked).json] == ["0"]
    assert [row["org"] for row in xushi(*asked, "--org", "B01").json] == ["B01"]
    assert [row["org"] for row in xushi(*asked, "--all-orgs").json] == ["0", "A01", "B01"]


def test_csv_has_the_fields_as_header_and_blanks_for_what_is_not_known(xushi, workspace):
    answer = xushi("progress", workspace, "--on", "2015-03-31", "--indicator", "unions_new", "--csv")
    (row,) = csv.DictReader(io.StringIO(answer.out))
    assert (answer.status, list(row)) == (0, RECORD)
    assert (row["org"], row["on"], row["value"], row["expected"]) == ("0", "2015-03-31", "", "2")


def test_a_table_without_options(xushi, workspace):
    answer = xushi("progress", workspace, "--indicator", "unions_new")
    assert answer.status == 0
    assert len(answer.out.splitlines()) == 2


def test_the_data_date_is_the_day_of_progress_without_a_day(xushi, workspace):
    setting(workspace / "总表.xlsx", "数据日期", "2015-03-31")
    assert {row["on"] for row in xushi("progress", workspace, "--json").json} == {"2015-03-31"}
    assert {row["on"] for row in xushi("progress", workspace, "--on", "2015-02-28", "--json").json} == {"2015-02-28"}


def test_today_is_the_day_of_a_workspace_without_a_data_date(xushi, workspace):
    days = {row["on"] for row in xushi("progress", workspace, "--indicator", "unions_new", "--json").json}
    today = dt.datetime.now(tz=dt.timezone(dt.timedelta(hours=8))).date()
    assert days <= {str(today), str(today - dt.timedelta(days=1))}


def test_the_data_date_may_be_a_date_cell(xushi, workspace):
    setting(workspace / "总表.xlsx", "数据日期", dt.date(2015, 3, 31))
    assert {row["on"] for row in xushi("progress", workspace, "--json").json} == {"2015-03-31"}


@pytest.mark.parametrize(
    ("key", "value"),
    [("数据日期", "三月底"), ("数据日期", "2015-02-30"), ("年度起始", "13-01"), ("年度起始", "十月"), ("年度起始", "02-29"), ("年度起始", "10-01-01")],
)
def test_a_setting_nobody_can_read_is_one_line(xushi, workspace, key, value):
    setting(workspace / "总表.xlsx", key, value)
    answer = xushi("progress", workspace, "--json")
    assert (answer.status, answer.out, len(answer.lines)) == (1, "", 1)
    assert "总表.xlsx" in answer.lines[0] and "设置" in answer.lines[0]
    checked = xushi("check", workspace, "--json")
    assert checked.status == 1
    assert [(issue["sheet"], issue["column"]) for issue in checked.json if issue["severity"] == "block"] == [("设置", "值")]


@pytest.mark.parametrize(("value", "since"), [("10-01", "2014-10-31"), ("10-1", "2014-10-31"), ("1-1", "2015-01-31")])
def test_a_year_may_begin_on_any_first(xushi, workspace, value, since):
    setting(workspace / "总表.xlsx", "年度起始", value)
    answer = xushi("progress", workspace, "--on", "2015-03-31", "--monthly", "--indicator", "unions_new", "--json")
    assert answer.json[0]["on"] == since


def test_check_tells_place_code_severity_and_message(xushi, workspace):
    fill(workspace / TOWN, "就业创业服务台账", EVENT, {**EVENT, "提供岗位数": "约10"}, {name: value for name, value in EVENT.items() if name != "实现就业人数"})
    answer = xushi("check", workspace, "--json")
    assert answer.status == 1
    for issue in answer.json:
        assert {"book", "sheet", "row", "column", "code", "severity", "message"} <= set(issue)
        assert issue["message"]
    found = [(issue["book"], issue["sheet"], issue["row"], issue["column"], issue["code"], issue["severity"]) for issue in answer.json]
    assert found == [
        (TOWN, "就业创业服务台账", 3, "提供岗位数", "not_a_number", "block"),
        (TOWN, "就业创业服务台账", 4, "实现就业人数", "blank", "warn"),
    ]
    head, *lines = xushi("check", workspace).out.splitlines()
    assert (head, [line[:5] for line in lines]) == (f"{TOWN} 就业创业服务台账", ["  G3 ", "  I4 "])


def test_check_tells_who_explained_a_warning_when_and_why(xushi, workspace):
    fill(workspace / TOWN, "就业创业服务台账", {name: value for name, value in EVENT.items() if name != "实现就业人数"})
    note = {
        "表名": "就业创业服务台账",
        "报告期": EVENT["报告期"],
        "类别": "情况说明",
        "规则代码": "blank",
        "内容": "人社局未反馈",
        "填报人岗位": "组织委员",
        "日期": "2015-04-02",
    }
    assert [issue["explained"] for issue in xushi("check", workspace, "--json").json] == [None]
    fill(workspace / TOWN, "报送说明", note)
    assert [issue["explained"] for issue in xushi("check", workspace, "--json").json] == [{"who": "组织委员", "on": "2015-04-02", "reason": "人社局未反馈"}]
    assert xushi("check", workspace).out.splitlines()[-1].endswith("[已说明：人社局未反馈]")


def test_check_lays_a_marked_copy_beside_each_workbook_with_something_to_mend(xushi, workspace):
    fill(workspace / TOWN, "就业创业服务台账", {**EVENT, "提供岗位数": "约10"})
    before = xushi("check", workspace, "--json")
    answer = xushi("check", workspace, "--json", "--mark")
    copies = [str(path.relative_to(workspace)) for path in sorted((workspace / "填报").iterdir()) if "待修改" in path.name]
    assert (answer.status, answer.json, copies) == (1, before.json, [TOWN.replace(".xlsx", "(待修改).xlsx")])
    assert [copies[0] in line for line in answer.lines] == [True]
    assert xushi("check", workspace, "--json").json == before.json


def test_a_marked_copy_that_is_open_is_told(xushi, workspace):
    fill(workspace / TOWN, "就业创业服务台账", {**EVENT, "提供岗位数": "约10"})
    (workspace / TOWN).with_name("~$" + TOWN.split("/")[1].replace(".xlsx", "(待修改).xlsx")).write_bytes(b"")
    answer = xushi("check", workspace, "--mark")
    assert answer.lines == [text("cli.copy_held_open", place=TOWN.replace(".xlsx", "(待修改).xlsx"))]


def test_a_workbook_nobody_can_read_has_no_marked_copy(xushi, workspace):
    (workspace / TOWN).write_bytes(b"nothing")
    assert xushi("check", workspace, "--mark").lines == []
    assert [path.name for path in (workspace / "填报").iterdir() if "待修改" in path.name] == []


def test_check_tells_a_row_that_was_saved_on_a_page_and_is_gone(xushi, workspace):
    own, backbone = workspace / ".xushi", FolderBackbone(workspace)
    journal = Journal(database("", own), identity(own), lambda: dt.datetime.now(tz=dt.UTC))
    row = {"sheet": "组织建设月报", "period": "2015-03", "kind": "情况说明", "text": "示例说明"}
    journal.record(Change(TOWN, RETURN_NOTE, [RowChange(row)]), "示例")
    Applier(backbone, journal).apply_all()
    assert "row_vanished" not in {issue["code"] for issue in xushi("check", workspace, "--json").json}
    backbone.save(Change(TOWN, RETURN_NOTE, [RowChange(dict.fromkeys(row, ""), row)]))
    (issue,) = [issue for issue in xushi("check", workspace, "--json").json if issue["code"] == "row_vanished"]
    assert (issue["book"], issue["sheet"], issue["severity"], "示例说明" in issue["message"]) == (TOWN, "报送说明", "warn", True)


def test_check_of_a_damaged_record_of_changes_tells_so_and_goes_on(xushi, workspace):
    (workspace / ".xushi").mkdir(exist_ok=True)
    (workspace / ".xushi" / "xushi.db").write_bytes(b"no database" * 100)
    answer = xushi("check", workspace, "--json")
    assert (answer.status, answer.json, len(answer.lines)) == (0, [], 1)


def test_a_check_without_a_fault_is_0_and_an_empty_array(xushi, workspace):
    answer = xushi("check", workspace, "--json")
    assert (answer.status, answer.json) == (0, [])


def test_warnings_alone_are_no_fault(xushi, workspace):
    fill(workspace / TOWN, "就业创业服务台账", {name: value for name, value in EVENT.items() if name != "实现就业人数"})
    assert xushi("check", workspace).status == 0


def test_filing_has_exactly_the_fields_of_the_design(xushi, workspace):
    fill(workspace / TOWN, "就业创业服务台账", {name: value for name, value in EVENT.items() if name != "实现就业人数"} | {"填报日": "2015-04-02"})
    answer = xushi("filing", workspace, "--period", "2015-03", "--json")
    assert answer.status == 0
    assert [list(row) for row in answer.json] == [["org", "sheet", "period", "state", "due_on", "filed_at", "missing"]] * 24
    (row,) = [row for row in answer.json if row["state"] != "untouched"]
    assert row == {
        "org": "A01",
        "sheet": "就业创业服务台账",
        "period": "2015-03",
        "state": "partial",
        "due_on": "2015-04-05",
        "filed_at": "2015-04-02",
        "missing": {"实现就业人数": 1},
    }
    assert {row["filed_at"] for row in answer.json if row["state"] == "untouched"} == {None}


def test_filing_tells_what_was_reviewed_on_a_page(xushi, workspace):
    from access.database import database
    from backbone.journal.returns import Return
    from backbone.journal.reviews import Reviews
    from backbone.places import place
    from ledger.ledger import load
    from progress.reviews import contents
    from settings import settings

    fill(workspace / TOWN, "就业创业服务台账", EVENT)
    here, seen = place(str(workspace), settings()), Return("A01", "就业创业服务台账", "2015-03")
    mark = contents(load(here.backbone), [seen])[seen]
    engine = database("", here.own)
    for step in ("first", "final"):
        Reviews(engine, here.identity(), lambda: dt.datetime(2015, 4, 6, tzinfo=dt.UTC)).record([(seen, step, mark)], "passed", "甲")
    engine.dispose()
    states = {(row["org"], row["sheet"]): row["state"] for row in xushi("filing", workspace, "--period", "2015-03", "--json").json}
    assert [found for found, state in states.items() if state != "untouched"] == [("A01", "就业创业服务台账")]
    assert states["A01", "就业创业服务台账"] == "approved"


@pytest.mark.parametrize("period", ["2015-02", "2015年2月", "2015.2"])
def test_a_month_without_a_quarter_s_end_has_no_quarterly_sheets(xushi, workspace, period):
    answer = xushi("filing", workspace, "--period", period, "--json")
    assert len(answer.json) == 18
    assert {row["period"] for row in answer.json} == {"2015-02"}


ONE_LINE = [
    (["progress"], 2),
    (["check"], 2),
    (["filing", "--period", "2015-03"], 2),
]


@pytest.mark.parametrize(("words", "status"), ONE_LINE, ids=[words[0] for words, _ in ONE_LINE])
@pytest.mark.parametrize("place", ["missing", "empty", "file", "no_master"])
def test_what_is_no_workspace_is_one_line(xushi, tmp_path, workspace, words, status, place):
    folder = tmp_path / place
    if place == "empty":
        folder.mkdir()
    elif place == "file":
        folder.write_text("x")
    elif place == "no_master":
        shutil.copytree(workspace, folder)
        (folder / "总表.xlsx").unlink()
    answer = xushi(words[0], folder, *words[1:])
    assert (answer.status, answer.out, len(answer.lines)) == (status, "", 1)
    assert str(folder) in answer.lines[0]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["progress", "--on", "2015-02-30"], "2015-02-30"),
        (["progress", "--on", "昨天"], "昨天"),
        (["progress", "--on", "31.3.2015"], "31.3.2015"),
        (["progress", "--indicator", "nothing"], "nothing"),
        (["progress", "--indicator", "unions_new", "--indicator", "没有"], "没有"),
        (["progress", "--org", "Z99"], "Z99"),
        (["progress", "--org", "Z99", "--all-orgs"], "Z99"),
        (["filing", "--period", "2015-13"], "2015-13"),
        (["filing", "--period", "三月"], "三月"),
        (["filing", "--period", ""], ""),
    ],
)
def test_a_wrong_call_is_one_line_that_names_what_was_wrong(xushi, workspace, words, named):
    answer = xushi(words[0], workspace, *words[1:])
    assert (answer.status, answer.out, len(answer.lines)) == (2, "", 1)
    assert named in answer.lines[0]


@pytest.mark.parametrize("words", [["nothing"], ["progress"], ["filing"], ["new", "x"], ["progress", "x", "--nothing"], ["filing", "x"]])
def test_a_call_that_typer_refuses_is_2(xushi, words):
    answer = xushi(*words)
    assert (answer.status, answer.out) == (2, "")


def test_an_unknown_federation_is_one_line(xushi, tmp_path):
    answer = xushi("demo", tmp_path / "x", "--federation", "beijing")
    assert (answer.status, len(answer.lines)) == (2, 1)
    assert not (tmp_path / "x").exists()


def spoil_master(workbook):
    workbook["单位"]["A1"] = "别的"


BROKEN = {
    "sheet": lambda folder: edit(folder / "总表.xlsx", lambda book: book.remove(book["单位"])),
    "header": lambda folder: edit(folder / "总表.xlsx", spoil_master),
    "master": lambda folder: (folder / "总表.xlsx").write_bytes(b"x"),
    "loop": lambda folder: tree(folder, ("0", None), ("A", "B"), ("B", "A")),
    "orphan": lambda folder: tree(folder, ("0", None), ("A", "Z")),
    "roots": lambda folder: tree(folder, ("0", None), ("1", None)),
    "none": tree,
    "twice": lambda folder: tree(folder, ("0", None), ("A", "0"), ("A", "0")),
    "indicators": lambda folder: edit(folder / "总表.xlsx", lambda book: book.remove(book["指标"])),
}


@pytest.mark.parametrize("words", [["progress", "--json"], ["filing", "--period", "2015-03", "--json"]], ids=["progress", "filing"])
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_master_stops_with_lines_that_name_it(xushi, workspace, kind, words):
    for book in (workspace / "填报").iterdir():
        book.unlink()
    BROKEN[kind](workspace)
    answer = xushi(words[0], workspace, *words[1:])
    assert (answer.status, answer.out) == (1, "")
    assert len(answer.lines) == (2 if kind == "loop" else 1)
    assert all("总表.xlsx" in line for line in answer.lines)


@pytest.mark.parametrize("kind", BROKEN)
def test_check_of_a_broken_master_tells_it_and_is_1(xushi, workspace, kind):
    BROKEN[kind](workspace)
    answer = xushi("check", workspace, "--json")
    assert answer.status == 1
    assert any(issue["book"] == "总表.xlsx" and issue["severity"] == "block" for issue in answer.json)


def test_an_unreadable_book_stops_nobody(xushi, workspace):
    fill(workspace / TOWN, "就业创业服务台账", EVENT)
    (workspace / "填报/B01 示例乙镇.xlsx").write_bytes(b"x")
    checked = xushi("check", workspace, "--json")
    assert [(issue["book"], issue["code"]) for issue in checked.json] == [("填报/B01 示例乙镇.xlsx", "not_a_workbook")]
    assert checked.status == 1
    answer = xushi("progress", workspace, "--on", "2015-03-31", "--json")
    assert (answer.status, len(answer.lines)) == (0, 1)
    assert len(answer.json) > 0


def test_a_wrong_formula_is_told_and_the_others_are_measured(xushi, workspace):
    fill(workspace / "总表.xlsx", "指标", {"指标代码": "bad", "名称": "坏", "计量单位": "个", "公式": "合计(组织建设月报.没有)"})
    answer = xushi("progress", workspace, "--on", "2015-03-31", "--json")
    assert answer.status == 0
    assert "bad" not in {row["indicator"] for row in answer.json}
    assert len(answer.lines) == 1
    (issue,) = [issue for issue in xushi("check", workspace, "--json").json if issue["severity"] == "block"]
    assert (issue["book"], issue["sheet"], issue["column"], issue["code"]) == ("总表.xlsx", "指标", "公式", "formula_column")


def test_a_formula_cell_as_formula_of_an_indicator_is_told(xushi, workspace):
    fill(workspace / "总表.xlsx", "指标", {"指标代码": "bad", "名称": "坏", "计量单位": "个", "公式": "=SUM(A1)"})
    assert "formula" in {issue["code"] for issue in xushi("check", workspace, "--json").json}
    assert xushi("progress", workspace, "--json").status == 0


@pytest.mark.parametrize(
    "lines", [[HEADER], [], ["code,name", "A,甲"], ["编码,名称,类别", "A,甲,乡镇"], ["A,甲,,乡镇"]], ids=["empty", "nothing", "short", "chinese", "headless"]
)
def test_a_branch_file_without_its_columns_is_one_line(xushi, branches, tmp_path, lines):
    answer = xushi("new", tmp_path / "w", "--name", "示例", "--branches", branches(*lines))
    assert (answer.status, answer.out, len(answer.lines)) == (2, "", 1)
    assert "branches.csv" in answer.lines[0]
    assert not (tmp_path / "w").exists()


def test_a_missing_branch_file_is_one_line(xushi, tmp_path):
    answer = xushi("new", tmp_path / "w", "--name", "示例", "--branches", tmp_path / "no.csv")
    assert (answer.status, len(answer.lines)) == (2, 1)
    answer = xushi("new", tmp_path / "w", "--name", "示例", "--branches", tmp_path)
    assert (answer.status, len(answer.lines)) == (2, 1)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["A,甲,,村"], "2"),
        (["A,甲,,乡镇", "B,乙,,"], "3"),
        (["A,甲,,乡镇", ",乙,,乡镇"], "3"),
        (["A,,,乡镇"], "2"),
        (["A,甲,Z,乡镇"], ""),
        (["A,甲,A,乡镇"], ""),
        (["A,甲,,乡镇", "A,乙,,乡镇"], ""),
        (["0,甲,,乡镇", "B,乙,,乡镇"], ""),
    ],
    ids=["kind", "no-kind", "no-code", "no-name", "orphan", "loop", "twice", "code-of-the-root"],
)
def test_a_wrong_line_of_a_branch_file_is_told_and_nothing_is_made(xushi, branches, tmp_path, lines, line):
    answer = xushi("new", tmp_path / "w", "--name", "示例", "--branches", branches(HEADER, *lines))
    assert (answer.status, answer.out) == (1, "")
    assert len(answer.lines) >= 1
    assert "branches.csv" in answer.lines[0] and line in answer.lines[0]
    assert not (tmp_path / "w").exists()


def test_a_wrong_day_of_a_branch_file_is_told(xushi, branches, tmp_path):
    answer = xushi("new", tmp_path / "w", "--name", "示例", "--branches", branches(f"{HEADER},opened_on", "A,甲,,乡镇,2015-02-30"))
    assert (answer.status, len(answer.lines)) == (1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_branch_files_as_excel_and_others_write_them(xushi, branches, tmp_path, encoding, end):
    lines = [f"{HEADER},opened_on,closed_on,备忘", 'A01,"示例,甲镇",,乡镇,2015-01-01,,x', "B01,示例乙街道,,街道,,2015-03-01", ""]
    assert xushi("new", tmp_path / "w", "--name", "示例总工会", "--branches", branches(*lines, encoding=encoding, end=end)).status == 0
    sheet = openpyxl.load_workbook(tmp_path / "w" / "总表.xlsx")["单位"]
    found = [[str(cell)[:10] if cell else None for cell in row[:6]] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == [
        ["0", "示例总工会", None, "总工会", None, None],
        ["A01", "示例,甲镇", "0", "乡镇", "2015-01-01", None],
        ["B01", "示例乙街道", "0", "街道", None, "2015-03-01"],
    ]
    assert xushi("check", tmp_path / "w").status == 0


def test_a_parent_0_that_is_not_in_the_file_is_the_root_that_is_made(xushi, branches, tmp_path):
    answer = xushi("new", tmp_path / "w", "--name", "示例", "--branches", branches(HEADER, "A,甲,0,乡镇", "B,乙,0,乡镇"))
    assert answer.status == 0
    assert xushi("check", tmp_path / "w").status == 0


def test_the_root_of_the_file_is_the_root(xushi, branches, tmp_path):
    answer = xushi(
        "new", tmp_path / "w", "--name", "示例", "--branches", branches(HEADER, "R,示例县总工会,,总工会", "X,片区,R,其他", "A,甲,X,乡镇", "001,乙,R,乡镇")
    )
    assert answer.status == 0
    assert sorted(path.name for path in (tmp_path / "w" / "填报").iterdir()) == ["001 乙.xlsx", "A 甲.xlsx"]
    assert [row["org"] for row in xushi("progress", tmp_path / "w", "--indicator", "unions_new", "--json").json] == ["R"]


def test_names_that_no_file_may_have_are_no_trouble(xushi, branches, tmp_path):
    lines = ["A/1,甲*镇?,,乡镇", "B:2,../../乙,,乡镇", f"C,{'长' * 200},,乡镇"]
    assert xushi("new", tmp_path / "w", "--name", "示例", "--branches", branches(HEADER, *lines)).status == 0
    assert len(list((tmp_path / "w" / "填报").iterdir())) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["branches.csv", "w"]
    assert xushi("check", tmp_path / "w").status == 0


def test_two_branches_whose_books_would_have_one_name_get_two_books(xushi, branches, tmp_path):
    answer = xushi("new", tmp_path / "w", "--name", "示例", "--branches", branches(HEADER, "A/1,甲,,乡镇", "A1,甲,,乡镇", "a1,甲,,乡镇"))
    assert (answer.status, len(list((tmp_path / "w" / "填报").iterdir()))) == (0, 3)
    assert xushi("check", tmp_path / "w", "--json").json == []


@pytest.mark.parametrize("command", ["new", "demo"])
@pytest.mark.parametrize("kind", ["full", "file"])
def test_a_place_that_is_taken_is_left_alone(xushi, branches, tmp_path, command, kind):
    target = tmp_path / "w"
    if kind == "full":
        target.mkdir()
        (target / "mine.txt").write_text("x")
    else:
        target.write_text("x")
    words = ["--name", "示例", "--branches", branches(HEADER, "A,甲,,乡镇")] if command == "new" else []
    answer = xushi(command, target, *words)
    assert (answer.status, answer.out, len(answer.lines)) == (2, "", 1)
    assert (target.read_text() if kind == "file" else (target / "mine.txt").read_text()) == "x"


def test_a_place_below_a_file_is_one_line(xushi, branches, tmp_path):
    (tmp_path / "file").write_text("x")
    answer = xushi("new", tmp_path / "file" / "w", "--name", "示例", "--branches", branches(HEADER, "A,甲,,乡镇"))
    assert (answer.status, len(answer.lines)) == (2, 1)


def test_an_empty_folder_that_stands_already_is_used(xushi, branches, tmp_path):
    (tmp_path / "w").mkdir()
    assert xushi("new", tmp_path / "w", "--name", "示例", "--branches", branches(HEADER, "A,甲,,乡镇")).status == 0


def run(*words, **more):
    return subprocess.run(
        [sys.executable, "cli.py", *map(str, words)], cwd=MAIN, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, **more
    )


def test_the_command_as_a_process(branches, tmp_path):
    """Results on standard output, messages on standard error, never a traceback."""
    made = run("new", tmp_path / "w", "--name", "示例县总工会", "--branches", branches(HEADER, "A01,示例甲镇,,乡镇"))
    assert (made.returncode, made.stdout) == (0, "")
    wrong = run("progress", tmp_path / "w", "--on", "2015-99-99")
    assert (wrong.returncode, wrong.stdout, len(wrong.stderr.splitlines())) == (2, "", 1)
    (tmp_path / "w" / "总表.xlsx").write_bytes(b"x")
    broken = run("progress", tmp_path / "w", "--json")
    assert (broken.returncode, broken.stdout, len(broken.stderr.splitlines())) == (1, "", 1)
    assert "Traceback" not in made.stderr + wrong.stderr + broken.stderr


@pytest.mark.parametrize("words", [[], ["demo"], ["new"], ["check"], ["progress"], ["filing"]])
def test_every_command_has_help(xushi, words):
    told = xushi(*words, "--help")
    assert (told.status, told.err) == (0, "")
    assert told.out
