"""How well known TVmaze holds a show to be."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "tvmaze_show",
        sa.Column(
            "weight",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="how well known it is, as TVmaze says: 0 to 100",
        ),
    )
