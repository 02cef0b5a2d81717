"""How encoder slots are shared, and what chapters name."""

import asyncio

import pytest

from dim.media import Chapter
from dim.media.chapters import credits_start, skip_ranges
from dim.playback.sources.transcode import BusyError, EncoderSlots


def test_who_waits_gets_a_slot_in_order() -> None:
    async def play() -> list[str]:
        slots, order = EncoderSlots(1), []
        held = await slots.acquire()

        async def wait(name: str) -> None:
            slot = await slots.acquire()
            order.append(name)
            slot.release()

        tasks = [asyncio.create_task(wait(name)) for name in "abc"]
        await asyncio.sleep(0)
        assert slots.has_waiters
        held.release()
        await asyncio.gather(*tasks)
        assert (slots.in_use, slots.has_waiters) == (0, False)
        return order

    assert asyncio.run(play()) == ["a", "b", "c"]


def test_who_waits_too_long_is_told_why() -> None:
    async def play() -> None:
        slots = EncoderSlots(1)
        slot = await slots.acquire()
        with pytest.raises(BusyError, match="encodes 1 videos at a time"):
            await slots.acquire(0.01)
        assert not slots.has_waiters
        slot.release()
        await slots.acquire(0.01)

    asyncio.run(play())


def chapter(title: str, start: float, end: float) -> Chapter:
    return Chapter(start, end, title)


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
def test_openings_and_credits(chapters: list[Chapter], expected: list[tuple[str, float, float]]) -> None:
    assert [(skip.kind, skip.start, skip.end) for skip in skip_ranges(chapters, 2000)] == expected


def test_a_film_is_over_at_its_credits() -> None:
    assert credits_start([chapter("Credits", 1700, 2000)], 2000) == 1700
    assert credits_start([], 2000) is None
