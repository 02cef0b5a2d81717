"""Games, and whose the accounts are that play them.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0021", "0020"


def upgrade() -> None:
    """Apply."""
    op.add_column("library", sa.Column("made_by", sa.Integer(), nullable=True))
    op.create_table(
        "game",
        sa.Column("id", sa.Integer(), sa.ForeignKey("media.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("folder_id", sa.Integer(), sa.ForeignKey("library_folder.id", ondelete="CASCADE"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("installed", sa.Boolean(), nullable=False),
        sa.Column("updating", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("gone_at", sa.Float()),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("install_path", sa.Text()),
        sa.Column("launch", sa.Text()),
        sa.Column("store_page", sa.Text()),
        sa.Column("platforms", sa.JSON(), nullable=False),
        sa.Column("developers", sa.JSON(), nullable=False),
        sa.Column("publishers", sa.JSON(), nullable=False),
        sa.Column("release_date", sa.Text()),
        sa.Column("controller", sa.Text()),
        sa.Column("parent", sa.Text()),
        sa.Column("label", sa.Text()),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.Column("screenshots", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("copy_of", sa.Integer()),
        sa.UniqueConstraint("folder_id", "source", "source_id", name=op.f("uq_game_folder_id_source_source_id")),
    )
    op.create_index(op.f("ix_game_work"), "game", ["work"])
    op.create_table(
        "game_platform",
        sa.Column("game_id", sa.Integer(), sa.ForeignKey("game.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("platform", sa.Text(), primary_key=True),
    )
    op.create_index(op.f("ix_game_platform_platform"), "game_platform", ["platform"])
    op.create_table(
        "game_play",
        sa.Column("game_id", sa.Integer(), sa.ForeignKey("game.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("account", sa.Text(), primary_key=True),
        sa.Column("play_time", sa.BigInteger(), nullable=False),
        sa.Column("last_played", sa.BigInteger()),
        sa.Column("favorite", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "game_account",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("library_id", sa.Integer(), sa.ForeignKey("library.id", ondelete="CASCADE"), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("most_recent", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id", ondelete="SET NULL")),
        sa.Column("assigned", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("library_id", "account", name=op.f("uq_game_account_library_id_account")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_game_account_user_id"), "game_account", ["user_id"])
