"""Which of a provider's episodes an episode is, where a person said so.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0018", "0017"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "chosen_episode",
        sa.Column("episode_id", sa.Integer, nullable=False),
        sa.Column("season", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_chosen_episode_episode_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("episode_id", name=op.f("pk_chosen_episode")),
    )
