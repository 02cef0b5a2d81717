"""Schemas of scanner routes."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, field_validator

from dim.api.schemas import Id, ReportFields
from dim.catalog import paths

Text = Annotated[str, Field(max_length=2000)]
Title = Annotated[str, Field(min_length=1, max_length=500)]
RelativePath = Annotated[str, Field(max_length=8192)]
"""Longer than Linux opens them (PATH_MAX is 4,096 bytes): what lies too deep is reported as failed."""
Number = Annotated[int, Field(ge=0, le=1_000_000)]
ArtworkKind = Literal["poster", "backdrop", "still", "logo", "banner", "landscape", "clearart"]


def _checked(path: str) -> str:
    try:
        return paths.check_relative(path)
    except paths.OutsideLibraryError as error:
        raise ValueError(str(error)) from None


class Known(BaseModel):
    """A file that the catalog knows. `status`: present or missing; `failed`: it could not be used, or not be identified."""

    path: str
    size: int
    mtime_ns: int
    inode: int | None
    status: str
    failed: bool
    subtitles: list[str]
    sidecars: dict[str, int]


class Self(BaseModel):
    """The library and the folder that the token is for."""

    library_id: int
    name: str
    type: str
    path: str


class Identity(ReportFields):
    """What a file is. An episode has a season and episodes, or a date. `part`: which file it is of a movie or episode in several.

    `titles`: all titles of the movie or show that the name gives. `doubt`: why it may be wrong, for a person to read.
    """

    kind: Literal["movie", "episode", "extra", "sample"]
    title: Title
    titles: list[Title] = Field(default_factory=list, max_length=20)
    year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    season: Number | None = None
    episodes: list[Number] = Field(default_factory=list, max_length=100)
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    episode_title: Text | None = None
    label: Text | None = None
    part: Annotated[int, Field(ge=1, le=20)] | None = None
    ids: dict[Literal["tmdb", "imdb", "tvdb"], Annotated[str, Field(max_length=20)]] = Field(default_factory=dict)
    doubt: Text | None = None


class Stream(BaseModel, extra="allow"):
    """A stream of a file; see docs/scanners.md for the fields of each type."""

    index: Number
    type: Literal["video", "audio", "subtitle"]
    codec: Annotated[str, Field(max_length=50)]
    codec_string: Annotated[str, Field(max_length=100)] = ""
    language: Annotated[str, Field(max_length=50)] | None = None
    title: Text | None = None
    default: bool = False
    forced: bool = False


class Probe(ReportFields):
    """What is in a file; duration in seconds, bit rate in bits/s."""

    container: Annotated[str, Field(max_length=50)]
    duration: Annotated[float, Field(gt=0, le=1e7, allow_inf_nan=False)]
    bit_rate: Annotated[int, Field(ge=0, le=2**53)] | None = None
    streams: list[Stream] = Field(max_length=200)
    chapters: list[dict[str, Any]] = Field(default_factory=list, max_length=1000)

    @field_validator("streams")
    @classmethod
    def is_playable(cls, streams: list[Stream]) -> list[Stream]:
        """A playable file has video of a known size, or audio."""
        for stream in streams:
            extra = stream.model_extra or {}
            if stream.type == "video" and not (
                isinstance(extra.get("width"), int) and isinstance(extra.get("height"), int)
            ):
                raise ValueError("a video stream has a width and a height")
        if not any(stream.type in ("video", "audio") for stream in streams):
            raise ValueError("there is neither video nor audio; report the file with an error instead")
        return streams


class SubtitleFile(ReportFields):
    """A subtitle file beside a media file; its path is relative to the folder."""

    path: RelativePath
    language: Annotated[str, Field(max_length=50)] | None = None
    title: Text | None = None
    forced: bool = False
    hearing_impaired: bool = False

    check = field_validator("path")(_checked)


class ReportedArtwork(ReportFields):
    """An image file in the folder: artwork of what a file plays (`file`), or of its season or show; or the `profile` of a `person`,
    by their `name`, who is among the people of its metadata.
    """

    of: Literal["file", "season", "show", "person"]
    kind: ArtworkKind | Literal["profile"]
    path: RelativePath
    name: Text | None = None

    check = field_validator("path")(_checked)


class LocalFacts(ReportFields):
    """What an NFO file or tags say of what a file plays (`file`), or of its season or show. `facts`: see docs/scanners.md; null:
    they say nothing (any more). `season` and `episode` say which of several episodes they are of, or which season.
    """

    of: Literal["file", "season", "show"]
    source: Literal["nfo", "tags"]
    facts: dict[str, Any] | None = None
    season: Number | None = None
    episode: Number | None = None


class ReportedFile(ReportFields):
    """A file that is new or changed: what it is, or the error that keeps it from being used. `note`: what of it is left out.
    `sidecars`: NFO files and `.plexmatch` that were read with it, with their modification times in ns.

    A scanner that can sends `probe` and `fingerprint`; otherwise the server makes them.
    """

    path: RelativePath
    size: Annotated[int, Field(ge=0, le=2**60)]
    mtime_ns: Annotated[int, Field(ge=-(2**63), lt=2**63)]
    inode: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{16,128}$")] | None = None
    identity: Identity | None = None
    probe: Probe | None = None
    subtitles: list[SubtitleFile] = Field(default_factory=list, max_length=200)
    pictures: list[ReportedArtwork] = Field(default_factory=list, max_length=60)
    metadata: list[LocalFacts] = Field(default_factory=list, max_length=200)
    sidecars: dict[RelativePath, Annotated[int, Field(ge=-(2**63), lt=2**63)]] = Field(
        default_factory=dict, max_length=20
    )
    error: Text | None = None
    note: Text | None = None

    check = field_validator("path")(_checked)


class Batch(ReportFields):
    """Changes on disk. Sending a batch twice is the same as once.

    `vanished`: gone, their folder is there; `unplugged`: gone with their folder; `returned`: back unchanged; `pictures`: folders
    in which an image changed ("" for the library's own).
    """

    vanished: list[RelativePath] = Field(default_factory=list, max_length=5000)
    unplugged: list[RelativePath] = Field(default_factory=list, max_length=5000)
    returned: list[RelativePath] = Field(default_factory=list, max_length=5000)
    files: list[ReportedFile] = Field(default_factory=list, max_length=500)
    pictures: list[RelativePath] = Field(default_factory=list, max_length=500)


class Progress(ReportFields):
    """The progress of a scan."""

    state: Literal["running", "done", "failed", "stopped"]
    found: Number = 0
    done: Number = 0
    failed: Number = 0
    current: Text | None = None
    error: Text | None = None


class Watching(ReportFields):
    """How changes on disk are noticed: by events of the file system, or by polling."""

    mode: Literal["events", "polling"]


class Wanted(BaseModel):
    """An item, the kinds of artwork that it wants, and its files: look beside all of them, and into the first."""

    item_id: int
    kind: str
    kinds: list[str]
    season: int | None = None
    paths: list[str]
    duration: float | None = None
    source: str | None = None
    source_id: str | None = None
    """Of a game: where it comes from, and its id there; it has no paths."""


class LocalArtwork(ReportFields):
    """An item's artwork of a kind: an image file in the folder, which the server reads; no path: there is none."""

    item_id: Id
    kind: ArtworkKind
    path: RelativePath | None = None

    check = field_validator("path")(lambda path: None if path is None else _checked(path))


class LocalArtworkBatch(ReportFields):
    """Several at once."""

    pictures: list[LocalArtwork] = Field(max_length=200)


class Task(BaseModel):
    """What to do next: "scan" the folder, "stop" that, "fetch_metadata" (artwork is wanted again), or nothing yet."""

    task: str | None
