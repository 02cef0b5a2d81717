"""Video that has to be encoded: ffmpeg works ahead of the viewer and writes segments to a pipe.

A head is one ffmpeg that began at some boundary. It is read only as far as viewers are near (the pipe fills and ffmpeg waits),
and is shared by all who watch the same file in the same rendition. A segment that no head is about to make starts another.
Finished segments are kept in the disk cache.
"""

import asyncio
import hashlib
import logging
import struct
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from dim.playback import mp4
from dim.playback.cache import DiskCache
from dim.playback.timeline import Timeline

log = logging.getLogger(__name__)

SCALE = 90_000
NEAR = 4
"""A head that has at most so many segments to make before the wanted one is waited for."""
AHEAD = 8
"""Segments that a head makes beyond the last one asked for."""
HEADS = 2
"""Heads a rendition, for viewers at different places."""
IDLE_SECONDS = 30.0
WIDTH = 1920
HEIGHT = 1080
CODEC_STRING = "avc1.640028"
ENCODER = (
    "-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-maxrate", "8M", "-bufsize", "16M", "-profile:v", "high",
)  # fmt: skip


class TranscodeError(Exception):
    """ffmpeg did not make the segment; the text says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is encoded: the file, which of its streams, and its timeline."""

    path: str
    fingerprint: str
    stream: int
    timeline: Timeline
    container: str
    hdr: bool


def arguments(ffmpeg: str, source: Source, first: int) -> list[str]:
    """Ffmpeg's command line for a head from segment `first` on. Names from outside appear only behind `file:`."""
    zero = source.timeline.origin * source.timeline.time_base
    times = [f"{float(zero + edge) - 0.001:.3f}" for edge in source.timeline.fine[first:-1]]
    start = max(float(zero + source.timeline.fine[first]) - 0.001, 0.0)
    # without an index a seek may land behind the wanted frame: begin earlier and trim
    early = 5.0 if source.container in ("mpegts", "mpeg", "flv", "asf") else 0.0
    filters = [f"trim=start={start:.3f}"] if early and start else []
    filters += picture_filters(source.hdr)
    return [
        ffmpeg, "-v", "error", "-nostdin", "-seek_timestamp", "1", "-ss", f"{max(start - early, 0.0):.3f}", "-copyts",
        "-i", f"file:{source.path}", "-map", f"0:{source.stream}", "-vf", ",".join(filters),
        *ENCODER,
        # keyframes only where segments begin
        "-g", "100000", "-sc_threshold", "0", "-force_key_frames", ",".join(times),
        # the source's own times, not a grid of the frame rate
        "-fps_mode", "passthrough", "-enc_time_base", f"1:{SCALE}", "-video_track_timescale", str(SCALE),
        "-avoid_negative_ts", "disabled", "-f", "mp4", "-use_editlist", "0",
        "-movflags", "frag_keyframe+empty_moov+default_base_moof+frag_discont+negative_cts_offsets", "pipe:1",
    ]  # fmt: skip


def picture_filters(hdr: bool) -> list[str]:
    """Ffmpeg's filters that make a picture what any screen shows: at most 1920 x 1080, even, 8 bit, SDR."""
    tone = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv"
    size = f"scale=w='min({WIDTH},iw)':h='min({HEIGHT},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2"
    return [*([tone] if hdr else []), size, "format=yuv420p"]


def output_size(width: int, height: int) -> tuple[int, int]:
    """The size of encoded pictures: at most 1920 x 1080, in the source's shape, even."""
    scale = min(1.0, WIDTH / width, HEIGHT / height)
    return max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2)


class Head:
    """One ffmpeg at work. `next` is the segment it makes now."""

    def __init__(self, first: int) -> None:
        self.next = first
        self.limit = first + AHEAD
        self.failure: str | None = None
        self.finished = False
        self.used = asyncio.get_running_loop().time()
        self.changed = asyncio.Condition()
        self.process: asyncio.subprocess.Process | None = None
        self.task: asyncio.Task[None] | None = None

    async def stop(self) -> None:
        """End ffmpeg and the reading of it."""
        if self.process is not None and self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.kill()
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task


class Transcoder:
    """The segments of one file in one rendition, for all its viewers."""

    def __init__(self, ffmpeg: str, source: Source, cache: DiskCache) -> None:
        self._ffmpeg, self._source, self._cache = ffmpeg, source, cache
        rendition = hashlib.blake2b(" ".join(arguments(ffmpeg, source, 0)[9:]).encode(), digest_size=6).hexdigest()
        self._key = ("segments", source.fingerprint, f"{source.stream}-{rendition}")
        self._heads: list[Head] = []
        self._starting = asyncio.Lock()

    async def initialisation(self) -> bytes:
        """The initialisation segment. Raises TranscodeError."""
        if (data := self._cache.get(*self._key, "init.mp4")) is None:
            await self.segment(0)
            data = self._cache.get(*self._key, "init.mp4")
        if data is None:
            raise TranscodeError("The cache folder takes no files: is its disk full?")
        return data

    async def segment(self, index: int) -> bytes:
        """A media segment; waits until it is made. Raises TranscodeError."""
        for head in self._heads:
            if head.next - AHEAD <= index < head.next + NEAR:
                await self._extend(head, index)
        if (data := self._cache.get(*self._key, f"{index}.m4s")) is not None:
            return data
        async with self._starting:
            head = next(
                (h for h in self._heads if h.next <= index < h.next + NEAR and not h.finished), None
            ) or await self._start(index)
        await self._extend(head, index)
        async with head.changed:
            await head.changed.wait_for(lambda: head.next > index or head.finished)
        if (data := self._cache.get(*self._key, f"{index}.m4s")) is not None:
            return data
        raise TranscodeError(head.failure or "ffmpeg ended early, or the cache folder's disk is full")

    async def _extend(self, head: Head, index: int) -> None:
        """A viewer is at `index`: the head may go on from there."""
        head.used = asyncio.get_running_loop().time()
        async with head.changed:
            head.limit = max(head.limit, index + AHEAD)
            head.changed.notify_all()

    async def _start(self, index: int) -> Head:
        await self.stop_idle()
        while len(self._heads) >= HEADS:
            oldest = min(self._heads, key=lambda head: head.used)
            self._heads.remove(oldest)
            await oldest.stop()
        head = Head(index)
        head.process = await asyncio.create_subprocess_exec(
            *arguments(self._ffmpeg, self._source, index),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=1 << 18,
            start_new_session=True,
        )
        head.task = asyncio.create_task(self._run(head))
        self._heads.append(head)
        return head

    async def _run(self, head: Head) -> None:
        """Read segments off the pipe until ffmpeg ends."""
        process = head.process
        assert process is not None and process.stdout is not None and process.stderr is not None
        errors = asyncio.create_task(process.stderr.read())
        try:
            await self._collect(head, process.stdout)
        except (asyncio.IncompleteReadError, ValueError) as error:
            log.debug("A transcode was cut off: %s", error)
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            text = (await errors).decode("utf-8", "replace").strip()
            await process.wait()
            head.failure = text.splitlines()[-1] if text else None
            head.finished = True
            async with head.changed:
                head.changed.notify_all()

    async def _collect(self, head: Head, pipe: asyncio.StreamReader) -> None:
        initialisation, fragment = bytearray(), b""
        while True:
            try:
                header = await pipe.readexactly(8)
            except asyncio.IncompleteReadError:
                return
            size, kind = struct.unpack(">I4s", header)
            box = header + await pipe.readexactly(size - 8)
            if kind in (b"ftyp", b"moov"):
                initialisation += box
                if kind == b"moov":
                    self._cache.put(bytes(initialisation), *self._key, "init.mp4")
            elif kind == b"moof":
                fragment = box
            elif kind == b"mdat":
                await self._keep(head, fragment + box)

    async def _keep(self, head: Head, fragment: bytes) -> None:
        """Store a finished segment, then wait until a viewer is near enough for the next."""
        decode_time = next(
            struct.unpack_from(">Q" if fragment[at] else ">I", fragment, at + 4)[0]
            for at, _ in mp4.find(fragment, b"tfdt")
        )
        zero = round(self._source.timeline.origin * self._source.timeline.time_base * SCALE)
        index = self._index(Fraction(decode_time - zero, SCALE))
        if index >= head.next:
            self._cache.put(mp4.with_decode_time(fragment, decode_time - zero), *self._key, f"{index}.m4s")
            head.next = index + 1
        async with head.changed:
            head.changed.notify_all()
            await head.changed.wait_for(lambda: head.next <= head.limit)

    def _index(self, seconds: Fraction) -> int:
        """Which segment begins nearest to this time."""
        fine = self._source.timeline.fine
        return min(range(len(fine) - 1), key=lambda index: abs(fine[index] - seconds))

    async def stop_idle(self) -> None:
        """End the heads that nobody asked anything of lately, and forget the finished ones."""
        now = asyncio.get_running_loop().time()
        for head in [head for head in self._heads if head.finished or now - head.used > IDLE_SECONDS]:
            self._heads.remove(head)
            await head.stop()

    async def stop(self) -> None:
        """End all heads."""
        for head in self._heads:
            await head.stop()
        self._heads.clear()
