"""Work in processes of its own."""

import asyncio
import socket
import subprocess
import sys

import psutil
import pytest

from dim.workers import Pool, WorkerError

HERE = "workers.functions"


def with_pool(work) -> None:  # type: ignore[no-untyped-def]
    async def run() -> None:
        pool = Pool(2)
        try:
            await work(pool)
        finally:
            await pool.close()

    asyncio.run(run())


@pytest.fixture(autouse=True)
def children_find_the_tests(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath / "tests"))


def test_calls_and_bytes() -> None:
    async def work(pool: Pool) -> None:
        assert await pool.call(f"{HERE}:add", one=1, other=2) == 3
        assert await pool.call_for_bytes(f"{HERE}:shout", blob=b"abc" * 100_000) == (300_000, b"ABC" * 100_000)

    with_pool(work)


@pytest.mark.parametrize(
    ("function", "kind"), [("fail", "ValueError"), ("crash", "Crash"), ("missing", "AttributeError")]
)
def test_failures_cost_one_call(function: str, kind: str) -> None:
    async def work(pool: Pool) -> None:
        for _ in range(4):
            with pytest.raises(WorkerError) as caught:
                await pool.call(f"{HERE}:{function}")
            assert caught.value.kind == kind
        assert await pool.call(f"{HERE}:add", one=1, other=1) == 2

    with_pool(work)


def test_a_call_that_hangs_is_ended_with_its_process() -> None:
    async def work(pool: Pool) -> None:
        number = await pool.call(f"{HERE}:process")
        with pytest.raises(WorkerError, match="longer than"):
            await pool.call(f"{HERE}:hang", timeout=0.3)
        assert await pool.call(f"{HERE}:process") != number
        assert not psutil.pid_exists(number)

    with_pool(work)


def test_many_calls_share_few_processes() -> None:
    async def work(pool: Pool) -> None:
        numbers = await asyncio.gather(*(pool.call(f"{HERE}:process") for _ in range(20)))
        assert 1 <= len(set(numbers)) <= 2

    with_pool(work)


def test_a_child_ends_with_its_parent() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        child = subprocess.Popen(
            [sys.executable, "-m", "dim.workers", str(theirs.fileno()), "0", "0"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[theirs.fileno()],
        )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.close()
    assert child.wait(5) == 0
    child.stdout.close()
