"""Scanner reports, as the catalog takes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dim.artwork.store import StoredImage
from dim.media import MediaInfo, SubtitleFile
from dim.metadata.model import Facts


@dataclass(frozen=True, slots=True)
class Identification:
    """What a file is, by its name."""

    kind: Literal["movie", "episode", "extra", "sample"]
    title: str
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    date: str | None = None
    episode_title: str | None = None
    label: str | None = None
    ids: dict[str, str] = field(default_factory=dict)
    part: int | None = None
    """Of a movie or an episode in several files, which of them this is."""
    doubt: str | None = None
    """Why it may be wrong, for a person."""
    titles: tuple[str, ...] = ()
    """All titles of the movie or show that the name gives, in other languages and scripts too."""

    @property
    def numbers(self) -> tuple[int, tuple[int, ...]]:
        """Season and episodes. A daily show counts its year as the season and its days as episodes (0621 for June 21st)."""
        if self.date and not self.episodes:
            year, month, day = (int(part) for part in self.date.split("-"))
            return year, (month * 100 + day,)
        return 1 if self.season is None else self.season, self.episodes


@dataclass(frozen=True, slots=True)
class FileArtwork:
    """An image that was found with a file: artwork of what it plays (file), of its season or show, or of a person by name."""

    of: Literal["file", "season", "show", "person"]
    kind: str
    image: StoredImage
    name: str | None = None


@dataclass(frozen=True, slots=True)
class LocalFacts:
    """What an NFO file or tags say of what a file plays, or of its season or show; no facts: they say nothing (any more).

    `season` and `episode` say which of several episodes they are of, or which season; None: what the file plays.
    """

    of: Literal["file", "season", "show"]
    source: Literal["nfo", "tags"]
    facts: Facts | None
    season: int | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file that is new or changed: where, how big, what is in it, what it is; or why it cannot be used."""

    path: str
    size: int
    mtime_ns: int
    fingerprint: str | None = None
    identity: Identification | None = None
    info: MediaInfo | None = None
    subtitles: tuple[SubtitleFile, ...] = ()
    artwork: tuple[FileArtwork, ...] = ()
    error: str | None = None
    inode: int | None = None
    note: str | None = None
    """What of it is left out, for a person."""
    facts: tuple[LocalFacts, ...] = ()
    sidecars: Mapping[str, int] = field(default_factory=dict)
    """The NFO files and `.plexmatch` that were read with it: modification time (ns) by path."""


@dataclass(frozen=True, slots=True)
class Report:
    """One batch. Applying it twice is the same as once."""

    vanished: tuple[str, ...] = ()
    """Files that are gone although the folder they lay in is there."""
    unplugged: tuple[str, ...] = ()
    """Files whose folder is gone as well."""
    returned: tuple[str, ...] = ()
    """Files that were gone and are back unchanged."""
    files: tuple[FileReport, ...] = ()
    artwork: tuple[str, ...] = ()
    """Folders in which an image was added, changed or removed."""
