"""Groups that watch together.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0017", "0016"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "watch_group",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("host_id", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("host_only", sa.Boolean, nullable=False),
        sa.Column("position", sa.Float, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("playing", sa.Boolean, nullable=False),
        sa.Column("rate", sa.Float, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["user.id"], name=op.f("fk_watch_group_host_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_watch_group_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_group")),
        sqlite_autoincrement=True,
    )
