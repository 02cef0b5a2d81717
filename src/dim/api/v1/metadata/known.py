"""What is known of an item, as the API has it; movies, shows, seasons and episodes have the same fields."""

from pydantic import BaseModel

from dim.catalog.browse.artwork import Artwork
from dim.catalog.discover.known import Known, PersonCredit
from dim.catalog.lookup.matches import StoredMatch


class CreditedPerson(BaseModel):
    """A person in the credits. `picture`: the path of their picture; null: there is none."""

    id: int
    name: str
    job: str
    character: str | None = None
    picture: str | None = None


class RatingOf(BaseModel):
    """A rating of a source, 0 to 10."""

    source: str
    value: float
    votes: int | None = None


class TrailerLink(BaseModel):
    """A trailer on the web."""

    url: str
    name: str | None = None
    language: str | None = None


class RunnerUp(BaseModel):
    """The title that fitted second best."""

    provider: str
    id: str
    title: str
    year: int | None = None
    score: float


class MatchState(BaseModel):
    """Which title of a provider it is. `state`: "certain", "doubtful" or "none"; `score`: 0 to 1; `locked`: a person chose it."""

    state: str
    score: float
    provider: str | None = None
    id: str | None = None
    reasons: list[str]
    runner_up: RunnerUp | None = None
    locked: bool = False
    order: str | None = None
    error: str | None = None
    """Why a provider did not answer the last time; it is asked again by itself."""


class CollectionRef(BaseModel):
    """A collection that a title is part of."""

    id: int
    name: str


class KnownFields(BaseModel):
    """What is known of an item beyond its own fields. Durations are seconds.

    `external_ids` and `ids` are the same. `sources`: where each field comes from that is not from the name.
    """

    external_ids: dict[str, str]
    ids: dict[str, str]
    sources: dict[str, str]
    people: list[CreditedPerson]
    ratings: list[RatingOf]
    runtime: float | None = None
    released: str | None = None
    ended: str | None = None
    status: str | None = None
    studios: list[str]
    networks: list[str]
    countries: list[str]
    languages: list[str]
    keywords: list[str]
    trailers: list[TrailerLink]
    collections: list[CollectionRef]
    match: MatchState


_LISTS = ("studios", "networks", "countries", "languages", "keywords")
_VALUES = ("runtime", "released", "ended", "status")


def person_json(one: PersonCredit) -> dict[str, object]:
    """A person of the credits, as JSON has it."""
    picture = f"/api/v1/artwork/{one.id}/profile" if one.has_picture else None
    return {"id": one.id, "name": one.name, "job": one.job, "character": one.character, "picture": picture}


def match_json(of: StoredMatch) -> dict[str, object]:
    """A match, as JSON has it."""
    return {
        "state": of.state, "score": of.score, "provider": of.provider, "id": of.value, "reasons": list(of.reasons),
        "runner_up": dict(of.runner_up) if of.runner_up else None, "locked": of.locked, "order": of.order, "error": of.error,
    }  # fmt: skip


def known_json(of: Known) -> dict[str, object]:
    """The fields of `KnownFields`, as JSON has them."""
    facts = of.facts
    return {
        "external_ids": dict(of.ids), "ids": dict(of.ids), "sources": dict(of.sources),
        "people": [person_json(one) for one in of.people],
        "ratings": [{"source": one.source, "value": one.value, "votes": one.votes} for one in facts.ratings],
        **{name: getattr(facts, name) for name in _VALUES}, **{name: list(getattr(facts, name)) for name in _LISTS},
        "trailers": [{"url": one.url, "name": one.name, "language": one.language} for one in facts.trailers],
        "collections": [{"id": number, "name": name} for number, name in of.collections], "match": match_json(of.match),
    }  # fmt: skip


def profile_path(person_id: int, images: Artwork, has_picture: bool) -> str | None:
    """The path of a person's picture."""
    image = images.get("profile")
    if image is not None:
        return f"/api/v1/artwork/{person_id}/profile?v={image.digest}"
    return f"/api/v1/artwork/{person_id}/profile" if has_picture else None
