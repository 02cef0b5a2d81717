"""Changes that come at the same time are written together."""

import asyncio

from dim.db import Database, Transaction, WriteBatcher


def test_many_are_few_writes(database: Database) -> None:
    written: list[tuple[str, list[int]]] = []

    def write(_transaction: Transaction, key: str, changes: list[int]) -> None:
        written.append((key, changes))

    async def run() -> None:
        batcher = WriteBatcher[int](database, write)
        await asyncio.gather(*(batcher.add("ab"[number % 2], number) for number in range(120)))

    asyncio.run(run())
    for key, first in (("a", 0), ("b", 1)):
        parts = [changes for name, changes in written if name == key]
        assert [number for part in parts for number in part] == list(range(first, 120, 2))
        assert len(parts) == 2  # 50 and 10


def test_whoever_asked_hears_of_what_went_wrong(database: Database) -> None:
    def write(_transaction: Transaction, _key: str, changes: list[int]) -> None:
        if 3 in changes:
            raise ValueError("three")

    async def run() -> list[object]:
        batcher = WriteBatcher[int](database, write)
        left = asyncio.create_task(batcher.add("x", 7))
        await asyncio.sleep(0)
        left.cancel()  # one who does not wait takes nobody along
        found = await asyncio.gather(batcher.add("x", 3), batcher.add("y", 1), return_exceptions=True)
        await batcher.add("x", 4)
        return list(found)

    problem, fine = asyncio.run(run())
    assert isinstance(problem, ValueError)
    assert fine is None
