"""A county the demo has never seen, filled by another program by header text only; every number below is worked by hand.

The union year begins on 1 October 2014. Towns A01 and B01 file; C01 closed on 1 March 2015 into A01; D01 never filed.
"""

import datetime as dt

import pytest

from tests.cli.filler import fill, setting

D = dt.date
LINES = [
    "code,name,parent,kind,opened_on,closed_on",
    "A01,示例甲镇,,乡镇,,",
    "B01,示例乙镇,,乡镇,,",
    "C01,示例丙镇,,乡镇,,2015-03-01",
    "D01,示例丁街道,,街道,,",
]
MONTH = dict.fromkeys(["期初会员数", "新发展会员数", "减少会员数", "期末会员数", "新覆盖独立法人单位数", "期末职工数", "撤并数"], 0)


def month(period, new, begin, due=50, covered=40, **changed):
    row = {"报告期": period, "单位性质": "非公企业", "应建会单位数": due, "已覆盖单位数": covered, "期初基层工会数": begin, "新建基层工会数": new}
    return {**row, "期末基层工会数": begin + new, **MONTH, **changed}


def contract(number, **changed):
    row = {"报告期": "2015-02", "合同编号": number, "合同种类": "工资专项", "协商层级": "区域性", "覆盖职工数": 300, "签订日": D(2015, 2, 1)}
    return {**row, "生效日": D(2015, 2, 1), "失效日": D(2016, 1, 31), "履约检查结果": "未检查", **changed}


def unit(code, branch, bargain="是"):
    row = {"单位编码": code, "单位全称": f"示例{code}厂", "所属填报单位": branch, "单位性质": "非公企业", "是否独立法人": "是", "职工人数": 80}
    return {**row, "是否应建会": "是", "是否应开展工资集体协商": bargain, "建会形式": "未建"}


def help_given(period, files):
    row = {"报告期": period, "项目": "困难建档", "实施日": f"{period}-05", "对象类别": "困难职工", "惠及人数": 2, "资金(元)": 1000}
    return row if files is None else {**row, "期末在档数": files}


def goal(code, branch, value, basis):
    row = {"指标代码": code, "填报单位": branch, "任务起始日": D(2014, 10, 1), "完成时限": D(2015, 9, 30), "目标值": value, "比较方向": "≥", "口径": basis}
    return {**row, "下达层级": "市", "性质": "刚性", "版本": 1, "生效日": D(2014, 10, 1)}


SIGNED = (
    "(去重(集体协商台账.覆盖单位编码，合同种类＝“工资专项”，有效＝是，是否应开展工资集体协商＝是)"
    " + 合计(集体协商台账.覆盖企业数，合同种类＝“工资专项”，有效＝是，覆盖单位编码＝空))"
    " ÷ 计数(单位名录.单位编码，是否应开展工资集体协商＝是) × 100"
)


@pytest.fixture
def county(xushi, branches, tmp_path):
    folder = tmp_path / "示例县"
    assert xushi("new", folder, "--name", "示例县总工会", "--branches", branches(*LINES)).status == 0
    books = {path.name.split(" ")[0]: path for path in (folder / "填报").glob("*.xlsx")}
    assert sorted(books) == ["A01", "B01", "C01", "D01"]
    master = folder / "总表.xlsx"
    setting(master, "年度起始", "10-01")
    formulas = [("t_new", "合计(组织建设月报.新建基层工会数)"), ("t_rate", "期末(组织建设月报.已覆盖单位数)/期末(组织建设月报.应建会单位数)*100")]
    formulas += [("t_signed", SIGNED), ("t_copies", "计数(集体协商台账.合同编号, 有效=是)"), ("t_files", "合计(帮扶慰问台账.期末在档数)")]
    fill(master, "指标", *({"指标代码": code, "名称": code, "计量单位": "个", "公式": formula} for code, formula in formulas))
    fill(master, "目标", goal("t_new", "0", 40, "新增"), goal("t_signed", "0", 95, "比率"), goal("t_new", "A01", 12, "新增"))
    units = [unit(f"u{at}", "A01") for at in range(20)] + [unit(f"v{at}", "B01") for at in range(20)] + [unit("w", "B01", "否")]
    fill(master, "单位名录", *units)
    fill(books["A01"], "组织建设月报", month("2014-09", 9, 0), month("2014-10", 4, 9), month("2015-03", 2, 13, 60, 45))
    fill(books["B01"], "组织建设月报", month("2014-12", 3, 0, 30, 15), month("2015-03", 1, 3, 40, 10))
    fill(books["C01"], "组织建设月报", month("2015-01", 5, 0, 100, 100), month("2015-02", 5, 5, 100, 100))
    listed = "、".join([*(f"u{at}" for at in range(12)), "v0", "v1", "w"])
    fill(
        books["A01"],
        "集体协商台账",
        contract("r1", 覆盖单位编码=listed, 覆盖企业数=15),
        contract("r2", 覆盖企业数=6, 报告期="2015-03", 签订日=D(2015, 3, 1), 生效日=D(2015, 3, 1), 失效日=D(2016, 2, 29)),
    )
    fill(
        books["B01"],
        "集体协商台账",
        contract("r1", 覆盖单位编码="v1，v2 v3", 覆盖企业数=3),
        contract("old", 覆盖单位编码="v9", 覆盖企业数=1, 生效日=D(2014, 3, 1), 失效日=D(2015, 2, 28), 签订日=D(2014, 3, 1)),
    )
    fill(books["C01"], "集体协商台账", contract("c1", 覆盖企业数=11))
    fill(books["A01"], "帮扶慰问台账", help_given("2015-03", None))
    fill(books["B01"], "帮扶慰问台账", help_given("2015-03", 0))
    fill(books["C01"], "帮扶慰问台账", help_given("2015-02", "—"))
    return folder


@pytest.fixture
def told(xushi, county):
    answer = xushi("progress", county, "--on", "2015-03-31", "--all-orgs", "--json")
    assert answer.status == 0
    return {(row["org"], row["indicator"]): row for row in answer.json}


def test_nothing_is_wrong_but_what_is_not_listed(xushi, county):
    answer = xushi("check", county, "--json")
    assert answer.status == 0
    assert {issue["severity"] for issue in answer.json} == {"warn"}
    assert {issue["code"] for issue in answer.json} == {"no_list", "not_as_registered", "beyond_staff", "two_branches"}
    assert sorted((issue["book"], issue["row"]) for issue in answer.json if issue["code"] == "no_list") == [
        ("填报/A01 示例甲镇.xlsx", 3),
        ("填报/C01 示例丙镇.xlsx", 2),
    ]


def test_flows_count_from_the_first_of_october_and_a_closed_branch_keeps_its_own(told):
    """A01 4 + 2, B01 3 + 1, C01 5 + 5 = 20 of 40; 182 of 365 days are gone."""
    assert {org: told[org, "t_new"]["value"] for org in ("0", "A01", "B01", "C01", "D01")} == {"0": 20, "A01": 6, "B01": 4, "C01": 10, "D01": None}
    root = told["0", "t_new"]
    assert (root["target"], root["completion"]) == (40, 50)
    assert root["elapsed"] == pytest.approx(100 * 182 / 365)
    assert root["gap"] == pytest.approx(50 - 100 * 182 / 365)
    assert (root["lamp"], told["A01", "t_new"]["lamp"]) == ("on_pace", "on_pace")
    assert (told["A01", "t_new"]["target"], told["A01", "t_new"]["completion"]) == (12, 50)
    assert [told[org, "t_new"]["target"] for org in ("B01", "C01", "D01")] == [None, None, None]


def test_a_rate_is_of_those_who_are_open_numerators_over_denominators(told):
    """A01 45 of 60 and B01 10 of 40 = 55 of 100; C01 closed, D01 silent."""
    root = told["0", "t_rate"]
    assert (root["numerator"], root["denominator"], root["value"]) == (55, 100, pytest.approx(55))
    assert {org: told[org, "t_rate"]["value"] for org in ("A01", "B01", "C01", "D01")} == {"A01": 75, "B01": 25, "C01": None, "D01": None}


def test_coverage_counts_units_once_where_they_belong(told):
    """Listed and due: u0–u11 for A01, v0–v3 for B01 (v1 twice, w not due, v9 expired) = 16; unlisted 6 for A01: 22 of 40."""
    assert (told["0", "t_signed"]["numerator"], told["0", "t_signed"]["denominator"]) == (22, 40)
    assert {org: told[org, "t_signed"]["value"] for org in ("0", "A01", "B01")} == {"0": 55, "A01": 90, "B01": 20}
    assert (told["0", "t_signed"]["gap"], told["0", "t_signed"]["lamp"]) == (-40, "behind")
    assert told["0", "t_copies"]["value"] == 3


def test_blank_nought_and_dash_are_three_things(told):
    assert {org: told[org, "t_files"]["value"] for org in ("0", "A01", "B01", "C01", "D01")} == {"0": 0, "A01": None, "B01": 0, "C01": None, "D01": None}


def test_who_reported_of_those_expected(told):
    """March: A01 and B01 filed 组织建设月报, D01 did not, C01 is closed."""
    assert {org: (told[org, "t_new"]["reported"], told[org, "t_new"]["expected"]) for org in ("0", "A01", "B01", "C01", "D01")} == {
        "0": (2, 3),
        "A01": (1, 1),
        "B01": (1, 1),
        "C01": (0, 0),
        "D01": (0, 1),
    }
    assert (told["0", "t_signed"]["reported"], told["0", "t_signed"]["expected"]) == (1, 3)


def test_the_day_before_the_branch_closed_it_counts_in_full(xushi, county):
    answer = xushi("progress", county, "--on", "2015-02-28", "--indicator", "t_rate", "--indicator", "t_copies", "--indicator", "t_new", "--json")
    found = {row["indicator"]: row for row in answer.json}
    assert (found["t_rate"]["numerator"], found["t_rate"]["denominator"]) == (40 + 15 + 100, 50 + 30 + 100)
    assert found["t_copies"]["value"] == 4
    assert (found["t_new"]["value"], found["t_new"]["expected"]) == (17, 4)


def test_months_of_the_union_year(xushi, county):
    answer = xushi("progress", county, "--on", "2015-03-31", "--indicator", "t_new", "--monthly", "--json")
    assert [(row["on"], row["value"]) for row in answer.json] == [
        ("2014-10-31", 4),
        ("2014-11-30", 4),
        ("2014-12-31", 7),
        ("2015-01-31", 12),
        ("2015-02-28", 17),
        ("2015-03-31", 20),
    ]


def test_filing_of_march(xushi, county):
    answer = xushi("filing", county, "--period", "2015-03", "--json")
    assert answer.status == 0
    states = {(row["org"], row["sheet"]): row["state"] for row in answer.json}
    assert {org for org, _ in states} == {"A01", "B01", "D01"}
    assert [states[org, "组织建设月报"] for org in ("A01", "B01", "D01")] == ["submitted", "submitted", "untouched"]
    assert states["B01", "帮扶慰问台账"] == "submitted"
    assert states["B01", "集体协商台账"] == "untouched"


def test_a_figure_changes_with_the_book_and_a_broken_book_stops_nobody(xushi, county):
    (county / "填报/B01 示例乙镇.xlsx").write_bytes(b"broken")
    answer = xushi("progress", county, "--on", "2015-03-31", "--indicator", "t_new", "--json")
    assert (answer.status, answer.json[0]["value"]) == (0, 16)
    assert len(answer.lines) == 1
    assert "填报/B01 示例乙镇.xlsx" in answer.lines[0]
