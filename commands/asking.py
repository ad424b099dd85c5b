"""Asking a workspace: what is wrong, how far it is, who has filed."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic_core import PydanticCustomError

from backbone.journal.reviews import Reviews
from backbone.journal.saves import Journal
from backbone.journal.vanished import all_vanished
from backbone.marking.copies import put_all_beside
from commands.opening import ZONE, AsJson, Folder, all_issues, day_of, give_up, now, of_pages, open_ledger, open_place, stop_if_broken
from ledger.engine import EngineError
from progress.filing import filings
from progress.records import PUBLIC, UnknownIndicator, data_date, month_ends, records
from progress.reviews import contents, reviewed
from schema.issue import Issue
from schema.values import read_period
from snapshots.console import document, plain, printed
from words import text
from words.issues import listing, sentence
from words.issues import place as place_of


def check(folder: Folder, as_json: AsJson = False, mark: Annotated[bool, typer.Option("--mark", help=text("cli.mark", "en"))] = False) -> None:
    """Print every issue; exit 1 if one of them keeps data out."""
    if mark and open_place(folder).online:
        give_up(2, "cli.mark_online")
    ledger = open_ledger(folder)
    issues = [*all_issues(ledger), *_vanished(folder)]
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
    ledger = open_ledger(folder)
    day = day_of(on) if on else None
    stop_if_broken(ledger)
    if org and org not in ledger.organisations.codes:
        give_up(2, "cli.unknown_org", org=org)
    day = day or data_date(ledger, dt.datetime.now(tz=ZONE).date())
    try:
        found = records(ledger, month_ends(ledger, day) if monthly else [day], indicator or None)
    except UnknownIndicator as error:
        give_up(2, "cli.unknown_indicator", indicator=error.args[0])
    except EngineError as error:
        give_up(2, "engine.failed", engine=error)
    if not all_orgs:
        found = found[found["org"] == (org or ledger.organisations.root)]
    typer.echo(printed(found[list(PUBLIC)], "json" if as_json else "csv" if as_csv else "table"))


def filing(folder: Folder, period: Annotated[str, typer.Option(help=text("cli.period", "en"))], as_json: AsJson = False) -> None:
    """Print who has filed what for a period."""
    try:
        asked = read_period(period)
    except PydanticCustomError:
        give_up(2, "cli.wrong_period", typed=period)
    ledger = open_ledger(folder)
    stop_if_broken(ledger)
    rows = filings(ledger, asked)
    known = of_pages(folder, lambda place, engine: Reviews(engine, place.identity(), now).of(rows["period"])) or {}
    typer.echo(printed(reviewed(rows, known, contents(ledger, known))[list(rows.columns)], "json" if as_json else "table"))


def _vanished(folder: Path) -> list[Issue]:
    """Rows that were saved on a page and are gone."""
    return of_pages(folder, lambda place, engine: all_vanished(place.backbone, Journal(engine, place.identity(), now))) or []
