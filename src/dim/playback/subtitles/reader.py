"""Reads subtitles for a session, a window of the film at a time; what was read from inside a film is kept."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from dim.playback.storage import DiskCache
from dim.playback.subtitles.tracks import SubtitleError, decode
from dim.workers import Pool, WorkerError

WINDOW = 20
"""Seconds of a film whose cues come together."""
VERSION = 2
"""Of what is kept; another number makes what is in the cache useless."""
LARGEST_FILE = 16 << 20
CUES = "dim.playback.worker.cues:"


@dataclass(frozen=True, slots=True)
class Track:
    """A track of a film: `described` as `tracks` gives it; `path` is that of the film or of the file beside it, checked."""

    described: dict[str, Any]
    path: str
    fingerprint: str
    zero: Fraction
    begin: Fraction
    """Second 0 of what is played, in seconds of this film: below zero for the later parts of something in several files."""
    duration: float
    """Of what is played, in seconds."""
    position: Callable[[Fraction], int | None]
    """Where in the film to begin to read for a time, in bytes, if it has no index."""

    @property
    def windows(self) -> int:
        """How many windows the film has."""
        return max(ceil(self.duration / WINDOW), 1)


def _pair(value: Fraction) -> list[int]:
    """A fraction as JSON has it."""
    return [value.numerator, value.denominator]


class SubtitleReader:
    """All methods raise SubtitleError: the track cannot be read."""

    def __init__(self, pool: Pool, cache: DiskCache) -> None:
        self._pool, self._cache = pool, cache

    async def window(self, tracks: Sequence[Track], number: int) -> list[dict[str, Any]]:
        """The cues that are shown in a window (`subtitles.cues`) of a track of one file, or of several that are played as one."""
        begin, end = number * WINDOW, (number + 1) * WINDOW
        found = []
        for track, following in zip(tracks, [*tracks[1:], None], strict=True):
            until = -following.begin if following else track.duration
            if -track.begin < end and (begin < until or following is None):
                found += await self._window(track, number)
        return found

    async def whole(self, tracks: Sequence[Track]) -> list[dict[str, Any]]:
        """All cues, which takes as long as reading the film does."""
        return [cue for track in tracks for cue in await self._whole(track)]

    async def _window(self, track: Track, number: int) -> list[dict[str, Any]]:
        stream = track.described["stream"]
        start, end = float(number * WINDOW), float((number + 1) * WINDOW)
        if stream is None:
            return await self._beside(track, start, end)
        entry = (
            "subtitles",
            f"{track.fingerprint}-{stream}-{VERSION}-{float(track.zero + track.begin):.3f}",
            f"{number}.json",
        )
        if (kept := self._cache.get(*entry)) is not None:
            found: list[dict[str, Any]] = json.loads(kept)
            return found
        found = await self._embedded(track, start, end)
        self._cache.put(json.dumps(found).encode(), *entry)
        return found

    async def _whole(self, track: Track) -> list[dict[str, Any]]:
        if track.described["stream"] is None:
            return await self._beside(track, 0, None)
        return await self._embedded(track, 0, None)

    async def header(self, track: Track) -> str:
        """The head of an ASS track."""
        stream = track.described["stream"]
        if stream is None:
            extension, blob = await self._text(track)
            return str(await self._ask("header_beside", blob=blob, extension=extension))
        return str(await self._ask("embedded_header", path=track.path, stream=stream))

    async def fonts(self, path: str) -> list[int]:
        """The fonts that a film brings along: the indexes of their streams."""
        found: list[int] = await self._ask("fonts", path=path)
        return found

    async def font(self, path: str, stream: int) -> bytes:
        """A font that a film brings along."""
        try:
            return (await self._pool.call_for_bytes(f"{CUES}font", path=path, stream=stream))[1]
        except WorkerError as error:
            raise SubtitleError(str(error)) from None

    async def canvas(self, path: str, fingerprint: str, stream: int) -> tuple[int, int]:
        """The size, in pixels, that a film's track of pictures was made for."""
        entry = ("subtitles", f"{fingerprint}-{stream}-canvas.json")
        kept = self._cache.get(*entry)
        found = json.loads(kept) if kept else await self._ask("canvas", path=path, stream=stream)
        if not kept:
            self._cache.put(json.dumps(found).encode(), *entry)
        return found[0], found[1]

    async def _embedded(self, track: Track, start: float, end: float | None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self._ask(
            "embedded_cues", path=track.path, stream=track.described["stream"], kind=track.described["kind"],
            origin=_pair(track.zero + track.begin), start=start, end=end,
            position=track.position(Fraction(start - WINDOW) + track.begin), timeout=30 if end is not None else 600,
        )  # fmt: skip
        return found

    async def _beside(self, track: Track, start: float, end: float | None) -> list[dict[str, Any]]:
        extension, blob = await self._text(track)
        found: list[dict[str, Any]] = await self._ask(
            "cues_beside", blob=blob, extension=extension, kind=track.described["kind"], origin=_pair(track.begin),
            start=start, end=end,
        )  # fmt: skip
        return found

    async def _text(self, track: Track) -> tuple[str, bytes]:
        """The extension of a subtitle file, and its text in UTF-8."""

        def read() -> bytes:
            with open(track.path, "rb") as file:
                return decode(file.read(LARGEST_FILE)).replace("\r\n", "\n").encode()

        try:
            return track.path.rpartition(".")[2].lower(), await asyncio.to_thread(read)
        except OSError as error:
            raise SubtitleError(error.strerror or "the file is gone") from None

    async def _ask(self, function: str, **arguments: Any) -> Any:
        try:
            return await self._pool.call(CUES + function, **arguments)
        except WorkerError as error:
            raise SubtitleError(str(error)) from None
