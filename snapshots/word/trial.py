"""A county's own templates tried before anything is written with them."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from schema.workspace import TEMPLATE_FILES
from snapshots.document import KINDS, Document, Kind
from snapshots.word.errors import BadTemplate
from snapshots.word.templates import template_of
from snapshots.word.writing import to_docx


def bad_templates(folder: Path) -> Iterator[tuple[Path, BadTemplate]]:
    """The files of a folder of templates that cannot be used, each with what is wrong with it first."""
    for kind in KINDS:
        own = folder / TEMPLATE_FILES[kind]
        found = _fault(kind, folder) if own.is_file() else None
        if found:
            yield own, found


def _fault(kind: Kind, folder: Path) -> BadTemplate | None:
    """Filled with an empty document, of a demo and of a county: what stands under a condition is looked at too."""
    try:
        for simulated in (False, True):
            to_docx(Document(kind, "", [""], "", [], dt.date.min, "", simulated=simulated), template_of(kind, folder))
    except BadTemplate as error:
        return error
    return None
