"""Whether a show runs or has ended, as TVmaze says."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "tvmaze_show",
        sa.Column("status", sa.String(), comment="whether it runs or has ended, as TVmaze says"),
    )
