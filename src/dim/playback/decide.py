"""How a file gets to a screen: the cheapest way that works, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dim.playback.capabilities import Capabilities
from dim.playback.ladder import STEPS, fitted, shown_size

Mode = Literal["direct", "remux", "transcode"]

FILE_CODECS = {
    "mp4": {"h264", "hevc", "av1", "vp9", "aac", "mp3", "ac3", "eac3", "flac", "opus", "alac"},
    "webm": {"vp8", "vp9", "av1", "opus", "vorbis"},
    "mkv": {"h264", "hevc", "av1", "vp8", "vp9", "aac", "mp3", "opus", "vorbis", "flac", "ac3", "eac3"},
}
"""Codecs that a player can expect in a container."""
SEGMENT_VIDEO = frozenset({"h264", "hevc", "av1", "vp9"})
SEGMENT_AUDIO = frozenset({"aac", "mp3", "flac", "opus"})
"""Codecs that are copied into segments as they are."""
UNFRAMED = frozenset({"mpegts", "avi", "flv", "asf", "mpeg"})
"""Containers whose sound is not framed as MP4 wants it."""

UNTIMED = frozenset({"avi"})
"""Containers that give the order in which pictures are decoded, not the times at which they are shown."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to send: the mode, what happens to each stream, and the reasons a person can read."""

    mode: Mode
    video: Literal["copy", "encode"]
    audio: Literal["copy", "encode", "none"]
    reasons: tuple[str, ...]


def decide(
    file: dict[str, Any], capabilities: Capabilities, audio_stream: int | None = None, as_file: bool = True,
    copy_video: bool = True,
) -> Decision:  # fmt: skip
    """Choose between direct play, remux and transcode.

    `file` has container and streams as `probe` gives them; `audio_stream` is the index of the chosen sound (None: the default).
    Not `as_file`: in segments in any case, so that the quality can be changed while it plays. Not `copy_video`: encoded in any
    case, for a screen that failed to play it as it is.
    """
    video = next(stream for stream in file["streams"] if stream["type"] == "video")
    sounds = [stream for stream in file["streams"] if stream["type"] == "audio"]
    default = default_audio(file["streams"])
    sound = next((stream for stream in sounds if stream["index"] == audio_stream), default)
    refusal = _refused_picture(file, video, capabilities)
    if refusal is None and not copy_video:
        refusal = "This screen failed to play the video as it is."
    video_plays = refusal is None
    audio_plays = sound is None or capabilities.plays(sound)
    reasons: list[str] = []
    if refusal:
        reasons.append(refusal)
    if sound is not None and not audio_plays:
        reasons.append(f"This screen does not play {_name(sound)} sound.")
    container = "mp4" if file["container"] == "mov" else file["container"]
    if video_plays and audio_plays:
        in_file = FILE_CODECS.get(container, set())
        if not as_file:
            reasons.append("The quality was chosen, which needs the file in segments.")
        elif capabilities.everything:
            return Decision("direct", "copy", "copy" if sound else "none", ("This screen plays the file as it is.",))
        elif not capabilities.opens(container) or video["codec"] not in in_file:
            reasons.append(f"This screen does not open {file['container']} files.")
        elif sound is not None and sound["codec"] not in in_file:
            reasons.append(f"{_name(sound)} sound is unusual in {file['container']} files.")
        elif sound is not default:
            reasons.append("A file as it is plays its default sound; another one was chosen.")
        else:
            return Decision("direct", "copy", "copy" if sound else "none", ("This screen plays the file as it is.",))
    copy_video = video_plays and video["codec"] in SEGMENT_VIDEO and file["container"] not in UNTIMED
    if video_plays and file["container"] in UNTIMED:
        reasons.append(f"{file['container'].upper()} does not say when its pictures are shown.")
    elif video_plays and not copy_video:
        reasons.append(f"{_name(video)} video cannot be put into segments.")
    copy_audio = (
        audio_plays and sound is not None and sound["codec"] in SEGMENT_AUDIO and file["container"] not in UNFRAMED
    )
    if audio_plays and sound is not None and not copy_audio:
        reasons.append(f"{_name(sound)} sound cannot be put into segments from {file['container']}.")
    return Decision(
        "remux" if copy_video and (copy_audio or sound is None) else "transcode",
        "copy" if copy_video else "encode",
        "none" if sound is None else "copy" if copy_audio else "encode",
        tuple(reasons),
    )


def default_audio(streams: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The sound a player takes by itself: the one marked as default, else the first."""
    sounds = [stream for stream in streams if stream["type"] == "audio"]
    return next((stream for stream in sounds if stream["default"]), sounds[0] if sounds else None)


def choose_version(files: Sequence[dict[str, Any]], capabilities: Capabilities) -> dict[str, Any]:
    """The version of a movie or episode that plays best on a screen: of those that are there, the largest picture; but one whose
    video need not be encoded, if its picture has at least a quarter of the pixels. `files` are in order of preference.
    """
    there = [file for file in files if file["status"] == "present"] or list(files)

    def size(file: dict[str, Any]) -> int:
        width, height = shown_size(next(stream for stream in file["streams"] if stream["type"] == "video"))
        return width * height

    largest = max(map(size, there))
    rank = {"direct": 0, "remux": 1, "transcode": 2}
    copied = [file for file in there if decide(file, capabilities).video == "copy" and size(file) * 4 >= largest]
    if not copied:
        return max(there, key=size)
    return max(copied, key=lambda file: (size(file), -rank[decide(file, capabilities).mode]))


def _refused_picture(file: dict[str, Any], video: dict[str, Any], capabilities: Capabilities) -> str | None:
    """Why a screen does not get this picture as it is; None: it does."""
    pixels = video.get("pixel_format") or ""
    if not capabilities.plays(video):
        return f"This screen does not play {_name(video)} video."
    if not capabilities.everything and ("422" in pixels or "444" in pixels):
        return f"Few screens play {pixels} pictures."
    if video.get("interlaced") and not capabilities.deinterlaces:
        return "Its pictures are interlaced, which this screen would show as combs."
    if video.get("hdr") and not capabilities.hdr:
        return f"This screen does not show {video['hdr']}."
    if capabilities.height is not None and is_larger(video, capabilities.height):
        return f"Pictures of more than {capabilities.height} lines were not wanted."
    if capabilities.bit_rate is not None and (file.get("bit_rate") or 0) > capabilities.bit_rate:
        return (
            f"It takes {file['bit_rate'] / 1e6:.1f} Mbit/s, and {capabilities.bit_rate / 1e6:.1f} Mbit/s are allowed."
        )
    return None


def is_larger(video: dict[str, Any], height: int) -> bool:
    """Whether a picture does not fit into 16:9 of this height."""
    box = next(
        ((width, lines) for _, width, lines, _ in reversed(STEPS) if lines >= height), (height * 16 // 9, height)
    )
    width, lines = shown_size(video)
    if lines > width:
        box = box[::-1]
    return fitted(width, lines, *box) != fitted(width, lines, width, lines)


def _name(stream: dict[str, Any]) -> str:
    """A stream's codec as people write it: "HEVC (10 bit)"."""
    names = {"h264": "H.264", "hevc": "HEVC", "mpeg2video": "MPEG-2", "mpeg4": "MPEG-4", "ac3": "AC-3", "eac3": "E-AC-3",
             "dts": "DTS", "truehd": "TrueHD", "vc1": "VC-1"}  # fmt: skip
    name = names.get(stream["codec"], stream["codec"].upper())
    return f"{name} ({stream['bit_depth']} bit)" if stream.get("bit_depth", 8) > 8 else name
