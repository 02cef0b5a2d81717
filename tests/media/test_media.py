"""The media model: read from JSON that may be anything, and written back the same."""

from typing import Any

import pytest

from dim.media import AudioStream, Chapter, MediaInfo, SubtitleStream, VideoStream, json_values
from dim.media.audio_formats import encoded_channels
from dim.media.chapters import SkipRange, credits_start, skip_ranges
from dim.media.codecs import subtitle_format
from dim.media.kinds import KINDS, LIBRARY_KINDS
from dim.media.languages import language_name, track_label
from dim.media.streams import stream_from_json

VIDEO = {
    "index": 0, "type": "video", "codec": "hevc", "profile": "Main 10", "language": None, "title": None, "default": True,
    "forced": False, "hearing_impaired": False, "commentary": False, "audio_description": False, "original": False, "width": 3840, "height": 2160, "bit_depth": 10, "pixel_format": "yuv420p10le",
    "frame_rate": 23.976, "codec_string": "hvc1.2.4.L153.B0", "hdr": "HDR10", "display_width": 3840, "display_height": 2160,
    "rotation": 0, "interlaced": False,
}  # fmt: skip
AUDIO = {
    "index": 1, "type": "audio", "codec": "eac3", "profile": "", "language": "de", "title": "Kommentar", "default": False,
    "forced": False, "hearing_impaired": False, "commentary": True, "audio_description": False, "original": False, "channels": 6, "sample_rate": 48000, "codec_string": "ec-3",
}  # fmt: skip
SUBTITLES = {
    "index": 2, "type": "subtitle", "codec": "subrip", "profile": "", "language": "en", "title": None, "default": False,
    "forced": True, "hearing_impaired": True, "commentary": False, "audio_description": False, "original": False, "text": True,
}  # fmt: skip
FILE = {
    "container": "mkv", "duration": 5400.5, "bit_rate": 8_000_000, "streams": [VIDEO, AUDIO, SUBTITLES],
    "chapters": [{"start": 0.0, "end": 90.0, "title": "Opening"}],
}  # fmt: skip


def test_a_probe_is_read_and_written_the_same() -> None:
    assert MediaInfo.from_json(FILE).to_json() == FILE


def test_streams_have_types() -> None:
    info = MediaInfo.from_json(FILE)
    assert [type(stream) for stream in info.streams] == [VideoStream, AudioStream, SubtitleStream]
    assert info.video is not None
    assert (info.video.codec_name, info.pixels, info.video.display_size) == ("HEVC (10 bit)", 3840 * 2160, (3840, 2160))
    assert [stream.codec_name for stream in info.audio_streams] == ["E-AC-3"]


@pytest.mark.parametrize(
    ("defaults", "expected"), [([False, True], 1), ([False, False], 0), ([True, True], 0), ([], None)]
)
def test_the_default_audio(defaults: list[bool], expected: int | None) -> None:
    streams = tuple(AudioStream(index=index, codec="aac", default=flag) for index, flag in enumerate(defaults))
    found = MediaInfo(streams=streams).default_audio
    assert (found.index if found else None) == expected


@pytest.mark.parametrize(
    "values",
    [
        {}, {"streams": None}, {"streams": 7}, {"streams": ["x", None, {}]}, {"chapters": [{"start": "x"}]}, {"duration": "long"},
        {"bit_rate": True}, {"streams": [{"type": "video"}]}, {"streams": [{"type": "video", "width": -1, "height": 5}]},
        {"streams": [{"type": "hologram", "index": 0}]},
    ],
)  # fmt: skip
def test_what_is_no_media_is_left_out(values: dict[str, Any]) -> None:
    assert MediaInfo.from_json(values) == MediaInfo()


def test_fields_of_a_wrong_type_count_as_missing() -> None:
    stream = stream_from_json(
        {**VIDEO, "frame_rate": "fast", "hdr": 1, "rotation": None, "interlaced": "yes", "title": ["x"]}
    )
    assert isinstance(stream, VideoStream)
    assert (stream.frame_rate, stream.hdr, stream.rotation, stream.interlaced, stream.title) == (
        None,
        None,
        0,
        False,
        None,
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [("de", "Deutsch"), ("ger", "Deutsch"), ("deu", "Deutsch"), ("tlh", "tlh"), (None, None), ("", None)],
)
def test_names_of_languages(code: str | None, expected: str | None) -> None:
    assert language_name(code) == expected


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        (None, "eng", "English"), ("Commentary", "eng", "English · Commentary"), ("English SDH", "eng", "English SDH"),
        (None, None, "Audio 3"), ("Director", None, "Director"),
    ],
)  # fmt: skip
def test_labels_of_tracks(title: str | None, language: str | None, expected: str) -> None:
    assert track_label(title, language, 3, "Audio") == expected


def test_ranges_to_skip() -> None:
    chapters = [
        Chapter(0, 30, "Intro"),
        Chapter(30, 80, "Part 1"),
        Chapter(80, 100, "End Credits"),
        Chapter(10, 20, "Credits"),
    ]
    assert skip_ranges(chapters, 100) == [SkipRange("opening", 0, 30), SkipRange("credits", 80, 100)]
    assert credits_start(chapters, 100) == 80
    assert credits_start(chapters[:2], 100) is None


@pytest.mark.parametrize(
    ("channels", "speakers", "expected"), [(0, 2, 2), (1, 8, 1), (2, 6, 2), (6, 2, 2), (8, 8, 6), (4, 4, 2), (6, 1, 1)]
)
def test_channels_of_encoded_audio(channels: int, speakers: int, expected: int) -> None:
    assert encoded_channels(channels, speakers) == expected


@pytest.mark.parametrize(
    ("codec", "expected"),
    [("subrip", "text"), ("ass", "styled"), ("hdmv_pgs_subtitle", "bitmap"), ("eia_608", None)],
)
def test_formats_of_subtitles(codec: str, expected: str | None) -> None:
    assert subtitle_format(codec) == expected


def test_the_registry_of_kinds_is_closed() -> None:
    for kind in KINDS.values():
        assert kind.child is None or kind.child in KINDS
    for library in LIBRARY_KINDS.values():
        assert KINDS[library.title].is_title
        assert library.played is None or KINDS[library.played].is_playable


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5), (2.0, 2), (2**63 - 1, 2**63 - 1), (2**63, 7), (10**400, 7), (float("inf"), 7), (float("nan"), 7), (True, 7),
        ("5", 7), (None, 7),
    ],
)  # fmt: skip
def test_numbers_that_no_response_could_carry_count_as_missing(value: object, expected: int) -> None:
    assert json_values.integer({"channels": value}, "channels", 7) == expected
    assert json_values.number({"channels": value}, "channels") == (None if expected == 7 else float(expected))


def test_lone_surrogates_are_replaced() -> None:
    assert json_values.text({"title": "a\ud800"}, "title") == "a?"
