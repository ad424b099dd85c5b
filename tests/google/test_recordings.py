"""Where recordings of the real service lie beside the project, the server answers them alike; none of them is kept in the project."""

import json
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from tests.google.replay import Replay
from tests.google.server import oracle

RECORDINGS = Path(__file__).resolve().parents[2].parent / "shared" / "recordings" / "gspread-cassettes.tar.xz"
if not RECORDINGS.exists():
    pytest.skip("no ../shared/recordings beside the project", allow_module_level=True)
LEAST_EQUAL = 0.97
MOST_DIFFERENT = 20


@pytest.fixture(scope="module")
def cassettes():
    """The recorded exchanges by test."""
    with tarfile.open(RECORDINGS) as archive:
        files = [(member.name, archive.extractfile(member)) for member in archive.getmembers() if member.name.endswith(".json")]
        return {Path(name).stem: json.load(file)["interactions"] for name, file in files}


def test_recorded_requests_get_the_recorded_replies(cassettes, capsys):
    told, counts = [], Counter()
    for name, exchanges in cassettes.items():
        with Replay() as replay:
            for exchange in exchanges:
                found = replay.differences(exchange)
                counts["skipped" if found is None else "different" if found else "equal"] += 1
                told += [f"{name}: {exchange['request']['method']} {found[0]}"] if found else []
    with capsys.disabled():
        print("", *told, dict(counts), sep="\n")
    assert counts["equal"] >= LEAST_EQUAL * (counts["equal"] + counts["different"])
    assert (counts["different"] <= MOST_DIFFERENT, counts["equal"] > 1800) == (True, True)


def test_the_oracle_agrees_with_what_google_took_and_gave(cassettes):
    """Every recorded reply fits the documents, and the only bodies that do not fit are those Google refused."""
    blamed = []
    for exchange in (exchange for exchanges in cassettes.values() for exchange in exchanges):
        request, reply = exchange["request"], exchange["response"]
        path = request["uri"].split("googleapis.com")[1].split("?")[0]
        found = oracle().find(request["method"], path)
        text, status = reply["body"].get("string", ""), reply["status"]["code"]
        if found is None or not text.startswith("{"):
            continue
        method, _ = found
        assert status != 200 or oracle().reply_problems(method, json.loads(text)) == []
        body = request.get("body") or ""
        blamed += [status] if oracle().request_problems(method, {}, json.loads(body) if body.startswith("{") else None) else []
    assert blamed == [400] * 3
