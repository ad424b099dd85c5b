"""Where rows live: one way to list, read, save and make books, the same for every kind of storage."""
