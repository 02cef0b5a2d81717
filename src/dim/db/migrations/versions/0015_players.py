"""Players that are steered from other devices, with their queues.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0015", "0014"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "player",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("household", sa.Boolean, nullable=False),
        sa.Column("shared_with", sa.JSON, nullable=False),
        sa.Column("queue", sa.JSON, nullable=False),
        sa.Column("queue_place", sa.Integer, nullable=False),
        sa.Column("queue_version", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_player_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_player")),
        sa.UniqueConstraint("user_id", "device", "place", name=op.f("uq_player_user_id_device_place")),
        sqlite_autoincrement=True,
    )
