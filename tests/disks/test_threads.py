"""Threads are reused, as many as it takes, and end when they are idle."""

import asyncio
import threading
import time

import pytest

from dim import threads
from dim.threads import DaemonThreads


def test_a_thread_is_used_again_and_further_ones_are_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "IDLE_SECONDS", 0.3)
    pool, seen, go = DaemonThreads("test"), set[int](), threading.Event()
    entered = threading.Semaphore(0)

    def hold() -> None:
        seen.add(threading.get_ident())
        entered.release()
        go.wait(5)

    for _ in range(5):
        pool.run(hold)
    for _ in range(5):
        assert entered.acquire(timeout=5)
    assert len(seen) == 5
    go.set()
    while pool._idle < 5:
        time.sleep(0)
    for _ in range(20):
        pool.run(hold)
        assert entered.acquire(timeout=5)
    assert len(seen) == 5
    for _ in range(2000):  # work that comes when a thread is about to end is done all the same
        done = threading.Event()
        pool.run(done.set)
        assert done.wait(5)
    end = time.monotonic() + 5
    while any(thread.name == "test" for thread in threading.enumerate()):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert pool._idle == 0


def test_a_call_gives_or_raises_what_the_function_does_and_may_be_left_alone() -> None:
    pool, go, left = DaemonThreads("calls"), threading.Event(), threading.Event()

    def fails() -> None:
        raise FileNotFoundError("gone")

    def waits() -> None:
        go.wait(5)
        left.set()

    async def main() -> None:
        faults: list[dict[str, object]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(context))
        assert await pool.call(lambda: 7) == 7
        with pytest.raises(FileNotFoundError):
            await pool.call(fails)
        waiting = pool.call(waits)
        waiting.cancel()  # nobody waits for it any more: it ends by itself
        go.set()
        assert left.wait(5)
        await pool.call(lambda: None)
        assert faults == []

    asyncio.run(main())

    async def leave() -> None:
        go.clear()
        left.clear()
        pool.call(waits)

    asyncio.run(leave())
    go.set()  # it returns after its loop was closed
    assert left.wait(5)
