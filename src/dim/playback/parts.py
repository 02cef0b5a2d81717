"""The parts of a film that chapters name: its opening, and its closing credits. Pure."""

import re
from collections.abc import Sequence
from typing import Any

_OPENING = re.compile(
    r"^(intro(duction)?|opening( (credits|titles|theme))?|op|title sequence|vorspann|générique( de début)?)$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^((end|closing)[ -]?(credits|titles)|credits|outro|ending( theme)?|ed|abspann|générique de fin)$", re.IGNORECASE
)
LONGEST_OPENING = 300.0
"""Seconds; what is longer is no opening, whatever it is called."""
CREDITS_FROM = 0.5
"""The part of a film after which credits are those at its end."""


def parts(chapters: Sequence[dict[str, Any]], duration: float) -> list[dict[str, Any]]:
    """What one may want to skip: {kind: "opening" or "credits", start, end}, in seconds."""
    found = []
    for chapter in chapters:
        title, start, end = str(chapter["title"]).strip(), float(chapter["start"]), float(chapter["end"])
        if _OPENING.match(title) and end - start <= LONGEST_OPENING and start < duration * CREDITS_FROM:
            found.append({"kind": "opening", "start": start, "end": end})
        elif _CLOSING.match(title) and start >= duration * CREDITS_FROM:
            found.append({"kind": "credits", "start": start, "end": end})
    return found


def credits_from(chapters: Sequence[dict[str, Any]], duration: float) -> float | None:
    """When the closing credits begin, in seconds; None: no chapter says so."""
    return min((part["start"] for part in parts(chapters, duration) if part["kind"] == "credits"), default=None)
