"""Indexes by which an edit or an actor is found from what it made; forgetting a server needs them."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_edit_actor_id", "edit", ["actor_id"], unique=False)
    op.create_index("ix_revision_edit_id", "revision", ["edit_id"], unique=False)
    op.create_index("ix_suggestion_actor_id", "suggestion", ["actor_id"], unique=False)
    op.create_index("ix_suggestion_edit_id", "suggestion", ["edit_id"], unique=False)
    op.create_index("ix_suggestion_settled_by", "suggestion", ["settled_by"], unique=False)
