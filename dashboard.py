"""The front door: ``streamlit run dashboard.py`` serves the dashboard that ``ui/shell.py`` draws."""

import gc
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.middleware import Middleware

from access.browser import NamedBrowsers

_FIRST_PAGE = 3.0
"""Seconds that the first page is drawn in: whoever waits for it goes before what waits to be written."""


def _work() -> None:
    """Imported here, off the main thread, so that the server answers while the heavy libraries load."""
    try:
        _warm()
    except Exception:  # the first page meets the same and says so; what waits must be written all the same
        from schema.logs import logger  # noqa: PLC0415

        logger(__name__).exception("warm")
    gc.freeze()
    gc.enable()
    time.sleep(_FIRST_PAGE)
    _apply()


def _warm() -> None:
    from backbone.errors import BackboneError  # noqa: PLC0415
    from ui.load import warm  # noqa: PLC0415

    with suppress(BackboneError):  # the page that opens the workspace says what is wrong
        warm()


def _apply() -> None:
    """Take up what an earlier run left waiting, and go on writing what is saved from now on. Never ends."""
    from access.database import DatabaseError  # noqa: PLC0415
    from backbone.errors import BackboneError  # noqa: PLC0415
    from ui.load import is_warm, keep_looking, place  # noqa: PLC0415
    from ui.saves import desk, keep_applying  # noqa: PLC0415

    with suppress(BackboneError, DatabaseError):  # the page that opens the workspace, or saves, says so
        if is_warm(place()):
            desk(place())
    threading.Thread(target=keep_looking, daemon=True).start()
    keep_applying()


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    """What loads at the start stays for good: the collector waits until it is there, and then never walks it."""
    gc.disable()
    threading.Thread(target=_work, daemon=True).start()
    yield


app = st.App("ui/shell.py", lifespan=_lifespan, middleware=[Middleware(NamedBrowsers)])
