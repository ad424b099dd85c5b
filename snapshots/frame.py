"""The frame of a snapshot: a zip whose bytes follow from its parts alone, so that whatever else is changed in it shows."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from snapshots.errors import NotASnapshot

MOST_BYTES: Final = 2 << 30
_MOST_PARTS = 64
_HEADER = 30
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _READ_ONLY = 3, 0o100444 << 16


def framed(parts: Mapping[str, bytes]) -> bytes:
    """The parts in their order, as they are: what can be packed is packed inside, so that no other library packs them differently."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name, _EPOCH)
            about.create_system, about.external_attr = _UNIX, _READ_ONLY
            package.writestr(about, content)
    return buffer.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts by name, in order, whatever is in them. Nothing is unpacked. Raises NotASnapshot for all that ``framed`` never makes."""
    if len(content) > MOST_BYTES:
        raise NotASnapshot
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except Exception as error:  # whatever a file that is none makes the library raise
        raise NotASnapshot from error
    found, at = dict[str, bytes](), 0
    for member in members[: _MOST_PARTS + 1]:
        begins = at + _HEADER + len(member.filename)
        if member.header_offset != at or member.file_size != member.compress_size:
            raise NotASnapshot
        found[member.filename], at = content[begins : begins + member.file_size], begins + member.file_size
    if not 0 < len(members) <= _MOST_PARTS or at > len(content):
        raise NotASnapshot
    return found
