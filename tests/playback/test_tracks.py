"""Which tracks play at first."""

from typing import Any

import pytest

from dim.media import AudioStream, MediaFile, Stream, SubtitleStream
from dim.playback.policy.tracks import Preferences, Remembered, Taste, TrackMark, pick_audio, pick_subtitles


def audio(index: int, language: str | None, title: str | None = None, **more: Any) -> AudioStream:
    is_commentary = title == "Kommentar"
    return AudioStream(
        index=index, codec="aac", language=language, title=title, channels=2, commentary=is_commentary, **more
    )


def subtitles(language: str, **more: Any) -> SubtitleStream:
    return SubtitleStream(index=9, codec="subrip", language=language, **more)


def file(*streams: Stream) -> MediaFile:
    return MediaFile(id=1, library_id=1, path="a.mkv", streams=streams)


def mine(*languages: str, audio: Any = "mine", show: Any = "needed") -> Taste:
    return Taste(Preferences(languages, audio, show))


JAPANESE = file(
    audio(1, "jpn"), audio(2, "ger", "Kommentar"), audio(3, "deu"), audio(4, "eng"),
    subtitles("eng", hearing_impaired=True), subtitles("eng"), subtitles("ger", forced=True), subtitles("de-AT"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("taste", "expected"),
    [
        (Taste(), None),
        (mine("de", audio="original"), None),
        (mine("de"), 3),  # not the commentary
        (mine("fr", "en"), 4),
        (mine("ja", "en"), None),  # the default already
        (mine("fr"), None),
        (Taste(mine("en").preferences, Remembered(audio=TrackMark("de-DE"))), 3),
        (Taste(remembered=Remembered(audio=TrackMark("ger", "Kommentar"))), 2),
        (Taste(mine("en").preferences, Remembered(audio=TrackMark("fre"))), 4),
        (Taste(remembered=Remembered(audio=TrackMark(None, "Unknown"))), None),
    ],
)
def test_audio(taste: Taste, expected: int | None) -> None:
    assert pick_audio(JAPANESE, taste) == expected


@pytest.mark.parametrize(
    ("taste", "heard", "expected"),
    [
        (Taste(), 1, None),
        (mine("en", audio="original"), 1, 1),  # Japanese with my subtitles, rather not SDH
        (mine("de", audio="original"), 1, 3),
        (mine("de"), 3, 2),  # what I understand, with forced ones
        (mine("en"), 4, None),
        (mine("en", show="always"), 4, 1),
        (mine("en", show="never"), 1, None),
        (mine("fr"), 1, None),
        (Taste(mine("en").preferences, Remembered(subtitles="off")), 1, None),
        (Taste(remembered=Remembered(subtitles=TrackMark("en", None, False, True))), 1, 0),
        (Taste(remembered=Remembered(subtitles=TrackMark("de"))), 1, 3),
        (Taste(remembered=Remembered(subtitles=TrackMark("ger", None, True))), 1, 2),
        (Taste(remembered=Remembered(subtitles=TrackMark("fr"))), 1, None),
    ],
)
def test_subtitles(taste: Taste, heard: int, expected: int | None) -> None:
    assert pick_subtitles(JAPANESE, taste, heard) == expected


def test_scripts_tell_subtitles_apart() -> None:
    chinese = file(audio(1, "eng"), subtitles("zh-Hans"), subtitles("zh-Hant"))
    assert pick_subtitles(chinese, Taste(remembered=Remembered(subtitles=TrackMark("zh-Hant"))), 1) == 1
    assert pick_subtitles(chinese, Taste(remembered=Remembered(subtitles=TrackMark("zho"))), 1) == 0
