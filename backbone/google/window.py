"""At most so many requests in any minute, whichever session or process of this machine makes them."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

MOST = 50
"""Google allows one account 60 reads and 60 writes a minute (developers.google.com/sheets/api/limits); both together stay below either."""
SPAN = 60.0


class Window:
    """The moments of the last requests, kept in a file so that a second process counts them too."""

    def __init__(self, folder: Path, clock: Callable[[], float], sleep: Callable[[float], None], most: int = MOST) -> None:
        self._file, self._clock, self._sleep, self._most = folder / "requests", clock, sleep, most
        folder.mkdir(parents=True, exist_ok=True)

    def enter(self, deadline: float) -> None:
        """Wait until one more request may be made, and count it. Raises TimeoutError where that is after the deadline."""
        while wait := self._wait():
            if self._clock() + wait > deadline:
                raise TimeoutError
            self._sleep(wait)

    def _wait(self) -> float:
        """Seconds until the next request may be made; none when it was counted."""
        with FileLock(self._file.with_suffix(".lock")):
            now = self._clock()
            recent = [moment for moment in self._moments() if now - SPAN < moment < now + SPAN]
            if len(recent) >= self._most:
                return max(recent[-self._most] + SPAN - now, 0.001)
            self._file.write_text("\n".join(map(repr, [*recent, now])), encoding="ascii")
        return 0.0

    def _moments(self) -> list[float]:
        with suppress(OSError, ValueError):
            return sorted(map(float, self._file.read_text(encoding="ascii").split()))
        return []
