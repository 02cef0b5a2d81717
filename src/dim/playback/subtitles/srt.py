"""SubRip, which televisions read. Pure."""

import re
from collections.abc import Iterable
from html import unescape

from dim.playback.subtitles.cues import Cue

_OTHER_TAGS = re.compile(r"<(?!/?[ibu]>)[^<>]{0,200}>")
"""Tags that WebVTT has and SubRip has not."""


def format_cues(cues: Iterable[Cue]) -> str:
    """A SubRip file of the cues that have text, with italics, bold and underline."""
    with_text = [cue for cue in cues if cue.text]
    blocks = [
        f"{number}\r\n{_time(cue.start)} --> {_time(cue.end)}\r\n{_text(cue.text or '')}\r\n"
        for number, cue in enumerate(with_text, start=1)
    ]
    return "\r\n".join(blocks)


def _text(text: str) -> str:
    return unescape(_OTHER_TAGS.sub("", text)).replace("\n", "\r\n")


def _time(seconds: float) -> str:
    milliseconds = max(round(seconds * 1000), 0)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02},{milliseconds % 1000:03}"
