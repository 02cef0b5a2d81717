"""A stream session: one viewer of one file."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from dim.playback.decide import Decision
from dim.playback.playlist import Variant
from dim.playback.segments import Renditions


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who watches, where, and with which sign-in or token: the session ends with it."""

    user_id: int
    username: str
    credential: str
    device: str


@dataclass(slots=True)
class Session:
    """One viewer of one file. `key` is all that its addresses need, so it is long and random."""

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
    file: dict[str, Any]
    path: str
    modified: int
    decision: Decision
    audio_stream: int | None
    renditions: Renditions | None
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

    def described(self) -> dict[str, Any]:
        """What "playing now" shows of it."""
        video = next(stream for stream in self.file["streams"] if stream["type"] == "video")
        return {
            "id": self.key[:8], "username": self.username, "item_id": self.item_id, "title": self.title, "device": self.device,
            "mode": self.decision.mode, "video": self.decision.video, "audio": self.decision.audio,
            "reasons": list(self.decision.reasons),
            "seconds": self.seconds, "duration": self.file["duration"], "paused": self.paused, "started_at": self.started_at,
            "resolution": f"{video['width']}x{video['height']}", "rendition": self.rendition, "buffered": self.buffered,
            "bandwidth": self.bandwidth,
            "encoders": sum(t.working for t in self.renditions.transcoders.values()) if self.renditions else 0,
        }  # fmt: skip
