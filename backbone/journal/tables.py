"""The tables in which saves, reviews and corrections are kept. They stand together because a save asks what was approved, and an approval what was saved."""

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table

METADATA = MetaData()
SAVES = Table(
    "saves",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("operation", String(64), nullable=False, unique=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("book", String(255), nullable=False, index=True),
    Column("branch", String(64), nullable=False),
    Column("sheet", String(64), nullable=False),
    Column("who", String(255), nullable=False),
    Column("at", String(40), nullable=False),
    Column("rows", JSON, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("problem", JSON),
    Column("trace", JSON),
    Column("undoes", String(64)),
)
REVIEWS = Table(
    "reviews",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("org", String(64), nullable=False),
    Column("sheet", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("step", String(8), nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("content", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("who", String(255), nullable=False),
    Column("at", String(40), nullable=False),
)
REVIEWED_ROWS = Table(
    "reviewed_rows",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("org", String(64), nullable=False),
    Column("sheet", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("rows", JSON, nullable=False),
)
CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("operation", String(64), nullable=False, index=True),
    Column("org", String(64), nullable=False),
    Column("sheet", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("reason", String(500), nullable=False),
)
