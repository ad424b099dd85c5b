"""Every branch's accepted rows as one set of tables, refreshed by what changed, and the engine that queries them."""
