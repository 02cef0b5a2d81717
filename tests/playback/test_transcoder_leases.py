"""What transcoding processes hold, and when they let others have it: encoders, slots, sources."""

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from dim.playback.ffmpeg import STDERR_BYTES, read_tail
from dim.playback.sources.lease import LeasedResources
from dim.playback.sources.transcode import BusyError, StopReason, TranscodeError, Transcoder
from dim.playback.sources.transcode import transcoder as transcoder_module
from dim.playback.storage import Key
from dim.sandbox.confine import MODE
from playback.fake_ffmpeg import (
    HARDWARE,
    INITIALISATION,
    emits,
    hardware,
    program,
    segment,
    starts,
    transcoder,
)

LIMIT = 20.0
"""Seconds after which a test that waits has failed; far more than it needs."""


@pytest.fixture(autouse=True)
def programs_may_keep_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs in ffmpeg's place write files, which the sandbox refuses."""
    monkeypatch.setenv(MODE, "off")


def run(work: Coroutine[Any, Any, None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT):
            await work

    asyncio.run(limited())


async def until(is_true: Callable[[], bool]) -> None:
    while not is_true():  # noqa: ASYNC110
        await asyncio.sleep(0)  # a turn of the event loop, no time


async def waiting(made: Transcoder, index: int, client: str) -> asyncio.Task[bytes]:
    """A client that waits for a segment which its running process will never make."""

    async def ask() -> bytes:
        return (await made.segment(index, client)).read()

    task = asyncio.create_task(ask())
    await made.initialisation(index, client)  # its process runs
    await until(lambda: any(process.waiting_clients and process.covers(index, 1) for process in made._processes))
    assert not task.done()
    return task


@pytest.mark.parametrize("reason", [StopReason.SHUTDOWN, StopReason.UNNEEDED])
def test_a_transcoder_that_closes_does_not_disqualify_the_encoder(tmp_path: Path, reason: StopReason) -> None:
    async def play() -> None:
        encoders = hardware()
        made = transcoder(
            tmp_path, program(tmp_path, emits(tmp_path, INITIALISATION), "exec sleep 100"), encoders, slots=1
        )
        task = await waiting(made, 0, "ada")
        await made.close(reason)
        with pytest.raises(TranscodeError, match="ended"):
            await task
        assert encoders.get("h264") is HARDWARE
        assert made._services.slots.in_use == 0
        await made.close()

    run(play())


@pytest.mark.parametrize("asked", ["segment", "initialisation"])
def test_what_is_still_awaited_is_made_although_its_client_went_on_elsewhere(tmp_path: Path, asked: str) -> None:
    """A player that seeks twice, or chooses a quality while it begins, may have several requests under way."""

    async def play() -> None:
        encoders = hardware()
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        steps = (f"read line < {pipe}", emits(tmp_path, INITIALISATION, segment(0)), "exec sleep 100")
        made = transcoder(tmp_path, program(tmp_path, *steps), encoders, slots=1)
        task: asyncio.Task[Any] = asyncio.create_task(
            made.segment(0, "ada") if asked == "segment" else made.initialisation(0, "ada")
        )
        await until(lambda: any(process.waiting_clients for process in made._processes))
        first = made._processes[0]
        await made.leave("ada")
        assert (first.is_finished, first.stop_reason) == (True, StopReason.UNNEEDED)
        await asyncio.to_thread(pipe.write_text, "go\n")
        found = await task
        assert (found.read() if asked == "segment" else found) == (segment(0) if asked == "segment" else INITIALISATION)
        assert encoders.get("h264") is HARDWARE
        await made.close()
        assert made._services.slots.in_use == 0

    run(play())


@pytest.mark.parametrize("reason", [StopReason.EVICTED, StopReason.IDLE])
def test_a_process_that_makes_room_is_replaced(tmp_path: Path, reason: StopReason) -> None:
    async def play() -> None:
        encoders = hardware()
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        steps = (emits(tmp_path, INITIALISATION), f"read line < {pipe}", emits(tmp_path, segment(0)), "exec sleep 100")
        made = transcoder(tmp_path, program(tmp_path, *steps), encoders)
        task = await waiting(made, 0, "ada")
        await made._processes[0].stop(reason)
        await asyncio.to_thread(pipe.write_text, "go\n")
        assert await task == segment(0)
        assert starts(tmp_path) == 2
        assert encoders.get("h264") is HARDWARE
        await made.close()

    run(play())


def test_idle_processes_stop_without_blame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        encoders = hardware()
        steps = (emits(tmp_path, INITIALISATION, segment(0)), "exec sleep 100")
        made = transcoder(tmp_path, program(tmp_path, *steps), encoders)
        (await made.segment(0, "ada")).read()
        process = made._processes[0]
        monkeypatch.setattr(transcoder_module, "IDLE_SECONDS", -1.0)
        task = await waiting(made, 1, "ada")
        await made.stop_idle()
        assert not process.is_finished  # it is awaited
        task.cancel()
        await asyncio.wait([task])
        assert encoders.get("h264") is HARDWARE
        await made.close()

    run(play())


def test_a_third_place_evicts_a_process_that_nobody_waits_for(tmp_path: Path) -> None:
    async def play() -> None:
        encoders = hardware()
        made = transcoder(
            tmp_path, program(tmp_path, emits(tmp_path, INITIALISATION), "exec sleep 100"), encoders, slots=8
        )
        tasks = [await waiting(made, index, client) for index, client in ((0, "ada"), (20, "bob"))]
        first = made._processes[0]
        tasks[0].cancel()
        await asyncio.wait([tasks[0]])
        tasks.append(asyncio.create_task(asyncio.wait_for(made.segment(40, "eve"), LIMIT)))  # type: ignore[arg-type]
        await until(lambda: first.is_finished)
        assert first.stop_reason is StopReason.EVICTED
        assert not any(task.done() for task in tasks[1:])
        await made.close()
        await asyncio.wait(tasks)
        assert encoders.get("h264") is HARDWARE

    run(play())


@pytest.mark.parametrize(
    ("step", "is_disqualified"),
    [
        ("case $* in *nvenc*) echo broken driver >&2; exit 1;; esac; cat output-0", True),
        ("case $* in *nvenc*) kill -SEGV $$;; esac; cat output-0", True),
        ("echo broken file >&2; exit 1", False),  # the CPU cannot read it either
        ("kill -KILL $$", False),
        ("exit 0", False),
    ],
)
def test_only_a_failure_disqualifies_an_encoder(tmp_path: Path, step: str, is_disqualified: bool) -> None:
    async def play() -> None:
        encoders = hardware()
        emits(tmp_path, INITIALISATION, segment(0))
        made = transcoder(tmp_path, program(tmp_path, f"cd {tmp_path}", step), encoders)
        if is_disqualified:
            assert (await made.segment(0, "ada")).read() == segment(0)
        else:
            with pytest.raises(TranscodeError):
                await made.segment(0, "ada")
        assert (encoders.get("h264") is not HARDWARE) is is_disqualified
        await made.close()
        assert made._services.slots.in_use == 0

    run(play())


def test_a_segment_that_was_finished_meanwhile_is_not_encoded_again(tmp_path: Path) -> None:
    async def play() -> None:
        made = transcoder(tmp_path, program(tmp_path, "exit 1"), slots=1)
        slot = await made._services.slots.acquire()
        task = asyncio.create_task(made.segment(5, "ada"))
        await until(lambda: made._services.slots.has_waiters)
        await made._services.storage.write(made._job.segment_key(5), b"made elsewhere")
        await made._services.storage.write(made._job.initialisation_key, INITIALISATION)
        slot.release()
        assert (await task).read() == b"made elsewhere"
        assert starts(tmp_path) == 0
        await made.close()

    run(play())


def test_a_running_transcode_does_not_wait_for_the_slot_of_another_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dim.playback.sources.transcode.process.QUEUE_SECONDS", 100)  # however slow the machine is

    async def play() -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        steps = (
            emits(tmp_path, INITIALISATION, segment(0)), f"read line < {pipe}", emits(tmp_path, segment(1)), "exec sleep 100",
        )  # fmt: skip
        made = transcoder(tmp_path, program(tmp_path, *steps), slots=1)
        assert (await made.segment(0, "ada")).read() == segment(0)
        elsewhere = asyncio.create_task(made.segment(40, "bob"))
        await until(lambda: made._services.slots.has_waiters)
        following = asyncio.create_task(made.segment(1, "ada"))
        await asyncio.to_thread(pipe.write_text, "go\n")
        assert (await following).read() == segment(1)
        assert not elsewhere.done()
        await made.close()
        with pytest.raises(TranscodeError):
            await elsewhere

    run(play())


def test_a_segment_that_is_made_while_storage_is_asked_for_it_needs_no_further_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play() -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        steps = (
            emits(tmp_path, INITIALISATION, segment(0)), f"read line < {pipe}", emits(tmp_path, segment(1)), "exec sleep 100",
        )  # fmt: skip
        made = transcoder(tmp_path, program(tmp_path, *steps))
        (await made.segment(0, "ada")).read()
        storage, first = made._services.storage, made._processes[0]
        look = storage.open

        async def slow(key: Key) -> BinaryIO | None:
            found = await look(key)
            if found is None:
                await asyncio.to_thread(pipe.write_text, "go\n")
                await until(lambda: first.next_segment > 1)
            return found

        monkeypatch.setattr(storage, "open", slow)
        assert (await made.segment(1, "ada")).read() == segment(1)
        assert made._processes == [first]
        await made.close()

    run(play())


def test_two_clients_of_one_segment_wait_for_the_same_process(tmp_path: Path) -> None:
    async def play() -> None:
        steps = (emits(tmp_path, INITIALISATION, segment(3)), "exec sleep 100")
        made = transcoder(tmp_path, program(tmp_path, *steps), slots=1)
        slot = await made._services.slots.acquire()
        tasks = [asyncio.create_task(made.segment(3, client)) for client in ("ada", "bob")]
        await until(lambda: made._services.slots.has_waiters)
        slot.release()
        assert [one.read() for one in await asyncio.gather(*tasks)] == [segment(3)] * 2
        assert starts(tmp_path) == 1
        await made.close()

    run(play())


def test_without_a_slot_the_client_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        monkeypatch.setattr("dim.playback.sources.transcode.process.QUEUE_SECONDS", 0.01)
        made = transcoder(tmp_path, program(tmp_path, "exit 1"), slots=1)
        slot = await made._services.slots.acquire()
        with pytest.raises(BusyError):
            await made.segment(0, "ada")
        slot.release()
        assert (made._services.slots.in_use, starts(tmp_path)) == (0, 0)
        await made.close()

    run(play())


def test_a_slot_survives_waiters_that_give_up(tmp_path: Path) -> None:
    """A waiter is cancelled and the slot released before the waiter has noticed."""

    async def play() -> None:
        slots = transcoder(tmp_path, "ffmpeg", slots=1)._services.slots
        slot = await slots.acquire()
        task = asyncio.create_task(slots.acquire())
        await until(lambda: slots.has_waiters)
        task.cancel()
        slot.release()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (slots.in_use, slots.has_waiters) == (0, False)

    run(play())


def test_a_source_closes_with_its_last_lease() -> None:
    async def play() -> None:
        closed: list[str] = []

        async def close(name: str) -> None:
            closed.append(name)

        resources = LeasedResources[str](close)
        first, second = (resources.acquire("key", lambda: "source") for _ in range(2))
        await first.release()
        await first.release()
        assert closed == []
        await second.release()
        assert (closed, resources.resources()) == (["source"], [])

    run(play())


def test_only_the_end_of_what_ffmpeg_writes_is_kept() -> None:
    async def play() -> None:
        stream = asyncio.StreamReader()
        stream.feed_data(b"x" * (1 << 20) + b"\nthe reason\n")
        stream.feed_eof()
        text = await read_tail(stream)
        assert len(text) <= STDERR_BYTES
        assert text.endswith("the reason")

    run(play())


def test_the_cache_never_uses_the_event_loops_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        storage = transcoder(tmp_path, "ffmpeg")._services.storage
        threads = set()

        def note(*_: object) -> None:
            threads.add(threading.get_ident())

        monkeypatch.setattr("dim.playback.storage.os.utime", note)
        await storage.write(("a", "b"), b"data")
        assert await storage.read(("a", "b")) == b"data"
        opened = await storage.open(("a", "b"))
        assert opened is not None
        opened.close()
        assert threads
        assert threading.get_ident() not in threads

    run(play())
