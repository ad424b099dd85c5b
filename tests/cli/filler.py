"""Another program that fills workbooks: it knows sheet titles and header texts, and nothing of Xushi."""

import openpyxl


def fill(path, sheet, *rows):
    """Write rows, each a dictionary by header text, below the last filled row of a sheet."""
    workbook = openpyxl.load_workbook(path)
    table = workbook[sheet]
    columns = {cell.value: cell.column for cell in table[1]}
    at = max((row for row in range(1, table.max_row + 1) if any(cell.value is not None for cell in table[row])), default=1)
    for number, row in enumerate(rows, start=at + 1):
        for header, value in row.items():
            table.cell(number, columns[header]).value = value
    workbook.save(path)


def setting(path, key, value):
    """Change or add a line of 设置."""
    workbook = openpyxl.load_workbook(path)
    table = workbook["设置"]
    for row in table.iter_rows(min_row=2):
        if row[0].value == key:
            row[1].value = value
            break
    else:
        table.append([key, value])
    workbook.save(path)
