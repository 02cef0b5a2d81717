"""An encoded rendition of a video: a `SegmentSource` whose segments are made by transcoding processes.

A process is shared by all clients that are near one another, and read only as far as they are. A segment that no
process is about to make starts another. Finished segments are stored, so that the next client of the same part needs
no ffmpeg at all.
"""

import asyncio
import hashlib
from contextlib import suppress
from fractions import Fraction

from dim.playback.policy.ladder import Rendition
from dim.playback.sources.source import MediaSegment
from dim.playback.sources.transcode.command import (
    TranscodeInput,
    rate_options,
    still_filters,
    video_filters,
)
from dim.playback.sources.transcode.encoders import SOFTWARE
from dim.playback.sources.transcode.job import StopReason, TranscodeError, TranscodeJob, TranscodeServices
from dim.playback.sources.transcode.process import SEGMENTS_AHEAD, TranscodeProcess
from dim.playback.storage import Key
from dim.workers.memory_file import anonymous_file

NEAR_SEGMENTS = 4
"""A client joins a process that makes its segment within so many; otherwise another process starts."""
MAX_PROCESSES = 2
"""Processes for one rendition that are kept for clients at different places."""
MAX_ATTEMPTS = 3
"""Processes that are tried for a segment: one may be killed or evicted, or its encoder may fail."""
JOIN_SECONDS = 0.15
"""How long a request for the initialisation segment waits for a process that a request for a media segment starts."""
IDLE_SECONDS = 30.0
"""A process that no client has used for so long is stopped."""


class Transcoder:
    """The segments of one video in one rendition, for all its clients."""

    def __init__(self, source: TranscodeInput, rendition: Rendition, services: TranscodeServices) -> None:
        self.source, self.rendition = source, rendition
        self._services = services
        self._job = TranscodeJob(source, rendition, _storage_key(source, rendition))
        self._processes: list[TranscodeProcess] = []
        self._process_started = asyncio.Event()
        self._closed: StopReason | None = None

    @property
    def boundaries(self) -> tuple[Fraction, ...]:
        """Where segments begin, in seconds, and the end."""
        return self.source.timeline.encoded_boundaries

    @property
    def running_processes(self) -> int:
        """How many ffmpeg processes run for it."""
        return sum(process.is_encoding for process in self._processes)

    async def initialisation(self, near: int, client: str) -> bytes:
        """The initialisation segment, from whichever process makes it first. Raises as `segment`.

        Players ask for a media segment at the same time, whose process will do; otherwise one is started at segment
        `near`.
        """
        failed: TranscodeProcess | None = None
        for _ in range(MAX_ATTEMPTS):
            if (data := await self._services.storage.read(self._job.initialisation_key)) is not None:
                return data
            process = await self._join_running() or await self._start(near, software=failed is not None)
            await process.wait_for_initialisation(client)
            if process.has_initialisation:
                self._blame_encoder(failed, process)
                continue  # it is stored
            if not self._may_retry(process):
                return await self._read_or_raise(self._job.initialisation_key, process)
            failed = process if process.stop_reason is StopReason.FAILED else failed
        return await self._read_or_raise(self._job.initialisation_key, failed)

    async def segment(self, index: int, client: str) -> MediaSegment:
        """A media segment; waits until it is made. Raises TranscodeError, BusyError: no encoder slot became free."""
        await self._move_client(index, client)
        key = self._job.segment_key(index)
        failed: TranscodeProcess | None = None
        for _ in range(MAX_ATTEMPTS):
            nearby = self._process_near(index)  # it may be past the segment by the time storage has answered
            if (file := await self._services.storage.open(key)) is not None:
                return MediaSegment(file)
            process = nearby or self._process_near(index) or await self._start(index, software=failed is not None)
            await process.wait_for_segment(index, client)
            if process.next_segment > index:
                self._blame_encoder(failed, process)
                continue  # it is stored
            if not self._may_retry(process):
                failed = process
                break
            failed = process if process.stop_reason is StopReason.FAILED else failed
        return MediaSegment(anonymous_file(await self._read_or_raise(key, failed)))

    async def leave(self, client: str) -> None:
        """A client wants nothing more of this rendition: processes that work for nobody else stop."""
        for process in list(self._processes):
            await self._leave_process(process, client)

    async def stop_idle(self) -> None:
        """Stop the processes that no client has used lately, and forget the finished ones."""
        now = asyncio.get_running_loop().time()
        idle = [p for p in self._processes if not p.waiting_clients and now - p.last_used > IDLE_SECONDS]
        self._processes = [process for process in self._processes if not (process.is_finished or process in idle)]
        for process in idle:
            await process.stop(StopReason.IDLE)

    async def close(self, reason: StopReason = StopReason.UNNEEDED) -> None:
        """Stop all processes; no more are started."""
        self._closed = self._closed or reason
        processes, self._processes = self._processes, []
        for process in processes:
            await process.stop(reason)

    async def _read_or_raise(self, key: Key, process: TranscodeProcess | None) -> bytes:
        """What is stored after all. Raises TranscodeError: nothing is, for the reason that a process reported."""
        if (data := await self._services.storage.read(key)) is not None:
            return data
        error = process.error if process else None
        raise TranscodeError(error or "ffmpeg ended early, or the cache folder's disk is full")

    def _blame_encoder(self, failed: TranscodeProcess | None, succeeded: TranscodeProcess) -> None:
        """If the CPU makes what a hardware encoder failed to make, the encoder is to blame; otherwise the file is."""
        if failed is None or failed.encoder is None or succeeded.encoder is None:
            return
        if failed.encoder.is_hardware and not succeeded.encoder.is_hardware:
            self._services.encoders.disqualify(failed.encoder)

    def _may_retry(self, process: TranscodeProcess) -> bool:
        """Whether another process may make what this one, which has ended, did not.

        Whoever still waits needs it, also where its client has asked for something else since: a request that is given
        up is cancelled.
        """
        match process.stop_reason:
            case StopReason.FAILED:
                return process.encoder is not None and process.encoder.is_hardware  # the CPU may succeed
            case StopReason.UNNEEDED | StopReason.EVICTED | StopReason.IDLE | StopReason.SHUTDOWN:
                return True
            case None:
                # without an encoder it never ran: another process had made its first segment meanwhile
                return process.was_killed or process.encoder is None

    def _process_near(self, index: int) -> TranscodeProcess | None:
        return next((process for process in self._processes if process.covers(index, NEAR_SEGMENTS)), None)

    async def _join_running(self) -> TranscodeProcess | None:
        """A process that runs or begins within a moment."""
        if not any(not process.is_finished for process in self._processes):
            self._process_started.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(JOIN_SECONDS):
                    await self._process_started.wait()
        return next((process for process in self._processes if not process.is_finished), None)

    async def _move_client(self, index: int, client: str) -> None:
        """A client is at a segment now: processes elsewhere no longer work for it."""
        for process in list(self._processes):
            if process.next_segment - SEGMENTS_AHEAD <= index < process.next_segment + NEAR_SEGMENTS:
                process.request(index, client)
            else:
                await self._leave_process(process, client)

    async def _leave_process(self, process: TranscodeProcess, client: str) -> None:
        if client in process.clients:
            process.clients.discard(client)
            if not process.clients and process in self._processes:
                self._processes.remove(process)
                await process.stop(StopReason.UNNEEDED)

    async def _start(self, first_segment: int, software: bool = False) -> TranscodeProcess:
        """Start a process. Those used longest ago make room for it, but never one that a client waits for: encoder
        slots limit how many work at once. There is no await between looking and registering.
        """
        if self._closed is not None:
            raise TranscodeError("the stream has ended")
        running = [process for process in self._processes if not process.is_finished]
        surplus = max(len(running) - MAX_PROCESSES + 1, 0)
        unawaited = [process for process in running if not process.waiting_clients]
        evicted = sorted(unawaited, key=lambda process: process.last_used)[:surplus]
        process = TranscodeProcess(self._job, self._services, first_segment, software)
        self._processes = [other for other in running if other not in evicted] + [process]
        self._process_started.set()
        for other in evicted:
            await other.stop(StopReason.EVICTED)
        return process


def _storage_key(source: TranscodeInput, rendition: Rendition) -> Key:
    """The beginning of the keys of its segments. It changes with whatever changes their bytes."""
    settings = (
        video_filters(rendition, source.hdr, source.interlaced, source.timeline),
        *still_filters(source.timeline),
        rate_options(rendition, SOFTWARE[rendition.codec]),
        SOFTWARE[rendition.codec].options,
        *((source.burn_in,) if source.burn_in else ()),
    )
    version = hashlib.blake2b(f"{settings} {source.timeline.encoded_boundaries}".encode(), digest_size=6).hexdigest()
    return "segments", source.fingerprint, f"{source.stream}-{rendition.name}-{version}"
