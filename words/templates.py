"""What a county meets when it edits a template in Word: the Chinese names of placeholders and of the styles that blocks are written in."""

from typing import Final

PLACEHOLDERS: Final = {
    "title": "标题",
    "addressees": "主送",
    "issuer": "发文机关",
    "dated": "成文日期",
    "snapshot": "快照号",
    "simulated": "模拟数据",
}
"""Texts, which may stand anywhere; ``simulated`` is for a condition."""

BLOCKS: Final = {"body": "正文", "annex_note": "附件说明", "signed": "落款", "annexes": "附件"}
"""Blocks of paragraphs, tables and charts, each of which takes the place of its whole paragraph."""

STYLES: Final = {
    "text": "公文正文",
    "level1": "公文一级标题",
    "level2": "公文二级标题",
    "level3": "公文三级标题",
    "level4": "公文四级标题",
    "title": "公文标题",
    "addressees": "公文主送",
    "number": "公文文号",
    "caption": "公文表题",
    "head": "公文表头",
    "cell": "公文表格",
    "picture": "公文图",
    "note": "公文说明",
    "annex_note": "公文附件说明",
    "annex": "公文附件",
    "annex_title": "公文附件标题",
    "issuer": "公文落款",
    "dated": "公文成文日期",
    "page": "公文页码",
    "draft": "公文代拟稿",
    "masthead": "公文刊名",
    "copies": "公文报送",
}
