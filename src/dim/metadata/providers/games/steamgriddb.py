"""SteamGridDB, with the owner's own key: artwork of games that people make. https://www.steamgriddb.com/api/v2

A game takes three requests, one for each kind of artwork; one that Steam does not sell takes a search before.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from dim.media.json_values import integer, number, objects, text
from dim.metadata.http import HttpClient, Secret
from dim.metadata.model import (
    Candidate,
    EpisodeFacts,
    Facts,
    Locale,
    Picture,
    PictureKind,
    TitleFacts,
    TitleKind,
    TitleQuery,
)
from dim.metadata.provider import ProviderInfo, RefusedError, UnavailableError
from dim.metadata.providers.reading import key, line, strings

URL = "https://www.steamgriddb.com/api/v2"
HOSTS = frozenset({"www.steamgriddb.com", "*.steamgriddb.com"})
REFUSED = "SteamGridDB does not accept the key. Enter your own key of steamgriddb.com in the settings."
INFO = ProviderInfo(
    name="steamgriddb", label="SteamGridDB", kinds=frozenset({"game"}), needs_key=True,
    key_url="https://www.steamgriddb.com/profile/preferences/api",
    sends="Ids of games that Steam knows, titles of others, with your key.",
    gives="Posters, backdrops and logos of games that people made or found; no texts.",
    attribution="Artwork of games by SteamGridDB.com.",
    url="https://www.steamgriddb.com/",
)  # fmt: skip
_STEAM = "steam:"
"""Begins the id of a game that is known by its id at Steam, which saves a request."""
_SAFE = {"types": "static", "nsfw": "false", "humor": "false"}
_KINDS: tuple[tuple[PictureKind, str, Mapping[str, str]], ...] = (
    ("poster", "grids", {"dimensions": "600x900", "mimes": "image/png,image/jpeg,image/webp"}),
    ("backdrop", "heroes", {"mimes": "image/png,image/jpeg,image/webp"}),
    ("logo", "logos", {"mimes": "image/png,image/webp"}),
)
MOST_OF_A_KIND = 30
_MOST_SIDE = 20_000


class SteamGridDb:
    """See `Provider`."""

    def __init__(self, http: HttpClient, key_: str, url: str = "") -> None:
        self._http = http
        self._url = (url or URL).rstrip("/")
        self._secret = Secret(headers={"authorization": f"Bearer {key_.strip()}"}) if key_.strip() else None

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
        await self._get("/search/autocomplete/Portal", cached=False)

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        """See `Provider`. By its own id, else by that of Steam."""
        del locale
        own, app = ids.get("steamgriddb", ""), ids.get("steam", "")
        if kind != "game":
            return None
        if _path(own):
            return Candidate(provider="steamgriddb", id=own, kind="game", title="", ids={"steamgriddb": own})
        if _path(_STEAM + app):
            return Candidate(provider="steamgriddb", id=_STEAM + app, kind="game", title="", ids={"steam": app})
        return None

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        """See `Provider`. Looks for the first title; the year is compared here."""
        del locale
        if query.kind != "game" or not query.titles:
            return ()
        found = await self._get(f"/search/autocomplete/{quote(query.titles[0][:200], safe='')}")
        read = [one for game in (found or ())[:20] if (one := _candidate(game))]
        year = query.year if with_year else None
        return [one for one in read if not (year and one.year and abs(one.year - year) > 1)]

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        """See `Provider`. Nothing but artwork."""
        del seasons
        path = _path(provider_id)
        if kind != "game" or path is None:
            return None
        pictures: list[Picture] = []
        is_known = False
        for picture_kind, group, params in _KINDS:
            found = await self._get(f"/{group}/{path}", {**_SAFE, **params})
            is_known = is_known or found is not None
            pictures += _pictures(found or (), picture_kind, locale)
        if not is_known:
            return None
        ids = {} if provider_id.startswith(_STEAM) else {"steamgriddb": provider_id}
        return TitleFacts(Facts(ids=ids, pictures=tuple(pictures)))

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        """See `Provider`. It knows no episodes."""
        del provider_id, order, locale
        return ()

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        """See `Provider`."""
        found = await self.details(kind, provider_id, locale)
        return found.facts.pictures if found else ()

    async def _get(
        self, path: str, params: Mapping[str, str] | None = None, *, cached: bool = True
    ) -> list[Mapping[str, Any]] | None:
        """The list that a question is answered with; None: it knows no such game."""
        if self._secret is None:
            raise RefusedError(
                "SteamGridDB needs a key. Enter your own in the settings; it is free at steamgriddb.com."
            )
        found = await self._http.get_json("steamgriddb", self._url + path, params, secret=self._secret, cached=cached)
        if found is None:
            return None
        if not isinstance(found, Mapping):
            raise UnavailableError("SteamGridDB sent an answer of an unknown form.")
        if found.get("success") is not True:
            reasons = " ".join(strings(found.get("errors"))) or "an error"
            raise UnavailableError(f"SteamGridDB reports: {reasons[:200]}")
        return objects(found.get("data"))


def _path(provider_id: str) -> str | None:
    """The end of an address for a game: "steam/620", "game/1234"; None: it is no id."""
    number_ = provider_id.removeprefix(_STEAM)
    if not (number_.isascii() and number_.isdecimal() and len(number_) <= 10):
        return None
    return f"steam/{number_}" if provider_id.startswith(_STEAM) else f"game/{number_}"


def _candidate(game: Mapping[str, Any]) -> Candidate | None:
    number_, title = key(game), line(game, "name")
    if not number_ or not title:
        return None
    return Candidate(
        provider="steamgriddb", id=number_, kind="game", title=title, year=_year(integer(game, "release_date")),
        popularity=float(game.get("verified") is True), ids={"steamgriddb": number_}, is_complete=True,
    )  # fmt: skip


def _year(seconds: int) -> int | None:
    return datetime.fromtimestamp(seconds, UTC).year if 0 < seconds < 10_000_000_000 else None


def _pictures(entries: Sequence[Mapping[str, Any]], kind: PictureKind, locale: Locale) -> list[Picture]:
    """Those that are for everybody, in the library's language or in English first, else in SteamGridDB's order."""
    found = []
    for one in entries[:200]:
        url = text(one, "url") or ""
        width, height = integer(one, "width"), integer(one, "height")
        if (
            any(one.get(flag) is True for flag in ("nsfw", "humor", "epilepsy"))
            or not 0 <= max(width, height) <= _MOST_SIDE
        ):
            continue
        if url.startswith(("https://", "http://")) and len(url) < 1000:
            found.append(Picture(kind, url, width or None, height or None, text(one, "language"), number(one, "score")))
    known = {locale.language.partition("-")[0]: 0, "en": 1, None: 1}
    return sorted(found, key=lambda one: known.get(one.language, 2))[:MOST_OF_A_KIND]
