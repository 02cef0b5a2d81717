"""What is in a media file. Runs in a worker."""

import re
from fractions import Fraction
from typing import Any

import av
import av.logging
from av.container import InputContainer
from av.stream import Disposition, Stream

from dim.media.codecs import codec_string

TEXT_SUBTITLES = frozenset({"subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"})
AV_TIME_BASE = 1_000_000
EBML = b"\x1a\x45\xdf\xa3"
"""What Matroska and WebM begin with (RFC 8794, section 11.2.1)."""
AAC_PROFILES = {1: "Main", 2: "LC", 4: "LTP", 5: "HE-AAC", 29: "HE-AACv2"}
"""By the first five bits of AAC's AudioSpecificConfig, the audio object type (ISO/IEC 14496-3, 1.6.2.1)."""
HDR = {16: "HDR10", 18: "HLG"}
"""By the transfer characteristics (ITU-T H.273, table 3)."""
FIELD_ORDERS = frozenset({2, 3, 4, 5})
"""AVFieldOrder: pictures of two fields, in any order (libavcodec/defs.h); 0 is unknown, 1 progressive."""
_ROTATION = re.compile(r"Stream #\d+:(\d+)|Display Matrix: rotation of (-?[\d.]+) degrees", re.IGNORECASE)
_WITHOUT_AAC = ",".join(sorted(name for name in av.codecs_available if not name.startswith("aac")))


class UnusableError(Exception):
    """The file holds nothing to play; the text says why."""


def open_input(path: str, probing: bool = False) -> InputContainer:
    """Open a local file for reading; `file:` keeps odd names from being taken for another protocol.

    Matroska, which its first bytes give away, is not compared with all the other formats; where it is only `probing`, no AAC
    decoder is set up either, since Matroska's own header says all of it.
    Raises UnusableError: it cannot be read, or is not a media file.
    """
    try:
        with open(path, "rb", buffering=0) as file:
            known = "matroska" if file.read(4) == EBML else None
        options = {"codec_whitelist": _WITHOUT_AAC} if known and probing else {}
        return av.open(f"file:{path}", format=known, options=options, metadata_errors="replace")
    except av.error.FFmpegError as error:
        reason = (error.strerror or str(error)).rstrip(".")
        raise UnusableError(f"It cannot be read as a media file: {reason}.") from None
    except OSError as error:
        raise UnusableError(f"It cannot be read: {error.strerror}.") from None


def probe(path: str) -> dict[str, Any]:
    """The file's container, duration (seconds), bit rate (bits/s), streams, chapters and tags.

    Raises UnusableError: it cannot be read, or holds no video and no sound.
    """
    with open_input(path, probing=True) as container:
        turned = _rotations(container)
        streams = [described for stream in container.streams if (described := _stream(stream, turned))]
        duration = _duration(container)
        if not any(stream["type"] in ("video", "audio") for stream in streams):
            raise UnusableError("It holds no video and no sound.")
        if duration <= 0:
            raise UnusableError("It has no length: it is cut off or empty.")
        return {
            "container": _container_name(container.format.name, path),
            "duration": duration,
            "bit_rate": container.bit_rate or None,
            "streams": streams,
            "chapters": _chapters(container),
            "cover": any(stream.disposition & Disposition.attached_pic for stream in container.streams),
            "tags": {key.lower(): value for key, value in container.metadata.items()},
        }


def _duration(container: InputContainer) -> float:
    if container.duration:
        return float(container.duration / AV_TIME_BASE)
    known = [float(s.duration * s.time_base) for s in container.streams if s.duration and s.time_base]
    return max(known, default=0.0)


def _container_name(formats: str, path: str) -> str:
    """Libav names families ("matroska,webm"); the file's own name tells them apart."""
    extension = path.rpartition(".")[2].lower()
    if formats.startswith("matroska"):
        return "webm" if extension == "webm" else "mkv"
    if formats.startswith("mov"):
        return "mov" if extension == "mov" else "mp4"
    return formats.split(",")[0]


def _chapters(container: InputContainer) -> list[dict[str, Any]]:
    return [
        {
            "start": float(chapter["start"] * chapter["time_base"]),
            "end": float(chapter["end"] * chapter["time_base"]),
            "title": chapter["metadata"].get("title", f"Chapter {index + 1}"),
        }
        for index, chapter in enumerate(container.chapters())
        if chapter["time_base"]
    ]


def _rotations(container: InputContainer) -> dict[int, int]:
    """By how many degrees a stream's pictures have to be turned clockwise, of those that have to be.

    PyAV tells it of decoded frames only; libav's description of a file has it without decoding any.
    """
    if not container.format.name.startswith(("mov", "matroska")):
        return {}
    level = av.logging.get_level()
    av.logging.set_level(av.logging.INFO)
    try:
        described = container.dumps_format()  # type: ignore[attr-defined]
    finally:
        av.logging.set_level(level)
    turned, index = {}, 0
    for number, degrees in _ROTATION.findall(described):
        if number:
            index = int(number)
        elif angle := round(-float(degrees)) % 360:
            turned[index] = angle
    return turned


def _shown_size(stream: av.VideoStream, rotation: int) -> tuple[int, int]:
    """The size in square pixels in which a picture is shown: stretched and turned as its stream says."""
    ratio = stream.sample_aspect_ratio or Fraction(1)
    width, height = stream.width, stream.height
    if ratio > 1:
        width = round(width * ratio)
    elif 0 < ratio < 1:
        height = round(height / ratio)
    return (height, width) if rotation in (90, 270) else (width, height)


def _stream(stream: Stream, turned: dict[int, int]) -> dict[str, Any] | None:
    """One stream, or None for what is not played (covers, data, unknown codecs)."""
    disposition = stream.disposition.value
    if stream.type not in ("video", "audio", "subtitle") or disposition & Disposition.attached_pic.value:
        return None
    context = stream.codec_context
    if context is None:
        return None
    codec = context.codec.canonical_name if hasattr(context.codec, "canonical_name") else context.name
    profile, level = str(stream.profile or ""), int(getattr(context, "level", 0) or 0)
    if codec == "aac" and not profile and context.extradata:
        profile = AAC_PROFILES.get(context.extradata[0] >> 3, "")
    described: dict[str, Any] = {
        "index": stream.index,
        "type": stream.type,
        "codec": codec,
        "profile": profile,
        "language": stream.language if stream.language not in (None, "und") else None,
        "title": stream.metadata.get("title"),
        "default": bool(disposition & Disposition.default.value),
        "forced": bool(disposition & Disposition.forced.value),
        "hearing_impaired": bool(disposition & Disposition.hearing_impaired.value),
    }
    if isinstance(stream, av.VideoStream):
        pixel_format = stream.codec_context.format
        depth = pixel_format.components[0].bits if pixel_format else 8
        rate = stream.average_rate or stream.guessed_rate
        rotation = turned.get(stream.index, 0)
        shown_width, shown_height = _shown_size(stream, rotation)
        described |= {
            "width": stream.width,
            "height": stream.height,
            "bit_depth": depth,
            "pixel_format": pixel_format.name if pixel_format else None,
            "frame_rate": round(float(rate), 3) if rate else None,
            "codec_string": codec_string(codec, profile, level, depth, bytes(stream.codec_context.extradata or b"")),
            "hdr": HDR.get(int(stream.codec_context.color_trc or 0)),
            "display_width": shown_width,
            "display_height": shown_height,
            "rotation": rotation,
            "interlaced": int(stream.codec_context.field_order or 0) in FIELD_ORDERS,
        }
        return described if stream.width and stream.height else None
    if isinstance(stream, av.AudioStream):
        described |= {
            "channels": stream.channels,
            "sample_rate": stream.rate,
            "codec_string": codec_string(codec, profile, level, 0),
        }
        return described if stream.channels and stream.rate else None
    return described | {"text": codec in TEXT_SUBTITLES}
