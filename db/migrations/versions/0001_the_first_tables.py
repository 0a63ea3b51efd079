"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discord_id", sa.BigInteger(), nullable=True, comment="a person; empty for a program"),
        sa.Column("name", sa.String(), nullable=True, comment="a program, such as 'starter content'"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor")),
        sa.UniqueConstraint("discord_id", name=op.f("uq_actor_discord_id")),
        sa.UniqueConstraint("name", name=op.f("uq_actor_name")),
    )
    op.create_table(
        "command_sync",
        sa.Column(
            "scope", sa.String(), nullable=False, comment="application and server the commands were sent to"
        ),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_command_sync")),
    )
    op.create_table(
        "show",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False, comment="what files call it: the-imperfects-2022"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_show")),
        sa.UniqueConstraint("key", name=op.f("uq_show_key")),
    )
    op.create_table(
        "edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column(
            "layer", sa.BigInteger(), nullable=False, comment="a server's id, or 0 for the shared catalogue"
        ),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "interaction_id", sa.BigInteger(), nullable=True, comment="the same interaction never edits twice"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_edit_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edit")),
        sa.UniqueConstraint("interaction_id", name=op.f("uq_edit_interaction_id")),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("show_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False, comment="what it is about, as a JSON list"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_fact_show_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("show_id", "kind", "key", name=op.f("uq_fact_show_id_kind_key")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index("ix_fact_kind_key", ["kind", "key"], unique=False)

    op.create_table(
        "viewing_week",
        sa.Column("show_id", sa.Integer(), nullable=False),
        sa.Column("season", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week_ending", sa.Date(), nullable=False),
        sa.Column("list", sa.String(), nullable=False, comment="Netflix's name for it: TV (English)"),
        sa.Column(
            "rank", sa.Integer(), nullable=True, comment="1 to 10; empty when the season was not listed"
        ),
        sa.Column("hours", sa.Integer(), nullable=True, comment="hours viewed"),
        sa.Column("views", sa.Integer(), nullable=True),
        sa.Column(
            "tenth_hours",
            sa.Integer(),
            nullable=True,
            comment="hours of the tenth place, the bound for an unlisted season",
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_viewing_week_show_id")),
        sa.PrimaryKeyConstraint("show_id", "season", "week_ending", name=op.f("pk_viewing_week")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column(
            "layer", sa.BigInteger(), nullable=False, comment="a server's id, or 0 for the shared catalogue"
        ),
        sa.Column("edit_id", sa.Integer(), nullable=False),
        sa.Column(
            "value", sa.Text(), nullable=True, comment="JSON by the kind's model; empty withdraws the fact"
        ),
        sa.Column("sources", sa.Text(), nullable=False, comment="a JSON list, the main source first"),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["edit_id"], ["edit.id"], name=op.f("fk_revision_edit_id")),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name=op.f("fk_revision_fact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index("ix_revision_fact_id_layer_id", ["fact_id", "layer", "id"], unique=False)
