"""Cues as SubRip."""

import pytest

from dim.playback.subtitles.cues import Cue
from dim.playback.subtitles.srt import format_cues


@pytest.mark.parametrize(
    ("cues", "text"),
    [
        ([], ""),
        ([Cue(1.0, 2.5, "One &amp; two")], "1\r\n00:00:01,000 --> 00:00:02,500\r\nOne & two\r\n"),
        (
            [Cue(0.0, 1.0, "<i>a</i>\n<b>b</b>"), Cue(1.0, 2.0), Cue(3599.9996, 3601.0, "<c.red>c</c> &lt;3")],
            "1\r\n00:00:00,000 --> 00:00:01,000\r\n<i>a</i>\r\n<b>b</b>\r\n\r\n2\r\n01:00:00,000 --> 01:00:01,000\r\nc <3\r\n",
        ),
    ],
)
def test_srt(cues: list[Cue], text: str) -> None:
    assert format_cues(cues) == text
