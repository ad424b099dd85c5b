"""The list in a Word file of what each of its figures comes from: written, and read again years later."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

from snapshots.document import Figure, Source
from snapshots.word.errors import BadTemplate
from snapshots.word.marks import Marks
from snapshots.word.markup import legal, qualified
from snapshots.word.package import OFFICE, Package, Tree, parsed
from snapshots.word.rendering import stories

SPACE: Final = "urn:xushi:sources:1"
_ITEM, _PROPERTIES = "application/xml", "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_IDENTITY = (
    '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{7B0E5A0C-59E5-4F0D-9C3E-6A4C8F2D1E90}">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{SPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)
_LETTERS = {qualified("br"): "\n", qualified("tab"): "\t"}


@dataclass(frozen=True)
class Traced:
    """The figures of a file by bookmark, each with the text that stands there now, and the number of the snapshot they come from."""

    snapshot: str
    figures: dict[str, Figure]


def keep(package: Package, marks: Marks) -> None:
    """Write the list into the file as a part of its own, which Word carries along; a list that came with the template goes."""
    relations = package.relations(package.main)
    for found in list(relations.iterfind("{*}Relationship")):
        if found.get("Type", "").endswith("/customXml") and _is_list(package, package.target(package.main, found)):
            relations.remove(found)
    package.keep_relations(package.main, relations)
    name = package.free("customXml/item{}.xml")
    package.add(package.main, f"{OFFICE}/customXml", name, _listed(marks).encode(), _ITEM)
    package.add(name, f"{OFFICE}/customXmlProps", package.free("customXml/itemProps{}.xml"), _IDENTITY.encode(), _PROPERTIES)


def sources_of(content: bytes) -> Traced:
    """What every figure of a file comes from, also after it was edited in Word. Raises BadTemplate where it is no Word file or no list is in it."""
    package = Package.read(content)
    lists = [name for name in package.related(package.main, "customXml") if _is_list(package, name)]
    if not lists:
        raise BadTemplate("template.no_sources")
    listed = parsed(package.parts[lists[0]])
    texts = dict(marked for name in stories(package) for marked in _marked(parsed(package.parts[name])))
    known = {found.get("name", ""): found for found in listed}
    try:
        return Traced(listed.get("snapshot", ""), {name: Figure(texts[name], _source(found)) for name, found in known.items() if name in texts})
    except ValueError as error:
        raise BadTemplate("template.no_sources") from error


def _is_list(package: Package, name: str) -> bool:
    return SPACE.encode() in package.parts.get(name, b"")[:200]


def _listed(marks: Marks) -> str:
    told = "".join(_line(name, figure) for name, figure in marks.figures.items())
    return f"<sources xmlns={quoteattr(SPACE)} snapshot={quoteattr(legal(marks.snapshot))}>{told}</sources>"


def _line(name: str, figure: Figure) -> str:
    values = {"name": name, "text": figure.text, **vars(figure.source)}
    return f"<figure {' '.join(f'{key}={quoteattr(legal(str(value)))}' for key, value in values.items())}/>"


def _source(line: Tree) -> Source:
    texts = {key: line.get(key, "") for key in ("org", "column", "indicator", "goal", "of")}
    return Source(on=dt.date.fromisoformat(line.get("on", "")), **texts)


def _marked(tree: Tree) -> Iterator[tuple[str, str]]:
    """The bookmarks of a part and the text within each."""
    names, texts = dict[str, str](), dict[str, str]()
    for found in tree.iter(*map(qualified, ("bookmarkStart", "bookmarkEnd", "t", "br", "tab"))):
        number = found.get(qualified("id"), "")
        if found.tag == qualified("bookmarkStart"):
            names[number], texts[number] = found.get(qualified("name"), ""), ""
        elif found.tag == qualified("bookmarkEnd"):
            if number in names:
                yield names.pop(number), texts.pop(number)
        else:
            for number in texts:
                texts[number] += _LETTERS.get(found.tag, found.text or "")
