"""The games in Lutris's database."""

from collections.abc import Mapping
from dataclasses import dataclass

from dim.games.launcher.values import date, identifier, line, moment, path_text, seconds
from dim.games.lutris.platforms import ids, platforms
from dim.games.model import Play
from dim.games.sqlite_copy import Database

_COLUMNS = (
    "id", "name", "slug", "platform", "runner", "directory", "lastplayed", "installed", "year", "playtime", "hidden", "service",
    "service_id",
)  # fmt: skip
_FAVORITE, _HIDDEN = "favorite", ".hidden"
_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class LutrisGame:
    """A game as the database has it."""

    id: str
    title: str
    slug: str
    installed: bool
    directory: str | None
    platforms: tuple[str, ...]
    year: str | None
    ids: Mapping[str, str]
    play: Play


def read_games(database: Database) -> tuple[LutrisGame, ...]:
    """The games, in the order of their ids."""
    names = {row.get("id"): row.get("name") for row in database.rows("categories", ("id", "name"))}
    marked: dict[object, set[object]] = {}
    for row in database.rows("games_categories", ("game_id", "category_id")):
        marked.setdefault(row.get("game_id"), set()).add(names.get(row.get("category_id")))
    found: dict[str, LutrisGame] = {}
    for row in database.rows("games", _COLUMNS):
        game_id, title = identifier(row.get("id")), line(row.get("name")) or line(row.get("slug"))
        if not game_id.isdecimal() or not title:
            continue
        marks = marked.get(row.get("id"), set())
        found[game_id] = LutrisGame(
            game_id,
            title,
            line(row.get("slug")),
            bool(row.get("installed")),
            path_text(row.get("directory")),
            platforms(line(row.get("platform")), line(row.get("runner"))),
            date(row.get("year")),
            ids(line(row.get("service")), identifier(row.get("service_id"))),
            Play(
                seconds(row.get("playtime"), _HOUR),
                moment(row.get("lastplayed")),
                _FAVORITE in marks,
                _HIDDEN in marks or bool(row.get("hidden")),
            ),
        )
    return tuple(sorted(found.values(), key=lambda game: (len(game.id), game.id)))
