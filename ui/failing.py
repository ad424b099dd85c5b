"""A fault of ours on a page: logged under a number, told in words where the page ends, and no way out is taken away."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ledger.engine import EngineError
from schema.logs import logger
from ui.page import stop
from ui.session import t

_log = logger(__name__)


@contextmanager
def told_in_words() -> Iterator[None]:
    """What nobody foresaw ends the page or the part that is drawn here, not the session: menu and language stay."""
    try:
        yield
    except EngineError as error:
        number = _logged("engine")
        stop(t("engine.failed", engine=error), number=number)
    except Exception:  # whatever it is, whoever looks at the page is told what it means for him
        _tell(_logged("page"))


def _logged(what: str) -> str:
    number = secrets.token_hex(3)
    _log.exception("%s %s", what, number)
    return number


def _tell(number: str) -> None:
    with st.container(key=f"failed-{number}"):
        st.header(t("failed.title"), anchor=False)
        st.markdown("  \n".join(t(f"failed.{part}") for part in ("what", "kept", "next")))
        st.markdown(f":small[:gray[{t('page.reference', number=number)}]]")
        st.button(t("failed.again"), icon=":material/refresh:", key=f"failed-again-{number}")
