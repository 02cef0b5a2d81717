"""What the user of a token watched on a Plex Media Server. `plexapi` connects; the lists are read page by page.

/library/sections                         <Directory key="1" type="movie"/>
/library/sections/1/all?type=1            <Video title= year= viewCount= viewOffset= lastViewedAt=><Guid id="tmdb://603"/>…
type=2: shows, with their <Guid>; type=4: episodes, with grandparentRatingKey, parentIndex, index
"""

import time
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import requests
from plexapi.exceptions import PlexApiException, Unauthorized
from plexapi.server import PlexServer

from dim.transfer.sources.jellyfin import check_address
from dim.transfer.watched import MOST_WATCHED, SourceError, WatchedItem

PAGE = 500
LARGEST_ANSWER = 64 << 20
SECONDS, MOST_SECONDS = 30, 1200.0
_MOVIES, _SHOWS, _EPISODES = 1, 2, 4
_IDS = frozenset(("imdb", "tmdb", "tvdb"))


class _Session(requests.Session):
    """Talks to one server alone: no redirects, no proxies of the environment, answers of limited size."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.trust_env = False
        self._url, self._end = url, time.monotonic() + MOST_SECONDS

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send a request and read its answer. Raises SourceError."""
        if not (request.url or "").startswith(self._url + "/"):
            raise SourceError("The Plex server names another address than its own.")
        response = super().send(request, **{**options, "stream": True, "allow_redirects": False})
        content = bytearray()
        for piece in response.iter_content(1 << 16):
            content += piece
            if len(content) > LARGEST_ANSWER or time.monotonic() > self._end:
                response.close()
                raise SourceError(f"The answers of {self._url} are too large or too slow.")
        response._content = bytes(content)
        return response


def read_plex(url: str, token: str) -> Iterator[WatchedItem]:
    """What was watched or begun. Raises SourceError."""
    address = check_address(url, "Plex")
    try:
        with _Session(address) as session:
            server: Any = PlexServer(address, token, session=session, timeout=SECONDS)  # type: ignore[no-untyped-call]
            for section in server.query("/library/sections"):
                key, kind = section.get("key", ""), section.get("type")
                if not key.isalnum():
                    continue
                if kind == "movie":
                    yield from (_item(one, one, is_movie=True) for one in _all(server, key, _MOVIES))
                elif kind == "show":
                    shows = {one.get("ratingKey"): one for one in _all(server, key, _SHOWS)}
                    for one in _all(server, key, _EPISODES):
                        show = shows.get(one.get("grandparentRatingKey"))
                        yield _item(one, one if show is None else show, is_movie=False)
    except Unauthorized:
        raise SourceError(f"The Plex server at {address} does not accept the token.") from None
    except (PlexApiException, requests.RequestException, OSError) as error:
        raise SourceError(f"The server at {address} does not answer as Plex does: {str(error)[:200]}.") from None
    except (ParseError, ValueError, TypeError, AttributeError):
        raise SourceError(f"The server at {address} does not answer as Plex does.") from None


def _all(server: Any, section: str, kind: int) -> Iterator[Element]:
    start = 0
    while start < MOST_WATCHED:
        page = server.query(
            f"/library/sections/{section}/all?type={kind}&includeGuids=1&X-Plex-Container-Start={start}&X-Plex-Container-Size={PAGE}"
        )
        entries = list(page)
        yield from entries
        start += len(entries)
        if not entries or start >= (_number(page.attrib, "totalSize") or 0):
            return


def _item(one: Element, of: Element, *, is_movie: bool) -> WatchedItem:
    """`of`: the movie itself, or the show of an episode."""
    pairs = [guid.get("id", "").partition("://") for guid in of.findall("Guid")]
    part = one.find("Media/Part")
    title = of.get("title") if is_movie or of is not one else one.get("grandparentTitle")
    return WatchedItem(
        kind="movie" if is_movie else "episode", title=title or "",
        year=_number(of.attrib, "year") if is_movie or of is not one else None,
        ids={name: value for name, _, value in pairs if name in _IDS and value},
        season=None if is_movie else _number(one.attrib, "parentIndex"), episode=None if is_movie else _number(one.attrib, "index"),
        path=part.get("file") if part is not None else None, watched=(_number(one.attrib, "viewCount") or 0) > 0,
        seconds=(_number(one.attrib, "viewOffset") or 0) / 1000, last_watched=float(_number(one.attrib, "lastViewedAt") or 0),
    )  # fmt: skip


def _number(values: Mapping[str, str], name: str) -> int | None:
    found = values.get(name, "")
    return int(found) if found.isascii() and found.isdigit() and len(found) <= 12 else None
