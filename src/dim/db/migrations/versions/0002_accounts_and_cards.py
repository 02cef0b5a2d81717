"""accounts with rights, runs, edits by hand, cards and search words"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _new_tables()
    _accounts()
    _catalog()


def _new_tables() -> None:
    op.create_table(
        "search_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_word")),
        sa.UniqueConstraint("word", name=op.f("uq_search_word_word")),
    )
    op.create_table(
        "search_entry",
        sa.Column("word_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["word_id"], ["search_word.id"], name=op.f("fk_search_entry_word_id_search_word"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_search_entry_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word_id", "media_id", name=op.f("pk_search_entry")),
    )
    op.create_index(op.f("ix_search_entry_media_id"), "search_entry", ["media_id"])
    op.create_table(
        "duplicate_kept",
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("files", name=op.f("pk_duplicate_kept")),
    )
    op.create_table(
        "access_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("used_at", sa.Float()),
        sa.Column("expires_at", sa.Float()),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_access_token_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_token_token_hash")),
    )
    op.create_index(op.f("ix_access_token_user_id"), "access_token", ["user_id"])
    op.create_table(
        "media_card",
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("episodes", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_media_card_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", name=op.f("pk_media_card")),
    )


def _accounts() -> None:
    for column in (
        sa.Column("age_limit", sa.Integer()),
        sa.Column("name", sa.Text()),
        sa.Column("gender", sa.Text()),
        sa.Column("avatar", sa.Text()),
    ):
        op.add_column("user", column)
    for invited in (
        sa.Column("role", sa.Text(), nullable=False, server_default="member"),
        sa.Column("libraries", sa.JSON()),
        sa.Column("age_limit", sa.Integer()),
        sa.Column("created_at", sa.Float(), nullable=False, server_default="0"),
    ):
        op.add_column("invite", invited)
    op.add_column("refresh_token", sa.Column("token_id", sa.Text(), nullable=False, server_default=""))
    op.add_column("refresh_token", sa.Column("address", sa.Text()))
    op.add_column("refresh_token", sa.Column("used_at", sa.Float(), nullable=False, server_default="0"))
    op.execute("UPDATE refresh_token SET token_id = id, used_at = created_at")


def _catalog() -> None:
    op.add_column("item", sa.Column("manual", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("item", sa.Column("locked", sa.JSON()))
    for column in (
        sa.Column("match_year", sa.Integer()),
        sa.Column("age", sa.Integer()),
        sa.Column("duration", sa.Float()),
        sa.Column("episodes", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("media", column)
    op.execute("UPDATE media SET match_year = year")
    op.drop_index(op.f("ix_media_library_id_visible_sort_title"), "media")
    for columns in (
        ["library_id", "visible", "sort_title", "id"],
        ["library_id", "visible", "added_at", "id"],
        ["library_id", "visible", "year", "sort_title", "id"],
        ["visible", "search_text"],
    ):
        op.create_index(op.f(f"ix_media_{'_'.join(columns)}"), "media", columns)
    op.add_column("media_file", sa.Column("pinned", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("media_file", sa.Column("content", sa.Text()))
    op.add_column("scan", sa.Column("flag", sa.Text(), nullable=False, server_default="scan"))
    with op.batch_alter_table("progress") as batch:
        batch.add_column(sa.Column("media_id", sa.Integer()))
        batch.create_foreign_key(
            batch.f("fk_progress_media_id_media"), "media", ["media_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_index(batch.f("ix_progress_user_id_media_id"), ["user_id", "media_id"])
    op.execute(
        "UPDATE progress SET media_id = COALESCE((SELECT season.media_id FROM episode JOIN season ON season.id = episode.season_id "
        "WHERE episode.id = progress.item_id), (SELECT media.id FROM media WHERE media.id = progress.item_id))"
    )
