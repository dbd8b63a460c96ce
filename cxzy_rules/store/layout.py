"""The tables of a working file, and that what is written once is never changed or deleted.

Moments are text, UTC, to the microsecond, all of one width, so that they sort as they follow one another.
"""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table

LAYOUT = MetaData()
SORTS = ("roster", "ledger", "hand")

rulebooks = Table(
    "rulebooks",
    LAYOUT,
    Column("fingerprint", String, primary_key=True),
    Column("id", String, nullable=False),
    Column("version", String, nullable=False),
    Column("title", String, nullable=False),
    Column("first_used", String, nullable=False),
    Column("files", LargeBinary, nullable=False),
)
rulings = Table(
    "rulings",
    LAYOUT,
    Column("rulebook", ForeignKey("rulebooks.fingerprint"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("date", String, nullable=False),
    Column("clause", String, nullable=False),
    Column("quote", String, nullable=False),
    Column("text", String, nullable=False),
)
batches = Table(
    "batches",
    LAYOUT,
    Column("id", Integer, primary_key=True),
    Column("sort", String, CheckConstraint(f"sort in {SORTS}"), nullable=False),
    Column("written_at", String, nullable=False),
    Column("written_by", String, nullable=False),
    Column("shown", String, nullable=False),
    Column("source_digest", String, nullable=False),
    Column("content_digest", String, nullable=False),
    Column("rulebook", ForeignKey("rulebooks.fingerprint"), nullable=False),
    Column("lost", Integer, nullable=False),
    Column("told", JSON, nullable=False),
    Column("form", JSON, nullable=False),
)
sheets = Table(
    "sheets",
    LAYOUT,
    Column("batch", ForeignKey("batches.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sheet", String, nullable=False),
    Column("header", JSON, nullable=False),
    Column("header_line", Integer, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("lost", Integer, nullable=False),
)
roster_rows = Table(
    "roster_rows",
    LAYOUT,
    Column("batch", ForeignKey("batches.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("line", Integer, nullable=False),
    Column("cells", String, nullable=False),
)
TEXTS = ("unit", "unit_name", "item", "rule", "period", "status", "date", "evidence", "note", "until")
records = Table(
    "records",
    LAYOUT,
    Column("id", Integer, primary_key=True),
    Column("batch", ForeignKey("batches.id"), nullable=False),
    Column("sheet", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("column", String),
    Column("position", Integer),
    *(Column(name, String) for name in (*TEXTS, "above")),
    Index("records_by_batch", "batch"),
    Index("records_by_unit", "unit", "rule"),
)
verdicts = Table(
    "verdicts",
    LAYOUT,
    Column("id", Integer, primary_key=True),
    Column("first", ForeignKey("records.id"), nullable=False),
    Column("last", ForeignKey("records.id"), nullable=False),
    Column("verdict", String, CheckConstraint("verdict in ('accepted', 'rejected', 'open')"), nullable=False),
    Column("written_at", String, nullable=False),
    Column("written_by", String, nullable=False),
    CheckConstraint("first <= last"),
    Index("verdicts_by_last", "last"),
)
unit_rulings = Table(
    "unit_rulings",
    LAYOUT,
    Column("id", Integer, primary_key=True),
    Column("unit", String, nullable=False),
    Column("branch", String),
    Column("reason", String, nullable=False),
    Column("source", String, nullable=False),
    Column("rulebook", ForeignKey("rulebooks.fingerprint"), nullable=False),
    Column("written_at", String, nullable=False),
    Column("written_by", String, nullable=False),
)
attachments = Table(
    "attachments",
    LAYOUT,
    Column("record", ForeignKey("records.id"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)
FOREVER = tuple(LAYOUT.sorted_tables)
TEMPLATE = "CREATE TRIGGER {table}_no_{what} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'written once'); END"


def triggers() -> list[str]:
    """The statements after which SQLite refuses to change or delete a row of any table."""
    return [TEMPLATE.format(table=table.name, what=what) for table in FOREVER for what in ("update", "delete")]
