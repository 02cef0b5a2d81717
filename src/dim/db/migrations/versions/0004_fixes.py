"""What a person says of files is written down, so that it can be undone; and why an identity is doubtful.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    """Apply."""
    op.add_column("media_file", sa.Column("doubt", sa.Text(), nullable=True))
    op.add_column("media_file", sa.Column("inode", sa.BigInteger(), nullable=True))
    op.create_table(
        "fix",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("undone_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_fix_library_id_library"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_fix_user_id_user"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix")),
    )
    op.create_index(op.f("ix_fix_library_id"), "fix", ["library_id"])
    # fingerprints are made of smaller blocks now, and doubts are new: look into every file again
    op.execute("UPDATE media_file SET mtime_ns = 0")
