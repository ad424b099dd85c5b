"""The way to Google step by step: what works, and what is missing in words people can act on."""

from collections.abc import Iterator
from dataclasses import dataclass

from backbone.errors import NotReached
from backbone.google.connection import Connection
from backbone.google.drive import SPREADSHEET, File, folder_title, listing, title_of
from backbone.google.refusals import Rejected
from schema.workspace import MASTER


@dataclass(frozen=True)
class Step:
    """One step of the way: its code, what it was tried on, and the reason why it failed, one of UNREACHED; empty where it went well."""

    code: str
    place: str
    reason: str = ""


def steps(connection: Connection, folder: str) -> Iterator[Step]:
    """Signing in and seeing the folder, how many files it holds, the master, those that we may not use, reading. Ends where nothing can follow."""
    try:
        yield Step("folder", folder_title(connection, folder) or folder)
        files = listing(connection, folder)
        yield Step("list", str(len(files)))
    except (NotReached, Rejected) as error:
        yield Step("folder", folder, error.reason if isinstance(error, NotReached) else "refused")
        return
    yield Step("master", title_of(MASTER), "" if MASTER in files else "no_spreadsheet")
    yield from (Step("book", title_of(name), reason) for name, file in files.items() if (reason := _lacking(file)))
    yield from _read(connection, files)


def _lacking(file: File) -> str:
    if file.mime != SPREADSHEET:
        return "workbook_on_drive"
    return "" if file.editable else "only_reader"


def _read(connection: Connection, files: dict[str, File]) -> Iterator[Step]:
    """Whether the interface for spreadsheets answers, asked of one of them."""
    for name, file in files.items():
        if file.mime == SPREADSHEET:
            try:
                connection.spreadsheet(file.id, "spreadsheetId")
                yield Step("read", title_of(name))
            except (NotReached, Rejected) as error:
                yield Step("read", title_of(name), error.reason if isinstance(error, NotReached) else "refused")
            return
