"""What a server says of itself, suggestions, and the way back to the shared catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "revision",
        sa.Column(
            "follows_shared",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="the layer says nothing of its own any more; the shared catalogue holds",
        ),
    )
    op.add_column(
        "draft",
        sa.Column(
            "suggests",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="its author sends it to the moderators and cannot confirm it",
        ),
    )
    op.add_column(
        "draft",
        sa.Column(
            "suggestion_id",
            sa.Integer(),
            nullable=True,
            comment="the suggestion that confirming it approves",
        ),
    )
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False, comment="who suggests it"),
        sa.Column("layer", sa.BigInteger(), nullable=False, comment="a server's id"),
        sa.Column("sent", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("channel_id", sa.BigInteger(), nullable=True, comment="where its card was posted"),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("settled", sa.DateTime(), nullable=True, comment="UTC; empty while it is open"),
        sa.Column("settled_by", sa.Integer(), nullable=True, comment="empty when it was withdrawn"),
        sa.Column("edit_id", sa.Integer(), nullable=True, comment="the edit that took it over"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was declined"),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_suggestion_actor_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_suggestion_draft_id")),
        sa.ForeignKeyConstraint(["edit_id"], ["edit.id"], name=op.f("fk_suggestion_edit_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["actor.id"], name=op.f("fk_suggestion_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_suggestion_draft_id")),
    )
    op.create_index("ix_suggestion_layer_settled", "suggestion", ["layer", "settled"], unique=False)
    op.create_table(
        "channel_fault",
        sa.Column("layer", sa.BigInteger(), autoincrement=False, nullable=False, comment="a server's id"),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column(
            "told",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="a moderator knows of it",
        ),
        sa.PrimaryKeyConstraint("layer", "channel_id", name=op.f("pk_channel_fault")),
    )
    op.create_table(
        "departure",
        sa.Column("layer", sa.BigInteger(), autoincrement=False, nullable=False, comment="a server's id"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC; since when the bot is no member there"),
        sa.PrimaryKeyConstraint("layer", name=op.f("pk_departure")),
    )
