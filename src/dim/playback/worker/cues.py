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

from dim.playback.subtitles.cues import Bitmap, Cue, cue_to_json
from dim.playback.subtitles.encodings import decode
from dim.playback.subtitles.windows import format_event
from dim.playback.worker import palettes
from dim.playback.worker.folding import folded
from dim.playback.worker.markup import cue_text
from dim.playback.worker.open_files import open_file, reference_video, seek_to
from dim.probe.recording.clock import Clock

FONT_NAMES = (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2", ".pfb")
FONT_MARKS = frozenset({b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2"})
"""What fonts begin with (OpenType specification, "Organization of an OpenType Font"; WOFF 2.0, section 4)."""
SEPARATOR = b"\x1e"
"""Between texts that are decoded together: a control character that no encoding uses for anything else."""
TAGGED = frozenset({"subrip", "srt", "text", "webvtt"})
"""Codecs whose text has tags ("<i>")."""
LOOK_BACK = Fraction(12)
"""Seconds before a window in which its cues may begin."""
LONGEST_BITMAP = 60.0
"""Seconds; a longer duration is taken for unknown."""
SMALLEST_CANVAS, LARGEST_CANVAS = 64, 8192
"""Pixels, of either side."""
LARGEST_BITMAP = 4096 * 4096
"""Pixels of one image: four bytes each, several times."""
CANVAS_SECONDS = 120.0
"""How much of a file is read to find its first bitmap."""
DEFAULT_DURATION = 10.0
"""Seconds that a cue without an end is shown."""
FONTS = frozenset({"application/x-truetype-font", "application/vnd.ms-opentype", "font/ttf", "font/otf", "font/sfnt",
                   "application/font-sfnt", "application/x-font-ttf", "application/x-font-otf", "font/woff2"})  # fmt: skip


def embedded_cues(
    path: str,
    stream: int,
    track_format: str,
    origin: list[int],
    start: float,
    end: float | None,
    position: int | None = None,
    clock: Any = None,
    language: str | None = None,
) -> list[dict[str, object]]:
    """The cues of an embedded track that are shown between two times (seconds from `origin`; None: to the end).

    {start, end} and, by format: {text, settings}; {event} of ASS as well; {picture, x, y, width, height, canvas} with
    a PNG in base64. `subtitles.cues.cue_from_json` reads them. `clock`: a JSON `Clock`, if that of the file jumps.
    """
    zero = Fraction(*origin)
    with open_file(path) as source:
        seek_to(source, zero + Fraction(start) - LOOK_BACK, position)
        packets = _until(source, stream, zero, end, Clock.from_json(clock), position)
        return _between(_cues(packets, source.streams[stream], track_format, zero, language), start, end)


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


def embedded_header(path: str, stream: int) -> str:
    """The header of an embedded ASS track: its styles."""
    with open_file(path) as source:
        context = source.streams[stream].codec_context
        return bytes(context.extradata or b"").decode("utf-8", "replace")


def fonts(path: str) -> list[int]:
    """The stream indexes of the fonts that are attached to a file."""
    with open_file(path) as source:
        return [stream.index for stream in source.streams if _is_font(stream)]


def _is_font(stream: Any) -> bool:
    """Whether an attachment is a font: by its type, its name, or how it begins. Many files call all of them binary data."""
    if stream.type != "attachment":
        return False
    name = stream.metadata.get("filename", "").casefold()
    return (
        (getattr(stream, "mimetype", None) or "").casefold() in FONTS
        or name.endswith(FONT_NAMES)
        or bytes(stream.data or b"")[:4] in FONT_MARKS
    )


def font(path: str, stream: int) -> bytes:
    """An attached font. Raises ValueError: there is none of that index."""
    with open_file(path) as source:
        found = source.streams[stream] if 0 <= stream < len(source.streams) else None
        if found is None or not _is_font(found):
            raise ValueError("there is no such font")
        return bytes(found.data)  # type: ignore[attr-defined]


def _until(
    source: InputContainer,
    stream: int,
    zero: Fraction,
    end: float | None,
    clock: Clock = Clock(),
    position: int | None = None,
) -> Iterator[Any]:
    """The packets of a track up to a time. The video's packets tell the current position, since subtitles may be far
    apart.
    """
    track = source.streams[stream]
    reference = reference_video(source)
    packets = source.demux(*(one for one in (track, reference) if one is not None))
    for packet in folded(packets, clock, position):
        if packet.pts is None or packet.time_base is None:
            continue
        if packet.stream_index == stream:
            yield packet
        elif end is not None and packet.pts * packet.time_base - zero > end + 1:
            return


def _cues(packets: Iterator[Any], track: Any, track_format: str, zero: Fraction, language: str | None) -> Iterator[Cue]:
    if track_format == "bitmap":
        yield from _bitmaps(packets, track, zero)
        return
    codec = track.codec_context.name
    timed = [(packet.pts, packet.duration, _content(packet, codec)) for packet in packets if packet.pts is not None]
    texts = _decoded([content for _, _, content in timed], language)
    for (pts, length, _), written in zip(timed, texts, strict=True):
        begin = float(pts * track.time_base - zero)
        duration = float(length * track.time_base) if length else DEFAULT_DURATION
        start, end = round(begin, 3), round(begin + duration, 3)
        if track_format == "styled":
            fields = written.split(",", 2)
            if len(fields) == 3:
                text, settings = cue_text(fields[2].split(",", 6)[-1])
                yield Cue(start, end, text, settings, format_event(fields[1], start, end, fields[2]))
            continue
        text, settings = cue_text(written, codec in TAGGED, codec == "webvtt")
        if text:
            yield Cue(start, end, text, settings)


def _content(packet: Any, codec: str) -> bytes:
    """The text of a packet as the file has it. That of MP4 has its styles beside it, which libav puts into an event of ASS."""
    if codec != "mov_text":
        return bytes(packet).replace(SEPARATOR, b" ")
    found = [
        bytes(getattr(rectangle, "ass", b"")).split(b",", 8)[-1]
        for subtitle in packet.decode()
        for rectangle in getattr(subtitle, "rects", [subtitle])
    ]
    return b"\\N".join(found).replace(SEPARATOR, b" ")


def _decoded(contents: list[bytes], language: str | None) -> list[str]:
    """The texts of packets, whose encoding is found out for all together: one has few letters."""
    return decode(SEPARATOR.join(contents), language).split(SEPARATOR.decode()) if contents else []


def _bitmaps(packets: Iterator[Any], track: Any, zero: Fraction) -> Iterator[Cue]:
    """Bitmaps, each until the next one begins (PGS) or its own end (VobSub, DVB)."""
    pending: list[tuple[float, float | None, Bitmap]] = []
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
            decoded = packet.decode()
        except av.error.FFmpegError:
            continue
        for start, end, bitmap in pending:
            yield Cue(start, time if end is None else min(end, time), bitmap=bitmap)
        pending = []
        for subtitle in decoded:
            duration = _bitmap_duration(packet, subtitle)
            end = round(time + duration, 3) if duration else None
            bitmaps = (_bitmap(rectangle, colours, canvas) for rectangle in getattr(subtitle, "rects", [subtitle]))
            pending += [(time, end, bitmap) for bitmap in bitmaps if bitmap]
    for start, end, bitmap in pending:
        yield Cue(start, start + DEFAULT_DURATION if end is None else end, bitmap=bitmap)


def _bitmap_duration(packet: Any, subtitle: Any) -> float:
    """Seconds; 0: nothing says when it ends."""
    duration = packet.duration * float(packet.time_base) if packet.duration else 0.0
    display_end = getattr(subtitle, "end_display_time", 0)
    if 0 < display_end < 0xFFFFFFFF:
        duration = display_end / 1000
    return duration if duration <= LONGEST_BITMAP else 0.0


def _bitmap(rectangle: Any, colours: palettes.Palette, canvas: list[int] | None) -> Bitmap | None:
    """The image of a rectangle, whose pixels are colour numbers; None: it is empty."""
    if getattr(rectangle, "type", b"") not in (b"bitmap", "bitmap") or not rectangle.width or not rectangle.height:
        return None
    if max(rectangle.width, rectangle.height) > LARGEST_CANVAS or rectangle.width * rectangle.height > LARGEST_BITMAP:
        return None
    plane = bytes(rectangle.planes[0])
    stride = len(plane) // rectangle.height
    image = Image.frombytes("P", (rectangle.width, rectangle.height), plane, "raw", "P", stride)
    image.putpalette(b"".join(bytes(colours.get(number, (0, 0, 0, 0))) for number in range(256)), "RGBA")
    target = io.BytesIO()
    image.convert("RGBA").save(target, "PNG", compress_level=5)
    return Bitmap(
        base64.b64encode(target.getvalue()).decode(), rectangle.x, rectangle.y, rectangle.width, rectangle.height,
        (canvas[0], canvas[1]) if canvas else None,
    )  # fmt: skip


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


def _between(cues: Iterator[Cue], start: float, end: float | None) -> list[dict[str, object]]:
    """The cues that are shown between two times, as JSON."""
    return [cue_to_json(cue) for cue in cues if cue.end > start and (end is None or cue.start < end)]
