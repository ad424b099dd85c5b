"""A request or a reply that does not fit Google's documents fails the test that made it."""

import pytest
import requests

from tests.google import view
from tests.google.client import connected
from tests.google.server import GoogleServer, oracle

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"


def send(verb, path, **content):
    """What the server holds against one request, told when it is left."""
    with pytest.raises(AssertionError) as blamed, GoogleServer() as google:
        book_id = google.drive.spreadsheet("x")
        with connected(google) as client:
            client.http_client.session.request(verb, f"{SHEETS}/{book_id}{path}", **content)
    return str(blamed.value)


def batch(request):
    return send("post", ":batchUpdate", json={"requests": [request]})


@pytest.mark.parametrize(
    ("request_body", "said"),
    [
        ({"updateCell": {}}, "Unknown name \"updateCell\" at 'requests[0]'"),
        ({"deleteSheet": {"sheetId": "7"}}, "'requests[0].deleteSheet.sheetId' (TYPE_INT32)"),
        ({"deleteSheet": {"sheetId": 1.5}}, "(TYPE_INT32)"),
        ({"sortRange": {"sortSpecs": [{"sortOrder": "UP"}]}}, "'requests[0].sortRange.sortSpecs[0].sortOrder'"),
        ({"updateCells": {"rows": {}, "fields": "note"}}, "ListValue"),
        ({"updateCells": {"rows": [], "fields": "notes", "start": {}}}, "notes: no such field"),
        ({"updateCells": {"rows": [], "fields": "note(", "start": {}}}, "no field mask"),
        ({"updateCells": {"rows": [], "start": {}}}, "fields are missing"),
        ({"repeatCell": {"cell": {"userEnteredFormat": {"numberFormat": {"kind": "DATE"}}}, "fields": "*"}}, 'Unknown name "kind"'),
    ],
)
def test_a_body_that_does_not_fit_is_told(request_body, said):
    assert said in batch(request_body)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("?includeGrid=true", "includeGrid"),
        ("?includeGridData=perhaps", "TYPE_BOOL"),
        ("?fields=sheets(title)", "fields.sheets.title: no such field"),
        ("/values/A1?valueRenderOption=RAW", "valueRenderOption"),
        ("/values/A1?valueRenderOption=FORMULA&valueRenderOption=FORMULA", "twice"),
        ("/nosuch", "no such method"),
    ],
)
def test_a_parameter_that_does_not_fit_is_told(path, said):
    assert said in send("get", path)


def test_what_the_server_cannot_do_fails_instead_of_passing():
    assert "NotImplementedError: addChart" in batch({"addChart": {"chart": {}}})
    assert "NotImplementedError" in send("post", "/sheets/0:copyTo", json={"destinationSpreadsheetId": "x"})


def test_a_reply_that_does_not_fit_is_told(monkeypatch):
    monkeypatch.setattr(view, "THEME", {"TEXT": {"red": "much"}})
    assert "spreadsheetTheme.themeColors[0].color.rgbColor.red' (TYPE_FLOAT)" in send("get", "")


def test_a_request_that_fits_is_not_blamed():
    with GoogleServer() as google:
        token = google.tokens.issue(["https://www.googleapis.com/auth/drive"])
        answer = requests.get(f"{google.url}/drive/v3/files?q=trashed%3Dfalse", headers={"Authorization": f"Bearer {token}"}, timeout=5)
        assert (answer.status_code, google.violations) == (200, [])


def test_null_says_nothing_in_a_request_and_is_wrong_in_a_reply():
    where, _ = oracle().find("POST", "/v4/spreadsheets/x/values/A1:append")
    assert where.id == "sheets.spreadsheets.values.append"
    assert oracle().request_problems(where, {}, {"values": [[None]], "range": None}) == []
    assert [problem.field for problem in oracle().reply_problems(where, {"updates": None})] == ["reply.updates"]
