"""Drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author", sa.BigInteger(), nullable=False, comment="a person's Discord id"),
        sa.Column("layer", sa.BigInteger(), nullable=False, comment="where it will be recorded"),
        sa.Column("show_id", sa.Integer(), nullable=True, comment="empty for a new show"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("season", sa.Integer(), nullable=True),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column(
            "target",
            sa.String(),
            nullable=True,
            comment="the key of the fact it changes; empty for a new one",
        ),
        sa.Column("typed", sa.Text(), nullable=False, comment="how the form was left, as JSON"),
        sa.Column("value", sa.Text(), nullable=True, comment="what that was understood as"),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("removes", sa.Boolean(), nullable=False),
        sa.Column(
            "based_on", sa.Integer(), nullable=True, comment="the newest revision when the author last saw it"
        ),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("confirmed", sa.DateTime(), nullable=True, comment="UTC; empty until it is recorded"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_draft_show_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
