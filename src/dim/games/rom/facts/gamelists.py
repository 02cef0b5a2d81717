"""`gamelist.xml` of EmulationStation, ES-DE, Batocera and RetroPie: what is known of games, and how they were played."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dim.games.rom.facts.xml import Texts, check, parse_xml

NAME = "gamelist.xml"
LARGEST = 64 << 20
"""Bytes."""
_MOST_GAMES = 100_000
_TEXTS = frozenset(
    {
        "path", "name", "desc", "developer", "publisher", "genre", "releasedate", "rating", "playcount", "gametime", "playtime",
        "lastplayed", "favorite", "hidden",
    }
)  # fmt: skip
_IMAGES = frozenset(
    {
        "image", "thumbnail", "boxart", "marquee", "wheel", "fanart", "screenshot", "titleshot",
    }
)  # fmt: skip
_KNOWN = _TEXTS | _IMAGES
_TIME = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?$")
_SEPARATOR = re.compile(r"[,/;]")
_LONGEST_NAME, _LONGEST_PATH = 300, 1_000


@dataclass(frozen=True, slots=True)
class ListedGame:
    """What a list says of a game."""

    path: str
    """Of its file or folder, relative to that of the list unless absolute; not safe."""
    is_folder: bool = False
    name: str | None = None
    overview: str | None = None
    developer: str | None = None
    publisher: str | None = None
    genres: tuple[str, ...] = ()
    release_date: str | None = None
    """ISO 8601; a year alone where the list has its first day, which stands for an unknown one."""
    rating: float | None = None
    """0 to 10."""
    play_time: int = 0
    """Seconds."""
    last_played: int | None = None
    """Unix time in seconds."""
    favorite: bool = False
    hidden: bool = False
    images: Mapping[str, str] = field(default_factory=dict)
    """Paths like `path`, by the name of the element: image, thumbnail, marquee …"""


class _Target:
    """The events of a list."""

    def __init__(self) -> None:
        self.games: list[ListedGame] = []
        self._texts = Texts()
        self._level = 0
        self._open: tuple[str, int] | None = None
        self._facts: dict[str, str] = {}

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._texts.begin()
        self._level += 1
        if self._open is None and name in ("game", "folder"):
            self._open, self._facts = (name, self._level), {}

    def data(self, text: str) -> None:
        self._texts.add(text)

    def end(self, name: str) -> None:
        if self._open is not None:
            element, level = self._open
            if self._level == level + 1 and name in _KNOWN:
                self._facts.setdefault(name, self._texts.take())
            elif self._level == level:
                if self._facts.get("path") and len(self.games) < _MOST_GAMES:
                    self.games.append(_game(self._facts, element == "folder"))
                self._open = None
        self._level -= 1

    def close(self) -> None:
        """Nothing is left to do."""


def parse_gamelist(content: bytes) -> tuple[ListedGame, ...]:
    """The games of a list. Raises BrokenFileError: it is damaged; with what could be read."""
    target = _Target()
    error = parse_xml(content, target, several_roots=True)
    check(error, tuple(target.games), not target.games)
    return tuple(target.games)


def _game(facts: Mapping[str, str], is_folder: bool) -> ListedGame:
    genre = facts.get("genre", "")[:1000]
    genres = [part.strip()[:100] for part in _SEPARATOR.split(genre)] if genre else []
    rating = _number(facts.get("rating"), float)
    return ListedGame(
        facts["path"][:_LONGEST_PATH],
        is_folder,
        facts.get("name", "")[:_LONGEST_NAME] or None,
        facts.get("desc") or None,
        facts.get("developer", "")[:_LONGEST_NAME] or None,
        facts.get("publisher", "")[:_LONGEST_NAME] or None,
        tuple(dict.fromkeys(part for part in genres if part)),
        _date(facts.get("releasedate", "")),
        round(rating * 10, 1) if rating is not None and 0 < rating <= 1 else None,
        _seconds(facts.get("gametime") or facts.get("playtime")),
        _time(facts.get("lastplayed", "")),
        facts.get("favorite", "").casefold() == "true",
        facts.get("hidden", "").casefold() == "true",
        {name: text[:_LONGEST_PATH] for name, text in facts.items() if text and name in _IMAGES},
    )


def _number(text: str | None, kind: Callable[[str], float]) -> float | None:
    if not text or len(text) > 30:
        return None
    try:
        number = kind(text)
    except ValueError:
        return None
    return number if number == number and abs(number) < 1e12 else None


def _seconds(text: str | None) -> int:
    return max(0, int(_number(text, float) or 0))


def _moment(text: str) -> datetime | None:
    parts = _TIME.match(text)
    if parts is None:
        return None
    try:
        moment = datetime(*(int(part or 0) for part in parts.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
    return moment if 1950 <= moment.year <= 2200 else None


def _date(text: str) -> str | None:
    moment = _moment(text)
    if moment is None:
        return None
    return str(moment.year) if (moment.month, moment.day) == (1, 1) else moment.date().isoformat()


def _time(text: str) -> int | None:
    """EmulationStation writes local time, and runs where this server runs."""
    moment = _moment(text)
    if moment is None or moment.year < 1990:
        return None
    try:
        return int(moment.timestamp())
    except (OverflowError, OSError, ValueError):
        return None
