"""The streams of a media file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dim.media.codecs import TEXT_SUBTITLES, codec_name, subtitle_format
from dim.media.json_values import flag, integer, number, text
from dim.media.languages import language_tag
from dim.media.track_names import is_commentary, is_description, is_for_hard_of_hearing

StreamType = Literal["video", "audio", "subtitle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stream:
    """What all streams have. `index` is the stream's place in its file."""

    index: int
    codec: str
    profile: str = ""
    codec_string: str = ""
    """RFC 6381, as browsers want it: "avc1.640028"."""
    language: str | None = None
    """BCP 47: "en", "zh-Hans"."""
    title: str | None = None
    default: bool = False
    forced: bool = False
    hearing_impaired: bool = False
    commentary: bool = False
    audio_description: bool = False
    """It describes the picture for the blind."""
    original: bool = False
    """In the language of the film."""

    @property
    def codec_name(self) -> str:
        """The codec as people write it: "HEVC"."""
        return codec_name(self.codec)

    def _to_json(self, kind: StreamType) -> dict[str, object]:
        return {
            "index": self.index, "type": kind, "codec": self.codec, "profile": self.profile, "language": self.language,
            "title": self.title, "default": self.default, "forced": self.forced, "hearing_impaired": self.hearing_impaired,
            "commentary": self.commentary, "audio_description": self.audio_description, "original": self.original,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoStream(_Stream):
    """A video stream. `width` and `height` are those of its frames."""

    width: int
    height: int
    display_width: int = 0
    display_height: int = 0
    """The size in square pixels, rotated as it is shown; 0: that of its frames."""
    rotation: int = 0
    """Degrees by which frames are turned clockwise."""
    bit_depth: int = 8
    pixel_format: str | None = None
    frame_rate: float | None = None
    """Frames a second, on average."""
    hdr: str | None = None
    """"HDR10" or "HLG"; None: SDR."""
    interlaced: bool = False

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height in square pixels, rotated as it is shown."""
        return self.display_width or self.width, self.display_height or self.height

    @property
    def pixels(self) -> int:
        """Pixels of a frame."""
        return self.width * self.height

    @property
    def codec_name(self) -> str:
        """The codec as people write it, with a depth of more than 8 bits: "HEVC (10 bit)"."""
        name = codec_name(self.codec)
        return f"{name} ({self.bit_depth} bit)" if self.bit_depth > 8 else name

    def to_json(self) -> dict[str, object]:
        """As the API and the database have it."""
        return self._to_json("video") | {
            "width": self.width, "height": self.height, "bit_depth": self.bit_depth, "pixel_format": self.pixel_format,
            "frame_rate": self.frame_rate, "codec_string": self.codec_string, "hdr": self.hdr,
            "display_width": self.display_size[0], "display_height": self.display_size[1], "rotation": self.rotation,
            "interlaced": self.interlaced,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioStream(_Stream):
    """An audio stream."""

    channels: int = 0
    """0: unknown."""
    sample_rate: int = 0
    """Hertz; 0: unknown."""

    def to_json(self) -> dict[str, object]:
        """As the API and the database have it."""
        return self._to_json("audio") | {
            "channels": self.channels, "sample_rate": self.sample_rate, "codec_string": self.codec_string
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtitleStream(_Stream):
    """A subtitle stream inside a file."""

    @property
    def format(self) -> Literal["text", "styled", "bitmap"] | None:
        """How it is rendered; None: by nothing that Dim knows."""
        return subtitle_format(self.codec)

    def to_json(self) -> dict[str, object]:
        """As the API and the database have it."""
        return self._to_json("subtitle") | {"text": self.codec in TEXT_SUBTITLES}


Stream = VideoStream | AudioStream | SubtitleStream


def stream_from_json(values: Mapping[str, Any]) -> Stream | None:
    """A stream as a probe or the database has it; None: of another type, or a video without a size."""
    title = text(values, "title")
    common: dict[str, Any] = {
        "index": integer(values, "index"), "codec": text(values, "codec") or "unknown", "profile": text(values, "profile") or "",
        "codec_string": text(values, "codec_string") or "", "language": language_tag(text(values, "language")),
        "title": title,
        "default": flag(values, "default"), "forced": flag(values, "forced"),
        "hearing_impaired": flag(values, "hearing_impaired") or is_for_hard_of_hearing(title),
        "commentary": flag(values, "commentary") or is_commentary(title), "original": flag(values, "original"),
        "audio_description": flag(values, "audio_description") or is_description(title),
    }  # fmt: skip
    kind = values.get("type")
    if kind == "video":
        width, height = integer(values, "width"), integer(values, "height")
        if width <= 0 or height <= 0:
            return None
        return VideoStream(
            **common, width=width, height=height, display_width=integer(values, "display_width"),
            display_height=integer(values, "display_height"), rotation=integer(values, "rotation"),
            bit_depth=integer(values, "bit_depth", 8), pixel_format=text(values, "pixel_format"),
            frame_rate=number(values, "frame_rate"), hdr=text(values, "hdr"), interlaced=flag(values, "interlaced"),
        )  # fmt: skip
    if kind == "audio":
        return AudioStream(**common, channels=integer(values, "channels"), sample_rate=integer(values, "sample_rate"))
    return SubtitleStream(**common) if kind == "subtitle" else None
