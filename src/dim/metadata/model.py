"""Metadata as values: facts of a movie, show, season, episode or game, as one source states them.

Durations are seconds, ratings 0 to 10, dates ISO 8601 ("1999-03-31"), languages BCP 47 tags ("en", "pt-BR"), countries ISO 3166-1
alpha-2 in capitals ("US"). What a source does not say is None or empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Self

from dim.media.json_values import integer, number, text
from dim.metadata.json_fields import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_NAMES,
    MOST_PEOPLE,
    MOST_PICTURES,
    NOTHING,
    cut,
    line,
    names,
    objects_of,
    rating_of,
    strings,
    to_json_value,
)  # fmt: skip

TitleKind = Literal["movie", "show", "game"]
PictureKind = Literal["poster", "backdrop", "logo", "banner", "landscape", "clearart", "disc", "still", "profile"]
PICTURE_KINDS: tuple[PictureKind, ...] = (
    "poster", "backdrop", "logo", "banner", "landscape", "clearart", "disc", "still", "profile",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that a source offers: an http(s) URL, or the path of a file relative to the library's folder."""

    kind: PictureKind
    location: str
    width: int | None = None
    height: int | None = None
    language: str | None = None
    """Of the text on it; None: there is none, or it is not known."""
    score: float | None = None
    """How well the source's users like it; compared only within a source."""

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self | None:
        """As `to_json` wrote it; None: it is of an unknown kind, or has no location."""
        kind = next((known for known in PICTURE_KINDS if known == values.get("kind")), None)
        location = text(values, "location")
        if kind is None or not location:
            return None
        width, height = integer(values, "width") or None, integer(values, "height") or None
        return cls(kind, location, width, height, text(values, "language"), number(values, "score"))


@dataclass(frozen=True, slots=True)
class Credit:
    """A person who acts in or works on something."""

    name: str
    job: str = "actor"
    """"actor", "director", "writer", "creator", "composer", "producer", "guest"; lower case."""
    character: str | None = None
    picture: str | None = None
    """As `Picture.location`."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """The person's ids by provider."""

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self | None:
        """As `to_json` wrote it; None: it has no name."""
        name = text(values, "name")
        if not name:
            return None
        return cls(
            name[:LONGEST_NAME],
            text(values, "job") or "actor",
            cut(text(values, "character")),
            text(values, "picture"),
            strings(values, "ids"),
        )


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating of a source ("imdb", "tmdb", "metacritic"), 0 to 10."""

    source: str
    value: float
    votes: int | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self | None:
        """As `to_json` wrote it; None: there is no value."""
        source, value = text(values, "source"), number(values, "value")
        return cls(source, value, integer(values, "votes") or None) if source and value is not None else None


@dataclass(frozen=True, slots=True)
class Trailer:
    """A link to a trailer."""

    url: str
    name: str | None = None
    language: str | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self | None:
        """As `to_json` wrote it; None: there is no URL."""
        url = text(values, "url")
        return cls(url, text(values, "name"), text(values, "language")) if url else None


@dataclass(frozen=True, slots=True)
class CollectionLink:
    """The collection that a movie is part of."""

    name: str
    ids: Mapping[str, str] = field(default_factory=dict)
    overview: str | None = None
    poster: str | None = None
    backdrop: str | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self | None:
        """As `to_json` wrote it; None: it has no name."""
        name = text(values, "name")
        if not name:
            return None
        return cls(
            name[:LONGEST_NAME],
            strings(values, "ids"),
            text(values, "overview"),
            text(values, "poster"),
            text(values, "backdrop"),
        )


@dataclass(frozen=True, slots=True)
class Translation:
    """Texts in one language."""

    language: str
    title: str | None = None
    overview: str | None = None
    tagline: str | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self | None:
        """As `to_json` wrote it; None: it names no language."""
        language = text(values, "language")
        if not language:
            return None
        return cls(language, text(values, "title"), text(values, "overview"), text(values, "tagline"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one source says of a movie, show, season, episode or game."""

    title: str | None = None
    original_title: str | None = None
    sort_title: str | None = None
    other_titles: tuple[str, ...] = ()
    """In other languages and countries; what it may be searched by."""
    overview: str | None = None
    """Plain text."""
    tagline: str | None = None
    year: int | None = None
    released: str | None = None
    """Of a movie or game its release, of a show its first air date, of an episode its air date."""
    ended: str | None = None
    status: str | None = None
    """Of a show: "continuing", "ended", "planned" or "cancelled"; of a game "planned"."""
    runtime: float | None = None
    rating: float | None = None
    ratings: tuple[Rating, ...] = ()
    certification: str | None = None
    """In the library's country if the source has that, else in another; see `certifications`. Of a game with the name of its
    system: "PEGI 16", "ESRB T", "USK 12".
    """
    certifications: Mapping[str, str] = field(default_factory=dict)
    """By country."""
    genres: tuple[str, ...] = ()
    studios: tuple[str, ...] = ()
    """Of a game its developers."""
    publishers: tuple[str, ...] = ()
    """Of a game."""
    networks: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """That are spoken in it; the original one first."""
    keywords: tuple[str, ...] = ()
    trailers: tuple[Trailer, ...] = ()
    people: tuple[Credit, ...] = ()
    """In the order of billing: cast first."""
    collection: CollectionLink | None = None
    translations: tuple[Translation, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    """External ids by provider: {"tmdb": "603", "imdb": "tt0133093"}."""
    pictures: tuple[Picture, ...] = ()
    """All that the source offers, the best of each kind first."""
    locked: tuple[str, ...] = ()
    """Fields that no other source may set ("*": all), as `lockdata` in an NFO file says."""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.to_json())

    def to_json(self) -> dict[str, object]:
        """What it says, without what it leaves out."""
        return {name: to_json_value(value) for name in FACTS if (value := getattr(self, name)) not in NOTHING}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """As `to_json` wrote it, or a scanner sent it. What is of another type is left out; what is too long is cut."""
        return cls(**{name: read(values, name) for name, read in _READERS.items() if name in values})


FACTS = tuple(one.name for one in fields(Facts))
"""The names of all fields of facts."""


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """An episode by its number in its season."""

    season: int
    number: int
    facts: Facts = field(default_factory=Facts)
    absolute: int | None = None
    """Its number over all seasons."""


@dataclass(frozen=True, slots=True)
class SeasonFacts:
    """A season; 0 holds the specials."""

    number: int
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What a source says of a movie or game, or of a show with its seasons and episodes."""

    facts: Facts
    seasons: tuple[SeasonFacts, ...] = ()
    episodes: tuple[EpisodeFacts, ...] = ()
    orders: tuple["EpisodeOrder", ...] = ()
    """Other orders in which the episodes were published."""
    platforms: frozenset[str] = frozenset()
    """Of a game, as in `Candidate`."""


@dataclass(frozen=True, slots=True)
class EpisodeOrder:
    """An order of a show's episodes: "aired", "dvd" or "absolute"; `id` is the source's."""

    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Locale:
    """In which language and for which country metadata is wanted. Where a source lacks the language, it gives English, then its
    original; where it lacks the country's certification, that of the US, then any.
    """

    language: str = "en"
    country: str = "US"


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleQuery:
    """What is known of a title from names, folders, NFO files and the files themselves: enough to find it, and no path."""

    kind: TitleKind
    titles: tuple[str, ...]
    """The title first, then others that the names give."""
    year: int | None = None
    runtime: float | None = None
    """Of a movie's longest version, or the median of a show's episodes."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Explicit ids; they decide."""
    episodes: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Of a show: the episode numbers by season that files have."""
    episode_titles: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Those that names give, by season and number."""
    air_dates: frozenset[str] = frozenset()
    """Of the episodes of a daily show."""
    country: str | None = None
    """That tells the title from another: "US" in "The Office (US)"."""
    platforms: frozenset[str] = frozenset()
    """Of a game: "windows", "mac", "linux"; of a ROM its console: "snes"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A title of a provider that may be the one that is looked for: what the answer to a search says, or more."""

    provider: str
    id: str
    kind: TitleKind
    title: str
    original_title: str | None = None
    other_titles: tuple[str, ...] = ()
    year: int | None = None
    overview: str | None = None
    poster: str | None = None
    """A URL."""
    popularity: float = 0.0
    """Compared only within a provider."""
    runtime: float | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    platforms: frozenset[str] = frozenset()
    """Of a game, as in `TitleQuery`; empty: the provider cannot tell."""
    episodes: Mapping[int, int] = field(default_factory=dict)
    """Of a show: how many episodes each season has, as far as known."""
    episode_titles: Mapping[tuple[int, int], str] = field(default_factory=dict)
    ended: int | None = None
    """The year in which a show ended."""
    is_complete: bool = False
    """Whether other titles, runtime and episodes are known, so that asking for details would tell nothing more."""

    def with_details(self, details: TitleFacts) -> "Candidate":
        """The same with what its details say."""
        facts = details.facts
        counts: dict[int, int] = {}
        for one in details.episodes:
            counts[one.season] = max(counts.get(one.season, 0), one.number)
        return replace(
            self, original_title=facts.original_title or self.original_title,
            other_titles=tuple(dict.fromkeys((*self.other_titles, *facts.other_titles, *_titles_of(facts)))),
            year=self.year or facts.year, runtime=facts.runtime or self.runtime, ids={**self.ids, **facts.ids},
            countries=facts.countries or self.countries, overview=self.overview or facts.overview,
            episodes=counts or self.episodes, platforms=details.platforms or self.platforms,
            episode_titles={(one.season, one.number): one.facts.title for one in details.episodes if one.facts.title},
            is_complete=True,
        )  # fmt: skip


def _titles_of(facts: Facts) -> Sequence[str]:
    return [title for title in (facts.title, *(one.title for one in facts.translations)) if title]


_LINES = ("title", "original_title", "sort_title", "tagline", "released", "ended", "status", "certification")
_NAME_LISTS = (
    "other_titles", "genres", "studios", "publishers", "networks", "countries", "languages", "keywords", "locked",
)  # fmt: skip
_READERS: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    **dict.fromkeys(_LINES, line),
    **dict.fromkeys(_NAME_LISTS, names),
    "overview": lambda values, name: cut(text(values, name), LONGEST_TEXT),
    "year": lambda values, name: integer(values, name) or None,
    "runtime": number,
    "rating": lambda values, name: rating_of(number(values, name)),
    "ratings": lambda values, name: objects_of(Rating, values, name, MOST_NAMES),
    "certifications": strings,
    "trailers": lambda values, name: objects_of(Trailer, values, name, MOST_NAMES),
    "people": lambda values, name: objects_of(Credit, values, name, MOST_PEOPLE),
    "collection": lambda values, name: next(iter(objects_of(CollectionLink, {name: [values[name]]}, name, 1)), None),
    "translations": lambda values, name: objects_of(Translation, values, name, MOST_PEOPLE),
    "ids": strings,
    "pictures": lambda values, name: objects_of(Picture, values, name, MOST_PICTURES),
}
"""What reads each field of facts, from values that have it."""
