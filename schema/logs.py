"""Loggers whose lines hold no personal data: names of files, values of statements and lines of tracebacks may bear them."""

import logging

from schema.personal import masked

_AS_USUAL = logging.Formatter()


def logger(name: str) -> logging.Logger:
    """The logger of a module; what it is told is masked before any handler sees it."""
    found = logging.getLogger(name)
    found.addFilter(_mask)
    return found


def _mask(record: logging.LogRecord) -> bool:
    """The message whole, and the traceback as text: an exception itself would be printed anew by each handler."""
    record.msg, record.args = masked(record.getMessage()), ()
    if record.exc_info:
        record.exc_text, record.exc_info = masked(_AS_USUAL.formatException(record.exc_info)), None
    return True
