"""Shapes that several resources share."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from dim.media import MediaFile, Version

Id = Annotated[int, Field(ge=1, le=2**53)]
Age = Annotated[
    Annotated[int, Field(ge=0, le=21)] | None, Field(description="Years; children see what is certified for it.")
]
BitRate = Annotated[Annotated[int, Field(ge=100_000, le=1_000_000_000)] | None, Field(description="Bits a second.")]
Token = Annotated[
    Annotated[str, Field(max_length=4096)] | None,
    Field(description="The token, for those who send it neither as `Authorization: Bearer` nor as a cookie."),
]
FOREVER = "private, max-age=31536000, immutable"


class Body(BaseModel):
    """What is sent: a number is no text, and 0 is not false."""

    model_config = ConfigDict(strict=True)


class Picture(BaseModel):
    """A picture of an item; fetch it from /api/v1/artwork/<item>/<kind>?v=<digest>&width=<pixels>."""

    digest: str
    width: int
    height: int
    placeholder: str


Pictures = dict[str, Picture]


class Card(BaseModel):
    """What a grid shows of a movie, a show or an episode.

    `seconds` is where the user stopped, `unwatched` how many episodes of a show they have not seen, `episodes` how many it has.
    """

    id: int
    kind: str
    library_id: int
    media_id: int
    title: str
    year: int | None = None
    episode_title: str | None = None
    season: int | None = None
    episode: int | None = None
    episodes: int | None = None
    pictures: Pictures
    watched: bool
    unwatched: int
    seconds: float
    duration: float | None = None
    missing: bool


class File(BaseModel):
    """A version of a movie or episode, or a part of one, or an extra. Parts of one version have the same `version`."""

    id: int
    version: int
    part: int | None = None
    path: str
    size: int
    status: str
    label: str | None = None
    duration: float | None = None
    container: str | None = None
    bit_rate: int | None = None
    streams: list[dict[str, Any]]
    chapters: list[dict[str, Any]] | None = None
    subtitles: list[dict[str, Any]]


def file_fields(file: MediaFile, version: int | None = None, part: int | None = None) -> dict[str, Any]:
    """The fields of `File`; `version` is the id of the version's first file, `part` the place in a version of several files."""
    return {
        "id": file.id, "version": version or file.id, "part": part, "path": file.path, "size": file.size, "status": file.status,
        "label": file.label, "duration": file.duration or None, "container": file.container or None, "bit_rate": file.bit_rate,
        "streams": [stream.to_json() for stream in file.streams],
        "chapters": [chapter.to_json() for chapter in file.chapters],
        "subtitles": [subtitle.to_json() for subtitle in file.subtitle_files],
    }  # fmt: skip


def version_files(versions: Sequence[Version]) -> list[dict[str, Any]]:
    """The fields of `File` of all files of versions, those of one version one after another."""
    return [
        file_fields(file, version.id, file.part if len(version.files) > 1 else None)
        for version in versions
        for file in version.files
    ]


class Created(BaseModel):
    """The id of what was made."""

    id: int
