"""Files made to hurt whoever opens them: kinds with variations, each with the codes that may be said of it."""

import dataclasses
import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SHEET, STRINGS, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
TYPES, BOOK_RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
BIG = frozenset({"too_large", "hostile_book"})
HOSTILE, LARGE, DAMAGED = frozenset({"hostile_book"}), frozenset({"too_large"}), frozenset({"unreadable_book"})
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
MIB = 1 << 20


@dataclasses.dataclass
class Member:
    """One member of a zip file with everything that can be lied about; ``size`` and ``crc`` are what is told."""

    name: str
    packed: bytes
    size: int
    crc: int = 0
    method: int = 8
    flags: int = 0x800
    mode: int = 0
    extra: bytes = b""
    at: int | None = None


def plain(name: str, content: bytes | str, **lies) -> Member:
    content = content.encode() if isinstance(content, str) else content
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    member = Member(name, packer.compress(content) + packer.flush(), len(content), zlib.crc32(content))
    return dataclasses.replace(member, **lies)


def repeated(name: str, head: bytes, block: bytes, times: int, tail: bytes) -> Member:
    """A member of ``times`` equal blocks; the large ones are made without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    size = len(head) + len(block) * times + len(tail)
    # A sum takes as long as the unpacking that nobody is to do.
    crc = zlib.crc32(head + block * times + tail) if size < 60 * MIB else 0
    return Member(name, first + middle * times + packer.compress(tail) + packer.flush(), size, crc)


def zipped(members: list[Member]) -> bytes:
    made, directory = io.BytesIO(), b""
    for member in members:
        at = made.tell() if member.at is None else member.at
        name = member.name.encode()
        told = (member.flags, member.method, 0, 33, member.crc, min(len(member.packed), 2**32 - 1), member.size, len(name), len(member.extra))
        if member.at is None:
            made.write(struct.pack("<4s5H3L2H", b"PK\3\4", 20, *told) + name + member.extra + member.packed)
        central = struct.pack("<4s6H3L5H2L", b"PK\1\2", 0x031E, 20, *told, 0, 0, 0, member.mode << 16, at)
        directory += central + name + member.extra
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(members), len(members), len(directory), made.tell(), 0)
    return made.getvalue() + directory + end


def sheet(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(**changed: str) -> dict[str, str]:
    """A small workbook that is whole; ``sheet``, ``strings``, ``types``… replace a part."""
    targets = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}
    relations = "".join(f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for kind, target in targets.items())
    made = {
        TYPES: f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{BOOK}" ContentType="{BOOK_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="{BOOK}"/>'
        "</Relationships>",
        BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        BOOK_RELATIONS: f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        STYLES: f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>',
        STRINGS: f'<sst xmlns="{MAIN}"><si><t>x</t></si></sst>',
        SHEET: sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
    }
    return made | {{"sheet": SHEET, "strings": STRINGS, "types": TYPES, "book": BOOK, "styles": STYLES}[name]: text for name, text in changed.items()}


def members(replaced: Member | None = None, **changed: str) -> list[Member]:
    made = [plain(name, text) for name, text in parts(**changed).items()]
    return [replaced if replaced and member.name == replaced.name else member for member in made]


def book(*more: Member, **changed: str) -> bytes:
    return zipped([*members(**changed), *more])


def with_part(name: str, content: str | bytes = "x") -> bytes:
    return book(plain(name, content))


def with_type(kind: str) -> bytes:
    return book(types=parts()[TYPES].replace("</Types>", f'<Override PartName="/xl/a.bin" ContentType="{kind}"/></Types>'))


def noise(size: int, seed: int) -> str:
    return random.Random(seed).randbytes(size // 2).hex()


def many_cells(n):
    row = b"<row>" + b"<c><v>1</v></c>" * 200 + b"</row>"
    return zipped(members(repeated(SHEET, sheet("").split("</sheetData>")[0].encode(), row, n // 200, b"</sheetData></worksheet>")))


def one_long_string(mebibytes):
    head, tail = f'<sst xmlns="{MAIN}"><si><t>'.encode(), b"</t></si></sst>"
    return zipped(members(repeated(STRINGS, head, b"a" * MIB, mebibytes, tail)))


def shared_text(length, uses, seed=None):
    text = noise(length, seed) if seed is not None else "a" * length
    cells = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{chr(65 + at)}{row}" t="s"><v>0</v></c>' for at in range(20)) + "</row>" for row in range(1, uses // 20 + 1)
    )
    return book(sheet=sheet(cells), strings=f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>')


def far(*addresses):
    rows = "".join(f'<row r="{"".join(filter(str.isdigit, at))}"><c r="{at}"><v>1</v></c></row>' for at in ("A1", *addresses))
    return book(sheet=sheet(rows))


def far_without_addresses(rows, cells):
    text = "<row><c><v>1</v></c></row>" + "<row/>" * rows + "<row>" + "<c/>" * cells + "<c><v>1</v></c></row>"
    return book(sheet=sheet(text))


def after_cells(text):
    return book(sheet=sheet('<row r="1"><c r="A1"><v>1</v></c></row>', text))


def validations(n):
    rules = (f'<dataValidation type="whole" sqref="A{at}"><formula1>1</formula1></dataValidation>' for at in range(n))
    return after_cells(f'<dataValidations count="{n}">{"".join(rules)}</dataValidations>')


def with_doctype(part, declared, used="x"):
    text = parts()[part]
    at = text.index(">") + 1
    return zipped([plain(name, f"<!DOCTYPE x [{declared}]>{text[:at]}{used}{text[at:]}" if name == part else old) for name, old in parts().items()])


def laughs(depth):
    return '<!ENTITY a0 "haha">' + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, depth))


def in_utf_16(part):
    return zipped([plain(name, f'<!DOCTYPE x [<!ENTITY a "b">]>{old}'.encode("utf-16") if name == part else old) for name, old in parts().items()])


def overlapping(times):
    return zipped([*members(), *(Member(f"xl/media/{at}.png", b"", 0, at=0) for at in range(times))])


def nested(name, depth):
    inner = with_part("x.xml")
    for _ in range(depth):
        inner = with_part("xl/media/again.xml", inner)
    return with_part(name, inner)


def deep(depth):
    return book(sheet=sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{"<a>" * depth}{"</a>" * depth}'))


def lying(part, **lies):
    return zipped([dataclasses.replace(member, **lies) if member.name == part else member for member in members()])


def sized(part, change):
    return zipped([dataclasses.replace(member, size=member.size + change) if member.name == part else member for member in members()])


def cut(part, keep):
    return zipped([dataclasses.replace(member, packed=member.packed[:keep]) if member.name == part else member for member in members()])


def compound(*streams, size=8192):
    return COMPOUND + b"\0" * 1016 + b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in ("Root Entry", *streams)) + b"\0" * size


def slow(formulas):
    """Within every limit of size, and busy for minutes."""
    cells = "".join(f'<c r="{chr(65 + at)}1"><f t="array" ref="A1:T90000">1</f><v>1</v></c>' for at in range(20))
    rows = "".join(f'<row r="{row}"><c r="T{row}"><f t="array" ref="A1:T90000">1</f><v>1</v></c></row>' for row in range(2, formulas))
    return book(sheet=sheet(f'<row r="1">{cells}</row>{rows}<row r="90000"><c r="T90000"><v>1</v></c></row>'))


def killer():
    """Written so that the inspection overlooks the far corner; the parser then asks for all memory there is, and ends."""
    return book(sheet=sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r = "XFD1048576"><v>1</v></c></row>'))


def kinds() -> Iterator[tuple[str, frozenset[str], Callable[[], list[bytes]]]]:  # noqa: PLR0915 one statement a kind
    """Each kind, the codes that may be said of it, and what makes its files."""
    every = (SHEET, STRINGS, BOOK, STYLES)
    macro, link, object_ = frozenset({"has_macros"}), frozenset({"has_external_links"}), frozenset({"has_embedded_objects"})
    other, password, old = frozenset({"not_a_workbook"}), frozenset({"password_protected"}), frozenset({"old_format"})
    excel = "application/vnd.ms-excel"
    yield "many_cells", BIG, lambda: [many_cells(n * 10**6) for n in (3, 5, 8, 12, 16, 20)]
    yield "one_long_string", BIG, lambda: [one_long_string(n) for n in (2, 16, 59, 61, 256, 1024)]
    yield "text_shared_often", HOSTILE, lambda: [shared_text(10**6, n) for n in (10**3, 10**4, 10**5)]
    yield (
        "text_shared_often_low_ratio",
        HOSTILE,
        lambda: [shared_text(size, n, seed) for seed, (size, n) in enumerate(((32000, 3000), (32000, 30000), (32000, 300000), (64000, 2000)))],
    )
    yield "far_corner", LARGE, lambda: [far(at) for at in ("XFD1048576", "ZZ1048576", "XFD65536", "AMJ2000000", "CV99999", "ALL9999", "Z900000")]
    yield "far_corner_of_two", LARGE, lambda: [far("XFD1", "A1048576"), far("A1048576", "XFD1048576"), far("ZZZ9999"), far("XFD200")]
    yield "far_without_addresses", LARGE, lambda: [far_without_addresses(n, 16000) for n in (2000, 20000, 80000)]
    yield (
        "merged_grid",
        BIG,
        lambda: [after_cells(f'<mergeCells count="1"><mergeCell ref="{at}"/></mergeCells>') for at in ("A1:XFD1048576", "B2:XFC1048575", "A1:ZZ1000000")],
    )
    yield (
        "linked_grid",
        BIG,
        lambda: [after_cells(f'<hyperlinks><hyperlink ref="{at}" location="a"/></hyperlinks>') for at in ("A1:XFD1048576", "A1:XFD65536", "C3:AMJ1048576")],
    )
    yield "validations", BIG, lambda: [validations(n) for n in (70_000, 150_000, 300_000)]
    yield "laughs", HOSTILE, lambda: [with_doctype(part, laughs(depth), f"&a{depth - 1};") for part in every for depth in (3, 10, 30)]
    yield "quadratic", HOSTILE, lambda: [with_doctype(part, f'<!ENTITY a "{"b" * n}">', "&a;" * n) for part in every for n in (100, 20_000)]
    yield (
        "outside_entity",
        HOSTILE,
        lambda: [with_doctype(part, f'<!ENTITY a SYSTEM "{at}">', "&a;") for part in every for at in ("file:///etc/passwd", "http://127.0.0.1:1/x")],
    )
    yield "outside_type", HOSTILE, lambda: [with_doctype(part, '<!ENTITY % a SYSTEM "file:///etc/hosts"> %a;') for part in every]
    yield "hidden_type", HOSTILE, lambda: [in_utf_16(part) for part in every]
    yield "overlapping", HOSTILE, lambda: [overlapping(n) for n in (1, 2, 10, 100, 190)]
    yield "too_short_sizes", DAMAGED, lambda: [sized(part, -change) for part in every for change in (1, 40)]
    yield "too_long_sizes", DAMAGED, lambda: [sized(part, change) for part in every for change in (1, 1000, MIB // 2)]
    yield "lying_sizes", BIG, lambda: [lying(part, size=size) for part in every for size in (2 * MIB, 2**31, 2**32 - 2)]
    yield "wrong_sums", DAMAGED, lambda: [lying(part, crc=1) for part in every]
    yield "odd_methods", DAMAGED, lambda: [lying(part, method=method) for part in (SHEET, BOOK) for method in (0, 1, 6, 9, 12, 14, 93, 99)]
    yield (
        "names_outside",
        HOSTILE,
        lambda: [with_part(name) for name in ("/etc/cron.d/x", "../x", "xl/../../x", "xl/..", "..\\x", "C:\\x", "C:/x", "\\\\host\\x", "xl/a\nb", "xl/\x01")],
    )
    yield "doubled_names", HOSTILE, lambda: [with_part(name) for name in (SHEET, BOOK, TYPES, SHEET.upper(), "xl\\workbook.xml", f"/{BOOK}")]
    yield (
        "archives_inside",
        object_,
        lambda: [nested(name, depth) for name in ("xl/a.zip", "a.rar", "xl/media/a.xlsx", "docProps/a.7z", "x/run.exe") for depth in (0, 3)],
    )
    macros = ("xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml", "xl/JDEData.bin", "custom/vbaProject.bin")
    yield "macros", macro, lambda: [with_part(name) for name in macros]
    yield (
        "macro_types",
        macro,
        lambda: (
            [with_type(f"{excel}.{kind}+xml") for kind in ("sheet.macroEnabled.main", "macrosheet", "intlmacrosheet")]
            + [with_type("application/vnd.ms-office.vbaProject")]
        ),
    )
    links = ("<externalBook/>", '<ddeLink ddeService="cmd" ddeTopic="/c calc"/>', '<oleLink progId="Package"/>')
    yield (
        "links_outside",
        link,
        lambda: [with_part(f"xl/externalLinks/externalLink{at}.xml", f"<externalLink>{text}</externalLink>") for at, text in enumerate(links)],
    )
    yield (
        "link_types",
        link,
        lambda: [
            with_type(f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml") for kind in ("externalLink", "connections", "queryTable")
        ],
    )
    yield "connections", link, lambda: [with_part(name) for name in ("xl/connections.xml", "xl/queryTables/queryTable1.xml", "XL/Connections.xml")]
    objects = ("xl/embeddings/oleObject1.bin", "xl/embeddings/a.docx", "xl/activeX/activeX1.xml", "xl/activeX/activeX1.bin", "word/embeddings/x.bin")
    yield "objects", object_, lambda: [with_part(name) for name in objects]
    yield "deep", BIG, lambda: [deep(n) for n in (200_000, 500_000, 2_000_000)]
    yield "deep_outlines", BIG, lambda: [book(**{part: "<a>" * n + "</a>" * n}) for part in ("book", "styles") for n in (300_000, 800_000)]
    yield "open_depth", DAMAGED, lambda: [book(sheet=sheet("<row>" + "<c>" * n)) for n in (100, 10_000, 100_000)]
    yield "long_attribute", BIG, lambda: [book(sheet=sheet(f'<row r="1" x="{"a" * n * MIB}"/>')) for n in (2, 8, 30)]
    yield "long_noise", BIG, lambda: [book(book=f'<workbook x="{noise(n * MIB, n)}"/>') for n in (5, 8)]
    yield "cut_parts", DAMAGED, lambda: [cut(part, keep) for part in every for keep in (0, 1, 10)]
    yield "cut_files", DAMAGED, lambda: [whole[: len(whole) * share // 8] for whole in (book(),) for share in range(1, 8)]
    huge = struct.pack("<2H3Q", 1, 24, 2**60, 2**60, 0)
    yield "long_zip_lies", BIG | DAMAGED, lambda: [lying(part, size=2**32 - 1, extra=huge) for part in every] + [lying(part, extra=huge[:9]) for part in every]
    yield "encrypted_members", password, lambda: [lying(part, flags=flags) for part in every for flags in (1, 0x801)]
    kinds_ = ("wordprocessingml.document.main", "presentationml.presentation.main", "spreadsheetml.worksheet", "")
    yield "other_types", other, lambda: [book(types=parts()[TYPES].replace("spreadsheetml.sheet.main", kind)) for kind in kinds_]
    yield (
        "no_workbook",
        other,
        lambda: [zipped([plain("word/document.xml", "<x/>")]), zipped([plain("hello.txt", "x")]), zipped([plain(TYPES, "<Types/>")]), zipped([])],
    )
    yield "link_members", HOSTILE, lambda: [book(plain("xl/media/a.png", at, mode=0o120777)) for at in ("/etc/passwd", "../../x")]
    yield "many_members", HOSTILE, lambda: [book(*(plain(f"xl/media/{at}.png", "x") for at in range(n))) for n in (200, 2_000, 20_000)]
    yield "passwords", password, lambda: [compound("EncryptionInfo", "EncryptedPackage", size=size) for size in (512, 8192, 200_000)]
    yield "old_books", old, lambda: [compound("Workbook"), compound("Book"), bytes.fromhex("0908100000060500") + b"\0" * 100, bytes.fromhex("0900040002001000")]
    strangers = (
        compound("WordDocument"),
        b"%PDF-1.7\n",
        b"<html><table></table></html>",
        b"a,b\n1,2\n",
        b"GIF89a",
        b"\x7fELF",
        b"\0" * 4096,
        noise(9000, 1).encode(),
    )
    yield "strangers", other, lambda: list(strangers)
    yield "too_long", BIG, lambda: [noise(n * MIB, n).encode() for n in (11, 20)] + [with_part("xl/media/a.png", random.Random(1).randbytes(11 * MIB))]
    yield "long_outlines", BIG, lambda: [book(**{part: f"<a>{noise(5 * MIB, 3)}</a>"}) for part in ("book", "styles")]
    yield "bad_signs", DAMAGED, lambda: [book(**{part: text}) for part in ("sheet", "book") for text in ("", "x", "<", "<a", "<a></b>", "\0\0\0\0")]
    yield "killers", HOSTILE, lambda: [killer()]
