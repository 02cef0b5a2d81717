"""How a file gets to a client: the cheapest way that works, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dim.media import AudioStream, MediaFile, Version, VideoStream
from dim.playback.policy.capabilities import Capabilities, codec_key
from dim.playback.policy.ladder import ORIGINAL, STEPS, fit_into
from dim.playback.subtitles.tracks import subtitle_tracks

Mode = Literal["direct", "remux", "transcode"]
Action = Literal["copy", "encode", "none"]
"""What happens to a stream; "none": there is no such stream."""

USUAL_CODECS = {
    "mp4": {"h264", "hevc", "av1", "vp9", "aac", "mp3", "ac3", "eac3", "flac", "opus", "alac"},
    "webm": {"vp8", "vp9", "av1", "opus", "vorbis"},
    "mkv": {"h264", "hevc", "av1", "vp8", "vp9", "aac", "mp3", "opus", "vorbis", "flac", "ac3", "eac3"},
}
"""Codecs that a player expects in a container."""
SEGMENT_VIDEO = frozenset({"h264", "hevc", "av1", "vp9"})
SEGMENT_AUDIO = frozenset({"aac", "mp3", "flac", "opus"})
"""Codecs that are copied into segments."""
UNFRAMED_AUDIO = frozenset({"mpegts", "avi", "flv", "asf", "mpeg"})
"""Containers whose audio packets are not framed as MP4 needs them."""
WITHOUT_TIMESTAMPS = frozenset({"avi"})
"""Containers with the decoding order of frames, but not their presentation times."""

FAILED_TO_PLAY = "This device failed to play the video as it is."
CHANGES_SHAPE = "The size of the video changes in mid-file."
BURNT_IN = "The chosen subtitles are pictures (bitmaps), which are drawn into the video for this device."
QUALITY_CHOSEN = "The quality was chosen, which needs the file in segments."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a client chose beyond the item."""

    audio_stream: int | None = None
    """The index of an audio stream; None: the default one."""
    subtitle_track: int | None = None
    """The number of a subtitle track (`subtitles.tracks`), from a client that renders none itself."""
    as_file: bool = True
    """False: in segments in any case, so that the quality can change while it plays."""
    video_problem: str | None = None
    """Why the video is encoded in any case: the client failed to play the original, or it cannot be copied."""
    audio_problem: str | None = None
    """Why audio is encoded in any case."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to send: the mode, what happens to each stream, and the reasons, for people."""

    mode: Mode
    video: Action
    audio: Action
    reasons: tuple[str, ...]
    burn_in: int | None = None
    """The number of the subtitle track that is burnt into the video."""


def decide(file: MediaFile, capabilities: Capabilities, choice: Choice = Choice()) -> Decision:
    """Choose between direct play, remux and transcode.

    >>> browser = parse(["mp4", "h264", "aac"])
    >>> decide(hevc_in_mkv, browser)
    Decision(mode='transcode', video='encode', audio='copy', reasons=('This device does not play HEVC video.',))
    """
    video, default = file.video, file.default_audio
    audio = next((stream for stream in file.audio_streams if stream.index == choice.audio_stream), default)
    video_problem = None if video is None else _video_problem(file, video, capabilities)
    if video is not None and video_problem is None:
        video_problem = choice.video_problem
    audio_problem = None if audio is None else choice.audio_problem
    if audio is not None and not capabilities.plays(audio):
        audio_problem = f"This device does not play {audio.codec_name} audio."
    reasons = [reason for reason in (video_problem, audio_problem) if reason]
    renders_itself = capabilities.everything and choice.as_file and not reasons  # it gets the file with its subtitles
    burn_in = None
    if video is not None and not renders_itself and _chose_bitmap_subtitles(file, choice):
        burn_in = choice.subtitle_track
        reasons.append(BURNT_IN)
        video_problem = video_problem or BURNT_IN
    if not reasons:
        reason = _direct_play_problem(file, video, audio, capabilities) if choice.as_file else QUALITY_CHOSEN
        if reason is None:
            played = ("This device plays the file as it is.",)
            return Decision("direct", "copy" if video else "none", "copy" if audio else "none", played)
        reasons.append(reason)
    if video is not None and video_problem is None:
        video_problem = _video_copy_problem(file, video)
        reasons += [video_problem] if video_problem else []
    if audio is not None and audio_problem is None and not _can_copy_audio(file, audio):
        audio_problem = f"{audio.codec_name} audio cannot be put into segments from {file.container}."
        reasons.append(audio_problem)
    return Decision(
        "transcode" if video_problem or audio_problem else "remux",
        "none" if video is None else "encode" if video_problem else "copy",
        "none" if audio is None else "encode" if audio_problem else "copy",
        tuple(reasons),
        burn_in,
    )


def combine_parts(files: Sequence[MediaFile], decisions: Sequence[Decision]) -> Decision:
    """The decision for the parts of one movie or episode, from the decision for each of them in segments. What one part needs,
    all get: a player changes from one to the next without a break.
    """
    reasons = [f"It comes in {len(files)} files, which are played as one."]
    video, audio = decisions[0].video, decisions[0].audio
    if {decision.video for decision in decisions} != {video} or not are_compatible([file.video for file in files]):
        video = "encode"
    if {decision.audio for decision in decisions} != {audio} or not are_compatible(
        [file.default_audio for file in files]
    ):
        audio = "encode"
    for decision in decisions:
        reasons += [reason for reason in decision.reasons if reason not in (*reasons, QUALITY_CHOSEN)]
    burn_in = next((decision.burn_in for decision in decisions if decision.burn_in is not None), None)
    return Decision("transcode" if "encode" in (video, audio) else "remux", video, audio, tuple(reasons), burn_in)


def as_shown(decision: Decision, rendition: str | None) -> Decision:
    """How a session is played while its player shows a rendition, which need not be the original that was decided on.

    >>> as_shown(Decision("remux", "copy", "copy", ()), "480p")
    Decision(mode='transcode', video='encode', audio='copy', reasons=('The player shows the quality 480p.',), burn_in=None)
    """
    if decision.video != "copy" or rendition in (None, "", ORIGINAL):
        return decision
    reasons = (
        *(reason for reason in decision.reasons if reason != QUALITY_CHOSEN),
        f"The player shows the quality {rendition}.",
    )
    return replace(decision, mode="transcode", video="encode", reasons=reasons)


def are_compatible(streams: Sequence[VideoStream | AudioStream | None]) -> bool:
    """Whether a decoder of the first of these streams goes on with the others."""
    codecs = {codec_key(stream.codec_string) if stream else None for stream in streams}
    channels = {stream.channels if isinstance(stream, AudioStream) else None for stream in streams}
    return len(codecs) == 1 and len(channels) == 1


def choose_version(versions: Sequence[Version], capabilities: Capabilities) -> Version:
    """The version that plays best on a client. `versions` are in order of preference.

    Of those that are present it is the largest one; but one whose video need not be encoded wins, if it has at least
    a quarter of the pixels of the largest.
    """
    candidates = [version for version in versions if version.files[0].status == "present"] or list(versions)
    largest = max(map(_display_pixels, candidates))
    rank = {"direct": 0, "remux": 1, "transcode": 2}
    decisions = {version.id: decide(version.files[0], capabilities) for version in candidates}
    copied = [
        version for version in candidates
        if decisions[version.id].video != "encode" and _display_pixels(version) * 4 >= largest
    ]  # fmt: skip
    if not copied:
        return max(candidates, key=_display_pixels)
    return max(copied, key=lambda version: (_display_pixels(version), -rank[decisions[version.id].mode]))


def _display_pixels(version: Version) -> int:
    video = version.files[0].video
    width, height = video.display_size if video else (0, 0)
    return width * height


def _chose_bitmap_subtitles(file: MediaFile, choice: Choice) -> bool:
    """Bitmap subtitles are rendered by Dim's own player only."""
    if choice.subtitle_track is None:
        return False
    return any(track.id == choice.subtitle_track and track.format == "bitmap" for track in subtitle_tracks(file))


def _direct_play_problem(
    file: MediaFile, video: VideoStream | None, audio: AudioStream | None, capabilities: Capabilities
) -> str | None:
    """Why a client that plays these streams does not get the file itself; None: it does."""
    container = "mp4" if file.container == "mov" else file.container
    usual = USUAL_CODECS.get(container, set())
    if capabilities.everything:
        return None
    if not capabilities.opens(container) or (video is not None and video.codec not in usual):
        return f"This device does not open {file.container} files."
    if video is not None and not set(range(video.index)) <= {stream.index for stream in file.streams}:
        return "A cover or data comes before the video, which players may take for it."
    if audio is not None and audio.codec not in usual:
        return f"{audio.codec_name} audio is unusual in {file.container} files."
    if audio is not file.default_audio:
        return "Direct play uses the default audio track; another one was chosen."
    return None


def _video_copy_problem(file: MediaFile, video: VideoStream) -> str | None:
    """Why video that a client plays is not copied into segments; None: it is."""
    if file.container in WITHOUT_TIMESTAMPS:
        return f"{file.container.upper()} does not say when its frames are shown."
    return None if video.codec in SEGMENT_VIDEO else f"{video.codec_name} video cannot be put into segments."


def _can_copy_audio(file: MediaFile, audio: AudioStream) -> bool:
    return audio.codec in SEGMENT_AUDIO and file.container not in UNFRAMED_AUDIO


def _video_problem(file: MediaFile, video: VideoStream, capabilities: Capabilities) -> str | None:
    """Why a client does not get the original video; None: it does."""
    pixels = video.pixel_format or ""
    if not capabilities.plays(video):
        return f"This device does not play {video.codec_name} video."
    if not capabilities.everything and ("422" in pixels or "444" in pixels):
        return f"Few devices play {pixels} video."
    if video.interlaced and not capabilities.deinterlaces:
        return "The video is interlaced, which this device would show with combing."
    if video.hdr and not capabilities.hdr:
        return f"This device does not show {video.hdr}."
    if capabilities.height is not None and exceeds_height(video, capabilities.height):
        return f"The client asked for at most {capabilities.height} lines."
    if capabilities.bit_rate is not None and (file.bit_rate or 0) > capabilities.bit_rate:
        return f"It takes {(file.bit_rate or 0) / 1e6:.1f} Mbit/s, and {capabilities.bit_rate / 1e6:.1f} Mbit/s are allowed."
    return None


def exceeds_height(video: VideoStream, height: int) -> bool:
    """Whether a video does not fit into a 16:9 frame of a height (lines). A portrait video is measured on its side."""
    box = next(
        ((width, lines) for _, width, lines, _ in reversed(STEPS) if lines >= height), (height * 16 // 9, height)
    )
    width, lines = video.display_size
    if lines > width:
        box = box[::-1]
    return fit_into(width, lines, *box) != fit_into(width, lines, width, lines)
