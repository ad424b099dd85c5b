"""A Word file as its parts: taken apart within bounds, refused where it would do something by itself, put together to the same bytes each time."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from posixpath import basename, dirname, join, normpath
from typing import Any, Final

from lxml import etree

from snapshots.word.errors import BadTemplate

MOST_BYTES: Final = 10 << 20
MOST_UNPACKED: Final = 40 << 20
_MOST_PARTS = 500
_TYPES = "[Content_Types].xml"
_CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"

Tree = Any


class Package:
    """Parts by name. ``main`` is the name of the part that holds the text."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)
        self._types = parsed(self.parts.get(_TYPES, b""))
        mains = [part.get("PartName", "").removeprefix("/") for part in self._types if part.get("ContentType") == _DOCUMENT]
        if not mains or mains[0] not in self.parts:
            raise BadTemplate("template.not_docx")
        self.main = mains[0]

    @classmethod
    def read(cls, content: bytes) -> "Package":
        """Take a file apart. Raises BadTemplate where it is no Word document or larger than a document is."""
        try:
            return cls(_parts(content))
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise BadTemplate("template.not_docx") from error

    def kind(self, name: str) -> str:
        """The content type that a part is declared to have, empty where none is."""
        told = next((part.get("ContentType", "") for part in self._types if part.get("PartName") == f"/{name}"), "")
        ending = name.rpartition(".")[2].lower()
        return told or next((part.get("ContentType", "") for part in self._types if part.get("Extension", "").lower() == ending), "")

    def relations(self, owner: str) -> Tree:
        """What a part refers to; an empty one where it refers to nothing. Changes are kept by ``keep_relations``."""
        found = self.parts.get(_relations_of(owner))
        return parsed(found) if found else etree.fromstring(f'<Relationships xmlns="{_RELATIONS}"/>')

    def keep_relations(self, owner: str, tree: Tree) -> None:
        """Write down what a part refers to."""
        self.parts[_relations_of(owner)] = written(tree)
        self._declare("Default", "Extension", "rels", _RELATIONS_TYPE)

    def related(self, owner: str, kind: str) -> list[str]:
        """The names of the parts that a part refers to as, say, ``styles``."""
        return [self.target(owner, part) for part in self.relations(owner).iterfind("{*}Relationship") if part.get("Type", "").endswith(f"/{kind}")]

    def target(self, owner: str, relation: Tree) -> str:
        """The name of the part that one relation leads to."""
        return normpath(join("/", dirname(owner), relation.get("Target", ""))).removeprefix("/")

    def free(self, pattern: str) -> str:
        """A name that no part has, made of a pattern with ``{}`` for a number."""
        return next(name for number in range(1, len(self.parts) + 2) if (name := pattern.format(number)) not in self.parts)

    def add(self, owner: str, kind: str, name: str, content: bytes, content_type: str) -> str:
        """A new part that an old one, or with no name the file itself, refers to as a whole ``kind``; the id of the relation."""
        self.parts[name] = content
        self._declare("Override", "PartName", f"/{name}", content_type)
        tree = self.relations(owner)
        taken = {part.get("Id") for part in tree}
        free = next(f"rIdX{number}" for number in range(1, len(taken) + 2) if f"rIdX{number}" not in taken)
        etree.SubElement(tree, f"{{{_RELATIONS}}}Relationship", Id=free, Type=kind, Target=f"/{name}")
        self.keep_relations(owner, tree)
        return free

    def packed(self) -> bytes:
        """The file: no times, an order of its own, so that the same parts are the same bytes."""
        self.parts[_TYPES] = written(self._types)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as package:
            for name in sorted(self.parts, key=lambda name: (name != _TYPES, name)):
                package.writestr(zipfile.ZipInfo(name), self.parts[name], zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED)
        return made.getvalue()

    def _declare(self, element: str, by: str, name: str, content_type: str) -> None:
        if not any(part.get(by, "").lower() == name.lower() for part in self._types):
            etree.SubElement(self._types, f"{{{_CONTENT}}}{element}", {by: name, "ContentType": content_type})


def parsed(content: bytes) -> Tree:
    """The tree of a part; nothing outside of it is ever fetched. Raises BadTemplate, also for a document type, which declares entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.LxmlError as error:
        raise BadTemplate("template.not_docx") from error
    if tree.getroottree().docinfo.doctype:
        raise BadTemplate("template.hostile")
    return tree


def written(tree: Tree) -> bytes:
    """A part as its bytes."""
    made: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _parts(content: bytes) -> dict[str, bytes]:
    """Every part by name. No member is unpacked further than it says it is long, and all together are bounded."""
    if len(content) > MOST_BYTES:
        raise BadTemplate("template.too_large", most=str(MOST_BYTES >> 20))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = [member for member in package.infolist() if not member.is_dir()]
        if len(members) > _MOST_PARTS or len({member.filename for member in members}) < len(members):
            raise BadTemplate("template.hostile")
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise BadTemplate("template.too_large", most=str(MOST_BYTES >> 20))
        return {member.filename: package.read(member) for member in members}


def _relations_of(owner: str) -> str:
    return join(dirname(owner), "_rels", f"{basename(owner)}.rels")
