"""The ``xushi`` command: the same work without a browser. Results go to stdout, messages to stderr.

Exit status: 0 done, 1 the data are at fault, 2 called wrongly.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from pydantic_core import PydanticCustomError

from access.database import FILE, DatabaseError, database
from backbone.errors import BackboneError, Unwritable
from backbone.journal.reviews import Reviews
from backbone.journal.saves import Journal
from backbone.journal.vanished import all_vanished
from backbone.marking.copies import put_all_beside
from backbone.places import Place
from backbone.places import place as opened
from backbone.workspace import NewBook, new_books, with_root
from demo import FEDERATIONS, build
from ledger.cache import Cache
from ledger.engine import EngineError
from ledger.ledger import Ledger, load
from ledger.organisations import Organisations, tree_issues
from progress.catalogue import standard_indicators
from progress.filing import filings
from progress.indicators import load_indicators
from progress.programmes import load_programmes
from progress.records import PUBLIC, UnknownIndicator, data_date, month_ends, records
from progress.reviews import contents, reviewed
from schema.check import check_row
from schema.issue import Issue
from schema.organisation import Organisation
from schema.values import read_period
from settings import settings
from snapshots.console import document, plain, printed
from words import text
from words.figures import moment
from words.issues import listing, sentence
from words.issues import place as place_of

_Found = TypeVar("_Found")
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=text("cli.help", "en"))

Folder = Annotated[Path, typer.Argument(help=text("cli.folder", "en"))]
ZONE = dt.timezone(dt.timedelta(hours=8))
AsJson = Annotated[bool, typer.Option("--json", help=text("cli.json", "en"))]


@app.command(help=text("cli.demo", "en"))
def demo(folder: Folder, federation: Annotated[str, typer.Option(help=text("cli.federation", "en"))] = "nanjiang") -> None:
    """Make the workspace of one published report."""
    known = [found.key for found in FEDERATIONS]
    if federation not in known:
        _stop(2, "cli.unknown_federation", federation=federation, known=", ".join(known))
    _refuse_existing(folder)
    build(folder, federation)
    typer.echo(text("cli.made", place=folder), err=True)


@app.command(help=text("cli.new", "en"))
def new(
    folder: Folder,
    name: Annotated[str, typer.Option(help=text("cli.name", "en"))],
    branches: Annotated[Path, typer.Option(help=text("cli.branches", "en"))],
) -> None:
    """Make a master workbook and one workbook a branch."""
    books = list(new_books(name, _branches(branches, name), standard_indicators()))
    place = _place(folder)
    if place.online:
        _lay_out(place, books)
        return
    _refuse_existing(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for book in books:
            place.backbone.create(book.name, book.sheets, book.owner)
    except (OSError, BackboneError):
        _stop(2, "error.unwritable_book", place=folder)
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
        _stop(1, "cli.not_laid_out", count=missing)


@app.command(help=text("cli.check", "en"))
def check(folder: Folder, as_json: AsJson = False, mark: Annotated[bool, typer.Option("--mark", help=text("cli.mark", "en"))] = False) -> None:
    """Print every issue; exit 1 if one of them keeps data out."""
    if mark and _place(folder).online:
        _stop(2, "cli.mark_online")
    ledger = _ledger(folder)
    issues = [*_all_issues(ledger), *_vanished(folder)]
    if as_json:
        typer.echo(document([_told(issue) for issue in issues]))
    else:
        for line in listing(issues):
            typer.echo(line)
    for copy, failure in put_all_beside(folder, issues) if mark else ():
        typer.echo(text(f"cli.copy_{failure.code if failure else 'made'}", place=copy), err=True)
    raise typer.Exit(1 if any(issue.severity == "block" for issue in issues) else 0)


def _told(issue: Issue) -> dict[str, Any]:
    explained = issue.explained and {"who": issue.explained.who, "on": plain(issue.explained.on), "reason": issue.explained.reason}
    return {**place_of(issue), "code": issue.code, "severity": issue.severity, "message": sentence(issue), "explained": explained}


@app.command(help=text("cli.progress", "en"))
def progress(
    folder: Folder,
    on: Annotated[str, typer.Option(help=text("cli.on", "en"))] = "",
    org: Annotated[str, typer.Option(help=text("cli.org", "en"))] = "",
    all_orgs: Annotated[bool, typer.Option("--all-orgs", help=text("cli.all_orgs", "en"))] = False,
    indicator: Annotated[list[str] | None, typer.Option(help=text("cli.indicator", "en"))] = None,
    monthly: Annotated[bool, typer.Option("--monthly", help=text("cli.monthly", "en"))] = False,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help=text("cli.csv", "en"))] = False,
) -> None:
    """Print progress records, of the root organisation unless asked for others."""
    ledger = _ledger(folder)
    day = _day(on) if on else None
    _stop_if_broken(ledger)
    if org and org not in ledger.organisations.codes:
        _stop(2, "cli.unknown_org", org=org)
    day = day or data_date(ledger, dt.datetime.now(tz=ZONE).date())
    try:
        found = records(ledger, month_ends(ledger, day) if monthly else [day], indicator or None)
    except UnknownIndicator as error:
        _stop(2, "cli.unknown_indicator", indicator=error.args[0])
    except EngineError as error:
        _stop(2, "engine.failed", engine=error)
    if not all_orgs:
        found = found[found["org"] == (org or ledger.organisations.root)]
    typer.echo(printed(found[list(PUBLIC)], "json" if as_json else "csv" if as_csv else "table"))


@app.command(help=text("cli.filing", "en"))
def filing(folder: Folder, period: Annotated[str, typer.Option(help=text("cli.period", "en"))], as_json: AsJson = False) -> None:
    """Print who has filed what for a period."""
    try:
        asked = read_period(period)
    except PydanticCustomError:
        _stop(2, "cli.wrong_period", typed=period)
    ledger = _ledger(folder)
    _stop_if_broken(ledger)
    rows = filings(ledger, asked)
    known = _of_pages(folder, lambda place, engine: Reviews(engine, place.identity(), _now).of(rows["period"])) or {}
    typer.echo(printed(reviewed(rows, known, contents(ledger, known))[list(rows.columns)], "json" if as_json else "table"))


def main() -> None:
    """Run the command; no error of the data or of the call ever shows a traceback."""
    app()


def _place(folder: Path) -> Place:
    try:
        return opened(str(folder), settings())
    except BackboneError as error:
        _stop(2, f"error.{error.code}", place=error.place)


def _ledger(folder: Path) -> Ledger:
    """The ledger of a workspace. One that cannot be reached now is as it was seen last, which is said."""
    place = _place(folder)
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
        _stop(2, f"error.{error.code}", place=error.place)


def _all_issues(ledger: Ledger) -> list[Issue]:
    return [*ledger.issues, *load_indicators(ledger)[1], *load_programmes(ledger)[1]]


def _vanished(folder: Path) -> list[Issue]:
    """Rows that were saved on a page and are gone."""
    return _of_pages(folder, lambda place, engine: all_vanished(place.backbone, Journal(engine, place.identity(), _now))) or []


def _of_pages(folder: Path, asked: Callable[[Place, Any], _Found]) -> _Found | None:
    """What the database of the pages tells; None where no page has ever written one, or where it cannot be reached, which is said."""
    place = _place(folder)
    if not (settings().database or (place.own / FILE).exists()):
        return None
    try:
        return asked(place, database(settings().database, place.own))
    except DatabaseError:
        typer.echo(text("cli.no_journal", place=folder), err=True)
        return None


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def _stop_if_broken(ledger: Ledger) -> None:
    """A master workbook that cannot be used stops the command; anything else is told on stderr and counted out."""
    issues = _all_issues(ledger)
    fatal = [issue for issue in issues if ledger.is_fatal(issue)]
    for issue in fatal or (found for found in issues if found.severity == "block"):
        where = place_of(issue)
        typer.echo(f"{where['book']} {where['sheet']} {where['cell'] or where['column']}: {sentence(issue)}", err=True)
    if fatal:
        raise typer.Exit(1)


def branch_lines(path: Path) -> list[dict[str, str]]:
    """The lines of a branches.csv by column, as they stand there. Stops where there is no such file, or its letters are unknown."""
    if not path.is_file():
        _stop(2, "cli.no_file", place=path)
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))
    _stop(2, "cli.branch_columns", place=path)


def _branches(path: Path, name: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a branches.csv as rows of 单位 below one root. Stops with one line a fault."""
    lines = branch_lines(path)
    if not lines or not {"code", "name", "kind"} <= set(lines[0]):
        _stop(2, "cli.branch_columns", place=path)
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
        _stop(2, "cli.not_empty", place=folder)


def _day(typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        _stop(2, "cli.wrong_date", typed=typed)


def _stop(status: int, code: str, /, **values: object) -> NoReturn:
    typer.echo(text(code, **values), err=True)
    raise typer.Exit(status)


if __name__ == "__main__":
    main()
