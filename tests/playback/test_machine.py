"""How the machine's power is shared, and what chapters say of a film."""

import asyncio
from typing import Any

import pytest

from dim.playback.parts import credits_from, parts
from dim.playback.sources.transcode import BusyError, Machine


def test_who_waits_gets_a_permit_in_order() -> None:
    async def play() -> list[str]:
        machine, order = Machine(1), []
        await machine.begin()

        async def wait(name: str) -> None:
            await machine.begin()
            order.append(name)
            machine.end()

        tasks = [asyncio.create_task(wait(name)) for name in "abc"]
        await asyncio.sleep(0)
        assert machine.is_awaited
        machine.end()
        await asyncio.gather(*tasks)
        assert (machine.working, machine.is_awaited) == (0, False)
        return order

    assert asyncio.run(play()) == ["a", "b", "c"]


def test_who_waits_too_long_is_told_why() -> None:
    async def play() -> None:
        machine = Machine(1)
        await machine.begin()
        with pytest.raises(BusyError, match="encodes 1 videos at a time"):
            await machine.begin(0.01)
        assert not machine.is_awaited
        machine.end()
        await machine.begin(0.01)

    asyncio.run(play())


def chapter(title: str, start: float, end: float) -> dict[str, Any]:
    return {"title": title, "start": start, "end": end}


@pytest.mark.parametrize(
    ("chapters", "expected"),
    [
        ([chapter("Intro", 0, 60), chapter("One", 60, 2000)], [("opening", 0, 60)]),
        ([chapter("Opening", 300, 390), chapter("End Credits", 1900, 2000)], [("opening", 300, 390), ("credits", 1900, 2000)]),
        ([chapter("Opening", 0, 1000)], []),  # too long to be one
        ([chapter("Credits", 0, 60)], []),  # those at the beginning are watched
        ([chapter("Introducing the Smiths", 0, 60), chapter("Chapter 2", 60, 2000)], []),
        ([chapter("ED", 1800, 1890), chapter("Preview", 1890, 2000)], [("credits", 1800, 1890)]),
        ([], []),
    ],
)  # fmt: skip
def test_openings_and_credits(chapters: list[dict[str, Any]], expected: list[tuple[str, float, float]]) -> None:
    assert [(part["kind"], part["start"], part["end"]) for part in parts(chapters, 2000)] == expected


def test_a_film_is_over_at_its_credits() -> None:
    assert credits_from([chapter("Credits", 1700, 2000)], 2000) == 1700
    assert credits_from([], 2000) is None
