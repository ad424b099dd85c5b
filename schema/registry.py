"""Every sheet there is, in the order people see them. A new sheet is one module and one line here."""

from schema.activity_ledger import ActivityLedger
from schema.assignment import Assignment
from schema.assistance_ledger import AssistanceLedger
from schema.bargaining_ledger import BargainingLedger
from schema.branch_sheet import BranchSheet
from schema.democracy_quarterly import DemocracyQuarterly
from schema.employment_ledger import EmploymentLedger
from schema.emulation_ledger import EmulationLedger
from schema.folding import fold
from schema.indicator import Indicator
from schema.mutual_aid_monthly import MutualAidMonthly
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.programme import Programme
from schema.resource_quarterly import ResourceQuarterly
from schema.return_note import ReturnNote
from schema.rights_ledger import RightsLedger
from schema.score_rule import ScoreRule
from schema.setting import Setting
from schema.sheet import Sheet
from schema.special_task import SpecialTask
from schema.target import Target
from schema.unit_register import UnitRegister
from schema.visit_log import VisitLog

BRANCH_SHEETS: tuple[type[BranchSheet], ...] = (
    OrgMonthly,
    BargainingLedger,
    DemocracyQuarterly,
    AssistanceLedger,
    RightsLedger,
    VisitLog,
    ActivityLedger,
    EmulationLedger,
    EmploymentLedger,
    MutualAidMonthly,
    ResourceQuarterly,
    SpecialTask,
)
RETURN_NOTE: type[Sheet] = ReturnNote
MASTER_SHEETS: tuple[type[Sheet], ...] = (Organisation, UnitRegister, Indicator, Target, Assignment, Programme, ScoreRule, Setting)
MEASURED: tuple[type[Sheet], ...] = (*BRANCH_SHEETS, UnitRegister)
"""The sheets whose rows formulas count."""
SHEETS: dict[str, type[Sheet]] = {model.about.name: model for model in (*BRANCH_SHEETS, RETURN_NOTE, *MASTER_SHEETS)}
_BY_TITLE = {fold(model.about.title): model for model in SHEETS.values()}


def by_title(title: str) -> type[Sheet] | None:
    """The sheet of this title, whatever the width or spacing it is written in."""
    return _BY_TITLE.get(fold(title))
