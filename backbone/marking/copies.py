"""Marked copies of workbooks: made from a file that is found harmless, and put beside it where somebody asks for that."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from backbone.errors import REASONS, BackboneError, HeldOpen, Unreadable, Unwritable
from backbone.locks import holder, mark
from backbone.marking.drawing import listed
from backbone.marking.findings import Told, told
from backbone.reading.workbooks import read_workbook
from backbone.writing.replacing import write
from schema.issue import Issue
from schema.workspace import BRANCH_FOLDER, COPY_MARK

_PATIENCE = 60.0
_MOST_BYTES = 64 << 20
_ROOT = str(Path(__file__).parents[2])
COMMAND = [sys.executable, "-P", "-m", "backbone.marking.child"]


def marked_copy(path: Path, issues: Sequence[Issue], language: str = "zh_CN") -> bytes:
    """The workbook with these findings marked in it, or a list of them where it cannot be marked. Raises Unreadable."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(path.name) from error
    findings = told(issues, language)
    with tempfile.TemporaryDirectory(prefix="xushi-") as place:
        return (_marked(content, findings, Path(place)) if _is_harmless(content, Path(place)) else None) or listed(findings)


def copy_name(name: str) -> str:
    """What the marked copy of a book is called."""
    return f"{name.removesuffix('.xlsx')}{COPY_MARK}.xlsx"


def put_beside(path: Path, content: bytes) -> Path:
    """Write the marked copy of a book beside it, in place of an earlier one. Raises HeldOpen, Unwritable."""
    beside = path.with_name(copy_name(path.name))
    if held := holder(beside):
        raise HeldOpen(held)
    temporary = beside.with_name(f".xushi-{mark(beside.name)}.tmp")
    try:
        write(temporary, content)
        temporary.replace(beside)
    except OSError as error:
        raise Unwritable(beside.name) from error
    finally:
        temporary.unlink(missing_ok=True)
    return beside


def put_all_beside(folder: Path, issues: Iterable[Issue]) -> Iterator[tuple[str, BackboneError | None]]:
    """A marked copy beside each branch's book in which something is to be mended: its name, and why it could not be put there.

    A book that nobody can read has no copy.
    """
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.book, []).append(issue)
    for book, those in found.items():
        if not book.startswith(f"{BRANCH_FOLDER}/") or all(one.explained for one in those) or any(one.code in REASONS for one in those):
            continue
        failure: BackboneError | None = None
        try:
            put_beside(folder / book, marked_copy(folder / book, those))
        except BackboneError as error:
            failure = error
        yield copy_name(book), failure


def _is_harmless(content: bytes, place: Path) -> bool:
    """Whether a reading process lets these very bytes through."""
    file = place / "book.xlsx"
    file.write_bytes(content)
    try:
        read_workbook(file)
    except Unreadable:
        return False
    return True


def _marked(content: bytes, findings: Told, place: Path) -> bytes | None:
    """What a marking process made; None where the workbook was too much for it."""
    paths = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": paths, "TMPDIR": str(place), "TEMP": str(place), "OPENBLAS_NUM_THREADS": "1"}
    given = json.dumps(findings).encode() + b"\n" + content
    try:
        done = subprocess.run(COMMAND, input=given, capture_output=True, timeout=_PATIENCE, env=env, check=False)  # noqa: S603 our own module
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 and 0 < len(done.stdout) <= _MOST_BYTES else None
