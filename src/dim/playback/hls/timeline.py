"""Where segments begin and end: one timeline for every rendition of a file. Pure.

Boundaries are keyframes of the source. Short groups of pictures are joined to about 4 s; a long one stays whole in the
original, and is divided further in renditions that are encoded anyway.
"""

import itertools
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

TARGET = Fraction(4)
LONGEST_TO_ENCODE = Fraction(6)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Boundaries in seconds from `origin`, when the first picture is shown; the last boundary is the end."""

    time_base: Fraction
    origin: int
    boundaries: tuple[Fraction, ...]
    """Of the original: n + 1 for n segments."""
    fine: tuple[Fraction, ...]
    """Of encoded renditions: all of the original's, and more where it has long segments."""
    positions: tuple[int, ...] = ()
    """Where the original's segments begin in the file, in bytes; empty where that is not known."""
    lead: int | None = None
    """The keyframe from which the first picture is decoded, where it is none itself: an edit list begins within a group."""

    @property
    def duration(self) -> Fraction:
        """Seconds from the first frame to the end."""
        return self.boundaries[-1]

    def position_before(self, seconds: Fraction) -> int | None:
        """Where to begin to read, in bytes, to have everything from a time on; None: that is not known."""
        if not self.positions:
            return None
        return self.positions[min(bisect(self.boundaries, seconds), len(self.positions)) - 1] if seconds > 0 else 0

    def pts(self, seconds: Fraction) -> int:
        """A boundary in the source's time base."""
        return self.origin + round(seconds / self.time_base)

    def keyframe(self, seconds: Fraction) -> int:
        """The keyframe of a boundary of the original, in the source's time base."""
        return self.lead if not seconds and self.lead is not None else self.pts(seconds)


def timeline_of(found: dict[str, Any]) -> Timeline:
    """The timeline of a file whose keyframes are known as `probe.keyframes` finds them."""
    return plan(found["keyframes"], found["end"], Fraction(*found["time_base"]), found["positions"], found["begin"])


def plan(
    keyframes: list[int], end: int, time_base: Fraction, positions: Sequence[int] = (), begin: int | None = None
) -> Timeline:
    """Lay out the segments of a file from its keyframes (pts, ascending; `positions`: where they lie), the end of its video, and
    when the first picture is shown, if that is not at the first keyframe.

    Raises ValueError: there is no keyframe.
    """
    if not keyframes:
        raise ValueError("a timeline needs a keyframe")
    origin = keyframes[0] if begin is None else begin
    first = max(bisect(keyframes, origin) - 1, 0)
    keyframes, positions = keyframes[first:], positions[first:]
    lead = keyframes[0] if keyframes[0] < origin else None
    times = [max(key - origin, 0) * time_base for key in keyframes]
    finish = max((end - origin) * time_base, times[-1] + Fraction(1, 100))
    candidates = [*times[1:], finish]
    boundaries = [Fraction(0)]
    for time, following in zip(candidates, [*candidates[1:], None], strict=True):
        length = time - boundaries[-1]
        if following is None or abs(length - TARGET) <= abs(following - boundaries[-1] - TARGET):
            boundaries.append(time)
    places = dict(zip(times, positions, strict=False))
    lie = tuple(places[time] for time in boundaries[:-1]) if positions else ()
    return Timeline(time_base, origin, tuple(boundaries), tuple(_divide(boundaries)), lie, lead)


def _divide(boundaries: list[Fraction]) -> list[Fraction]:
    """The same boundaries with long segments divided evenly, on whole milliseconds."""
    fine = [boundaries[0]]
    for start, end in itertools.pairwise(boundaries):
        if end - start > LONGEST_TO_ENCODE:
            parts = -(-(end - start) // TARGET)
            fine += [
                Fraction(round((start + (end - start) * part / parts) * 1000), 1000) for part in range(1, int(parts))
            ]
        fine.append(end)
    return fine
