"""Steam's store, without a key. It is not documented: https://wiki.teamfortress.com/wiki/User:RJackson/StorefrontAPI

A game of a Steam library takes one request, another game a search and the details of the best candidates. The store allows
about 200 requests in five minutes.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dim.media.json_values import objects
from dim.metadata.http import HttpClient, origin_of
from dim.metadata.model import Candidate, EpisodeFacts, Locale, Picture, TitleFacts, TitleKind, TitleQuery
from dim.metadata.provider import ProviderInfo, UnavailableError
from dim.metadata.providers.games import steam_read
from dim.metadata.providers.reading import member

URL = "https://store.steampowered.com"
ASSETS_URL = "https://shared.steamstatic.com"
HOSTS = frozenset({"store.steampowered.com", "*.steamstatic.com"})
INFO = ProviderInfo(
    name="steam", label="Steam store", kinds=frozenset({"game"}),
    sends="Ids of games that Steam knows; titles of others; the language and country of the library.",
    gives="Games that Steam sells, in many languages: texts, genres, developers and publishers, release dates, age ratings, "
    "the rating of Metacritic, pictures.",
    attribution="Data and pictures of games by Steam. Steam is a trademark of Valve Corporation.",
    url="https://store.steampowered.com/",
)  # fmt: skip
_LANGUAGES = {
    "ar": "arabic", "bg": "bulgarian", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian", "id": "indonesian", "it": "italian", "ja": "japanese",
    "ko": "koreana", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "pt-BR": "brazilian",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "th": "thai", "tr": "turkish", "uk": "ukrainian", "vi": "vietnamese",
    "zh": "schinese", "zh-TW": "tchinese", "zh-HK": "tchinese",
}  # fmt: skip
"""What the store calls languages. Others are asked for in English."""
_SOLD_MOST = "us"
"""The country whose store has nearly every game."""


class SteamStore:
    """See `Provider`."""

    def __init__(self, http: HttpClient, url: str = "") -> None:
        self._http = http
        self._url = (url or URL).rstrip("/")
        mirror = origin_of(self._url)
        self._assets = ASSETS_URL if mirror is None or mirror == origin_of(URL) else str(mirror)

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
        await self._search("Portal 2", Locale(), cached=False)

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        """See `Provider`."""
        del locale
        app = ids.get("steam", "")
        if kind != "game" or not _is_app(app):
            return None
        return Candidate(provider="steam", id=app, kind="game", title="", ids={"steam": app})

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        """See `Provider`. Looks for the first title. Years are in details only."""
        del with_year
        if query.kind != "game" or not query.titles:
            return ()
        found = await self._search(query.titles[0][:200], locale)
        read = (steam_read.candidate(one, self._assets) for one in objects(found.get("items"))[:20])
        return [one for one in read if one is not None]

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        """See `Provider`. A game that the store of the library's country does not sell is asked for in another one."""
        del seasons
        if kind != "game" or not _is_app(provider_id):
            return None
        country = locale.country.lower()
        for one in dict.fromkeys((country, _SOLD_MOST)):
            data = await self._app(provider_id, locale, one)
            if data:
                return steam_read.title_facts(data, provider_id, locale, self._assets)
        return None

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        """See `Provider`. It knows no episodes."""
        del provider_id, order, locale
        return ()

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        """See `Provider`."""
        found = await self.details(kind, provider_id, locale)
        return found.facts.pictures if found else ()

    async def _app(self, app: str, locale: Locale, country: str) -> Mapping[str, Any]:
        """The store's data of an app; empty: that store does not have it."""
        params = {"appids": app, "l": _language(locale), "cc": country}
        found = await self._http.get_json("steam", f"{self._url}/api/appdetails", params)
        if found is not None and not isinstance(found, Mapping):
            raise UnavailableError("The Steam store sent an answer of an unknown form.")
        of_app = member(found or {}, app)
        return member(of_app, "data") if of_app.get("success") is True else {}

    async def _search(self, term: str, locale: Locale, *, cached: bool = True) -> Mapping[str, Any]:
        params = {"term": term, "l": _language(locale), "cc": locale.country.lower()}
        found = await self._http.get_json("steam", f"{self._url}/api/storesearch/", params, cached=cached)
        if not isinstance(found, Mapping):
            raise UnavailableError("The Steam store sent an answer of an unknown form.")
        return found


def _language(locale: Locale) -> str:
    return _LANGUAGES.get(locale.language) or _LANGUAGES.get(locale.language.partition("-")[0], "english")


def _is_app(value: str) -> bool:
    return value.isascii() and value.isdecimal() and 0 < int(value[:11]) < 2**32 and len(value) <= 10
