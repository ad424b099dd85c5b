"""What a template may not bring along: macros, objects of other programs, links to elsewhere, fields that fetch or start something."""

import re
from collections.abc import Iterator
from typing import Final

from snapshots.word.errors import BadTemplate
from snapshots.word.markup import qualified
from snapshots.word.package import Package, Tree, parsed, written

FIELDS: Final = frozenset(["PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "STYLEREF", "SEQ", "REF", "PAGEREF", "TOC", "TC", "HYPERLINK"])
"""Fields that count, repeat or date; every other one is refused, for some of them start programs and some fetch files."""
_UNWANTED = {
    "template.macros": re.compile(r"vbaproject|vbadata|macroenabled|jsaproject|jsmacro", re.IGNORECASE),
    "template.objects": re.compile(r"/embeddings/|/activex/|oleobject|/afchunk|/control", re.IGNORECASE),
}
_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


def refuse_unsafe(package: Package) -> None:
    """Raises BadTemplate, naming the first thing that a template may not bring along."""
    for settings in package.related(package.main, "settings"):
        _detach(package, settings)
    for name in package.parts:
        for code, unwanted in _UNWANTED.items():
            if unwanted.search(f"/{name} {package.kind(name)}"):
                raise BadTemplate(code, name=name)
    for name, part in package.parts.items():
        if name.endswith((".rels", ".xml")):
            _refuse_links(tree := parsed(part))
            _refuse_fields(tree)


def _detach(package: Package, settings: str) -> None:
    """Forget the template that the template itself was made from: Word notes where it lies, and would fetch it again."""
    if settings not in package.parts or not (noted := list((tree := parsed(package.parts[settings])).iter(qualified("attachedTemplate")))):
        return
    relations = package.relations(settings)
    for found in noted:
        found.getparent().remove(found)
    for found in list(relations.iterfind("{*}Relationship")):
        if found.get("Type", "").endswith("/attachedTemplate"):
            relations.remove(found)
    package.parts[settings] = written(tree)
    package.keep_relations(settings, relations)


def _refuse_links(tree: Tree) -> None:
    """A link that a reader clicks may lead outside; nothing that a program opens by itself may."""
    for part in tree.iterfind("{*}Relationship[@TargetMode='External']"):
        target = part.get("Target", "")
        if not (part.get("Type", "").endswith("/hyperlink") and _LINK.match(target)):
            raise BadTemplate("template.elsewhere", name=target[:200])


def _refuse_fields(tree: Tree) -> None:
    for told in _fields(tree):
        word = told.split()[0].upper() if told.split() else ""
        if word and word not in FIELDS:
            raise BadTemplate("template.field", name=word[:40])


def _fields(tree: Tree) -> Iterator[str]:
    """What each field is told to do; a long one stands in several runs, and one may stand within another."""
    yield from (found.get(qualified("instr"), "") for found in tree.iter(qualified("fldSimple")))
    told = [""]
    for found in tree.iter(qualified("fldChar"), qualified("instrText")):
        kind = found.get(qualified("fldCharType"))
        if kind == "begin":
            told.append("")
        elif kind == "end" and len(told) > 1:
            yield told.pop()
        elif kind is None:
            told[-1] += found.text or ""
    yield from told
