"""Every figure of the demos followed back to the cells of its workbooks, and made of them again."""

import math

import pytest
from openpyxl import load_workbook

from progress.indicators import load_indicators
from progress.trace import traced


def chosen(ledger, on):
    """The root and two branches: the first, and one from the middle."""
    leaves = ledger.organisations.leaves_below(ledger.organisations.root, on)
    return [ledger.organisations.root, leaves[0], leaves[len(leaves) // 2]]


def same(one, other):
    return (math.isnan(one) and math.isnan(other)) or one == pytest.approx(other, rel=1e-9, abs=1e-9)


def test_every_figure_is_made_of_its_cells_again(workspace):
    ledger, on = workspace.ledger, workspace.federation.data_date
    indicators, _ = load_indicators(ledger)
    wrong, cells = [], 0
    for org in chosen(ledger, on):
        for row in workspace.records[workspace.records["org"] == org].to_dict("records"):
            trace = traced(ledger, indicators, row["indicator"], org, on, row["goal"])
            cells += len(trace.cells)
            wrong += [(org, row["indicator"], name) for name, again in trace.again.items() if not same(again, trace.sums.loc[name, "figure"])]
            wrong += [(org, row["indicator"], name) for name, again in trace.recomputed().items() if not same(again, row[name])]
    assert wrong == []
    assert cells > 500


def test_a_cell_of_the_trace_is_that_cell_of_the_workbook(made):
    demo = made("nanjiang")
    indicators, _ = load_indicators(demo.ledger)
    org = chosen(demo.ledger, demo.federation.data_date)[1]
    seen = 0
    for code in indicators:
        cells = traced(demo.ledger, indicators, code, org, demo.federation.data_date).cells if indicators[code].formula else ()
        for cell in cells.drop_duplicates("book").to_dict("records") if len(cells) else ():
            sheet = load_workbook(demo.folder / cell["book"])[cell["sheet"]]
            there = sheet[cell["cell"]].value
            assert sheet[cell["cell"]].row == cell["row"]
            assert cell["shown"] in str(there) if isinstance(cell["shown"], str) else cell["value"] == float(there)
            seen += 1
    assert seen > 5
