"""What is in a media file. Runs in a worker."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypedDict

import av
import av.logging
import av.stream
from av.container import InputContainer
from av.stream import Disposition

from dim.media import AudioStream, Chapter, MediaInfo, Stream, SubtitleStream, VideoStream
from dim.media.codecs import codec_string
from dim.media.languages import language_tag
from dim.media.track_names import is_commentary, is_description, is_for_hard_of_hearing
from dim.probe.duration import duration_of
from dim.probe.open_input import UnusableError, check_size, open_again, open_input
from dim.probe.pictures import cover_streams
from dim.sandbox.files import descriptor

AAC_PROFILES = {1: "Main", 2: "LC", 4: "LTP", 5: "HE-AAC", 29: "HE-AACv2"}
"""By the first five bits of AAC's AudioSpecificConfig, the audio object type (ISO/IEC 14496-3, 1.6.2.1)."""
HDR = {16: "HDR10", 18: "HLG"}
"""By the transfer characteristics (ITU-T H.273, table 3)."""
FIELD_ORDERS = frozenset({2, 3, 4, 5})
"""AVFieldOrder: frames of two fields, in any order (libavcodec/defs.h); 0 is unknown, 1 progressive."""
_ROTATION = re.compile(r"Stream #\d+:(\d+)|Display Matrix: rotation of (-?[\d.]+) degrees", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Probe:
    """What is in a media file; whether a cover image is attached; and its tags, by lower-case names."""

    info: MediaInfo
    has_cover: bool
    tags: dict[str, str]


def probe(path: str) -> dict[str, Any]:
    """What `read` finds, as JSON: that of `MediaInfo`, and {cover, tags}. Raises UnusableError."""
    found = read(path)
    return found.info.to_json() | {"cover": found.has_cover, "tags": found.tags}


def read(path: str) -> Probe:
    """The file's container, duration, bit rate, streams, chapters and tags.

    Raises UnusableError: it cannot be read, or holds neither video nor audio.
    """
    with open_input(path, probing=True) as container:
        rotations = _rotations(container)
        covers = cover_streams(container, lambda: open_again(path))
        played = [stream for stream in container.streams if stream.index not in covers]
        streams = tuple(described for stream in played if (described := _stream(stream, rotations)))
        tags = {key.lower(): value for key, value in container.metadata.items()}
        chapters, bit_rate = container.chapters(), container.bit_rate
        duration = duration_of(path, container)
        if not any(isinstance(stream, VideoStream | AudioStream) for stream in streams):
            raise UnusableError("It holds neither video nor audio.")
        for stream in streams:
            if isinstance(stream, VideoStream):
                check_size(stream.width, stream.height)
        if duration <= 0:
            raise UnusableError("It has no duration: it is truncated or empty.")
        info = MediaInfo(
            container=_container_name(container.format.name, path), duration=duration, bit_rate=_bit_rate(path, bit_rate, duration),
            streams=streams, chapters=_chapters(chapters, duration),
        )  # fmt: skip
        return Probe(info, bool(covers), tags)


def _bit_rate(path: str, known: int | None, duration: float) -> int | None:
    """Bits a second of the file; what libav estimates where a clock jumps is nonsense."""
    with descriptor(path) as file:
        measured = os.fstat(file).st_size * 8 / duration
    return known if known and measured / 4 < known < measured * 4 else round(measured) or None


def _container_name(formats: str, path: str) -> str:
    """Libav names families ("matroska,webm"); the file's own name tells them apart."""
    extension = path.rpartition(".")[2].lower()
    if formats.startswith("matroska"):
        return "webm" if extension == "webm" else "mkv"
    if formats.startswith("mov"):
        return "mov" if extension == "mov" else "mp4"
    return formats.split(",")[0]


def _chapters(found: Iterable[Any], duration: float) -> tuple[Chapter, ...]:
    """The chapters that begin before the end of the file, and end there at the latest."""
    chapters = (
        Chapter(
            float(chapter["start"] * chapter["time_base"]), float(chapter["end"] * chapter["time_base"]),
            chapter["metadata"].get("title", f"Chapter {number}"),
        )
        for number, chapter in enumerate(found, start=1)
        if chapter["time_base"]
    )  # fmt: skip
    return tuple(
        replace(chapter, end=min(max(chapter.end, chapter.start), duration))
        for chapter in chapters
        if chapter.start < duration
    )


def _rotations(container: InputContainer) -> dict[int, int]:
    """Degrees by which frames are turned clockwise, by stream index, where they are.

    PyAV has this of decoded frames only; libav's description of a file has it without decoding any.
    """
    if not container.format.name.startswith(("mov", "matroska")):
        return {}
    level = av.logging.get_level()
    av.logging.set_level(av.logging.INFO)
    try:
        described = container.dumps_format()  # type: ignore[attr-defined]
    finally:
        av.logging.set_level(level)
    rotations, index = {}, 0
    for number, degrees in _ROTATION.findall(described):
        if number:
            index = int(number)
        elif angle := round(-float(degrees)) % 360:
            rotations[index] = angle
    return rotations


def _display_size(stream: av.VideoStream, rotation: int) -> tuple[int, int]:
    """The size in square pixels in which a video is shown: stretched and rotated as its stream says."""
    ratio = stream.sample_aspect_ratio or Fraction(1)
    width, height = stream.width, stream.height
    if ratio > 1:
        width = round(width * ratio)
    elif 0 < ratio < 1:
        height = round(height / ratio)
    return (height, width) if rotation in (90, 270) else (width, height)


def _stream(stream: av.stream.Stream, rotations: dict[int, int]) -> Stream | None:
    """One stream; None for what is not played (data, unknown codecs)."""
    disposition = stream.disposition.value
    if stream.type not in ("video", "audio", "subtitle"):
        return None
    context = stream.codec_context
    if context is None:
        return None
    codec = context.codec.canonical_name if hasattr(context.codec, "canonical_name") else context.name
    profile, level = str(stream.profile or ""), int(getattr(context, "level", 0) or 0)
    if codec == "aac" and not profile and context.extradata:
        profile = AAC_PROFILES.get(context.extradata[0] >> 3, "")
    title = stream.metadata.get("title") or _handler_name(stream)
    common: _Common = {
        "index": stream.index,
        "codec": codec,
        "profile": profile,
        "language": language_tag(stream.language),
        "title": title,
        "default": bool(disposition & Disposition.default.value),
        "forced": bool(disposition & Disposition.forced.value),
        "hearing_impaired": bool(disposition & Disposition.hearing_impaired.value) or is_for_hard_of_hearing(title),
        "commentary": bool(disposition & Disposition.comment.value) or is_commentary(title),
        "audio_description": bool(disposition & (Disposition.visual_impaired.value | Disposition.descriptions.value))
        or is_description(title),
        "original": bool(disposition & Disposition.original.value),
    }
    if isinstance(stream, av.VideoStream):
        return _video(stream, common, level, rotations.get(stream.index, 0))
    if isinstance(stream, av.AudioStream):
        if not stream.channels or not stream.rate:
            return None
        string = codec_string(codec, profile, level, 0)
        return AudioStream(**common, channels=stream.channels, sample_rate=stream.rate, codec_string=string)
    return SubtitleStream(**common)


def _handler_name(stream: av.stream.Stream) -> str | None:
    """The name of a track in MP4, unless it is what muxers write by themselves."""
    name = stream.metadata.get("handler_name", "").strip("\0 ")
    return name if is_commentary(name) or is_description(name) or is_for_hard_of_hearing(name) else None


def _video(stream: av.VideoStream, common: "_Common", level: int, rotation: int) -> VideoStream | None:
    if not stream.width or not stream.height:
        return None
    context, pixel_format = stream.codec_context, stream.codec_context.format
    depth = pixel_format.components[0].bits if pixel_format else 8
    rate = stream.average_rate or stream.guessed_rate
    display_width, display_height = _display_size(stream, rotation)
    extradata = bytes(context.extradata or b"")
    return VideoStream(
        **common, width=stream.width, height=stream.height, display_width=display_width, display_height=display_height,
        rotation=rotation, bit_depth=depth, pixel_format=pixel_format.name if pixel_format else None,
        frame_rate=round(float(rate), 3) if rate else None, hdr=HDR.get(int(context.color_trc or 0)),
        interlaced=int(context.field_order or 0) in FIELD_ORDERS,
        codec_string=codec_string(common["codec"], common["profile"], level, depth, extradata),
    )  # fmt: skip


class _Common(TypedDict):
    """The properties that all streams have."""

    index: int
    codec: str
    profile: str
    language: str | None
    title: str | None
    default: bool
    forced: bool
    hearing_impaired: bool
    commentary: bool
    audio_description: bool
    original: bool
