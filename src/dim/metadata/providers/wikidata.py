"""Wikidata: facts and ids in all languages, without a key. https://www.wikidata.org/w/api.php

A search takes two requests (names, then entities), details one for the labels of people and genres: entities that a search or a
look-up brought are remembered for some minutes.
"""

import time
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dim.media.json_values import objects, text
from dim.metadata.http import HttpClient
from dim.metadata.model import Candidate, EpisodeFacts, Locale, Picture, TitleFacts, TitleKind, TitleQuery
from dim.metadata.provider import ProviderInfo, UnavailableError
from dim.metadata.providers import wikidata_read
from dim.metadata.providers.reading import key, member
from dim.metadata.providers.wikidata_terms import IDS, TMDB

URL = "https://www.wikidata.org"
HOSTS = frozenset({"www.wikidata.org", "upload.wikimedia.org"})
INFO = ProviderInfo(
    name="wikidata", label="Wikidata", kinds=frozenset({"movie", "show"}),
    sends="Titles and ids.",
    gives="Ids at other services, dates, people, genres, countries, and titles in all languages; no texts, and few pictures.",
    attribution="Facts by Wikidata (CC0).",
    url="https://www.wikidata.org/",
)  # fmt: skip
_MOST_FOUND = 10
_REMEMBERED, _REMEMBERED_SECONDS = 64, 600.0


class Wikidata:
    """See `Provider`."""

    def __init__(self, http: HttpClient, url: str = "") -> None:
        self._http = http
        self._url = (url or URL).rstrip("/")
        self._media_root = self._url if url and self._url != URL else ""
        self._entities: OrderedDict[tuple[str, str], tuple[float, Mapping[str, Any]]] = OrderedDict()

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
        await self._get(
            {"action": "wbgetentities", "ids": "Q11424", "props": "labels", "languages": "en"}, cached=False
        )

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        """See `Provider`."""
        del locale
        if own := ids.get("wikidata"):
            return Candidate(provider="wikidata", id=own, kind=kind, title="", ids={"wikidata": own})
        for name, provider in {**IDS, TMDB[kind]: "tmdb"}.items():
            value = ids.get(provider, "")
            if not (value.isalnum() and len(value) <= 20):
                continue
            search = f"haswbstatement:{name}={value}"
            found = await self._get({"action": "query", "list": "search", "srsearch": search, "srlimit": "3"})
            number = next((text(one, "title") for one in objects(member(found, "query").get("search"))), None)
            if number:
                return Candidate(
                    provider="wikidata", id=number, kind=kind, title="", ids={"wikidata": number, provider: value}
                )
        return None

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        """See `Provider`. Takes two requests. Looks for the first title; the year is compared here."""
        if not query.titles:
            return ()
        language = locale.language.partition("-")[0]
        found = await self._get({
            "action": "wbsearchentities", "search": query.titles[0][:200], "language": language, "uselang": language,
            "type": "item", "limit": str(_MOST_FOUND),
        })  # fmt: skip
        numbers = [number for one in objects(found.get("search"))[:_MOST_FOUND] if (number := key(one))]
        entities = await self._load(numbers, locale)
        read = [
            wikidata_read.candidate(entities[number], locale, place, self._media_root)
            for place, number in enumerate(numbers, 1)
            if number in entities
        ]
        year = query.year if with_year else None
        return [
            one for one in read if one and one.kind == query.kind and not (year and one.year and abs(one.year - year) > 1)
        ]  # fmt: skip

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        """See `Provider`. It knows no episodes."""
        del seasons
        entity = (await self._load([provider_id], locale)).get(provider_id)
        if entity is None or wikidata_read.kind_of(entity) not in (kind, None):
            return None
        named = wikidata_read.named_items(entity)
        labels: dict[str, str] = {}
        if named:
            found = await self._get({
                "action": "wbgetentities", "ids": "|".join(named), "props": "labels", "languages": _languages(locale)
            })  # fmt: skip
            labels = wikidata_read.labels_of(member(found, "entities"), locale)
        return TitleFacts(wikidata_read.title_facts(entity, kind, locale, labels, self._media_root))

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        """See `Provider`. It knows no episodes."""
        del provider_id, order, locale
        return ()

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        """See `Provider`."""
        entity = (await self._load([provider_id], locale)).get(provider_id)
        return wikidata_read.title_facts(entity, kind, locale, {}, self._media_root).pictures if entity else ()

    async def _load(self, numbers: Sequence[str], locale: Locale) -> dict[str, Mapping[str, Any]]:
        """Entities by id: those that are remembered, and the rest with one request."""
        now, found = time.monotonic(), dict[str, Mapping[str, Any]]()
        for number in numbers:
            seen, entity = self._entities.get((number, locale.language), (0.0, {}))
            if entity and now - seen < _REMEMBERED_SECONDS:
                found[number] = entity
        missing = [
            one for one in numbers if one not in found and one[:1] == "Q" and one[1:].isdecimal() and len(one) <= 13
        ]
        if not missing:
            return found
        answer = await self._get({
            "action": "wbgetentities", "ids": "|".join(missing), "props": "labels|aliases|descriptions|claims",
            "languages": _languages(locale),
        })  # fmt: skip
        for number in missing:
            entity = wikidata_read.trimmed(member(answer, "entities", number))
            if entity and "missing" not in entity:
                found[number] = entity
                self._entities[number, locale.language] = (now, entity)
        while len(self._entities) > _REMEMBERED:
            self._entities.popitem(last=False)
        return found

    async def _get(self, params: Mapping[str, str], *, cached: bool = True) -> Mapping[str, Any]:
        url = f"{self._url}/w/api.php"
        found = await self._http.get_json("wikidata", url, {**params, "format": "json"}, cached=cached)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            raise UnavailableError("Wikidata sent an answer of an unknown form.")
        if error := member(found, "error"):
            if text(error, "code") == "no-such-entity":
                return {}
            raise UnavailableError(f"Wikidata reports: {(text(error, 'info') or 'an error')[:200]}")
        return found


def _languages(locale: Locale) -> str:
    plain = locale.language.partition("-")[0]
    others = ("mul", "en", "de", "fr", "es", "it", "ja", "ko", "zh", "ru", "sv", "da", "pl", "pt")
    return "|".join(dict.fromkeys((locale.language.lower(), plain, *others)))
