"""Whose the accounts of launchers are here: their play time is that user's, and theirs alone unless it is shared."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, exists, insert, select, update

from dim.db import Transaction
from dim.db.tables import game, game_account, game_play, library, media, user
from dim.events import Event
from dim.games.model import GameAccount


class NoSuchUserError(Exception):
    """There is no user of that id."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a launcher in a library. `user_id`: whose it is here; `shared`: who sees the library sees its play time."""

    id: int
    account: str
    name: str | None
    most_recent: bool
    user_id: int | None
    shared: bool


def of_library(connection: Connection, library_id: int) -> list[Account]:
    """The accounts of a library, the most recent one first."""
    query = select(game_account).where(game_account.c.library_id == library_id)
    ordered = query.order_by(game_account.c.most_recent.desc(), game_account.c.name, game_account.c.id)
    return [
        Account(row.id, row.account, row.name, row.most_recent, row.user_id, row.shared)
        for row in connection.execute(ordered)
    ]


def report(transaction: Transaction, library_id: int, found: Sequence[GameAccount]) -> None:
    """Store the accounts that a launcher has now. The most recent one is at first that of whoever made the library."""
    mine = game_account.c.library_id == library_id
    rows = {row.account: row for row in transaction.execute(select(game_account).where(mine))}
    wanted = {one.id: one for one in found}
    gone = [row.id for account, row in rows.items() if account not in wanted and not row.assigned]
    transaction.execute(delete(game_account).where(game_account.c.id.in_(gone)))
    is_taken = any(row.user_id is not None or row.assigned for row in rows.values() if row.id not in gone)
    for one in wanted.values():
        values = {"name": one.name, "most_recent": one.most_recent}
        if one.id in rows:
            transaction.execute(update(game_account).where(game_account.c.id == rows[one.id].id).values(**values))
        else:
            new = {"library_id": library_id, "account": one.id, "assigned": False, "shared": False, "user_id": None}
            transaction.execute(insert(game_account), {**new, **values})
    only = found[0] if len(found) == 1 else None
    if not is_taken and (first := next((one for one in found if one.most_recent), only)) is not None:
        made_by = select(user.c.id).join(library, library.c.made_by == user.c.id).where(library.c.id == library_id)
        owner = transaction.scalar(made_by)
        change = update(game_account).where(mine, game_account.c.account == first.id)
        transaction.execute(change.values(user_id=owner))


def assign(transaction: Transaction, library_id: int, account_id: int, changes: dict[str, object]) -> bool:
    """Say whose an account is (`user_id`, None: nobody's), and whether it is `shared`. False: there is no such account.

    Raises NoSuchUserError.
    """
    owner = changes.get("user_id")
    if owner is not None and transaction.scalar(select(user.c.id).where(user.c.id == owner)) is None:
        raise NoSuchUserError
    mine = (game_account.c.id == account_id, game_account.c.library_id == library_id)
    values = {**changes, **({"assigned": True} if "user_id" in changes else {})}
    if not values:
        return transaction.scalar(select(game_account.c.id).where(*mine)) is not None
    found = bool(transaction.execute(update(game_account).where(*mine).values(**values)).rowcount)
    transaction.announce(Event("library", {"id": library_id}, library_id))
    return found


def update_hidden(transaction: Transaction, library_id: int) -> set[int]:
    """Hide the games that an account hid which is someone's here, show the others; gives the games that changed."""
    hid = exists().where(
        game_play.c.game_id == game.c.id, game_play.c.hidden, game_account.c.account == game_play.c.account,
        game_account.c.library_id == library_id, game_account.c.user_id.is_not(None),
    )  # fmt: skip
    query = select(game.c.id, game.c.hidden).join(media, media.c.id == game.c.id)
    rows = transaction.execute(query.where(media.c.library_id == library_id, game.c.hidden != hid)).all()
    for row in rows:
        transaction.execute(update(game).where(and_(game.c.id == row.id)).values(hidden=not row.hidden))
    return {row.id for row in rows}
