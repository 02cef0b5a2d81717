"""The keyframe index of a video stream as a value: what `probe.keyframes` finds, and what is stored of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from dim.probe.recording.clock import Clock


@dataclass(frozen=True, slots=True)
class KeyframeIndex:
    """When a video's keyframes are, as timestamps in `time_base`.

    `positions` are their byte positions, empty where those are unknown. `begin` is after the first keyframe where an
    edit list begins inside its GOP: frames before it are decoded, but not shown. For an audio stream there is one
    "keyframe", its beginning. Where the clock of the file jumps (`clock`), all times are folded.
    """

    time_base: Fraction
    keyframes: tuple[int, ...]
    positions: tuple[int, ...]
    begin: int
    end: int
    """Of the video, or of the sound where that is longer."""
    video_end: int
    """When the last frame ends."""
    clock: Clock = field(default_factory=Clock)
    shapes: tuple[tuple[int, int, int], ...] = ()
    """The shapes of the frames where they change in mid-file: from which keyframe on, width and height in square pixels."""

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "time_base": [self.time_base.numerator, self.time_base.denominator], "keyframes": list(self.keyframes),
            "positions": list(self.positions), "begin": self.begin, "end": self.end, "video_end": self.video_end,
            "clock": self.clock.to_json() if self.clock else None, "shapes": [list(shape) for shape in self.shapes],
        }  # fmt: skip

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "KeyframeIndex":
        """From what `to_json` made. Raises KeyError, TypeError, ValueError: it is something else."""
        return cls(
            Fraction(*value["time_base"]), tuple(map(int, value["keyframes"])), tuple(map(int, value["positions"])),
            int(value["begin"]), int(value["end"]), int(value["video_end"]), Clock.from_json(value["clock"]),
            tuple((int(time), int(width), int(height)) for time, width, height in value["shapes"]),
        )  # fmt: skip
