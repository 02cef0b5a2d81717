"""Schemas that several resources share."""

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from dim.catalog.browse import card as catalog_card
from dim.catalog.browse.artwork import Artwork
from dim.media import MediaFile, Version
from dim.media.resolution import resolution_name

Id = Annotated[int, Field(ge=1, le=2**53)]
Age = Annotated[
    Annotated[int, Field(ge=0, le=21)] | None, Field(description="Years; children see what is certified for it.")
]
BitRate = Annotated[Annotated[int, Field(ge=100_000, le=1_000_000_000)] | None, Field(description="Bits a second.")]
Token = Annotated[
    Annotated[str, Field(max_length=4096)] | None,
    Field(description="The token, for those who send it neither as `Authorization: Bearer` nor as a cookie."),
]
log = logging.getLogger(__name__)
MOST_NAMED = 10
"""Unknown fields that an error names."""
FOREVER = "private, max-age=31536000, immutable"


class Fields(BaseModel):
    """A request body, or a part of one. Values are strict: a number is no text, and 0 is not false.

    Unknown fields are refused, so that a misspelt one is not silently lost; so is U+0000, which PostgreSQL cannot store.
    """

    model_config = ConfigDict(strict=True, extra="forbid")
    synonyms: ClassVar[dict[str, str]] = {}
    """Other spellings of fields, which are taken for them where the field itself is not sent."""

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        renamed = dict(values)
        for synonym, name in {"JWT": "jwt", **cls.synonyms}.items():
            if synonym in renamed and synonym not in cls.model_fields and name in cls.model_fields:
                renamed.setdefault(name, renamed.pop(synonym))
        unknown = [name for name in renamed if name not in cls.model_fields]
        if unknown:
            raise PydanticCustomError(
                "unknown_fields", "{unknown} not known here. Known: {known}",
                {"unknown": _listed(unknown), "known": ", ".join(cls.model_fields), "names": unknown},
            )  # fmt: skip
        return renamed

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if any(isinstance(text, str) and "\0" in text for text in (value if isinstance(value, list) else [value])):
            raise PydanticCustomError("nul", "A text holds the character U+0000, which cannot be stored")
        return value


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{_readable(name)}”" for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{shown}{more} {'is' if len(names) == 1 else 'are'}"


def _readable(name: object) -> str:
    """The beginning of a field's name, without lone surrogates, which no message can carry."""
    return str(name)[:50].encode("utf-8", "replace").decode()


class Body(Fields):
    """The JSON body of a request. It may hold the token, as the specification has it."""

    jwt: Token = None


class ReportFields(BaseModel):
    """What a scanner sends, or a part of it.

    Unknown fields are ignored, so that a newer scanner works with an older server; each is named once in the log.
    """

    @model_validator(mode="before")
    @classmethod
    def _note_unknown(cls, values: Any) -> Any:
        if isinstance(values, dict) and not values.keys() <= cls.model_fields.keys():
            for name in values:
                if name not in cls.model_fields:
                    _note(cls.__name__, _readable(name))
        return values


@lru_cache(1000)
def _note(model: str, name: str) -> None:
    """Say once that a field is unknown."""
    log.warning("A scanner sends “%s” in %s, which this version of Dim does not know; it is ignored.", name, model)


class Picture(BaseModel):
    """Artwork of an item; fetch it from /api/v1/artwork/<item>/<kind>?v=<digest>&width=<pixels>.

    `placeholder` is what to show until it is there: "thumbhash:" and a thumbhash (https://evanw.github.io/thumbhash/) in base64,
    or a `data:` URL of a few pixels; empty for an image with transparency.
    """

    digest: str
    width: int
    height: int
    placeholder: str


Pictures = dict[str, Picture]


class Card(BaseModel):
    """What a grid shows of a movie, a show, an episode or a game.

    `seconds` is where the user stopped, `unwatched` how many episodes of a show they have not seen, `episodes` how many it has.
    From `source` on: of games. `play_time` is in seconds, `last_played` Unix time in seconds.
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
    source: str | None = None
    platforms: list[str] | None = None
    installed: bool | None = None
    updating: bool | None = None
    hidden: bool | None = None
    size: int | None = None
    label: str | None = None
    play_time: int | None = None
    last_played: int | None = None
    favorite: bool | None = None


class File(BaseModel):
    """A version of a movie or episode, or a part of one, or an extra. Parts of one version have the same `version`.

    `path` is relative to `folder`, the library's folder that the file lies in; only owner and admins see `folder`.
    `note`: what of the file is left out.
    """

    id: int
    version: int
    part: int | None = None
    path: str
    folder: str | None = None
    size: int
    status: str
    label: str | None = None
    note: str | None = None
    duration: float | None = None
    container: str | None = None
    bit_rate: int | None = None
    resolution: str | None = None
    """The usual name of its video's size: "1080p"."""
    streams: list[dict[str, object]]
    chapters: list[dict[str, object]] | None = None
    subtitles: list[dict[str, object]]


def card(of: catalog_card.Card) -> Card:
    """A card as the API has it."""
    return Card.model_validate(of.to_json())


def pictures(of: Artwork) -> Pictures:
    """Artwork as the API has it."""
    return {kind: Picture.model_validate(image) for kind, image in catalog_card.artwork_json(of).items()}


def file_fields(
    file: MediaFile, version: int | None = None, part: int | None = None, *, with_folder: bool
) -> dict[str, object]:
    """The fields of `File`; `version` is the id of the version's first file, `part` the place in a version of several files.

    `with_folder`: the user manages the server, and sees where its folders are.
    """
    return {
        "id": file.id, "version": version or file.id, "part": part, "path": file.path,
        "folder": (file.root or None) if with_folder else None, "size": file.size, "status": file.status,
        "label": file.label, "note": file.note,
        "duration": file.duration or None, "container": file.container or None, "bit_rate": file.bit_rate,
        "resolution": resolution_name(*file.video.display_size) if file.video else None,
        "streams": [stream.to_json() for stream in file.streams],
        "chapters": [chapter.to_json() for chapter in file.chapters],
        "subtitles": [subtitle.to_json() for subtitle in file.subtitle_files],
    }  # fmt: skip


def version_files(versions: Sequence[Version], *, with_folder: bool) -> list[dict[str, object]]:
    """The fields of `File` of all files of versions, those of one version one after another."""
    return [
        file_fields(file, version.id, file.part if len(version.files) > 1 else None, with_folder=with_folder)
        for version in versions
        for file in version.files
    ]


class Created(BaseModel):
    """The id of the new object."""

    id: int
