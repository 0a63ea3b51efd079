"""Netflix's weekly Top 10 as a whole: labels, lengths, tenth places, and how fetching it went."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("viewing_week", sa.Column("tenth_views", sa.Integer(), nullable=True))
    op.add_column(
        "viewing_week",
        sa.Column("runtime", sa.Float(), nullable=True, comment="the season's length in hours"),
    )
    op.add_column(
        "viewing_week",
        sa.Column(
            "label",
            sa.String(),
            nullable=True,
            comment="what Netflix calls the season, where that is not its number",
        ),
    )
    op.add_column(
        "viewing_week",
        sa.Column(
            "numbered",
            sa.Boolean(),
            server_default=sa.true(),
            nullable=False,
            comment="not so: the number is only the order in which seasons were listed",
        ),
    )
    op.create_table(
        "tenth_place",
        sa.Column("list", sa.String(), nullable=False, comment="Netflix's name for it: TV (English)"),
        sa.Column("week_ending", sa.Date(), nullable=False),
        sa.Column("tenth_hours", sa.Integer(), nullable=True, comment="where the list is ranked by hours"),
        sa.Column("tenth_views", sa.Integer(), nullable=True, comment="where it is ranked by views"),
        sa.PrimaryKeyConstraint("list", "week_ending", name=op.f("pk_tenth_place")),
    )
    op.create_table(
        "proportion",
        sa.Column("list", sa.String(), nullable=False, comment="Netflix's name for it: TV (English)"),
        sa.Column("value", sa.Text(), nullable=False, comment="what became of comparable seasons, as JSON"),
        sa.PrimaryKeyConstraint("list", name=op.f("pk_proportion")),
    )
    op.create_table(
        "fetch",
        sa.Column("source", sa.String(), nullable=False, comment="whose data it is"),
        sa.Column("tried", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("failing_since", sa.DateTime(), nullable=True, comment="UTC; empty when it went well"),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_fetch")),
    )
