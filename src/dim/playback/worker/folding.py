"""Packets of a recording whose clock jumps, with folded timestamps. Runs in a worker."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from dim.probe.recording.clock import Clock, Folder


def folded(packets: Iterator[Any], clock: Clock, position: int | None) -> Iterator[Any]:
    """The packets of one or more streams, read from a byte position on; as they are if the clock never jumps."""
    if not clock:
        yield from packets
        return
    folder = Folder(clock, clock.stretch_at(position or 0))
    for packet in packets:
        if packet.pts is not None and packet.time_base is not None:
            seconds: Fraction = packet.pts * packet.time_base
            moved = round((folder.fold(packet.stream_index, packet.pos, seconds) - seconds) / packet.time_base)
            packet.pts += moved
            packet.dts = None if packet.dts is None else packet.dts + moved
        yield packet
