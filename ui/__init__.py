"""What the pages share: the shell and its menu, cached loading, printed figures, forms made from the schema."""
