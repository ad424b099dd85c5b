"""Freezing a workspace under a number, and looking whether what was frozen is as it was."""

import datetime as dt
import getpass
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from access.database import FILE, DatabaseError, database, is_sound
from backbone.errors import BackboneError
from backbone.journal.reviews import Reviews
from backbone.journal.saves import Journal
from backbone.journal.snapshots import Taken
from backbone.journal.texts import Texts
from backbone.places import Place
from commands.issuing import edition, formats_of, refuse_out, refuse_unready, write_out
from commands.opening import AsJson, Folder, day_of, give_up, now, open_ledger, open_place, stop_if_broken
from ledger.engine import EngineError
from settings import settings
from snapshots.archive import FOLDER, Finding, archive, as_known
from snapshots.bulletin import Options
from snapshots.console import document, plain
from snapshots.errors import SnapshotError
from words import text


def snapshot(
    folder: Folder,
    on: Annotated[str, typer.Option(help=text("cli.snapshot_on", "en"))],
    out: Annotated[Path | None, typer.Option(help=text("cli.out", "en"))] = None,
    formats: Annotated[str, typer.Option("--format", help=text("cli.format", "en"))] = "",
    outside: Annotated[bool, typer.Option("--outside", help=text("cli.outside", "en"))] = False,
    as_json: AsJson = False,
) -> None:
    """Freeze a workspace as of a day, keep it under the next number, and write it out in the formats asked for."""
    wanted = formats_of(formats, out, outside=outside)
    day = day_of(on)
    place = open_place(folder)
    if out:
        refuse_out(place, out)
        refuse_unready(place, wanted)
    ledger = open_ledger(folder)
    stop_if_broken(ledger)
    try:
        engine, name = database(settings().database, place.own), place.identity()
        frozen = as_known(ledger, day, Reviews(engine, name, now), Journal(engine, name, now))
        kept = archive(place, settings().database, now)
        made = edition(place, frozen, kept, Texts(engine, name, now), wanted, Options(outside=outside))
        taken = kept.take(frozen, _account())
        written = write_out(replace(made, number=taken.number), wanted, out) if out else []
    except EngineError as error:
        give_up(2, "engine.failed", engine=error)
    except (DatabaseError, SnapshotError):
        give_up(2, "archive.snapshot_not_kept")
    typer.echo(document({**_told(taken), "written": written}) if as_json else "\n".join([f"{taken.number}  {taken.sha256}  {taken.file}", *written]))


def _told(taken: Taken) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.datetime) else plain(value) for name, value in asdict(taken).items()}


def _account() -> str:
    """Who runs the command, as the operating system knows him."""
    try:
        return getpass.getuser().encode(errors="replace").decode()
    except (OSError, KeyError):
        return ""


def verify(folder: Folder, as_json: AsJson = False) -> None:
    """Look through all snapshots and the journal; exit 1 if anything is not as it was written."""
    place = open_place(folder)
    try:
        place.backbone.revisions()
        count, found = _looked_through(place)
    except BackboneError as error:
        give_up(2, f"error.{error.code}", place=error.place)
    except DatabaseError:
        give_up(1, "cli.no_journal", place=folder)
    if as_json:
        typer.echo(document({"snapshots": count, "findings": [asdict(finding) for finding in found]}))
    else:
        lines = [text(f"verify.{finding.kind}", file=finding.file, part=finding.part) for finding in found]
        typer.echo("\n".join(lines or [text("verify.intact", count=count)]))
    raise typer.Exit(1 if found else 0)


def _looked_through(place: Place) -> tuple[int, list[Finding]]:
    """How many snapshots there are, and what is wrong; nothing is made where nobody has kept anything yet. Raises DatabaseError."""
    if not (settings().database or (place.own / FILE).exists() or (place.own / FOLDER).exists()):
        return 0, []
    if not is_sound(database(settings().database, place.own)):
        return 0, [Finding("", FILE, "journal")]
    kept = archive(place, settings().database, now)
    return len(kept.all()), kept.verify()
