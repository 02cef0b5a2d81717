"""What a user of a Jellyfin server watched, over its API (10.9 and newer), with an API key of the dashboard.

    GET /Users                                           [{Id, Name}]
    GET /Items?userId=…&includeItemTypes=Series|Movie,Episode    {Items: [{Type, Name, ProviderIds, UserData …}], TotalRecordCount}

Nothing is sent but these requests, and only to the given address: redirects are refused, proxies of the environment not used.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from dim.media.json_values import flag, integer, number, objects, text
from dim.transfer.watched import MOST_WATCHED, SourceError, WatchedItem

PAGE = 500
LARGEST_ANSWER = 32 << 20
SECONDS, MOST_SECONDS = 30.0, 1200.0
"""For one answer to begin, and for all of them."""
TICKS = 1e7
"""Of a second."""
_IDS = {"Imdb": "imdb", "Tmdb": "tmdb", "Tvdb": "tvdb", "AniList": "anilist", "AniDB": "anidb", "TvMaze": "tvmaze"}


def read_jellyfin(url: str, key: str, username: str) -> Iterator[WatchedItem]:
    """What a user watched or began. Raises SourceError."""
    with _Jellyfin(check_address(url, "Jellyfin"), key) as server:
        user_id = server.user_id(username)
        shows = {text(one, "Id"): one for one in server.items(user_id, "Series")}
        for one in server.items(user_id, "Movie,Episode"):
            is_movie = one.get("Type") == "Movie"
            of = one if is_movie else shows.get(text(one, "SeriesId"), {"Name": one.get("SeriesName")})
            yield _item(one, of, is_movie=is_movie)


def check_address(url: str, program: str) -> str:
    """An http(s) address without what follows its path. Raises SourceError."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise SourceError(
            f"“{url[:200]}” is no address of {program}. It looks like http://192.168.1.5{':' + str(port) if port else ''}."
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


class _Jellyfin:
    def __init__(self, url: str, key: str) -> None:
        try:
            headers = {"Authorization": f'MediaBrowser Client="Dim", Token="{key}"', "Accept": "application/json"}
            self._client = httpx.Client(
                base_url=url, headers=headers, timeout=SECONDS, follow_redirects=False, trust_env=False
            )
        except (UnicodeEncodeError, ValueError):
            raise SourceError("That is no API key of Jellyfin. Make one in its dashboard.") from None
        self._url, self._end = url, time.monotonic() + MOST_SECONDS

    def __enter__(self) -> "_Jellyfin":
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def user_id(self, username: str) -> str:
        """The id of a user. Raises SourceError."""
        for one in objects(self._get("/Users")):
            if (text(one, "Name") or "").casefold() == username.casefold() and (found := text(one, "Id")):
                return found
        raise SourceError(f"The Jellyfin server has no user {username}. Name another one with --their-user.")

    def items(self, user_id: str, kinds: str) -> Iterator[Mapping[str, Any]]:
        """All items of some kinds, page by page. Raises SourceError."""
        start = 0
        while True:
            query = {
                "userId": user_id, "includeItemTypes": kinds, "recursive": "true", "fields": "ProviderIds,Path",
                "enableUserData": "true", "enableImages": "false", "sortBy": "SortName", "startIndex": str(start),
                "limit": str(PAGE),
            }  # fmt: skip
            answer = self._get("/Items", query)
            page = objects(answer.get("Items")) if isinstance(answer, Mapping) else []
            yield from page
            start += len(page)
            if not page or start >= min(integer(answer, "TotalRecordCount"), MOST_WATCHED):
                return

    def _get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        try:
            with self._client.stream("GET", path, params=query) as response:
                if response.status_code in (401, 403):
                    raise SourceError(f"The Jellyfin server at {self._url} does not accept the API key.")
                if response.status_code != 200:
                    raise SourceError(
                        f"The server at {self._url} answered {response.status_code}; is it Jellyfin 10.9 or newer?"
                    )
                content = bytearray()
                for piece in response.iter_bytes(1 << 16):
                    content += piece
                    if len(content) > LARGEST_ANSWER or time.monotonic() > self._end:
                        raise SourceError(f"The answers of {self._url} are too large or too slow.")
            return orjson.loads(content)
        except httpx.HTTPError as error:
            raise SourceError(
                f"The server at {self._url} does not answer: {str(error) or type(error).__name__}."
            ) from None
        except ValueError:
            raise SourceError(f"The server at {self._url} does not answer as Jellyfin does.") from None


def _item(one: Mapping[str, Any], of: Mapping[str, Any], *, is_movie: bool) -> WatchedItem:
    """`of`: the movie itself, or the show of an episode."""
    data, ids = one.get("UserData"), of.get("ProviderIds")
    user: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    given: Mapping[str, Any] = ids if isinstance(ids, Mapping) else {}
    known = {_IDS[name]: value for name in given if name in _IDS and (value := text(given, name))}
    return WatchedItem(
        kind="movie" if is_movie else "episode", title=text(of, "Name") or "", year=integer(of, "ProductionYear") or None,
        ids=known, season=None if is_movie else integer(one, "ParentIndexNumber"),
        episode=None if is_movie or not integer(one, "IndexNumber") else integer(one, "IndexNumber"),
        path=text(one, "Path"), watched=flag(user, "Played"),
        seconds=max(number(user, "PlaybackPositionTicks") or 0.0, 0.0) / TICKS, last_watched=_moment(user),
    )  # fmt: skip


def _moment(user: Mapping[str, Any]) -> float:
    """`LastPlayedDate` ("2024-03-01T19:15:00.0000000Z") as UTC seconds; 0: there is none."""
    try:
        found = datetime.fromisoformat((text(user, "LastPlayedDate") or "")[:19])
        return max(found.replace(tzinfo=UTC).timestamp(), 0.0)
    except (ValueError, OverflowError):
        return 0.0
