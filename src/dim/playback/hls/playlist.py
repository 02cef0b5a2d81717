"""HLS playlists (RFC 8216). Pure."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from dim.media import AudioStream
from dim.media.languages import track_label
from dim.media.track_names import with_flags
from dim.playback.subtitles.tracks import SubtitleTrack, unique_labels

_DESCRIBES = "public.accessibility.describes-video"
_SDH = "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound"


@dataclass(frozen=True, slots=True)
class Variant:
    """A rendition of the video, as a multivariant playlist lists it. Bandwidths are bits per second without audio."""

    name: str
    codec: str
    width: int
    height: int
    bandwidth: int
    average: int
    range: str = "SDR"


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """An audio rendition: its stream, and the codec string, channels and bit rate (bits per second) in which it is
    sent.
    """

    stream: AudioStream
    codec: str
    channels: int
    bit_rate: int


def multivariant(
    variants: Sequence[Variant],
    frame_rate: float | None,
    audio_tracks: Sequence[AudioTrack],
    subtitles: Sequence[SubtitleTrack] = (),
    selected_subtitles: int | None = None,
) -> str:
    """The multivariant playlist.

    `variants` come best first, `audio_tracks` with the default one first. Of `subtitles`, tracks of text are listed;
    the one with the number `selected_subtitles` is on from the start.
    """
    texts = unique_labels([track for track in subtitles if track.format != "bitmap"])
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += _audio_renditions(audio_tracks)
    lines += [_subtitle_rendition(track, track.id == selected_subtitles) for track in texts]
    rate = f",FRAME-RATE={frame_rate:.3f}" if frame_rate else ""
    audio = ',AUDIO="audio"' if audio_tracks else ""
    groups = audio + (',SUBTITLES="subtitles"' if texts else "")
    audio_rate = max((track.bit_rate for track in audio_tracks), default=0)
    for variant in variants:
        codecs = ",".join(dict.fromkeys([variant.codec, *(track.codec for track in audio_tracks)]))
        lines += [
            f"#EXT-X-STREAM-INF:BANDWIDTH={variant.bandwidth + audio_rate},AVERAGE-BANDWIDTH={variant.average + audio_rate},"
            f'CODECS="{codecs}",RESOLUTION={variant.width}x{variant.height}{rate},VIDEO-RANGE={variant.range}{groups}',
            f"video/{variant.name}/playlist.m3u8",
        ]
    if not variants:  # audio only
        codecs = ",".join(dict.fromkeys(track.codec for track in audio_tracks))
        lines += [
            f'#EXT-X-STREAM-INF:BANDWIDTH={audio_rate},CODECS="{codecs}"{groups}',
            f"audio/{audio_tracks[0].stream.index}/playlist.m3u8",
        ]
    return "\n".join([*lines, ""])


def audio_label(stream: AudioStream, number: int) -> str:
    """An audio track's name for a person, with what it is: "English (commentary)"."""
    label = track_label(stream.title, stream.language, number, "Audio")
    return with_flags(label, stream.title, commentary=stream.commentary, audio_description=stream.audio_description)


def _audio_renditions(tracks: Sequence[AudioTrack]) -> list[str]:
    labels = [audio_label(track.stream, number) for number, track in enumerate(tracks, start=1)]
    lines = []
    for number, (track, label) in enumerate(zip(tracks, labels, strict=True), start=1):
        name = _quotable(label) if labels.count(label) == 1 else f"{_quotable(label)} ({number})"
        default = "YES" if number == 1 else "NO"
        autoselect = "NO" if number > 1 and track.stream.commentary else "YES"
        characteristics = f',CHARACTERISTICS="{_DESCRIBES}"' if track.stream.audio_description else ""
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="{name}"{_language(track.stream.language)},DEFAULT={default},'
            f'AUTOSELECT={autoselect}{characteristics},CHANNELS="{track.channels}",URI="audio/{track.stream.index}/playlist.m3u8"'
        )
    return lines


def _subtitle_rendition(track: SubtitleTrack, is_default: bool) -> str:
    forced = ",FORCED=YES" if track.forced else ""
    characteristics = f',CHARACTERISTICS="{_SDH}"' if track.hearing_impaired else ""
    default = "YES" if is_default else "NO"
    return (
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="{_quotable(track.label)}"{_language(track.language)},'
        f'DEFAULT={default},AUTOSELECT=YES{forced}{characteristics},URI="subtitles/{track.id}/playlist.m3u8"'
    )


def _language(language: str | None) -> str:
    return f',LANGUAGE="{language}"' if (language or "").replace("-", "").isalnum() else ""


def _quotable(text: str) -> str:
    """A text that fits between quotes in a playlist."""
    return text.replace('"', "'").replace("\n", " ").replace("\r", " ")


def subtitle_playlist(duration: float, window: int) -> str:
    """The media playlist of a text track, in windows of `window` seconds."""
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{window}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
    ]
    number, left = 0, duration
    while left > 0 or number == 0:
        lines += [f"#EXTINF:{min(left, window):.6f},", f"{number}.vtt"]
        number, left = number + 1, left - window
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def media(parts: Sequence[Sequence[Fraction]]) -> str:
    """The media playlist of a rendition. It lists every segment from the start, so that a player can seek anywhere at
    once.

    `parts` has the segment boundaries of each file that is played, in seconds of the file; segments are numbered
    through all of them.
    """
    durations = [[end - start for start, end in itertools.pairwise(boundaries)] for boundaries in parts]
    lines = [
        "#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{ceil(max(map(max, durations)))}", "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
    ]  # fmt: skip
    index = 0
    for number, of_part in enumerate(durations):
        if number:
            lines.append("#EXT-X-DISCONTINUITY")
        lines.append(f'#EXT-X-MAP:URI="{initialisation_name(number)}"')
        for duration in of_part:
            lines += [f"#EXTINF:{float(duration):.6f},", f"{index}.m4s"]
            index += 1
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def initialisation_name(part: int) -> str:
    """The name of the initialisation segment of a part, by its number."""
    return f"init-{part}.mp4" if part else "init.mp4"
