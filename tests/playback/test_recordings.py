"""Recordings whose clock jumps: timestamps folded into one timeline."""

import itertools
from fractions import Fraction

import pytest

from dim.probe.recording.clock import Clock, ClockReader, Folder, Stretch, played_seconds, sampled_seconds

TICK = Fraction(1, 90_000)
FRAME = 3600
HOUR = 3600 * 90_000


@pytest.mark.parametrize(
    ("jumps", "stretches"),
    [
        ([], 0),
        ([-HOUR], 2),
        ([HOUR], 2),
        ([-HOUR, HOUR], 3),
        ([HOUR, -2 * HOUR, 40 * 90_000], 4),
        ([-90_000], 2),  # back a second
        ([8 * 90_000], 0),  # a gap: nothing was recorded for eight seconds
        ([(1 << 33) - HOUR], 2),  # libav takes a jump back for a turn of the clock
    ],
)
def test_jumps_fold(jumps: list[int], stretches: int) -> None:
    reader = ClockReader(TICK)
    clock, folded = 0, []
    for number, jump in enumerate([*jumps, 0]):
        for _ in range(25):
            folded.append(reader.fold(number * 1000, clock, clock, FRAME))
            clock += FRAME
        clock += jump
    assert len(reader.clock.stretches) == stretches
    steps = [after - before for before, after in itertools.pairwise(folded)]
    assert all(step == FRAME for step in steps) or jumps == [8 * 90_000]
    assert Clock.from_json(reader.clock.to_json()) == reader.clock


def test_sound_lies_beside_the_video_in_the_file() -> None:
    """Of the old programme some sound comes after the first bytes of the new one, and the other way round."""
    clock = Clock(TICK, (Stretch(0, 0, 10 * 90_000, 0), Stretch(5000, HOUR, HOUR + 10 * 90_000, 10 * 90_000 - HOUR)))
    folder = Folder(clock)
    assert folder.fold(1, 4900, Fraction(9)) == 9
    assert folder.fold(1, 5100, Fraction(19, 2)) == Fraction(19, 2)
    assert folder.fold(1, None, Fraction(3600)) == 10
    assert folder.fold(1, 5300, Fraction(3601)) == 11
    assert Folder(clock, 1).fold(1, None, Fraction(3605)) == 15


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        ([0, 10, 20, 30], None),
        ([0, 10, -3600, -3590], 30),
        ([0, 10, 3610, 3620], 30),
        ([0], None),
        ([], None),
        ([5, 5, 5], None),
    ],
)
def test_a_jump_shows_in_samples(times: list[int], seconds: int | None) -> None:
    assert sampled_seconds([Fraction(time) for time in times]) == seconds
    if seconds is not None:
        assert played_seconds([Fraction(time) for time in times]) <= seconds
