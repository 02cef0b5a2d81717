"""Look into every file again: how long it plays, covers among its videos, commentary, languages, subtitle files.

Revision ID: 0011
Revises: 0010
"""

from alembic import op

revision, down_revision = "0011", "0010"


def upgrade() -> None:
    """Apply."""
    op.execute("UPDATE media_file SET mtime_ns = 0")
