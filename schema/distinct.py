"""Reading whole columns of text: each distinct text once, by the schema's own reader, however many rows bear it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from annotated_types import Ge, Gt, Le, MaxLen
from pydantic import ValidationError

from schema.columns import Code, Column, Counted, Text, Whole
from schema.folding import is_blank, is_dash
from schema.plain import only, plain_numbers, plain_words
from schema.sheet import Sheet
from schema.verdict import Fault, faults_of

BLANK, DASH, VALUE, BAD = range(4)
TYPES = {"whole": pa.int64(), "decimal": pa.float64(), "date": pa.date32(), "yes_no": pa.bool_(), "codes": pa.list_(pa.string())}
_PLAIN_CODE = re.compile(r"[0-9A-Za-z][!-*,-~]*")  # a plus may stand in a number that a spreadsheet ruined
_LONGEST = 200
_FEW = 32
_MOST_DIGITS = 15
_MOST_KNOWN = 10_000
Judged = tuple[int, Any]
Numbers = np.ndarray[Any, Any]


def arrow_type(column: Column) -> pa.DataType:
    """How the values of a column are held: exact decimals as floats, everything that is no number, day or list as text."""
    return TYPES.get(column.kind, pa.string())


@dataclass(frozen=True)
class Cells:
    """One column of many rows: for each row the place of its text among the distinct ones, and what each of those stands for.

    ``states`` are BLANK, DASH, VALUE or BAD; ``values`` are null and ``read`` (exact, None where Arrow is) is None unless VALUE.
    ``apart`` says that every row has a place of its own, whether its text is another or not; ``as_typed`` are the texts
    of all rows with a value, where each is the value it stands for.
    """

    codes: Numbers
    states: Numbers
    values: pa.Array
    read: Sequence[Any] | None = None
    apart: bool = False
    as_typed: pa.Array | None = None

    @cached_property
    def by_row(self) -> Numbers:
        """The state of each row's cell."""
        found: Numbers = self.states if self.apart else self.states[self.codes]
        return found

    def taken(self, at: Numbers) -> list[Any]:
        """The values in the rows ``at`` as Python has them."""
        if self.read is None:
            found: list[Any] = self.values.take(pa.array(self.codes[at])).to_pylist()
            return found
        return [self.read[code] for code in self.codes[at].tolist()]

    @cached_property
    def grouped(self) -> tuple[Numbers, Sequence[Any]]:
        """For each row the place of its value among the distinct ones, and these as Python has them."""
        if not self.apart:
            return self.codes, self.values.to_pylist() if self.read is None else self.read
        encoded = self.values.dictionary_encode()
        return encoded.indices.fill_null(len(encoded.dictionary)).to_numpy(), [*encoded.dictionary.to_pylist(), None]

    @cached_property
    def numbers(self) -> Numbers:
        """The values of the distinct texts of a column of whole numbers or days as integers; 0 where there is none."""
        days = self.values.cast(pa.int32()) if pa.types.is_date(self.values.type) else self.values
        found: Numbers = days.cast(pa.int64()).fill_null(0).to_numpy()
        return found


def read_cells(model: type[Sheet], column: Column, texts: pa.Array) -> Cells:
    """What stands in a column, one text a row; null is an empty cell."""
    reader = _reader(model, column.name)
    if reader.plain and column.kind in ("whole", "text") and len(texts) >= _FEW:
        return _read_apart(reader, column, texts)
    encoded = texts.dictionary_encode()
    distinct = encoded.dictionary
    codes = (encoded.indices.fill_null(len(distinct)) if texts.null_count else encoded.indices).to_numpy()
    told = distinct.to_pylist()
    judged = [*map(reader.judge, told), (BLANK, None)]
    read = [value for _, value in judged]
    values = pa.array([float(value) if value is not None else None for value in read] if column.kind == "decimal" else read, arrow_type(column))
    states = np.array([state for state, _ in judged], np.uint8)
    as_typed = None
    if values.type == texts.type and all(state != VALUE or value == text for text, (state, value) in zip(told, judged, strict=False)):
        as_typed = texts if (states[:-1] == VALUE).all() else only(texts, (states == VALUE)[codes])
    return Cells(codes, states, values, read, as_typed=as_typed)


def _read_apart(reader: "_Reader", column: Column, texts: pa.Array) -> Cells:
    """What is plain for its kind is taken as it stands, row by row and in one go; every other text is judged by itself."""
    states, values = np.full(len(texts), VALUE, np.uint8), texts
    if column.kind == "whole":
        values, sure = plain_numbers(texts)
        sure &= (values >= reader.lowest) & (values <= reader.highest)
    else:
        sure = plain_words(texts, reader.longest)
    unsure = np.flatnonzero(~sure)
    if len(unsure):
        told = texts.take(pa.array(unsure)).to_pylist()
        judged = [(BLANK, None) if text is None else reader.judge(text) for text in told]
        states[unsure] = [state for state, _ in judged]
        if column.kind == "whole":
            values = values.copy() if not values.flags.writeable else values
            values[unsure] = [value or 0 for _, value in judged]
        elif any(state == VALUE and value != text for text, (state, value) in zip(told, judged, strict=True)):
            values = pc.replace_with_mask(values, pa.array(~sure), pa.array([value for _, value in judged], values.type))
    present, held = states == VALUE, pa.array(values)
    return Cells(np.arange(len(texts), dtype=np.int32), states, held if present.all() else only(held, present), apart=True)


def empty_cells(column: Column, count: int) -> Cells:
    """A column nobody has."""
    return Cells(np.zeros(count, np.int32), np.array([BLANK], np.uint8), pa.nulls(1, arrow_type(column)), [None])


def faults(model: type[Sheet], name: str, text: str) -> list[Fault]:
    """What is wrong with a text that cannot be read."""
    return _reader(model, name).faults(text)


class _Reader:
    """Judges texts of one column by ``Sheet.read`` and remembers some thousands of them.

    ``plain`` says that the column asks nothing but its kind and bounds, so what is plain for the kind needs no reading:
    digits without a leading zero, codes of printable ASCII, texts that begin with a letter or digit and hide nothing.
    """

    def __init__(self, model: type[Sheet], column: Column) -> None:
        self._model, self._name, self._known = model, column.name, dict[str, Judged]()
        self._faults = dict[str, list[Fault]]()
        asked = [mark for mark in model.model_fields[column.name].metadata if not isinstance(mark, (Ge, Gt, Le, MaxLen, Counted))]
        kinds: dict[str, Any] = {"whole": Whole, "code": Code, "text": Text}
        self.plain = column.kind in kinds and asked == list(get_args(kinds[column.kind])[1:])
        self._kind = column.kind
        self.longest = column.longest or _LONGEST
        if column.kind == "whole":
            self.lowest = 0 if column.least is None else int(column.least) + (self._read(f"{column.least:g}")[0] != VALUE)
            self.highest = 10**15 if column.most is None else int(column.most)

    def judge(self, text: str) -> Judged:
        """The state of a text, and its value."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[text] = self._plainly(text) or self._read(text)
        return found

    def _plainly(self, text: str) -> Judged | None:
        """What is plain without being read: it says just what stands there."""
        if not self.plain or len(text) > self.longest:
            return None
        if self._kind == "whole":
            return (VALUE, number) if _plain_number(text) and self.lowest <= (number := int(text)) <= self.highest else None
        return (VALUE, text) if (_plain_code if self._kind == "code" else _plain_text)(text) else None

    def _read(self, text: str) -> Judged:
        if is_blank(text):
            return BLANK, None
        if is_dash(text):
            return DASH, None
        try:
            return VALUE, self._model.read(self._name, text)
        except ValidationError as error:
            if len(self._faults) >= _MOST_KNOWN:
                self._faults.clear()
            self._faults[text] = faults_of(error, self._name, text)
            return BAD, None

    def faults(self, text: str) -> list[Fault]:
        """What is wrong with a text that was judged BAD."""
        if text not in self._faults:
            self._read(text)
        return self._faults[text]


def _plain_code(text: str) -> bool:
    return bool(_PLAIN_CODE.fullmatch(text))


def _plain_number(text: str) -> bool:
    return len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit()


def _plain_text(text: str) -> bool:
    """Begins with a letter or digit and hides nothing, nor is it a number that a spreadsheet ruined."""
    if not text[:1].isalnum() or not text.isprintable() or text[-1].isspace():
        return False
    return not text[0].isnumeric() or (text.isascii() and "+" not in text)


@cache
def _reader(model: type[Sheet], name: str) -> _Reader:
    return _Reader(model, model.column(name))
