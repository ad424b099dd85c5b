"""Personal data of spreadsheets at Google: none come to this machine's disk, not in copies, not in what a save remembers."""

import json

from backbone.book import Change, RowChange
from backbone.google.drive import title_of
from backbone.google.tabs import FIELDS
from ledger.ledger import load
from schema.check import check_grid
from schema.employment_ledger import EmploymentLedger
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.personal import is_masked
from schema.registry import MASTER_SHEETS
from schema.workspace import MASTER
from tests.schema.artificial import CARD, EMAIL, ID, MOBILE

BOOK, OTHER, SHEET = "填报/A01 示例镇.xlsx", f"填报/B01 {MOBILE}.xlsx", OrgMonthly.about.title
ROOT = {"code": "0", "name": "示例总工会", "kind": "总工会"}
LEAVES = [{"code": code, "name": name, "kind": "乡镇", "parent": "0"} for code, name in (("A01", "示例甲镇"), ("B01", "示例乙镇"))]
REMARK = [column.name for column in OrgMonthly.columns()].index("remark")
VALUES = (ID, MOBILE, CARD, EMAIL)


def laid_out(online, month):
    online.share(OTHER)
    online.backbone.create(MASTER, {model: [ROOT, *LEAVES] if model is Organisation else [] for model in MASTER_SHEETS})
    online.backbone.create(BOOK, {OrgMonthly: [month], EmploymentLedger: []}, ("A01", "示例甲镇"))
    person = online.person(BOOK)
    person.edit(SHEET, f"{chr(65 + REMARK)}2", f"请找{MOBILE}")
    person.edit(SHEET, "AC1", EMAIL)
    person.rename_tab(EmploymentLedger.about.title, f"名单{CARD}")
    person.fill(f"名单{CARD}", [[ID, MOBILE], [EMAIL]], "A3")
    online.backbone.look()
    return online.backbone


def leaks(online, *told):
    files = [path.read_text(encoding="utf-8", errors="replace") for path in online.own.rglob("*") if path.is_file()]
    return [value for value in VALUES for text in [*files, *told] if value in text]


def standing(backbone):
    (book,) = backbone.read([BOOK])
    return check_grid(OrgMonthly, book.grids[SHEET]).rows[0]


def test_copies_hold_none(online, month):
    backbone = laid_out(online, month)
    ledger = load(backbone)
    found = [issue for issue in ledger.issues if issue.code == "personal_data"]
    assert leaks(online, repr(ledger.issues), repr(backbone.revisions())) == []
    assert sorted(issue.values["kind"] for issue in found) == ["bank_card", "email", "email", "id_number", "mobile", "mobile", "mobile"]


def test_another_process_knows_the_marks(online, month):
    told = [issue for issue in load(laid_out(online, month)).issues if issue.code == "personal_data"]
    assert [issue for issue in load(online.process()).issues if issue.code == "personal_data"] == told


def test_a_save_finds_its_row_and_remembers_none(online, month):
    backbone, traces = laid_out(online, month), []
    row = standing(backbone)
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({"units_due": "21"}, dict(row.typed))]), note=traces.append)
    assert (standing(backbone).typed["units_due"], is_masked(standing(backbone).typed["remark"])) == ("21", True)
    assert (bool(traces), leaks(online, json.dumps(traces, ensure_ascii=False))) == (True, [])
    assert f"请找{MOBILE}" in json.dumps(backbone._connection.spreadsheet(online.ids[BOOK], FIELDS), ensure_ascii=False)


def test_a_value_is_mended_by_a_save(online, month):
    backbone = laid_out(online, month)
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({"remark": "一人"}, dict(standing(backbone).typed))]))
    assert standing(backbone).typed["remark"] == "一人"


def test_a_spreadsheet_is_found_by_its_masked_name(online, month):
    backbone = laid_out(online, month)
    (masked,) = [name for name in backbone.revisions() if is_masked(name)]
    (book,) = backbone.read([masked])
    assert (book.personal, book.problem, MOBILE in title_of(masked)) == ("mobile", None, False)
