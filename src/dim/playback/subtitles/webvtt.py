"""WebVTT (https://www.w3.org/TR/webvtt1/). Pure."""

from collections.abc import Iterable
from typing import Any


def written(cues: Iterable[dict[str, Any]], is_segment: bool = False) -> str:
    """Cues ({start, end, text, settings}, in seconds) as a file; as a segment of HLS it says that it counts as the video does
    (RFC 8216, section 3.5).
    """
    head = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n" if is_segment else "WEBVTT\n"
    blocks = [
        f"{clock(cue['start'])} --> {clock(cue['end'])}{' ' + cue['settings'] if cue.get('settings') else ''}\n{cue['text']}\n"
        for cue in cues
    ]
    return "\n".join([head, *blocks])


def clock(seconds: float) -> str:
    """A time as WebVTT has it: 01:02:03.456."""
    milliseconds = max(round(seconds * 1000), 0)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
