"""Saves that failed are tried again later and later, so that one that cannot be written costs no requests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from backbone.errors import BackboneError, Conflict

_FIRST, _LONGEST = 4.0, 64.0


class Pacing:
    """What failed, when it may be tried again, and how it failed."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failed: dict[str, tuple[float, float, BackboneError]] = {}

    @contextmanager
    def paced(self, name: str) -> Iterator[None]:
        """Do something by name; before its time has come, it fails as it did the last time. Raises BackboneError."""
        until, wait, known = self._failed.get(name, (0.0, _FIRST / 2, None))
        if known and self._clock() < until:
            raise known
        try:
            yield
        except Conflict:
            self._failed.pop(name, None)
            raise
        except BackboneError as error:
            wait = min(2 * wait, _LONGEST)
            self._failed[name] = self._clock() + wait, wait, error
            raise
        self._failed.pop(name, None)
