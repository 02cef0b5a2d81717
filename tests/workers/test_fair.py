"""Workers are shared fairly; frozen ones are replaced, and the work of clients that left ends."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import psutil
import pytest

from dim.workers import Pool, WorkerError
from dim.workers import process as process_module
from dim.workers.fair import FairSlots, current_user

HERE = "workers.functions"
LIMIT = 30.0


def run(work: Coroutine[Any, Any, None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT):
            await work

    asyncio.run(limited())


def with_pool(work: Callable[[Pool], Coroutine[Any, Any, None]], size: int = 2, **options: Any) -> None:
    async def play() -> None:
        pool = Pool(size, **options)
        try:
            await work(pool)
        finally:
            await pool.close()

    run(play())


@pytest.fixture(autouse=True)
def children_find_the_tests(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath / "tests"))


def hold(slots: FairSlots, user: str, order: list[str], ends: asyncio.Event) -> asyncio.Task[None]:
    async def work() -> None:
        current_user.set(user)
        async with slots.hold():
            order.append(user)
            await ends.wait()

    return asyncio.create_task(work())


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("count", "users", "begun"),
    [
        (3, "aaaa", "aa"),  # the last slot is for others
        (3, "aaaab", "aab"), (3, "aaaabc", "aab"), (1, "ab", "a"), (2, "ab", "ab"), (2, "aab", "ab"),
    ],
)  # fmt: skip
def test_one_user_never_holds_the_last_slot(count: int, users: str, begun: str) -> None:
    async def play() -> None:
        slots, order, ends = FairSlots(count), list[str](), asyncio.Event()
        tasks = [hold(slots, user, order, ends) for user in users]
        await settle()
        assert "".join(order) == begun
        ends.set()
        await asyncio.gather(*tasks)
        assert sorted(order) == sorted(users)
        async with slots.hold():
            pass

    run(play())


@pytest.mark.parametrize("users", ["ab", "aba", "aab", "abab", "aabb"])
def test_a_slot_that_is_released_as_a_waiter_is_cancelled_goes_to_the_next(users: str) -> None:
    """The cancelled task has not run yet, and is still in its queue."""

    async def play() -> None:
        slots, order, ends = FairSlots(1), list[str](), asyncio.Event()
        first = asyncio.Event()
        holder = hold(slots, "x", [], first)
        await settle()
        waiting = [hold(slots, user, order, ends) for user in users]
        await settle()
        first.set()  # the holder runs next, then the cancelled one
        waiting[0].cancel()
        await asyncio.wait([holder])
        await settle()
        assert len(order) == 1
        ends.set()
        await asyncio.wait(waiting)
        assert not holder.exception()
        assert sorted(order) == sorted(users[1:])
        async with slots.hold():
            pass

    run(play())


def test_the_system_may_use_all_slots() -> None:
    async def play() -> None:
        slots, order, ends = FairSlots(2), list[str](), asyncio.Event()
        tasks = [hold(slots, "", order, ends) for _ in range(3)]
        await settle()
        assert order == ["", ""]
        ends.set()
        await asyncio.gather(*tasks)

    run(play())


def test_users_take_turns() -> None:
    async def play() -> None:
        slots, order, ends = FairSlots(1), list[str](), asyncio.Event()
        tasks = [hold(slots, user, order, ends) for user in "aaaabc"]
        await settle()
        assert order == ["a"]
        ends.set()
        await asyncio.gather(*tasks)
        assert "".join(order) == "aabcaa"

    run(play())


def test_a_cancelled_wait_gives_its_turn_to_the_next() -> None:
    async def play() -> None:
        slots, order, ends = FairSlots(1), list[str](), asyncio.Event()
        first, second, third = (hold(slots, user, order, ends) for user in "abc")
        await settle()
        second.cancel()
        await settle()
        ends.set()
        await asyncio.gather(first, third)
        assert order == ["a", "c"]
        async with slots.hold():
            pass

    run(play())


def test_slow_calls_of_one_user_do_not_delay_another() -> None:
    async def work(pool: Pool) -> None:
        async def as_user(user: str, function: str, **arguments: Any) -> Any:
            current_user.set(user)
            return await pool.call(f"{HERE}:{function}", **arguments)

        slow = [asyncio.create_task(as_user("greedy", "wait", seconds=20.0)) for _ in range(10)]
        await asyncio.sleep(0.1)
        assert await asyncio.create_task(as_user("other", "add", one=1, other=2)) == 3
        for task in slow:
            task.cancel()
        await asyncio.wait(slow)

    with_pool(work)


def test_a_worker_that_was_stopped_while_idle_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "CHECK_SECONDS", 0.3)

    async def work(pool: Pool) -> None:
        frozen = await pool.call(f"{HERE}:process")
        os.kill(frozen, signal.SIGSTOP)
        assert await pool.call(f"{HERE}:process", timeout=120) != frozen
        assert not psutil.pid_exists(frozen)

    with_pool(work)


def test_a_worker_that_freezes_during_a_call_is_replaced_once(tmp_path: Path) -> None:
    async def work(pool: Pool) -> None:
        assert await pool.call(f"{HERE}:freeze_once", marker=str(tmp_path / "marks" / "frozen"), timeout=1.5)

    (tmp_path / "marks").mkdir()
    with_pool(work, writable=(str(tmp_path / "marks"),))


def test_a_call_that_computes_for_too_long_is_not_tried_again(tmp_path: Path) -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(WorkerError, match="longer than"):
            await pool.call(f"{HERE}:spin", folder=str(tmp_path), timeout=2.0)
        assert len(list(tmp_path.iterdir())) == 1

    with_pool(work, writable=(str(tmp_path),))


def test_a_cancelled_call_ends_its_worker_at_once(tmp_path: Path) -> None:
    async def work(pool: Pool) -> None:
        number = await pool.call(f"{HERE}:process")
        call = asyncio.create_task(pool.call(f"{HERE}:spin", folder=str(tmp_path), timeout=100))
        while psutil.Process(number).cpu_times().user < 0.3:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        call.cancel()
        await asyncio.wait([call])
        assert not psutil.pid_exists(number)

    with_pool(work, writable=(str(tmp_path),))
