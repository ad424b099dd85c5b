"""A document with every kind of block, for the tests of all that is written from one."""

import datetime as dt

import pandas as pd

from charts.composition import composition
from charts.palette import LIGHT
from snapshots.document import Annex, Document, Figure, Paragraph, Picture, Source, Table
from snapshots.picture import Chart

ON = dt.date(2026, 8, 31)


def figure(text, column="value", org="0", **more):
    return Figure(text, Source(org, column, ON, **({"indicator": "new_members", "goal": "new_members@city"} | more)))


def chart():
    parts = pd.DataFrame({"name": ["企业", "机关"], "share": [3, 1]})
    return Chart("", composition(parts, LIGHT, description="企业 75%").to_dict())


def ranking(rows, columns=5):
    heads = ["名次", "单位", "目标（人）", "完成（人）", "完成率（%）", *(f"第{at}列" for at in range(6, columns + 1))]
    lines = [[(str(at),), (f"示例{at:02d}镇",), *((figure(f"{at * 10 + more}", org=f"{at:02d}"),) for more in range(columns - 2))] for at in range(1, rows + 1)]
    aligned = ["center", "left", *["right"] * (columns - 2)]
    return Table("新发展会员完成情况", heads, aligned, [1, 2, *[1.2] * (columns - 2)], lines, ["未报单位不排名：示例17镇。"])


def document(*, rows=6, paragraphs=1, **more):
    body = [
        Paragraph(("截至2026年8月31日，全县", figure("48", "expected", indicator=""), "个单位已报", figure("45", "reported", indicator=""), "个。"), key="lead")
    ]
    body += [Paragraph(("一、总体情况",), 1), Paragraph(("（一）组建",), 2), Paragraph(("1. 会员",), 3)]
    body += [Paragraph(("新发展会员", figure("2940"), "人，完成全年目标的", figure("49.0%", "completion"), "，低于序时进度。")) for _ in range(paragraphs)]
    body += [ranking(rows), Paragraph(("未报单位不排名。",), small=True), Picture(chart(), "构成", "企业占四分之三")]
    annexes = [Annex("全部目标进展情况表", [ranking(30, 10)]), Annex("各单位情况表", [ranking(60)])]
    given = {
        "kind": "bulletin",
        "issuer": "示例县总工会",
        "title": ["示例县总工会", "关于2026年1—8月重点工作进展情况的通报"],
        "addressees": "各乡镇（街道）、产业工会：",
        "blocks": body,
    }
    return Document(**(given | {"dated": dt.date(2026, 9, 2), "snapshot": "2026-08-1", "annexes": annexes, "simulated": True} | more))
