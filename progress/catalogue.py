"""The standard indicators a new workspace begins with; a federation edits them in its 指标 sheet."""

import csv
from pathlib import Path
from typing import Any


def standard_indicators() -> list[dict[str, Any]]:
    """The rows of the 指标 sheet of a new workspace, as text by English column name."""
    with (Path(__file__).parent / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = {"decimals", "headline"}
    return [{name: int(text) if name in whole else text for name, text in row.items() if text} for row in rows]
