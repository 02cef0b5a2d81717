"""AniList: anime, without a key. GraphQL by POST. https://docs.anilist.co/

An entry takes a search and one request for its details, which give the seasons right before and after it; each further request
follows the chain by two more seasons, at both ends at once.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dim.media.json_values import objects, text
from dim.metadata.http import HttpClient
from dim.metadata.model import Candidate, EpisodeFacts, Locale, Picture, TitleFacts, TitleKind, TitleQuery
from dim.metadata.provider import ProviderInfo, UnavailableError
from dim.metadata.providers import anilist_read
from dim.metadata.providers.anilist_chain import Part, chain, related, unknown_neighbours
from dim.metadata.providers.reading import key, member

URL = "https://graphql.anilist.co"
HOSTS = frozenset({"graphql.anilist.co", "*.anilist.co", "img1.ak.crunchyroll.com"})
INFO = ProviderInfo(
    name="anilist", label="AniList", kinds=frozenset({"movie", "show"}),
    sends="Titles and ids of movies and shows.",
    gives="Anime: titles in English, Japanese and Latin script, seasons that belong together, texts, studios, voices, pictures.",
    attribution="Data of anime by AniList.co.",
    url="https://anilist.co/",
)  # fmt: skip
_MOST_REQUESTS = 6
_LIGHT = "id idMal type format episodes duration title{romaji english native} startDate{year month day} "
_CHAIN = (
    _LIGHT
    + "description(asHtml:false) coverImage{extraLarge large} nextAiringEpisode{episode} streamingEpisodes{title thumbnail} "
)
_EDGES = "relations{edges{relationType node{%s}}}"
_RELATED = _CHAIN + _EDGES % (_CHAIN + _EDGES % "id type format")
_SEARCH = _LIGHT + (
    "synonyms status seasonYear endDate{year month day} description(asHtml:false) popularity isAdult countryOfOrigin "
    "coverImage{extraLarge large} nextAiringEpisode{episode}"
)
_DETAILS = _RELATED + (
    "synonyms status seasonYear endDate{year month day} genres tags{name rank isMediaSpoiler} averageScore meanScore popularity "
    "isAdult countryOfOrigin source bannerImage trailer{id site} studios(isMain:true){nodes{name}} "
    "characters(sort:ROLE,perPage:25){edges{role node{name{full}} voiceActors(language:JAPANESE){id name{full} image{large}}}} "
    "staff(perPage:25){edges{role node{id name{full} image{large}}}}"
)
_FORMATS: Mapping[TitleKind, list[str]] = {"movie": ["MOVIE"], "show": ["TV", "TV_SHORT", "ONA", "OVA", "SPECIAL"]}


class Anilist:
    """See `Provider`."""

    def __init__(self, http: HttpClient, url: str = "") -> None:
        self._http = http
        self._url = url or URL

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
        await self._ask("query{Media(id:1){id}}", {}, cached=False)

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        """See `Provider`. Of others' ids it knows those of MyAnimeList ("mal")."""
        if own := ids.get("anilist"):
            return Candidate(provider="anilist", id=own, kind=kind, title="", ids={"anilist": own})
        number = ids.get("mal", "")
        if not _is_id(number):
            return None
        data = await self._ask(f"query($id:Int){{Media(idMal:$id,type:ANIME){{{_SEARCH}}}}}", {"id": int(number)})
        return anilist_read.candidate(member(data, "Media"), locale)

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        """See `Provider`. Looks for the first title; the year is compared here, with that of any season."""
        if not query.titles:
            return ()
        asked = (
            "query($search:String,$formats:[MediaFormat]){Page(page:1,perPage:25){pageInfo{hasNextPage} "
            f"media(search:$search,type:ANIME,format_in:$formats,sort:SEARCH_MATCH){{{_SEARCH}}}}}}}"
        )
        data = await self._ask(asked, {"search": query.titles[0][:200], "formats": _FORMATS[query.kind]})
        read = (anilist_read.candidate(one, locale) for one in objects(member(data, "Page").get("media"))[:50])
        year = query.year if with_year else None
        return [one for one in read if one and not (year and one.year and abs(one.year - year) > 1)]

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        """See `Provider`. Of a show, its entry and all seasons of the series that the entry is part of."""
        media = await self._media(provider_id)
        if not media or anilist_read.kind_of(media) != kind:
            return None
        parts = await self._parts(media, max(seasons, default=LAST_SEASON)) if kind == "show" else []
        return anilist_read.title_facts(media, parts, locale)

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        """See `Provider`. Orders are the aired one and the absolute one."""
        found = await self.details("show", provider_id, locale) if order in ("aired", "absolute") else None
        if found is None or order == "aired":
            return found.episodes if found else ()
        return [EpisodeFacts(1, one.absolute, one.facts, one.absolute) for one in found.episodes if one.absolute]

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        """See `Provider`."""
        found = await self.details(kind, provider_id, locale, seasons=(1,))
        return found.facts.pictures if found else ()

    async def _media(self, provider_id: str) -> Mapping[str, Any]:
        if not _is_id(provider_id):
            return {}
        return member(
            await self._ask(f"query($id:Int){{Media(id:$id){{{_DETAILS}}}}}", {"id": int(provider_id)}), "Media"
        )

    async def _parts(self, media: Mapping[str, Any], last_season: int) -> list[Part]:
        """The chain of seasons, as far as the last season that is wanted."""
        start = key(media) or ""
        known: dict[str, Mapping[str, Any]] = {}
        _learn(media, known)
        for _ in range(_MOST_REQUESTS):
            missing = unknown_neighbours(start, known)
            parts = chain(start, known, anilist_read.episode_count)
            starts_here = not any(one == key(related(known[_first(start, known)], "PREQUEL")) for one in missing)
            if not missing or (starts_here and parts[-1].season >= last_season):
                break
            aliases = " ".join(f"m{one}:Media(id:{one}){{{_RELATED}}}" for one in missing if _is_id(one))
            data = await self._ask(f"query{{{aliases}}}", {}) if aliases else {}
            found = [one for name in missing if (one := member(data, f"m{name}"))]
            for one in found:
                _learn(one, known)
            if not found:
                break
        return chain(start, known, anilist_read.episode_count)

    async def _ask(self, query: str, variables: Mapping[str, object], *, cached: bool = True) -> Mapping[str, Any]:
        """The data of an answer; empty: there is none of that id. Raises ProviderError."""
        found = await self._http.post_json(
            "anilist", self._url, {"query": query, "variables": variables}, cached=cached
        )
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            raise UnavailableError("AniList sent an answer of an unknown form.")
        data, errors = member(found, "data"), objects(found.get("errors"))
        if errors and not any(data.values()) and not all(one.get("status") == 404 for one in errors):
            raise UnavailableError(f"AniList reports: {(text(errors[0], 'message') or 'an error')[:200]}")
        return data


LAST_SEASON = 100


def _learn(media: Mapping[str, Any], known: dict[str, Mapping[str, Any]]) -> None:
    """Note an entry, and those around it that were given with their own relations."""
    if (number := key(media)) and "relations" in media:
        known.setdefault(number, media)
        for edge in objects(member(media, "relations").get("edges"))[:200]:
            _learn(member(edge, "node"), known)


def _first(start: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    """The id of the first known entry of the chain."""
    at, seen = start, {start}
    while (before := key(related(known[at], "PREQUEL"))) and before in known and before not in seen:
        at = before
        seen.add(before)
    return at


def _is_id(value: str) -> bool:
    return value.isdecimal() and value.isascii() and 0 < len(value) <= 9
