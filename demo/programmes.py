"""The sheet 专项 of a demo: the programmes a report names with their parts and checklists, the teams with their hosts, and figures that are only text."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from demo.federation import PHRASES, Federation
from demo.lines import Row
from demo.report import Named, programmes
from demo.visits import team_rows
from schema.programme import CHECKLIST
from schema.registry import BRANCH_SHEETS

_TITLES = {model.about.code: model.about.title for model in BRANCH_SHEETS}


def programme_rows(federation: Federation) -> Iterator[Row]:
    """The rows of 专项: programmes in the order of the report, each followed by its checklist."""
    named = [programme for programme in programmes() if programme.federation == federation.name]
    codes = {programme.name_zh: programme.code or f"p{at:02d}" for at, programme in enumerate(named, start=1)}
    yield from chain.from_iterable(_with_items(programme, codes, at) for at, programme in enumerate(named, start=1))
    if "visits" in federation.plan:
        yield from team_rows(federation, federation.plan["visits"]["programme"])
    for figure in federation.figures:
        if figure.shows == "text":
            yield {"code": figure.code, "name": figure.name_zh, "kind": CHECKLIST, "note": figure.as_written}


def _with_items(programme: Named, codes: Mapping[str, str], at: int) -> Iterator[Row]:
    code = codes[programme.name_zh]
    yield {
        "code": code,
        "name": programme.name_zh,
        "parent": codes.get(programme.parent),
        "order": at,
        "kind": programme.kind,
        "indicator_codes": programme.indicator_codes or None,
        "sheets": tuple(_TITLES[number] for number in programme.needs) or None,
        "start_on": programme.start_on,
        "due_on": programme.due_on,
        "done_on": programme.done_on,
        "note": programme.judged + (PHRASES["items"]["simulated"] if programme.done_on else ""),
    }
    for number, (name, note) in enumerate(_items(programme), start=1):
        yield {"code": f"{code}-{number}", "name": name, "parent": code, "order": number, "kind": CHECKLIST, "note": note}


def _items(programme: Named) -> Sequence[tuple[str, str | None]]:
    """Name and note of each item: those the report lists, then as many to be filled as it only counts."""
    words = PHRASES["items"]
    return [*((item, None) for item in programme.items), *((words["blank"].format(number), words["to_fill"]) for number in range(1, programme.blanks + 1))]
