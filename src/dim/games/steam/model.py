"""What Steam keeps on disk, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

AppType = Literal["game", "demo", "beta", "application", "tool", "config", "music", "dlc", "other"]
LISTED_TYPES: frozenset[AppType] = frozenset({"game", "demo", "beta", "application"})
"""What a person would look for in a list of games."""
Platform = Literal["windows", "mac", "linux"]
Controller = Literal["full", "partial"]
ArtworkKind = Literal["poster", "wide", "backdrop", "logo", "icon"]


@dataclass(frozen=True, slots=True)
class Account:
    """A Steam account that signed in on this machine."""

    id: int
    """32 bits: the name of its folder in `userdata`."""
    name: str | None
    """As others see it; None: unknown."""
    signed_in: int | None
    """When it last did (Unix time, seconds)."""
    most_recent: bool
    """Whether it was the last one to sign in; true for at most one."""


@dataclass(frozen=True, slots=True)
class ArtworkFile:
    """An image of an app; its dimensions are unknown here."""

    path: str
    by_user: bool
    """Whether a person chose it, rather than the publisher."""
    modified_ns: int
    """When it was last seen to change (nanoseconds, Unix time)."""


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A screenshot, and the account that took it."""

    path: str
    account: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SteamGame:
    """An app of Steam, or a program that someone added to it (a shortcut)."""

    app_id: int
    title: str
    type: AppType = "game"
    is_shortcut: bool = False
    installed: bool = False
    """Whether the bit FullyInstalled is set; it is while an update is pending."""
    updating: bool = False
    missing: bool = False
    """Whether the library folder where it is installed is away."""
    size: int = 0
    """Bytes on disk; 0 if nothing is known."""
    install_path: str | None = None
    library_folder: str | None = None
    play_time: Mapping[int, int] = field(default_factory=dict)
    """Seconds, by account id."""
    last_played: Mapping[int, int] = field(default_factory=dict)
    """Unix time in seconds, by account id."""
    favorite: frozenset[int] = frozenset()
    """Ids of the accounts that have it as a favourite."""
    hidden: frozenset[int] = frozenset()
    """Ids of the accounts that hid it."""
    platforms: tuple[Platform, ...] = ()
    """Empty: unknown."""
    developers: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    release_date: str | None = None
    """ISO 8601."""
    controller: Controller | None = None
    parent: int | None = None
    """The app that it belongs to: of DLC, demos, soundtracks."""
    artwork: Mapping[ArtworkKind, ArtworkFile] = field(default_factory=dict)
    screenshots: tuple[Screenshot, ...] = ()

    @property
    def is_listed(self) -> bool:
        """Whether a list of games has it; tools, configurations, music and DLC are not in it."""
        return self.type in LISTED_TYPES

    @property
    def game_id(self) -> int:
        """The 64-bit id by which Steam starts it."""
        return self.app_id << 32 | 0x02000000 if self.is_shortcut else self.app_id

    @property
    def launch(self) -> str:
        """A link that starts it, or offers to install it, where it is opened."""
        return f"steam://rungameid/{self.game_id}"
