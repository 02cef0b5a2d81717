"""Supervised background tasks, and a shutdown in which every step runs."""

import asyncio
import logging
from contextlib import AsyncExitStack

import pytest

from dim.server.tasks import TaskSupervisor, close_at_exit


def test_a_task_that_crashes_is_logged_and_restarted(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []

    async def main() -> None:
        recovered = asyncio.Event()

        async def work() -> None:
            runs.append(len(runs))
            if len(runs) < 3:
                raise RuntimeError("broken")
            recovered.set()
            await asyncio.Event().wait()

        tasks = TaskSupervisor(first_delay=0.001)
        tasks.start("worker", work)
        async with asyncio.timeout(10):
            await recovered.wait()
        assert tasks.running("worker")
        await tasks.close()
        assert not tasks.running("worker")

    asyncio.run(main())
    assert len(runs) == 3
    crashes = [record for record in caplog.records if "worker crashed" in record.message]
    assert len(crashes) == 2
    assert all(record.exc_info for record in crashes)


def test_a_task_that_returns_is_done() -> None:
    async def main() -> None:
        async def work() -> None:
            await asyncio.sleep(0)

        tasks = TaskSupervisor()
        tasks.start("once", work)
        with pytest.raises(ValueError, match="once"):
            tasks.start("once", work)
        for _ in range(10):
            await asyncio.sleep(0)
        assert not tasks.running("once")
        tasks.start("once", work)
        await tasks.stop("once")
        await tasks.stop("never started")

    asyncio.run(main())


def test_shutdown_takes_every_step_in_order(caplog: pytest.LogCaptureFixture) -> None:
    closed: list[str] = []

    async def main() -> None:
        def step(name: str, problem: Exception | None = None, hangs: bool = False) -> None:
            async def close() -> None:
                closed.append(name)
                if hangs:
                    await asyncio.Event().wait()
                if problem is not None:
                    raise problem

            close_at_exit(stack, name, close, 0.01 if hangs else 10)

        async with AsyncExitStack() as stack:
            step("database")
            step("workers", OSError("gone"))
            step("scanners", hangs=True)
            tasks = TaskSupervisor(first_delay=0.001)
            step("after tasks")
            close_at_exit(stack, "tasks", tasks.close)

            async def crash() -> None:
                raise RuntimeError("crashed")

            tasks.start("crashing", crash)
            await asyncio.sleep(0)
            raise ValueError("start failed half-way")

    with caplog.at_level(logging.ERROR), pytest.raises(ValueError, match="half-way"):
        asyncio.run(main())
    assert closed == ["after tasks", "scanners", "workers", "database"]
    assert "Closing the workers failed" in caplog.text
    assert "Closing the scanners took longer" in caplog.text
