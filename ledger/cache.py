"""What has been read of a workspace, kept on disk for the next start. It may be deleted, damaged or of another version at any time.

One zip file holds a manifest and an Arrow file a sheet, so that it takes its predecessor's place in one step, and what is
damaged is seen by the sums that zip files bear. It is written beside the work, and not after every small change: ``load``
has it written once the books that changed since the last time are more than a few in a hundred.
"""

import io
import json
import os
import tempfile
import threading
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

import backbone
import ledger
import schema
import words
from backbone.book import Backbone
from ledger.packing import packed_state, unpacked_state
from ledger.state import State
from ledger.version import made_by

_FILE, _MANIFEST = "ledger.zip", "manifest.json"
_LIBRARIES = ("pyarrow", "pydantic", "pydantic-core", "python-calamine")
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")


class Cache:
    """A folder of this machine in which a state is kept; books of any backbone may be kept in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> State | None:
        """The state that was kept, or None where there is none that can be used."""
        try:
            with zipfile.ZipFile(self._folder / _FILE) as package:
                manifest = json.loads(package.read(_MANIFEST))
                if manifest["version"] != version():
                    return None
                return unpacked_state(manifest, lambda name: _rows(package.read(name)), manifest["revisions"], manifest["digests"])
        except Exception:  # whatever a damaged file makes zlib, json or Arrow raise, the books themselves are still there
            return None

    def keep(self, state: State, backbone: Backbone) -> threading.Thread:
        """Write the state in a thread of its own, which a process waits for before it ends."""
        writing = threading.Thread(target=self.write, args=(state, backbone), name="xushi-cache")
        writing.start()
        return writing

    def write(self, state: State, backbone: Backbone) -> None:
        """Keep the state, if the folder lets itself be written. What the books' content is, is learnt on the way."""
        try:
            _learn(state, backbone)
            content = _content(state)
            self._folder.parent.mkdir(exist_ok=True)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._replace(content)
        except Exception:  # a workspace that cannot be written, or has gone meanwhile, works without a cache
            return

    def _replace(self, content: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".tmp")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            temporary.replace(self._folder / _FILE)
        finally:
            temporary.unlink(missing_ok=True)


@cache
def version() -> str:
    """A digest of the code that turns cells into rows and of the libraries it stands on: another one reads everything anew."""
    return made_by(_LIBRARIES, (backbone, ledger, schema, words))


def _learn(state: State, backbone: Backbone) -> None:
    """Add the digests of books that still have the revision that was read: with another one nobody knows what was read."""
    unknown = [name for name in state.books if name not in state.digests]
    found = backbone.digests(unknown)
    now = backbone.revisions()
    state.digests.update({name: digest for name, digest in found.items() if now.get(name) == state.revisions[name]})


def _content(state: State) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(_MANIFEST, json.dumps(_manifest(state), ensure_ascii=False))
        for name, rows in state.sheets.items():
            package.writestr(name, _packed(rows.table))
    return buffer.getvalue()


def _manifest(state: State) -> Mapping[str, Any]:
    return {"version": version(), "revisions": dict(state.revisions), "digests": state.digests.copy(), **packed_state(state)}


def _packed(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=_PACKED) as writer:
        writer.write_table(table.combine_chunks(), max_chunksize=1 << 17)
    return sink.getvalue()


def _rows(content: bytes) -> pa.Table:
    return pa.ipc.open_file(pa.BufferReader(content)).read_all()
