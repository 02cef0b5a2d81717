"""One transcoding process: an ffmpeg that makes the segments of a rendition, in order, from some segment on."""

import asyncio
import logging
import signal
import struct
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction

from dim.playback.ffmpeg import end, kill, last_line, read_tail, start_ffmpeg
from dim.playback.hls import mp4
from dim.playback.sources.transcode.command import TIME_SCALE, arguments
from dim.playback.sources.transcode.encoders import SOFTWARE, Encoder
from dim.playback.sources.transcode.job import StopReason, TranscodeError, TranscodeJob, TranscodeServices
from dim.playback.sources.transcode.slots import QUEUE_SECONDS, BusyError, EncoderSlot

log = logging.getLogger(__name__)
SEGMENTS_AHEAD = 8
"""Segments that a process makes beyond the last one a client asked for."""
SEGMENTS_AHEAD_WHEN_BUSY = 2
"""The same while others wait for an encoder slot."""
SEGMENT_SECONDS = 60.0
"""How long a client waits for a segment. An ffmpeg that takes longer is stuck, on a dead network mount for example."""
EXIT_SECONDS = 5.0
"""How long ffmpeg may take to exit after it closed its output."""
_SIGNALS = ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP")
KILLED_FROM_OUTSIDE = frozenset(-getattr(signal, name) for name in _SIGNALS if hasattr(signal, name))
"""Exit statuses of a process that someone else ended, such as the kernel when memory runs out."""


class TranscodeProcess:
    """Waits for an encoder slot, then runs ffmpeg and stores its segments; pauses when it is far ahead of its
    clients.

    It can be joined from the moment it is created, while it still waits for a slot: two clients never start two of
    them for the same segment, and no lock is needed. ffmpeg pauses by itself when its output pipe is full.
    """

    def __init__(
        self, job: TranscodeJob, services: TranscodeServices, first_segment: int, software: bool = False
    ) -> None:
        """`software`: the CPU encodes, even if a hardware encoder was detected."""
        self._job, self._services, self._software = job, services, software
        self._first = first_segment
        self.next_segment = first_segment
        """The segment that is being made."""
        self._last_wanted = first_segment
        self.clients: set[str] = set()
        self.waiting_clients = 0
        self.last_used = asyncio.get_running_loop().time()
        self.encoder: Encoder | None = None
        """None: it has no slot yet."""
        self.has_initialisation = False
        self.is_finished = False
        self.stop_reason: StopReason | None = None
        """None while it runs, and after it came to the end of the file or was killed by someone else."""
        self.was_killed = False
        self.error: str | None = None
        self._busy: BusyError | None = None
        self._slot: EncoderSlot | None = None
        self._ffmpeg: asyncio.subprocess.Process | None = None
        self._changed = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name=f"transcode {job.rendition.name} from {first_segment}")

    @property
    def is_encoding(self) -> bool:
        """Whether ffmpeg runs."""
        return self._ffmpeg is not None and not self.is_finished

    def covers(self, index: int, segments: int) -> bool:
        """Whether a segment is among the next ones that it makes."""
        return not self.is_finished and self.next_segment <= index < self.next_segment + segments

    def request(self, index: int, client: str) -> None:
        """A client wants a segment: go on until then and some segments further."""
        self.clients.add(client)
        self.last_used = asyncio.get_running_loop().time()
        self._last_wanted = max(self._last_wanted, index)
        self._notify()

    async def wait_for_segment(self, index: int, client: str) -> None:
        """Return when a segment is made, or the process has ended without it.

        Raises BusyError: no encoder slot became free. TranscodeError: it takes too long.
        """
        self.request(index, client)
        await self._wait(lambda: self.next_segment > index)

    async def wait_for_initialisation(self, client: str) -> None:
        """Return when the initialisation segment is made, or the process has ended without it. Raises as
        `wait_for_segment`.
        """
        self.clients.add(client)
        await self._wait(lambda: self.has_initialisation)

    async def stop(self, reason: StopReason) -> None:
        """Stop now; returns when ffmpeg has ended and the slot is released.

        An ffmpeg that hangs in a call to a dead disk cannot be killed, and is not waited for.
        """
        if not self.is_finished and self.stop_reason is None:
            self.stop_reason = reason
            if self._ffmpeg is not None:
                kill(self._ffmpeg)
            self._task.cancel()
        _, pending = await asyncio.wait([self._task], timeout=EXIT_SECONDS)
        if pending:
            log.error("The ffmpeg that transcodes %s cannot be ended", self._job.source.path)
        self._finish()  # a task that is cancelled before it begins never runs its own `finally`

    async def _wait(self, is_done: Callable[[], bool]) -> None:
        self.waiting_clients += 1
        try:
            async with asyncio.timeout(QUEUE_SECONDS + SEGMENT_SECONDS):
                await self._until(lambda: is_done() or self.is_finished)
        except TimeoutError:
            raise TranscodeError(f"ffmpeg made nothing for {SEGMENT_SECONDS:.0f} s") from None
        finally:
            self.waiting_clients -= 1
            self.last_used = asyncio.get_running_loop().time()
        if self._busy is not None and not is_done():
            raise BusyError(str(self._busy))

    async def _until(self, is_done: Callable[[], bool]) -> None:
        while not is_done():
            await self._changed.wait()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _run(self) -> None:
        try:
            self._slot = await self._services.slots.acquire(QUEUE_SECONDS)
            if not await self._is_made():
                await self._encode()
        except BusyError as error:
            self._busy = error
        except Exception as error:
            self.stop_reason, self.error = StopReason.FAILED, str(error)
            log.exception("Transcoding %s failed", self._job.source.path)
        finally:
            self._finish()

    def _finish(self) -> None:
        self.is_finished = True
        self._release_slot()
        self._notify()

    async def _is_made(self) -> bool:
        """Whether another process stored the first segment while this one waited for its slot."""
        storage, job = self._services.storage, self._job
        return await storage.exists(job.segment_key(self._first)) and await storage.exists(job.initialisation_key)

    async def _encode(self) -> None:
        services, job = self._services, self._job
        codec = job.rendition.codec
        self.encoder = SOFTWARE[codec] if self._software else services.encoders.get(codec)
        process = self._ffmpeg = await start_ffmpeg(
            arguments(services.ffmpeg, job.source, job.rendition, self.encoder, self._first, services.slots.threads),
            [job.source.path], self.encoder.is_hardware,
        )  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        errors = asyncio.create_task(read_tail(process.stderr))
        try:
            await self._store_segments(process.stdout)
            with suppress(TimeoutError):
                async with asyncio.timeout(EXIT_SECONDS):
                    await process.wait()
        except (asyncio.IncompleteReadError, ValueError, struct.error) as error:
            log.debug("ffmpeg's output was cut off: %s", error)
            self._set_failed(None)
        finally:
            status = await end(process)
            await asyncio.wait([errors], timeout=EXIT_SECONDS)
            text = errors.result() if errors.done() and not errors.cancelled() else ""
            errors.cancel()
            self.error = last_line(text) or self.error
            self.was_killed = self.stop_reason is None and status in KILLED_FROM_OUTSIDE
            if status != 0 and not self.was_killed:
                self._set_failed(self.error)

    def _set_failed(self, error: str | None) -> None:
        """Unless it was stopped on purpose, which cuts ffmpeg's output off as well."""
        if self.stop_reason is None:
            self.stop_reason, self.error = StopReason.FAILED, error

    async def _store_segments(self, output: asyncio.StreamReader) -> None:
        """Read fragmented MP4 until its end. Raises asyncio.IncompleteReadError, ValueError: it breaks off or makes
        no sense.
        """
        initialisation, fragment = bytearray(), b""
        while True:
            try:
                header = await output.readexactly(8)
            except asyncio.IncompleteReadError as error:
                if error.partial:
                    raise
                return
            size, kind = struct.unpack(">I4s", header)
            box = header + await output.readexactly(size - 8)
            if kind in (b"ftyp", b"moov"):
                initialisation += box
                if kind == b"moov":
                    await self._services.storage.write(self._job.initialisation_key, bytes(initialisation))
                    self.has_initialisation = True
                    self._notify()
            elif kind == b"moof":
                fragment = box
            elif kind == b"mdat":
                await self._store_segment(fragment + box)
                await self._pause_when_far_ahead()

    async def _store_segment(self, fragment: bytes) -> None:
        edges = self._job.source.timeline.encoded_boundaries
        index = self._job.index_at(Fraction(mp4.decode_time(fragment), TIME_SCALE))
        end = round(edges[index + 1] * TIME_SCALE) if index < len(edges) - 2 else None
        if index >= self.next_segment:
            await self._services.storage.write(self._job.segment_key(index), mp4.retimed(fragment, end))
            self.next_segment = index + 1
            self._notify()

    async def _pause_when_far_ahead(self) -> None:
        """While others wait for a slot it pauses earlier; a paused process holds no slot."""
        slots = self._services.slots
        ahead = SEGMENTS_AHEAD_WHEN_BUSY if slots.has_waiters else SEGMENTS_AHEAD
        if self.next_segment > self._last_wanted + ahead:
            self._release_slot()
            await self._until(lambda: self.next_segment <= self._last_wanted + SEGMENTS_AHEAD)
            self._slot = await slots.acquire(QUEUE_SECONDS)

    def _release_slot(self) -> None:
        if self._slot is not None:
            self._slot.release()
            self._slot = None
