"""What a row must be: one pydantic model a sheet, and checking rows into issues."""
