"""The export as values: what users did, as one JSON document; `reading` reads it.

Times are UTC seconds since 1970, positions seconds. Entries name items by their place in `items`.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT, VERSION = "dim-export", 1
LARGEST_IMAGE, ALL_IMAGES = 1 << 20, 12 << 20
"""Bytes of one image, and of all images of an export; further ones are left out with a note."""
MOST_ITEMS, MOST_USERS, MOST_FILES, MOST_IDS = 500_000, 1_000, 5, 20
MOST_ENTRIES = 500_000
"""Of each section, and of a user's progress."""


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file of an item: its path relative to the library's folder, with "/", and its size in bytes."""

    path: str
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMark:
    """What tells an item from all others, in any catalog. Of a season or an episode, `title`, `year`, `ids` are its show's."""

    kind: str
    title: str
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    season: int | None = None
    number: int | None = None
    library: str | None = None
    """The name of its library."""
    files: tuple[FileMark, ...] = ()
    """Some of its own, or of its episodes."""

    @property
    def label(self) -> str:
        """It for a person: "Breaking Bad (2008) S01E02"."""
        name = f"{self.title} ({self.year})" if self.year else self.title
        if self.season is None:
            return name
        return f"{name} S{self.season:02d}" + (f"E{self.number:02d}" if self.number is not None else "")


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    """How far a user is in an item."""

    item: int
    seconds: float
    watched: bool
    updated_at: float


@dataclass(frozen=True, slots=True)
class UserEntry:
    """A user by name, with progress and preferred tracks ({languages, audio, subtitles}). Nothing that signs anyone in."""

    name: str
    progress: tuple[ProgressEntry, ...] = ()
    languages: tuple[str, ...] = ()
    audio: str | None = None
    subtitles: str | None = None


@dataclass(frozen=True, slots=True)
class EditEntry:
    """The fields of an item that a person wrote; None: they cleared it."""

    item: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MatchEntry:
    """The title of a provider that a person chose; `provider` None: they said that none is right.

    Of an episode, `episode`: which one of its show's provider it is, as (season, number).
    """

    item: int
    provider: str | None
    id: str | None
    order: str | None = None
    episode: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ArtworkEntry:
    """An image that a person chose; `image` None: it was left out, and `note` says why."""

    item: int
    kind: str
    image: bytes | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CollectionEntry:
    """A collection that a person made, with its titles in their order."""

    name: str
    overview: str | None
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An export."""

    exported_at: float = 0.0
    items: tuple[ItemMark, ...] = ()
    users: tuple[UserEntry, ...] = ()
    edits: tuple[EditEntry, ...] = ()
    matches: tuple[MatchEntry, ...] = ()
    artwork: tuple[ArtworkEntry, ...] = ()
    collections: tuple[CollectionEntry, ...] = ()

    def to_json(self) -> dict[str, object]:
        """It as a JSON object."""
        return {
            "format": FORMAT, "version": VERSION, "exported_at": self.exported_at,
            "items": [_item_to_json(one) for one in self.items],
            "users": [
                {
                    "name": one.name, "languages": list(one.languages), "audio": one.audio, "subtitles": one.subtitles,
                    "progress": [
                        {"item": entry.item, "seconds": entry.seconds, "watched": entry.watched, "updated_at": entry.updated_at}
                        for entry in one.progress
                    ],
                }
                for one in self.users
            ],
            "edits": [{"item": one.item, "fields": dict(one.fields)} for one in self.edits],
            "matches": [
                {"item": one.item, "episode": list(one.episode)}
                if one.episode
                else {"item": one.item, "provider": one.provider, "id": one.id, "order": one.order}
                for one in self.matches
            ],
            "artwork": [
                {
                    "item": one.item, "kind": one.kind, "note": one.note,
                    "image": base64.b64encode(one.image).decode() if one.image else None,
                }
                for one in self.artwork
            ],
            "collections": [
                {"name": one.name, "overview": one.overview, "items": list(one.items)} for one in self.collections
            ],
        }  # fmt: skip


def _item_to_json(one: ItemMark) -> dict[str, object]:
    values = {
        "kind": one.kind, "title": one.title, "year": one.year, "ids": dict(one.ids), "season": one.season,
        "number": one.number, "library": one.library,
        "files": [{"path": file.path, "size": file.size} for file in one.files],
    }  # fmt: skip
    return {name: value for name, value in values.items() if value not in (None, {}, [])}
