"""A server with films and shows for the tests of the UI: made once for all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Browser, BrowserContext, Page

from support import media
from support.server import Api, RunningServer, add_library, titles

WAIT_MS = 15_000
"""How long tests wait for what a page shows, at most."""


class Served(Protocol):
    """A running server and its owner."""

    @property
    def url(self) -> str: ...

    @property
    def owner(self) -> Api: ...


@dataclass(frozen=True)
class House:
    """A running server, its owner, and what is in its libraries."""

    server: RunningServer
    owner: Api
    films: int
    shows: int
    titles: dict[str, int]
    """Movies and shows by name."""

    @property
    def url(self) -> str:
        return self.server.url

    def episodes(self, season: int = 0) -> list[int]:
        """The ids of the episodes of a season of the show, by its place (specials are last)."""
        show = self.owner.ask("GET", f"/api/v1/media/{self.titles['Winter Garden']}")
        found = self.owner.ask("GET", f"/api/v1/season/{show['seasons'][season]['id']}")
        return [episode["id"] for episode in found["episodes"]]


def build_house(server: RunningServer, owner: Api, disk: Path) -> House:
    """Add libraries to a new server: films that play in each way, a show with specials, and many small films."""
    films, shows = disk / "films", disk / "shows"
    short = media.made("short.mp4", seconds=4)
    wide = media.made("wide.mkv", audio=("aac", "aac"), subtitles=True, seconds=60, size="1280x544")
    media.place(short, films / "Paper Orbit (1986)" / "Paper Orbit (1986).mp4")
    media.picture(films / "Paper Orbit (1986)" / "poster.jpg")
    media.picture(films / "Paper Orbit (1986)" / "fanart.jpg", "steelblue", "1280x720")
    media.place(wide, films / "Glass River (1990)" / "Glass River (1990).mkv")
    for name in ("Low Tide (2002) - Director's Cut", "Low Tide (2002)"):
        media.place(short, films / "Low Tide (2002)" / f"{name}.mp4")
    tiny = media.made("tiny.mp4", seconds=1, size="64x64", audio=())
    for number in range(40):
        media.place(tiny, films / f"Film {number:02} (2000).mp4")
    for season, episode in ((0, 1), (1, 1), (1, 2), (1, 3), (2, 1), (2, 2)):
        folder = shows / "Winter Garden (2010)" / (f"Season {season}" if season else "Specials")
        media.place(wide, folder / f"Winter Garden S{season:02}E{episode:02}.mkv")
    first = add_library(owner, films, name="Films")
    second = add_library(owner, shows, "show", name="Shows")
    found = {name: card["id"] for library in (first, second) for name, card in titles(owner, library).items()}
    return House(server, owner, first, second, {name.partition(" (")[0]: number for name, number in found.items()})


def close(context: BrowserContext) -> None:
    """Close a browser profile; handlers of requests that are under way end with it and fail nothing."""
    for page in context.pages:
        page.unroute_all(behavior="ignoreErrors")
    context.close()


@contextmanager
def visitor(
    browser: Browser, house: Served, token: str | None = "", expected: tuple[str, ...] = (), **context: Any
) -> Iterator[Page]:
    """A page in a new browser profile, with the owner signed in (`token` "": theirs; None: nobody).

    An error in its console fails the test, unless it has one of the `expected` texts in it.
    """
    opened = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **context})
    if token is not None:
        value = token or house.owner.headers["Authorization"][7:]
        opened.add_cookies([{"name": "dim_session", "value": value, "url": house.url}])
    page = opened.new_page()
    page.set_default_timeout(WAIT_MS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda message: errors.append(f"{message.text} {message.location['url']}") if message.type == "error" else None,
    )
    try:
        yield page
    finally:
        close(opened)
    unexpected = [text for text in errors if not any(part in text for part in expected)]
    assert unexpected == [], "\n".join(unexpected)
