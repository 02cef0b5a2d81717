"""Ffmpegs at work on a rendition.

A head is one ffmpeg that began at some boundary. It is read only as far as viewers are near (the pipe fills and ffmpeg waits),
and is shared by all who watch the same file in the same rendition. A segment that no head is about to make starts another.
Finished segments are kept in the disk cache.
"""

import asyncio
import hashlib
import logging
import os
import struct
from bisect import bisect
from contextlib import suppress
from fractions import Fraction
from typing import BinaryIO

from dim.playback.hls import mp4
from dim.playback.policy.ladder import Rendition
from dim.playback.sources.transcode.command import SCALE, Source, arguments, picture_filters, rate_options
from dim.playback.sources.transcode.encoders import SOFTWARE, Encoder, Encoders
from dim.playback.sources.transcode.slots import QUEUE_SECONDS, Machine
from dim.playback.storage import DiskCache

log = logging.getLogger(__name__)

NEAR = 4
"""A head that has at most so many segments to make before the wanted one is waited for."""
AHEAD = 8
"""Segments that a head makes beyond the last one asked for."""
GIVES_WAY = 2
"""Segments beyond the last one asked for after which a head gives way to those who wait."""
HEADS = 2
"""Heads a rendition, for viewers at different places."""
TRIES = 3
"""Heads that are started for a segment before it is given up: one may be killed, or its encoder break down."""
ALONE_SECONDS = 0.15
"""How long an initialisation segment waits for a head that begins where its viewer is."""
IDLE_SECONDS = 30.0
NICENESS = 2
"""Below the server and what it remuxes, which others are waiting for."""


class TranscodeError(Exception):
    """ffmpeg did not make the segment; the text says why."""


class Head:
    """One ffmpeg at work. `next` is the segment it makes now."""

    def __init__(self, first: int, encoder: Encoder) -> None:
        self.encoder = encoder
        self.next = first
        self.wanted = first
        self.viewers: set[str] = set()
        self.is_described = False
        """Its initialisation segment is there."""
        self.is_unneeded = False
        self.failure: str | None = None
        self.was_killed = False
        self.finished = False
        self.holds_permit = True
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
            await asyncio.wait([self.task])


class Transcoder:
    """The segments of one file in one rendition, for all its viewers."""

    def __init__(
        self, ffmpeg: str, source: Source, rendition: Rendition, cache: DiskCache, encoders: Encoders, machine: Machine
    ) -> None:
        self._ffmpeg, self.source, self.rendition = ffmpeg, source, rendition
        self._cache, self._encoders, self._machine = cache, encoders, machine
        how = (
            picture_filters(rendition, source.hdr, source.interlaced),
            rate_options(rendition, SOFTWARE[rendition.codec]),
            SOFTWARE[rendition.codec].options,
            *((source.burnt,) if source.burnt else ()),
        )
        version = hashlib.blake2b(f"{how} {source.timeline.fine}".encode(), digest_size=6).hexdigest()
        self._key = ("segments", source.fingerprint, f"{source.stream}-{rendition.name}-{version}")
        self._heads: list[Head] = []
        self._starting = asyncio.Lock()
        self._began = asyncio.Event()
        self._is_closed = False

    @property
    def working(self) -> int:
        """Ffmpegs that are running for it."""
        return sum(1 for head in self._heads if not head.finished)

    async def initialisation(self, near: int, viewer: str) -> bytes:
        """The initialisation segment, of whichever head makes it first. Raises as `segment`.

        Players ask for a media segment at the same time, whose head will do; for one that does not, a head begins at `near`.
        """
        failure = None
        for _ in range(TRIES):
            if (data := self._cache.get(*self._key, "init.mp4")) is not None:
                return data
            if not self.working:
                self._began.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(ALONE_SECONDS):
                        await self._began.wait()
            async with self._starting:
                head = next((head for head in self._heads if not head.finished), None) or await self._start(near)
            head.viewers.add(viewer)
            async with head.changed:
                await head.changed.wait_for(lambda head=head: head.is_described or head.finished)  # type: ignore[misc]
            if head.is_described and (data := self._cache.get(*self._key, "init.mp4")) is not None:
                return data
            failure = head.failure
            self._judge(head)
        raise TranscodeError(failure or "ffmpeg ended early, or the cache folder's disk is full")

    async def segment(self, index: int, viewer: str) -> BinaryIO:
        """A media segment, open; waits until it is made. Raises TranscodeError, BusyError."""
        for head in list(self._heads):
            if head.next - AHEAD <= index < head.next + NEAR:
                await self._extend(head, index, viewer)
            else:
                await self._let_go(head, viewer)
        for _ in range(TRIES):
            if self._is_closed:
                raise TranscodeError("the stream has ended")
            if (found := self._cache.open(*self._key, f"{index}.m4s")) is not None:
                return found
            async with self._starting:
                head = next(
                    (h for h in self._heads if h.next <= index < h.next + NEAR and not h.finished), None
                ) or await self._start(index)
            await self._extend(head, index, viewer)
            async with head.changed:
                await head.changed.wait_for(lambda head=head: head.next > index or head.finished)  # type: ignore[misc]
            if head.next <= index and head.is_unneeded:
                raise TranscodeError("the player went on elsewhere")
            if head.next <= index and not self._judge(head) and not head.was_killed:
                break
        if (found := self._cache.open(*self._key, f"{index}.m4s")) is not None:
            return found
        raise TranscodeError(head.failure or "ffmpeg ended early, or the cache folder's disk is full")

    def _judge(self, head: Head) -> bool:
        """A head ended before it made what was wanted: whether its encoder is to blame, which is not used again then."""
        if head.is_unneeded or not head.encoder.is_hardware:
            return False
        self._encoders.failed(head.encoder)
        return True

    async def leave(self, viewer: str) -> None:
        """A viewer looks at something else now: heads that work for nobody else end."""
        for head in list(self._heads):
            await self._let_go(head, viewer)

    async def _let_go(self, head: Head, viewer: str) -> None:
        if viewer in head.viewers:
            head.viewers.discard(viewer)
            if not head.viewers and head in self._heads:
                self._heads.remove(head)
                head.is_unneeded = True
                await head.stop()

    async def _extend(self, head: Head, index: int, viewer: str) -> None:
        """A viewer is at `index`: the head may go on from there."""
        head.viewers.add(viewer)
        head.used = asyncio.get_running_loop().time()
        async with head.changed:
            head.wanted = max(head.wanted, index)
            head.changed.notify_all()

    async def _start(self, index: int) -> Head:
        await self.stop_idle()
        while len(self._heads) >= HEADS:
            oldest = min(self._heads, key=lambda head: head.used)
            self._heads.remove(oldest)
            await oldest.stop()
        await self._machine.begin(QUEUE_SECONDS)
        if self._is_closed:
            self._machine.end()
            raise TranscodeError("the stream has ended")
        head = Head(index, self._encoders.of(self.rendition.codec))
        try:
            head.process = await asyncio.create_subprocess_exec(
                *arguments(self._ffmpeg, self.source, self.rendition, head.encoder, index, self._machine.threads),
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
                limit=1 << 18, start_new_session=True,
            )  # fmt: skip
        except BaseException:
            self._machine.end()
            raise
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, head.process.pid, NICENESS)
        head.task = asyncio.create_task(self._run(head))
        self._heads.append(head)
        self._began.set()
        return head

    async def _run(self, head: Head) -> None:
        """Read segments off the pipe until ffmpeg ends. The machine's permit is held while it works."""
        process = head.process
        assert process is not None and process.stdout is not None and process.stderr is not None
        errors = asyncio.create_task(process.stderr.read())
        try:
            await self._collect(head, process.stdout)
        except (asyncio.IncompleteReadError, ValueError) as error:
            log.debug("A transcode was cut off: %s", error)
        except Exception:
            log.exception("A transcode of %s could not be taken in", self.source.path)
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            text = (await errors).decode("utf-8", "replace").strip()
            head.was_killed = await process.wait() < 0 and not text
            head.failure = text.splitlines()[-1] if text else None
            head.finished = True
            self._rest(head)
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
                    head.is_described = True
                    async with head.changed:
                        head.changed.notify_all()
            elif kind == b"moof":
                fragment = box
            elif kind == b"mdat":
                await self._keep(head, fragment + box)

    async def _keep(self, head: Head, fragment: bytes) -> None:
        """Store a finished segment, then wait until a viewer is near enough for the next."""
        edges = self.source.timeline.fine
        index = self._index(Fraction(mp4.decode_time(fragment), SCALE))
        fragment = mp4.retimed(fragment, round(edges[index + 1] * SCALE) if index < len(edges) - 2 else None)
        if index >= head.next:
            self._cache.put(fragment, *self._key, f"{index}.m4s")
            head.next = index + 1
        async with head.changed:
            head.changed.notify_all()
        if head.next > head.wanted + (GIVES_WAY if self._machine.is_awaited else AHEAD):
            self._rest(head)
            async with head.changed:
                await head.changed.wait_for(lambda: head.next <= head.wanted + AHEAD)
            await self._machine.begin()
            head.holds_permit = True

    def _rest(self, head: Head) -> None:
        """A head stops working: what it held of the machine is for others."""
        if head.holds_permit:
            head.holds_permit = False
            self._machine.end()

    def _index(self, seconds: Fraction) -> int:
        """Which segment begins nearest to this time."""
        fine = self.source.timeline.fine
        after = min(bisect(fine, seconds), len(fine) - 2)
        return after if abs(fine[after] - seconds) < abs(fine[after - 1] - seconds) else max(after - 1, 0)

    async def stop_idle(self) -> None:
        """End the heads that nobody asked anything of lately, and forget the finished ones."""
        now = asyncio.get_running_loop().time()
        for head in [head for head in self._heads if head.finished or now - head.used > IDLE_SECONDS]:
            self._heads.remove(head)
            await head.stop()

    async def stop(self) -> None:
        """End all heads; no more are started."""
        self._is_closed = True
        for head in self._heads:
            await head.stop()
        self._heads.clear()
