"""Every fault reaches the client as it would from Google, and is over when its rule says so."""

from collections import Counter

import gspread
import pytest
import requests

from tests.google.conftest import TAB
from tests.google.faults import KINDS, REASONS, Faults

GET, WRITE = r"values\.get$", r"values\.update$"


@pytest.fixture
def session(client):
    """The bare session, which raises nothing by itself."""
    return client.http_client.session


@pytest.fixture
def read(session, book_id):
    return lambda: session.get(f"https://sheets.googleapis.com/v4/spreadsheets/{book_id}/values/{TAB}!B2", timeout=5)


@pytest.fixture
def write(session, book_id):
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book_id}/values/{TAB}!B2"
    return lambda: session.put(url, params={"valueInputOption": "RAW"}, json={"values": [["写"]]}, timeout=5)


@pytest.mark.parametrize("kind", [kind for kind, fault in KINDS.items() if fault.how in ("refuse", "html") and kind != "401"])
def test_a_status_is_answered_once_and_only_applied_writes_are_there(google, read, write, kind):
    google.faults.add(kind, WRITE, nth=1)
    answer = write()
    assert answer.status_code == int(kind.split()[0])
    assert read().json()["values"] == [["写" if kind.endswith(" applied") else "甲"]]
    assert write().status_code == 200


def test_retry_after_is_told_only_where_asked_for(google, read):
    google.faults.add("429", nth=1)
    google.faults.add("429 retry-after", nth=2)
    assert [read().headers.get("Retry-After") for _ in range(3)] == [None, "7", None]


def test_a_gateways_page_is_no_json(google, read):
    google.faults.add("502 html")
    assert (read().headers["Content-Type"], read().text[:15]) == ("text/html; charset=UTF-8", "<!DOCTYPE html>")


def test_a_fault_for_ever_has_no_end(google, read):
    google.faults.add("429")
    assert {read().status_code for _ in range(20)} == {429}
    google.faults.clear()
    assert read().status_code == 200


@pytest.mark.parametrize(("kind", "kept"), [("dropped", "甲"), ("dropped applied", "写"), ("cut", "写")])
def test_a_connection_is_dropped(google, read, write, kind, kept):
    google.faults.add(kind, WRITE, nth=1)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        write()
    assert read().json()["values"] == [[kept]]


def test_a_reply_is_truncated(google, read):
    google.faults.add("truncated", nth=1)
    with pytest.raises(requests.exceptions.JSONDecodeError):
        read().json()
    assert read().json()["values"] == [["甲"]]


def test_a_slow_reply_runs_into_the_timeout_and_was_applied(google, session, book_id, read):
    google.faults.add("slow", WRITE, nth=1)
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book_id}/values/{TAB}!B2"
    with pytest.raises(requests.ReadTimeout):
        session.put(url, params={"valueInputOption": "RAW"}, json={"values": [["写"]]}, timeout=0.2)
    assert read().json()["values"] == [["写"]]


def test_a_stale_read_shows_the_state_before_the_last_change(google, client, book_id, person, read):
    person.edit(TAB, "B2", "新")
    google.faults.add("stale", r"values\.get$|files", times=2, nth=1)
    version = lambda: client.http_client.request("get", f"https://www.googleapis.com/drive/v3/files/{book_id}", params={"fields": "version"}).json()  # noqa: E731
    assert (read().json()["values"], version()) == ([["甲"]], {"version": "3"})
    assert (read().json()["values"], version()) == ([["新"]], {"version": "4"})


def test_after_401_a_new_token_is_fetched(google, read):
    google.faults.add("401", nth=1)
    assert (read().status_code, len(google.requests("token"))) == (200, 2)


def test_revoked_tokens_are_renewed(google, read):
    read()
    google.tokens.revoke()
    assert (read().status_code, len(google.requests("token"))) == (200, 2)


@pytest.mark.parametrize("reason", REASONS)
def test_drive_names_the_reason_of_403(google, session, reason):
    google.faults.add(f"403 {reason}")
    error = session.get("https://www.googleapis.com/drive/v3/files").json()["error"]
    assert (error["code"], error["errors"][0]["reason"]) == (403, reason)


def test_sheets_names_the_reason_of_403_in_details(google, read):
    google.faults.add("403 accessNotConfigured", nth=1)
    google.faults.add("403 forbidden", nth=2)
    disabled, forbidden = read().json()["error"], read().json()["error"]
    assert (disabled["status"], disabled["details"][0]["reason"], "details" in forbidden) == ("PERMISSION_DENIED", "SERVICE_DISABLED", False)


def test_gspread_raises_what_it_raises_for_google(google, client, book_id):
    google.faults.add("503")
    with pytest.raises(gspread.exceptions.APIError) as error:
        client.http_client.values_get(book_id, TAB)
    assert (error.value.code, error.value.error["status"]) == (503, "UNAVAILABLE")


def test_each_kind_keeps_its_share_and_a_seed_repeats_it():
    def met(seed):
        faults = Faults(seed)
        for kind in ("429", "500", "dropped", "dropped applied", "slow", "truncated", "503", "502 html"):
            faults.add(kind, probability=0.1)
        return [faults.next("sheets.spreadsheets.get") for _ in range(4000)], faults.count

    first, counts = met(1)
    assert (first == met(1)[0], first == met(2)[0]) == (True, False)
    assert all(320 < count < 480 for count in Counter(counts).values()), counts
    assert 600 < first.count(None) < 1000


def test_a_rule_names_its_methods_and_times():
    faults = Faults()
    faults.add("500", "batchUpdate", nth=2, times=2)
    told = [bool(faults.next(method)) for method in ("get", "batchUpdate", "get", "batchUpdate", "batchUpdate", "batchUpdate")]
    assert told == [False, False, False, True, True, False]
