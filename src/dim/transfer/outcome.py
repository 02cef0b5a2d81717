"""What an import took over, and what it did not."""

from collections import Counter
from dataclasses import dataclass, field

MOST_MISSED = 1000
"""Of what was not taken, so many are named."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Something that was not taken over. `section`: of the export; `what` and `reason` are for people."""

    section: str
    what: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """What an import did, by section of the export."""

    taken: Counter[str] = field(default_factory=Counter)
    not_taken: Counter[str] = field(default_factory=Counter)
    missed: list[Missed] = field(default_factory=list)
    """The first `MOST_MISSED` of what was not taken."""

    def miss(self, section: str, what: str, reason: str) -> None:
        """Note what was not taken."""
        self.not_taken[section] += 1
        if len(self.missed) < MOST_MISSED:
            self.missed.append(Missed(section, what[:600], reason))
