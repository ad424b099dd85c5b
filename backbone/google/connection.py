"""The one line to Google: gspread's client for signing in and sending, with an end to every call and no request too many."""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import gspread
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL

from backbone.errors import NotReached
from backbone.google.refusals import PASSING, pause, refusal
from backbone.google.values import Json
from backbone.google.window import Window

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive.metadata.readonly")
TIMEOUT = (5.0, 60.0)
DEADLINE = 90.0
"""Seconds after which a call is not tried again; with the last attempt's own timeout no call takes longer than this and a minute."""
_TRIES = 5
_REST = 15.0
_LONGEST_REPLY = 96 << 20
_CHUNK = 1 << 20


class _Account(Credentials):
    """A service account that asks Google for nothing but tokens: google-auth would look up regions in a thread of its own."""

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


class Connection(gspread.HTTPClient):
    """Sends requests as the service account. Every method raises NotReached, those that change something Rejected too.

    ``address`` stands in for Google's hosts where a county has a gateway of its own.
    """

    def __init__(self, key: Mapping[str, Any], window: Window, clock: Callable[[], float], sleep: Callable[[float], None], address: str = "") -> None:
        self._account = _account(key, address)
        self._signed: Any = AuthorizedSession(self._account, max_refresh_attempts=0)  # type: ignore[no-untyped-call]
        super().__init__(self._account, self._signed)
        self.email = str(key["client_email"])
        self.set_timeout(TIMEOUT)
        self._window, self._clock, self._sleep, self._address = window, clock, sleep, address.rstrip("/")
        self._chance = random.Random()  # noqa: S311 spreads attempts in time, guards nothing
        self._resting: tuple[float, NotReached] | None = None

    def files(self, file_id: str, params: Mapping[str, Any]) -> Json:
        """Drive's metadata of one file."""
        return self._told("get", f"{DRIVE_FILES_API_V3_URL}/{file_id}", file_id, params=params)

    def listed(self, folder: str, params: Mapping[str, Any]) -> Json:
        """One page of Drive's list of files."""
        return self._told("get", DRIVE_FILES_API_V3_URL, folder, params=params)

    def spreadsheet(self, file_id: str, fields: str) -> Json:
        """A whole spreadsheet, seen through a mask."""
        return self._told("get", SPREADSHEET_URL % file_id, file_id, params={"fields": fields})

    def tabs(self, file_id: str, ids: list[int], fields: str) -> Json:
        """Some tabs of a spreadsheet by their ids, seen through a mask. Raises Rejected where one is not there."""
        filters = [{"gridRange": {"sheetId": one}} for one in ids]
        return self._told("post", f"{SPREADSHEET_URL % file_id}:getByDataFilter", file_id, params={"fields": fields}, json={"dataFilters": filters})

    def change(self, file_id: str, body: Json, fields: str) -> Json:
        """All of some changes or none; NotReached says whether they may have been made."""
        return self._told("post", SPREADSHEET_BATCH_UPDATE_URL % file_id, file_id, writing=True, params={"fields": fields}, json=body)

    def close(self) -> None:
        """Give the sockets back."""
        self._signed.close()
        self._signed._auth_request_session.close()

    def _told(self, method: str, url: str, place: str, writing: bool = False, **told: Any) -> Json:
        """The JSON of an answer; what may pass is tried again, unless it may already have changed something."""
        deadline = self._clock() + DEADLINE
        if self._resting and self._clock() < self._resting[0]:
            raise NotReached(place, self._resting[1].reason)
        for attempt in count():
            try:
                return self._answer(method, url, place, writing, deadline, told)
            except NotReached as error:
                wait = pause(error, attempt, self._chance)
                if error.reason == "key_refused" and not attempt and self._account.token:
                    self._account.token, wait = None, 0.0
                elif error.reason not in PASSING or error.unsure:
                    raise
                if attempt + 1 == _TRIES or self._clock() + wait > deadline:
                    self._resting = self._clock() + max(_REST, error.wait), error
                    raise
                self._sleep(wait)
        raise AssertionError

    def _answer(self, method: str, url: str, place: str, writing: bool, deadline: float, told: Mapping[str, Any]) -> Json:
        try:
            self._window.enter(deadline)
        except TimeoutError as error:
            raise NotReached(place, "too_many_requests") from error
        with _mapped(place, writing), self._signed.request(method, self._at(url), timeout=self.timeout, stream=True, **told) as response:
            content = _limited(response, place, writing)
            status, headers = response.status_code, response.headers
        if status != 200:
            raise refusal(place, status, content, headers, writing)
        try:
            found = json.loads(content)
        except ValueError as error:
            raise NotReached(place, "strange_reply", unsure=writing) from error
        if not isinstance(found, dict):
            raise NotReached(place, "strange_reply", unsure=writing)
        self._resting = None
        return found

    def _at(self, url: str) -> str:
        return self._address + urlsplit(url).path if self._address else url


def _account(key: Mapping[str, Any], address: str) -> Any:
    """Raises NotReached where the key is none."""
    try:
        account: Any = _Account.from_service_account_info(dict(key), scopes=SCOPES)  # type: ignore[no-untyped-call]
    except (GoogleAuthError, ValueError):
        raise NotReached("", "bad_key") from None
    return account.with_token_uri(f"{address.rstrip('/')}/token") if address else account


def _limited(response: requests.Response, place: str, writing: bool) -> bytes:
    """The body, unless it is longer than any spreadsheet people fill in."""
    content = bytearray()
    for chunk in response.iter_content(_CHUNK):
        content += chunk
        if len(content) > _LONGEST_REPLY:
            raise NotReached(place, "too_large", unsure=writing)
    return bytes(content)


@contextmanager
def _mapped(place: str, writing: bool) -> Iterator[None]:
    """Whatever the libraries raise becomes NotReached; what failed before anything was sent is sure not to have been done."""
    try:
        yield
    except RefreshError as error:
        raise NotReached(place, "no_network" if error.retryable else "key_refused") from error
    except (TransportError, requests.exceptions.ConnectTimeout) as error:
        raise NotReached(place, _network(error)) from error
    except GoogleAuthError as error:
        raise NotReached(place, "bad_key") from error
    except requests.exceptions.Timeout as error:
        raise NotReached(place, "too_slow", unsure=writing) from error
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
        raise NotReached(place, "strange_reply", unsure=writing) from error
    except requests.exceptions.RequestException as error:
        raise NotReached(place, _network(error), unsure=writing) from error


def _network(error: Exception) -> str:
    causes = (error, *error.args, error.__cause__, error.__context__)
    return "proxy_refused" if any(isinstance(cause, requests.exceptions.ProxyError) for cause in causes) else "no_network"
