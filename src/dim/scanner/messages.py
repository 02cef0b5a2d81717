"""What a scanner and the server say to each other, as values; their JSON is that of the API (docs/scanners.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self, get_args

from dim.media import MediaInfo, SubtitleFile
from dim.media.json_values import flag, integer, number, text
from dim.metadata.model import Facts

LibraryType = Literal["movie", "show"]
ScanState = Literal["running", "done", "failed", "stopped"]
ArtworkSource = Literal["beside", "embedded", "frame", "none"]
ArtworkOwner = Literal["file", "season", "show"]
FactsSource = Literal["nfo", "tags"]
ScannerTask = Literal["scan", "stop", "fetch_metadata"]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Library:
    """The library that the scanner's token is for."""

    library_id: int
    name: str
    type: str
    path: str

    @classmethod
    def from_json(cls, values: Json) -> Self:
        """The server's answer."""
        return cls(values["library_id"], values["name"], values["type"], values["path"])


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that the catalog knows. `status` is present or missing; `failed`: it could not be used, or not be identified."""

    path: str
    size: int
    mtime_ns: int
    inode: int | None = None
    status: str = "present"
    failed: bool = False
    subtitles: tuple[str, ...] = ()
    sidecars: Mapping[str, int] = field(default_factory=dict)
    """The NFO files and `.plexmatch` that were read with it: modification time (ns) by path."""

    @classmethod
    def from_json(cls, values: Json) -> Self:
        """An entry of the server's answer."""
        return cls(
            path=values["path"], size=values["size"], mtime_ns=values["mtime_ns"], inode=values.get("inode"),
            status=values["status"], failed=flag(values, "failed"), subtitles=tuple(values.get("subtitles", ())),
            sidecars=values.get("sidecars") or {},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportedIdentity:
    """What a file is, as its path says. `titles`: all titles that it gives; `doubt`: why it may be wrong, for a person to read."""

    kind: str
    title: str
    titles: tuple[str, ...] = ()
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    date: str | None = None
    episode_title: str | None = None
    label: str | None = None
    part: int | None = None
    ids: Mapping[str, str] | None = None
    doubt: str | None = None

    def to_json(self) -> Json:
        """As reports have it."""
        return {**asdict(self), "ids": dict(self.ids or {})}


@dataclass(frozen=True, slots=True)
class ArtworkFile:
    """An image file in the library: artwork of what a file plays, or of its season or show, or of a person who acts in it."""

    of: ArtworkOwner | Literal["person"]
    kind: str
    path: str
    name: str | None = None
    """The person's."""


@dataclass(frozen=True, slots=True)
class LocalFacts:
    """What an NFO file or tags say of what a file plays, or of its season or show; no facts: they say nothing (any more).

    `season` and `episode` say which of several episodes they are of, or which season; None: what the file plays.
    """

    of: ArtworkOwner
    source: FactsSource
    facts: Facts | None
    season: int | None = None
    episode: int | None = None

    def to_json(self) -> Json:
        """As reports have it."""
        facts = self.facts.to_json() if self.facts is not None else None
        return {"of": self.of, "source": self.source, "facts": facts, "season": self.season, "episode": self.episode}


@dataclass(frozen=True, slots=True)
class FileReport:
    """A new or changed file: what it is, or the error that keeps it from being used."""

    path: str
    size: int
    mtime_ns: int
    inode: int | None = None
    fingerprint: str | None = None
    info: MediaInfo | None = None
    identity: ReportedIdentity | None = None
    subtitles: tuple[SubtitleFile, ...] = ()
    artwork: tuple[ArtworkFile, ...] = ()
    facts: tuple[LocalFacts, ...] = ()
    sidecars: Mapping[str, int] = field(default_factory=dict)
    """The NFO files and `.plexmatch` that were read with it: modification time (ns) by path."""
    error: str | None = None
    note: str | None = None
    """What of it is left out, for a person."""

    def as_failed(self, reason: str) -> "FileReport":
        """The same file, with nothing of it but why it cannot be used."""
        return FileReport(self.path, self.size, self.mtime_ns, self.inode, error=reason[:2000])

    def to_json(self) -> Json:
        """As reports have it."""
        return {
            "path": self.path, "size": self.size, "mtime_ns": self.mtime_ns, "inode": self.inode,
            "fingerprint": self.fingerprint, "probe": self.info.to_json() if self.info else None,
            "identity": self.identity.to_json() if self.identity else None,
            "subtitles": [subtitle.to_json() for subtitle in self.subtitles],
            "pictures": [asdict(image) for image in self.artwork], "error": self.error, "note": self.note,
            "metadata": [one.to_json() for one in self.facts], "sidecars": dict(self.sidecars),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of files. Sending a batch twice is the same as once.

    `vanished`: gone, while their folder is there; `unplugged`: gone with their folder; `returned`: back unchanged;
    `artwork_folders`: folders in which an image changed.
    """

    vanished: tuple[str, ...] = ()
    unplugged: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    files: tuple[FileReport, ...] = ()
    artwork_folders: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """The body of a report."""
        return {
            "vanished": self.vanished, "unplugged": self.unplugged, "returned": self.returned,
            "files": [file.to_json() for file in self.files], "pictures": self.artwork_folders,
        }  # fmt: skip

    def split(self) -> "tuple[Batch, Batch] | None":
        """Two batches that are sent one after another instead: first what is gone, then the files. None: it is a single change."""
        gone = Batch(self.vanished, self.unplugged, self.returned, (), self.artwork_folders)
        if self.files:
            if gone != Batch():
                return gone, Batch(files=self.files)
            middle = len(self.files) // 2
            return (Batch(files=self.files[:middle]), Batch(files=self.files[middle:])) if middle else None
        changes = [(name, path) for name in _PATHS for path in getattr(self, name)]
        middle = len(changes) // 2
        return (_of_paths(changes[:middle]), _of_paths(changes[middle:])) if middle else None

    def describe(self) -> str:
        """What it is about, for the log."""
        paths = [file.path for file in self.files] + [*self.vanished, *self.unplugged, *self.returned]
        return paths[0] if len(paths) == 1 else f"{len(paths)} files" if paths else "changed artwork"


_PATHS = ("vanished", "unplugged", "returned", "artwork_folders")


def _of_paths(changes: Sequence[tuple[str, str]]) -> Batch:
    return Batch(**{name: tuple(path for of, path in changes if of == name) for name in _PATHS})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """How far a scan is."""

    state: ScanState
    found: int = 0
    done: int = 0
    failed: int = 0
    current: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class WantedArtwork:
    """An item without artwork of some kinds, and its files: look beside all of them, into the first."""

    item_id: int
    kind: str
    kinds: tuple[str, ...]
    paths: tuple[str, ...]
    season: int | None = None
    duration: float | None = None
    source: str | None = None
    source_id: str | None = None
    """Of a game: where it comes from, and its id there; it has no paths."""

    @classmethod
    def from_json(cls, values: Json) -> Self:
        """An entry of the server's answer."""
        season = integer(values, "season", -1)
        return cls(
            item_id=values["item_id"], kind=values["kind"], kinds=tuple(values["kinds"]), paths=tuple(values["paths"]),
            season=season if season >= 0 else None, duration=number(values, "duration"),
            source=text(values, "source"), source_id=text(values, "source_id"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArtworkAnswer:
    """The image file that is an item's artwork of a kind; no path: there is none."""

    item_id: int
    kind: str
    path: str | None


def task_from_json(values: Json) -> ScannerTask | None:
    """The task in the server's answer; None: nothing to do, or a task that this scanner does not know."""
    name = text(values, "task")
    return next((task for task in get_args(ScannerTask) if task == name), None)
