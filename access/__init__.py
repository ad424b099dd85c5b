"""Who may see and do what; the database that remembers it."""
