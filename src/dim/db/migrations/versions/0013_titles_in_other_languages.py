"""The other titles that names give a movie or show, by which it is matched and found. Names are read again.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0013", "0012"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "other_title",
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("match_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_other_title_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", "match_key", name=op.f("pk_other_title")),
    )
    op.create_index(op.f("ix_other_title_match_key"), "other_title", ["match_key"])
    op.execute("UPDATE media_file SET mtime_ns = 0")
