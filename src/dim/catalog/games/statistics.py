"""What a user played, as numbers for plots."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from dim.accounts.rights import User
from dim.catalog.access import visible_to
from dim.catalog.games import plays
from dim.db.chunks import chunks
from dim.db.tables import game_platform, media

MOST_PLAYED, MOST_WEEKS = 20, 104
_WEEK, _FIRST_MONDAY = 7 * 86400, 4 * 86400
"""Seconds; 1970-01-05 was a Monday."""


@dataclass(frozen=True, slots=True)
class PlayedGame:
    """A game by its play time in seconds."""

    id: int
    title: str
    seconds: int


@dataclass(frozen=True, slots=True)
class PlayedPlatform:
    """The games of a platform: their play time in seconds, and how many they are."""

    platform: str
    seconds: int
    games: int


@dataclass(frozen=True, slots=True)
class PlayedWeek:
    """The games that were last played in a week: when it begins (Unix time), and their whole play time in seconds."""

    begins: int
    games: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a user played. `owned`: all games that they see."""

    seconds: int
    games: int
    owned: int
    most_played: list[PlayedGame]
    platforms: list[PlayedPlatform]
    weeks: list[PlayedWeek]


def of_user(connection: Connection, user: User) -> Statistics:
    """What a user played, in the libraries that they see."""
    query = select(media.c.id, media.c.title).where(media.c.kind == "game", *visible_to(user))
    titles = {row.id: row.title for row in connection.execute(query)}
    played = {
        number: one for number, one in plays.of_user(connection, user.id, list(titles)).items() if one.play_time > 0
    }
    most = sorted(played, key=lambda number: (-played[number].play_time, titles[number]))[:MOST_PLAYED]
    return Statistics(
        sum(one.play_time for one in played.values()), len(played), len(titles),
        [PlayedGame(number, titles[number], played[number].play_time) for number in most],
        _platforms(connection, played), _weeks(played),
    )  # fmt: skip


def _platforms(connection: Connection, played: dict[int, plays.OwnPlay]) -> list[PlayedPlatform]:
    seconds: dict[str, int] = defaultdict(int)
    games: dict[str, int] = defaultdict(int)
    for part in chunks(sorted(played)):
        for row in connection.execute(select(game_platform).where(game_platform.c.game_id.in_(part))):
            seconds[row.platform] += played[row.game_id].play_time
            games[row.platform] += 1
    ordered = sorted(seconds, key=lambda name: (-seconds[name], name))
    return [PlayedPlatform(name, seconds[name], games[name]) for name in ordered]


def _weeks(played: dict[int, plays.OwnPlay]) -> list[PlayedWeek]:
    by_week: dict[int, list[int]] = defaultdict(list)
    for one in played.values():
        if one.last_played:
            begins = (one.last_played - _FIRST_MONDAY) // _WEEK * _WEEK + _FIRST_MONDAY
            by_week[begins].append(one.play_time)
    newest = sorted(by_week)[-MOST_WEEKS:]
    return [PlayedWeek(begins, len(by_week[begins]), sum(by_week[begins])) for begins in newest]
