"""What goes wrong on the way: kinds of faults, and the rules by which requests meet them."""

import random
import re
from collections import defaultdict
from dataclasses import dataclass, field

from tests.google.errors import Refused
from tests.google.quota import SAID

HTML = b"<!DOCTYPE html><html lang=en><title>Error 502 (Server Error)!!1</title><p>The server encountered a temporary error.</html>"
REASONS = {
    "rateLimitExceeded": "Rate Limit Exceeded",
    "userRateLimitExceeded": "User Rate Limit Exceeded",
    "storageQuotaExceeded": "The user's Drive storage quota has been exceeded.",
    "forbidden": "The caller does not have permission",
    "insufficientPermissions": "Request had insufficient authentication scopes.",
    "accessNotConfigured": "Google Sheets API has not been used in project 1 before or it is disabled.",
}


@dataclass(frozen=True)
class Fault:
    """One kind of fault. ``applied``: the request is carried out all the same, and only its reply is lost.

    ``how`` is ``refuse`` (answer with ``refusal``), ``html``, ``drop`` (close the connection without a word), ``cut`` (close it
    amid the reply), ``truncate`` (a whole reply with half its JSON), ``slow`` (the right reply, late) or ``stale`` (an old state).
    """

    how: str = "refuse"
    refusal: Refused | None = None
    headers: dict = field(default_factory=dict)
    applied: bool = False


def _refusing(code, message, reason=None, applied=False, **headers):
    return Fault(refusal=Refused(code, message, reason), applied=applied, headers={name.replace("_", "-"): value for name, value in headers.items()})


BUSY = "The service is currently unavailable."
QUOTA = SAID.format("Write")
KINDS = {
    "429": _refusing(429, QUOTA, "rateLimitExceeded"),
    "429 retry-after": _refusing(429, QUOTA, "rateLimitExceeded", Retry_After="7"),
    "500": _refusing(500, "Internal error encountered."),
    "502 html": Fault("html"),
    "503": _refusing(503, BUSY),
    "500 applied": _refusing(500, "Internal error encountered.", applied=True),
    "502 html applied": Fault("html", applied=True),
    "503 applied": _refusing(503, BUSY, applied=True),
    "dropped": Fault("drop"),
    "dropped applied": Fault("drop", applied=True),
    "cut": Fault("cut", applied=True),
    "truncated": Fault("truncate", applied=True),
    "slow": Fault("slow", applied=True),
    "stale": Fault("stale", applied=True),
    "401": _refusing(401, "Request had invalid authentication credentials."),
    "404": _refusing(404, "Requested entity was not found.", "notFound"),
    **{f"403 {reason}": _refusing(403, message, reason) for reason, message in REASONS.items()},
}


@dataclass
class Rule:
    """Which requests meet a fault: those whose method id matches, the ``nth`` of them (from 1) or each by chance, at most ``times``."""

    fault: Fault
    methods: re.Pattern
    probability: float
    nth: int | None
    times: float
    met: int = 0

    def due(self):
        """Whether the matching request that is counted now is the one this rule waits for."""
        self.met += 1
        return self.times > 0 and (self.met >= self.nth if self.nth else self.probability >= 1)


class Faults:
    """The rules in force. One draw a request decides between all rules by chance, so that each keeps its share exactly."""

    def __init__(self, seed=20261121):
        self.rules = []
        self.count = defaultdict(int)
        self._chance = random.Random(seed)

    def add(self, kind, methods="", probability=1.0, nth=None, times=None):
        """Let a kind of fault happen: always, by ``probability``, or at the ``nth`` matching request (then once, unless ``times`` says more)."""
        times = times if times is not None else 1 if nth else float("inf")
        self.rules.append(Rule(KINDS[kind], re.compile(methods), probability, nth, times))

    def clear(self):
        """From now on nothing goes wrong."""
        self.rules.clear()

    def next(self, method_id):
        """The fault this request meets, or ``None``."""
        rules = [rule for rule in self.rules if rule.methods.search(method_id)]
        due = [rule for rule in rules if rule.due()] or self._drawn(rules)
        if not due:
            return None
        due[0].times -= 1
        self.count[next(kind for kind, fault in KINDS.items() if fault is due[0].fault)] += 1
        return due[0].fault

    def _drawn(self, rules):
        draw = self._chance.random()
        for rule in rules:
            if rule.nth or rule.times <= 0 or rule.probability >= 1:
                continue
            if draw < rule.probability:
                return [rule]
            draw -= rule.probability
        return []
