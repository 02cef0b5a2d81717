"""Galaxy's database, `galaxy-2.0.db`: owned games, what is known of them, play time, hidden games, installations.

The ids of kinds of pieces differ from one installation to the next; their names do not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from dim.games.launcher.values import (
    date,
    identifier,
    line,
    moment,
    names,
    number,
    path_text,
    plain_text,
    seconds,
    systems,
)
from dim.games.model import NO_ACCOUNT, Play
from dim.games.sqlite_copy import Database, Row
from dim.media.json_values import objects

LARGEST = 1 << 30
"""Bytes."""
MOST_GAMES = 50_000
_LONGEST_PIECE = 1 << 20
_PREFIX = "gog_"
_STEAM = "steam_"
_PIECES = frozenset(
    {"title", "originaltitle", "meta", "originalmeta", "summary", "allgamereleases", "oscompatibility", "dlcs"}
)
_MINUTE = 60


@dataclass(slots=True)
class GalaxyGame:
    """A product as the database has it."""

    titles: dict[str, str] = field(default_factory=dict)
    """By the kind of the piece: `title` is by the user or in their language."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    overview: str | None = None
    platforms: tuple[str, ...] = ()
    steam_id: str | None = None
    parent: str | None = None
    is_dlc: bool = False
    is_visible: bool = True
    is_owned: bool = False
    is_installed: bool = False
    path: str | None = None
    plays: dict[str, Play] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Its name; empty: unknown."""
        return self.titles.get("title") or self.titles.get("originaltitle") or ""

    @property
    def release_date(self) -> str | None:
        """ISO 8601."""
        return date(self.meta.get("releaseDate"))

    @property
    def rating(self) -> float | None:
        """By critics, 0 to 10."""
        score = number(self.meta.get("criticsScore"))
        return round(score / 10, 2) if score is not None and 0 < score <= 100 else None

    def names(self, key: str) -> tuple[str, ...]:
        """The developers, publishers or genres."""
        return names(self.meta.get(key))


def read_games(database: Database) -> Mapping[str, GalaxyGame]:
    """GOG's products that are owned or installed, by id."""
    found = _Found()
    for row in database.rows("LibraryReleases", ("releaseKey",)):
        found.game(row, "releaseKey").is_owned = True
    for table in ("InstalledBaseProducts", "InstalledProducts"):
        for row in database.rows(table, ("productId", "installationPath")):
            game = found.by_id(identifier(row.get("productId")))
            game.is_installed = True
            game.path = game.path or path_text(row.get("installationPath"))
    _read_pieces(database, found)
    for row in database.rows("ReleaseProperties", ("releaseKey", "isDlc", "isVisibleInLibrary")):
        game = found.game(row, "releaseKey")
        game.is_dlc = bool(row.get("isDlc"))
        game.is_visible = row.get("isVisibleInLibrary") is None or bool(row.get("isVisibleInLibrary"))
    _read_plays(database, found)
    return {key: game for key, game in found.games.items() if game.is_owned or game.is_installed}


class _Found:
    """The products by id, made when they are first named."""

    def __init__(self) -> None:
        self.games: dict[str, GalaxyGame] = {}

    def game(self, row: Row, column: str) -> GalaxyGame:
        """The product with the release key in a column; one that does not count if it is not GOG's."""
        key = row.get(column)
        return self.by_id(key.removeprefix(_PREFIX) if isinstance(key, str) and key.startswith(_PREFIX) else "")

    def by_id(self, product: str) -> GalaxyGame:
        """The product with an id; one that does not count if it is none."""
        if not product.isascii() or not product.isdecimal() or len(product) > 20 or len(self.games) >= MOST_GAMES:
            return self.games.get(product) or GalaxyGame()
        return self.games.setdefault(product, GalaxyGame())


def _read_pieces(database: Database, found: _Found) -> None:
    kinds = {row.get("id"): line(row.get("type")).lower() for row in database.rows("GamePieceTypes", ("id", "type"))}
    for row in database.rows("GamePieces", ("releaseKey", "gamePieceTypeId", "value")):
        kind = kinds.get(row.get("gamePieceTypeId"), "")
        key, value = row.get("releaseKey"), row.get("value")
        if kind not in _PIECES or not isinstance(key, str) or not isinstance(value, str) or len(value) > _LONGEST_PIECE:
            continue
        if key.startswith(_PREFIX):
            try:
                piece = orjson.loads(value)
            except orjson.JSONDecodeError:
                continue
            if isinstance(piece, dict):
                _add_piece(found, key.removeprefix(_PREFIX), kind, piece)


def _add_piece(found: _Found, product: str, kind: str, piece: Mapping[str, Any]) -> None:
    game = found.by_id(product)
    if kind in ("title", "originaltitle"):
        game.titles[kind] = line(piece.get("title"))
    elif kind == "meta" or (kind == "originalmeta" and not game.meta):
        game.meta = {
            key: piece.get(key) for key in ("releaseDate", "developers", "publishers", "genres", "criticsScore")
        }
    elif kind == "summary":
        game.overview = plain_text(piece.get("summary"))
    elif kind == "oscompatibility":
        game.platforms = systems([one.get("slug") or one.get("name") for one in objects(piece.get("supported"))])
    elif kind == "allgamereleases":
        releases = [one.removeprefix(_STEAM) for one in names(piece.get("releases")) if one.startswith(_STEAM)]
        game.steam_id = identifier(releases[0]) or None if len(releases) == 1 else None
    elif kind == "dlcs":
        for key in names(piece.get("dlcs")):
            if key.startswith(_PREFIX) and key.removeprefix(_PREFIX) != product:
                dlc = found.by_id(key.removeprefix(_PREFIX))
                dlc.parent, dlc.is_dlc = product, True


def _read_plays(database: Database, found: _Found) -> None:
    for game, account, row in _of_users(database, found, "GameTimes", "releaseKey", "minutesInGame"):
        played = game.plays.get(account, Play())
        time = max(played.play_time, seconds(row.get("minutesInGame"), _MINUTE))
        game.plays[account] = Play(time, played.last_played, hidden=played.hidden)
    for game, account, row in _of_users(database, found, "LastPlayedDates", "gameReleaseKey", "lastPlayedDate"):
        played = game.plays.get(account, Play())
        game.plays[account] = Play(played.play_time, moment(row.get("lastPlayedDate")), hidden=played.hidden)
    for game, account, row in _of_users(database, found, "UserReleaseProperties", "releaseKey", "isHidden"):
        played = game.plays.get(account, Play())
        game.plays[account] = Play(played.play_time, played.last_played, hidden=bool(row.get("isHidden")))


def _of_users(
    database: Database, found: _Found, table: str, key: str, column: str
) -> Iterator[tuple[GalaxyGame, str, Row]]:
    """The rows of a table with the product and the account that each is about."""
    for row in database.rows(table, (key, "userId", column)):
        yield found.game(row, key), identifier(row.get("userId")) or NO_ACCOUNT, row
