"""What an answer of Google's that is no success means, and whether asking again may help."""

import json
import random
from collections.abc import Mapping
from typing import Any

from backbone.errors import NotReached
from schema.personal import masked

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 16.0
PASSING = frozenset(("no_network", "proxy_refused", "too_slow", "too_many_requests", "service_broken", "strange_reply"))
"""Reasons that may be gone in a moment."""
_REASONS = {
    "rateLimitExceeded": "too_many_requests",
    "userRateLimitExceeded": "too_many_requests",
    "RATE_LIMIT_EXCEEDED": "too_many_requests",
    "storageQuotaExceeded": "no_storage",
    "accessNotConfigured": "interface_off",
    "SERVICE_DISABLED": "interface_off",
    "insufficientPermissions": "refused",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "refused",
}


class Rejected(Exception):
    """Google understood the request and found it impossible: a tab that is not there, a protected cell. Nothing was done."""


def refusal(place: str, status: int, content: bytes, headers: Mapping[str, str], writing: bool) -> NotReached | Rejected:
    """The error for an answer that is no success."""
    if status == 400:
        return Rejected(masked(str(_error(content).get("message", ""))))
    if status == 401:
        return NotReached(place, "key_refused")
    if status == 404:
        return NotReached(place, "not_shared")
    if status == 429:
        return NotReached(place, "too_many_requests", wait=_seconds(headers))
    if status == 403:
        return NotReached(place, _forbidden(_error(content), writing), wait=_seconds(headers))
    return NotReached(place, "service_broken" if status >= 500 else "strange_reply", unsure=writing, wait=_seconds(headers))


def pause(error: NotReached, attempt: int, chance: random.Random) -> float:
    """Seconds to wait before the next attempt (from 0): what the service asked for, and up to twice as long each time by chance."""
    return error.wait + chance.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt))


def _error(content: bytes) -> Mapping[str, Any]:
    try:
        error = json.loads(content)["error"]
    except (ValueError, LookupError, TypeError):
        return {}
    return error if isinstance(error, dict) else {}


def _forbidden(error: Mapping[str, Any], writing: bool) -> str:
    """Drive names the reason of a 403 among ``errors``, Sheets among ``details`` and for some only."""
    told = [one.get("reason") for name in ("errors", "details") for one in error.get(name) or () if isinstance(one, dict)]
    known = [_REASONS[reason] for reason in told if reason in _REASONS]
    return known[0] if known else "only_reader" if writing else "not_shared"


def _seconds(headers: Mapping[str, str]) -> float:
    told = headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdigit() else 0.0
