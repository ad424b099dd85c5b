"""S02 集体协商台账: collective contracts, one row a contract."""

import datetime as dt
from typing import ClassVar, Literal

from schema.across import Across, OneContract, WithinDue, WithinStaff
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Code, Codes, Day, Period, Whole, column
from schema.rules import Rule, after, at_most, counts, needed, not_before
from schema.sheet import About

ContractType = Literal["综合", "工资专项", "女职工专项", "劳动安全专项"]
BargainingLevel = Literal["企业单独", "区域性", "行业性"]
FilingResult = Literal["通过", "退回", "待审"]
CheckResult = Literal["已履约", "部分履约", "未履约", "未检查"]
WAGES: ContractType = "工资专项"
_SHORTEST_TERM, _LONGEST_TERM = 365, 1097


def _usual_term(valid_to: dt.date, valid_from: dt.date) -> bool:
    """One to three years, whether the last day is written as the eve or as the anniversary itself."""
    return _SHORTEST_TERM <= (valid_to - valid_from).days + 1 <= _LONGEST_TERM


class BargainingLedger(BranchSheet):
    """One row a contract. Only contracts in force cover units; those without a list of units are counted by their figure."""

    about: ClassVar[About] = About("bargaining_ledger", "S02", "集体协商台账", frequency="月", event_date="signed_on")
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule("one_unit", "unit_codes", ("unit_codes", "level"), lambda units, level: level != "企业单独" or len(units) == 1),
        needed("no_list", "unit_codes", "level", lambda level: level in ("区域性", "行业性"), "warn"),
        counts("units_covered", "unit_codes", "block"),
        at_most("offer_on", "signed_on"),
        after("valid_to", "valid_from"),
        Rule("term_unusual", "valid_to", ("valid_to", "valid_from"), _usual_term, "warn"),
        not_before("filed_on", "signed_on"),
        needed("missing_check_date", "checked_on", "check_result", lambda result: result not in (None, "未检查")),
    )
    across: ClassVar[tuple[Across, ...]] = (
        OneContract("unit_codes", "contract_type", WAGES),
        WithinStaff("staff_covered", "unit_codes"),
        WithinDue("unit_codes", "contract_type", WAGES),
    )

    period: Period = column("报告期", required=True, places=True)
    contract_no: Code = column("合同编号", key=True)
    contract_type: Choice[ContractType] = column("合同种类", required=True)
    level: Choice[BargainingLevel] = column("协商层级", required=True)
    unit_codes: Codes = column("覆盖单位编码")
    units_covered: Whole = column("覆盖企业数", "enterprise", required=True, ge=0)
    staff_covered: Whole = column("覆盖职工数", "person", required=True, gt=0)
    offer_on: Day = column("发出要约日")
    signed_on: Day = column("签订日", required=True, places=True)
    valid_from: Day = column("生效日", required=True, places=True)
    valid_to: Day = column("失效日", required=True, places=True)
    filed_on: Day = column("报审日")
    filing_result: Choice[FilingResult] = column("审查结果")
    check_result: Choice[CheckResult] = column("履约检查结果", required=True)
    checked_on: Day = column("检查日")
