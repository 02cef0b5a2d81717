"""How much of a media file Dim keeps. A file that has more is shortened, with a note; nothing vanishes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from dim.media.file import MediaInfo
from dim.media.streams import AudioStream, Stream, VideoStream

MAX_STREAMS = 200
MAX_CHAPTERS = 1_000
MAX_TEXT = 2_000
MAX_WORD = 50
"""Characters of names of codecs, containers and languages."""
MAX_DURATION = 1e7
MAX_BIT_RATE = 2**53
T = TypeVar("T")


def within_limits(info: MediaInfo) -> tuple[MediaInfo, str | None]:
    """The same, with no more than Dim keeps, and a note of what was left out (None: nothing)."""
    streams = _most_important(info.streams)
    chapters = tuple(replace(one, title=one.title[:MAX_TEXT]) for one in info.chapters[:MAX_CHAPTERS])
    notes = [
        f"Only {limit:,} of its {len(all_of):,} {what} are kept."
        for what, all_of, limit in (("tracks", info.streams, MAX_STREAMS), ("chapters", info.chapters, MAX_CHAPTERS))
        if len(all_of) > limit
    ]
    kept = replace(
        info, streams=tuple(_with_short_texts(stream) for stream in streams), chapters=chapters,
        container=info.container[:MAX_WORD], duration=min(info.duration, MAX_DURATION),
        bit_rate=info.bit_rate and min(info.bit_rate, MAX_BIT_RATE),
    )  # fmt: skip
    return kept, " ".join(notes) or None


def _most_important(streams: Sequence[Stream]) -> list[Stream]:
    """The streams that are kept, in the order of the file: video and audio before subtitles."""
    ranks = {VideoStream: 0, AudioStream: 1}
    first = sorted(range(len(streams)), key=lambda place: (ranks.get(type(streams[place]), 2), place))[:MAX_STREAMS]
    return [streams[place] for place in sorted(first)]


def _with_short_texts(stream: Stream) -> Stream:
    return replace(
        stream, codec=stream.codec[:MAX_WORD], codec_string=stream.codec_string[:100], profile=stream.profile[:MAX_WORD],
        language=stream.language and stream.language[:MAX_WORD], title=stream.title and stream.title[:MAX_TEXT],
    )  # fmt: skip
