"""The world that fake providers serve: real films and shows, many of the same name, and some decoys (`data`).

Ids, years, runtimes and titles are those of the real works as far as their author knew them by heart; the rest is invented, and consistent.
"""

from functools import cache

from support.metadata.known import KnownTitle
from support.metadata.movies import all_movies
from support.metadata.shows import SEQUELS, all_shows

__all__ = ["SEQUELS", "at", "find", "movies", "shows", "world"]


@cache
def world() -> tuple[KnownTitle, ...]:
    """All titles."""
    return (*all_movies(), *all_shows())


def movies() -> list[KnownTitle]:
    return [one for one in world() if one.kind == "movie"]


def shows() -> list[KnownTitle]:
    """Shows as a whole, without the entries of AniList."""
    return [one for one in world() if one.kind == "show" and one.id("tmdb")]


def at(provider: str) -> list[KnownTitle]:
    """The titles that a provider knows ("tmdb", "imdb", "tvmaze", "anilist", "wikidata")."""
    return [one for one in world() if one.id(provider)]


def find(title: str, year: int) -> KnownTitle:
    """The whole show or the movie of a title and year; for tests. Raises StopIteration: there is none."""
    return next(one for one in world() if one.title == title and one.details.facts.year == year and one.id("tmdb"))
