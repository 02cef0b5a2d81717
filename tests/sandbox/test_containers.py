"""Only containers of media are opened, and nothing but the file itself: playlists, scripts and lists of images named as
films open no further file.
"""

import asyncio
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from dim.media import VideoStream
from dim.playback.hls.timeline import plan
from dim.playback.policy.ladder import ladder
from dim.playback.sources.transcode import TranscodeInput
from dim.playback.sources.transcode.command import arguments, decoder_threads, input_options
from dim.playback.sources.transcode.encoders import SOFTWARE
from dim.probe.open_input import UnusableError, open_input
from dim.probe.streams import read
from dim.workers import Pool, WorkerError
from support import media

MPD = """<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S"
profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period><AdaptationSet contentType="video"><Representation id="0" bandwidth="1">
<BaseURL>{film}</BaseURL></Representation></AdaptationSet></Period></MPD>"""
SECRET = "/etc/passwd"
IMPOSTORS: dict[str, Callable[[Path], str]] = {
    "ffconcat": lambda film: f"ffconcat version 1.0\nfile '{film}'\n",
    "ffconcat, relative": lambda film: f"ffconcat version 1.0\nfile '{film.name}'\nfile 'link/Secret.mkv'\n",
    "concat without a header": lambda film: f"file '{film}'\n",
    "ffconcat of a protocol": lambda film: f"ffconcat version 1.0\nfile 'subfile,,start,0,end,0,,:{film}'\noption protocol_whitelist file,subfile\n",
    "HLS": lambda film: f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{film}\n#EXT-X-ENDLIST\n",
    "HLS, file:": lambda film: f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{film}\n#EXT-X-ENDLIST\n",
    "HLS, multivariant": lambda film: f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{film}\n",
    "HLS, http": lambda film: "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:1/x.ts\n#EXT-X-ENDLIST\n",
    "HLS, data:": lambda film: "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\ndata:video/mp4;base64,AAAA\n#EXT-X-ENDLIST\n",
    "HLS, key": lambda film: f'#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-KEY:METHOD=AES-128,URI="{SECRET}"\n#EXTINF:10,\n{film}\n#EXT-X-ENDLIST\n',
    "DASH": lambda film: MPD.format(film=film),
    "SDP": lambda film: "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "SMIL": lambda film: f'<smil><body><video src="{film}"/></body></smil>',
    "m3u": lambda film: f"{film}\n",
    "pls": lambda film: f"[playlist]\nFile1={film}\nNumberOfEntries=1\n",
    "cue": lambda film: f'FILE "{film}" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n',
    "VobSub index": lambda film: f"# VobSub index file, v7 (do not modify this line!)\nsize: 720x576\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 000000000\n# {film}\n",
    "ffmetadata": lambda film: ";FFMETADATA1\ntitle=x\n",
    "SVG": lambda film: f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{film}"/></svg>',
    "tty": lambda film: "just text\n" * 50,
    "SubRip": lambda film: "1\n00:00:01,000 --> 00:00:02,000\nHello\n",
    "ASS": lambda film: "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Text\nDialogue: 0,0:00:01.00,0:00:02.00,x\n",
    "IMF": lambda film: f'<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>{film}</Id></CompositionPlaylist>',
}  # fmt: skip
SUFFIXES = (".mkv", ".mp4", ".ts", ".m3u8", ".sdp", ".mpd")


@pytest.fixture(scope="module")
def film() -> Path:
    return media.made("h264.mkv", audio=("aac", "aac"), subtitles=True)


def refused(path: Path) -> str:
    with pytest.raises(UnusableError) as caught:
        read(str(path))
    return str(caught.value)


@pytest.mark.parametrize("kind", IMPOSTORS)
def test_what_is_no_container_is_refused_under_any_name(kind: str, film: Path, tmp_path: Path) -> None:
    shutil.copy(film, tmp_path / "Other.mkv")
    shutil.copy(film, tmp_path / "Film.sub")
    for suffix in SUFFIXES:
        impostor = tmp_path / f"Film{suffix}"
        impostor.write_text(IMPOSTORS[kind](tmp_path / "Other.mkv"))
        reason = refused(impostor)
        assert reason.startswith(("It is not a media file", "It cannot be read as a media file"))
        assert str(tmp_path) not in reason


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_an_image_is_no_film(form: str, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "teal").save(tmp_path / "Film.mkv", form)
    assert "not a media file" in refused(tmp_path / "Film.mkv")


@pytest.mark.parametrize("name", ["concat:a|b.mkv", "http:x.mkv", "-i.mkv", "data:video,x.mkv", "subfile,,start,0,end,9,,:x.mkv",
                                  "crypto:x.mkv", "Film %d.mkv", "pipe:0.mkv", "fd:.mkv", "a\nb.mkv", "file:x.mkv"])  # fmt: skip
def test_a_name_is_only_a_name(name: str, film: Path, tmp_path: Path) -> None:
    shutil.copy(film, tmp_path / name)
    assert read(str(tmp_path / name)).info.video is not None
    command = [
        media.FFMPEG,
        "-v",
        "error",
        "-nostdin",
        *input_options(str(tmp_path / name), "mkv", None),
        "-t",
        "0.1",
        "-f",
        "null",
        "-",
    ]
    subprocess.run(command, check=True, timeout=30)


@pytest.mark.parametrize("kind", IMPOSTORS)
def test_ffmpeg_opens_a_file_only_as_the_container_that_it_was(kind: str, film: Path, tmp_path: Path) -> None:
    """The file may have been replaced after it was probed."""
    shutil.copy(film, tmp_path / "Other.mkv")
    impostor = tmp_path / "Film.mkv"
    impostor.write_text(IMPOSTORS[kind](tmp_path / "Other.mkv"))
    for container in ("mkv", "something else"):
        command = [
            media.FFMPEG,
            "-v",
            "error",
            "-nostdin",
            *input_options(str(impostor), container, None),
            "-f",
            "null",
            "-",
        ]
        assert subprocess.run(command, capture_output=True, check=False, timeout=30).returncode != 0


def test_every_kind_of_container_is_still_opened(tmp_path: Path, film: Path) -> None:
    """By the extensions that scanners look for; raw streams among them."""
    for name, options in {
        "a.mkv": (), "a.mp4": (), "a.mov": (), "a.m4v": ("-f", "mp4"), "a.3gp": ("-an", "-f", "mp4"), "a.avi": (), "a.flv": (), "a.ts": (),
        "a.m2ts": ("-f", "mpegts"), "a.mpg": ("-c:v", "mpeg2video", "-c:a", "mp2"), "a.vob": ("-c:v", "mpeg2video", "-c:a", "mp2"),
        "a.m2v": ("-c:v", "mpeg2video", "-an"), "a.wmv": ("-c:v", "wmv2", "-c:a", "wmav2"), "a.ogv": ("-c:v", "libtheora", "-c:a", "libvorbis"),
        "a.webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"), "a.mxf": ("-c:v", "mpeg2video", "-c:a", "pcm_s16le", "-ar", "48000"),
        "a.rm": ("-c:v", "rv20", "-c:a", "ac3", "-s", "352x288"),
    }.items():  # fmt: skip
        command = [
            media.FFMPEG,
            "-v",
            "error",
            "-nostdin",
            "-y",
            "-i",
            str(film),
            "-map",
            "0:v:0",
            "-map",
            "0:a:0",
            "-t",
            "1",
            *options,
        ]
        subprocess.run([*command, str(tmp_path / name)], check=True, timeout=60)
        with open_input(str(tmp_path / name)) as container:
            assert container.streams.video, name
            assert next(container.decode(video=0)) is not None


def big(folder: Path, side: int, declared: int | None = None, copies: int = 1) -> Path:
    """A film of a second, of black-and-white PNG frames; its header may declare another size."""
    frame = folder / f"{side}.png"
    Image.new("1", (side, side)).save(frame)
    path = folder / f"Film {side} {declared}.mkv"
    command = [
        media.FFMPEG,
        "-v",
        "error",
        "-nostdin",
        "-y",
        "-framerate",
        "1",
        "-i",
        str(frame),
        "-c",
        "copy",
        str(path),
    ]
    subprocess.run(command, check=True, timeout=60)
    if declared is not None:
        data = path.read_bytes()
        for code in (b"\xb0\x82", b"\xba\x82"):  # PixelWidth, PixelHeight
            assert data.count(code + side.to_bytes(2, "big")) == 1
            data = data.replace(code + side.to_bytes(2, "big"), code + declared.to_bytes(2, "big"))
        path.write_bytes(data)
    return path


def test_a_film_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    assert "16000 x 16000 pixels; at most 8192 x 8192" in refused(big(tmp_path, 16_000))


def test_a_frame_that_is_larger_than_declared_is_not_decoded(tmp_path: Path) -> None:
    path = str(big(tmp_path, 16_000, declared=1000))

    async def work() -> None:
        pool = Pool(1)
        try:
            with pytest.raises(WorkerError):
                await pool.call("dim.artwork.frames:good_frame", path=path, duration=1.0)
        finally:
            await pool.close()

    asyncio.run(work())
    command = [media.FFMPEG, "-v", "error", "-nostdin", *input_options(path, "mkv", None), "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "frame=" not in done.stderr
    assert done.stderr


@pytest.mark.parametrize(
    ("width", "height", "threads", "expected"),
    [(1920, 1080, 0, []), (8192, 8192, 0, ["-threads", "1"]), (1920, 1080, 3, ["-threads", "3"]), (8192, 8192, 8, ["-threads", "1"]),
     (3840, 2160, 64, ["-threads", "10"]), (640, 360, 64, ["-threads", "64"])],
)  # fmt: skip
def test_decoders_hold_few_large_frames(
    width: int, height: int, threads: int, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert decoder_threads(width * height, threads) == expected


@pytest.mark.parametrize("first", [0, 5, 20_000])
def test_a_film_of_days_is_encoded(first: int) -> None:
    """Broken headers claim any length. The system takes no argument of more than 128 KiB."""
    keyframes = range(0, 60_000 * 4000, 4000)
    timeline = plan(list(keyframes), 60_000 * 4000, Fraction(1, 1000))
    rendition = ladder(VideoStream(index=0, codec="hevc", width=320, height=180))[-1]
    source = TranscodeInput("film.mkv", "f" * 32, 0, timeline, "mkv")
    command = arguments("ffmpeg", source, rendition, SOFTWARE["h264"], first)
    assert max(len(argument) for argument in command) < 128 << 10
    filters = command[command.index("-vf") + 1]
    assert "trim=end=" in filters
    assert ("trim=start=" in filters) == bool(first)
