"""The catalogue of TVmaze: which show is which there, answers kept for an hour, and how far an import is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tvmaze_show",
        sa.Column("tvmaze_id", sa.Integer(), nullable=False, comment="the show's number there"),
        sa.Column("show_id", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False, comment="seconds since 1970, as TVmaze says"),
        sa.Column("in_full", sa.Boolean(), nullable=False, comment="taken with seasons and cast"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_tvmaze_show_show_id")),
        sa.PrimaryKeyConstraint("tvmaze_id", name=op.f("pk_tvmaze_show")),
        sa.UniqueConstraint("show_id", name=op.f("uq_tvmaze_show_show_id")),
    )
    op.create_table(
        "kept_answer",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_kept_answer")),
    )
    op.create_table(
        "catalogue_import",
        sa.Column("source", sa.String(), nullable=False, comment="whose catalogue it is"),
        sa.Column("next_page", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("begun", sa.DateTime(), nullable=False, comment="UTC"),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_catalogue_import")),
    )
