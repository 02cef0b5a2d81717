"""Chapters, and what they name that one may want to skip: the opening, and the closing credits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dim.media.json_values import number, text

_OPENING = re.compile(
    r"^(intro(duction)?|opening( (credits|titles|theme))?|op|title sequence|vorspann|générique( de début)?)$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^((end|closing)[ -]?(credits|titles)|credits|outro|ending( theme)?|ed|abspann|générique de fin)$", re.IGNORECASE
)
LONGEST_OPENING = 300.0
"""Seconds; a longer chapter is no opening, whatever its name."""
CREDITS_FROM = 0.5
"""The share of the duration after which credits are closing credits."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter; times in seconds."""

    start: float
    end: float
    title: str

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Chapter | None":
        """A chapter as a probe or the database has it; None: it has no times."""
        start, end = number(values, "start"), number(values, "end")
        return None if start is None or end is None else cls(start, end, text(values, "title") or "")

    def to_json(self) -> dict[str, object]:
        """As the API and the database have it."""
        return {"start": self.start, "end": self.end, "title": self.title}

    def shifted(self, seconds: float) -> "Chapter":
        """The chapter so much later."""
        return Chapter(self.start + seconds, self.end + seconds, self.title)


@dataclass(frozen=True, slots=True)
class SkipRange:
    """A range of time that a viewer may want to skip; times in seconds."""

    kind: Literal["opening", "credits"]
    start: float
    end: float


def skip_ranges(chapters: Sequence[Chapter], duration: float) -> list[SkipRange]:
    """The opening and the closing credits that chapters name, in the order of the chapters."""
    found = []
    for chapter in chapters:
        title, start, end = chapter.title.strip(), chapter.start, chapter.end
        if _OPENING.match(title) and end - start <= LONGEST_OPENING and start < duration * CREDITS_FROM:
            found.append(SkipRange("opening", start, end))
        elif _CLOSING.match(title) and start >= duration * CREDITS_FROM:
            found.append(SkipRange("credits", start, end))
    return found


def credits_start(chapters: Sequence[Chapter], duration: float) -> float | None:
    """When the closing credits begin, in seconds; None: no chapter names them."""
    return min((skip.start for skip in skip_ranges(chapters, duration) if skip.kind == "credits"), default=None)
