"""What a save sees of a spreadsheet: the tab it writes into and the hidden one, as they stood at one moment."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from backbone.errors import NotReached
from backbone.google.connection import Connection
from backbone.google.layout import JOURNAL_ID
from backbone.google.refusals import Rejected
from backbone.google.tabs import FIELDS, Tab, tabs_of
from schema.folding import fold


@dataclass(frozen=True)
class View:
    """Tabs of a spreadsheet: those that matter to a save, or all."""

    tabs: Sequence[Tab]

    @property
    def journal(self) -> Tab | None:
        """The hidden tab, None where it is missing."""
        return self.tab(JOURNAL_ID)

    def tab(self, tab_id: int) -> Tab | None:
        """The tab of this id, whatever people call it; None where it is gone."""
        return next((tab for tab in self.tabs if tab.id == tab_id), None)

    def titled(self, title: str) -> list[Tab]:
        """The tabs that bear a sheet's title."""
        return [tab for tab in self.tabs if fold(tab.title) == fold(title)]


def viewed(connection: Connection, file_id: str, title: str, tab_id: int | None) -> View:
    """The tab and the hidden one by their ids, where these are still right; else the whole spreadsheet. Raises NotReached.

    Tabs by their ids that show no mark of a save are not believed: no document says that this way of reading tells marks.
    """
    if tab_id is not None:
        with suppress(Rejected):
            view = View(tabs_of(connection.tabs(file_id, [tab_id, JOURNAL_ID], FIELDS)))
            if view.titled(title) and view.journal and view.journal.metadata:
                return view
    try:
        return View(tabs_of(connection.spreadsheet(file_id, FIELDS)))
    except Rejected as error:
        raise NotReached(file_id, "refused") from error


def known_tab(ids: Mapping[str, int], title: str) -> int | None:
    """The id of the tab among those that were last seen; None where it was doubled, or there was no hidden one."""
    found = [one for name, one in ids.items() if fold(name) == fold(title)]
    return found[0] if len(found) == 1 and JOURNAL_ID in ids.values() else None
