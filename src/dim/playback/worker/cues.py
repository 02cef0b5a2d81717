"""The subtitles of a window of a film. Runs in a worker.

Only that part of the file is read which is being played anyway, so that it takes as long in a film of 20 GB as in a short one.
"""

import base64
import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer
from PIL import Image

from dim.playback.worker import palettes
from dim.playback.worker.markup import cue_text
from dim.playback.worker.open_files import guide_of, kept_open, seek_to

LOOK_BACK = Fraction(12)
"""Seconds before a window in which cues may begin that last into it."""
LONGEST_PICTURE = 60.0
SMALLEST_CANVAS, LARGEST_CANVAS = 64, 8192
"""Pixels, of either side."""
CANVAS_SECONDS = 120.0
"""How much of a film is read for the first of its pictures."""
LONGEST = 10.0
"""Seconds that a cue without an end is shown at most."""
FONTS = frozenset({"application/x-truetype-font", "application/vnd.ms-opentype", "font/ttf", "font/otf", "font/sfnt",
                   "application/font-sfnt", "application/x-font-ttf", "application/x-font-otf", "font/woff2"})  # fmt: skip
_TEXT_FORMATS = {"srt": "srt", "vtt": "webvtt", "ass": "ass", "ssa": "ass"}


def embedded_cues(
    path: str, stream: int, kind: str, origin: list[int], start: float, end: float | None, position: int | None = None
) -> list[dict[str, Any]]:
    """The cues of a track inside a file that are shown between two times (seconds from `origin`; None: to the end).

    {start, end} and, by kind: {text, settings}; {event} of ASS; {picture, x, y, width, height, canvas} with a PNG in base64.
    """
    zero = Fraction(*origin)
    with kept_open(path) as source:
        seek_to(source, zero + Fraction(start) - LOOK_BACK, position)
        packets = _until(source, stream, zero, end)
        return _shown(_cues(packets, source.streams[stream], kind, zero), start, end)


def canvas(path: str, stream: int) -> list[int]:
    """The size that a track of pictures was made for: that of the first one in the film's first minutes, else the usual one, or for
    those that do not say it (DVB) the video's.
    """
    with kept_open(path) as source:
        track = source.streams[stream]
        video = guide_of(source)
        zero = Fraction(video.start_time or 0) * (video.time_base or 0) if video else Fraction(0)
        seek_to(source, zero)
        if size := _canvas_of_head(bytes(track.codec_context.extradata or b"").decode("latin-1")):
            return size
        if track.codec_context.name != "pgssub":
            return [video.width, video.height] if video else [720, 576]
        sizes = (_canvas_of_pgs(bytes(packet)) for packet in _until(source, stream, zero, CANVAS_SECONDS))
        return next(filter(None, sizes), [1920, 1080])


def cues_beside(
    extension: str, kind: str, origin: list[int], start: float, end: float | None, blob: bytes
) -> list[dict[str, Any]]:
    """The cues of a subtitle file, whose text comes as UTF-8; `origin` is second 0 of the film in the file's own time."""
    with av.open(io.BytesIO(blob), "r", format=_TEXT_FORMATS[extension]) as source:
        track = source.streams.subtitles[0]
        packets = (packet for packet in source.demux(track) if packet.pts is not None)
        return _shown(_cues(packets, track, kind, Fraction(*origin)), start, end)


def embedded_header(path: str, stream: int) -> str:
    """The head of an ASS track: its styles."""
    with kept_open(path) as source:
        context = source.streams[stream].codec_context
        return bytes(context.extradata or b"").decode("utf-8", "replace")


def header_beside(extension: str, blob: bytes) -> str:
    """The head of an ASS file, whose text comes as UTF-8."""
    with av.open(io.BytesIO(blob), "r", format=_TEXT_FORMATS[extension]) as source:
        context = source.streams.subtitles[0].codec_context
        return bytes(context.extradata or b"").decode("utf-8", "replace")


def fonts(path: str) -> list[int]:
    """The indexes of the fonts that a file brings along."""
    with kept_open(path) as source:
        return [
            stream.index
            for stream in source.streams
            if stream.type == "attachment" and getattr(stream, "mimetype", None) in FONTS
        ]


def font(path: str, stream: int) -> bytes:
    """A font that a file brings along. Raises ValueError: there is none of that index."""
    with kept_open(path) as source:
        found = source.streams[stream] if 0 <= stream < len(source.streams) else None
        if found is None or getattr(found, "mimetype", None) not in FONTS:
            raise ValueError("there is no such font")
        return bytes(found.data)  # type: ignore[attr-defined]


def _until(source: InputContainer, stream: int, zero: Fraction, end: float | None) -> Iterator[Any]:
    """The packets of a track up to a time; the video's tell how far one is, since subtitles may be far apart."""
    track = source.streams[stream]
    guide = guide_of(source)
    for packet in source.demux(*(one for one in (track, guide) if one is not None)):
        if packet.pts is None or packet.time_base is None:
            continue
        if packet.stream_index == stream:
            yield packet
        elif end is not None and packet.pts * packet.time_base - zero > end + 1:
            return


def _cues(packets: Iterator[Any], track: Any, kind: str, zero: Fraction) -> Iterator[dict[str, Any]]:
    if kind == "picture":
        yield from _pictures(packets, track, zero)
        return
    for packet in packets:
        start = float(packet.pts * packet.time_base - zero)
        length = float(packet.duration * packet.time_base) if packet.duration else LONGEST
        times = {"start": round(start, 3), "end": round(start + length, 3)}
        if kind == "styled":
            fields = bytes(packet).decode("utf-8", "replace").split(",", 2)
            if len(fields) == 3:
                event = f"Dialogue: {fields[1]},{_clock(times['start'])},{_clock(times['end'])},{fields[2]}"
                text, settings = cue_text(fields[2].split(",", 6)[-1])
                yield {**times, "event": event.replace("\n", "\\N"), "text": text, "settings": settings}
            continue
        text, settings = cue_text("\\N".join(_texts(packet)))
        if text:
            yield {**times, "text": text, "settings": settings}


def _texts(packet: Any) -> Iterator[str]:
    """What libav makes of a packet of text: the last field of an ASS event."""
    for found in packet.decode():
        for rectangle in getattr(found, "rects", [found]):
            if written := getattr(rectangle, "ass", b""):
                yield bytes(written).decode("utf-8", "replace").split(",", 8)[-1]


def _pictures(packets: Iterator[Any], track: Any, zero: Fraction) -> Iterator[dict[str, Any]]:
    """Pictures, each until the next one comes (PGS) or its own end (VobSub, DVB)."""
    pending: list[dict[str, Any]] = []
    codec = track.codec_context.name
    head = bytes(track.codec_context.extradata or b"").decode("latin-1")
    canvas, colours = _canvas_of_head(head), palettes.GREYS
    for packet in packets:
        data, time = bytes(packet), round(float(packet.pts * packet.time_base - zero), 3)
        if codec == "pgssub":
            canvas = _canvas_of_pgs(data) or canvas
            colours = palettes.of_pgs(data, colours, canvas is None or canvas[1] > 576)
        else:
            colours = palettes.of_vobsub(data, head) if codec == "dvdsub" else palettes.of_dvb(data, colours)
        try:
            sets = packet.decode()
        except av.error.FFmpegError:
            continue
        for cue in pending:
            yield {**cue, "end": time if cue["end"] is None else min(cue["end"], time)}
        pending = []
        for found in sets:
            last = getattr(found, "end_display_time", 0)
            length = packet.duration * float(packet.time_base) if packet.duration else 0
            if 0 < last < 0xFFFFFFFF:
                length = last / 1000
            if length > LONGEST_PICTURE:
                length = 0  # nothing says when it ends
            for rectangle in getattr(found, "rects", [found]):
                if picture := _png(rectangle, colours):
                    end = round(time + length, 3) if length else None
                    pending.append({"start": time, "end": end, "canvas": canvas, **picture})
    for cue in pending:
        yield {**cue, "end": cue["start"] + LONGEST if cue["end"] is None else cue["end"]}


def _png(rectangle: Any, colours: palettes.Palette) -> dict[str, Any] | None:
    """A picture of a subtitle, whose pixels are numbers of colours."""
    if getattr(rectangle, "type", b"") not in (b"bitmap", "bitmap") or not rectangle.width or not rectangle.height:
        return None
    plane = bytes(rectangle.planes[0])
    stride = len(plane) // rectangle.height
    image = Image.frombytes("P", (rectangle.width, rectangle.height), plane, "raw", "P", stride)
    image.putpalette(b"".join(bytes(colours.get(number, (0, 0, 0, 0))) for number in range(256)), "RGBA")
    target = io.BytesIO()
    image.convert("RGBA").save(target, "PNG", compress_level=5)
    return {
        "picture": base64.b64encode(target.getvalue()).decode(), "x": rectangle.x, "y": rectangle.y,
        "width": rectangle.width, "height": rectangle.height,
    }  # fmt: skip


def _canvas_of_head(head: str) -> list[int] | None:
    """The size of the picture that a VobSub track was made for, which its head says ("size: 720x576")."""
    for line in head.splitlines():
        name, _, value = line.partition(":")
        width, _, height = value.strip().partition("x")
        if name.strip() == "size" and width.isdigit() and height.isdigit():
            return _possible([int(width), int(height)])
    return None


def _canvas_of_pgs(data: bytes) -> list[int] | None:
    """The size that a PGS composition was made for (US patent 2009/0185789, figure 20: segment 0x16, then its length)."""
    if len(data) > 7 and data[0] == 0x16:
        return _possible([int.from_bytes(data[3:5], "big"), int.from_bytes(data[5:7], "big")])
    return None


def _possible(canvas: list[int]) -> list[int] | None:
    """A size that a file says, unless it is broken: ffmpeg would take memory for whatever size it is told."""
    return canvas if min(canvas) >= SMALLEST_CANVAS and max(canvas) <= LARGEST_CANVAS else None


def _shown(cues: Iterator[dict[str, Any]], start: float, end: float | None) -> list[dict[str, Any]]:
    """Those that are shown between two times."""
    return [cue for cue in cues if cue["end"] > start and (end is None or cue["start"] < end)]


def _clock(seconds: float) -> str:
    """A time as ASS has it: 1:02:03.45."""
    hundredths = max(round(seconds * 100), 0)
    minutes, hundredths = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{hundredths // 100:02}.{hundredths % 100:02}"
