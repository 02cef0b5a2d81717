"""Where segments begin and end: one timeline for every rendition of a file. Pure.

Boundaries are keyframes of the source. Short groups of pictures (GOPs) are joined to about 4 s. A long one stays
whole in the original, and is divided in the renditions that are encoded anyway.
"""

import itertools
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from dim.probe.keyframe_index import KeyframeIndex
from dim.probe.recording.clock import Clock

TARGET = Fraction(4)
LONGEST_ENCODED = Fraction(6)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Segment boundaries, in seconds from the first frame that is shown. The last boundary is the end."""

    time_base: Fraction
    origin: int
    """The timestamp of second 0, in the source's time base."""
    boundaries: tuple[Fraction, ...]
    """Of the original: n + 1 for n segments."""
    encoded_boundaries: tuple[Fraction, ...]
    """Of encoded renditions: all of the original's, and more where it has long segments."""
    positions: tuple[int, ...] = ()
    """Where the original's segments begin in the file, in bytes; empty if that is unknown."""
    leading_keyframe: int | None = None
    """The keyframe from which the first frame is decoded, if that is not a keyframe itself: an edit list begins
    inside a GOP.
    """
    clock: Clock = field(default_factory=Clock)
    """How the timestamps of a recording whose clock jumps are folded."""
    shapes: tuple[tuple[Fraction, Fraction], ...] = ()
    """The aspect ratios of the frames where they change in mid-file, each from a time on (seconds)."""
    video_end: Fraction | None = None
    """When the video ends, if that is before the end: the sound is longer, and the last frame stays."""

    @property
    def start(self) -> Fraction:
        """Second 0, in the file's own time (seconds)."""
        return self.origin * self.time_base

    @property
    def duration(self) -> Fraction:
        """Seconds from the first frame to the end."""
        return self.boundaries[-1]

    def position_before(self, seconds: Fraction) -> int | None:
        """Where to begin to read, in bytes, to get everything from a time on; None if that is unknown."""
        if not self.positions:
            return None
        return self.positions[self._segment_at(seconds)] if seconds > 0 else 0

    def keyframe_before(self, seconds: Fraction) -> Fraction:
        """The keyframe at which the original's segment around a time begins."""
        return self.boundaries[self._segment_at(seconds)]

    def _segment_at(self, seconds: Fraction) -> int:
        return max(min(bisect(self.boundaries, seconds), len(self.boundaries) - 1) - 1, 0)

    def pts(self, seconds: Fraction) -> int:
        """A boundary in the source's time base."""
        return self.origin + round(seconds / self.time_base)

    def keyframe(self, seconds: Fraction) -> int:
        """The keyframe of a boundary of the original, in the source's time base."""
        return self.leading_keyframe if not seconds and self.leading_keyframe is not None else self.pts(seconds)


def timeline_of(index: KeyframeIndex) -> Timeline:
    """The timeline of a file by its keyframe index."""
    timeline = plan(index.keyframes, index.end, index.time_base, index.positions, index.begin)
    video_end = (index.video_end - timeline.origin) * index.time_base if index.video_end < index.end else None
    shapes = tuple(
        ((time - timeline.origin) * index.time_base, Fraction(width, height))
        for time, width, height in index.shapes
        if height
    )
    return replace(timeline, clock=index.clock, video_end=video_end, shapes=shapes)


def plan(
    keyframes: Sequence[int], end: int, time_base: Fraction, positions: Sequence[int] = (), begin: int | None = None
) -> Timeline:
    """Lay out segments.

    `keyframes` (ascending), `end` (of the video) and `begin` (the first frame that is shown, if that is not the first
    keyframe) are timestamps in `time_base`; `positions` are the keyframes' byte positions.

    Raises ValueError: there is no keyframe.
    """
    if not keyframes:
        raise ValueError("a timeline needs a keyframe")
    origin = keyframes[0] if begin is None else begin
    first = max(bisect(keyframes, origin) - 1, 0)
    keyframes, positions = keyframes[first:], positions[first:]
    leading_keyframe = keyframes[0] if keyframes[0] < origin else None
    times = [max(key - origin, 0) * time_base for key in keyframes]
    finish = max((end - origin) * time_base, times[-1] + Fraction(1, 100))
    candidates = [*times[1:], finish]
    boundaries = [Fraction(0)]
    for time, following in zip(candidates, [*candidates[1:], None], strict=True):
        length = time - boundaries[-1]
        if following is None or abs(length - TARGET) <= abs(following - boundaries[-1] - TARGET):
            boundaries.append(time)
    position_at = dict(zip(times, positions, strict=False))
    segment_positions = tuple(position_at[time] for time in boundaries[:-1]) if positions else ()
    divided = tuple(_divide_long_segments(boundaries))
    return Timeline(time_base, origin, tuple(boundaries), divided, segment_positions, leading_keyframe)


def _divide_long_segments(boundaries: list[Fraction]) -> list[Fraction]:
    """The same boundaries with long segments divided evenly, on whole milliseconds."""
    divided = [boundaries[0]]
    for start, end in itertools.pairwise(boundaries):
        if end - start > LONGEST_ENCODED:
            count = -(-(end - start) // TARGET)
            divided += [
                Fraction(round((start + (end - start) * number / count) * 1000), 1000)
                for number in range(1, int(count))
            ]
        divided.append(end)
    return divided
