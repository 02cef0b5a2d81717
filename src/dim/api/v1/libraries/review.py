"""Filter and fix: files that need review or are hidden, with the reason for each; and why a name was read as it was."""

from collections.abc import Callable
from typing import Annotated, Concatenate, Literal, ParamSpec

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import Connection

from dim.api.context import Manager, Server, ServerDep
from dim.api.errors import not_found
from dim.api.requests.routing import Router
from dim.api.schemas import Id
from dim.api.v1.libraries.libraries import find_library
from dim.catalog.curate import review, why
from dim.naming import Evidence, Identity, Reading, with_country

router = Router(prefix="/api/v1/library/{library_id}", tags=["fixes"])
State = Literal["unidentified", "doubtful", "missing", "failed", "extras", "ignored"]
MOST_EVIDENCE = 50
P = ParamSpec("P")


class Span(BaseModel):
    """A field, and the characters of the path that it was read from (`start` included, `end` excluded)."""

    field: str
    start: int
    end: int


class Guess(BaseModel):
    """What a file's name says, and where in its path."""

    title: str
    year: int | None = None
    season: int | None = None
    episodes: list[int]
    date: str | None = None
    spans: list[Span]


class Plays(BaseModel):
    """A movie or episode that a file plays now; `media_id` is the movie, or the episode's show. Of an extra, both are the title
    that it belongs to.
    """

    item_id: int
    media_id: int
    title: str
    year: int | None = None
    season: int | None = None
    episode: int | None = None


class ReviewedFile(BaseModel):
    """A file that needs review, or that is hidden as an extra or a sample, and why."""

    id: int
    path: str
    size: int
    duration: float | None = None
    state: State
    reason: str
    guess: Guess | None = None
    plays: list[Plays]


class Counts(BaseModel):
    """How many files are in each state."""

    unidentified: int
    doubtful: int
    missing: int
    failed: int
    extras: int
    ignored: int


class EvidenceEntry(BaseModel):
    """One thing that a name says: what (`says`), by which form it was recognized (`because`), and how much it counts.

    `start` and `end` are its characters of the path; without them, it comes from the folders, the files beside it
    or the kind of the library.
    `weight`: in natural log-odds, below 0 if it speaks against the reading.
    """

    field: str
    says: str
    because: str
    start: int | None = None
    end: int | None = None
    weight: float


class ReadName(BaseModel):
    """One way to read a file's name: what the file is then, and the evidence for it, the strongest first.

    `confidence`: how certain each field is, 0 to 1.
    """

    kind: Literal["movie", "episode", "extra", "sample"]
    title: str
    titles: list[str]
    year: int | None = None
    season: int | None = None
    episodes: list[int]
    absolute: list[int]
    date: str | None = None
    episode_title: str | None = None
    part: int | None = None
    edition: str | None = None
    extra: str | None = None
    confidence: dict[str, float]
    evidence: list[EvidenceEntry]
    score: float


class Why(BaseModel):
    """How a file's name is read, and the best reading that says something else. `pinned`: a person said what the file is."""

    path: str
    pinned: bool
    chosen: ReadName
    runner_up: ReadName | None = None


@router.get("/files")
async def list_files(
    library_id: Id, caller: Manager, server: ServerDep, state: State,
    after: Annotated[str, Query(max_length=8192)] = "", limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> list[ReviewedFile]:  # fmt: skip
    """The files that need review or are hidden for one reason, by path, after a path (owner and admins)."""
    find_library(server, caller.user, library_id)
    return await reviewed(server, review.listed, library_id, state, after, limit)


@router.get("/files/counts")
async def count_files(library_id: Id, caller: Manager, server: ServerDep) -> Counts:
    """How many files need review, and why; how many are hidden as extras and samples, or ignored (owner and admins)."""
    find_library(server, caller.user, library_id)

    async def count() -> Counts:
        return Counts(**await server.database.read_slow(review.counts, library_id))

    return await server.revisions.kept_slow(("review", library_id), count)


@router.get("/files/{file_id}/why")
async def explain_file(library_id: Id, file_id: Id, caller: Manager, server: ServerDep) -> Why:
    """Why a file's name was read as it was, and how else it may be read (owner and admins)."""
    find_library(server, caller.user, library_id)
    found = await server.database.read_slow(why.explained, library_id, file_id)
    if found is None:
        raise not_found()
    chosen, runner_up = found.explanation.chosen, found.explanation.runner_up
    return Why(
        path=found.path, pinned=found.pinned, chosen=_read_name(chosen), runner_up=_read_name(runner_up) if runner_up else None
    )  # fmt: skip


async def reviewed(
    server: Server, query: Callable[Concatenate[Connection, P], list[review.ReviewFile]], *args: P.args, **kwargs: P.kwargs
) -> list[ReviewedFile]:  # fmt: skip
    """What a query of `review` finds, as the API has it."""
    return [_reviewed_file(file) for file in await server.database.read_slow(query, *args, **kwargs)]


def _reviewed_file(file: review.ReviewFile) -> ReviewedFile:
    return ReviewedFile(
        id=file.id, path=file.path, size=file.size, duration=file.duration, state=file.state, reason=file.reason,
        guess=_guess(file.guess) if file.guess else None,
        plays=[
            Plays(
                item_id=play.item_id, media_id=play.title_id, title=play.title, year=play.year, season=play.season,
                episode=play.episode,
            )
            for play in file.plays
        ],
    )  # fmt: skip


def _guess(identity: Identity) -> Guess:
    fields = ("title", "year", "season", "episodes", "date", "episode_title")
    spans = [Span(field=name, start=start, end=end) for name, (start, end) in identity.spans.items() if name in fields]
    return Guess(
        title=with_country(identity.title, identity.country), year=identity.year, season=identity.season, date=identity.date,
        episodes=list(identity.episodes), spans=spans,
    )  # fmt: skip


def _read_name(reading: Reading) -> ReadName:
    identity = reading.identity
    strongest = sorted(reading.evidence, key=lambda one: -abs(one.weight))[:MOST_EVIDENCE]
    return ReadName(
        kind=identity.kind, title=with_country(identity.title, identity.country), titles=list(identity.titles),
        year=identity.year, season=identity.season, episodes=list(identity.episodes), absolute=list(identity.absolute),
        date=identity.date, episode_title=identity.episode_title, part=identity.part,
        edition=identity.edition, extra=identity.extra, confidence=identity.confidence,
        evidence=[_evidence(one) for one in strongest], score=reading.score,
    )  # fmt: skip


def _evidence(one: Evidence) -> EvidenceEntry:
    start, end = one.span or (None, None)
    return EvidenceEntry(field=one.field, says=one.says, because=one.because, start=start, end=end, weight=one.weight)
