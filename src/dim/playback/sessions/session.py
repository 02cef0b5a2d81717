"""A stream session: one client that plays one file, or the parts of a movie or episode."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

from dim.disks import Disk
from dim.media import Chapter, MediaFile
from dim.playback.hls.playlist import Variant
from dim.playback.policy.decide import Choice, Decision, as_shown
from dim.playback.policy.tracks import Taste
from dim.playback.sessions.file_identity import FileIdentity, check_unchanged
from dim.playback.sessions.request import PlaybackClient
from dim.playback.sources.presentation import Presentation
from dim.playback.sources.rendition_set import CONTAINERS_WITHOUT_INDEX, RenditionId
from dim.playback.trickplay import ThumbnailSource

SHORT_ID_LENGTH = 8


class EndSignal:
    """Set once, when a session ends; functions that were added are called then, in the event loop."""

    def __init__(self) -> None:
        self.is_set = False
        self._callbacks: set[Callable[[], None]] = set()

    def set(self) -> None:
        """Call the functions."""
        self.is_set = True
        for callback in list(self._callbacks):
            callback()

    def add(self, callback: Callable[[], None]) -> None:
        """Add a function."""
        self._callbacks.add(callback)

    def remove(self, callback: Callable[[], None]) -> None:
        """Remove a function that was added."""
        self._callbacks.discard(callback)


@dataclass(frozen=True, slots=True)
class SessionPart:
    """A file that is played: as the catalog knows it, its checked, real path, and its identity when the session was
    opened.
    """

    file: MediaFile
    path: str
    identity: FileIdentity


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What a player reports: where it is and how it does."""

    seconds: float = 0.0
    paused: bool = False
    rendition: str | None = None
    """The rendition that it shows."""
    buffered: float | None = None
    """Seconds that it has loaded ahead."""
    bandwidth: int | None = None
    """Bits per second that it measured lately."""


@dataclass(slots=True)
class Session:
    """One client of one file, or of several that are played as one. `key` is long and random: it is all that its URLs
    need.
    """

    key: str
    client: PlaybackClient
    item_id: int
    title_id: int
    library_id: int
    age: int | None
    name: str
    offset: float
    """Seconds at which playback begins."""
    parts: tuple[SessionPart, ...]
    disk: Disk
    """Of its library: its files are read there."""
    decision: Decision
    choice: Choice
    presentation: Presentation | None
    """None: direct play."""
    variants: tuple[Variant, ...]
    """The qualities that the client can choose from, best first."""
    taste: Taste = field(default_factory=Taste)
    """What decides which tracks play at first."""
    prefetched: bool = False
    """It is loaded, perhaps, before anyone watches."""
    started_at: float = field(default_factory=time.time)
    last_used: float = field(default_factory=time.monotonic)
    is_started: bool = False
    player: PlayerState = field(default_factory=PlayerState)
    open_responses: int = 0
    ended: EndSignal = field(default_factory=EndSignal)
    """Cuts the responses that are being sent."""
    processes: set[asyncio.subprocess.Process] = field(default_factory=set)
    """ffmpeg processes that belong to this session alone."""
    progressive_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while it is sent as one MP4: only one ffmpeg makes that."""

    @property
    def short_id(self) -> str:
        """Its id in "playing now"; too short to be a key."""
        return self.key[:SHORT_ID_LENGTH]

    @property
    def file(self) -> MediaFile:
        """The file that is played, or the first part."""
        return self.parts[0].file

    @property
    def files(self) -> list[MediaFile]:
        """All files that are played."""
        return [part.file for part in self.parts]

    @property
    def shown(self) -> Decision:
        """How it is played right now, by the rendition that its player shows."""
        return as_shown(self.decision, self.player.rendition)

    @property
    def duration(self) -> float:
        """Seconds, of all parts."""
        return self.presentation.duration if self.presentation else self.file.duration

    @property
    def starts(self) -> list[float]:
        """Seconds at which each part begins."""
        return [float(start) for start in self.presentation.starts] if self.presentation else [0.0]

    @property
    def timeline_starts(self) -> list[Fraction]:
        """Second 0 of each part's timeline, in its file's own time."""
        return [part.timeline.start for part in self.presentation.parts] if self.presentation else [Fraction(0)]

    @property
    def chapters(self) -> list[Chapter]:
        """The chapters of all parts; a part without any is a chapter itself."""
        found: list[Chapter] = []
        edges = pairwise([*self.starts, self.duration])
        for number, (file, (start, end)) in enumerate(zip(self.files, edges, strict=True), start=1):
            own = file.chapters
            if not own and len(self.parts) > 1:
                own = (Chapter(0.0, end - start, f"Part {number}"),)
            found += [chapter.shifted(start) for chapter in own]
        return found

    def encode(self, rendition: RenditionId, problem: str) -> None:
        """Note that a stream is encoded after all, and why."""
        of_video = not isinstance(rendition, int)
        self.decision = replace(
            self.decision, mode="transcode", video="encode" if of_video else self.decision.video,
            audio=self.decision.audio if of_video else "encode", reasons=(*self.decision.reasons, problem),
        )  # fmt: skip
        if of_video:
            self.variants = tuple(variant for variant in self.variants if variant.name != rendition)

    def plays_file(self, file_id: int) -> bool:
        """Whether a file is one of its parts."""
        return any(file.id == file_id for file in self.files)

    def check_files(self) -> None:
        """Raises FileChangedError: one of its files was replaced, moved or deleted. Reads the disk: call it in a
        thread.
        """
        for part in self.parts:
            check_unchanged(part.path, part.identity)


def thumbnail_sources(session: Session) -> list[ThumbnailSource]:
    """The videos of a session whose thumbnails are shown while scrubbing; none for audio only."""
    sources = []
    for number, (part, start) in enumerate(zip(session.parts, session.timeline_starts, strict=True)):
        video, presentation = part.file.video, session.presentation
        by_position = part.file.container in CONTAINERS_WITHOUT_INDEX
        if video is None or (by_position and presentation is None):
            continue  # without an index nothing says where its frames are
        timeline = presentation.parts[number].timeline if presentation else None
        sources.append(
            ThumbnailSource(
                part.path, part.file.fingerprint, video.index, start, float(timeline.duration) if timeline else part.file.duration,
                video.display_size, video.rotation, timeline.position_before if timeline and by_position else None,
            )
        )  # fmt: skip
    return sources
