"""A stream session: one viewer of a file."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from dim.playback.hls.playlist import Variant
from dim.playback.policy.decide import Choice, Decision
from dim.playback.sessions.file_identity import Seen
from dim.playback.sources.presentation import Film
from dim.playback.streams import picture_of


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who watches, where, and with which sign-in or token: the session ends with it."""

    user_id: int
    username: str
    credential: str
    device: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is played: what the catalog knows of it, its checked, real path, and what it was like when it was opened."""

    file: dict[str, Any]
    path: str
    seen: Seen


@dataclass(slots=True)
class Session:
    """One viewer of one file, or of several that are played as one. `key` is all that its addresses need: it is long and random."""

    key: str
    user_id: int
    username: str
    credential: str
    item_id: int
    media_id: int
    library_id: int
    age: int | None
    offset: float
    title: str
    device: str
    parts: tuple[Part, ...]
    decision: Decision
    choice: Choice
    film: Film | None
    """None: it plays its file as it is."""
    variants: list[Variant]
    """The qualities that it can be had in, the best first."""
    started_at: float = field(default_factory=time.time)
    used: float = 0.0
    in_advance: bool = False
    """It was opened, and may be loaded, before anyone watches."""
    started: bool = False
    seconds: float = 0.0
    paused: bool = False
    rendition: str | None = None
    buffered: float | None = None
    bandwidth: int | None = None
    """What its player says: the rendition it shows, seconds that it has loaded ahead, bits a second that came in lately."""
    open_responses: int = 0
    processes: set[asyncio.subprocess.Process] = field(default_factory=set)

    @property
    def file(self) -> dict[str, Any]:
        """What is known of its file, of the first if there are several."""
        return self.parts[0].file

    @property
    def duration(self) -> float:
        """Seconds, of all that is played."""
        return self.film.duration if self.film else float(self.file["duration"])

    @property
    def starts(self) -> list[float]:
        """Seconds at which each file begins."""
        return [float(start) for start in self.film.starts] if self.film else [0.0]

    @property
    def chapters(self) -> list[dict[str, Any]]:
        """The chapters of all that is played; of several files, one without any is a chapter of its own."""
        found = []
        edges = pairwise([*self.starts, self.duration])
        for number, (part, (begin, end)) in enumerate(zip(self.parts, edges, strict=True), start=1):
            own = part.file["chapters"] or []
            if not own and len(self.parts) > 1:
                own = [{"start": 0.0, "end": end - begin, "title": f"Part {number}"}]
            found += [{**chapter, "start": chapter["start"] + begin, "end": chapter["end"] + begin} for chapter in own]
        return found

    def described(self) -> dict[str, Any]:
        """What "playing now" shows of it."""
        video = picture_of(self.file)
        return {
            "id": self.key[:8], "username": self.username, "item_id": self.item_id, "title": self.title, "device": self.device,
            "mode": self.decision.mode, "video": self.decision.video, "audio": self.decision.audio,
            "reasons": list(self.decision.reasons),
            "seconds": self.seconds, "duration": self.duration, "paused": self.paused, "started_at": self.started_at,
            "resolution": f"{video['width']}x{video['height']}" if video else "", "rendition": self.rendition,
            "buffered": self.buffered, "bandwidth": self.bandwidth,
            "encoders": sum(transcoder.working for transcoder in self.film.transcoders) if self.film else 0,
        }  # fmt: skip
