"""Documents with every kind of block, in which every figure has a source of its own."""

import datetime as dt
from functools import cache

import pandas as pd

from charts.composition import composition
from charts.palette import LIGHT
from snapshots.document import Annex, Document, Figure, Paragraph, Picture, Source, Table
from snapshots.picture import Chart

ON = dt.date(2026, 8, 31)
DATED = dt.date(2026, 9, 4)
ORDINARY = "各乡镇（街道）工会要对照年度目标，逐项核对台账，补齐合同文本，确保数据真实、准确、完整，按时报送。"


def figure(text, org="510000", column="value", indicator="R001", **more):
    return Figure(text, Source(org, column, ON, indicator, "2026-R001" if indicator else "", **more))


@cache
def chart():
    parts = pd.DataFrame({"name": ["达序时", "偏慢", "滞后"], "share": [7, 3, 2]})
    return Chart("", composition(parts, LIGHT, description="达序时 7 项").to_dict())


def table(rows=6, columns=7, caption="新发展会员完成情况"):
    heads = ["名次", "单位", "目标（人）", "完成（人）", "完成率（%）", "进度差", "灯", *(f"指标{at}（家）" for at in range(8, 30))][:columns]
    aligned = ["center", "left", *["right"] * (columns - 3), "center"] if columns == 7 else ["center", "left", *["right"] * (columns - 2)]
    widths = [1, 2.4, *[1.5] * (columns - 3), 0.8] if columns == 7 else [1, 2.4, *[1.5] * (columns - 2)]

    def row(at):
        org = f"{at:02}"
        cells = [(str(at),), (f"示例{org}镇",), *((figure(f"{at * 13 + place:,}", org, f"column{place}"),) for place in range(columns - 3))]
        return [*cells, ("▲",) if columns == 7 else (figure("62.7", org, "completion"),)]

    return Table(caption, heads, aligned, widths, [row(at) for at in range(1, rows + 1)], ["未报单位不排名：示例17镇、示例29镇。"])


def opening():
    counts = ["截至2026年8月31日，全县48个单位已报", figure("45", column="reported", indicator="", of="2026-08"), "个，年度时间已过"]
    return Paragraph((*counts, figure("66.6%", column="elapsed"), "。现将进展情况通报如下。"), key="opening")


def bulletin(**changes):
    blocks = [
        opening(),
        Paragraph(("一、总体情况",), 1),
        Paragraph(("（一）基本情况",), 2),
        Paragraph(("1.新发展会员。", "新发展会员", figure("2940"), "人，完成全年目标的", figure("49.0%", column="completion"), "。" + ORDINARY), 3),
        Paragraph(("（1）工资集体协商签约率", figure("88.8%", indicator="R002"), "，距目标6.2个百分点。"), 4),
        Paragraph((ORDINARY * 3,)),
        Paragraph(("二、新发展会员完成情况",), 1),
        table(),
        Picture(chart(), "图1  各项目标亮灯情况", "达序时7项，偏慢3项，滞后2项。"),
        Paragraph(("三、下步要求",), 1),
        Paragraph((ORDINARY * 2,)),
        Paragraph(("注：完成率含未审数据。",), small=True),
    ]
    annexes = [
        Annex("新发展会员完成情况", [table(60)]),
        Annex("各单位全部指标完成情况", [table(45, 14, "")]),
        Annex("亮灯情况", [Picture(chart(), "", "图")]),
    ]
    given = {
        **{"kind": "bulletin", "issuer": "示例县总工会", "title": ["示例县总工会", "关于2026年1—8月重点工作进展情况的通报"], "dated": DATED},
        **{"addressees": "各乡镇（街道）、产业工会", "blocks": blocks, "snapshot": "2026-08", "annexes": annexes, "simulated": True},
    }
    return Document(**{**given, **changes})
