"""What the files of Heroic and Legendary say, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dim.games.model import ArtworkKind, GameType

Runner = Literal["legendary", "gog", "nile", "sideload"]
SOURCES: Mapping[Runner, str] = {"legendary": "epic", "gog": "gog", "nile": "amazon", "sideload": "sideload"}
"""Where the games of a runner come from."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A game in one of Heroic's lists."""

    app: str
    title: str
    is_dlc: bool
    installed: bool
    """Whether the list says so; it may be older than what the runner says."""
    installation: "Installation"
    developers: tuple[str, ...]
    genres: tuple[str, ...]
    overview: str | None
    release_date: str | None
    store_page: str | None
    platforms: tuple[str, ...]
    art: Mapping[ArtworkKind, str]
    """The addresses of images, by which the cache has them."""
    extras: tuple[str, ...] = ()
    """The ids of its DLC."""


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation as its runner has it."""

    path: str | None = None
    size: int = 0
    """Bytes."""
    title: str = ""
    """Empty: unknown."""
    platforms: tuple[str, ...] = ()
    is_dlc: bool = False


@dataclass(frozen=True, slots=True)
class Metadata:
    """What Legendary knows of an app of Epic's."""

    app: str
    title: str
    type: GameType
    developers: tuple[str, ...]
    overview: str | None
    release_date: str | None
    platforms: tuple[str, ...]
    catalog_id: str
    """Its id in Epic's catalog, by which DLC names its game; empty: unknown."""
    main_game: str
    """The catalog id of the game that it belongs to; empty: none."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person chose: ids of apps."""

    favorite: frozenset[str] = field(default_factory=frozenset)
    hidden: frozenset[str] = field(default_factory=frozenset)
