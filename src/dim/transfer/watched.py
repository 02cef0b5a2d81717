"""What a user watched with another program, and whose items of this catalog that is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dim.db import Database
from dim.db.chunks import chunks
from dim.transfer.index import REASONS, Index
from dim.transfer.progress import NewProgress, take_progress

MOST_WATCHED = 500_000
MOST_NOT_FOUND = 1000


class SourceError(Exception):
    """What another program knows cannot be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedItem:
    """A movie or an episode as another program knows it. Of an episode, `title`, `year`, `ids` are its show's."""

    kind: Literal["movie", "episode"]
    title: str = ""
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    season: int | None = None
    episode: int | None = None
    path: str | None = None
    """Of its file, as that program has it."""
    watched: bool = False
    seconds: float = 0.0
    """Where to go on; 0: from the beginning."""
    last_watched: float = 0.0
    """UTC seconds since 1970; 0: not known."""

    @property
    def label(self) -> str:
        """It for a person."""
        name = f"{self.title} ({self.year})" if self.year else self.title or self.path or "without a name"
        number = f" S{self.season or 0:02d}E{self.episode or 0:02d}" if self.kind == "episode" else ""
        return (name + number)[:500]


@dataclass(frozen=True, slots=True)
class WatchedOutcome:
    """What was taken over. `not_found`: the first of those that are not in this catalog, with the reason."""

    taken: int
    missing: int
    not_found: Sequence[tuple[str, str]]


def take_watched(database: Database, user_id: int, found: Iterable[WatchedItem]) -> WatchedOutcome:
    """Note what a user watched elsewhere; what they did here later stays. For commands, where no server is running."""
    index = database.read(Index.of)
    entries: list[NewProgress] = []
    not_found: list[tuple[str, str]] = []
    missing = 0
    for number, one in enumerate(found):
        if number >= MOST_WATCHED:
            raise SourceError(f"It names more than {MOST_WATCHED:,} items.")
        if not one.watched and one.seconds <= 0:
            continue
        item_id = match(index, one)
        if isinstance(item_id, int):
            seconds = 0.0 if one.watched else min(one.seconds, 1e7)
            entries.append(NewProgress(item_id, seconds, one.watched, one.last_watched))
        else:
            missing += 1
            if len(not_found) < MOST_NOT_FOUND:
                not_found.append((one.label, item_id))
    taken: set[int] = set()
    for part in chunks(entries):
        taken |= database.write_now(take_progress, user_id, part)
    return WatchedOutcome(len(taken), missing, not_found)


def match(index: Index, one: WatchedItem) -> int | str:
    """The item that is meant: by ids, title and year, then the name of its file; else the reason why there is none."""
    found = index.find_title("movie" if one.kind == "movie" else "show", one.ids, one.title, one.year)
    if isinstance(found, int):
        item_id = (
            found
            if one.kind == "movie"
            else index.below(found, one.season, one.episode)
            if one.episode is not None
            else None
        )
        if item_id is not None:
            return item_id
    by_file = index.of_file_name(one.path, one.kind) if one.path else set()
    if len(by_file) == 1:
        return by_file.pop()
    if isinstance(found, int):
        return "the show is here, but this episode is not"
    return REASONS[found]
