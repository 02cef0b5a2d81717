"""WebVTT (https://www.w3.org/TR/webvtt1/). Pure."""

from collections.abc import Iterable

from dim.playback.subtitles.cues import Cue


def format_cues(cues: Iterable[Cue], is_segment: bool = False) -> str:
    """A WebVTT file of the cues that have text. As an HLS segment it declares the video's clock (RFC 8216, section
    3.5).
    """
    header = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n" if is_segment else "WEBVTT\n"
    blocks = [
        f"{format_time(cue.start)} --> {format_time(cue.end)}{f' {cue.settings}' if cue.settings else ''}\n{cue.text}\n"
        for cue in cues
        if cue.text
    ]
    return "\n".join([header, *blocks])


def format_time(seconds: float) -> str:
    """A timestamp: 01:02:03.456."""
    milliseconds = max(round(seconds * 1000), 0)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
