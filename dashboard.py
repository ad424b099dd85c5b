"""The front door: ``streamlit run dashboard.py`` serves the dashboard that ``ui/shell.py`` draws."""

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from access.browser import NamedBrowsers


def _work() -> None:
    """Imported here, off the main thread, so that the server answers while the heavy libraries load."""
    try:
        _warm()
    except Exception:  # the first page meets the same and says so; what waits must be written all the same
        logging.getLogger(__name__).exception("warm")
    gc.freeze()
    gc.enable()
    from ui.saves import keep_applying  # noqa: PLC0415

    keep_applying()


def _warm() -> None:
    from access.database import DatabaseError  # noqa: PLC0415
    from backbone.errors import BackboneError  # noqa: PLC0415
    from ui.load import place, warm  # noqa: PLC0415

    try:
        warm()
        from ui.saves import desk  # noqa: PLC0415

        desk(place())
    except (BackboneError, DatabaseError):
        return  # the page that opens the workspace says what is wrong


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    """What loads at the start stays for good: the collector waits until it is there, and then never walks it."""
    gc.disable()
    threading.Thread(target=_work, daemon=True).start()
    yield


app = st.App("ui/shell.py", lifespan=_lifespan, middleware=[Middleware(NamedBrowsers)])
