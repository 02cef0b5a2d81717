"""How long a file plays. Runs in a worker.

Most headers say it. A live encoder writes none, and where the clock of a recording jumps, the difference of the last and the first
timestamp means nothing.
"""

import io
import os
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer
from av.stream import Disposition

from dim.probe.recording.clock import played_seconds, sampled_seconds
from dim.sandbox.files import descriptor

AV_TIME_BASE = 1_000_000
CLOCKED = frozenset({"mpegts", "mpeg"})
"""Formats whose clock may jump, and in which one can seek by byte positions."""
SAMPLES = 12
"""Places at which the time is read."""
WHOLE_BYTES = 64 << 20
"""A file of at most so many bytes is read to its end where the header does not say how long it is, or the clock jumps."""
TAIL_BYTES = 16 << 20
"""Of a larger Matroska file, so much is read of its end."""
CLUSTER = b"\x1f\x43\xb6\x75"
"""What a cluster of Matroska begins with (RFC 9559, 5.1.3)."""


def duration_of(path: str, container: InputContainer) -> float:
    """Seconds that a file plays; 0: unknown. The container is somewhere else afterwards."""
    known = _header(container)
    with suppress(av.error.FFmpegError, OSError):
        with descriptor(path) as file:
            size = os.fstat(file).st_size
        if container.format.name in CLOCKED:
            known = float(_clocked(container, size) or known)
        elif known <= 0:
            known = float(_measured(path, container, size))
    return known


def _header(container: InputContainer) -> float:
    if container.duration:
        return float(container.duration / AV_TIME_BASE)
    known = [
        float(stream.duration * stream.time_base)
        for stream in container.streams
        if stream.duration and stream.time_base and not stream.disposition & Disposition.attached_pic
    ]
    return max(known, default=0.0)


def _clocked(container: InputContainer, size: int) -> Fraction | None:
    """How long a recording lasts whose clock jumps; None: it does not."""
    stream = next(iter([*container.streams.video, *container.streams.audio]), None)
    if stream is None:
        return None
    times = []
    for number in range(SAMPLES):
        container.seek(size * number // SAMPLES, unsupported_byte_offset=True)
        time = next(_times(container, stream), None)
        times += [] if time is None else [time]
    estimate = sampled_seconds([*times, *_last_time(container, stream, size)])
    if estimate is None or size > WHOLE_BYTES:
        return estimate
    container.seek(0, unsupported_byte_offset=True)
    return played_seconds(_times(container, stream))


def _last_time(container: InputContainer, stream: Any, size: int) -> list[Fraction]:
    container.seek(max(size - (1 << 19), 0), unsupported_byte_offset=True)
    last = deque(_ticks(container, stream), maxlen=1)
    return [tick * stream.time_base for tick in last]


def _times(container: InputContainer, stream: Any) -> Iterator[Fraction]:
    """The decode times of a stream's packets from here on, in seconds."""
    return (tick * stream.time_base for tick in _ticks(container, stream))


def _ticks(container: InputContainer, stream: Any) -> Iterator[int]:
    """The same in units of its time base."""
    for packet in container.demux(stream):
        tick = packet.dts if packet.dts is not None else packet.pts
        if packet.size and tick is not None:
            yield tick


def _measured(path: str, container: InputContainer, size: int) -> Fraction:
    """From the timestamps of the packets, of the whole file or of its end; 0: unknown."""
    if size <= WHOLE_BYTES:
        return _span(container)
    if not container.format.name.startswith("matroska"):
        return Fraction(0)
    with descriptor(path) as file:
        head, tail = os.pread(file, TAIL_BYTES, 0), os.pread(file, TAIL_BYTES, size - TAIL_BYTES)
    first, last = head.find(CLUSTER), tail.find(CLUSTER)
    if first < 0 or last < 0:
        return Fraction(0)
    with av.open(io.BytesIO(head[:first] + tail[last:]), "r", format="matroska") as end:
        return _span(end, container.start_time or 0)


def _span(container: InputContainer, start: int | None = None) -> Fraction:
    """Seconds from the first frame or sample to the end of the last. `start`: when the first begins, in microseconds."""
    begin = None if start is None else Fraction(start, AV_TIME_BASE)
    end = Fraction(0)
    played = [*container.streams.video, *container.streams.audio]
    for packet in container.demux(*played):
        if packet.pts is not None and packet.size and packet.time_base is not None:
            time = packet.pts * packet.time_base
            begin = time if begin is None else min(begin, time)
            end = max(end, time + (packet.duration or 0) * packet.time_base)
    return end - begin if begin is not None and end > begin else Fraction(0)
