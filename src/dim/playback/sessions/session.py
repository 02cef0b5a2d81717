"""A stream session: one client that plays one file, or the parts of a movie."""

import asyncio
import time
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from dim.media import Chapter, MediaFile
from dim.playback.hls.playlist import Variant
from dim.playback.policy.decide import Choice, Decision, as_shown
from dim.playback.policy.tracks import Taste
from dim.playback.sessions.file_identity import FileIdentity, check_unchanged
from dim.playback.sessions.request import PlaybackClient
from dim.playback.sources.presentation import Presentation

SHORT_ID_LENGTH = 8


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
    processes: set[asyncio.subprocess.Process] = field(default_factory=set)
    """ffmpeg processes that belong to this session alone."""

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

    def plays_file(self, file_id: int) -> bool:
        """Whether a file is one of its parts."""
        return any(file.id == file_id for file in self.files)

    def check_files(self) -> None:
        """Raises FileChangedError: one of its files was replaced, moved or deleted. Reads the disk: call it in a
        thread.
        """
        for part in self.parts:
            check_unchanged(part.path, part.identity)
