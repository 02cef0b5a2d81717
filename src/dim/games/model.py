"""What a launcher, or a folder of ROMs, keeps on disk, as values that are the same for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from dim.games.files import FailedFile

GameType = Literal["game", "demo", "beta", "application", "tool", "config", "music", "dlc", "other"]
LISTED_TYPES: frozenset[GameType] = frozenset({"game", "demo", "beta", "application"})
"""What a person would look for in a list of games."""
Controller = Literal["full", "partial"]
ArtworkKind = Literal["poster", "wide", "backdrop", "logo", "icon"]
LAUNCH_SCHEMES = ("steam", "heroic", "lutris", "itch", "goggalaxy", "com.epicgames.launcher")
"""The schemes of links that launchers answer to."""
NO_ACCOUNT = ""
"""The id of whoever plays, where a launcher knows no accounts."""


@dataclass(frozen=True, slots=True)
class GameAccount:
    """An account of a launcher that signed in on this machine."""

    id: str
    name: str | None
    """As others see it; None: unknown."""
    most_recent: bool = False
    """Whether it was the last one to sign in; true for at most one of a library."""


@dataclass(frozen=True, slots=True)
class Play:
    """What a launcher knows of a game and an account."""

    play_time: int = 0
    """Seconds."""
    last_played: int | None = None
    """Unix time in seconds."""
    favorite: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class GameImage:
    """An image file of a game; its dimensions are unknown here."""

    path: str
    by_user: bool = False
    """Whether a person chose it, rather than the publisher."""
    modified_ns: int = 0
    """When it was last seen to change (nanoseconds, Unix time)."""


@dataclass(frozen=True, slots=True)
class GameScreenshot:
    """A screenshot, and the id of the account that took it."""

    path: str
    account: str = NO_ACCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """A game, or something else that a launcher has under an id."""

    source: str
    """Where it comes from: steam, epic, gog, amazon, sideload, lutris, itch, rom."""
    source_id: str
    """Its id there, which it keeps whatever else changes."""
    title: str
    type: GameType = "game"
    installed: bool = False
    updating: bool = False
    missing: bool = False
    """Whether the drive where it is installed is away."""
    size: int = 0
    """Bytes on disk; 0 if nothing is known."""
    install_path: str | None = None
    launch: str | None = None
    """A link that starts it where it is opened; None: there is none."""
    store_page: str | None = None
    """The address (https) of its page in the shop."""
    platforms: tuple[str, ...] = ()
    """windows, mac, linux; of ROMs the console: nes, snes, psx … Empty: unknown."""
    developers: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    release_date: str | None = None
    """ISO 8601; may be a year alone."""
    overview: str | None = None
    """Plain text."""
    rating: float | None = None
    """0 to 10."""
    controller: Controller | None = None
    parent: str | None = None
    """The source id of the game that it belongs to: of DLC, demos, soundtracks."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Its ids elsewhere, by service: {"steam": "620"}. Two games with the same one are copies of one game."""
    label: str | None = None
    """What tells it from its other copies: the region and revision of a ROM."""
    plays: Mapping[str, Play] = field(default_factory=dict)
    """By account id."""
    artwork: Mapping[ArtworkKind, GameImage] = field(default_factory=dict)
    screenshots: tuple[GameScreenshot, ...] = ()
    files: tuple[str, ...] = ()
    """Paths of a ROM: its discs in their order, a track sheet before its tracks. Of installed games none."""

    @property
    def is_listed(self) -> bool:
        """Whether a list of games has it; tools, configurations, music and DLC are not in it."""
        return self.type in LISTED_TYPES


@dataclass(frozen=True, slots=True)
class GameReading:
    """What is on disk."""

    games: tuple[Game, ...]
    """Each `source` and `source_id` once."""
    accounts: tuple[GameAccount, ...] = ()
    missing_folders: tuple[str, ...] = ()
    """Folders that the launcher names and that are not there; what was on them is `missing`."""
    failed: tuple[FailedFile, ...] = ()
    """Files that cannot be used as they are; their last good reading holds."""
    watched: tuple[str, ...] = ()
    """Folders in which changes show that something is to be read again, by their paths; not those below them."""
    unsure: frozenset[str] | None = None
    """The ids of the games that the failed files tell of, where nothing else does; None: they may tell of any."""


@dataclass(frozen=True, slots=True)
class KnownGame:
    """What another process read of a game that has files."""

    source_id: str
    files: tuple[str, ...]
    """Paths."""
    size: int
    """Bytes."""


class GameReader(Protocol):
    """Reads a launcher's folder again and again; what did not change since is not read, and last good readings hold."""

    def read(self) -> GameReading:
        """Read what is on disk; blocks. No content of a file raises an error, and nothing is written."""


@runtime_checkable
class KeepsIds(Protocol):
    """A reader that makes the ids of games itself, and keeps them when their files move."""

    def recall(self, known: Iterable[KnownGame]) -> None:
        """Before the first reading: the games that another process read."""
