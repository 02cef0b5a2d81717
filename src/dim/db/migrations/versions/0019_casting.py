"""Players on which nobody is signed in: devices that the server casts to.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0019", "0018"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("player", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
