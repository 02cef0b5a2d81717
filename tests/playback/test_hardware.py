"""Hardware encoders. There are none on a test machine: a program in ffmpeg's place has software stand in for them."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import m3u8
import pytest

from support import media
from support.hls import check_rendition
from support.server import Api, RunningServer, add_library, titles, until

H264, HEVC, AV1 = (
    'video/mp4; codecs="avc1.640033"',
    'video/mp4; codecs="hvc1.1.6.L153.B0"',
    'video/mp4; codecs="av01.0.13M.08"',
)
SOUND = 'audio/mp4; codecs="mp4a.40.2"'
STAND_IN = f"""#!{sys.executable}
import os, sys
arguments = sys.argv[1:]
does = {{"h264_nvenc": ["libx264", "-preset", "veryfast", "-sc_threshold", "0"],
        "hevc_nvenc": ["libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:scenecut=0:open-gop=0"],
        "av1_nvenc": ["libsvtav1", "-preset", "12", "-svtav1-params", "scd=0:lp=2"]}}
name = next((name for name in does if name in arguments), None)
fails = FAILS
if name in fails and "lavfi" not in arguments:
    sys.exit("the driver is gone")
if name:
    at = arguments.index(name)
    rest = arguments[at + 3 :]  # behind -preset p4
    for option in ("-no-scenecut", *(["-forced-idr"] if name != "hevc_nvenc" else [])):
        if option in rest:
            del rest[rest.index(option) : rest.index(option) + 2]
    if name == "av1_nvenc":  # which takes no bits a second together with a limit of them
        at_bits = rest.index("-b:v")
        rest[at_bits : at_bits + 2] = ["-crf", "40"]
    arguments = [*arguments[:at], *does[name], *rest]
os.execv({media.FFMPEG!r}, [{media.FFMPEG!r}, *arguments])
"""


def started(start_server: Callable[..., RunningServer], tmp_path: Path, fails: tuple[str, ...] = ()) -> RunningServer:
    """A server whose nvenc is software; what `fails` does so in films, not when it is tried."""
    program = tmp_path / "ffmpeg"
    program.write_text(STAND_IN.replace("FAILS", repr(fails)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    server = start_server(DIM_FFMPEG=str(program), DIM_ENCODER="nvenc")
    until(lambda: "encoded by hardware" in server.log.read_text(), 20, "the finding of the encoders")
    return server


def film(owner: Api, tmp_path: Path, video: str = "mpeg2") -> int:
    media.place(media.made(f"{video}.mkv", video=video, audio=("ac3",)), tmp_path / "films" / "Film (2003).mkv")
    return int(titles(owner, add_library(owner, tmp_path / "films"))["Film (2003)"]["id"])


def opened(owner: Api, tmp_path: Path, plays: list[str]) -> str:
    """The playlist of a film for a screen that plays some codecs."""
    body = {"media_id": film(owner, tmp_path), "supported_codecs": [*plays, SOUND]}
    return str(owner.ask("POST", "/api/v1/stream-session/", json=body)["url"])


@pytest.mark.parametrize(
    ("plays", "expected"),
    [([H264], "avc1"), ([H264, HEVC], "hvc1"), ([H264, HEVC, AV1], "av01"), ([H264, AV1], "av01")],
)
def test_the_codec_that_needs_the_fewest_bits(
    start_server: Callable[..., RunningServer], tmp_path: Path, plays: list[str], expected: str
) -> None:
    server = started(start_server, tmp_path)
    with server.set_up() as owner:
        address = opened(owner, tmp_path, plays)
        base = address.rpartition("/")[0]
        master = m3u8.loads(owner.ask("GET", address).text)
        assert {variant.stream_info.codecs.split(".")[0] for variant in master.playlists} == {expected}
        check_rendition(owner, f"{base}/{master.playlists[-1].uri}", master.playlists[-1])
        assert "failed" not in server.log.read_text()


def test_beside_the_original_its_own_codec(start_server: Callable[..., RunningServer], tmp_path: Path) -> None:
    server = started(start_server, tmp_path)
    with server.set_up() as owner:
        number = film(owner, tmp_path, "h264")
        body = {"media_id": number, "supported_codecs": [H264, HEVC, AV1, SOUND], "as_file": False}
        session = owner.ask("POST", "/api/v1/stream-session/", json=body)
        codecs = {
            v.stream_info.codecs.split(".")[0] for v in m3u8.loads(owner.ask("GET", session["url"]).text).playlists
        }
        assert (session["video"], codecs) == ("copy", {"avc1"})


@pytest.mark.parametrize(
    ("plays", "codec", "names"),
    [
        ([H264], "h264", ("0.m4s", "init.mp4")),
        ([H264, HEVC], "hevc", ("init.mp4", "3.m4s")),
        ([H264, AV1], "av1", ("init.mp4", "0.m4s")),
    ],
)
def test_an_encoder_that_breaks_down(
    start_server: Callable[..., RunningServer], tmp_path: Path, plays: list[str], codec: str, names: tuple[str, ...]
) -> None:
    """Hardware that encodes when it is tried and fails in the film: the processor takes over within the same segment."""
    server = started(start_server, tmp_path, fails=(f"{codec}_nvenc",))
    with server.set_up() as owner:
        address = opened(owner, tmp_path, plays)
        base = address.rpartition("/")[0]
        for name in names:
            assert len(owner.ask("GET", f"{base}/video/240p/{name}").content) > 300
        assert f"nvenc of {codec} failed" in server.log.read_text()
