"""A save meets every kind of fault: in the end it stands in the sheet exactly once, and why it waits is told rightly."""

import pytest

from backbone.errors import NotReached
from schema.activity_ledger import ActivityLedger
from schema.org_monthly import OrgMonthly
from tests.google import sheets
from tests.google.desk import LEDGER, MONTHLY, counting, event
from tests.google.errors import Refused
from tests.google.faults import KINDS

READ, WRITE = r"spreadsheets\.get", r"batchUpdate$"
OURS = "我们的"
REASONS = {
    "429": "too_many_requests",
    "429 retry-after": "too_many_requests",
    "403 rateLimitExceeded": "too_many_requests",
    "403 userRateLimitExceeded": "too_many_requests",
    **dict.fromkeys(("500", "502 html", "503", "500 applied", "502 html applied", "503 applied"), "service_broken"),
    **dict.fromkeys(("dropped", "dropped applied"), "no_network"),
    **dict.fromkeys(("cut", "truncated"), "strange_reply"),
    "slow": "too_slow",
    "401": "key_refused",
    "404": "not_shared",
    "403 insufficientPermissions": "refused",
    "403 accessNotConfigured": "interface_off",
    "403 forbidden": "not_shared",
    "403 storageQuotaExceeded": "not_shared",
}
"""Why a save is not reached; Sheets does not tell a full storage from a missing right."""
FORBIDDEN = ("403 forbidden", "403 storageQuotaExceeded")
LASTING = ("404", *FORBIDDEN, "403 insufficientPermissions", "403 accessNotConfigured")
"""What trying again at once cannot help."""
UNSURE = ("dropped", "dropped applied", "slow")
"""After these the batch may still be on its way, so that nothing is sent before it cannot be any more."""
APPLIED = [kind for kind, fault in KINDS.items() if fault.applied and fault.how != "stale"]
MOST_REQUESTS, MOST_SECONDS = 12, 90.0
"""What one try of a save may cost, whatever happens."""


@pytest.fixture
def fault(desk):
    """Lets a kind of fault happen; patience is short where an answer is late."""

    def add(kind, where, **told):
        if kind == "slow":
            desk.google.slow_seconds = 1.0
            desk.online.open[-1].set_timeout((5, 0.4))
        desk.google.faults.add(kind, where, **told)

    return add


@pytest.fixture(params=["changed", "new"])
def change(request, desk):
    """A save of some cells of a row that stands there, or of a new row."""
    if request.param == "changed":
        return desk.changed(OrgMonthly, 1, remark=OURS, migrants_new="77")
    return desk.new(ActivityLedger, **event(9, remark=OURS))


def standing(desk):
    """How often ours stands in either sheet, and how many lines there are in all."""
    lines = [*desk.lines(MONTHLY), *desk.lines(LEDGER)]
    return sum(any(value == {"stringValue": OURS} for value, _, _ in line.values()) for line in lines), len(lines)


def once(desk, change):
    """What stands when a save was done once: five lines of months and five of events, and one more if it is new."""
    return 1, 10 + (not change.rows[0].seen)


def wanted(kind, where):
    return "only_reader" if where == WRITE and kind in FORBIDDEN else REASONS[kind]


@pytest.mark.parametrize("where", [READ, WRITE])
@pytest.mark.parametrize("kind", REASONS)
def test_a_fault_once(desk, change, fault, kind, where):
    fault(kind, where, nth=1)
    waits = kind in LASTING or (where == WRITE and kind in UNSURE)
    assert desk.saved(change) == ([wanted(kind, where), ""] if waits else [""])
    assert standing(desk) == once(desk, change)


@pytest.mark.parametrize("where", [READ, WRITE])
@pytest.mark.parametrize("kind", REASONS)
def test_a_fault_for_ever_ends_every_try_and_a_save_is_done_when_it_is_over(desk, change, fault, kind, where):
    fault(kind, where)
    before = desk.google.clock.now
    made = counting(desk, lambda: desk.code(change))
    assert sum(made.values()) <= MOST_REQUESTS
    assert desk.google.clock.now - before <= MOST_SECONDS
    assert (desk.error.code if desk.error else "") == ("" if where == WRITE and kind in APPLIED and kind not in UNSURE else wanted(kind, where))
    desk.google.faults.clear()
    desk.google.clock.now += 250
    assert desk.code(change) == ""
    assert standing(desk) == once(desk, change)


@pytest.mark.parametrize("kind", UNSURE)
def test_what_may_still_be_on_its_way_is_not_sent_again(desk, change, fault, kind):
    fault(kind, WRITE, nth=1)
    assert desk.code(change) == REASONS[kind]
    desk.google.clock.now += 190
    made = counting(desk, lambda: desk.code(change))
    assert (desk.error.code if desk.error else "", "batchUpdate" in made) == ("" if kind in APPLIED else "still_unsure", False)


@pytest.mark.parametrize("when", ["after it was looked for", "after it was sent anew"])
def test_a_batch_that_arrives_late_is_not_doubled(desk, change, monkeypatch, when):
    """Google refuses the mark of a save that is there already, and with it the whole batch."""
    held = hold_back(desk, monkeypatch)
    assert desk.code(change) == "no_network"
    monkeypatch.undo()
    desk.google.clock.now += 250
    arrive = lambda: sheets.answer(desk.google.drive, "sheets.spreadsheets.batchUpdate", {"spreadsheetId": held[0][0]}, held[0][1])  # noqa: E731
    if when == "after it was looked for":
        desk.google.before(WRITE, arrive)
    assert desk.code(change) == ""
    if when == "after it was sent anew":
        with pytest.raises(Refused):
            arrive()
    assert standing(desk) == once(desk, change)


def hold_back(desk, monkeypatch):
    """The next batch stays on its way."""
    held = []

    def change(*told):
        held.append(told)
        raise NotReached("", "no_network", unsure=True)

    monkeypatch.setattr(desk.online.open[-1], "change", change)
    return held


@pytest.mark.parametrize("kind", ["429", "429 retry-after"])
def test_a_pause_that_google_asks_for_is_kept(desk, change, kind):
    before = desk.google.clock.now
    desk.google.faults.add(kind, WRITE, nth=1)
    desk.save(change)
    assert (desk.google.clock.now - before >= 7) is (kind == "429 retry-after")


def test_a_stale_read_after_a_lost_answer_does_not_double(desk, change):
    desk.google.faults.add("dropped applied", WRITE, nth=1)
    desk.google.faults.add("stale", READ, nth=2)
    assert desk.code(change) == "no_network"
    desk.google.clock.now += 250
    assert desk.code(change) == ""
    assert standing(desk) == once(desk, change)


def test_a_stale_read_does_not_overwrite_what_a_person_has_just_written(desk):
    change = desk.changed(OrgMonthly, 1, remark=OURS)
    desk.person.edit(MONTHLY, "C3", "99")
    desk.google.faults.add("stale", READ, nth=1)
    before = desk.lines(MONTHLY)
    assert desk.saved(change) == ["conflict"]
    assert desk.lines(MONTHLY) == before


@pytest.mark.parametrize("rows", [1, 4])
def test_a_save_is_one_read_and_one_write(desk, rows):
    """The first save of a process reads the whole spreadsheet, those after it the two tabs that matter."""
    for read in ("get", "getByDataFilter"):
        change = desk.change(OrgMonthly, *(row for at in range(rows) for row in desk.changed(OrgMonthly, at, remark=read).rows))
        assert counting(desk, lambda change=change: desk.save(change)) == {read: 1, "batchUpdate": 1}


def test_a_save_that_failed_costs_no_request_before_its_time(desk, change):
    desk.google.faults.add("404", READ)
    assert desk.code(change) == "not_shared"
    assert (counting(desk, lambda: desk.code(change)), desk.error.code) == ({}, "not_shared")
    desk.google.clock.now += 4
    assert sum(counting(desk, lambda: desk.code(change)).values()) == 1


def test_a_revoked_token_is_renewed_between_reading_and_writing(desk, change):
    desk.google.before(WRITE, desk.google.tokens.revoke)
    assert desk.code(change) == ""
    assert standing(desk) == once(desk, change)


def test_forty_saves_are_remembered_and_older_ones_forgotten(desk):
    changes = [desk.changed(OrgMonthly, 1, remark="0")]
    desk.save(changes[0])
    for number in range(1, 45):
        desk.google.clock.now += 3
        changes.append(desk.changed(OrgMonthly, 1, remark=str(number)))
        desk.save(changes[-1])
    marks = desk.google.drive.files[desk.online.ids[desk.book]].book.metadata
    assert [one["metadataValue"].split()[0] for one in marks] == [change.operation for change in changes[-40:]]
