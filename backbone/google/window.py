"""At most so many requests in any minute, whichever session or process of this machine makes them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock

MOST = 50
"""Google allows one account 60 reads and 60 writes a minute (developers.google.com/sheets/api/limits); both together stay below either."""
SPAN = 60.0


class Window:
    """The moments of the last requests, kept in a file so that a second process counts them too."""

    def __init__(self, folder: Path, clock: Callable[[], float], sleep: Callable[[float], None], most: int = MOST) -> None:
        self._file, self._clock, self._sleep, self._most = folder / "requests", clock, sleep, most
        self._recent, self._guard = list[float](), threading.Lock()

    def enter(self, deadline: float) -> None:
        """Wait until one more request may be made, and count it. Raises TimeoutError where that is after the deadline."""
        while wait := self._wait():
            if self._clock() + wait > deadline:
                raise TimeoutError
            self._sleep(wait)

    def _wait(self) -> float:
        """Seconds until the next request may be made; none when it was counted."""
        with self._guard, self._shared():
            now = self._clock()
            recent = sorted(moment for moment in self._told() if now - SPAN < moment < now + SPAN)
            if len(recent) >= self._most:
                return max(recent[-self._most] + SPAN - now, 0.001)
            self._recent = [*recent, now]
            with suppress(OSError):
                self._file.write_text("\n".join(map(repr, self._recent)), encoding="ascii")
        return 0.0

    @contextmanager
    def _shared(self) -> Iterator[None]:
        """No other process counts meanwhile; where the disk takes no file, each counts for itself."""
        with ExitStack() as held:
            with suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                held.enter_context(FileLock(self._file.with_suffix(".lock")))
            yield

    def _told(self) -> list[float]:
        with suppress(OSError, ValueError):
            return list(map(float, self._file.read_text(encoding="ascii").split()))
        return self._recent
