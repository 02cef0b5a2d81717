"""Reads the cues of a window of a file. Runs in a worker.

Only the part of the file around the window is read, so that it takes as long in 20 GB as in a short file.
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
from dim.playback.worker.open_files import open_file, reference_video, seek_to

LOOK_BACK = Fraction(12)
"""Seconds before a window in which its cues may begin."""
LONGEST_BITMAP = 60.0
"""Seconds; a longer duration is taken for unknown."""
SMALLEST_CANVAS, LARGEST_CANVAS = 64, 8192
"""Pixels, of either side."""
CANVAS_SECONDS = 120.0
"""How much of a file is read to find its first bitmap."""
DEFAULT_DURATION = 10.0
"""Seconds that a cue without an end is shown."""
FONTS = frozenset({"application/x-truetype-font", "application/vnd.ms-opentype", "font/ttf", "font/otf", "font/sfnt",
                   "application/font-sfnt", "application/x-font-ttf", "application/x-font-otf", "font/woff2"})  # fmt: skip
_TEXT_FORMATS = {"srt": "srt", "vtt": "webvtt", "ass": "ass", "ssa": "ass"}


def embedded_cues(
    path: str,
    stream: int,
    track_format: str,
    origin: list[int],
    start: float,
    end: float | None,
    position: int | None = None,
) -> list[dict[str, Any]]:
    """The cues of an embedded track that are shown between two times (seconds from `origin`; None: to the end).

    {start, end} and, by format: {text, settings}; {event} of ASS as well; {picture, x, y, width, height, canvas} with
    a PNG in base64. `subtitles.cues.cue_from_json` reads them.
    """
    zero = Fraction(*origin)
    with open_file(path) as source:
        seek_to(source, zero + Fraction(start) - LOOK_BACK, position)
        packets = _until(source, stream, zero, end)
        return _between(_cues(packets, source.streams[stream], track_format, zero), start, end)


def canvas(path: str, stream: int) -> list[int]:
    """The canvas size of a bitmap track: as its header says, or its first bitmap. Else the usual size of PGS, or the
    size of the video.
    """
    with open_file(path) as source:
        track = source.streams[stream]
        video = reference_video(source)
        zero = Fraction(video.start_time or 0) * (video.time_base or 0) if video else Fraction(0)
        seek_to(source, zero)
        if size := _canvas_in_header(bytes(track.codec_context.extradata or b"").decode("latin-1")):
            return size
        if track.codec_context.name != "pgssub":
            return [video.width, video.height] if video else [720, 576]
        sizes = (_canvas_of_pgs(bytes(packet)) for packet in _until(source, stream, zero, CANVAS_SECONDS))
        return next(filter(None, sizes), [1920, 1080])


def external_cues(
    extension: str, track_format: str, origin: list[int], start: float, end: float | None, blob: bytes
) -> list[dict[str, Any]]:
    """The cues of a subtitle file whose text is `blob` (UTF-8); `origin` is second 0 of the session in the file's own
    time.
    """
    with av.open(io.BytesIO(blob), "r", format=_TEXT_FORMATS[extension]) as source:
        track = source.streams.subtitles[0]
        packets = (packet for packet in source.demux(track) if packet.pts is not None)
        return _between(_cues(packets, track, track_format, Fraction(*origin)), start, end)


def embedded_header(path: str, stream: int) -> str:
    """The header of an embedded ASS track: its styles."""
    with open_file(path) as source:
        context = source.streams[stream].codec_context
        return bytes(context.extradata or b"").decode("utf-8", "replace")


def external_header(extension: str, blob: bytes) -> str:
    """The header of an ASS file whose text is `blob` (UTF-8)."""
    with av.open(io.BytesIO(blob), "r", format=_TEXT_FORMATS[extension]) as source:
        context = source.streams.subtitles[0].codec_context
        return bytes(context.extradata or b"").decode("utf-8", "replace")


def fonts(path: str) -> list[int]:
    """The stream indexes of the fonts that are attached to a file."""
    with open_file(path) as source:
        return [
            stream.index
            for stream in source.streams
            if stream.type == "attachment" and getattr(stream, "mimetype", None) in FONTS
        ]


def font(path: str, stream: int) -> bytes:
    """An attached font. Raises ValueError: there is none of that index."""
    with open_file(path) as source:
        found = source.streams[stream] if 0 <= stream < len(source.streams) else None
        if found is None or getattr(found, "mimetype", None) not in FONTS:
            raise ValueError("there is no such font")
        return bytes(found.data)  # type: ignore[attr-defined]


def _until(source: InputContainer, stream: int, zero: Fraction, end: float | None) -> Iterator[Any]:
    """The packets of a track up to a time. The video's packets tell the current position, since subtitles may be far
    apart.
    """
    track = source.streams[stream]
    reference = reference_video(source)
    for packet in source.demux(*(one for one in (track, reference) if one is not None)):
        if packet.pts is None or packet.time_base is None:
            continue
        if packet.stream_index == stream:
            yield packet
        elif end is not None and packet.pts * packet.time_base - zero > end + 1:
            return


def _cues(packets: Iterator[Any], track: Any, track_format: str, zero: Fraction) -> Iterator[dict[str, Any]]:
    if track_format == "bitmap":
        yield from _bitmaps(packets, track, zero)
        return
    for packet in packets:
        start = float(packet.pts * packet.time_base - zero)
        length = float(packet.duration * packet.time_base) if packet.duration else DEFAULT_DURATION
        times = {"start": round(start, 3), "end": round(start + length, 3)}
        if track_format == "styled":
            fields = bytes(packet).decode("utf-8", "replace").split(",", 2)
            if len(fields) == 3:
                event = f"Dialogue: {fields[1]},{_format_time(times['start'])},{_format_time(times['end'])},{fields[2]}"
                text, settings = cue_text(fields[2].split(",", 6)[-1])
                yield {**times, "event": event.replace("\n", "\\N"), "text": text, "settings": settings}
            continue
        text, settings = cue_text("\\N".join(_texts(packet)))
        if text:
            yield {**times, "text": text, "settings": settings}


def _texts(packet: Any) -> Iterator[str]:
    """The text of a packet, as libav decodes it: the last field of an ASS event."""
    for found in packet.decode():
        for rectangle in getattr(found, "rects", [found]):
            if written := getattr(rectangle, "ass", b""):
                yield bytes(written).decode("utf-8", "replace").split(",", 8)[-1]


def _bitmaps(packets: Iterator[Any], track: Any, zero: Fraction) -> Iterator[dict[str, Any]]:
    """Bitmaps, each until the next one begins (PGS) or its own end (VobSub, DVB)."""
    pending: list[dict[str, Any]] = []
    codec = track.codec_context.name
    header = bytes(track.codec_context.extradata or b"").decode("latin-1")
    canvas, colours = _canvas_in_header(header), palettes.GREYS
    for packet in packets:
        data, time = bytes(packet), round(float(packet.pts * packet.time_base - zero), 3)
        if codec == "pgssub":
            canvas = _canvas_of_pgs(data) or canvas
            colours = palettes.of_pgs(data, colours, canvas is None or canvas[1] > 576)
        else:
            colours = palettes.of_vobsub(data, header) if codec == "dvdsub" else palettes.of_dvb(data, colours)
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
            if length > LONGEST_BITMAP:
                length = 0  # nothing says when it ends
            for rectangle in getattr(found, "rects", [found]):
                if picture := _png(rectangle, colours):
                    end = round(time + length, 3) if length else None
                    pending.append({"start": time, "end": end, "canvas": canvas, **picture})
    for cue in pending:
        yield {**cue, "end": cue["start"] + DEFAULT_DURATION if cue["end"] is None else cue["end"]}


def _png(rectangle: Any, colours: palettes.Palette) -> dict[str, Any] | None:
    """The PNG of a bitmap, whose pixels are colour numbers."""
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


def _canvas_in_header(header: str) -> list[int] | None:
    """The canvas size of a VobSub track, from its header ("size: 720x576")."""
    for line in header.splitlines():
        name, _, value = line.partition(":")
        width, _, height = value.strip().partition("x")
        if name.strip() == "size" and width.isdigit() and height.isdigit():
            return _plausible([int(width), int(height)])
    return None


def _canvas_of_pgs(data: bytes) -> list[int] | None:
    """The canvas size of a PGS composition (US patent 2009/0185789, figure 20: segment 0x16, then its length)."""
    if len(data) > 7 and data[0] == 0x16:
        return _plausible([int.from_bytes(data[3:5], "big"), int.from_bytes(data[5:7], "big")])
    return None


def _plausible(canvas: list[int]) -> list[int] | None:
    """The size, unless it is absurd: ffmpeg would allocate memory for any size."""
    return canvas if min(canvas) >= SMALLEST_CANVAS and max(canvas) <= LARGEST_CANVAS else None


def _between(cues: Iterator[dict[str, Any]], start: float, end: float | None) -> list[dict[str, Any]]:
    """The cues that are shown between two times."""
    return [cue for cue in cues if cue["end"] > start and (end is None or cue["start"] < end)]


def _format_time(seconds: float) -> str:
    """A time in ASS: 1:02:03.45."""
    hundredths = max(round(seconds * 100), 0)
    minutes, hundredths = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{hundredths // 100:02}.{hundredths % 100:02}"
