"""Sign-ins without a password: of devices that were paired.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0016", "0015"


def upgrade() -> None:
    """Apply."""
    op.add_column("refresh_token", sa.Column("password_at", sa.Float()))
    op.execute("UPDATE refresh_token SET password_at = created_at")
