"""HLS playlists (RFC 8216). Pure."""

import itertools
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


def multivariant(
    video: dict[str, Any], video_codec: str, sounds: list[tuple[dict[str, Any], str]], bandwidth: int
) -> str:
    """The multivariant playlist: one variant, and a rendition for each sound: (stream, codec string) with the default first."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for number, (stream, _) in enumerate(sounds, start=1):
        name = label(stream, number, "Audio").replace('"', "'").replace("\n", " ").replace("\r", " ")
        language = f',LANGUAGE="{stream["language"]}"' if (stream.get("language") or "").isalnum() else ""
        names = [label(other, index, "Audio") for index, (other, _) in enumerate(sounds, start=1)]
        if names.count(label(stream, number, "Audio")) > 1:
            name = f"{name} ({number})"
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="{name}"{language},DEFAULT={"YES" if number == 1 else "NO"},'
            f'AUTOSELECT=YES,CHANNELS="2",URI="audio/{stream["index"]}/playlist.m3u8"'
        )
    codecs = ",".join(dict.fromkeys([video_codec, *(codec for _, codec in sounds)]))
    rate = f",FRAME-RATE={video['frame_rate']:.3f}" if video.get("frame_rate") else ""
    audio = ',AUDIO="audio"' if sounds else ""
    lines.append(
        f'#EXT-X-STREAM-INF:BANDWIDTH={max(bandwidth, 100_000)},CODECS="{codecs}",'
        f"RESOLUTION={video['width']}x{video['height']}{rate}{audio}"
    )
    return "\n".join([*lines, "video/playlist.m3u8", ""])


def media(boundaries: tuple[Fraction, ...]) -> str:
    """A rendition's playlist: every segment from the first moment, so that one can seek anywhere at once."""
    lengths = [end - start for start, end in itertools.pairwise(boundaries)]
    lines = [
        "#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{ceil(max(lengths))}", "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD", '#EXT-X-MAP:URI="init.mp4"',
    ]  # fmt: skip
    for index, length in enumerate(lengths):
        lines += [f"#EXTINF:{float(length):.6f},", f"{index}.m4s"]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])
