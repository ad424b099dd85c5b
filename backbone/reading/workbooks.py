"""Reading .xlsx files into grids of text, in processes of their own. Types are the schema's business: nothing is guessed here."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from backbone.errors import Unreadable
from backbone.reading.children import CHILDREN, Found
from schema.grid import Grid

_HALF_COPIED = ("unreadable_book", "not_a_workbook", "still_copying")
_FRESH = 3.0
_PAUSE = 1.0
_TRIES = 3


def read_workbook(path: Path, only: str = "") -> dict[str, Grid]:
    """All sheets of a workbook by title, hidden ones too, or only the one of a title. Raises Unreadable with the file's name."""
    (found,) = read_workbooks([path], only=only)
    if isinstance(found, Unreadable):
        raise found
    return found


def read_workbooks(
    paths: Iterable[Path], clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep, only: str = ""
) -> Iterator[Found]:
    """The sheets of each file by title, or why it cannot be read, in the order asked and as soon as each is there."""
    asked = list(paths)
    for path, found in zip(asked, CHILDREN.read(asked, only), strict=True):
        yield _settled(path, only, found, clock, sleep) if isinstance(found, Unreadable) and found.reason in _HALF_COPIED else found


def _settled(path: Path, only: str, found: Found, clock: Callable[[], float], sleep: Callable[[float], None]) -> Found:
    """A file that somebody copies here just now is damaged until the copy is whole: look again while it grows."""
    state = _state(path)
    for _ in range(_TRIES):
        if state is None or (clock() - state[0] > _FRESH and not _is_growing(found)):
            return found
        sleep(_PAUSE)
        before, state = state, _state(path)
        (found,) = CHILDREN.read([path], only)
        if not isinstance(found, Unreadable) or (state == before == _state(path) and not _is_growing(found)):
            return found
    return Unreadable(path.name, "still_copying")


def _is_growing(found: Found) -> bool:
    return isinstance(found, Unreadable) and found.reason == "still_copying"


def _state(path: Path) -> tuple[float, int] | None:
    """When the file changed last and how long it is; None where there is none."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime, told.st_size
