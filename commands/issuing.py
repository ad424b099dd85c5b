"""Writing a snapshot out: in which formats, where to, and from what; and the templates to write with."""

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from backbone.errors import BackboneError
from backbone.journal.texts import Texts
from backbone.places import Place
from backbone.writing.replacing import write
from commands.opening import Folder, give_up, open_place
from schema.workspace import BRANCH_FOLDER, TEMPLATE_FILES
from snapshots.archive import Archive
from snapshots.bulletin import Options
from snapshots.document import KINDS
from snapshots.edition import Edition
from snapshots.errors import SnapshotError
from snapshots.formats import DOCUMENTS, FORMATS
from snapshots.frozen import Frozen
from snapshots.type import check_type
from snapshots.word.errors import BadTemplate
from snapshots.word.templates import built_in, templates_of
from snapshots.word.trial import bad_templates
from words import text

_ALWAYS = "zip"


def formats_of(typed: str, out: Path | None, *, outside: bool) -> list[str]:
    """The formats that are asked for, before all the snapshot itself, which does not leave the federation.

    Stops where one is unknown, or where there is no place for them.
    """
    asked = [name.strip() for name in typed.split(",") if name.strip()]
    for name in asked:
        if name not in FORMATS:
            give_up(2, "cli.unknown_format", format=name, known=", ".join(FORMATS))
    if asked and out is None:
        give_up(2, "cli.format_without_out")
    if outside and _ALWAYS in asked:
        give_up(2, "cli.snapshot_inside")
    return list(dict.fromkeys([*([] if outside else [_ALWAYS]), *asked]))


def refuse_out(place: Place, out: Path) -> None:
    """Stop where nothing can be written to, and where files would be taken for what belongs to the workspace."""
    with suppress(OSError):
        there = out.resolve()
        above = next(folder for folder in (there, *there.parents) if folder.exists())
        held = [folder.resolve() for folder in (place.own, Path(place.name) / BRANCH_FOLDER)]
        if any(there.is_relative_to(folder) for folder in held):
            give_up(2, "cli.out_inside", place=out)
        if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
            return
    give_up(2, "cli.out_unwritable", place=out)


def refuse_unready(place: Place, wanted: Sequence[str]) -> None:
    """Stop before a number is given where letters would be drawn as boxes, or where a template cannot be used."""
    if DOCUMENTS & {*wanted} and (wrong := check_type()):
        give_up(1, wrong)
    found = list(bad_templates(templates_of(place))) if "docx" in wanted else []
    for file, error in found:
        typer.echo(f"{file}: {text(error.code, **error.values)}", err=True)
    if found:
        raise typer.Exit(1)


def edition(place: Place, frozen: Frozen, kept: Archive, texts: Texts, wanted: Sequence[str], options: Options) -> Edition:
    """What the files are written from but for the number, which a snapshot has once it is taken. Raises DatabaseError."""
    if not DOCUMENTS & {*wanted}:
        return Edition(frozen, "", templates_of(place), options=options)
    return Edition(frozen, "", templates_of(place), _before(frozen, kept), {kind: texts.newest(kind) for kind in KINDS}, options)


def _before(frozen: Frozen, kept: Archive) -> Frozen | None:
    """The snapshot to compare with; one that cannot be opened is told and done without."""
    taken = kept.before(frozen.on)
    try:
        return kept.open(taken.number) if taken else None
    except SnapshotError as error:
        typer.echo(text("cli.not_compared", number=error.number), err=True)
        return None


def write_out(made: Edition, wanted: Sequence[str], out: Path) -> list[str]:
    """Make all files, then write them, each whole or not at all."""
    try:
        files = {name: content for each in wanted for name, content in FORMATS[each](made).items()}
    except BadTemplate as error:
        give_up(1, error.code, **error.values)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _put(out / name, content)
    except OSError:
        give_up(2, "cli.not_written_out", number=made.number, place=out)
    return [str(out / name) for name in files]


def _put(path: Path, content: bytes) -> None:
    new = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        write(new, content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def template(folder: Folder, kind: Annotated[str, typer.Option(help=text("cli.template_kind", "en"))] = "") -> None:
    """Put the built-in Word templates where a county's own are looked for; one that is there is never written over."""
    if kind and kind not in KINDS:
        give_up(2, "cli.unknown_kind", kind=kind, known=", ".join(KINDS))
    place = open_place(folder)
    try:
        place.backbone.revisions()
    except BackboneError as error:
        give_up(2, f"error.{error.code}", place=error.place)
    own = templates_of(place)
    try:
        own.mkdir(parents=True, exist_ok=True)
        laid = [_laid(each, own / TEMPLATE_FILES[each]) for each in KINDS if kind in ("", each)]
    except OSError:
        give_up(2, "cli.out_unwritable", place=own)
    if not all(laid):
        raise typer.Exit(2)


def _laid(kind: str, path: Path) -> bool:
    """Whether the template was put there, which is told. Raises OSError."""
    try:
        with path.open("xb") as file:
            file.write(built_in(kind))
    except FileExistsError:
        typer.echo(text("cli.template_left", place=path), err=True)
        return False
    typer.echo(path)
    return True
