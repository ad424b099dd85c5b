"""Which row of a sheet each change means, as the sheet stands now: found by key, then by content, then by order among equals."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from backbone.book import Change, RowChange
from backbone.errors import Conflict
from backbone.writing.cells import after, content
from schema.folding import fold
from schema.sheet import Sheet
from schema.verdict import Row

Key = tuple[object, ...]


def placed(change: Change, rows: Sequence[Row], free: Iterable[int]) -> dict[int, RowChange]:
    """The row number for each change; new rows take numbers from ``free``.

    Raises Conflict where a row was changed or taken away meanwhile, or where a key would stand twice.
    """
    numbers, found, taken = iter(free), dict[int, RowChange](), set[int]()
    stand = Standing(change.model, rows)
    for wanted in change.rows:
        row = stand.row_of(wanted, taken) if wanted.seen else None
        if wanted.seen and (row is None or content(row.typed) != content(wanted.seen)):
            raise _conflict(change, wanted, row or most_alike(rows, wanted.seen, taken))
        number = row.number if row else next(numbers)
        found[number] = wanted
        taken.add(number)
    _refuse_doubles(change, rows, found)
    return found


def missing(change: Change, rows: Sequence[Row], counts: Sequence[int]) -> list[RowChange]:
    """Those rows of a change that was cut short which are not in the sheet yet.

    ``counts`` says for each how often ``telling`` stood there before. Raises Conflict where fewer stand there now.
    """
    present = Counter(frozenset(content(row.typed).items()) for row in rows)
    found, surplus = [], dict[frozenset[tuple[str, str]], int]()
    for wanted, before in zip(change.rows, counts, strict=True):
        told, sign = _telling(change.model, wanted)
        more = surplus.setdefault(told, (present[told] - before) * sign)
        if more < 0:
            raise _conflict(change, wanted, None)
        surplus[told] = more - 1 if more else 0
        if not more:
            found.append(wanted)
    return found


def counted(change: Change, rows: Sequence[Row]) -> list[int]:
    """How often what tells each change apart stands in the sheet: its new content, or the old one of a row to be struck out."""
    present = [content(row.typed) for row in rows]
    return [present.count(dict(_telling(change.model, wanted)[0])) for wanted in change.rows]


def _telling(model: type[Sheet], wanted: RowChange) -> tuple[frozenset[tuple[str, str]], int]:
    """The content that becomes more frequent by a change (1) or rarer (-1)."""
    if new := after(model, wanted.seen, wanted.wanted):
        return frozenset(new.items()), 1
    return frozenset(content(wanted.seen).items()), -1


def standing(model: type[Sheet], rows: Sequence[Row], wanted: RowChange, taken: Container[int] = ()) -> Row | None:
    """The row that a change means, whatever is in it now; None where it is gone."""
    return Standing(model, rows).row_of(wanted, taken)


class Standing:
    """The rows of a sheet, in which those meant by many changes are found without a look at every row for each."""

    def __init__(self, model: type[Sheet], rows: Sequence[Row]) -> None:
        self._model, self._rows = model, rows
        self._said: dict[frozenset[tuple[str, str]], list[Row]] = {}
        for row in rows:
            self._said.setdefault(_sayings(row.typed), []).append(row)

    @cached_property
    def _keys(self) -> Mapping[Key, Sequence[Row]]:
        found: dict[Key, list[Row]] = {}
        for row in self._rows:
            if key := key_of(self._model, row.typed):
                found.setdefault(key, []).append(row)
        return found

    def row_of(self, wanted: RowChange, taken: Container[int] = ()) -> Row | None:
        """As ``standing`` says; rows of numbers already taken are passed over."""
        same = self._said.get(_sayings(wanted.seen), ())
        if same:
            meant = same[min(wanted.among, len(same) - 1)]
            return next((row for row in (meant, *reversed(same)) if row.number not in taken), None)
        key = key_of(self._model, content(wanted.seen))
        return next((row for row in self._keys.get(key, ()) if row.number not in taken), None) if key else None


def equals_above(rows: Sequence[Row]) -> list[int]:
    """For each row how many above it say the same."""
    seen, found = Counter[frozenset[tuple[str, str]]](), []
    for row in rows:
        said = _sayings(row.typed)
        found.append(seen[said])
        seen[said] += 1
    return found


def _sayings(typed: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(content(typed).items())


def most_alike(rows: Sequence[Row], seen: Mapping[str, str], taken: Container[int] = ()) -> Row | None:
    """The row that a person should look at where the one seen is not found: it shares more cells than any other, and more than half."""
    cells = content(seen).items()
    shared = {at: len(cells & content(row.typed).items()) for at, row in enumerate(rows) if row.number not in taken}
    best = max(shared, key=lambda at: shared[at], default=None)
    return rows[best] if best is not None and 2 * shared[best] > len(cells) else None


def key_of(model: type[Sheet], typed: Mapping[str, str]) -> Key | None:
    """What names a row among those of its sheet, or None where it has no name."""
    parts = tuple(_part(model, name, typed.get(name, "")) for name in model.key_columns())
    return parts if any(part is not None for part in parts) else None


@lru_cache(maxsize=65_536)
def _part(model: type[Sheet], name: str, text: str) -> object:
    if not text.strip():
        return None
    try:
        return model.read(name, text)
    except ValueError:
        return fold(text)


def _refuse_doubles(change: Change, rows: Sequence[Row], found: Mapping[int, RowChange]) -> None:
    """A key that a change brings in must not stand there already."""
    if not change.model.key_columns():
        return
    final = {row.number: row.typed for row in rows} | {number: after(change.model, wanted.seen, wanted.wanted) for number, wanted in found.items()}
    keys = {number: key_of(change.model, typed) for number, typed in final.items()}
    for number, wanted in found.items():
        twins = [other for other, key in keys.items() if key is not None and key == keys[number] and other != number]
        if twins and keys[number] != key_of(change.model, wanted.seen):
            raise Conflict(change.book, change.model.about.title, twins[0], wanted.seen, final[twins[0]], wanted.wanted)


def _conflict(change: Change, wanted: RowChange, row: Row | None) -> Conflict:
    return Conflict(change.book, change.model.about.title, row.number if row else None, wanted.seen, row.typed if row else {}, wanted.wanted)
