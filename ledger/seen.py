"""What the rules between sheets, branches and months look at: all accepted rows of the books that count, and where each stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ledger.books import CheckedBook
from ledger.federation import Federation
from ledger.register import Register, days
from ledger.rows import Numbers
from schema import period as periods
from schema.issue import Issue
from schema.neighbours import compared
from schema.sheet import Sheet
from schema.unit_register import UnitRegister
from schema.workspace import MASTER


@dataclass(frozen=True)
class Rows:
    """The accepted rows of one sheet over all books that count; ``filled`` has the blocked ones too."""

    model: type[Sheet]
    filled: pa.Table
    books: Mapping[str, CheckedBook]

    @cached_property
    def table(self) -> pa.Table:
        """The accepted rows."""
        accepted = self.filled["accepted"]
        return (self.filled if pc.all(accepted).as_py() else self.filled.filter(accepted)).combine_chunks()

    @cached_property
    def period_ends(self) -> Numbers:
        """The last day of each row's period."""
        encoded = pc.dictionary_encode(self.table["period"]).combine_chunks()
        last = pa.chunked_array([pa.array([periods.last_day(each) for each in encoded.dictionary.to_pylist()], pa.date32())])
        found: Numbers = days(last, 0)[encoded.indices.to_numpy()]
        return found

    def known(self, name: str) -> Numbers:
        """Where a column has a value."""
        found: Numbers = self.table[name].is_valid().to_numpy()
        return found

    def numbers(self, name: str) -> Numbers:
        """The values of a column of whole numbers or days; 0 where there is none."""
        values = self.table[name]
        return days(values, 0) if pa.types.is_date(values.type) else values.fill_null(0).to_numpy()

    def where(self, at: int, column: str, value: Any = None) -> dict[str, Any]:
        """A row's cell as the other side of a comparison, by what stands in it unless a value is given."""
        book, row, layout = self._place(at)
        told = compared(book, layout.title, row, layout.cell(row, column), self.table[column][at].as_py() if value is None else value)
        return told | {"other": self.model.column(column).header}

    def warning(self, code: str, at: int, column: str, found: Any, against: Mapping[str, Any], **values: Any) -> Issue:
        """A warning at a row's cell, with what was found there and what it was compared with."""
        book, row, layout = self._place(at)
        header = self.model.column(column).header
        return Issue(code, book, layout.title, row, header, layout.cell(row, column), "warn", {"found": found, **against, **values})

    def _place(self, at: int) -> Any:
        book = self.table["book"][at].as_py()
        return book, self.table["row"][at].as_py(), self.books[book].layouts[self.model.about.name]


class Seen:
    """All rows of a state of the workspace, sheet by sheet, each read once."""

    def __init__(self, books: Mapping[str, CheckedBook], filled: Callable[[type[Sheet]], pa.Table], federation: Federation) -> None:
        self.books, self.federation = books, federation
        self._filled, self._rows = filled, dict[type[Sheet], Rows]()

    def rows(self, model: type[Sheet]) -> Rows:
        """The rows of a sheet; of 单位名录 those of the master workbook."""
        if model not in self._rows:
            table = self.federation.tables[UnitRegister.about.name] if model is UnitRegister else self._filled(model)
            self._rows[model] = Rows(model, table, self.books)
        return self._rows[model]

    @property
    def register(self) -> Register:
        """单位名录 through time."""
        return self.federation.register

    def in_register(self, value: int) -> dict[str, Any]:
        """A count of units as the other side of a comparison."""
        layout = self.books[MASTER].layouts[UnitRegister.about.name]
        return compared(MASTER, layout.title, None, "", value)


def overlapping(groups: Numbers, since: Numbers, until: Numbers) -> Numbers:
    """The groups in which two spans have a day in common; both ends are of the span."""
    order = np.lexsort((until, since, groups))
    ranks = np.cumsum(np.diff(groups[order], prepend=groups[order][:1]) != 0).astype(np.int64) << 24
    ends = np.maximum.accumulate(ranks + until[order] + (1 << 22))
    meets = (ranks[1:] == ranks[:-1]) & (ranks[1:] + since[order][1:] + (1 << 22) <= ends[:-1])
    found: Numbers = np.unique(groups[order][1:][meets])
    return found
