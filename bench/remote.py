"""Many players and remotes at once: how long a command takes, and that none is lost or obeyed twice. `python -m bench.remote [--users N]`.

Each player reports five times a second; each remote watches one player and steers it every two seconds. Beside them, pages are read.
"""

import argparse
import asyncio
import itertools
import json
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench.api import p99
from bench.common import Api, RunningServer, add_library, folder, many_movies, running, titles, until

PLAYERS, UPDATES, SECONDS, EVERY = 200, 5.0, 20.0, 2.0
LIMIT, PAGE_LIMIT, MEMORY_LIMIT = 200.0, 50.0, 100.0
TITLES = 200
COMMANDS = ("seek", "volume", "pause", "play")


@dataclass(slots=True)
class Outcome:
    """What the clients saw. Times in milliseconds."""

    commands: list[float] = field(default_factory=list)
    updates: list[float] = field(default_factory=list)
    """From a report to who watches."""
    failed: list[str] = field(default_factory=list)
    sent: int = 0
    obeyed: Counter[str] = field(default_factory=Counter)


class Player:
    """A client that plays: reports, and obeys."""

    def __init__(self, number: int, item: int, outcome: Outcome) -> None:
        self._number, self._item, self._outcome = number, item, outcome
        self._state: dict[str, Any] = {}
        self.id = 0
        self.announced = asyncio.Event()

    async def run(self, socket: ClientConnection, seconds: float) -> None:
        """Play for some seconds."""
        self._state = {"state": "playing", "item_id": self._item, "title": "Film", "position": 0.0, "duration": 7_200.0}
        data = {
            "device": f"bench-{self._number:04}",
            "commands": [*COMMANDS, "message"],
            "name": f"TV {self._number}",
            "state": self._state,
        }
        await socket.send(json.dumps({"type": "announce", "id": 1, "data": data}))
        while (answer := json.loads(await socket.recv())).get("re") != 1:
            pass
        self.id = answer["data"]["player"]
        self.announced.set()
        reports = asyncio.create_task(self._report(socket, seconds))
        try:
            async for text in socket:
                message = json.loads(text)
                if message["type"] == "command":
                    await self._obey(socket, message["data"])
        finally:
            reports.cancel()

    async def _report(self, socket: ClientConnection, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            # the position says when it was sent
            self._state["position"] = time.monotonic() % 7_000
            await socket.send(json.dumps({"type": "state", "data": self._state}))
            await asyncio.sleep(1 / UPDATES)

    async def _obey(self, socket: ClientConnection, told: dict[str, Any]) -> None:
        self._outcome.obeyed[told.get("text", told["id"])] += 1
        await socket.send(json.dumps({"type": "ack", "data": {"id": told["id"], "state": self._state}}))


async def steer(socket: ClientConnection, player: int, outcome: Outcome, seconds: float, delay: float) -> None:
    """Watch a player, and send it a command every two seconds."""
    waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
    await socket.send(json.dumps({"type": "watch", "data": {"players": [player]}}))

    async def read() -> None:
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "player" and (state := message["data"].get("state")):
                outcome.updates.append((time.monotonic() % 7_000 - state["position"]) * 1000)
            elif (answer := waiting.pop(str(message.get("re")), None)) is not None:
                answer.set_result(message)

    reading = asyncio.create_task(read())
    await asyncio.sleep(delay)
    end = time.monotonic() + seconds - delay - EVERY
    for number in itertools.count():
        if time.monotonic() > end:
            break
        name = f"{player}-{number}-{'x' * 16}"
        waiting[name] = asyncio.get_running_loop().create_future()
        answered = waiting[name]
        outcome.sent += 1
        began = time.monotonic()
        data = {"player": player, "command": "message", "text": name}
        await socket.send(json.dumps({"type": "command", "id": name, "data": data}))
        if number % 5 == 4:  # sent again, as after a lost connection: it must not be obeyed twice
            await socket.send(json.dumps({"type": "command", "id": name, "data": data}))
        answer = await asyncio.wait_for(answered, 10)
        outcome.commands.append((time.monotonic() - began) * 1000)
        if answer["type"] != "result":
            outcome.failed.append(str(answer["data"]))
        await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - began)))
    reading.cancel()


def load(port: int, tokens: list[str], item: int, players: int, seconds: float) -> Outcome:
    """Run all clients; in a process of its own."""
    return asyncio.run(_load(port, tokens, item, players, seconds))


async def _load(port: int, tokens: list[str], item: int, number: int, seconds: float) -> Outcome:
    outcome = Outcome()

    def open_socket(place: int) -> connect:
        headers = {"Authorization": f"Bearer {tokens[place % len(tokens)]}"}
        return connect(f"ws://127.0.0.1:{port}/api/v1/events", additional_headers=headers, proxy=None, compression=None)

    sockets = [await open_socket(place) for place in range(number)]
    players = [Player(place, item, outcome) for place in range(number)]
    tasks = [asyncio.create_task(one.run(socket, seconds)) for one, socket in zip(players, sockets, strict=True)]
    await asyncio.gather(*(one.announced.wait() for one in players))
    remotes = [await open_socket(place) for place in range(number)]
    await asyncio.gather(*(
        steer(socket, one.id, outcome, seconds, place / number * EVERY)
        for place, (socket, one) in enumerate(zip(remotes, players, strict=True))
    ))  # fmt: skip
    for socket in (*sockets, *remotes):
        await socket.close()
    await asyncio.gather(*tasks, return_exceptions=True)
    return outcome


def pages(owner: Api, library: int, seconds: float) -> list[float]:
    """Read pages one after another; the times in milliseconds."""
    times = []
    end = time.monotonic() + seconds
    paths = itertools.cycle(
        (
            f"/api/v1/library/{library}/cards?limit=60",
            "/api/v1/home",
            f"/api/v1/library/{library}/cards?limit=60&sort=year",
        )
    )
    while time.monotonic() < end:
        began = time.perf_counter()
        owner.ask("GET", next(paths))
        times.append((time.perf_counter() - began) * 1000)
        time.sleep(0.05)
    return times


def cards_of(owner: Api, library: int) -> list[dict[str, Any]]:
    """The cards of all titles."""
    found: list[dict[str, Any]] = owner.ask("GET", f"/api/v1/library/{library}/cards", params={"limit": TITLES})[
        "cards"
    ]
    return found


def compare(server: RunningServer, owner: Api, players: int, users: int) -> bool:
    """Measure, print, and return whether all limits hold."""
    library = next(iter(owner.ask("GET", "/api/v1/library")))["id"]
    item = next(iter(titles(owner, library).values()))["id"]
    tokens = [owner.headers["Authorization"][7:]]
    for place in range(1, users):
        owner.ask("POST", "/api/v1/users", 201, json={"username": f"user{place}", "password": "password1"})
        with server.sign_in(f"user{place}", "password1") as client:
            tokens.append(client.headers["Authorization"][7:])
    until(lambda: all("poster" in card["pictures"] for card in cards_of(owner, library)), 120, "the posters")
    process = server.family()[0]
    before = process.memory_info().rss
    with ProcessPoolExecutor(1) as pool:
        running_load = pool.submit(load, server.port, tokens, item, players, SECONDS)
        time.sleep(3)  # while the clients connect
        times = pages(owner, library, SECONDS - 4)
        outcome = running_load.result()
    grown = (process.memory_info().rss - before) / 1e6
    lost = outcome.sent - len(outcome.obeyed)
    doubled = sum(count > 1 for count in outcome.obeyed.values())
    print(f"{players} players and {players} remotes of {users} users, {UPDATES:g} updates a second each")
    rows = (
        (f"command, p99 of {len(outcome.commands):,}", p99(outcome.commands), "ms", LIMIT),
        ("command, median", sorted(outcome.commands)[len(outcome.commands) // 2], "ms", LIMIT),
        (f"update, p99 of {len(outcome.updates):,}", p99(outcome.updates), "ms", LIMIT),
        (f"page, p99 of {len(times):,}", p99(times), "ms", PAGE_LIMIT),
        ("memory", grown, "MB", MEMORY_LIMIT),
        ("commands lost", float(lost), "", 0.0),
        ("commands obeyed twice", float(doubled), "", 0.0),
        ("commands refused", float(len(outcome.failed)), "", 0.0),
    )  # fmt: skip
    for name, value, unit, limit in rows:
        print(f"{name:32} {value:8.1f} {unit:3} (limit {limit:g}) {'ok' if value <= limit else 'TOO MUCH'}")
    if outcome.failed:
        print(outcome.failed[0])
    return all(value <= limit for _, value, _, limit in rows)


def main() -> bool:
    """Measure with a new server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, default=PLAYERS)
    parser.add_argument("--users", type=int, default=20, help="accounts to which the clients belong")
    given = parser.parse_args()
    with folder() as path:
        many_movies(path / "films", TITLES)
        with running(path) as (server, owner):
            add_library(owner, path / "films")
            return compare(server, owner, given.players, given.users)


if __name__ == "__main__":
    sys.exit(not main())
