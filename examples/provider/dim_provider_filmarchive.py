# ruff: noqa: ARG002 - the signatures are those of Provider
"""An example: the (invented) Film Archive as a metadata provider of Dim.

It answers `GET /search?title=…` with `[{"id", "title", "year"}]`, and `GET /films/<id>` with those and `"summary"`.
"""

import os
from collections.abc import Collection, Mapping, Sequence

from dim.metadata.http import HttpClient, Rate, Service, origin_of
from dim.metadata.model import Candidate, EpisodeFacts, Facts, Locale, Picture, TitleFacts, TitleKind, TitleQuery
from dim.metadata.provider import ProviderInfo
from dim.metadata.registry import ProviderContext

URL = os.environ.get("FILMARCHIVE_URL", "https://api.filmarchive.example")


class FilmArchive:
    """See `dim.metadata.provider.Provider`."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http
        mirror = origin_of(URL)
        # Nothing else is ever asked: hosts are reached by https, a mirror that the owner names also by http.
        http.add_service(
            Service(
                name="filmarchive",
                label="The Film Archive",
                hosts=frozenset({"api.filmarchive.example"}),
                origins=frozenset({mirror}) if mirror and mirror.scheme == "http" else frozenset(),
                rate=Rate(10, 1.0),
            )
        )

    @property
    def info(self) -> ProviderInfo:
        """What people read before they switch it on."""
        return ProviderInfo(
            name="filmarchive",
            label="The Film Archive",
            kinds=frozenset({"movie"}),
            sends="Titles of movies.",
            gives="Summaries of movies.",
            attribution="Summaries by the Film Archive.",
        )

    @property
    def is_ready(self) -> bool:
        """Always: it needs no key."""
        return True

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        """By its own id only."""
        number = ids.get("filmarchive")
        return Candidate(provider="filmarchive", id=number, kind=kind, title="") if number else None

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        """One request; what is of an unexpected form is left out."""
        found = await self._http.get_json("filmarchive", f"{URL}/search", {"title": query.titles[0]})
        return [
            Candidate(
                provider="filmarchive", id=str(one["id"]), kind="movie", title=str(one["title"]), year=one.get("year")
            )
            for one in found or []
            if isinstance(one, dict) and "id" in one and "title" in one
        ]

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        """None for an id that it does not know: the client answers 404 with None."""
        found = await self._http.get_json("filmarchive", f"{URL}/films/{provider_id}")
        if not isinstance(found, dict):
            return None
        # `from_json` leaves out whatever is of another type, and cuts what is too long.
        return TitleFacts(Facts.from_json({"title": found.get("title"), "overview": found.get("summary")}))

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        """It knows no shows."""
        return ()

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        """It has no pictures."""
        return ()


def create(context: ProviderContext) -> FilmArchive:
    """The factory that the entry point names."""
    return FilmArchive(context.http)
