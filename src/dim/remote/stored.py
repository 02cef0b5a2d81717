"""Players in the database: their names, who may steer them, their queues."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, not_, or_, select, update

from dim.db.engine import Transaction
from dim.db.tables import player, user
from dim.remote.model import PlayerChange, PlayerKind, Queue, StoredPlayer

MOST_PLAYERS = 50
"""Of one user, or of nobody; the ones that were seen least recently are forgotten."""
KEPT_SECONDS = 60 * 86_400.0


def _is_kept() -> ColumnElement[bool]:
    """A device of nobody that someone configured is never forgotten: it would come back as everyone's."""
    return and_(player.c.user_id.is_(None), player.c.configured)


def everything(connection: Connection) -> list[StoredPlayer]:
    """All players that were seen lately, or that are kept. Who has no account any more is left out of `shared_with`."""
    lately = player.c.seen_at > time.time() - KEPT_SECONDS
    query = select(player).where(or_(lately, _is_kept())).order_by(player.c.id)
    accounts = frozenset(connection.scalars(select(user.c.id)))
    read = (_read(row) for row in connection.execute(query))
    return [replace(one, shared_with=one.shared_with & accounts) for one in read]


def unknown_users(connection: Connection, user_ids: frozenset[int]) -> frozenset[int]:
    """Those of some ids that no account has."""
    return user_ids - frozenset(connection.scalars(select(user.c.id).where(user.c.id.in_(user_ids))))


def add(
    transaction: Transaction, user_id: int | None, device: str, place: int, name: str, kind: PlayerKind, live: frozenset[int]
) -> tuple[StoredPlayer, Sequence[int]]:  # fmt: skip
    """Keep a new player; also the ids of those that are forgotten for it, which are none of the `live` ones. One that is there
    is returned as it is. One of nobody (`user_id` None) is everyone's; such a one is not forgotten once it is configured.
    """
    of_user = player.c.user_id == user_id if user_id is not None else player.c.user_id.is_(None)
    found = transaction.execute(
        select(player).where(of_user, player.c.device == device, player.c.place == place)
    ).first()
    now = time.time()
    if found is not None:
        transaction.execute(update(player).where(player.c.id == found.id).values(seen_at=now))
        return replace(_read(found), seen_at=now), ()
    mine = (
        select(player.c.id).where(of_user, player.c.id.not_in(live), not_(_is_kept())).order_by(player.c.seen_at.desc())
    )
    old = [row.id for row in transaction.execute(mine)][MOST_PLAYERS - 1 :]
    transaction.execute(delete(player).where(player.c.id.in_(old)))
    transaction.execute(delete(player).where(player.c.seen_at < now - KEPT_SECONDS, not_(_is_kept())))
    values: dict[str, object] = {
        "user_id": user_id, "device": device, "place": place, "name": name, "kind": kind, "household": user_id is None,
        "shared_with": [], "configured": False,
        "queue": [], "queue_place": 0, "queue_version": 0, "seen_at": now,
    }  # fmt: skip
    number = transaction.execute(insert(player).values(**values).returning(player.c.id)).scalar_one()
    added = StoredPlayer(
        id=number, user_id=user_id, device=device, place=place, name=name, kind=kind, household=user_id is None, seen_at=now
    )  # fmt: skip
    return added, old


def change(transaction: Transaction, player_id: int, wanted: PlayerChange) -> None:
    """Keep a player's name, and who may steer it."""
    shared = sorted(wanted.shared_with) if wanted.shared_with is not None else None
    values = {"name": wanted.name, "household": wanted.household, "shared_with": shared}
    given = {name: value for name, value in values.items() if value is not None}
    if given:
        transaction.execute(update(player).where(player.c.id == player_id).values(**given, configured=True))


def note_seen(transaction: Transaction, player_id: int, kind: PlayerKind, at: float) -> None:
    """Keep when a player was seen, and what it is."""
    transaction.execute(update(player).where(player.c.id == player_id).values(kind=kind, seen_at=at))


def keep_queue(transaction: Transaction, player_id: int, queue: Queue) -> None:
    """Keep a queue, unless a newer version of it is kept already."""
    transaction.execute(
        update(player)
        .where(player.c.id == player_id, player.c.queue_version <= queue.version)
        .values(queue=list(queue.items), queue_place=queue.place, queue_version=queue.version)
    )


def remove(transaction: Transaction, player_id: int) -> None:
    """Forget a player."""
    transaction.execute(delete(player).where(player.c.id == player_id))


def _read(row: Row[Any]) -> StoredPlayer:
    return StoredPlayer(
        id=row.id, user_id=row.user_id, device=row.device, place=row.place, name=row.name, kind=row.kind, household=row.household,
        shared_with=frozenset(row.shared_with), queue=Queue(tuple(row.queue), row.queue_place, row.queue_version),
        seen_at=row.seen_at,
    )  # fmt: skip
