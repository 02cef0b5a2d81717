"""A household without a server: its users, what they may see, and players that obey at once."""

import asyncio
from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from dim.accounts import users
from dim.accounts.rights import Caller, User
from dim.db import Database
from dim.db.engine import Transaction
from dim.db.tables import media
from dim.events import Hub
from dim.remote.commands import NAMES, read
from dim.remote.model import CloseCause, Message, Order, PlayerState, SeenPlayer
from dim.remote.registry import LivePlayer
from dim.remote.service import Remote
from support.catalog import Catalog, movie

DEVICE = "device-0001"
CHILDS_AGE = 12


class Screen:
    """The connection of a player that obeys at once, unless it is told otherwise."""

    live: LivePlayer
    remote: Remote

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self.closed: str | None = None
        self.refuses: str | None = None
        self.is_silent = False
        self.state: dict[str, Any] = {"state": "idle"}
        self._pushed = asyncio.Event()

    async def ordered(self, command: str, times: int = 1) -> None:
        """Wait until it was told to do something so many times."""
        while self.commands().count(command) < times:
            self._pushed.clear()
            await self._pushed.wait()

    def push(self, message: Message, *, replaces: str | None = None) -> None:
        self.heard.append(message)
        self._pushed.set()
        if not isinstance(message, Order) or self.is_silent:
            return
        if self.refuses is None:
            self._obey(message.command, message.values)
        asyncio.get_running_loop().call_soon(self._acknowledge, message.id)

    def _obey(self, command: str, told: Mapping[str, Any]) -> None:
        match command:
            case "play_item":
                playback = "paused" if told.get("paused") else "playing"
                self.state = {
                    "state": playback, "item_id": told["item_id"], "title": f"Item {told['item_id']}", "duration": 100.0,
                    "position": told.get("position") or 0.0, "audio": told.get("audio", 1), "subtitle": told.get("subtitle"),
                    "audio_tracks": [{"id": 1, "name": "English"}, {"id": 2, "name": "French"}], "stream_key": "key",
                }  # fmt: skip
            case "stop":
                self.state = {"state": "idle"}
            case "pause":
                self.state["state"] = "paused"
            case "play":
                self.state["state"] = "playing"
            case "seek":
                self.state["position"] = told["position"]
            case "volume":
                self.state["volume"] = told["level"]

    def _acknowledge(self, number: str) -> None:
        self.remote.registry.report(self.live, self.state)
        self.live.outgoing.acknowledge(number, self.refuses)

    def close(self, reason: str, cause: CloseCause) -> None:
        self.closed = reason if cause == "lagging" else cause

    @property
    def id(self) -> int:
        return self.live.id

    def commands(self) -> list[str]:
        return [one.command for one in self.heard if isinstance(one, Order)]

    def seen(self) -> SeenPlayer:
        """How the watched player was at last."""
        return next(one for one in reversed(self.heard) if isinstance(one, SeenPlayer))

    def seen_state(self) -> PlayerState:
        """What plays on it."""
        state = self.seen().state
        assert state is not None
        return state


def _certify(transaction: Transaction, title_id: int, age: int) -> None:
    transaction.execute(update(media).where(media.c.id == title_id).values(age=age))


class Household:
    """A server with a film for all, one for adults, and one in a library of the owner's; and its users."""

    def __init__(self, database: Database) -> None:
        self.database, self.hub = database, Hub()
        self.catalog = Catalog(database, "movie")
        self.catalog.report(movie("Paddington.mkv", "Paddington", 2014), movie("Alien.mkv", "Alien", 1979))
        ids = self.catalog.titles()
        self.family, self.adult = ids["Paddington (2014)"], ids["Alien (1979)"]
        self.private = Catalog(database, "movie", "/private")
        self.private.report(movie("Home.mkv", "Home Video", 2001))
        self.home = next(iter(self.private.titles().values()))
        self.remote = Remote(database, self.hub)
        self.owner = User(1, "me", "owner", None)
        self.users = {"owner": self.owner}
        shared = frozenset((self.catalog.library,))
        for name, role, libraries in (
            ("admin", "admin", None),
            ("helper", "admin", shared),
            ("member", "member", shared),
            ("other", "member", shared),
            ("stranger", "member", frozenset[int]()),
            ("child", "child", shared),
        ):
            number = database.write_now(users.create, name, "password1", "hash", role=role)
            self.users[name] = User(number, name, role, libraries, CHILDS_AGE if role == "child" else None)
        database.write_now(_certify, self.family, 0)
        database.write_now(_certify, self.adult, 18)

    async def screen(self, user: str, *, device: str = DEVICE, tab: str = "a") -> Screen:
        screen = Screen()
        screen.remote = self.remote
        screen.live = await self.remote.registry.announce(
            self.users[user], screen, device=device, tab=tab, name=f"{user}'s TV", kind="tv", capabilities=frozenset(NAMES)
        )  # fmt: skip
        return screen

    async def device(self, device: str, commands: frozenset[str] = frozenset(NAMES)) -> Screen:
        """A device that the server casts to."""
        screen = Screen()
        screen.remote = self.remote
        screen.live = await self.remote.registry.host(
            screen, device=device, name="Device", kind="tv", capabilities=commands
        )
        return screen

    async def steer(self, user: str, screen: Screen, name: str, **values: Any) -> PlayerState:
        caller = Caller(self.users[user])
        return await self.remote.command(caller, screen.id, read(name, values))
