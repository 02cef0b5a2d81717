"""A library has one or more folders; files and scanner tokens belong to one of them.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0009", "0008"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "library_folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.Float()),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_library_folder_library_id_library"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_folder")),
        sa.UniqueConstraint("library_id", "path", name=op.f("uq_library_folder_library_id_path")),
        sqlite_autoincrement=True,
    )
    op.execute("INSERT INTO library_folder (library_id, path, position) SELECT id, path, 0 FROM library")
    folder = sa.table("library_folder", sa.column("id"), sa.column("library_id"))
    for name in ("media_file", "scanner_token"):
        op.add_column(name, sa.Column("folder_id", sa.Integer()))
        table = sa.table(name, sa.column("library_id"), sa.column("folder_id"))
        of_library = sa.select(folder.c.id).where(folder.c.library_id == table.c.library_id).scalar_subquery()
        op.execute(table.update().values(folder_id=of_library))
    with op.batch_alter_table("media_file") as batch:
        batch.alter_column("folder_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key(
            op.f("fk_media_file_folder_id_library_folder"), "library_folder", ["folder_id"], ["id"], ondelete="CASCADE"
        )
        batch.drop_constraint(op.f("uq_media_file_library_id_path"), type_="unique")
        batch.create_unique_constraint(op.f("uq_media_file_folder_id_path"), ["folder_id", "path"])
        batch.create_index(op.f("ix_media_file_library_id_path"), ["library_id", "path"])
    with op.batch_alter_table("scanner_token") as batch:
        batch.alter_column("folder_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key(
            op.f("fk_scanner_token_folder_id_library_folder"),
            "library_folder",
            ["folder_id"],
            ["id"],
            ondelete="CASCADE",
        )
    with op.batch_alter_table("library") as batch:
        batch.drop_constraint(op.f("uq_library_path"), type_="unique")
        batch.drop_column("path")
