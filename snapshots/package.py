"""A frozen workspace as one file, the same bytes for the same content, and back."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from backbone.journal.returns import Return
from backbone.journal.reviews import Review
from ledger.books import no_rows
from ledger.ledger import Ledger
from ledger.packing import packed_state, unpacked_state
from progress.indicators import load_indicators
from schema.registry import SHEETS
from snapshots.errors import Damaged, Fault
from snapshots.frame import framed
from snapshots.frozen import Frozen
from snapshots.manifest import MANIFEST, check_code, dumped, faults, opened, with_manifest
from snapshots.parquet import conformed, packed_records, packed_rows, unpacked_records, unpacked_rows

__all__ = ["check_code", "faults", "packed", "unpacked"]

_BOOKS, _RECORDS, _REVIEWS, _CORRECTIONS = "books.json", "records.parquet", "reviews.json", "corrections.json"


def packed(frozen: Frozen) -> bytes:
    """The file: a part for each sheet that has a row in any book, one for what else books say, results, reviews, corrections, and before all the manifest.

    Where the workspace lies, when its files were written, when the snapshot is taken and by whom is not in it.
    """
    state = frozen.ledger.state.by_name()
    sheets = {f"{name}.parquet": rows.table for name, rows in state.sheets.items() if len(rows.table)}
    parts = {name: packed_rows(table) for name, table in sheets.items()}
    parts[_BOOKS] = dumped(packed_state(state))
    parts[_RECORDS] = packed_records(frozen.records)
    parts[_REVIEWS] = dumped([[*one, [_told(review) for review in given]] for one, given in sorted(frozen.reviews.items())])
    parts[_CORRECTIONS] = dumped([[*one, list(reasons)] for one, reasons in sorted(frozen.corrections.items())])
    counted = {_BOOKS: len(state.books), _RECORDS: len(frozen.records), _REVIEWS: len(frozen.reviews), _CORRECTIONS: len(frozen.corrections)}
    about = {"on": frozen.on.isoformat(), "federation": frozen.title, "simulated": frozen.simulated}
    return framed(with_manifest(about, parts, counted | {name: len(table) for name, table in sheets.items()}))


def unpacked(content: bytes) -> Frozen:
    """The workspace as it was frozen. Raises NotASnapshot, NewerFormat, Damaged."""
    manifest, parts = opened(content)
    try:
        return _unpacked(manifest, parts)
    except Exception as error:  # the sums are right, so somebody made a file whose parts say what no part of ours says
        raise Damaged(faults=[Fault(MANIFEST)]) from error


def _unpacked(manifest: Mapping[str, Any], parts: Mapping[str, bytes]) -> Frozen:
    told, rows = json.loads(parts[_BOOKS]), {part["name"]: part["rows"] for part in manifest["parts"]}

    def sheet(name: str) -> pa.Table:
        part, empty = f"{name}.parquet", no_rows(SHEETS[name]).table
        return conformed(unpacked_rows(parts[part], rows[part]), empty.schema) if part in parts else empty

    revisions = {name: str(manifest["sha256"]) for name, *_ in told["books"]}
    ledger = Ledger(unpacked_state(told, sheet, revisions, {}))
    records = unpacked_records(parts[_RECORDS], rows[_RECORDS])
    reviews = {Return(*one): [_review(each) for each in given] for *one, given in json.loads(parts[_REVIEWS])}
    corrections = {Return(*one): reasons for *one, reasons in json.loads(parts[_CORRECTIONS])}
    return Frozen(dt.date.fromisoformat(manifest["on"]), ledger, load_indicators(ledger)[0], records, reviews, corrections)


def _told(review: Review) -> Sequence[str]:
    return [*(asdict(review) | {"at": review.at.isoformat()}).values()]


def _review(told: Sequence[Any]) -> Review:
    step, verdict, content, reason, who, at = told
    return Review(step, verdict, content, reason, who, dt.datetime.fromisoformat(at))
