"""Sixty reads and sixty writes a minute, by a clock the test holds; and the log that counts them."""

import pytest

from tests.google.conftest import TAB
from tests.google.server import counted


@pytest.fixture
def read(client, book_id):
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book_id}"
    return lambda: client.http_client.session.get(url, params={"fields": "spreadsheetId"}).status_code


def test_the_sixty_first_read_of_a_minute_is_refused(clock, read):
    clock.now = 1_790_000_000 // 60 * 60
    assert [read() for _ in range(61)] == [200] * 60 + [429]
    clock.now += 59
    assert read() == 429
    clock.now += 1
    assert read() == 200


def test_reads_writes_and_listings_are_counted_apart(google, client, book_id, read, values):
    google.quota.a_minute = 2
    assert [read(), read()] == [200, 200]
    client.http_client.values_update(book_id, f"{TAB}!B2", {"valueInputOption": "RAW"}, {"values": [["写"]]})
    assert [len(client.list_spreadsheet_files()) for _ in range(3)] == [1, 1, 1]
    assert read() == 429


def test_the_log_tells_method_path_time_and_status(google, clock, read, book_id):
    google.faults.add("dropped", nth=2)
    read()
    clock.now += 7
    with pytest.raises(OSError, match="."):
        read()
    first, second = google.requests("sheets")
    assert (first.verb, first.method, first.status) == ("GET", "sheets.spreadsheets.get", 200)
    assert (first.path.split("?")[0], second.at - first.at, second.status) == (f"/v4/spreadsheets/{book_id}", 7, None)
    assert counted(google.log) == {"token": 1, "sheets.spreadsheets.get": 2}


def test_the_busiest_minute_slides(google, clock, read):
    for pause in (0, 30, 29, 30):
        clock.now += pause
        read()
    assert google.busiest_minute() == 3
