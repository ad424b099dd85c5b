"""The two typefaces that pictures and documents are set in, carried along so that a machine without a Chinese font draws letters and no boxes.

Sans holds the whole 通用规范汉字表 and GB 2312, Serif its first two levels; README.md beside them says how they were made, OFL.txt under which licence.
"""

import struct
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

FOLDER: Final = Path(__file__).parent
SANS: Final = "Noto Sans SC"
SERIF: Final = "Noto Serif SC"
_FILES = ("NotoSansSC-Regular.ttf", "NotoSerifSC-Regular.ttf")
_TRUETYPE = b"\x00\x01\x00\x00"
_ALL_CODES = 10
"""Of the maps in a font the one for all of Unicode."""
_KNOWN, _UNKNOWN = chr(0x5E8F), chr(0x10FFFF)
"""A letter that must be drawn, and a code that no font will ever have a letter for."""


@cache
def drawing() -> ModuleType:
    """The library that draws, loaded when it is first asked for, with our typefaces made known to it: a face it does not know makes all text vanish."""
    import vl_convert  # noqa: PLC0415

    vl_convert.register_font_directory(str(FOLDER))
    return vl_convert


@cache
def check_type() -> str:
    """What is wrong with type on this machine, as a code of the catalogue, or nothing: looked at once, by drawing one letter."""
    if not all(_is_font(FOLDER / name) for name in _FILES):
        return "type.missing"
    letter = _drawn(_KNOWN)
    if letter == _drawn(""):
        return "type.empty"
    return "type.boxes" if letter == _drawn(_UNKNOWN) else ""


def holds(told: str) -> bool:
    """Whether every letter of a text stands in the larger of our typefaces; where one does not, a typeface of the machine has to help out."""
    return all(letter.isspace() or ord(letter) in _letters() for letter in told)


@cache
def _letters() -> frozenset[int]:
    """The codes of all letters of Sans, from the table of the file that maps them: groups of first code, last code and first glyph."""
    font = (FOLDER / _FILES[0]).read_bytes()
    tables = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)}
    begins = tables[b"cmap"]
    parts = struct.iter_unpack(">HHI", font[begins + 4 : begins + 4 + 8 * struct.unpack_from(">H", font, begins + 2)[0]])
    (whole,) = {begins + offset for _, encoding, offset in parts if encoding == _ALL_CODES}
    groups = struct.iter_unpack(">III", font[whole + 16 : whole + 16 + 12 * struct.unpack_from(">I", font, whole + 12)[0]])
    return frozenset(code for first, last, _ in groups for code in range(first, last + 1))


def _is_font(path: Path) -> bool:
    """Whether the file is there and begins as TrueType does; the other formats are passed over in silence by what draws."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_TRUETYPE)) == _TRUETYPE


def _drawn(letter: str) -> bytes:
    """One letter as a picture in points."""
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><text x="2" y="20" font-family="{SANS}" font-size="20">{letter}</text></svg>'
    made: bytes = drawing().svg_to_png(frame)
    return made
