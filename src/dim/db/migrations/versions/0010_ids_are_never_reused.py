"""An id that clients see is never given to another row; a token that was just renewed, and what was
left out of a file, are remembered.

SQLite gives the highest id again after its row was deleted, unless the table is AUTOINCREMENT. PostgreSQL's sequences never do.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0010", "0009"
TABLES = ("library", "media_file", "fix", "user", "invite", "access_token", "scanner_token", "genre", "person")


def upgrade() -> None:
    """Apply."""
    op.add_column("refresh_token", sa.Column("previous_token_id", sa.Text()))
    op.add_column("refresh_token", sa.Column("renewed_at", sa.Float()))
    op.add_column("media_file", sa.Column("note", sa.Text()))
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    for name in TABLES:
        with op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass
    # invites may name libraries that are gone
    invite = sa.table("invite", sa.column("libraries", sa.JSON()))
    invited = [number for shared in connection.scalars(sa.select(invite.c.libraries)) for number in shared or ()]
    highest = max([connection.scalar(sa.text("SELECT max(id) FROM library")) or 0, *invited])
    connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'library'"))
    connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('library', :id)"), {"id": highest})
