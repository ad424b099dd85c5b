"""Workspaces in a Drive folder: one spreadsheet a book, read and written through Google's own interfaces."""
