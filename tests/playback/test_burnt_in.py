"""Picture subtitles for screens that draw none: they are drawn into the video."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from support import media, pgs
from support.server import Api, add_library, titles

WIDTH, HEIGHT = 640, 268
"""Of the film, which is without its black bars."""
SHOWN = ((5.0, 9.0), (14.0, 19.0))
MIDDLE, BELOW = (320, 233), (320, 262)
"""Where the rectangle is drawn, and beside it."""


@pytest.fixture
def number(owner: Api, tmp_path: Path) -> int:
    """A dark film of 28 s with white rectangles as subtitles, made for 1920x1080."""
    subtitles = tmp_path / "s.sup"
    subtitles.write_bytes(pgs.sup([(*times, (600, 900, 720, 80)) for times in SHOWN], (1920, 1080)))
    target = tmp_path / "films" / "Dark (2001).mkv"
    target.parent.mkdir()
    media.ffmpeg(
        "-f", "lavfi", "-i", f"color=c=navy:rate=24:size={WIDTH}x{HEIGHT}:duration=28", "-itsoffset", str(SHOWN[0][0]),
        "-i", str(subtitles), "-map", "0:v", "-map", "1:s", "-c:v", "libx264", "-preset", "ultrafast", "-g", "96", "-c:s", "copy",
        str(target),
    )  # fmt: skip
    media.settle(target)
    library = add_library(owner, target.parent)
    card: int = titles(owner, library)["Dark (2001)"]["id"]
    return card


def opened(api: Api, number: int, **options: Any) -> dict[str, Any]:
    answer: dict[str, Any] = api.ask(
        "POST", "/api/v1/stream-session", json={"media_id": number, "profile": "chromecast", **options}
    )
    return answer


def brightness(url: str, *options: str) -> tuple[int, int]:
    """Of one picture, where the subtitles belong and below them."""
    form = ("-frames:v", "1", "-s", f"{WIDTH}x{HEIGHT}", "-f", "rawvideo", "-pix_fmt", "gray", "-")
    command = [media.FFMPEG, "-v", "error", "-nostdin", *options, "-i", url, *form]
    picture = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    assert len(picture) == WIDTH * HEIGHT
    return picture[MIDDLE[1] * WIDTH + MIDDLE[0]], picture[BELOW[1] * WIDTH + BELOW[0]]


def test_pictures_are_drawn_where_and_when_they_belong(owner: Api, number: int) -> None:
    session = opened(owner, number, subtitle_track=0)
    assert (session["mode"], session["video"]) == ("transcode", "encode")
    assert [track["selected"] for track in session["subtitle_tracks"]] == [True]
    assert any("drawn into the video" in reason for reason in session["reasons"])
    # the first of these begins to encode at 16 s, in the middle of what is shown
    for second in (17, 3, 6, 12, 15, 25):
        subtitle, below = brightness(str(owner.base_url.join(session["url"])), "-ss", str(second))
        assert (subtitle > 200) is any(start <= second < end for start, end in SHOWN), second
        assert below < 100


def test_a_player_without_playlists_has_them_too(owner: Api, number: int) -> None:
    session = opened(owner, number, subtitle_track=0, video_offset=13)
    film = str(owner.base_url.join(f"/api/v1/stream-session/{session['stream_key']}"))
    assert brightness(film)[0] < 100
    assert brightness(film, "-ss", "2")[0] > 200


def test_who_does_not_ask_for_them_gets_the_film_as_it_is(owner: Api, number: int) -> None:
    session = opened(owner, number)
    assert (session["mode"], session["video"]) == ("remux", "copy")
    assert brightness(str(owner.base_url.join(session["url"])), "-ss", "6")[0] < 100


def test_the_same_rendition_with_and_without_them(owner: Api, number: int) -> None:
    for options, is_drawn in (({}, False), ({"subtitle_track": 0}, True), ({}, False)):
        session = opened(owner, number, max_height=240, **options)
        assert session["video"] == "encode"
        assert (brightness(str(owner.base_url.join(session["url"])), "-ss", "6")[0] > 200) is is_drawn
