"""Makes the built-in Word templates, ``snapshots/templates/*.docx``, from the measures of GB/T 9704-2012: ``python .ci/templates.py``.

Lengths are twips (1/1440 inch, 56.7 to a millimetre), sizes of type half points. A test compares the committed files with what this makes.
"""

import io
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
from words.templates import BLOCKS, PLACEHOLDERS, STYLES  # noqa: E402

FOLDER = PROJECT / "snapshots" / "templates"
LATIN: Final = "Times New Roman"
FANGSONG, KAITI, HEITI, SONGTI, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
ELSE = {FANGSONG: "仿宋,FangSong", KAITI: "楷体,KaiTi", HEITI: "SimHei", SONGTI: "SimSun", TITLE: "宋体,SimSun", "仿宋": "FangSong", "楷体": "KaiTi"}
"""The fonts that take the place of one that a machine lacks."""
LINE: Final = 579
"""225 mm are 12,756 twips; 22 lines of 579 fit, of 580 they do not."""
CLOSER: Final = -5
"""28 letters of 16 points are longer than 156 mm: each stands a quarter of a point closer. A grid of letters means the same, but programs differ over it."""
PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="1020" w:footer="1440" w:gutter="0"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    **{name: name for name in ("styles", "settings", "fontTable")},
    **{"header1": "header", "header2": "header", "footer1": "footer", "footer2": "footer"},
}

EXACT = f'<w:spacing w:line="{LINE}" w:lineRule="exact"/>'
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
NO_INDENT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
KEEP = "<w:keepNext/>"
OFF_GRID = '<w:snapToGrid w:val="0"/>'
"""Lines taller than those of the text would else take two of them."""
TIGHT = '<w:overflowPunct w:val="1"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
"""Digits stand as close to letters as letters do. Marks may hang over the edge, as is usual; said aloud, since LibreOffice loses them where it is not."""
IN_TABLE = TIGHT + '<w:snapToGrid w:val="0"/><w:spacing w:line="240" w:lineRule="auto"/>' + NO_INDENT
HINT = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
"""Quotation marks and dashes are Chinese ones."""
GREY = '<w:color w:val="808080"/>'
DASHED = '<w:pBdr><w:bottom w:val="dashed" w:sz="4" w:space="1" w:color="808080"/></w:pBdr>'
RED_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="FF0000"/></w:pBdr>'
RULES = '<w:pBdr><w:top w:val="single" w:sz="8" w:space="4" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:space="4" w:color="auto"/></w:pBdr>'


def fonts(name: str, size: int, more: str = "", latin: str = LATIN) -> str:
    """The run properties of a font at a size in half points; digits and Latin letters have a font of their own."""
    return (
        f'<w:rPr><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{name}" w:cs="{latin}"/>{more}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )


def level(number: int, font: str) -> str:
    """A numbered level: the numbers stand in the text, the level is for the navigation of Word."""
    return f'<w:pPr>{KEEP if number < 3 else ""}<w:outlineLvl w:val="{number - 1}"/></w:pPr>{fonts(font, 32)}'


LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "text": ("", f'<w:pPr>{TIGHT}{EXACT}{INDENT}<w:jc w:val="both"/></w:pPr><w:rPr><w:spacing w:val="{CLOSER}"/></w:rPr>'),
    "level1": ("text", level(1, HEITI)),
    "level2": ("text", level(2, KAITI)),
    "level3": ("text", level(3, FANGSONG)),
    "level4": ("text", level(4, FANGSONG)),
    "title": (
        "text",
        f'<w:pPr>{KEEP}{OFF_GRID}<w:spacing w:before="{LINE}" w:after="{LINE}" w:line="700" w:lineRule="exact"/>{NO_INDENT}<w:jc w:val="center"/></w:pPr>'
        + fonts(TITLE, 44),
    ),
    "addressees": ("text", f"<w:pPr>{NO_INDENT}</w:pPr>"),
    "number": ("text", f'<w:pPr>{NO_INDENT}<w:jc w:val="center"/></w:pPr>'),
    "caption": ("text", f'<w:pPr>{KEEP}{NO_INDENT}<w:jc w:val="center"/></w:pPr>{fonts(HEITI, 28)}'),
    "head": ("", f'<w:pPr>{IN_TABLE}<w:jc w:val="center"/></w:pPr>{fonts(HEITI, 24)}'),
    "cell": ("", f"<w:pPr>{IN_TABLE}</w:pPr>{fonts(FANGSONG, 24)}"),
    "picture": ("", f'<w:pPr>{IN_TABLE}<w:jc w:val="center"/></w:pPr>'),
    "note": ("text", f'<w:pPr><w:spacing w:line="400" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="480"/></w:pPr>{fonts(FANGSONG, 24)}'),
    "annex_note": ("text", f"<w:pPr>{KEEP}{NO_INDENT}</w:pPr>"),
    "annex": ("text", f"<w:pPr>{KEEP}{NO_INDENT}</w:pPr>{fonts(HEITI, 32)}"),
    "annex_title": ("title", f'<w:pPr><w:spacing w:before="{LINE}" w:after="0" w:line="700" w:lineRule="exact"/></w:pPr>'),
    "issuer": ("text", f'<w:pPr>{KEEP}{NO_INDENT}<w:jc w:val="right"/></w:pPr>'),
    "dated": ("issuer", ""),
    "page": ("", f'<w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="280" w:lineRule="exact"/></w:pPr>{fonts(SONGTI, 28, latin=SONGTI)}'),
    "draft": ("", f'<w:pPr><w:snapToGrid w:val="0"/></w:pPr>{fonts(FANGSONG, 21, GREY)}'),
    "masthead": (
        "",
        '<w:pPr><w:spacing w:before="240" w:line="1200" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr>'
        + fonts(TITLE, 88, '<w:color w:val="FF0000"/><w:spacing w:val="40"/>'),
    ),
    "copies": ("text", f"<w:pPr>{NO_INDENT}</w:pPr>{fonts(FANGSONG, 28)}"),
}
"""Each style with the one that it follows, and what it does otherwise."""


def style(code: str, base: str, looks: str) -> str:
    """A paragraph style under its Chinese name."""
    follows = f'<w:basedOn w:val="Xs_{base}"/>' if base else '<w:basedOn w:val="Normal"/>'
    return f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="Xs_{code}"><w:name w:val="{STYLES[code]}"/>{follows}<w:qFormat/>{looks}</w:style>'


def styles() -> str:
    """All styles over a plain text of 16 points."""
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    plain = fonts(FANGSONG, 32).replace("</w:rPr>", f"{language}</w:rPr>")
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl w:val="0"/></w:pPr>'
        + fonts(FANGSONG, 32)
        + "</w:style>"
    )
    own = "".join(style(code, *looks) for code, looks in LOOKS.items())
    return f"{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault>{plain}</w:rPrDefault><w:pPrDefault/></w:docDefaults>{normal}{own}</w:styles>"


def font_table() -> str:
    """The fonts of the standard and what a machine without them takes."""
    told = "".join(f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>' for name, other in ELSE.items())
    return f"{HEAD}<w:fonts {W}>{told}</w:fonts>"


def settings() -> str:
    """Odd and even pages differ; marks keep their width, so that a line holds 28 letters."""
    return (
        f'{HEAD}<w:settings {W}><w:bordersDoNotSurroundHeader/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>'
        "<w:compat><w:balanceSingleByteDoubleByteWidth/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )


def paragraph(code: str, told: str, looks: str = "") -> str:
    """One paragraph of a template."""
    runs = f'<w:r>{HINT}<w:t xml:space="preserve">{told}</w:t></w:r>' if told else ""
    return f'<w:p><w:pPr><w:pStyle w:val="Xs_{code}"/>{looks}</w:pPr>{runs}</w:p>'


def footer(*, odd: bool) -> str:
    """The number of the page between dashes, one letter from the outer edge."""
    looks = '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>' if odd else '<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>'
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    dash = "<w:r><w:t{}>{}</w:t></w:r>"
    runs = dash.format(' xml:space="preserve"', "— ") + number + dash.format(' xml:space="preserve"', " —")
    return f'{HEAD}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="Xs_page"/>{looks}</w:pPr>{runs}</w:p></w:ftr>'


def text(code: str) -> str:
    """A placeholder within a paragraph."""
    return f"{{{{ {PLACEHOLDERS[code]} }}}}"


def block(code: str) -> str:
    """A placeholder for a whole paragraph."""
    return f"{{{{p {BLOCKS[code]} }}}}"


def header() -> str:
    """What the pages of a draft say of themselves."""
    told = f"代拟稿{{% if {PLACEHOLDERS['simulated']} %}}　模拟数据{{% endif %}}　快照 {text('snapshot')}"
    return f"{HEAD}<w:hdr {W}>{paragraph('draft', told, DASHED)}</w:hdr>"


TO_BE_SIGNED = paragraph("draft", "（代拟稿：签发〔　　　〕　印章〔　　　〕）", '<w:jc w:val="right"/>')
SAYS = paragraph("text", block("body")) + paragraph("text", block("annex_note"))
BEHIND = paragraph("text", block("annexes"))
BODIES = {
    "bulletin": paragraph("number", "〔　　　〕　号")
    + paragraph("title", text("title"))
    + paragraph("addressees", f"{text('addressees')}：")
    + SAYS
    + paragraph("text", block("signed"))
    + TO_BE_SIGNED
    + BEHIND,
    "brief": paragraph("masthead", "〔简报名称〕")
    + paragraph("number", "第〔　　〕期")
    + paragraph(
        "addressees",
        f'{text("issuer")}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t xml:space="preserve">{text("dated")}',
        f'{RED_RULE}<w:tabs><w:tab w:val="right" w:pos="8844"/></w:tabs>',
    )
    + paragraph("title", text("title"))
    + SAYS
    + paragraph("text", "", KEEP)
    + paragraph("copies", "报：〔　　　　　　〕", KEEP + RULES)
    + paragraph("copies", "送：〔　　　　　　〕", KEEP + RULES)
    + paragraph("copies", "发：〔　　　　　　〕", RULES)
    + BEHIND,
    "summary": paragraph("title", text("title")) + SAYS + paragraph("text", block("signed")) + TO_BE_SIGNED + BEHIND,
}


def document(body: str) -> str:
    """The body in its section of A4."""
    ends = [("header", "default", 5), ("header", "even", 6), ("footer", "default", 7), ("footer", "even", 8)]
    references = "".join(f'<w:{kind}Reference w:type="{pages}" r:id="rId{number}"/>' for kind, pages, number in ends)
    grid = f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/>'
    return f"{HEAD}<w:document {W}><w:body>{body}<w:sectPr>{references}{PAGE}{grid}</w:sectPr></w:body></w:document>"


def relations() -> str:
    """What the document is written with."""
    numbers = {"styles": 1, "settings": 2, "fontTable": 3, "header1": 5, "header2": 6, "footer1": 7, "footer2": 8}
    told = "".join(f'<Relationship Id="rId{numbers[name]}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>' for name, kind in _PARTS.items())
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{told}</Relationships>'


def types() -> str:
    """What each part is."""
    told = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for name, kind in _PARTS.items())
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>{told}</Types>'
    )


def template(kind: str) -> bytes:
    """One template as a file; the same bytes every time."""
    root = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    parts = {
        "[Content_Types].xml": types(),
        "_rels/.rels": f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{root}</Relationships>',
        "word/_rels/document.xml.rels": relations(),
        "word/document.xml": document(BODIES[kind]),
        "word/styles.xml": styles(),
        "word/settings.xml": settings(),
        "word/fontTable.xml": font_table(),
        "word/header1.xml": header(),
        "word/header2.xml": header(),
        "word/footer1.xml": footer(odd=True),
        "word/footer2.xml": footer(odd=False),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, told in parts.items():
            package.writestr(zipfile.ZipInfo(name), told.encode(), zipfile.ZIP_DEFLATED)
    return made.getvalue()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for made in BODIES:
        (FOLDER / f"{made}.docx").write_bytes(template(made))
