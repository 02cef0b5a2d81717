"""A title's identity is unique in its library; where each field's value came from.

Revision ID: 0008
Revises: 0007
"""

import json

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0008", "0007"


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    op.add_column("media", sa.Column("identity", sa.Text(), nullable=False, server_default=""))
    connection.execute(
        sa.text("UPDATE media SET identity = 'name:' || match_key || ':' || COALESCE(CAST(match_year AS TEXT), '')")
    )
    # titles that an older version let stand twice stay apart, each with an identity of its own
    connection.execute(
        sa.text(
            "UPDATE media SET identity = 'item:' || id WHERE id NOT IN ("
            "SELECT MIN(id) FROM media GROUP BY library_id, kind, identity)"
        )
    )
    op.create_index("uq_media_identity", "media", ["library_id", "kind", "identity"], unique=True)
    op.add_column("item", sa.Column("provenance", sa.JSON()))
    item = sa.table("item", sa.column("id", sa.Integer), sa.column("locked", sa.JSON), sa.column("provenance", sa.JSON))
    for row in connection.execute(sa.select(item.c.id, item.c.locked).where(item.c.locked.is_not(None))).all():
        locked = json.loads(row.locked) if isinstance(row.locked, str) else row.locked
        if locked:
            values = {"provenance": dict.fromkeys(sorted(locked), "person")}
            connection.execute(sa.update(item).where(item.c.id == row.id).values(**values))
    op.drop_column("item", "locked")
