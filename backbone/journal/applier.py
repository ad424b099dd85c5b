"""The applier: what the journal remembers is written into the spreadsheets, once and in order, by one writer a book."""

from collections.abc import Callable
from functools import partial

from access.database import DatabaseError
from backbone.book import Backbone
from backbone.errors import BackboneError, Conflict, Misplaced
from backbone.journal.saves import WAITING, Journal, Save, Withdrawn
from schema.logs import logger

_log = logger(__name__)


class Applier:
    """Takes waiting saves to their books. Any number of them may run, in any number of processes. ``tried`` is called after each that was tried."""

    def __init__(self, backbone: Backbone, journal: Journal, tried: Callable[[], None] = lambda: None) -> None:
        self._backbone, self._journal, self._tried = backbone, journal, tried

    def apply_all(self) -> None:
        """Write what waits for any book. Raises DatabaseError; what a book refuses keeps waiting, with the reason."""
        for book in self._journal.books(WAITING):
            try:
                self.apply(book)
            except DatabaseError:
                raise
            except Exception:  # what nobody foresaw in one book must not keep all others waiting
                _log.exception(book)

    def apply(self, book: str) -> None:
        """Write what waits for one book, in order. A sheet that cannot take a save holds up the later ones of that sheet only."""
        try:
            with self._journal.alone(book), self._backbone.alone(book):
                held: set[str] = set()
                for save in self._journal.waiting(book):
                    sheet = save.change.model.about.name
                    if sheet not in held and not self._is_written(save):
                        held.add(sheet)
        except BackboneError as error:
            for save in self._journal.waiting(book)[:1]:
                self._tell(save, error)

    def _is_written(self, save: Save) -> bool:
        """Whether the save is settled, be it by a conflict. Raises BackboneError where the whole book must wait."""
        try:
            self._backbone.save(save.change, save.trace, partial(self._journal.note, save.operation))
        except Conflict as error:
            told = {"row": error.row, "seen": dict(error.seen), "current": dict(error.current), "wanted": dict(error.wanted)}
            self._journal.met(save.operation, told)
        except Withdrawn:
            return True
        except Misplaced as error:
            self._tell(save, error)
            return False
        else:
            self._journal.applied(save.operation)
        finally:
            self._tried()
        return True

    def _tell(self, save: Save, error: BackboneError) -> None:
        told = {"code": error.code, "place": error.place}
        if save.problem != told:
            self._journal.tell(save.operation, told)
