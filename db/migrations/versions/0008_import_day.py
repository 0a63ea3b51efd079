"""How far an import is goes with the time of its last page, in place of that of its first."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE catalogue_import RENAME COLUMN begun TO at")
