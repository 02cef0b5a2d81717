"""How a file gets to a screen: the cheapest way that works, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dim.playback.policy.capabilities import Capabilities, codec_key
from dim.playback.policy.ladder import STEPS, fitted, shown_size
from dim.playback.streams import default_sound, picture_of, sounds_of
from dim.playback.subtitles.tracks import tracks

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

BURNT_IN = "The chosen subtitles are pictures, which are drawn into the video for this screen."
QUALITY_CHOSEN = "The quality was chosen, which needs the file in segments."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a viewer chose beyond what is played."""

    audio_stream: int | None = None
    """The index of a sound; None: the default one."""
    subtitle_track: int | None = None
    """The number of subtitles (`subtitles.tracks`) for a screen that draws none itself."""
    as_file: bool = True
    """Not: in segments in any case, so that the quality can be changed while it plays."""
    copy_video: bool = True
    """Not: encoded in any case, for a screen that failed to play it as it is."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to send: the mode, what happens to each stream, and the reasons a person can read."""

    mode: Mode
    video: Literal["copy", "encode", "none"]
    audio: Literal["copy", "encode", "none"]
    reasons: tuple[str, ...]
    burnt: int | None = None
    """The number of the subtitles that are drawn into the video."""


def decide(file: dict[str, Any], capabilities: Capabilities, choice: Choice = Choice()) -> Decision:
    """Choose between direct play, remux and transcode. `file` has container and streams as `probe` gives them."""
    video, default = picture_of(file), default_sound(file)
    sound = next((stream for stream in sounds_of(file) if stream["index"] == choice.audio_stream), default)
    refused = None if video is None else _refused_picture(file, video, capabilities)
    if video is not None and refused is None and not choice.copy_video:
        refused = "This screen failed to play the video as it is."
    unheard = None if sound is None or capabilities.plays(sound) else f"This screen does not play {_name(sound)} sound."
    reasons = [reason for reason in (refused, unheard) if reason]
    draws = capabilities.everything and choice.as_file and not reasons  # what is in the file as it is
    burnt = choice.subtitle_track if video is not None and not draws and _has_pictures(file, choice) else None
    if burnt is not None:
        reasons.append(BURNT_IN)
        refused = refused or BURNT_IN
    if not reasons:
        reason = _not_as_it_is(file, video, sound, default, capabilities) if choice.as_file else QUALITY_CHOSEN
        if reason is None:
            return Decision(
                "direct", "copy" if video else "none", "copy" if sound else "none", ("This screen plays the file as it is.",)
            )  # fmt: skip
        reasons.append(reason)
    if video is not None and refused is None:
        refused = _uncopied_picture(file, video)
        reasons += [refused] if refused else []
    if sound is not None and unheard is None and not _copied_sound(file, sound):
        unheard = f"{_name(sound)} sound cannot be put into segments from {file['container']}."
        reasons.append(unheard)
    return Decision(
        "transcode" if refused or unheard else "remux",
        "none" if video is None else "encode" if refused else "copy",
        "none" if sound is None else "encode" if unheard else "copy",
        tuple(reasons),
        burnt,
    )


def _has_pictures(file: dict[str, Any], choice: Choice) -> bool:
    """Whether the chosen subtitles are pictures, which only Dim's own player draws."""
    if choice.subtitle_track is None:
        return False
    return any(track["id"] == choice.subtitle_track and track["kind"] == "picture" for track in tracks(file))


def decide_together(files: Sequence[dict[str, Any]], decisions: Sequence[Decision]) -> Decision:
    """The decision for files that are played one after another, from that for each of them in segments: what one of them needs,
    all get, since a screen changes from one to the other without a break.
    """
    reasons = [f"It comes in {len(files)} files, which are played as one."]
    pictures = [picture_of(file) for file in files]
    video, audio = decisions[0].video, decisions[0].audio
    if {decision.video for decision in decisions} != {video} or not alike(pictures):
        video = "encode"
    if {decision.audio for decision in decisions} != {audio} or not alike([default_sound(file) for file in files]):
        audio = "encode"
    for decision in decisions:
        reasons += [reason for reason in decision.reasons if reason not in (*reasons, QUALITY_CHOSEN)]
    burnt = next((decision.burnt for decision in decisions if decision.burnt is not None), None)
    return Decision("transcode" if "encode" in (video, audio) else "remux", video, audio, tuple(reasons), burnt)


def alike(streams: Sequence[dict[str, Any] | None]) -> bool:
    """Whether a decoder of the first of these streams goes on with the others."""
    kinds = {(stream or {}).get("codec_string") and codec_key((stream or {})["codec_string"]) for stream in streams}
    return len(kinds) == 1 and len({(stream or {}).get("channels") for stream in streams}) == 1


def _not_as_it_is(
    file: dict[str, Any], video: dict[str, Any] | None, sound: dict[str, Any] | None, default: dict[str, Any] | None,
    capabilities: Capabilities,
) -> str | None:  # fmt: skip
    """Why a screen that plays these streams does not get the file they are in; None: it does."""
    container = "mp4" if file["container"] == "mov" else file["container"]
    usual = FILE_CODECS.get(container, set())
    if capabilities.everything:
        return None
    if not capabilities.opens(container) or (video is not None and video["codec"] not in usual):
        return f"This screen does not open {file['container']} files."
    if sound is not None and sound["codec"] not in usual:
        return f"{_name(sound)} sound is unusual in {file['container']} files."
    if sound is not default:
        return "A file as it is plays its default sound; another one was chosen."
    return None


def _uncopied_picture(file: dict[str, Any], video: dict[str, Any]) -> str | None:
    """Why video that a screen plays is not copied into segments; None: it is."""
    if file["container"] in UNTIMED:
        return f"{file['container'].upper()} does not say when its pictures are shown."
    return None if video["codec"] in SEGMENT_VIDEO else f"{_name(video)} video cannot be put into segments."


def _copied_sound(file: dict[str, Any], sound: dict[str, Any]) -> bool:
    return sound["codec"] in SEGMENT_AUDIO and file["container"] not in UNFRAMED


def choose_version(files: Sequence[dict[str, Any]], capabilities: Capabilities) -> dict[str, Any]:
    """The version of a movie or episode that plays best on a screen: of those that are there, the largest picture; but one whose
    video need not be encoded, if its picture has at least a quarter of the pixels. `files` are in order of preference.
    """
    there = [file for file in files if file["status"] == "present"] or list(files)

    def size(file: dict[str, Any]) -> int:
        video = picture_of(file)
        width, height = shown_size(video) if video else (0, 0)
        return width * height

    largest = max(map(size, there))
    rank = {"direct": 0, "remux": 1, "transcode": 2}
    copied = [file for file in there if decide(file, capabilities).video != "encode" and size(file) * 4 >= largest]
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
