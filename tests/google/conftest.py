"""A Google of the test's own, and gspread connected to it."""

import pytest

from tests.google.client import connected
from tests.google.clock import Clock
from tests.google.desk import Desk
from tests.google.server import GoogleServer
from tests.google.workspace import Online


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def google(clock):
    with GoogleServer(clock=clock) as server:
        yield server


@pytest.fixture
def client(google):
    with connected(google) as client:
        yield client


@pytest.fixture
def online(google, tmp_path):
    """An empty workspace in it, and our way in."""
    made = Online(google, tmp_path / "own")
    yield made
    made.close()


@pytest.fixture
def make_desk(google, tmp_path):
    """Makes a book of two sheets with a few rows each, in a workspace of its own."""
    made = []

    def make(**told):
        made.append(Online(google, tmp_path / f"own {len(made)}"))
        return Desk.of(made[-1], **told)

    yield make
    for online in made:
        online.close()


@pytest.fixture
def desk(make_desk):
    return make_desk()


@pytest.fixture
def twin(make_desk):
    """The same book once more, in which people do the same and we do nothing."""
    return make_desk(is_seen=False)


TAB = "组织建设月报"
ROWS = [["月份", "单位", "新建数", "备注"], ["2026-01-01", "甲", "12", ""], ["2026-02-01", "乙", "7", "复核"], ["2026-03-01", "丙", "30", ""]]


@pytest.fixture
def book_id(google):
    """A spreadsheet a person made and shared: one tab with a header and three rows."""
    file_id = google.drive.spreadsheet("07 城关镇", google.drive.folder("填报"))
    person = google.person(file_id)
    person.rename_tab("Sheet1", TAB)
    person.fill(TAB, ROWS)
    return file_id


@pytest.fixture
def person(google, book_id):
    return google.person(book_id)


@pytest.fixture
def post(client, book_id):
    """Posts a body to a method of the spreadsheet, as ``:batchUpdate``, and gives the reply."""

    def send(method, body):
        return client.http_client.request("post", f"https://sheets.googleapis.com/v4/spreadsheets/{book_id}{method}", json=body).json()

    return send


@pytest.fixture
def change(post):
    """Runs requests as one batch and gives its replies."""
    return lambda *requests: post(":batchUpdate", {"requests": list(requests)})["replies"]


@pytest.fixture
def values(client, book_id):
    """Reads the values of a range as numbers and texts."""
    return lambda text=TAB, **options: client.http_client.values_get(book_id, text, {"valueRenderOption": "UNFORMATTED_VALUE", **options}).get("values", [])
