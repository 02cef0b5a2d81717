"""The Movie Database, v3, with the owner's own key. https://developer.themoviedb.org/reference

A movie takes two requests: a search and its details with everything appended. A show takes as many, and one more for each twenty
seasons that do not fit: at most twenty parts can be appended.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from dim.media.json_values import objects
from dim.metadata.http import HttpClient, Secret
from dim.metadata.model import Candidate, EpisodeFacts, Locale, Picture, TitleFacts, TitleKind, TitleQuery
from dim.metadata.provider import ProviderInfo, RefusedError, UnavailableError
from dim.metadata.providers.tmdb import episodes, read
from dim.metadata.providers.tmdb.pictures import PictureBase, pictures

URL = "https://api.themoviedb.org/3"
HOSTS = frozenset({"api.themoviedb.org", "image.tmdb.org"})
REFUSED = "TMDB does not accept the key. Enter your own key (v3) or read token of themoviedb.org in the settings."
INFO = ProviderInfo(
    name="tmdb", label="The Movie Database (TMDB)", kinds=frozenset({"movie", "show"}), needs_key=True,
    sends="Titles, years and ids, with your key and the language of the library.",
    gives="Nearly everything about movies and shows in many languages: texts, people, certifications, trailers, collections, "
    "pictures, episodes.",
    attribution="This product uses the TMDB API but is not endorsed or certified by TMDB.",
    url="https://www.themoviedb.org/",
)  # fmt: skip
_MOST_PARTS, _LEAST_PARTS = 20, 3
_MOVIE_PARTS = (
    "credits", "release_dates", "images", "external_ids", "keywords", "alternative_titles", "translations", "videos"
)  # fmt: skip
_SHOW_PARTS = (
    "aggregate_credits", "external_ids", "content_ratings", "translations", "images", "alternative_titles", "episode_groups",
    "videos", "keywords",
)  # fmt: skip
"""The most valuable first: with many seasons the last ones are left out rather than another request sent."""
_FOUND_BY: Mapping[str, tuple[str, frozenset[TitleKind]]] = {
    "imdb": ("imdb_id", frozenset({"movie", "show"})),
    "tvdb": ("tvdb_id", frozenset({"show"})),
    "wikidata": ("wikidata_id", frozenset({"movie", "show"})),
}
_PATHS: Mapping[TitleKind, Literal["movie", "tv"]] = {"movie": "movie", "show": "tv"}
_SEASONS_UNASKED = 10


class Tmdb:
    """See `Provider`."""

    def __init__(self, http: HttpClient, key: str, url: str = "") -> None:
        """`key`: a v3 key, or a read token (a JWT)."""
        self._http = http
        self._url = (url or URL).rstrip("/")
        self._secret = _secret(key.strip()) if key.strip() else None
        self._base: PictureBase | None = None
        self._configuring = asyncio.Lock()
        self._is_whole = True
        """Whether it is known to answer all questions, as not every mirror does."""

    @property
    def info(self) -> ProviderInfo:
        """What it is."""
        return INFO

    @property
    def is_ready(self) -> bool:
        """Whether there is a key."""
        return self._secret is not None

    async def check_key(self) -> None:
        """Ask once whether the key is accepted. Raises ProviderError."""
        await self._get("/configuration", cached=False)

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        """See `Provider`."""
        if own := ids.get("tmdb"):
            return Candidate(provider="tmdb", id=own, kind=kind, title="", ids={"tmdb": own})
        for name, (source, kinds) in _FOUND_BY.items():
            if kind not in kinds or not _is_id(ids.get(name)):
                continue
            found = await self._get(
                f"/find/{ids[name]}", {"external_source": source, "language": locale.language}
            )  # fmt: skip
            base = await self._pictures()
            for one in objects((found or {}).get(f"{_PATHS[kind]}_results")):
                if candidate := read.candidate(one, kind, base):
                    return candidate
        return None

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        """See `Provider`. Looks for the first title."""
        if not query.titles:
            return ()
        params = {"query": query.titles[0][:200], "language": locale.language, "include_adult": "false", "page": "1"}
        if with_year and query.year:
            params["year" if query.kind == "movie" else "first_air_date_year"] = str(query.year)
        return await self._candidates(await self._get(f"/search/{_PATHS[query.kind]}", params), query.kind)

    async def popular(self, kind: TitleKind, year: int, locale: Locale) -> Sequence[Candidate] | None:
        """See `PopularTitles`. Those with most votes."""
        if not self._is_whole:
            return None
        params = {"sort_by": "vote_count.desc", "language": locale.language, "include_adult": "false", "page": "1"}
        params["primary_release_year" if kind == "movie" else "first_air_date_year"] = str(year)
        found = await self._get(f"/discover/{_PATHS[kind]}", params)
        self._is_whole = found is not None
        return None if found is None else await self._candidates(found, kind)

    async def _candidates(self, found: dict[str, Any] | None, kind: TitleKind) -> list[Candidate]:
        base = await self._pictures()
        candidates = (read.candidate(one, kind, base) for one in objects((found or {}).get("results"))[:20])
        return [one for one in candidates if one is not None]

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        """See `Provider`. Without `seasons`, the first ten."""
        if not provider_id.isdecimal():
            return None
        path, base = f"/{_PATHS[kind]}/{provider_id}", await self._pictures()
        wanted = sorted(set(seasons)) or list(range(1, _SEASONS_UNASKED + 1))
        parts, first, rest = _plan(wanted) if kind == "show" else (_MOVIE_PARTS, [], [])
        language = locale.language.partition("-")[0]
        params = {
            "language": locale.language,
            "include_image_language": ",".join(dict.fromkeys((language, "en", "null"))),
            "include_video_language": ",".join(dict.fromkeys((language, "en"))),
        }
        found = await self._get(path, {**params, "append_to_response": ",".join((*parts, *_season_parts(first)))})
        if found is None:
            return None
        for batch in _batches(rest):
            found = {**(await self._seasons(path, locale.language, batch)), **found}
        facts = read.title_facts(found, kind, locale, base)
        if language == "en" or not episodes.lacks_texts(facts.episodes):
            return facts
        english: dict[str, Any] = {}
        for batch in _batches(sorted({one.season for one in facts.episodes})):
            english |= await self._seasons(path, "en", batch)
        filled = episodes.fill_texts(facts.episodes, episodes.episodes_of(english, base))
        return replace(facts, episodes=filled)

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        """See `Provider`."""
        if not provider_id.isdecimal():
            return ()
        path, base = f"/tv/{provider_id}", await self._pictures()
        params = {"language": locale.language, "append_to_response": "episode_groups"}
        show = await self._get(path, params) or {}
        group = next((one for one in episodes.orders(show) if one.name == order and one.id.isalnum()), None)
        if group is not None:
            found = await self._get(f"/tv/episode_group/{group.id}", {"language": locale.language})
            return episodes.group_episodes(found or {}, order, base)
        if order != "aired":
            return ()
        numbers = [one.number for one in read.title_facts(show, "show", locale, base).seasons]
        seasons: dict[str, Any] = {}
        for batch in _batches(numbers):
            seasons |= await self._seasons(path, locale.language, batch)
        return episodes.episodes_of(seasons, base)

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        """See `Provider`."""
        if not provider_id.isdecimal():
            return ()
        languages = ",".join(dict.fromkeys((locale.language.partition("-")[0], "en", "null")))
        found = await self._get(f"/{_PATHS[kind]}/{provider_id}/images", {"include_image_language": languages})
        return pictures({"images": found or {}}, locale, await self._pictures())

    async def _seasons(self, path: str, language: str, numbers: Sequence[int]) -> dict[str, Any]:
        params = {"language": language, "append_to_response": ",".join(_season_parts(numbers))}
        found = await self._get(path, params) or {}
        return {name: value for name, value in found.items() if name.startswith("season/")}

    async def _pictures(self) -> PictureBase:
        """Where pictures are. Asked once; what TMDB does not say is as documented."""
        if self._base is None:
            async with self._configuring:
                if self._base is None:
                    found = await self._get("/configuration")
                    self._base = PictureBase.from_configuration(found or {}, self._url)
        return self._base

    async def _get(
        self, path: str, params: Mapping[str, str] | None = None, *, cached: bool = True
    ) -> dict[str, Any] | None:
        if self._secret is None:
            raise RefusedError("TMDB needs a key. Enter your own in the settings; it is free at themoviedb.org.")
        found = await self._http.get_json("tmdb", self._url + path, params, secret=self._secret, cached=cached)
        if found is not None and not isinstance(found, dict):
            raise UnavailableError("TMDB sent an answer of an unknown form.")
        return found


def _secret(key: str) -> Secret:
    if key.count(".") == 2:
        return Secret(headers={"authorization": f"Bearer {key}"})
    return Secret(params={"api_key": key})


def _plan(wanted: Sequence[int]) -> tuple[Sequence[str], Sequence[int], Sequence[int]]:
    """Parts and seasons of the first request, and the seasons of further ones."""
    full = len(wanted) // _MOST_PARTS * _MOST_PARTS
    # Seasons that would start another request for a few push out parts of less value.
    first = len(wanted) - full
    kept = max(_LEAST_PARTS, min(len(_SHOW_PARTS), _MOST_PARTS - first))
    room = _MOST_PARTS - kept
    return _SHOW_PARTS[:kept], wanted[:room], wanted[room:]


def _season_parts(numbers: Sequence[int]) -> list[str]:
    return [f"season/{number}" for number in numbers]


def _batches(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + _MOST_PARTS] for at in range(0, len(numbers), _MOST_PARTS)]


def _is_id(value: str | None) -> bool:
    return bool(value) and str(value).isalnum() and len(str(value)) <= 20
