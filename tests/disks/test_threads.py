"""Threads are reused, as many as it takes, and end when they are idle."""

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
