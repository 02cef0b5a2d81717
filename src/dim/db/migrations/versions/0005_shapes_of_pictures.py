"""Streams say how their pictures are turned, stretched and interlaced: look into every file again.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    """Apply."""
    op.execute("UPDATE media_file SET mtime_ns = 0")
