"""Which renditions a video is to be had in."""

from typing import Any

import pytest

from dim.media import VideoStream
from dim.playback.policy.ladder import ladder, level


def video(width: int, height: int, rate: float = 24, **more: Any) -> VideoStream:
    return VideoStream(index=0, codec="h264", width=width, height=height, frame_rate=rate, **more)


@pytest.mark.parametrize(
    ("stream", "options", "expected"),
    [
        (video(1920, 1080), {}, ["1080p 1920x1080", "720p 1280x720", "480p 852x480", "360p 640x360", "240p 426x238"]),
        (video(1920, 800), {}, ["1080p 1920x800", "720p 1280x532", "480p 854x354", "360p 640x266", "240p 426x176"]),
        (video(3840, 2160), {"highest": 720}, ["720p 1280x720", "480p 852x480", "360p 640x360", "240p 426x238"]),
        (video(3840, 2160), {"highest": 2160, "bit_rate": 1_000_000}, ["240p 426x238"]),
        (video(3840, 2160), {"bit_rate": 10_000}, ["240p 426x238"]),
        (video(320, 180), {}, ["240p 320x180"]),
        (video(321, 181), {}, ["240p 320x180"]),
        (video(2, 2), {}, ["240p 2x2"]),
        (video(720, 576, display_width=1024, display_height=576), {}, ["576p 1024x576", "480p 852x480", "360p 640x360", "240p 426x238"]),
        (video(1280, 544), {}, ["720p 1280x544", "480p 854x362", "360p 640x272", "240p 426x180"]),
        (video(966, 544), {}, ["576p 966x544", "480p 852x480", "360p 638x360", "240p 426x238"]),
        (video(640, 360, display_width=360, display_height=640), {}, ["360p 360x640", "240p 238x426"]),
    ],
)  # fmt: skip
def test_renditions(stream: VideoStream, options: dict[str, Any], expected: list[str]) -> None:
    assert [f"{step.name} {step.width}x{step.height}" for step in ladder(stream, **options)] == expected


def test_none_takes_more_than_most_of_the_original() -> None:
    assert [step.bit_rate for step in ladder(video(1280, 720), original_rate=3_000_000)] == [
        2_400_000, 2_000_000, 1_000_000, 500_000,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("width", "height", "rate", "expected"),
    [(426, 240, 24, 30), (1280, 720, 24, 31), (1280, 720, 60, 32), (1920, 1080, 30, 40), (1920, 1080, 60, 42), (3840, 2160, 60, 52),
     (8192, 4320, 60, 62), (16_000, 9000, 120, 62)],
)  # fmt: skip
def test_levels(width: int, height: int, rate: float, expected: int) -> None:
    assert level(width, height, rate) == expected


@pytest.mark.parametrize(
    ("codec", "string", "bits"),
    [("h264", "avc1.640028", 8_000_000), ("hevc", "hvc1.1.6.L120.B0", 5_200_000), ("av1", "av01.0.08M.08", 4_000_000)],
)
def test_codecs(codec: str, string: str, bits: int) -> None:
    best = ladder(video(1920, 1080), codec=codec)[0]
    assert (best.codec_string, best.bit_rate) == (string, bits)
