"""What a user sees of play time: that of their own accounts, else of those that are shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, ScalarSelect, bindparam, cast, exists, func, or_, select

from dim.db.chunks import chunks
from dim.db.tables import game_account, game_play, media


@dataclass(frozen=True, slots=True)
class OwnPlay:
    """What a user sees of a game's play: seconds, Unix time in seconds, and whether it is a favourite."""

    play_time: int = 0
    last_played: int | None = None
    favorite: bool = False


def _shown(user_id: Any) -> list[ColumnElement[bool]]:
    """Conditions on `game_play`, `game_account` and `media`: the account is one whose play the user sees."""
    own = game_account.alias("own")
    has_own = exists().where(own.c.library_id == media.c.library_id, own.c.user_id == user_id)
    return [
        game_account.c.library_id == media.c.library_id,
        game_account.c.account == game_play.c.account,
        or_(game_account.c.user_id == user_id, game_account.c.shared & ~has_own),
    ]


def _of_media(value: ColumnElement[Any]) -> ScalarSelect[Any]:
    query = select(value).select_from(game_play).join(game_account, game_account.c.account == game_play.c.account)
    mine = (game_play.c.game_id == media.c.id, *_shown(bindparam("user_id")))
    return query.where(*mine).correlate(media).scalar_subquery()


PLAY_TIME = func.coalesce(_of_media(cast(func.sum(game_play.c.play_time), BigInteger)), 0)
LAST_PLAYED = _of_media(func.max(game_play.c.last_played))
"""Of rows of `media`, for the parameter `user_id`."""
FAVORITE: ColumnElement[bool] = (
    exists()
    .where(game_play.c.game_id == media.c.id, game_play.c.favorite, *_shown(bindparam("user_id")))
    .correlate(media)
)


def of_user(connection: Connection, user_id: int, games: Sequence[int]) -> dict[int, OwnPlay]:
    """What a user sees of games' play; those that nobody played are left out."""
    found: dict[int, OwnPlay] = {}
    for part in chunks(sorted(set(games))):
        query = (
            select(
                game_play.c.game_id, func.sum(game_play.c.play_time).label("play_time"),
                func.max(game_play.c.last_played).label("last_played"),
                func.count().filter(game_play.c.favorite).label("favorites"),
            )
            .join(media, media.c.id == game_play.c.game_id)
            .join(game_account, game_account.c.account == game_play.c.account)
            .where(game_play.c.game_id.in_(part), *_shown(user_id))
            .group_by(game_play.c.game_id)
        )  # fmt: skip
        for row in connection.execute(query):
            found[row.game_id] = OwnPlay(int(row.play_time), row.last_played, bool(row.favorites))
    return found
