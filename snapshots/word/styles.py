"""The styles of a template by their Chinese names; those that it lacks are taken over from the built-in one."""

import copy
from collections.abc import Mapping

from snapshots.word.errors import BadTemplate
from snapshots.word.markup import qualified
from snapshots.word.package import Package, Tree, parsed, written
from words.templates import STYLES


def style_ids(package: Package, built_in: Package) -> Mapping[str, str]:
    """The id of each style in the file, by its code; the file has all of them afterwards."""
    own = _styles(package)
    known = _ids(own)
    for style in _styles(built_in):
        name = _name(style)
        if name in STYLES.values() and name not in known:
            own.append(_taken_over(style, own, known))
            known[name] = style.get(qualified("styleId"))
    package.parts[_part(package)] = written(own)
    return {code: known[name] for code, name in STYLES.items()}


def _taken_over(style: Tree, own: Tree, known: Mapping[str, str]) -> Tree:
    """A copy whose base is the style of that name in the file; where that is the plain text, the file's own."""
    taken = copy.deepcopy(style)
    base = taken.find(qualified("basedOn"))
    code = base.get(qualified("val")).removeprefix("Xs_")
    plain = own.find(f"{qualified('style')}[@{qualified('default')}='1'][@{qualified('type')}='paragraph']")
    base.set(qualified("val"), known[STYLES[code]] if code in STYLES else "Normal" if plain is None else plain.get(qualified("styleId")))
    return taken


def _styles(package: Package) -> Tree:
    return parsed(package.parts[_part(package)])


def _part(package: Package) -> str:
    found = package.related(package.main, "styles")
    if not found or found[0] not in package.parts:
        raise BadTemplate("template.not_docx")
    return found[0]


def _ids(styles: Tree) -> dict[str, str]:
    return {_name(style): style.get(qualified("styleId")) for style in styles.iterfind(qualified("style"))}


def _name(style: Tree) -> str:
    found = style.find(qualified("name"))
    return "" if found is None else str(found.get(qualified("val")))
