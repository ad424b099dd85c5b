"""Listing a folder, and the version that every change raises."""

import pytest

from tests.google.conftest import TAB

FILES = "https://www.googleapis.com/drive/v3/files"
MASK = "nextPageToken,files(id,name,version,modifiedTime,mimeType)"


@pytest.fixture
def listed(client):
    """The files a search finds, page by page."""

    def search(q, **options):
        params = {"q": q, "fields": MASK, "pageSize": 1000, **options}
        pages, token = [], None
        while token or not pages:
            told = client.http_client.request("get", FILES, params={**params, **({"pageToken": token} if token else {})}).json()
            pages.append(told["files"])
            token = told.get("nextPageToken")
        return pages

    return search


@pytest.fixture
def folder(google):
    return google.drive.folder("填报")


def test_a_folder_is_listed_without_what_is_elsewhere_binned_or_not_shared(google, folder, listed):
    mine, other = google.drive.spreadsheet("07", folder), google.drive.spreadsheet("08", folder)
    google.drive.spreadsheet("别处")
    google.drive.spreadsheet("不共享", folder, role=None)
    google.person(other).bin()
    assert [file["id"] for file in listed(f"'{folder}' in parents and trashed = false")[0]] == [mine]
    assert [file["id"] for file in listed(f"'{folder}' in parents and trashed=true")[0]] == [other]


def test_pages_hold_as_many_as_asked_for(google, folder, listed):
    made = {google.drive.spreadsheet(f"{number:02}", folder) for number in range(5)}
    pages = listed(f"'{folder}' in parents and trashed = false", pageSize=2)
    assert ([len(page) for page in pages], {file["id"] for page in pages for file in page}) == ([2, 2, 1], made)


@pytest.mark.parametrize(("options", "said"), [({"pageSize": 1001}, "range: [1, 1000]"), ({"q": "owner = me"}, "Invalid Value")])
def test_a_wrong_search_is_refused(client, options, said):
    answer = client.http_client.session.get(FILES, params=options)
    assert (answer.status_code, said in answer.json()["error"]["message"]) == (400, True)


def test_every_change_raises_the_version_and_no_reading_does(google, clock, client, book_id, person, listed):
    seen = lambda: [(file["version"], file["modifiedTime"]) for page in listed("name contains '城关'") for file in page]  # noqa: E731
    before = seen()
    client.open_by_key(book_id).sheet1.get_all_values()
    assert seen() == before
    clock.now += 5
    person.edit(TAB, "C2", "13")
    by_hand = seen()
    client.open_by_key(book_id).sheet1.update([["14"]], "C2")
    assert int(before[0][0]) < int(by_hand[0][0]) < int(seen()[0][0])
    assert before[0][1] < by_hand[0][1]


def test_one_file_is_asked_for(client, book_id):
    told = client.http_client.request("get", f"{FILES}/{book_id}", params={"fields": "id,version,capabilities.canEdit"}).json()
    assert told == {"id": book_id, "version": "3", "capabilities": {"canEdit": True}}


def test_a_reader_reads_and_does_not_write(client, book_id, person, values):
    person.share("reader")
    assert values(f"{TAB}!B2") == [["甲"]]
    answer = client.http_client.session.put(
        f"https://sheets.googleapis.com/v4/spreadsheets/{book_id}/values/B2", params={"valueInputOption": "RAW"}, json={"values": [["x"]]}
    )
    assert (answer.status_code, answer.json()["error"]["status"]) == (403, "PERMISSION_DENIED")


def test_a_file_can_be_made_where_the_account_owns_storage(google, client):
    google.drive.owns_storage = True
    made = client.create("总表")
    assert (client.copy(made.id, title="副本").title, client.open("总表").id) == ("副本", made.id)
    client.del_spreadsheet(made.id)
    assert [file["name"] for file in client.list_spreadsheet_files()] == ["副本"]


def test_the_program_renames_and_bins_what_it_may_write(client, book_id, person):
    url = f"{FILES}/{book_id}"
    assert client.http_client.request("patch", url, json={"name": "07 新"}).json()["name"] == "07 新"
    assert client.open_by_key(book_id).title == "07 新"
    client.http_client.request("patch", url, json={"trashed": True})
    assert client.http_client.request("get", url, params={"fields": "trashed"}).json() == {"trashed": True}
    person.share("reader")
    answer = client.http_client.session.patch(url, json={"trashed": False})
    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (403, "insufficientFilePermissions")
