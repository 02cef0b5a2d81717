"""Groups in the database, so that they survive a restart of the server."""

import time

from sqlalchemy import Connection, delete, insert, select, update

from dim.db.engine import Transaction
from dim.db.tables import watch_group
from dim.together.group import Group
from dim.together.playhead import Playhead

KEPT_SECONDS = 3600.0


def everything(connection: Connection) -> list[Group]:
    """The groups, without members. One that waited goes on as soon as members are back and ready."""
    rows = connection.execute(select(watch_group).order_by(watch_group.c.id))
    now = time.time()
    return [
        Group(
            id=row.id, name=row.name, host_id=row.host_id, item_id=row.item_id, host_only=row.host_only,
            head=Playhead(row.position, row.at, row.playing, row.rate),
            phase="waiting" if row.waiting else "playing" if row.playing else "paused",
            version=row.version, asked=row.version, empty_since=now,
        )
        for row in rows
    ]  # fmt: skip


def add(transaction: Transaction, group: Group) -> int:
    """Keep a new group; its id."""
    transaction.execute(delete(watch_group).where(watch_group.c.updated_at < time.time() - KEPT_SECONDS))
    number: int = transaction.execute(
        insert(watch_group).values(**_values(group)).returning(watch_group.c.id)
    ).scalar_one()
    return number


def keep(transaction: Transaction, group: Group) -> None:
    """Keep what a group does now."""
    transaction.execute(update(watch_group).where(watch_group.c.id == group.id).values(**_values(group)))


def remove(transaction: Transaction, group_id: int) -> None:
    """Forget a group."""
    transaction.execute(delete(watch_group).where(watch_group.c.id == group_id))


def _values(group: Group) -> dict[str, object]:
    return {
        "name": group.name, "host_id": group.host_id, "item_id": group.item_id, "host_only": group.host_only,
        "position": group.head.position, "at": group.head.at, "playing": group.head.playing, "rate": group.head.rate,
        "waiting": group.phase == "waiting", "version": group.version, "updated_at": time.time(),
    }  # fmt: skip
