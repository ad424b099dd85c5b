"""What an untrusted file is, found out before any parser sees it: a plain workbook in parts, or why it is refused.

Limits follow the measurements in docs/decisions.md: within them a file is read in a moment and in little memory. Only the
parts that hold cells are unpacked, each no further than it says it is long; a parser is given these and nothing else.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from backbone.reading.parts import WORKBOOK

MEBIBYTE = 1 << 20
MOST_BYTES = 10 * MEBIBYTE
MOST_UNPACKED = 60 * MEBIBYTE
_MOST_MEMBERS = 200
_MOST_RATIO = 150
_MOST_OUTLINE = 4 * MEBIBYTE

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_OLD_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_CELLS = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_LONG = ("xl/worksheets/", "xl/sharedStrings")
_TYPES = "[Content_Types].xml"
_PARSED = re.compile(r".+\.(?:xml|rels)", re.IGNORECASE)
_ROOTED = re.compile(r"/(?:xl|_rels|docProps|customXml)/[^/]")
_NO_CELLS = re.compile(
    r"docprops/|customxml/|xl/(?:(?:\w+/)?_rels/)?(?!chartsheets/)(?:drawing|chart|theme|media|diagram|pivot|table|printersettings|richdata|person|threadedcomment|"
    r"comment|slicer|timeline|ctrlprop|webextension|customproperty|calcchain|metadata|cellimages|volatiledependencies)"
)
_BOOK_TYPES = (b"spreadsheetml.sheet.main+xml", b"spreadsheetml.template.main+xml")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<[^!?]", re.DOTALL)

_UNWANTED_TYPES = {
    "has_macros": re.compile(r"vbaproject|macrosheet|macroenabled"),
    "has_external_links": re.compile(r"spreadsheetml\.(?:externallink|connections|querytable)"),
}
_UNWANTED_NAMES = {
    "has_macros": re.compile(r"vbaproject|/macrosheets/|jsaproject|jsmacro|jdedata"),
    "has_external_links": re.compile(r"/externallinks/|xl/connections|/querytables/"),
    "has_embedded_objects": re.compile(r"/embeddings/|/activex/|\.(?:zip|rar|7z|xlsx|xlsm|xls|docx|exe|dll|js|vbs|bat|jar)$"),
}


class Refused(Exception):
    """The file is not to be read; ``code`` is that of the issue for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Package:
    """The parts of a workbook that a parser may see."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = parts

    def namelist(self) -> list[str]:
        """The names of the parts."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """The bytes of one part. Raises KeyError."""
        return self._parts[name]

    def file(self) -> io.BytesIO:
        """The same parts as a file of their own, not compressed, for a parser that wants a file."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as package:
            for name, content in self._parts.items():
                package.writestr(name, content)
        made.seek(0)
        return made


def inspect(content: bytes) -> Package:
    """The parts to parse. Raises Refused, and what zipfile and zlib raise at a damaged file."""
    if len(content) > MOST_BYTES:
        raise Refused("too_large")
    _refuse_other_formats(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = package.infolist()
    _refuse_odd_members(members)
    names = {_plain(member.filename): member for member in members if not member.is_dir()}
    _refuse_unwanted(_UNWANTED_NAMES, names)
    parts = {name: _unpacked(content, member) for name, member in names.items() if _PARSED.fullmatch(name) and not _NO_CELLS.match(name.lower())}
    _refuse_other_packages(parts)
    _refuse_outlines(parts)
    return Package(parts)


def _refuse_other_formats(content: bytes) -> None:
    if content.startswith(_COMPOUND):
        if _ENCRYPTED in content:
            raise Refused("password_protected")
        raise Refused("old_format" if any(stream in content for stream in _OLD_STREAMS) else "not_a_workbook")
    if content.startswith(_OLD_CELLS):
        raise Refused("old_format")
    if content and not content.startswith(b"PK"):
        raise Refused("not_a_workbook")


def _refuse_odd_members(members: list[zipfile.ZipInfo]) -> None:
    """No spreadsheet program writes such a package; those who do want a reader to run out of memory or out of its folder."""
    if len(members) > _MOST_MEMBERS:
        raise Refused("hostile_book")
    if any(member.flag_bits & 1 for member in members):
        raise Refused("password_protected")
    if len({_plain(member.filename).lower() for member in members}) < len(members) or _overlapping(members):
        raise Refused("hostile_book")
    if any(_is_odd(member) for member in members):
        raise Refused("hostile_book")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Refused("too_large")


def _is_odd(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    outside = (name.startswith("/") and not _ROOTED.match(name)) or ":" in name or ".." in name.split("/") or any(ord(letter) < 32 for letter in name)
    inflated = member.file_size > MEBIBYTE and member.file_size > _MOST_RATIO * member.compress_size
    return outside or inflated or stat.S_ISLNK(member.external_attr >> 16)


def _overlapping(members: list[zipfile.ZipInfo]) -> bool:
    spans = sorted((member.header_offset, member.header_offset + 30 + len(member.filename) + member.compress_size) for member in members)
    return any(end > start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))


def _plain(name: str) -> str:
    """Some programs part the names of members by backslashes, some begin them with a slash."""
    return name.replace("\\", "/").removeprefix("/")


def _refuse_unwanted(unwanted: Mapping[str, re.Pattern[str]], told: Iterable[str]) -> None:
    lowered = [text.lower() for text in told]
    for code, sign in unwanted.items():
        if any(sign.search(text) for text in lowered):
            raise Refused(code)


def _unpacked(content: bytes, member: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, stopped where they grow longer than announced."""
    at = member.header_offset
    begin = at + 30 + int.from_bytes(content[at + 26 : at + 28], "little") + int.from_bytes(content[at + 28 : at + 30], "little")
    packed = content[begin : begin + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        plain = packed
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        plain = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.file_size + 1)
    else:
        raise zipfile.BadZipFile(member.filename)
    if len(plain) != member.file_size or zlib.crc32(plain) != member.CRC or content[at : at + 4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(member.filename)
    return plain


def _refuse_other_packages(parts: Mapping[str, bytes]) -> None:
    types = parts.get(_TYPES, b"").lower()
    if WORKBOOK not in parts or not types:
        raise Refused("not_a_workbook")
    _refuse_unwanted(_UNWANTED_TYPES, [types.decode("latin-1")])
    if not any(kind in types for kind in _BOOK_TYPES):
        raise Refused("not_a_workbook")


def _refuse_outlines(parts: Mapping[str, bytes]) -> None:
    """A document type declares entities, which blow up or reach outside; no spreadsheet program writes one."""
    for name, part in parts.items():
        if not _PROLOG.match(part):
            raise Refused("hostile_book" if b"DOCTYPE" in part.replace(b"\0", b"") else "unreadable_book")
        if len(part) > _MOST_OUTLINE and not name.startswith(_LONG):
            raise Refused("too_large")
