"""Fills in the placeholders of a template: Jinja as docxtpl writes it in Word, reduced to names and conditions.

A template can therefore neither call, compute, repeat nor look into anything: what it makes is as long as it is itself and what it names.
"""

import difflib
import io
import re
from collections.abc import Iterator, Mapping
from typing import Final

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from snapshots.word.errors import BadTemplate
from snapshots.word.markup import qualified
from snapshots.word.package import Package, Tree, parsed, written

MOST_LETTERS: Final = 1 << 20
MOST_PLACEHOLDERS: Final = 300
"""In one part: docxtpl looks for the end of each in all that follows, so both numbers bound its time."""
_STORIES = ("header+xml", "footer+xml", "footnotes+xml", "endnotes+xml")
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.CondExpr),
    *(nodes.Not, nodes.And, nodes.Or, nodes.Const, nodes.Compare, nodes.Operand),
)
_WHOLE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{#[^{}]*#\}")
_BRACE = re.compile(r"[{}]")
_PLACEHOLDER = re.compile(r"\{[{%#].*?(?:[}%#]\}|$)")
_TAG = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_LONGEST_TOLD = 80


def render(package: Package, values: Mapping[str, object]) -> None:
    """Fill in the text, headers, footers and notes of a template. Raises BadTemplate, naming the placeholder that is wrong."""
    mending = DocxTemplate(io.BytesIO())
    for name in list(stories(package)):
        tree = parsed(package.parts[name])
        told = etree.tostring(tree, encoding="unicode")
        if len(told) > MOST_LETTERS or _placeholders(tree) > MOST_PLACEHOLDERS:
            raise BadTemplate("template.too_long", name=name, most=str(MOST_PLACEHOLDERS))
        if "{" in told:
            package.parts[name] = _filled(mending.patch_xml(told), values)


def stories(package: Package) -> Iterator[str]:
    """The names of the parts that hold text."""
    yield package.main
    yield from (name for name in package.parts if package.kind(name).endswith(_STORIES))


def _placeholders(tree: Tree) -> int:
    """How many there are. Each is whole within one paragraph, else docxtpl would take for one all up to the next end."""
    count = 0
    for paragraph in tree.iter(qualified("p")):
        told = "".join(found.text or "" for found in paragraph.iter(qualified("t")) if next(found.iterancestors(qualified("p"))) is paragraph)
        rest, found = _WHOLE.subn("", told)
        if brace := _BRACE.search(rest):
            raise BadTemplate("template.syntax", text=rest[brace.start() :][:_LONGEST_TOLD])
        count += found
    return count


def _filled(told: str, values: Mapping[str, object]) -> bytes:
    """One part with its values; a line a paragraph, so that an error can say which."""
    lines = _PARAGRAPH.sub("\n<w:p", told)
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    for given in (environment.globals, environment.filters, environment.tests):
        given.clear()
    try:
        tree = environment.parse(lines)
        _refuse_unknown(tree, lines, values)
        _refuse_more(tree, lines)
        made = environment.from_string(tree).render(values)
    except TemplateSyntaxError as error:
        raise BadTemplate("template.syntax", text=_told(lines, error.lineno)) from error
    except (TemplateError, SyntaxError, RecursionError) as error:
        raise BadTemplate("template.hostile") from error
    try:
        return written(parsed(made.replace("\n<w:p", "<w:p").encode()))
    except BadTemplate as error:
        raise BadTemplate("template.syntax", text=_told(lines, 0)) from error


def _refuse_unknown(tree: nodes.Template, lines: str, values: Mapping[str, object]) -> None:
    unknown = (meta.find_undeclared_variables(tree) | {"self"}) - values.keys()
    for found in tree.find_all(nodes.Name):
        if found.name in unknown:
            near = difflib.get_close_matches(found.name, values, 3, 0.3) or list(values)
            raise BadTemplate("template.undefined", name=found.name[:_LONGEST_TOLD], near=", ".join(near), text=_told(lines, found.lineno))


def _refuse_more(tree: nodes.Template, lines: str) -> None:
    for found in tree.find_all(nodes.Node):
        if not isinstance(found, _ALLOWED):
            raise BadTemplate("template.forbidden", text=_told(lines, found.lineno))


def _told(lines: str, number: int) -> str:
    """The placeholder that stands in a line, else its text."""
    text = _TAG.sub("", lines.splitlines()[number - 1] if number else lines)
    found = _PLACEHOLDER.search(text)
    return (found[0] if found else text)[:_LONGEST_TOLD]
