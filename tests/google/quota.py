"""Requests a minute: what Google allows one user of one project, by reads and writes."""

from collections import Counter

from tests.google.errors import Refused

SAID = (
    "Quota exceeded for quota metric '{0} requests' and limit '{0} requests per minute per user'"
    " of service 'sheets.googleapis.com' for consumer 'project_number:1'."
)


class Quota:
    """Two buckets that are full again when a new minute of the clock begins. ``None`` allows any number."""

    def __init__(self, clock, a_minute=60):
        self._clock, self.a_minute = clock, a_minute
        self._spent = Counter()

    def spend(self, reading):
        """Count one request of Sheets; refuse it when its bucket is empty."""
        bucket = int(self._clock() // 60), "Read" if reading else "Write"
        self._spent[bucket] += 1
        if self.a_minute is not None and self._spent[bucket] > self.a_minute:
            raise Refused(429, SAID.format(bucket[1]), "rateLimitExceeded")
