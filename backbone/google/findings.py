"""Showing findings in a spreadsheet, and taking them away again: one read and one write, none where nothing changes."""

from collections.abc import Mapping
from typing import Any

from backbone.google.connection import Connection
from backbone.google.marks import FIELDS, Findings, is_ours, marking
from backbone.google.values import Json
from schema.folding import fold

_REPLIES = "replies(deleteConditionalFormatRule)"


def show(connection: Connection, file_id: str, findings: Mapping[str, Findings]) -> int:
    """Let the tabs of a spreadsheet bear these findings, by title, and no earlier ones; how many cells do. Raises NotReached, Rejected.

    Rules of people's own that were moved between reading and writing are put back: rules are known by their places only.
    """
    tabs = connection.spreadsheet(file_id, FIELDS).get("sheets") or []
    told = {tab["properties"].get("sheetId", 0): _inside(tab, findings) for tab in tabs}
    requests = [request for tab in tabs for request in marking(tab, told[tab["properties"].get("sheetId", 0)])]
    if requests:
        replies = connection.change(file_id, {"requests": requests}, _REPLIES).get("replies") or []
        if back := [again for request, reply in zip(requests, replies, strict=False) for again in _put_back(request, reply)]:
            connection.change(file_id, {"requests": back}, _REPLIES)
    return sum(map(len, told.values()))


def _inside(tab: Json, findings: Mapping[str, Findings]) -> Findings:
    """The findings of a tab that lie on its grid; rows may have been deleted since they were found."""
    size: Mapping[str, Any] = tab["properties"].get("gridProperties") or {}
    mine = next((told for title, told in findings.items() if fold(title) == fold(tab["properties"].get("title", ""))), {})
    return {(row, column): told for (row, column), told in mine.items() if row <= size.get("rowCount", 0) and column <= size.get("columnCount", 0) and told}


def _put_back(request: Json, reply: Json) -> list[Json]:
    rule = (reply.get("deleteConditionalFormatRule") or {}).get("rule")
    if rule is None or is_ours(rule):
        return []
    return [{"addConditionalFormatRule": {"index": request["deleteConditionalFormatRule"]["index"], "rule": rule}}]
