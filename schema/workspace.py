"""The names that files and sheets of a workspace bear."""

import re

MASTER = "总表.xlsx"
BRANCH_FOLDER = "填报"
OWN_FOLDER = ".xushi"
CACHE = f"{OWN_FOLDER}/cache"
GUIDE = "填表说明"
JOURNAL_TAB = "_序时"
COPY_MARK = "(待修改)"
MARKED_COPY = re.compile(re.escape(COPY_MARK) + r" ?(\(\d+\))?\.xlsx$", re.IGNORECASE)
DASH = "—"
YES_NO = {True: "是", False: "否"}
LIST_MARK = "、"
TEMPLATE_FOLDER = "模板"
TEMPLATE_FILES = {"bulletin": "通报.docx", "brief": "简报.docx", "summary": "工作总结.docx"}
