"""What the itch app keeps on disk: `db/butler.db`.

    >>> reader = ItchReader("/home/ada/.config/itch")
    >>> [game.title for game in reader.read().games if game.is_listed]

Format: the tables of https://github.com/itchio/butler. A cave is an installation of a game; a game may have several.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson

from dim.games.launcher.installed_paths import Installed, InstalledPaths, missing_folders, watched_folders
from dim.games.launcher.reread import RETRY_SECONDS, retry_all
from dim.games.launcher.values import (
    date,
    identifier,
    line,
    moment,
    page,
    path_text,
    plain_text,
    seconds,
    size,
    systems,
)
from dim.games.model import NO_ACCOUNT, Game, GameReading, GameType, Play
from dim.games.sqlite_copy import Database, DatabaseReader, Row
from dim.media.json_values import objects

LARGEST = 256 << 20
"""Bytes."""
_CAVES = (
    "id", "game_id", "last_touched_at", "seconds_run", "verdict", "installed_size", "install_location_id", "install_folder_name",
    "custom_install_folder",
)  # fmt: skip
_GAMES = ("id", "url", "title", "short_text", "classification", "published_at", "user_id", "windows", "linux", "osx")
_TYPES: Mapping[str, GameType] = {"": "game", "game": "game", "tool": "application", "soundtrack": "music"}
_SYSTEMS = ("windows", "linux", "osx")
_LONGEST_VERDICT = 1 << 20


@dataclass(frozen=True, slots=True)
class Cave:
    """An installation."""

    id: str
    path: str | None
    size: int
    """Bytes."""
    played: Play
    platforms: tuple[str, ...]
    """Of the programs in it."""


@dataclass(frozen=True, slots=True)
class ItchGame:
    """A game that is installed or owned."""

    id: str
    title: str
    type: GameType
    page: str | None
    overview: str | None
    release_date: str | None
    developer: str
    platforms: tuple[str, ...]
    caves: tuple[Cave, ...]
    """The one that was played last comes first."""


def read_games(database: Database) -> tuple[ItchGame, ...]:
    """The games that are installed or owned, in the order of their ids."""
    locations = {
        identifier(row.get("id")): path_text(row.get("path"))
        for row in database.rows("install_locations", ("id", "path"))
    }
    caves: dict[str, list[Cave]] = {}
    for row in database.rows("caves", _CAVES):
        cave_id, game_id = identifier(row.get("id")), identifier(row.get("game_id"))
        if cave_id and game_id:
            caves.setdefault(game_id, []).append(_cave(cave_id, row, locations))
    owned = {identifier(row.get("game_id")) for row in database.rows("download_keys", ("game_id",))}
    users = {
        identifier(row.get("id")): line(row.get("display_name")) or line(row.get("username"))
        for row in database.rows("users", ("id", "username", "display_name"))
    }
    found: dict[str, ItchGame] = {}
    for row in database.rows("games", _GAMES):
        game_id, title = identifier(row.get("id")), line(row.get("title"))
        if title and (game_id in caves or game_id in owned):
            installed = sorted(caves.get(game_id, ()), key=lambda cave: cave.played.last_played or 0, reverse=True)
            found[game_id] = ItchGame(
                game_id,
                title,
                _TYPES.get(line(row.get("classification")).lower(), "other"),
                page(row.get("url"), "itch.io"),
                plain_text(row.get("short_text")),
                date(row.get("published_at")),
                users.get(identifier(row.get("user_id")), ""),
                systems([name for name in _SYSTEMS if row.get(name)]),
                tuple(installed),
            )
    return tuple(sorted(found.values(), key=lambda game: (len(game.id), game.id)))


def _cave(cave_id: str, row: Row, locations: Mapping[str, str | None]) -> Cave:
    verdict = _verdict(row.get("verdict"))
    location, name = (
        locations.get(identifier(row.get("install_location_id"))),
        path_text(row.get("install_folder_name")),
    )
    path = path_text(row.get("custom_install_folder"))
    if (
        path is None
        and location is not None
        and name is not None
        and "/" not in name
        and "\\" not in name
        and name != ".."
    ):
        path = location.rstrip("/\\") + ("\\" if "\\" in location else "/") + name
    flavors = [one.get("flavor") for one in objects(verdict.get("candidates"))[:100]]
    return Cave(
        cave_id,
        path or path_text(verdict.get("basePath")),
        size(row.get("installed_size")),
        Play(seconds(row.get("seconds_run"), 1), moment(row.get("last_touched_at"))),
        systems(flavors),
    )


def _verdict(value: object) -> Mapping[str, Any]:
    """What butler found in an installation."""
    if not isinstance(value, str | bytes) or len(value) > _LONGEST_VERDICT:
        return {}
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


class ItchReader:
    """Reads the data folder of the itch app."""

    def __init__(self, path: str, retry_seconds: float = RETRY_SECONDS) -> None:
        """`path`: the folder with `db/butler.db`. A damaged database is read once more after `retry_seconds`."""
        self._root, self._retry_seconds = os.path.normpath(path), retry_seconds
        self._database = DatabaseReader(os.path.join(self._root, "db", "butler.db"), LARGEST, read_games)

    def read(self) -> GameReading:
        """Read what is on disk; blocks. No content of a file raises an error, and nothing is written."""
        self._database.read()
        failed = retry_all([self._database], self._retry_seconds)
        paths = InstalledPaths(self._root)
        found = [(game, [paths.find(cave.path) for cave in game.caves]) for game in self._database.value or ()]
        missing = missing_folders(self._root, (place for _game, places in found for place in places))
        watched = watched_folders([self._root, os.path.dirname(self._database.path)], missing)
        return GameReading(tuple(_game(game, places) for game, places in found), (), missing, failed, watched)


def _game(game: ItchGame, places: list[Installed]) -> Game:
    """A game by the installation that is there, and of those by the one that was played last."""
    chosen = next((number for number, place in enumerate(places) if not place.missing), 0)
    cave, place = (game.caves[chosen], places[chosen]) if places else (None, Installed(None))
    play = Play(
        max((one.played.play_time for one in game.caves), default=0),
        max((one.played.last_played or 0 for one in game.caves), default=0) or None,
    )
    return Game(
        source="itch",
        source_id=game.id,
        title=game.title,
        type=game.type,
        installed=cave is not None,
        missing=place.missing,
        size=cave.size if cave is not None else 0,
        install_path=place.path,
        launch=f"itch://caves/{quote(cave.id, safe='')}/launch" if cave is not None else None,
        store_page=game.page,
        platforms=(cave.platforms if cave is not None else ()) or game.platforms,
        developers=(game.developer,) if game.developer else (),
        release_date=game.release_date,
        overview=game.overview,
        ids={"itch": game.id},
        plays={NO_ACCOUNT: play} if play != Play() else {},
    )
