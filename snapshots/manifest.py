"""The manifest of a snapshot: what it holds, made by which versions, and the sums by which every change shows."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Any

import backbone
import ledger
import progress
import schema
from ledger.version import code
from snapshots.errors import FRAME, Damaged, Fault, NewerFormat, NotASnapshot
from snapshots.frame import framed, parts_of

MANIFEST = "manifest.json"
FORMAT = 1
_LIBRARIES = ("duckdb", "ibis-framework", "numpy", "pandas", "pyarrow", "pydantic", "pydantic-core", "python-calamine")


def dumped(told: object) -> bytes:
    """JSON as it stands in a snapshot: names in the order given, letters as they are."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def with_manifest(about: Mapping[str, Any], parts: Mapping[str, bytes], rows: Mapping[str, int]) -> dict[str, bytes]:
    """The parts behind their manifest, which says what the snapshot is ``about``, and of each part its rows, bytes and SHA-256."""
    listed = [{"name": name, "rows": rows[name], "bytes": len(content), "sha256": _sum(content)} for name, content in parts.items()]
    told = {"format": FORMAT, **about, "versions": _versions(), "parts": listed}
    return {MANIFEST: dumped({**told, "sha256": _sum(dumped(told))}), **parts}


def check_code(content: bytes) -> str:
    """The SHA-256 of the whole: of the manifest without it, and so of every part's name and sum. Raises SnapshotError."""
    return str(_borne(parts_of(content))["sha256"])


def faults(content: bytes) -> list[Fault]:
    """Which parts are not as they were taken: each byte of the file is of one part, or of the frame. Raises NewerFormat."""
    try:
        parts = parts_of(content)
        manifest = _manifest(parts)
    except NotASnapshot:
        return [Fault(FRAME)]
    except Damaged as error:
        return list(error.faults)
    known = {part["name"]: part["sha256"] for part in manifest["parts"]}
    given = {name: part for name, part in parts.items() if name != MANIFEST}
    found = [Fault(name, "missing") for name in known if name not in given]
    found += [Fault(name, "added") for name in given if name not in known]
    found += [Fault(name) for name, part in given.items() if name in known and _sum(part) != known[name]]
    if not found and (list(parts) != [MANIFEST, *known] or framed(parts) != content):
        return [Fault(FRAME)]
    return found


def opened(content: bytes) -> tuple[Mapping[str, Any], dict[str, bytes]]:
    """The manifest and the parts of a snapshot without a fault. Raises NotASnapshot, NewerFormat, Damaged."""
    parts = parts_of(content)
    told = _manifest(parts)
    if found := faults(content):
        raise Damaged(faults=found)
    return told, parts


def _manifest(parts: Mapping[str, bytes]) -> Mapping[str, Any]:
    """Raises NotASnapshot where there is none, Damaged where it does not bear its own sum, and NewerFormat."""
    told = _borne(parts)
    if told["format"] != FORMAT:
        raise NewerFormat
    return told


def _borne(parts: Mapping[str, bytes]) -> Mapping[str, Any]:
    """The manifest of any format. Raises NotASnapshot, Damaged."""
    if MANIFEST not in parts:
        raise NotASnapshot
    try:
        told = json.loads(parts[MANIFEST])
        said = {name: value for name, value in told.items() if name != "sha256"}
        sound = told["sha256"] == _sum(dumped(said)) and parts[MANIFEST] == dumped(told)
    except Exception as error:  # whatever else than a manifest of ours makes json and its reader raise
        raise Damaged(faults=[Fault(MANIFEST)]) from error
    if not sound:
        raise Damaged(faults=[Fault(MANIFEST)])
    return dict(told)


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@cache
def _versions() -> Mapping[str, str]:
    libraries = {name: metadata.version(name) for name in _LIBRARIES}
    return {**libraries, "code": code((backbone, ledger, progress, schema))}
