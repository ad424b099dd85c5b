"""Asking Google: what passes is asked again, what cannot pass is told at once by its reason, and every call has an end."""

import json
import threading
import time

import pytest

from backbone.errors import NotReached
from backbone.google.connection import DEADLINE, Connection
from backbone.google.drive import SPREADSHEET, book_name, listing, title_of
from backbone.google.key import service_key
from backbone.google.window import Window
from schema.org_monthly import OrgMonthly
from schema.workspace import MASTER
from tests.google import oauth
from tests.google.desk import BOOK, counting

PASSING = {"429": "too_many_requests", "429 retry-after": "too_many_requests", "500": "service_broken", "502 html": "service_broken"}
PASSING |= {"503": "service_broken", "dropped": "no_network", "cut": None, "truncated": "strange_reply"}
LASTING = {"404": "not_shared", "403 forbidden": "not_shared", "403 storageQuotaExceeded": "no_storage", "403 accessNotConfigured": "interface_off"}
LASTING |= {"403 insufficientPermissions": "refused"}
LIMITED = {"403 rateLimitExceeded": "too_many_requests", "403 userRateLimitExceeded": "too_many_requests"}


@pytest.fixture
def online(desk):
    return desk.online


@pytest.fixture
def backbone(desk):
    return desk.backbone


@pytest.mark.parametrize("kind", [*PASSING, *LIMITED, "401"])
def test_what_passes_is_asked_again(kind, google, backbone, desk):
    desk.person.edit(desk.sheet("组织建设月报").title, "A40", "x")
    google.faults.add(kind, "drive.files.list", nth=1)
    before = google.clock.now
    assert counting(desk, backbone.look)["list"] == 2
    assert google.clock.now - before <= 10


@pytest.mark.parametrize(("kind", "reason"), [(kind, reason) for kind, reason in {**PASSING, **LIMITED}.items() if reason])
def test_what_does_not_pass_ends(kind, reason, google, backbone, desk):
    google.faults.add(kind, "drive")
    before, asked = google.clock.now, len(google.log)
    with pytest.raises(NotReached) as told:
        backbone.look()
    assert told.value.reason == reason
    assert (len(google.log) - asked <= 5, google.clock.now - before <= DEADLINE) == (True, True)


def test_after_giving_up_nobody_asks_for_a_while(google, backbone):
    google.faults.add("503", "drive")
    with pytest.raises(NotReached):
        backbone.look()
    asked = len(google.log)
    with pytest.raises(NotReached):
        backbone.look()
    assert len(google.log) == asked
    google.faults.clear()
    google.clock.now += 16
    backbone.look()


def test_the_time_google_asks_for_is_waited(google, backbone):
    google.faults.add("429 retry-after", "drive", nth=1)
    before = google.clock.now
    backbone.look()
    assert 7 <= google.clock.now - before <= 9


@pytest.mark.parametrize(("kind", "reason"), LASTING.items())
def test_what_cannot_pass_is_told_at_once(kind, reason, google, backbone):
    google.faults.add(kind, "drive")
    asked = len(google.log)
    with pytest.raises(NotReached) as told:
        backbone.look()
    assert (told.value.reason, len(google.log) - asked) == (reason, 1)


def test_a_key_refused_is_tried_once_with_a_new_token(google, backbone):
    google.faults.add("401", "drive")
    with pytest.raises(NotReached) as told:
        backbone.look()
    assert (told.value.reason, len(google.requests("drive.files.list")) - 1 <= 3) == ("key_refused", True)


def test_a_reply_that_never_comes_ends(google, online, backbone):
    google.slow_seconds = 5.0
    google.faults.add("slow", "drive")
    backbone._connection.set_timeout((1.0, 0.05))
    begun = time.monotonic()
    with pytest.raises(NotReached) as told:
        backbone.look()
    assert (told.value.reason, time.monotonic() - begun < 5) == ("too_slow", True)


def test_google_auth_asks_for_nothing_but_tokens(google, backbone):
    backbone.look()
    assert {thread.name for thread in threading.enumerate() if "Refresh" in type(thread).__name__} == set()


def test_one_spreadsheet_refused_stops_no_other(google, online, desk, backbone):
    online.person(BOOK).edit("组织建设月报", "A40", "x")
    online.person(BOOK).share("reader")
    google.drive.files[online.ids[BOOK]].role = "reader"
    backbone.look()
    google.faults.add("403 forbidden", "spreadsheets.get", nth=1)
    online.person(BOOK).edit("组织建设月报", "A41", "x")
    backbone.look()
    (book,) = backbone.read([BOOK])
    assert book.problem.code == "not_shared"
    google.clock.now += 100
    backbone.look()


def test_a_listing_costs_a_request_for_each_thousand_files(online, desk, backbone):
    for number in range(1_200):
        desk.google.drive.spreadsheet(f"Z{number:04}", online.folder)
    assert counting(desk, lambda: listing(backbone._connection, online.folder)) == {"list": 2}
    assert len(listing(backbone._connection, online.folder)) == 1_202


def test_titles_become_names_of_books_and_back():
    assert (book_name("总表"), book_name(" 总表.xlsx "), book_name("A01 示例镇")) == (MASTER, MASTER, BOOK)
    assert (title_of(MASTER), title_of(BOOK)) == ("总表", "A01 示例镇")


def test_two_files_of_one_title_are_two_books(google, online, backbone):
    google.clock.now += 1
    second = google.drive.spreadsheet(title_of(BOOK), online.folder)
    backbone.look()
    assert sorted(backbone.revisions()) == sorted([MASTER, BOOK, BOOK.removesuffix(".xlsx") + f" [{second[-6:]}].xlsx"])


def test_a_workbook_left_in_the_folder_is_told_and_a_binned_file_is_gone(google, online, backbone):
    left = google.drive.spreadsheet("B01 示例", online.folder)
    google.drive.files[left].mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    backbone.look()
    (book,) = backbone.read(["填报/B01 示例.xlsx"])
    assert book.problem.code == "workbook_on_drive"
    google.person(left).bin()
    backbone.look()
    assert "填报/B01 示例.xlsx" not in backbone.revisions()
    assert google.drive.files[online.ids[BOOK]].mime == SPREADSHEET


def test_a_new_process_without_a_network_has_the_copies(google, online, desk):
    before = [row.typed for row in desk.rows(OrgMonthly)]
    google.faults.add("503")
    desk.restarted()
    assert [row.typed for row in desk.rows(OrgMonthly)] == before
    assert desk.backbone.seen_at


def test_a_damaged_copy_is_read_anew(google, online, desk):
    for file in (online.own / "copies").glob("*.json"):
        file.write_text("{", encoding="utf-8")
    desk.restarted().backbone.revisions()
    assert len(desk.rows(OrgMonthly)) == 4


def test_a_change_just_before_reading_is_read_once_more(google, desk, backbone):
    google.clock.now += 1_000
    backbone.look()
    desk.person.edit("组织建设月报", "A40", "x")
    assert counting(desk, backbone.look) == {"list": 1, "get": 1}
    assert counting(desk, backbone.look) == {"list": 1}
    google.clock.now += 61
    assert counting(desk, backbone.look) == {"list": 1, "get": 1}
    google.clock.now += 61
    assert counting(desk, backbone.look) == {"list": 1}


def test_a_stale_reading_does_not_stay(google, desk, backbone):
    desk.person.edit("组织建设月报", "C2", "77")
    google.faults.add("stale", "spreadsheets.get", nth=1)
    backbone.look()
    google.clock.now += 61
    backbone.look()
    assert "77" in desk.rows(OrgMonthly)[0].typed.values()


class TestWindow:
    """Never more than so many in a minute."""

    @pytest.fixture
    def made(self, tmp_path, clock):
        def make():
            return Window(tmp_path / "own", clock, lambda seconds: setattr(clock, "now", clock.now + seconds), 50)

        return make

    def test_two_processes_share_it(self, made, clock):
        times = []
        for number, window in enumerate([made(), made()] * 120):
            window.enter(clock.now + 1e9)
            times.append(clock.now)
            clock.now += 0.1 * (number % 7)
        assert max(sum(start <= at < start + 60 for at in times) for start in times) <= 50

    def test_who_would_wait_too_long_is_told(self, made, clock):
        window = made()
        for _ in range(50):
            window.enter(clock.now)
        with pytest.raises(TimeoutError):
            window.enter(clock.now + 59)

    def test_it_counts_without_a_disk_too(self, tmp_path, clock):
        (tmp_path / "file").write_text("", encoding="utf-8")
        window = Window(tmp_path / "file", clock, lambda seconds: setattr(clock, "now", clock.now + seconds), 50)
        begun = clock.now
        for _ in range(51):
            window.enter(clock.now + 100)
        assert clock.now - begun >= 60


class TestKey:
    """The key of the service account."""

    @pytest.fixture
    def key(self, google):
        return google.credentials()

    def test_it_is_taken_from_the_text_the_file_and_the_secrets(self, key, tmp_path):
        file, secrets = tmp_path / "key.json", tmp_path / "secrets.toml"
        file.write_text(json.dumps(key), encoding="utf-8")
        secrets.write_text("[gcp_service_account]\n" + "\n".join(f"{name} = {json.dumps(text)}" for name, text in key.items()), encoding="utf-8")
        assert service_key(json.dumps(key), secrets) == service_key(str(file), secrets) == service_key("", secrets) == key

    def test_line_breaks_written_as_letters_are_mended(self, key, tmp_path):
        assert service_key(json.dumps({**key, "private_key": key["private_key"].replace("\n", "\\n")}), tmp_path)["private_key"] == key["private_key"]

    @pytest.mark.parametrize(
        ("told", "reason"),
        [("", "no_key"), ("nowhere.json", "no_key"), ("{", "bad_key"), ("{}", "bad_key"), ("[]", "no_key"), ('{"private_key": 1}', "bad_key")],
    )
    def test_what_is_no_key_is_refused(self, told, reason, tmp_path):
        with pytest.raises(NotReached) as raised:
            service_key(told, tmp_path / "secrets.toml")
        assert raised.value.reason == reason

    def test_a_text_that_is_no_private_key_is_refused_without_being_shown(self, key, tmp_path, clock):
        spoilt = {**key, "private_key": key["private_key"].replace("BEGIN", "BEGUN")}
        with pytest.raises(NotReached) as raised:
            Connection(spoilt, Window(tmp_path, clock, print), clock, print)
        told = f"{raised.value!r}{raised.value}{raised.value.__cause__!r}"
        assert (raised.value.reason, oauth.private_pem()[60:100] in told) == ("bad_key", False)
