"""When TVmaze was last found to say what is held of a show, although nothing was recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "tvmaze_show",
        sa.Column("checked_on", sa.Date(), nullable=True, comment="when TVmaze last said what is held of it"),
    )
