"""Where a group is: a position in the video at a moment of the server's clock. Pure.

Positions are media time of the one timeline that all renditions of a file share, so that a member whose video is encoded does not
drift from one who plays the file. The moment may lie in the future: members start there together.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Playhead:
    """`position` (seconds) at `at` (UTC seconds since 1970), from where it moves at `rate` if it plays.

    >>> Playhead(10.0, 100.0, True, 2.0).position_at(103.0), Playhead(10.0, 100.0, True).position_at(90.0)
    (16.0, 10.0)
    """

    position: float
    at: float
    playing: bool = False
    rate: float = 1.0

    def position_at(self, now: float) -> float:
        """The position at a moment; before `at`, where it will begin."""
        return self.position + max(0.0, now - self.at) * self.rate if self.playing else self.position

    def moved(self, at: float, *, playing: bool | None = None, rate: float | None = None) -> "Playhead":
        """The playhead from a moment on, at the position where it is then."""
        changed = replace(self, position=self.position_at(at), at=at)
        return replace(
            changed, playing=self.playing if playing is None else playing, rate=self.rate if rate is None else rate
        )
