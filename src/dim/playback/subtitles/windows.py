"""A subtitle file that was read once, as it is stored: cues by window, each window as JSON, found by an index. Pure.

The index is JSON behind its length (8 bytes): {header, windows: {number: [offset, length]}}, offsets from the end of the index.
"""

import json
import struct
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from dim.playback.subtitles.cues import Cue, cue_from_json

LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class WindowIndex:
    """The header of ASS (styles), and where each window lies."""

    header: str
    begin: int
    windows: Mapping[int, tuple[int, int]]


def write_windows(target: BinaryIO, header: str, windows: Mapping[int, Collection[bytes]]) -> None:
    """Write windows of cues, each cue as JSON."""
    places, offset = {}, 0
    for number, cues in sorted(windows.items()):
        length = sum(map(len, cues)) + max(len(cues) - 1, 0) + 2
        places[number] = [offset, length]
        offset += length
    index = json.dumps({"header": header, "windows": places}).encode()
    target.write(LENGTH.pack(len(index)) + index)
    for _, cues in sorted(windows.items()):
        target.write(b"[" + b",".join(cues) + b"]")


def read_index(source: BinaryIO) -> WindowIndex:
    """The index of what `write_windows` wrote. Raises ValueError, KeyError, TypeError: it is something else."""
    source.seek(0)
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise ValueError("no index")
    (length,) = LENGTH.unpack(head)
    value = json.loads(source.read(length))
    places = {int(number): (int(place[0]), int(place[1])) for number, place in value["windows"].items()}
    return WindowIndex(str(value["header"]), LENGTH.size + length, places)


def read_windows(source: BinaryIO, index: WindowIndex, numbers: Iterable[int]) -> list[Cue]:
    """The cues of windows, each once. Raises ValueError, KeyError, TypeError: it is damaged."""
    found: dict[tuple[float, float, str | None, str | None], Cue] = {}
    for number in numbers:
        if place := index.windows.get(number):
            source.seek(index.begin + place[0])
            for value in json.loads(source.read(place[1])):
                cue = cue_from_json(value)
                found[cue.start, cue.end, cue.text, cue.event] = cue
    return list(found.values())


def shifted(cue: Cue, seconds: float) -> Cue:
    """A text cue so much later."""
    start, end, event = round(cue.start + seconds, 3), round(cue.end + seconds, 3), cue.event
    if event is not None:
        layer, _, _, rest = event.partition(":")[2].strip().split(",", 3)
        event = format_event(layer, start, end, rest)
    return replace(cue, start=start, end=end, event=event)


def format_event(layer: str, start: float, end: float, rest: str) -> str:
    """A line of ASS; `rest` begins with its style."""
    event = f"Dialogue: {layer},{format_time(start)},{format_time(end)},{rest}"
    return event.replace("\r", "").replace("\n", "\\N")


def format_time(seconds: float) -> str:
    """A time in ASS: 1:02:03.45."""
    hundredths = max(round(seconds * 100), 0)
    minutes, hundredths = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{hundredths // 100:02}.{hundredths % 100:02}"
