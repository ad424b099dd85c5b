"""Where what people do is kept: the journal, the applier, the drafts, reviews and reminders of a workspace, once for all sessions."""

import datetime as dt
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from access.browser import COOKIE
from access.database import DatabaseError, database
from backbone.journal.applier import Applier
from backbone.journal.drafts import Drafts
from backbone.journal.reminders import Reminders
from backbone.journal.reviews import Reviews
from backbone.journal.saves import Journal
from backbone.journal.snapshots import Snapshots
from backbone.journal.texts import Texts
from backbone.places import Place
from schema.logs import logger
from settings import settings
from snapshots.archive import FOLDER, Archive
from ui.shelf import look_again

_log = logger(__name__)
_SHORT = 4
_PAUSE = 1.0


@dataclass(frozen=True)
class Desk:
    """What is remembered of one workspace: its journal and what writes it out, the drafts of a person by name, reviews, reminders, snapshots, and the wordings
    of documents."""

    journal: Journal
    applier: Applier
    drafts: Callable[[str], Drafts]
    reviews: Reviews
    reminders: Reminders
    archive: Archive
    texts: Texts


@st.cache_resource(show_spinner=False)
def _desks() -> dict[str, Desk]:
    return {}


def desk(place: Place) -> Desk:
    """The desk of a workspace, opened once a process. Raises DatabaseError, and always for a snapshot: what is frozen remembers nothing more."""
    if place.frozen:
        raise DatabaseError(place.name)
    desks = _desks()
    if place.name not in desks:
        if not place.own.parent.is_dir():  # a share that is away: what is written into its place would be hidden when it is back
            raise DatabaseError(place.name)
        engine, name = database(settings().database, place.own), place.identity()
        journal = Journal(engine, name, _now)
        applier = Applier(place.backbone, journal, partial(look_again, place))
        kept = Reviews(engine, name, _now), Reminders(engine, name, _now), Archive(place.own / FOLDER, Snapshots(engine, name), _now), Texts(engine, name, _now)
        desks[place.name] = Desk(journal, applier, lambda person: Drafts(engine, name, person, _now), *kept)
    return desks[place.name]


def keep_applying() -> None:
    """Once a second, take waiting saves to their books: those that a crash left, and those whose book has been released.

    Goes through every workspace that has a desk. Never ends.
    """
    while True:
        for opened in list(_desks().values()):
            try:
                opened.applier.apply_all()
            except DatabaseError:
                continue  # the page that saves next says so
            except Exception:  # a fault of ours in one workspace must not stop the others from being written
                _log.exception("apply_all")
        time.sleep(_PAUSE)


def who() -> str:
    """Who works here: the name of the browser, as long as nobody signs in; that of the session where a browser takes none."""
    if "who" not in st.session_state:
        st.session_state["who"] = st.context.cookies.get(COOKIE) or secrets.token_urlsafe(16)
    return str(st.session_state["who"])


def operation(slot: str, asked: object) -> str:
    """The name of the very save that a part of a page asks for, however often its button is pressed; other content is another save."""
    before = st.session_state.get(slot)
    if before is None or before[0] != asked:
        st.session_state[slot] = (asked, secrets.token_hex(8))
    return str(st.session_state[slot][1])


def short_name(name: str) -> str:
    """The first letters of a browser's name, enough to tell a few apart."""
    return name[:_SHORT]


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)
