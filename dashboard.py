"""The front door: ``streamlit run dashboard.py`` serves the dashboard that ``ui/shell.py`` draws."""

import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st


def _warm() -> None:
    """Imported here, off the main thread, so that the server answers while the heavy libraries load."""
    try:
        from backbone.errors import BackboneError  # noqa: PLC0415
        from ui.load import warm  # noqa: PLC0415

        try:
            warm()
        except BackboneError:
            return  # the page that opens the workspace says what is wrong
    finally:
        gc.freeze()
        gc.enable()


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    """What loads at the start stays for good: the collector waits until it is there, and then never walks it."""
    gc.disable()
    threading.Thread(target=_warm, daemon=True).start()
    yield


app = st.App("ui/shell.py", lifespan=_lifespan)
