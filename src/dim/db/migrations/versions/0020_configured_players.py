"""Players that someone configured are known as such; groups that waited go on after a restart.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0020", "0019"


def upgrade() -> None:
    """Apply. Whether a player was renamed is not known: those that are not shared as at first count as configured."""
    with op.batch_alter_table("player", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("configured", sa.Boolean(), nullable=False, server_default=sa.false()))
    player = sa.table(
        "player",
        sa.column("user_id", sa.Integer()),
        sa.column("household", sa.Boolean()),
        sa.column("shared_with", sa.JSON()),
        sa.column("configured", sa.Boolean()),
    )
    is_shared = sa.cast(player.c.shared_with, sa.Text()) != "[]"
    restricted = sa.or_(player.c.household != player.c.user_id.is_(None), is_shared)
    op.execute(sa.update(player).where(restricted).values(configured=True))
    with op.batch_alter_table("player", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("configured", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("watch_group", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("waiting", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("watch_group", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("waiting", existing_type=sa.Boolean(), server_default=None)
