"""An odd file, and what must hold of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class OddFile:
    """A media file, built into a folder of its own by `build`, which gets its path and may put other files beside it."""

    name: str
    """With its extension: "Clock back.ts"."""
    build: Callable[[Path], None]
    profile: str = "web"
    duration: float = 12.0
    """Seconds, give or take `tolerance`."""
    tolerance: float = 0.5
    video: str | None = None
    """What happens to the video ("copy", "encode", "none"); None: whatever works."""
    audio: str | None = None
    reason: str = ""
    """A part of the reasons that the session gives."""
    audio_labels: tuple[str, ...] | None = None
    default_audio: int | None = None
    """The number of the audio track that plays by itself, from 0."""
    subtitles: tuple[tuple[str | None, str], ...] | None = None
    """Of each subtitle track: language and label."""
    words: tuple[str, ...] = ()
    """Texts that the cues of the first subtitle track contain."""
    loud: tuple[float, ...] = ()
    """Seconds at which the sound must be heard."""
    square: bool = False
    """The test image has a square in its middle, which is one in every encoded rendition."""
    chapters: int | None = None
    fonts: int | None = None
    fails: str = ""
    """A part of the reason for which the file is listed as failed; "": it plays."""
    quick: bool = False
    """Part of the short form, in `make test`."""
