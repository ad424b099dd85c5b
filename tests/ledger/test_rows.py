"""Rows of single books exchanged in one table."""

import numpy as np
import pyarrow as pa

from ledger.rows import PART, SheetRows, joined, runs_of


def rows(books):
    """Books with as many rows as their number says, each row bearing it."""
    table = pa.table({"value": pa.array([book for book in books for _ in range(book % 4)], pa.int64())})
    return SheetRows.of(table, len(books), range(len(books)), [book % 4 for book in books])


def test_books_gather_into_runs_of_neighbours():
    assert runs_of(np.array([0, 1, PART, 3, 4, 6])) == [(0, 0, 2), (1, 0, 1), (0, 3, 5), (0, 6, 7)]


def test_many_exchanges_leave_every_books_rows_in_place_and_few_pieces():
    books = list(range(300))
    held = rows(books)
    for at in range(0, 300, 2):
        books[at] = 1001 + at
        places = np.array([place if place != at else PART for place in range(len(books))])
        held = joined([held, rows([books[at]])], runs_of(places))
        assert held.table.column(0).num_chunks <= 64
    assert held.table["value"].to_pylist() == rows(books).table["value"].to_pylist()
    assert held.counts.tolist() == [book % 4 for book in books]
    assert held.by_row(held.counts).tolist() == [book % 4 for book in books for _ in range(book % 4)]
