"""The keyframe index of a video stream as a value: what `probe.keyframes` finds, and what is stored of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class KeyframeIndex:
    """When a video's keyframes are, as timestamps in `time_base`.

    `positions` are their byte positions, empty where those are unknown. `begin` is after the first keyframe where an
    edit list begins inside its GOP: frames before it are decoded, but not shown. For an audio stream there is one
    "keyframe", its beginning.
    """

    time_base: Fraction
    keyframes: tuple[int, ...]
    positions: tuple[int, ...]
    begin: int
    end: int

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "time_base": [self.time_base.numerator, self.time_base.denominator], "keyframes": list(self.keyframes),
            "positions": list(self.positions), "begin": self.begin, "end": self.end,
        }  # fmt: skip

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "KeyframeIndex":
        """From what `to_json` made. Raises KeyError, TypeError, ValueError: it is something else."""
        return cls(
            Fraction(*value["time_base"]), tuple(map(int, value["keyframes"])), tuple(map(int, value["positions"])),
            int(value["begin"]), int(value["end"]),
        )  # fmt: skip
