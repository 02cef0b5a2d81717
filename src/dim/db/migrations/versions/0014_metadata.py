"""Metadata: what each source says of an item, matches, people as items, collections, all artwork that an item could show.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0014", "0013"


def upgrade() -> None:
    """Apply."""
    _add_columns()
    _create_tables()
    _create_people()
    op.execute(
        "INSERT INTO artwork_option (item_id, kind, source, url, position, digest, width, height, placeholder, wanted, failures)"
        " SELECT item_id, kind, source, '', 0, digest, width, height, placeholder, 0, 0 FROM artwork WHERE digest IS NOT NULL"
    )
    op.execute("UPDATE media_file SET mtime_ns = 0")  # NFO files and tags are read at the next scan


def _add_columns() -> None:
    op.create_index(op.f("ix_external_id_provider_value"), "external_id", ["provider", "value"], unique=False)
    op.add_column("item", sa.Column("facts", sa.JSON()))
    op.add_column("library", sa.Column("providers", sa.JSON()))
    op.add_column("library", sa.Column("language", sa.Text(), server_default="en", nullable=False))
    op.add_column("library", sa.Column("country", sa.Text(), server_default="US", nullable=False))
    op.add_column("library", sa.Column("write_back", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("media_file", sa.Column("sidecars", sa.JSON()))


def _create_tables() -> None:
    op.create_table(
        "studio",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio")),
        sa.UniqueConstraint("name", name=op.f("uq_studio_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "artwork_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("digest", sa.Text()),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("placeholder", sa.Text()),
        sa.Column("wanted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", sa.Float()),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_artwork_option_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artwork_option")),
        sa.UniqueConstraint("item_id", "kind", "source", "url", name=op.f("uq_artwork_option_item_id_kind_source_url")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_artwork_option_wanted_id"), "artwork_option", ["wanted", "id"], unique=False)
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("overview", sa.Text()),
        sa.Column("identity", sa.Text()),
        sa.ForeignKeyConstraint(["id"], ["item.id"], name=op.f("fk_collection_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("identity", name=op.f("uq_collection_identity")),
    )
    op.create_table(
        "item_facts",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("stored_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_facts_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "source", name=op.f("pk_item_facts")),
    )
    op.create_table(
        "collection_member",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_collection_member_collection_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_collection_member_media_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", "media_id", name=op.f("pk_collection_member")),
    )
    op.create_index(op.f("ix_collection_member_media_id"), "collection_member", ["media_id"], unique=False)
    op.create_table(
        "media_studio",
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("studio_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_media_studio_media_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["studio_id"], ["studio.id"], name=op.f("fk_media_studio_studio_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", "studio_id", name=op.f("pk_media_studio")),
    )
    op.create_index(op.f("ix_media_studio_studio_id"), "media_studio", ["studio_id"], unique=False)
    op.create_table(
        "title_match",
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text()),
        sa.Column("value", sa.Text()),
        sa.Column("score", sa.Float(), server_default="0", nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("runner_up", sa.JSON()),
        sa.Column("locked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("order", sa.Text()),
        sa.Column("tried_at", sa.Float(), nullable=False),
        sa.Column("due_at", sa.Float()),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_title_match_media_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("media_id", name=op.f("pk_title_match")),
    )
    op.create_index(op.f("ix_title_match_due_at"), "title_match", ["due_at"], unique=False)
    op.create_index(op.f("ix_title_match_provider_value"), "title_match", ["provider", "value"], unique=False)


def _create_people() -> None:
    op.drop_table("credit")  # nothing wrote them before
    op.drop_table("person")
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["item.id"], name=op.f("fk_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("identity", name=op.f("uq_person_identity")),
    )
    op.create_index(op.f("ix_person_search_text"), "person", ["search_text"])
    op.create_table(
        "credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("character", sa.Text()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_credit_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credit_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
    )
    op.create_index(op.f("ix_credit_item_id"), "credit", ["item_id"])
    op.create_index(op.f("ix_credit_person_id"), "credit", ["person_id"])
