"""The smallest pieces of a Word file's XML: texts, runs, paragraphs."""

import re
from typing import Final
from xml.sax.saxutils import escape

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WPS: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
SPACES: Final = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}" xmlns:wp="{WP}" xmlns:pic="{PIC}" xmlns:wps="{WPS}"'

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("(\r\n|\r|\n|\t)")
_CONTROL_PICTURES, _REPLACEMENT = 0x2400, "\ufffd"


def legal(told: str) -> str:
    """A text without the letters that XML forbids: control characters become their pictures, halves of letters the sign for a lost one."""
    return _FORBIDDEN.sub(lambda found: chr(_CONTROL_PICTURES + ord(found[0])) if found[0] < " " else _REPLACEMENT, told)


def inside(told: str) -> str:
    """A text as it stands within an element of text; line breaks and tabs are elements of their own."""
    parts = _BREAKS.split(legal(told))
    return "".join(_between(part) if at % 2 else escape(part) for at, part in enumerate(parts))


def run(told: str) -> str:
    """A text as a run in the looks of its paragraph, its quotation marks and dashes as Chinese ones."""
    return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{inside(told)}</w:t></w:r>'


def paragraph(style: str, runs: str, looks: str = "") -> str:
    """A paragraph in a style, given by its id; ``looks`` are further paragraph properties in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{looks}</w:pPr>{runs}</w:p>'


def qualified(name: str) -> str:
    """The name of an element of Word's own, as ``w:p``, in the notation of the parser."""
    return f"{{{W}}}{name}"


def _between(found: str) -> str:
    return f'</w:t><w:{"tab" if found == chr(9) else "br"}/><w:t xml:space="preserve">'
