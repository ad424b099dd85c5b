"""A branch's own workbook once more, with every finding marked in it. The workbook itself is never touched."""
