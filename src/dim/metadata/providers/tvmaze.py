"""TVmaze: shows and their episodes, without a key. https://www.tvmaze.com/api

A show takes two requests: a search and its details with everything embedded. Files of specials take one more.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dim.media.json_values import objects
from dim.metadata.http import HttpClient, Redirect
from dim.metadata.model import Candidate, EpisodeFacts, Locale, Picture, TitleFacts, TitleKind, TitleQuery
from dim.metadata.provider import ProviderInfo, UnavailableError
from dim.metadata.providers import tvmaze_read

URL = "https://api.tvmaze.com"
HOSTS = frozenset({"api.tvmaze.com", "static.tvmaze.com"})
INFO = ProviderInfo(
    name="tvmaze", label="TVmaze", kinds=frozenset({"show"}),
    sends="Titles and ids of shows.",
    gives="Shows, seasons and episodes in English: texts, air dates, cast, pictures.",
    attribution="Data of shows by TVmaze.com, licensed under CC BY-SA 4.0.",
    url="https://www.tvmaze.com/",
)  # fmt: skip
_PARTS = ("episodes", "seasons", "cast", "crew", "images", "akas")
_LOOKUPS = (("imdb", "imdb"), ("tvdb", "thetvdb"))


class Tvmaze:
    """See `Provider`."""

    def __init__(self, http: HttpClient, url: str = "") -> None:
        self._http = http
        self._url = (url or URL).rstrip("/")

    @property
    def info(self) -> ProviderInfo:
        """What it is."""
        return INFO

    @property
    def is_ready(self) -> bool:
        """Always: it needs no key."""
        return True

    async def check_key(self) -> None:
        """Ask once whether it answers. Raises ProviderError."""
        await self._http.get_json("tvmaze", f"{self._url}/shows/1", cached=False)

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        """See `Provider`."""
        del locale
        if kind != "show":
            return None
        if own := ids.get("tvmaze"):
            return _known_by(own)
        for name, parameter in _LOOKUPS:
            value = ids.get(name, "")
            if not (value.isalnum() and len(value) <= 20):
                continue
            found = await self._http.resolve("tvmaze", f"{self._url}/lookup/shows", {parameter: value})
            if isinstance(found, Redirect):  # to /shows/82, which `details` asks for
                number = found.url.rstrip("/").rpartition("/")[2]
                if number.isdecimal():
                    return _known_by(number)
            elif isinstance(found, Mapping) and (candidate := tvmaze_read.candidate(found)):
                return candidate
        return None

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        """See `Provider`. Looks for the first title; the year is compared here, because TVmaze cannot."""
        del locale
        if query.kind != "show" or not query.titles:
            return ()
        found = await self._http.get_json("tvmaze", f"{self._url}/search/shows", {"q": query.titles[0][:200]})
        read = (
            tvmaze_read.candidate(show) for one in objects(found)[:50] if isinstance(show := one.get("show"), Mapping)
        )
        return [
            one
            for one in read
            if one and not (with_year and query.year and one.year and abs(one.year - query.year) > 1)
        ]

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        """See `Provider`. Gives the episodes of all seasons, and specials if season 0 is among `seasons`."""
        del locale
        show = await self._show(kind, provider_id)
        if show is None:
            return None
        specials = await self._episodes(provider_id) if 0 in seasons else ()
        return tvmaze_read.title_facts(show, specials)

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        """See `Provider`. Orders are the aired one, the absolute one, and that of DVDs where TVmaze has a list."""
        del locale
        if not provider_id.isdecimal():
            return ()
        if order in ("aired", "absolute"):
            found = tvmaze_read.episodes(await self._episodes(provider_id))
            if order == "aired":
                return found
            return [EpisodeFacts(1, one.absolute, one.facts, one.absolute) for one in found if one.absolute]
        lists = await self._http.get_json("tvmaze", f"{self._url}/shows/{provider_id}/alternatelists")
        chosen = next(
            (one for one in tvmaze_read.orders(objects(lists)[:100]) if one.name == order and one.id.isdecimal()), None
        )
        if chosen is None:
            return ()
        return tvmaze_read.episodes(
            objects(await self._http.get_json("tvmaze", f"{self._url}/alternatelists/{chosen.id}/alternateepisodes"))
        )

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        """See `Provider`."""
        del locale
        show = await self._show(kind, provider_id)
        return tvmaze_read.title_facts(show).facts.pictures if show else ()

    async def _show(self, kind: TitleKind, provider_id: str) -> Mapping[str, Any] | None:
        if kind != "show" or not provider_id.isdecimal():
            return None
        parts = "&".join(f"embed[]={part}" for part in _PARTS)
        found = await self._http.get_json("tvmaze", f"{self._url}/shows/{provider_id}?{parts}")
        if found is not None and not isinstance(found, Mapping):
            raise UnavailableError("TVmaze sent an answer of an unknown form.")
        return found

    async def _episodes(self, provider_id: str) -> list[Mapping[str, Any]]:
        return objects(
            await self._http.get_json("tvmaze", f"{self._url}/shows/{provider_id}/episodes", {"specials": "1"})
        )


def _known_by(number: str) -> Candidate:
    return Candidate(provider="tvmaze", id=number, kind="show", title="", ids={"tvmaze": number})
