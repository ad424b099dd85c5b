"""The text of a reminder, to the letter."""

import datetime as dt

from progress.reminders import Lack
from words.reminders import reminder

DUE = dt.date(2026, 9, 5)
LACKS = [
    Lack("组织建设月报", "untouched", {}, ""),
    Lack("维权案件台账", "partial", {"结果": 2, "办结日": 1}, ""),
    Lack("集体协商台账", "untouched", {}, ""),
    Lack("互助保障月报", "returned", {}, "人次不对"),
    Lack("帮扶慰问台账", "invalid", {}, ""),
]


def test_a_branch_is_told_sheet_by_sheet_what_is_missing():
    assert reminder("2026年8月", DUE, "overdue", [("示例17镇", LACKS), ("示例29镇", LACKS[:1])]).splitlines() == [
        "【序时・2026年8月报送】已过截止日（9月5日），请尽快补报：",
        "示例17镇：组织建设月报、集体协商台账未报；维权案件台账缺“结果”2格、“办结日”1格；互助保障月报已退回（人次不对），改好后重报；"
        "帮扶慰问台账有填错的格，改好才能计入。",
        "示例29镇：组织建设月报未报。",
        "没有发生的请报“零报告”。",
    ]


def test_the_first_line_has_the_tone_and_the_language():
    heads = [reminder("Aug 2026", DUE, tone, [], "en").splitlines()[0] for tone in ("before", "today", "overdue")]
    assert [head.partition("] ")[2] for head in heads] == [
        "Please complete by 5 Sep 2026:",
        "Due today (5 Sep 2026), please complete:",
        "Was due on 5 Sep 2026, please file as soon as possible:",
    ]
