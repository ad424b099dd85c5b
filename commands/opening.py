"""What every command does first: the workspace of a folder opened, or a line that says why it cannot be."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from access.database import FILE, DatabaseError, database
from backbone.errors import BackboneError
from backbone.places import Place
from backbone.places import place as opened
from ledger.cache import Cache
from ledger.ledger import Ledger, load
from progress.indicators import load_indicators
from progress.programmes import load_programmes
from schema.issue import Issue
from settings import settings
from words import text
from words.figures import moment
from words.issues import place as place_of
from words.issues import sentence

_Found = TypeVar("_Found")
Folder = Annotated[Path, typer.Argument(help=text("cli.folder", "en"))]
ZONE = dt.timezone(dt.timedelta(hours=8))
AsJson = Annotated[bool, typer.Option("--json", help=text("cli.json", "en"))]


def open_place(folder: Path) -> Place:
    """The workspace of a folder, or the one of Google's that is named instead. Stops where there is no usable key."""
    try:
        return opened(str(folder), settings())
    except BackboneError as error:
        give_up(2, f"error.{error.code}", place=error.place)


def open_ledger(folder: Path) -> Ledger:
    """The ledger of a workspace. One that cannot be reached now is as it was seen last, which is said."""
    place = open_place(folder)
    try:
        try:
            place.backbone.look()
        except BackboneError as error:
            if not place.backbone.seen_at:
                raise
            typer.echo(text(f"error.{error.code}", place=error.place), err=True)
            typer.echo(text("cli.as_seen", time=moment(place.backbone.seen_at, "zh_CN")), err=True)
        return load(place.backbone, cache=Cache(place.own / "cache"))
    except BackboneError as error:
        give_up(2, f"error.{error.code}", place=error.place)


def all_issues(ledger: Ledger) -> list[Issue]:
    """What is wrong in the books, in the formulas of the indicators and in the tree of programmes."""
    return [*ledger.issues, *load_indicators(ledger)[1], *load_programmes(ledger)[1]]


def of_pages(folder: Path, asked: Callable[[Place, Any], _Found]) -> _Found | None:
    """What the database of the pages tells; None where no page has ever written one, or where it cannot be reached, which is said."""
    place = open_place(folder)
    if not (settings().database or (place.own / FILE).exists()):
        return None
    try:
        return asked(place, database(settings().database, place.own))
    except DatabaseError:
        typer.echo(text("cli.no_journal", place=folder), err=True)
        return None


def now() -> dt.datetime:
    """This moment."""
    return dt.datetime.now(tz=dt.UTC)


def stop_if_broken(ledger: Ledger) -> None:
    """A master workbook that cannot be used stops the command; anything else is told on stderr and counted out."""
    issues = all_issues(ledger)
    fatal = [issue for issue in issues if ledger.is_fatal(issue)]
    for issue in fatal or (found for found in issues if found.severity == "block"):
        where = place_of(issue)
        typer.echo(f"{where['book']} {where['sheet']} {where['cell'] or where['column']}: {sentence(issue)}", err=True)
    if fatal:
        raise typer.Exit(1)


def day_of(typed: str) -> dt.date:
    """A day as it is typed behind an option: 2026-10-31. Stops where it is none."""
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        give_up(2, "cli.wrong_date", typed=typed)


def give_up(status: int, code: str, /, **values: object) -> NoReturn:
    """End the command with one line on stderr."""
    typer.echo(text(code, **values), err=True)
    raise typer.Exit(status)
