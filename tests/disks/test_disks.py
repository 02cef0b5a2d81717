"""Calls to a disk that hangs: they end in time, leave the others alone, and leak nothing."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from dim import disks
from dim.disks import THREADS, Disk, Disks, DiskTimeoutError


class Hung:
    """A file system that does not answer until it is told to."""

    def __init__(self) -> None:
        self.answer = threading.Event()
        self.entered = threading.Semaphore(0)

    def read(self, value: int = 1) -> int:
        self.entered.release()
        self.answer.wait(60)
        return value


@pytest.fixture
def hung() -> Iterator[Hung]:
    made = Hung()
    yield made
    made.answer.set()


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disks, "CALL_SECONDS", 0.5)
    monkeypatch.setattr(disks, "HUNG_SECONDS", 0.1)


def fails() -> None:
    raise FileNotFoundError("gone")


def times_out_itself() -> None:
    raise TimeoutError(110, "Connection timed out")


def test_results_and_errors_come_through() -> None:
    async def run() -> None:
        disk = Disk()
        assert await disk.call(lambda: 7) == 7
        with pytest.raises(FileNotFoundError):
            await disk.call(fails)
        with pytest.raises(TimeoutError, match="Connection timed out"):  # the system's own is no hang of ours
            await disk.call(times_out_itself)
        assert not disk.hangs

    asyncio.run(run())


def test_a_hung_library_fails_in_time_and_the_others_answer(hung: Hung) -> None:
    async def run() -> None:
        both = Disks()
        dead, alive = both.of_library(1), both.of_library(2)
        calls = [asyncio.create_task(dead.call(hung.read)) for _ in range(THREADS * 3)]
        assert await alive.call(lambda: "there") == "there"
        for result in await asyncio.gather(*calls, return_exceptions=True):
            assert isinstance(result, DiskTimeoutError)
            assert result.library_id == 1
        assert dead.hangs
        begun = asyncio.get_running_loop().time()
        with pytest.raises(DiskTimeoutError):  # sooner now
            await dead.call(lambda: 1)
        assert asyncio.get_running_loop().time() - begun < 0.4
        assert threading.active_count() < THREADS + 10
        hung.answer.set()
        for _ in range(200):  # it recovers by itself
            with suppress(DiskTimeoutError):
                assert await dead.call(lambda: 5) == 5
                break
        while dead.hangs:  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert await asyncio.gather(*(dead.call(hung.read, number) for number in range(THREADS * 2))) == list(
            range(THREADS * 2)
        )

    asyncio.run(run())


def test_what_comes_too_late_is_released(hung: Hung) -> None:
    released: list[int] = []

    async def run() -> None:
        disk = Disk()
        with pytest.raises(DiskTimeoutError):
            await disk.acquire(lambda: hung.read(3), released.append)
        leaving = asyncio.create_task(disk.acquire(lambda: hung.read(4), released.append))
        await asyncio.to_thread(hung.entered.acquire)
        await asyncio.to_thread(hung.entered.acquire)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        hung.answer.set()
        while disk.hangs or len(released) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert await disk.acquire(lambda: 5, released.append) == 5

    asyncio.run(run())
    assert sorted(released) == [3, 4]


def test_what_comes_at_the_moment_of_a_cancellation_is_released() -> None:
    released: list[int] = []

    async def run() -> None:
        disk = Disk()
        for number in range(300):
            entered, go = threading.Event(), threading.Event()

            def read(number: int = number, entered: threading.Event = entered, go: threading.Event = go) -> int:
                entered.set()
                go.wait(5)
                return number

            leaving = asyncio.create_task(disk.acquire(read, released.append))
            await asyncio.to_thread(entered.wait)
            go.set()
            for _ in range(number % 5):
                await asyncio.sleep(0.0001 if number % 2 else 0)
            leaving.cancel()
            try:
                released.append(await leaving)
            except asyncio.CancelledError:
                continue
        while len(released) < 300:  # noqa: ASYNC110
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(run(), 30))
    assert sorted(released) == list(range(300))


def test_a_caller_who_leaves_while_waiting_takes_no_slot(hung: Hung) -> None:
    async def run() -> None:
        disk = Disk()
        holding = [asyncio.create_task(disk.call_within(30, hung.read)) for _ in range(THREADS)]
        for _ in range(THREADS):
            await asyncio.to_thread(hung.entered.acquire)
        waiting = [asyncio.create_task(disk.call_within(30, hung.read)) for _ in range(20)]
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        hung.answer.set()
        assert await asyncio.gather(*holding) == [1] * THREADS
        assert await disk.call(lambda: 2) == 2

    asyncio.run(run())


def test_a_hung_call_does_not_keep_the_process_from_ending() -> None:
    program = (
        "import asyncio, threading\nfrom dim import disks\ndisks.CALL_SECONDS = 0.2\n"
        "async def run():\n    try:\n        await disks.Disk(1).call(threading.Event().wait)\n"
        "    except disks.DiskTimeoutError as error:\n        print(error)\nasyncio.run(run())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "The disk of library 1 does not answer.")


def test_folders_share_a_disk_by_mount_point() -> None:
    async def run() -> None:
        made, mounts = Disks(), ["/", "/mnt/nas", "/mnt/nas2"]
        assert made.of_folder("/mnt/nas/films", mounts) is made.of_folder("/mnt/nas/shows", mounts)
        assert made.of_folder("/mnt/nas2", mounts) is not made.of_folder("/mnt/nas", mounts)
        assert made.of_folder("/home", mounts) is made.of_folder("/srv", mounts)

    asyncio.run(run())
