"""Indexes by which what a layer says is found and counted among a million facts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_edit_layer", "edit", ["layer"], unique=False)
    op.create_index("ix_revision_checked_on", "revision", ["checked_on"], unique=False)
    op.create_index(
        "ix_revision_withdrawing",
        "revision",
        ["layer", "fact_id"],
        unique=False,
        sqlite_where=sa.text("value IS NULL"),
    )
    # Without a word SQLite supposes ten facts of a kind, and looks through 100,000 of them for one.
    op.execute("ANALYZE command_sync")
    op.execute("INSERT INTO sqlite_stat1 VALUES ('fact', 'ix_fact_kind_key', '1000000 150000 2')")
