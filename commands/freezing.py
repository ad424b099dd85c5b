"""Freezing a workspace under a number, and looking whether what was frozen is as it was."""

import datetime as dt
import getpass
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from access.database import FILE, DatabaseError, database, is_sound
from backbone.errors import BackboneError
from backbone.journal.reviews import Reviews
from backbone.journal.saves import Journal
from backbone.journal.snapshots import Taken
from backbone.places import Place
from commands.opening import AsJson, Folder, day_of, give_up, now, open_ledger, open_place, stop_if_broken
from ledger.engine import EngineError
from settings import settings
from snapshots.archive import FOLDER, Finding, archive, as_known
from snapshots.console import document, plain
from snapshots.errors import SnapshotError
from snapshots.formats import FORMATS
from snapshots.frozen import Frozen
from words import text

_ALWAYS = "zip"


def snapshot(
    folder: Folder,
    on: Annotated[str, typer.Option(help=text("cli.snapshot_on", "en"))],
    out: Annotated[Path | None, typer.Option(help=text("cli.out", "en"))] = None,
    formats: Annotated[str, typer.Option("--format", help=text("cli.format", "en"))] = "",
    as_json: AsJson = False,
) -> None:
    """Freeze a workspace as of a day, keep it under the next number, and write it out in the formats asked for."""
    wanted = _formats(formats, out)
    day = day_of(on)
    ledger = open_ledger(folder)
    stop_if_broken(ledger)
    place = open_place(folder)
    try:
        engine, name = database(settings().database, place.own), place.identity()
        frozen = as_known(ledger, day, Reviews(engine, name, now), Journal(engine, name, now))
        taken = archive(place, settings().database, now).take(frozen, _account())
    except EngineError as error:
        give_up(2, "engine.failed", engine=error)
    except (DatabaseError, SnapshotError):
        give_up(2, "archive.snapshot_not_kept")
    written = _written(frozen, taken.number, wanted, out) if out else []
    typer.echo(document({**_told(taken), "written": written}) if as_json else "\n".join([f"{taken.number}  {taken.sha256}  {taken.file}", *written]))


def _formats(typed: str, out: Path | None) -> list[str]:
    """The formats that are asked for, the snapshot itself before all."""
    asked = [name.strip() for name in typed.split(",") if name.strip()]
    for name in asked:
        if name not in FORMATS:
            give_up(2, "cli.unknown_format", format=name, known=", ".join(FORMATS))
    if asked and out is None:
        give_up(2, "cli.format_without_out")
    return list(dict.fromkeys([_ALWAYS, *asked]))


def _written(frozen: Frozen, number: str, wanted: Sequence[str], out: Path) -> list[str]:
    files = {name: content for each in wanted for name, content in FORMATS[each](frozen, number).items()}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_bytes(content)
    except OSError:
        give_up(2, "error.unwritable_book", place=out)
    return [str(out / name) for name in files]


def _told(taken: Taken) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.datetime) else plain(value) for name, value in asdict(taken).items()}


def _account() -> str:
    """Who runs the command, as the operating system knows him."""
    try:
        return getpass.getuser()
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
