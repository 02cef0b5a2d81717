"""The people of TMDB's titles and episodes."""

from collections.abc import Iterable, Mapping
from typing import Any

from dim.media.json_values import integer, objects
from dim.metadata.model import Credit, TitleKind
from dim.metadata.providers.reading import distinct, key, line, member, names
from dim.metadata.providers.tmdb.pictures import PictureBase, location

MOST_CAST, MOST_CREW = 50, 50
_JOBS: Mapping[str, str] = {
    "Director": "director", "Writer": "writer", "Screenplay": "writer", "Story": "writer", "Teleplay": "writer",
    "Creator": "creator", "Original Music Composer": "composer", "Producer": "producer",
}  # fmt: skip


def people(values: Mapping[str, Any], kind: TitleKind, base: PictureBase) -> tuple[Credit, ...]:
    """Of a title: the cast by billing, then creators and crew."""
    billed = member(values, "credits" if kind == "movie" else "aggregate_credits")
    actors = sorted(objects(billed.get("cast"))[:1000], key=lambda one: integer(one, "order", 9999))[:MOST_CAST]
    creators = crew(({**one, "job": "Creator"} for one in objects(values.get("created_by"))[:20]), base)
    return (*cast(actors, base, "actor"), *creators, *crew(objects(billed.get("crew"))[:2000], base))


def cast(entries: Iterable[Mapping[str, Any]], base: PictureBase, job: str) -> list[Credit]:
    """Those that act, with up to three of their characters."""
    found = []
    for one in entries:
        roles = names(objects(one.get("roles")), "character")
        if name := line(one, "name"):
            character = line(one, "character") or " / ".join(roles[:3]) or None
            found.append(Credit(name, job, character, _portrait(one, base), _person_ids(one)))
    return found


def crew(entries: Iterable[Mapping[str, Any]], base: PictureBase) -> list[Credit]:
    """Those that work on it, in the jobs that we know; each once in a job."""
    found: dict[tuple[str, str], Credit] = {}
    for one in entries:
        jobs = distinct((line(one, "job"), *names(objects(one.get("jobs")), "job")))
        for job in dict.fromkeys(_JOBS[job] for job in jobs if job in _JOBS):
            if name := line(one, "name"):
                found.setdefault((name, job), Credit(name, job, None, _portrait(one, base), _person_ids(one)))
    return list(found.values())[:MOST_CREW]


def _portrait(values: Mapping[str, Any], base: PictureBase) -> str | None:
    return location(values, "profile_path", "profile", base)


def _person_ids(values: Mapping[str, Any]) -> dict[str, str]:
    return {"tmdb": found} if (found := key(values)) else {}
