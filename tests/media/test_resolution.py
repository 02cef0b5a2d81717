"""The usual names of sizes."""

import pytest

from dim.media.resolution import resolution_name


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ((1280, 544), "720p"), ((1280, 720), "720p"), ((960, 720), "720p"), ((1920, 800), "1080p"), ((1920, 1088), "1080p"),
        ((1440, 1080), "1080p"), ((966, 544), "576p"), ((768, 576), "576p"), ((1024, 576), "576p"), ((720, 480), "480p"),
        ((854, 480), "480p"), ((320, 180), "240p"), ((3840, 1600), "4K"), ((4096, 2160), "4K"), ((2560, 1080), "1440p"),
        ((7680, 4320), "8K"), ((16_000, 9000), "8K"), ((1080, 1920), "1080p"), ((2, 2), "240p"),
    ],
)  # fmt: skip
def test_resolution_name(size: tuple[int, int], name: str) -> None:
    assert resolution_name(*size) == name
