"""Frozen results and the documents made from them."""
