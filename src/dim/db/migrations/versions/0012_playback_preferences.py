"""What users prefer and chose in the player.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0012", "0011"


def _ref(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(target, ondelete="CASCADE"), primary_key=True, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "playback_preference", _ref("user_id", "user.id"), sa.Column("preferences", sa.JSON, nullable=False)
    )
    op.create_table(
        "playback_choice",
        _ref("user_id", "user.id"),
        _ref("media_id", "media.id"),
        sa.Column("choice", sa.JSON, nullable=False),
        sa.Column("updated_at", sa.Float, nullable=False),
    )
    op.create_index(op.f("ix_playback_choice_user_id_updated_at"), "playback_choice", ["user_id", "updated_at"])
