"""IGDB, with the owner's own credentials of Twitch. https://api-docs.igdb.com/

A game with an id of a shop takes two requests, another one a search and the details of the best candidates. IGDB allows four
requests in a second.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dim.media.json_values import objects
from dim.metadata.http import HttpClient, Secret, origin_of
from dim.metadata.model import Candidate, EpisodeFacts, Locale, Picture, TitleFacts, TitleKind, TitleQuery
from dim.metadata.provider import ProviderInfo, RefusedError, UnavailableError
from dim.metadata.providers.games import igdb_read
from dim.metadata.providers.games.twitch import Tokens
from dim.metadata.providers.reading import key

URL = "https://api.igdb.com/v4"
IMAGES_PATH = "/igdb/image/upload"
IMAGES_URL = f"https://images.igdb.com{IMAGES_PATH}"
HOSTS = frozenset({"api.igdb.com", "images.igdb.com"})
REFUSED = "IGDB does not accept the client id and secret. Enter those of your own application (dev.twitch.tv) in the settings."
NO_KEY = "IGDB needs a client id and secret. Enter your own in the settings; they are free at dev.twitch.tv."
INFO = ProviderInfo(
    name="igdb", label="IGDB", kinds=frozenset({"game"}), needs_key=True, key_parts=("Client ID", "Client secret"),
    key_url="https://dev.twitch.tv/console/apps",
    sends="Titles, years and ids of games, with your client id; your client secret to Twitch.",
    gives="Games of all shops and consoles in English: texts, genres, developers and publishers, release dates, age ratings, "
    "ratings, trailers, pictures.",
    attribution="Data and pictures of games by IGDB.com.",
    url="https://www.igdb.com/",
)  # fmt: skip
_OF_CANDIDATE = (
    "name,alternative_names.name,first_release_date,summary,storyline,cover.image_id,cover.width,cover.height,"
    "platforms.slug,platforms.name,total_rating_count,external_games.*"
)
_OF_GAME = (
    f"{_OF_CANDIDATE},total_rating,genres.name,themes.name,age_ratings.organization.name,age_ratings.rating_category.rating,"
    "involved_companies.company.name,involved_companies.developer,involved_companies.publisher,"
    "artworks.image_id,artworks.width,artworks.height,screenshots.image_id,screenshots.width,screenshots.height,"
    "videos.name,videos.video_id"
)
_YEAR_SECONDS = 365.2425 * 86_400


class Igdb:
    """See `Provider`."""

    def __init__(self, http: HttpClient, key_: str, url: str = "", token_url: str = "") -> None:
        """`key_`: "client id:client secret"."""
        self._http = http
        self._url = (url or URL).rstrip("/")
        mirror = origin_of(self._url)
        is_own = mirror is None or mirror == origin_of(URL)
        self._images = IMAGES_URL if is_own else f"{mirror}{IMAGES_PATH}"
        client_id, _, secret = key_.strip().partition(":")
        self._client_id = client_id.strip()
        self._tokens = Tokens(http, self._client_id, secret.strip(), token_url) if client_id and secret else None

    @property
    def info(self) -> ProviderInfo:
        """What it is."""
        return INFO

    @property
    def is_ready(self) -> bool:
        """Whether there are a client id and a secret."""
        return self._tokens is not None

    async def check_key(self) -> None:
        """Fetch a token and ask once. Raises ProviderError."""
        await self._ask("games", "fields name; limit 1;", cached=False)

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        """See `Provider`. By its own id, else by those of Steam, GOG and Epic."""
        del locale
        if kind != "game":
            return None
        if own := ids.get("igdb"):
            return Candidate(provider="igdb", id=own, kind="game", title="", ids={"igdb": own})
        for name, source in igdb_read.SOURCES.items():
            value = key(ids, name)
            if value is None:
                continue
            found = await self._ask(
                "external_games",
                f'fields game,uid,external_game_source; where uid = "{value}" & external_game_source = {source}; limit 5;',
            )
            if number := igdb_read.game_of(found, name, value):
                return Candidate(provider="igdb", id=number, kind="game", title="", ids={"igdb": number, name: value})
        return None

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        """See `Provider`. Looks for the first title; editions of a game are left out."""
        del locale
        if query.kind != "game" or not query.titles:
            return ()
        where = ["version_parent = null"]
        if with_year and query.year:
            first, last = (round((year - 1970) * _YEAR_SECONDS) for year in (query.year - 1, query.year + 2))
            where.append(f"first_release_date >= {first} & first_release_date < {last}")
        text = f'search "{_quoted(query.titles[0])}"; fields {_OF_CANDIDATE}; where {" & ".join(where)}; limit 20;'
        read = (igdb_read.candidate(one, self._images) for one in (await self._ask("games", text))[:20])
        return [one for one in read if one is not None]

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        """See `Provider`."""
        del seasons
        if kind != "game" or not (provider_id.isascii() and provider_id.isdecimal() and len(provider_id) <= 10):
            return None
        found = await self._ask("games", f"fields {_OF_GAME}; where id = {provider_id}; limit 1;")
        return igdb_read.title_facts(found[0], locale, self._images) if found else None

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        """See `Provider`. It knows no episodes."""
        del provider_id, order, locale
        return ()

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        """See `Provider`."""
        found = await self.details(kind, provider_id, locale)
        return found.facts.pictures if found else ()

    async def _ask(self, endpoint: str, question: str, *, cached: bool = True) -> list[Mapping[str, Any]]:
        """The rows that a question in APICalypse is answered with. A token that is not accepted any more is renewed once."""
        if self._tokens is None:
            raise RefusedError(NO_KEY)
        token = await self._tokens.get()
        try:
            return await self._post(endpoint, question, token.value, cached=cached)
        except RefusedError:
            self._tokens.drop(token)
            if token.is_new:
                raise
        return await self._post(endpoint, question, (await self._tokens.get()).value, cached=cached)

    async def _post(self, endpoint: str, question: str, token: str, *, cached: bool) -> list[Mapping[str, Any]]:
        secret = Secret(headers={"client-id": self._client_id, "authorization": f"Bearer {token}"})
        found = await self._http.post_text("igdb", f"{self._url}/{endpoint}", question, secret=secret, cached=cached)
        if found is not None and not isinstance(found, list):
            raise UnavailableError("IGDB sent an answer of an unknown form.")
        return objects(found)


def _quoted(text: str) -> str:
    """A text as it stands between quotes in APICalypse, which knows no other escapes that are documented."""
    return " ".join(text[:200].replace("\\", " ").replace('"', " ").replace(";", " ").split())
