"""A package with some parts exchanged; the others are taken over packed as they are."""

import io
import zipfile
from collections.abc import Mapping
from copy import copy


def repacked(package: bytes, old: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The package, opened as ``old``, with new contents for the changed parts; an empty content leaves a part out."""
    made, members = io.BytesIO(), sorted(old.infolist(), key=lambda member: member.header_offset)
    ends = [*(member.header_offset for member in members[1:]), old.start_dir]
    with zipfile.ZipFile(made, "w") as new:
        for member, end in zip(members, ends, strict=True):
            if member.filename not in changed:
                _take_over(new, member, package[member.header_offset : end])
            elif content := changed[member.filename]:
                new.writestr(member, content)
    return made.getvalue()


def _take_over(new: zipfile.ZipFile, member: zipfile.ZipInfo, packed: bytes) -> None:
    """``zipfile`` itself can add a member only by packing it anew; its directory is written when ``new`` closes."""
    moved = copy(member)
    moved.header_offset = new.start_dir
    new.fp.write(packed)  # type: ignore[union-attr]
    new.start_dir += len(packed)
    new.filelist.append(moved)
    new.NameToInfo[moved.filename] = moved
