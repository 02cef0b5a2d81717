"""Which items want pictures stands written down: finding out by looking at all of them took longer the more there are.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "picture_wanted",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_picture_wanted_item_id_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_picture_wanted_library_id_library"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_picture_wanted")),
    )
    op.create_index(op.f("ix_picture_wanted_library_id_item_id"), "picture_wanted", ["library_id", "item_id"])
    op.create_index(op.f("ix_media_file_library_id_role"), "media_file", ["library_id", "role"])
    op.execute(
        "UPDATE media_file SET mtime_ns = 0"
    )  # fingerprints are made of smaller blocks now: look into every file again
    op.execute(
        "INSERT INTO picture_wanted (item_id, library_id, again) SELECT item.id, media.library_id, true FROM item "
        "LEFT JOIN episode ON episode.id = item.id LEFT JOIN season ON season.id = COALESCE(episode.season_id, item.id) "
        "JOIN media ON media.id = COALESCE(season.media_id, item.id) WHERE NOT EXISTS (SELECT 1 FROM artwork "
        "WHERE artwork.item_id = item.id AND artwork.kind IN ('poster', 'still') AND artwork.source <> 'stale')"
    )
