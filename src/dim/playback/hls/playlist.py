"""HLS playlists (RFC 8216). Pure."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

LANGUAGES = {
    "eng": "English", "jpn": "日本語", "ger": "Deutsch", "deu": "Deutsch", "fre": "Français", "fra": "Français", "spa": "Español",
    "ita": "Italiano", "por": "Português", "rus": "Русский", "gre": "Ελληνικά", "ell": "Ελληνικά", "kor": "한국어", "chi": "中文",
    "zho": "中文", "dut": "Nederlands", "nld": "Nederlands", "pol": "Polski", "swe": "Svenska", "nor": "Norsk", "dan": "Dansk",
    "fin": "Suomi", "tur": "Türkçe", "ara": "العربية", "heb": "עברית", "hin": "हिन्दी", "ukr": "Українська", "cze": "Čeština",
    "ces": "Čeština", "hun": "Magyar",
}  # fmt: skip


TWO_LETTERS = {
    "en": "eng", "ja": "jpn", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "pt": "por", "ru": "rus", "el": "ell",
    "ko": "kor", "zh": "zho", "nl": "nld", "pl": "pol", "sv": "swe", "no": "nor", "da": "dan", "fi": "fin", "tr": "tur",
    "ar": "ara", "he": "heb", "hi": "hin", "uk": "ukr", "cs": "ces", "hu": "hun",
}  # fmt: skip
"""ISO 639-1, as names of subtitle files have it, to ISO 639-2."""


def label(stream: dict[str, Any], number: int, word: str) -> str:
    """A track's name for a person: its title, its language, or "Audio 2"."""
    language = stream.get("language")
    shown = LANGUAGES.get(TWO_LETTERS.get(language, language), language) if language else None
    title = stream.get("title")
    if title and shown and shown.casefold() not in title.casefold():
        return f"{shown} · {title}"
    return title or shown or f"{word} {number}"


@dataclass(frozen=True, slots=True)
class Variant:
    """A rendition of the video, as a multivariant playlist tells of it. Bandwidths are bits a second without the sound."""

    name: str
    codec: str
    width: int
    height: int
    bandwidth: int
    average: int
    range: str = "SDR"


@dataclass(frozen=True, slots=True)
class Sound:
    """A rendition of a sound: its stream, codec string, channels and bits a second."""

    stream: dict[str, Any]
    codec: str
    channels: int
    bit_rate: int


def multivariant(
    variants: Sequence[Variant],
    frame_rate: float | None,
    sounds: Sequence[Sound],
    subtitles: Sequence[dict[str, Any]] = (),
    chosen: int | None = None,
) -> str:
    """The multivariant playlist: variants with the best first, and a rendition for each sound, the default first, and for each
    track of text (as `subtitles.tracks` gives them), of which one may be chosen by its number.
    """
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    labels = [label(sound.stream, number, "Audio") for number, sound in enumerate(sounds, start=1)]
    for number, sound in enumerate(sounds, start=1):
        stream = sound.stream
        name = _quoted(label(stream, number, "Audio"))
        language = f',LANGUAGE="{stream["language"]}"' if (stream.get("language") or "").isalnum() else ""
        if labels.count(labels[number - 1]) > 1:
            name = f"{name} ({number})"
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="{name}"{language},DEFAULT={"YES" if number == 1 else "NO"},'
            f'AUTOSELECT=YES,CHANNELS="{sound.channels}",URI="audio/{stream["index"]}/playlist.m3u8"'
        )
    texts = [track for track in subtitles if track["kind"] != "picture"]
    lines += [_subtitles(track, [other["label"] for other in texts], track["id"] == chosen) for track in texts]
    rate = f",FRAME-RATE={frame_rate:.3f}" if frame_rate else ""
    audio = ',AUDIO="audio"' if sounds else ""
    audio += ',SUBTITLES="subtitles"' if texts else ""
    extra = max((sound.bit_rate for sound in sounds), default=0)
    for variant in variants:
        codecs = ",".join(dict.fromkeys([variant.codec, *(sound.codec for sound in sounds)]))
        lines += [
            f"#EXT-X-STREAM-INF:BANDWIDTH={variant.bandwidth + extra},AVERAGE-BANDWIDTH={variant.average + extra},"
            f'CODECS="{codecs}",RESOLUTION={variant.width}x{variant.height}{rate},VIDEO-RANGE={variant.range}{audio}',
            f"video/{variant.name}/playlist.m3u8",
        ]
    if not variants:  # there is only sound
        codecs = ",".join(dict.fromkeys(sound.codec for sound in sounds))
        lines += [
            f'#EXT-X-STREAM-INF:BANDWIDTH={extra},CODECS="{codecs}"{audio}',
            f"audio/{sounds[0].stream['index']}/playlist.m3u8",
        ]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """A text that fits between quotes in a playlist."""
    return text.replace('"', "'").replace("\n", " ").replace("\r", " ")


def _subtitles(track: dict[str, Any], labels: list[str], is_default: bool) -> str:
    """A track of text as a rendition."""
    name = track["label"] if labels.count(track["label"]) == 1 else f"{track['label']} ({track['id'] + 1})"
    language = f',LANGUAGE="{track["language"]}"' if (track["language"] or "").isalnum() else ""
    forced = ",FORCED=YES" if track["forced"] else ""
    hearing = (
        ',CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound"'
        if track["hearing_impaired"]
        else ""
    )
    default = "YES" if is_default else "NO"
    return (
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="{_quoted(name)}"{language},DEFAULT={default},AUTOSELECT=YES{forced}{hearing},'
        f'URI="subtitles/{track["id"]}/playlist.m3u8"'
    )


def subtitles(duration: float, window: int) -> str:
    """The playlist of a track of text, in windows of so many seconds."""
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


def media(files: Sequence[Sequence[Fraction]]) -> str:
    """A rendition's playlist: every segment from the first moment, so that one can seek anywhere at once.

    `files` has the boundaries of the segments of each file that is played, in seconds of the file; segments are counted through.
    """
    lengths = [[end - start for start, end in itertools.pairwise(boundaries)] for boundaries in files]
    lines = [
        "#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{ceil(max(map(max, lengths)))}", "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
    ]  # fmt: skip
    index = 0
    for number, of_file in enumerate(lengths):
        if number:
            lines.append("#EXT-X-DISCONTINUITY")
        lines.append(f'#EXT-X-MAP:URI="{initialisation(number)}"')
        for length in of_file:
            lines += [f"#EXTINF:{float(length):.6f},", f"{index}.m4s"]
            index += 1
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def initialisation(number: int) -> str:
    """The name of the initialisation segment of a file that is played, by its number."""
    return f"init-{number}.mp4" if number else "init.mp4"
