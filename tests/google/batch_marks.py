"""The kinds of ``batchUpdate`` requests for what lies on ranges: merges, protections, names, rules, filters, groups, metadata."""

from tests.google import areas, masks, metadata, view
from tests.google.errors import invalid

CUT_MERGE = "You must select all cells in a merged range to merge or unmerge them."


def _home(book, grid):
    """The sheet of a GridRange, checked to lie in it, and the range with its sheet id written out."""
    book.bounded(areas.of_grid(grid))
    sheet = book.sheet(grid.get("sheetId"))
    return sheet, {"sheetId": sheet.id, **{name: value for name, value in grid.items() if name != "sheetId"}}


def _unmerged(book, grid):
    """Take the merges inside a range away; one that sticks out is refused."""
    sheet, grid = _home(book, grid)
    area = areas.of_grid(grid)
    touched = [merge for merge in sheet.parts["merges"] if areas.of_grid(merge).touches(area)]
    for merge in touched:
        inner = areas.of_grid(merge)
        if not (area.holds(inner.top, inner.left) and area.holds(inner.bottom - 1, inner.right - 1)):
            raise invalid(CUT_MERGE)
        sheet.parts["merges"].remove(merge)


def unmerge_cells(book, body):
    _unmerged(book, body["range"])


def merge_cells(book, body):
    _unmerged(book, body["range"])
    area, kind = book.bounded(areas.of_grid(body["range"])), body.get("mergeType", "MERGE_ALL")
    sheet = book.sheet(area.sheet_id)
    rows = [(row, row + 1) for row in range(area.top, area.bottom)] if kind == "MERGE_ROWS" else [(area.top, area.bottom)]
    columns = [(at, at + 1) for at in range(area.left, area.right)] if kind == "MERGE_COLUMNS" else [(area.left, area.right)]
    for block in (areas.Area(sheet.id, *row, *column) for row in rows for column in columns):
        ends = {"startRowIndex": block.top, "endRowIndex": block.bottom, "startColumnIndex": block.left, "endColumnIndex": block.right}
        sheet.parts["merges"].append({"sheetId": sheet.id, **ends})
        for place in [place for place in sheet.cells if block.holds(*place) and place != (block.top, block.left)]:
            sheet.write(*place, {name: part for name, part in sheet.cell(*place).items() if name != "userEnteredValue"})


def add_protected_range(book, body):
    wanted = body["protectedRange"]
    sheet, grid = _home(book, wanted["range"])
    mine = {"protectedRangeId": book.new_id(), "requestingUserCanEdit": True}
    part = {**wanted, **mine, "range": grid, "editors": _editors(wanted.get("editors"))}
    sheet.parts["protectedRanges"].append(part)
    return {"protectedRange": view.part(part)}


def _editors(editors):
    return {name: value for name, value in (editors or {}).items() if value}


def _protection(book, protected_range_id):
    """The list of protections that holds an id, and the place in it."""
    for sheet in book.sheets:
        for at, part in enumerate(sheet.parts["protectedRanges"]):
            if part["protectedRangeId"] == protected_range_id:
                return sheet.parts["protectedRanges"], at
    raise invalid(f"No protected range with id: {protected_range_id}")


def _mine(part):
    if not part["requestingUserCanEdit"]:
        raise invalid("You do not have permission to change this protected range.")
    return part


def update_protected_range(book, body):
    new = body["protectedRange"]
    parts, at = _protection(book, new["protectedRangeId"])
    now = masks.put(_mine(parts[at]), new, masks.parse(body["fields"]))
    sheet, grid = _home(book, now["range"])
    kept = {"protectedRangeId": new["protectedRangeId"], "requestingUserCanEdit": True, "editors": _editors(now.get("editors"))}
    parts.pop(at)
    sheet.parts["protectedRanges"].append({**now, **kept, "range": grid})


def delete_protected_range(book, body):
    parts, at = _protection(book, body["protectedRangeId"])
    _mine(parts[at])
    parts.pop(at)


def add_named_range(book, body):
    wanted = body["namedRange"]
    if any(named["name"] == wanted["name"] for named in book.named):
        raise invalid(f'A named range with the name "{wanted["name"]}" already exists.')
    named = {"namedRangeId": str(book.new_id()), **wanted, "range": _home(book, wanted["range"])[1]}
    book.named.append(named)
    return {"namedRange": {**named, "range": areas.shown(named["range"])}}


def _named(book, named_range_id):
    for at, named in enumerate(book.named):
        if named["namedRangeId"] == named_range_id:
            return at
    raise invalid(f"No named range with id: {named_range_id}")


def update_named_range(book, body):
    new = body["namedRange"]
    at = _named(book, new["namedRangeId"])
    now = masks.put(book.named[at], new, masks.parse(body["fields"]))
    book.named[at] = {**now, "namedRangeId": new["namedRangeId"], "range": _home(book, now["range"])[1]}


def delete_named_range(book, body):
    book.named.pop(_named(book, body["namedRangeId"]))


def add_conditional_format_rule(book, body):
    rule = body["rule"]
    homes = [_home(book, grid) for grid in rule["ranges"]]
    if len({sheet.id for sheet, _ in homes}) != 1:
        raise invalid("All ranges of a rule must lie on one sheet.")
    rules = homes[0][0].parts["conditionalFormats"]
    rules.insert(body.get("index", len(rules)), {**rule, "ranges": [grid for _, grid in homes]})


def delete_conditional_format_rule(book, body):
    rules, at = book.sheet(body.get("sheetId")).parts["conditionalFormats"], body.get("index", 0)
    if at >= len(rules):
        raise invalid(f"No conditional format on sheet: {body.get('sheetId', 0)} at index: {at}")
    return {"rule": view.part(rules.pop(at))}


def set_basic_filter(book, body):
    wanted = body["filter"]
    sheet, grid = _home(book, wanted.get("range") or {})
    area = book.bounded(areas.of_grid(grid))
    ends = {"startRowIndex": area.top, "endRowIndex": area.bottom, "startColumnIndex": area.left, "endColumnIndex": area.right}
    sheet.parts["basicFilter"] = [{**wanted, "range": {"sheetId": sheet.id, **ends}}]


def clear_basic_filter(book, body):
    book.sheet(body.get("sheetId")).parts["basicFilter"] = []


def add_dimension_group(book, body):
    sheet, dimension = book.sheet(body["range"].get("sheetId")), body["range"]["dimension"]
    groups = sheet.groups[dimension]
    sheet.properties["gridProperties"][f"{dimension.removesuffix('S').lower()}GroupControlAfter"] = True
    around = [group for group in groups if areas.of_dimension(group["range"]).touches(areas.of_dimension(body["range"]))]
    groups.append({"range": body["range"], "depth": len(around) + 1})
    return {"dimensionGroups": [{**group, "range": areas.shown(group["range"])} for group in groups]}


def delete_dimension_group(book, body):
    groups = book.sheet(body["range"].get("sheetId")).groups[body["range"]["dimension"]]
    groups[:] = [group for group in groups if group["range"] != body["range"]]
    return {"dimensionGroups": [{**group, "range": areas.shown(group["range"])} for group in groups]} if groups else {}


def create_developer_metadata(book, body):
    return {"developerMetadata": metadata.shown(metadata.create(book, body["developerMetadata"]))}


def update_developer_metadata(book, body):
    changed = metadata.update(book, body["dataFilters"], body["developerMetadata"], body["fields"])
    return {"developerMetadata": [metadata.shown(one) for one in changed]}


def delete_developer_metadata(book, body):
    gone = metadata.delete(book, body["dataFilter"])
    return {"deletedDeveloperMetadata": [metadata.shown(one) for one in gone]} if gone else {}


KINDS = {
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
    "addNamedRange": add_named_range,
    "updateNamedRange": update_named_range,
    "deleteNamedRange": delete_named_range,
    "addConditionalFormatRule": add_conditional_format_rule,
    "deleteConditionalFormatRule": delete_conditional_format_rule,
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
    "addDimensionGroup": add_dimension_group,
    "deleteDimensionGroup": delete_dimension_group,
    "createDeveloperMetadata": create_developer_metadata,
    "updateDeveloperMetadata": update_developer_metadata,
    "deleteDeveloperMetadata": delete_developer_metadata,
}
