"""What every visit of a browser does and reads: wait for the page, see its address, read a workbook back."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import openpyxl
from playwright.sync_api import Page

from schema.sheet import Sheet

STILL = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.getAttribute('data-test-script-state') === 'notRunning' && !document.querySelector('[data-testid="stSkeleton"]');
}"""


def still(page: Page) -> None:
    """Wait until the script has ended and what it sent is drawn."""
    page.wait_for_timeout(400)
    page.wait_for_function(STILL, timeout=90_000)
    page.wait_for_timeout(600)


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def rows_of(book: Path, sheet: type[Sheet]) -> list[dict[str, Any]]:
    """The rows of one sheet of a workbook by their headers; none where it has no such sheet."""
    workbook = openpyxl.load_workbook(book)
    if sheet.about.title not in workbook.sheetnames:
        return []
    head, *rows = workbook[sheet.about.title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows if any(cell is not None for cell in row)]
