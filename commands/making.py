"""Making workspaces: of a published report, or blank from a list of branches."""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from backbone.errors import BackboneError, Unwritable
from backbone.places import Place
from backbone.workspace import NewBook, new_books, with_root
from commands.opening import Folder, give_up, open_place
from demo import FEDERATIONS, build
from ledger.organisations import Organisations, tree_issues
from progress.catalogue import standard_indicators
from schema.check import check_row
from schema.issue import Issue
from schema.organisation import Organisation
from words import text
from words.issues import sentence


def demo(folder: Folder, federation: Annotated[str, typer.Option(help=text("cli.federation", "en"))] = "nanjiang") -> None:
    """Make the workspace of one published report."""
    known = [found.key for found in FEDERATIONS]
    if federation not in known:
        give_up(2, "cli.unknown_federation", federation=federation, known=", ".join(known))
    _refuse_existing(folder)
    build(folder, federation)
    typer.echo(text("cli.made", place=folder), err=True)


def new(
    folder: Folder,
    name: Annotated[str, typer.Option(help=text("cli.name", "en"))],
    branches: Annotated[Path, typer.Option(help=text("cli.branches", "en"))],
) -> None:
    """Make a master workbook and one workbook a branch."""
    books = list(new_books(name, _branches(branches, name), standard_indicators()))
    place = open_place(folder)
    if place.online:
        _lay_out(place, books)
        return
    _refuse_existing(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for book in books:
            place.backbone.create(book.name, book.sheets, book.owner)
    except (OSError, BackboneError):
        give_up(2, "error.unwritable_book", place=folder)
    typer.echo(text("cli.made", place=folder), err=True)


def _lay_out(place: Place, books: Sequence[NewBook]) -> None:
    """Lay out the blank spreadsheets that people made; what has been laid out before is left, what is missing is told, so that it can be called again."""
    missing = 0
    for book in books:
        try:
            place.backbone.create(book.name, book.sheets, book.owner)
            typer.echo(text("cli.laid_out", book=book.name), err=True)
        except Unwritable:
            typer.echo(text("cli.left", book=book.name), err=True)
        except BackboneError as error:
            missing += 1
            typer.echo(text(f"error.{error.code}", place=error.place), err=True)
    if missing:
        give_up(1, "cli.not_laid_out", count=missing)


def branch_lines(path: Path) -> list[dict[str, str]]:
    """The lines of a branches.csv by column, as they stand there. Stops where there is no such file, or its letters are unknown."""
    if not path.is_file():
        give_up(2, "cli.no_file", place=path)
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))
    give_up(2, "cli.branch_columns", place=path)


def _branches(path: Path, name: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a branches.csv as rows of 单位 below one root. Stops with one line a fault."""
    lines = branch_lines(path)
    if not lines or not {"code", "name", "kind"} <= set(lines[0]):
        give_up(2, "cli.branch_columns", place=path)
    rows: list[dict[str, Any]] = []
    issues: list[tuple[int, Issue]] = []
    for number, line in enumerate(lines, start=2):
        row, found = check_row(Organisation, {name: value for name, value in line.items() if name in Organisation.model_fields and value})
        rows.append(dict(row.values or {}))
        issues += [(number, issue) for issue in found]
    organisations = with_root(name, rows)
    if not issues:
        made = Organisations({**dict.fromkeys(Organisation.model_fields), **row} for row in organisations)
        issues += [(0, issue) for issue in tree_issues(made, path.name, "")]
    for number, issue in issues:
        typer.echo(f"{path.name} {number or ''} {issue.column}: {sentence(issue)}", err=True)
    if issues:
        raise typer.Exit(1)
    return organisations


def _refuse_existing(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        give_up(2, "cli.not_empty", place=folder)
