"""What is attacked: a server behind a proxy, with an owner, a member, a restricted admin and two libraries."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from support import media
from support.server import Api, RunningServer, add_library, titles

MIB = 1 << 20
BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Attack:
    """`run` raises AssertionError where something did not hold. `long`: as an attacker who takes their time would."""

    name: str
    run: Callable[["House", bool], None]


class House:
    """A server to attack."""

    def __init__(self, folder: Path, hostile_files: Callable[[Path], None] = lambda _folder: None) -> None:
        self.folder = folder
        self.films, self.private = folder / "films", folder / "private"
        media.place(media.made("h264.mp4"), self.films / "Film (2001).mp4")
        media.place(media.made("h264.mp4"), self.private / "Secret (2002).mp4")
        hostile_files(folder)
        self.server = RunningServer(folder / "data", DIM_TRUSTED_PROXIES='["127.0.0.1"]').start()
        self.owner = self.server.set_up()
        self.library = add_library(self.owner, self.films, name="Films")
        self.hidden = add_library(self.owner, self.private, name="Private")
        self.film = titles(self.owner, self.library)["Film (2001)"]["id"]
        self.secret = titles(self.owner, self.hidden)["Secret (2002)"]["id"]
        self.member_id, self.member = self.user("Mallory", libraries=[self.library])
        self.admin_id, self.admin = self.user("Trent", role="admin", libraries=[self.library])
        self.stranger = self.server.client()

    def user(self, name: str, **more: Any) -> tuple[int, Api]:
        """A new user, and their client."""
        body = {"username": name, "password": "password1", **more}
        user_id: int = self.owner.ask("POST", "/api/v1/users", 201, json=body)["id"]
        return user_id, self.server.sign_in(name, "password1")

    def raw(self) -> socket.socket:
        """A connection to the server."""
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=60)

    def memory(self) -> int:
        """The largest of the server's processes, in bytes."""
        found = []
        for process in self.server.family():
            try:
                found.append(process.memory_info().rss)
            except psutil.Error:
                continue
        return max(found, default=0)

    def answers(self, seconds: float = 5) -> None:
        """The server serves others as always."""
        begun = time.monotonic()
        assert self.owner.get("/api/v1/library").status_code == 200
        assert time.monotonic() - begun < seconds, "it answered others late"

    def close(self) -> None:
        """Stop the server. It wrote no traceback."""
        for client in (self.owner, self.member, self.admin, self.stranger):
            client.close()
        self.server.stop()
        assert "Traceback" not in self.server.log.read_text(), self.server.log.read_text()[-4000:]
