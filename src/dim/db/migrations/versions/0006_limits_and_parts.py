"""How many bits a second a user may have; movies in several files: look into every file again.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0006", "0005"


def upgrade() -> None:
    """Apply."""
    op.add_column("user", sa.Column("max_bit_rate", sa.Integer))
    op.add_column("media_file", sa.Column("part", sa.Integer))
    op.execute("UPDATE media_file SET mtime_ns = 0")
