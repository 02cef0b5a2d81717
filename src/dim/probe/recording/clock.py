"""The clock of a recording that jumps: its timestamps folded into one timeline. Pure.

A transport stream (ISO/IEC 13818-1, 2.4.3.5) or DVD file may be joined from several, each with a clock of its own: timestamps go
back an hour, or on a day. A clock is a list of stretches between such jumps, found while the keyframes are indexed.
"""

import itertools
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

BACK, FORWARD = Fraction(1, 2), Fraction(10)
"""Seconds by which decode times go back, or on, at a jump. ffmpeg takes 10 s as well (`-dts_delta_threshold`)."""
MARGIN = Fraction(5)
"""Seconds by which other streams may lie outside a stretch of the video."""
NEAR = Fraction(1)
"""Seconds within which a packet follows the one before it in its stream."""


class Stretch(NamedTuple):
    """A stretch without jumps: where it begins in the file (bytes), its video's first and last timestamp, and what is added to
    them, in units of the video's time base.
    """

    position: int
    first: int
    last: int
    offset: int


@dataclass(frozen=True, slots=True)
class Clock:
    """How timestamps are folded; without stretches they stay as they are. The first stretch keeps its timestamps."""

    time_base: Fraction = Fraction(1)
    stretches: tuple[Stretch, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stretches)

    def to_json(self) -> dict[str, object]:
        """As JSON has it."""
        base = [self.time_base.numerator, self.time_base.denominator]
        return {"time_base": base, "stretches": [list(stretch) for stretch in self.stretches]}

    @classmethod
    def from_json(cls, value: object) -> "Clock":
        """From what `to_json` made; None is a clock without jumps. Raises KeyError, TypeError, ValueError: it is something else."""
        if value is None:
            return cls()
        if not isinstance(value, dict):
            raise TypeError("a clock is an object")
        return cls(Fraction(*value["time_base"]), tuple(Stretch(*map(int, entry)) for entry in value["stretches"]))

    def stretch_at(self, position: int) -> int:
        """The number of the stretch that a byte position belongs to."""
        return max(bisect([stretch.position for stretch in self.stretches], position) - 1, 0)


@dataclass(slots=True)
class Folder:
    """Folds the timestamps of packets as they are read from a file, of several streams."""

    clock: Clock
    _stretch: int = 0
    _last: dict[int, Fraction] = field(default_factory=dict)

    def fold(self, stream: int, position: int | None, seconds: Fraction) -> Fraction:
        """The time of a packet on the folded timeline. `position`: where it lies, in bytes; None: after the one before."""
        if position is not None and position >= 0:
            self._stretch = self.clock.stretch_at(position)
        folded = seconds + self._offset(self._choose(stream, seconds))
        self._last[stream] = folded
        return folded

    def _choose(self, stream: int, seconds: Fraction) -> int:
        """The stretch whose clock a packet has: sound and video do not jump at the same byte."""
        here = self._stretch
        near = [number for number in (here, here - 1, here + 1) if 0 <= number < len(self.clock.stretches)]
        if (last := self._last.get(stream)) is not None:
            for number in near:
                if abs(seconds + self._offset(number) - last) < NEAR:
                    return number
        return next((number for number in near if self._covers(number, seconds)), here)

    def _offset(self, number: int) -> Fraction:
        return self.clock.stretches[number].offset * self.clock.time_base

    def _covers(self, number: int, seconds: Fraction) -> bool:
        stretch, base = self.clock.stretches[number], self.clock.time_base
        return stretch.first * base - MARGIN <= seconds <= stretch.last * base + MARGIN


@dataclass(slots=True)
class ClockReader:
    """Finds the jumps of a video's clock from its packets, in the order of the file."""

    time_base: Fraction
    _stretches: list[Stretch] = field(default_factory=list)
    _last: int | None = None
    _end: int | None = None

    def fold(self, position: int | None, pts: int, dts: int | None, duration: int) -> int:
        """The folded timestamp of the next packet."""
        time = pts if dts is None else dts
        if self._last is None:
            self._stretches.append(Stretch(max(position or 0, 0), pts, pts, 0))
        elif not -BACK <= (time - self._last) * self.time_base <= FORWARD:
            self._stretches.append(Stretch(max(position or 0, 0), pts, pts, (self._end or 0) - pts))
        self._last = time
        stretch = self._stretches[-1]
        self._stretches[-1] = stretch._replace(first=min(stretch.first, pts), last=max(stretch.last, pts))
        end = pts + stretch.offset + duration
        self._end = end if self._end is None else max(self._end, end)
        return pts + stretch.offset

    @property
    def clock(self) -> Clock:
        """The clock; without stretches if it never jumped."""
        return Clock(self.time_base, tuple(self._stretches)) if len(self._stretches) > 1 else Clock(self.time_base)


def played_seconds(times: Iterable[Fraction]) -> Fraction:
    """How long the packets of a stream last, from their decode times in the order of the file; jumps count as nothing."""
    total, last = Fraction(0), None
    for time in times:
        if last is not None and -BACK <= time - last <= FORWARD:
            total += time - last
        last = time
    return max(total, Fraction(0))


def sampled_seconds(times: Sequence[Fraction]) -> Fraction | None:
    """How long a recording lasts, from the times at evenly spaced byte positions; None: nothing in them hints at a jump."""
    steps = [after - before for before, after in itertools.pairwise(times)]
    usual = sorted(step for step in steps if step >= 0)
    if not usual:
        return None if not steps else Fraction(0)
    median = usual[len(usual) // 2]
    is_jump = [not 0 <= step <= median * 4 + FORWARD for step in steps]
    if not any(is_jump):
        return None
    return sum((median if jump else step for step, jump in zip(steps, is_jump, strict=True)), Fraction(0))
