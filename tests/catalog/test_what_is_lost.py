"""What would be lost with a file."""

from typing import Any

import pytest

from dim.catalog.curate.duplicates import lost


def file(
    width: int = 1920, sounds: tuple[tuple[str, int], ...] = (("eng", 2),), subtitles: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    streams: list[dict[str, Any]] = [
        {"type": "video", "width": width, "height": width * 9 // 16, "hdr": more.pop("hdr", None)}
    ]
    streams += [{"type": "audio", "language": language, "channels": channels} for language, channels in sounds]
    streams += [{"type": "subtitle", "language": language} for language in subtitles]
    return {"streams": streams, "subtitles": [], "duration": 5400.0, **more}


CASES: list[tuple[dict[str, Any], list[dict[str, Any]], list[str]]] = [
    (file(), [file()], []),
    (file(3840), [file()], ["the sharpest picture (3840×2160)"]),
    (file(), [file(3840)], []),
    (file(hdr="hdr10"), [file()], ["the HDR picture"]),
    (file(hdr="hdr10"), [file(), file(hdr="hlg")], []),
    (file(sounds=(("eng", 2), ("jpn", 2))), [file()], ["sound in 日本語"]),
    (file(sounds=(("eng", 6),)), [file()], ["5.1 sound"]),
    (file(sounds=(("eng", 8),)), [file(sounds=(("eng", 6),))], ["7.1 sound"]),
    (file(subtitles=("ger",)), [file(subtitles=("eng",))], ["subtitles in Deutsch"]),
    (file() | {"subtitles": [{"language": "fre"}]}, [file()], ["subtitles in Français"]),
    (file(duration=7200.0), [file()], ["30 minutes"]),
    (file(duration=5430.0), [file()], []),
    (file(duration=None), [file()], []),
    ({"streams": None, "subtitles": None, "duration": None}, [file()], []),
    (file(), [], ["the sharpest picture (1920×1080)", "sound in English", "sound with 2 channels", "90 minutes"]),
]  # fmt: skip


@pytest.mark.parametrize(("one", "others", "expected"), CASES)
def test_what_would_be_lost(one: dict[str, Any], others: list[dict[str, Any]], expected: list[str]) -> None:
    assert lost(one, others) == expected
