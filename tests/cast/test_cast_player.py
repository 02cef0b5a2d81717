"""A device as a player, in the middle of its waits: what is left, what is ended, and what a device may not say."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dim.cast.device import CastDevice, DeviceGoneError, DeviceStatus, FoundDevice, Media, Traits
from dim.cast.player import CastPlayer
from dim.cast.services import Services
from dim.cast.streams import Opened, Wanted
from dim.media import MediaFile
from dim.playback.policy.capabilities import of_profile
from dim.playback.sessions.session import EndSignal, Session
from dim.remote.model import Order
from dim.remote.registry import LivePlayer

BY = cast(Any, SimpleNamespace(user=SimpleNamespace(id=1)))
COMMANDS = frozenset({"play_item", "stop", "audio"})


def session(key: str) -> Session:
    """What a player uses of one: two parts of 100 seconds."""
    decision = SimpleNamespace(mode="transcode", burn_in=None)
    file = MediaFile(id=5, library_id=1, path="a.mkv", role="extra")  # its position is not kept
    return cast(
        Session,
        SimpleNamespace(
            key=key, item_id=7, decision=decision, file=file, files=[file], duration=200.0, starts=[0.0, 100.0], ended=EndSignal(), name="Film",
            choice=SimpleNamespace(audio_stream=None), title_id=7, library_id=1, chapters=[], presentation=None, parts=(),
        ),
    )  # fmt: skip


@dataclass
class World:
    """A server without a disk, and a device that does what it is told at once."""

    opened: list[Wanted] = field(default_factory=list)
    there: dict[str, Session] = field(default_factory=dict)
    acknowledged: list[tuple[str, str | None]] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    left: list[str | None] = field(default_factory=list)
    signed_in: bool = True
    opening: asyncio.Event | None = None
    """Sessions are opened as soon as it is set."""
    loading: asyncio.Event | None = None
    stopping: asyncio.Event | None = None
    unwinding: asyncio.Event | None = None
    """What is cancelled ends as soon as it is set."""
    name = "TV"
    traits = Traits(COMMANDS, of_profile("chromecast", []), has_hls=False)

    # The server

    @property
    def services(self) -> Services:
        outgoing = SimpleNamespace(acknowledge=lambda number, reason: self.acknowledged.append((number, reason)))
        self.live = cast(LivePlayer, SimpleNamespace(id=1, outgoing=outgoing))
        registry = SimpleNamespace(
            host=self._host,
            live=lambda _: None if self.left else self.live,
            report=lambda _, state: self.states.append(state),
            leave=lambda _, reason: self.left.append(reason),
        )
        sessions = SimpleNamespace(
            get=self.there.get, report=lambda *_: None, end_message=lambda _: None, everything=list
        )
        return cast(
            Services,
            SimpleNamespace(
                database=SimpleNamespace(), remote=SimpleNamespace(registry=registry), sessions=sessions, streams=self,
                gate=SimpleNamespace(still=lambda by: by if self.signed_in else None),
            ),
        )  # fmt: skip

    async def _host(self, *_arguments: Any, **_named: Any) -> LivePlayer:
        return self.live

    async def open(self, _by: Any, _found: FoundDevice, _traits: Traits, wanted: Wanted) -> Opened:
        self.opened.append(wanted)
        if self.opening is not None:
            await self.opening.wait()
        made = session(f"key{len(self.opened)}")
        self.there[made.key] = made
        media = Media(
            key=made.key, url=f"http://h/{made.key}", media_type="video/mp4", title="Film", duration=200.0,
            start=wanted.position or 0.0, is_file=False,
        )  # fmt: skip
        return Opened(made, media)

    def close(self, closed: Session) -> None:
        self.there.pop(closed.key, None)

    # The device

    async def run(self, listener: Any) -> None:
        self.listener = listener
        await asyncio.Event().wait()

    async def load(self, media: Media) -> None:
        try:
            if self.loading is not None:
                await self.loading.wait()
        except asyncio.CancelledError:
            if self.unwinding is not None:
                await self.unwinding.wait()
            raise
        self.said.append(f"load {media.key}")

    async def stop(self) -> None:
        if self.stopping is not None:
            await self.stopping.wait()
        self.said.append("stop")

    # What tests do

    def plays(self, position: float, key: str = "key1") -> None:
        self.listener(DeviceStatus(playback="playing", position=position, media=key))


def order(command: str, number: str = "c1", **values: Any) -> Order:
    return Order(number, command, values, BY)


def used(world: World) -> CastPlayer:
    found = FoundDevice("dlna", "dlna-1", "TV", "192.168.1.7", 80, "http://192.168.1.7/")
    return CastPlayer(world.services, found, cast(CastDevice, world))


async def turns(count: int = 12) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def run(doing: Coroutine[Any, Any, None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(10):
            await doing

    asyncio.run(limited())


def test_a_player_that_is_ended_twice_leaves_no_stream() -> None:
    """Its device went away while it loads, and casting is switched off before the load has ended."""

    async def main() -> None:
        world = World(loading=asyncio.Event(), unwinding=asyncio.Event())
        player = used(world)
        running = asyncio.create_task(player.run())
        await turns()
        player.push(order("play_item", item_id=7))
        await turns()
        assert list(world.there) == ["key1"]
        player.close("gone", "removed")
        with pytest.raises(DeviceGoneError):
            await running
        ending = asyncio.create_task(player.end("It is gone."))
        await turns()
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)
        assert world.unwinding is not None
        world.unwinding.set()
        await turns()
        assert (world.there, world.left) == ({}, ["It is gone."])

    run(main())


@pytest.mark.parametrize("ahead", range(3))
@pytest.mark.parametrize("command", ["stop", "play_item"])
def test_the_next_part_and_a_command_at_once(command: str, ahead: int) -> None:
    """The command holds: nothing goes on after it, and the player stays. `ahead`: turns of the loop."""

    async def main() -> None:
        world = World()
        player = used(world)
        running = asyncio.create_task(player.run())
        await turns()
        player.push(order("play_item", item_id=7))
        await turns()
        world.plays(97.0)
        player.push(order(command, "c2", **({"item_id": 8} if command == "play_item" else {})))
        await turns(ahead)
        world.listener(DeviceStatus(media="key1", ending="stopped"))  # the end of its first part
        await turns(40)
        assert not running.done()
        assert ("c2", None) in world.acknowledged
        playing = world.states[-1]
        if command == "stop":
            assert (playing["state"], world.there, world.said[-1]) == ("idle", {}, "stop")
        else:
            assert world.opened[-1].item_id == 8
            assert len(world.there) == 1
            assert playing["stream_key"] == world.said[-1].removeprefix("load ")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await player.end("over")
        assert world.there == {}

    run(main())


def test_a_stream_that_ends_stops_nothing_that_is_loaded_then() -> None:
    async def main() -> None:
        world = World()
        player = used(world)
        running = asyncio.create_task(player.run())
        await turns()
        player.push(order("play_item", item_id=7))
        await turns()
        world.stopping = asyncio.Event()
        world.there.pop("key1").ended.set()  # whoever began it signed out
        await turns()
        player.push(order("play_item", "c2", item_id=8))
        await turns()
        world.stopping.set()
        await turns()
        assert world.said == ["load key1", "stop", "load key2"]
        world.opening = asyncio.Event()
        player.push(order("play_item", "c3", item_id=9))
        await turns()
        world.there.pop("key2").ended.set()
        await turns()
        world.opening.set()
        await turns()
        assert world.said[3:] == ["load key3"]  # it takes the place of what plays
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await player.end("over")

    run(main())


def test_who_signed_out_before_it_is_their_turn_opens_nothing() -> None:
    async def main() -> None:
        world = World(signed_in=False)
        player = used(world)
        running = asyncio.create_task(player.run())
        await turns()
        player.push(order("play_item", item_id=7))
        await turns()
        [(_, reason)] = world.acknowledged
        assert reason is not None
        assert world.opened == []
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await player.end("over")

    run(main())


def test_a_position_behind_the_end_is_the_end() -> None:
    async def main() -> None:
        world = World()
        player = used(world)
        running = asyncio.create_task(player.run())
        await turns()
        player.push(order("play_item", item_id=7))
        await turns()
        world.plays(9e6)
        assert world.states[-1]["position"] == 200.0
        player.push(order("audio", "c2", track=1))
        await turns()
        assert world.opened[-1].position == 200.0
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await player.end("over")

    run(main())
