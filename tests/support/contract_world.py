"""The server on which the lines of the specification are proved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support import media
from support.server import Api, RunningServer, add_library, titles, until

BROWSER = ["h264", "aac", "mp4"]
NOBODY = 9_000_000
"""What a browser plays, and an id that nothing has."""


@dataclass
class World:
    """A server with a library of films and one of shows, its owner, and a member who sees only the films."""

    server: RunningServer
    owner: Api
    member: Api
    disk: Path
    films: int
    shows: int
    film: int
    show: int

    def account(self, name: str, password: str = "password1", **rights: Any) -> int:
        """A new account."""
        made: int = self.owner.ask(
            "POST", "/api/v1/users", 201, json={"username": name, "password": password, **rights}
        )["id"]
        return made

    def session(self, name: str, password: str = "password1") -> str:
        """A new sign-in's token."""
        with self.server.client() as client:
            token: str = client.ask("POST", "/api/v1/auth/session", 201, json={"username": name, "password": password})[
                "jwt"
            ]
        return token

    def anyone(self, token: str | None = None) -> Api:
        """A client with this token, or with none."""
        client = self.server.client()
        if token:
            client.headers["Authorization"] = f"Bearer {token}"
        return client


@contextmanager
def running_world(disk: Path) -> Iterator[World]:
    """Such a server, until the end of the context."""
    media.place(media.made("h264.mp4"), disk / "films" / "Direct (2001).mp4")
    media.place(media.made("hevc.mkv", video="hevc", audio=("ac3",)), disk / "films" / "Transcode (2003).mkv")
    media.place(media.made("h264.mkv", audio=("aac", "aac"), subtitles=True), disk / "films" / "Remux (2002).mkv")
    media.picture(disk / "films" / "Direct (2001).jpg")
    for number in (1, 2):
        media.place(media.made("short.mp4", seconds=10), disk / "shows" / "Show" / f"Show S01E0{number}.mp4")
    server = RunningServer(disk / "data").start()
    try:
        owner = server.set_up()
        films = add_library(owner, disk / "films", name="Films")
        shows = add_library(owner, disk / "shows", "show", name="Shows")
        owner.ask("POST", "/api/v1/users", 201, json={"username": "Bo", "password": "password1", "libraries": [films]})
        with owner, server.sign_in("Bo", "password1") as member:
            until(lambda: "poster" in titles(owner, films)["Direct (2001)"]["pictures"], 30, "its poster")
            film, show = titles(owner, films)["Direct (2001)"]["id"], titles(owner, shows)["Show"]["id"]
            yield World(server, owner, member, disk, films, shows, film, show)
    finally:
        server.stop()
