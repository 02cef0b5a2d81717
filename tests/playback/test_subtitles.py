"""Subtitles: markup, encodings, colours, windows of real files."""

import asyncio
import base64
import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dim.disks import Disk
from dim.media import MediaFile, MediaInfo, SubtitleFile
from dim.playback.hls import webvtt
from dim.playback.storage import LocalStorage
from dim.playback.subtitles import placement
from dim.playback.subtitles.cues import Cue
from dim.playback.subtitles.encodings import decode
from dim.playback.subtitles.external import ExternalFiles
from dim.playback.subtitles.tracks import SubtitleTrack, subtitle_tracks
from dim.playback.worker import palettes
from dim.playback.worker.cues import canvas, embedded_cues, embedded_header
from dim.playback.worker.markup import cue_text
from dim.workers import create_pools
from support import media, pgs

ASS = """[Script Info]
ScriptType: v4.00+
PlayResX: 640
PlayResY: 360

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour
Style: Default,Arial,32,&H0000FFFF

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:09.00,Default,,0,0,0,,{\\pos(10,20)}A {\\i1}sign{\\i0}, with a comma
"""


@pytest.mark.parametrize(
    ("text", "expected", "settings"),
    [
        ("plain", "plain", ""),
        ("two\\Nlines", "two\nlines", ""),
        ("{\\i1}slanted{\\i0} and not", "<i>slanted</i> and not", ""),
        ("{\\b1}{\\i1}both{\\b0} one{\\i0}", "<b><i>both</i></b><i> one</i>", ""),
        ("{\\an8}at the top", "at the top", "line:0"),
        ("{\\a6}at the top", "at the top", "line:0"),
        ("{\\an2}below", "below", ""),
        ("{\\pos(1,2)\\fs20\\c&HFF&}styled", "styled", ""),
        ("<script>alert(1)</script> & co", "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co", ""),
        ("{\\p1}m 0 0 l 1 1{\\p0}after a drawing", "after a drawing", ""),
        ("never closed {\\i1}here", "never closed <i>here</i>", ""),
        ("", "", ""),
        ("{broken", "{broken", ""),
    ],
)
def test_styles_become_markup(text: str, expected: str, settings: str) -> None:
    assert cue_text(text) == (expected, settings)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("utf-8-sig"), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
        (("Это русские субтитры, и их немало. " * 5).encode("cp1251"), "Это русские субтитры, и их немало. " * 5),
        (("字幕の文字コードはさまざまです。" * 5).encode("shift_jis"), "字幕の文字コードはさまざまです。" * 5),
        (b"", ""),
    ],
)
def test_encodings_are_found_out(data: bytes, expected: str) -> None:
    assert decode(data) == expected


def test_tracks_say_what_they_are() -> None:
    stream = {"type": "subtitle", "language": "eng", "title": None, "forced": False}
    row: dict[str, Any] = {
        "streams": [
            {**stream, "index": 2, "codec": "subrip", "hearing_impaired": True},
            {**stream, "index": 3, "codec": "hdmv_pgs_subtitle", "forced": True},
            {**stream, "index": 4, "codec": "ass", "title": "Signs"},
            {**stream, "index": 5, "codec": "eia_608"},
        ],
        "subtitles": [
            {"path": "Film.de.srt", "language": "ger", "title": "SDH", "forced": False},
            {"path": "Film.idx", "language": None, "title": None, "forced": False},
        ],
    }  # fmt: skip
    file = MediaFile(
        id=1, library_id=1, path="Film.mkv", streams=MediaInfo.from_json(row).streams,
        subtitle_files=tuple(SubtitleFile.from_json(entry) for entry in row["subtitles"]),
    )  # fmt: skip
    found = [(track.id, track.format, track.label) for track in subtitle_tracks(file)]
    assert found == [
        (0, "text", "English (SDH)"), (1, "bitmap", "English (forced)"), (2, "styled", "English · Signs"), (3, "text", "Deutsch (SDH)"),
    ]  # fmt: skip


def test_webvtt() -> None:
    cues = [Cue(3661.5, 3662.25, "late", "line:0")]
    assert webvtt.format_cues(cues) == "WEBVTT\n\n01:01:01.500 --> 01:01:02.250 line:0\nlate\n"
    assert "X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000" in webvtt.format_cues([], is_segment=True)


@pytest.fixture(scope="module")
def film() -> Path:
    """A film with text, styled text and pictures; VobSub in another beside it."""
    folder = media.folder()
    (folder / "s.ass").write_text(ASS)
    (folder / "s.srt").write_text(media.SUBTITLES)
    shown = [(0.0, 4.0, (100, 200, 64, 32)), (8.0, 12.0, (20, 20, 100, 40))]
    (folder / "s.sup").write_bytes(pgs.sup(shown, (640, 360)))
    target = folder / "subtitled.mkv"
    sources = [argument for name in ("s.srt", "s.ass", "s.sup") for argument in ("-i", str(folder / name))]
    maps = [argument for number in range(4) for argument in ("-map", f"{number}")]
    media.ffmpeg("-i", str(media.made("h264.mp4")), *sources, *maps, "-c", "copy", "-c:s:1", "ass", str(target))
    media.ffmpeg(
        "-i", str(target), "-map", "0:v", "-map", "0:s:2", "-c", "copy", "-c:s", "dvdsub", str(folder / "vobsub.mkv")
    )
    return target


def test_text_of_a_window(film: Path) -> None:
    cues = embedded_cues(str(film), 2, "text", [0, 1], 0.0, 9.0)
    assert [(cue["start"], cue["end"], cue["text"]) for cue in cues] == [(1.0, 8.0, "The first words")]
    later = embedded_cues(str(film), 2, "text", [0, 1], 20.0, 40.0)
    assert [cue["text"] for cue in later] == ["Later words"]  # it began before the window
    shifted = embedded_cues(str(film), 2, "text", [1, 2], 0.0, 9.0)
    assert shifted[0]["start"] == 0.5


def test_styled_text_keeps_its_styles(film: Path) -> None:
    assert "[V4+ Styles]" in embedded_header(str(film), 3)
    cues = embedded_cues(str(film), 3, "styled", [0, 1], 0.0, 20.0)
    assert (
        cues[0]["event"]
        == "Dialogue: 0,0:00:01.00,0:00:09.00,Default,,0,0,0,,{\\pos(10,20)}A {\\i1}sign{\\i0}, with a comma"
    )
    assert cues[0]["text"] == "A <i>sign</i>, with a comma"


@pytest.mark.parametrize(("name", "stream"), [("subtitled.mkv", 4), ("vobsub.mkv", 1)])
def test_pictures_have_their_colours(film: Path, name: str, stream: int) -> None:
    assert canvas(str(film.with_name(name)), stream) == [640, 360]
    cues = embedded_cues(str(film.with_name(name)), stream, "bitmap", [0, 1], 0.0, 20.0)
    assert [(cue["x"], cue["y"], cue["width"], cue["height"], cue["canvas"]) for cue in cues] == [
        (100, 200, 64, 32, [640, 360]), (20, 20, 100, 40, [640, 360]),
    ]  # fmt: skip
    image = Image.open(io.BytesIO(base64.b64decode(str(cues[0]["picture"]))))
    assert image.size == (64, 32)
    border, inside = image.getpixel((0, 0)), image.getpixel((32, 16))
    assert border == (0, 0, 0, 255)
    assert isinstance(inside, tuple)
    assert min(inside) > 230


@pytest.mark.parametrize(
    ("canvas", "picture", "form", "place"),
    [
        ((1920, 1080), (1920, 1080), 16 / 9, (0, 0, 1920, 1080)),
        ((1920, 1080), (1280, 720), 16 / 9, (0, 0, 1280, 720)),
        ((1920, 1080), (1920, 800), 16 / 9, (249, 0, 1422, 800)),  # without its black bars
        ((1920, 1080), (1440, 1080), 16 / 9, (0, 135, 1440, 810)),
        ((720, 576), (1024, 576), 16 / 9, (0, 0, 1024, 576)),  # a wide DVD
        ((720, 576), (768, 576), 4 / 3, (0, 0, 768, 576)),
        ((720, 480), (1024, 436), 16 / 9, (124, 0, 775, 436)),
        ((640, 360), (1280, 720), 16 / 9, (0, 0, 1280, 720)),
    ],
)
def test_where_pictures_belong(
    canvas: tuple[int, int], picture: tuple[int, int], form: float, place: tuple[int, int, int, int]
) -> None:
    assert placement.canvas_aspect_ratio(canvas, picture) == pytest.approx(form)
    assert placement.place_in_video(canvas, picture) == place


@pytest.mark.parametrize("size", [(0, 0), (1920, 0), (65_535, 65_535), (7, 1080)])
def test_a_canvas_that_cannot_be(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "s.sup").write_bytes(pgs.sup([(0.0, 4.0, (0, 0, 64, 32))], size))
    film = tmp_path / "film.mkv"
    media.ffmpeg(
        "-i",
        str(media.made("h264.mp4")),
        "-i",
        str(tmp_path / "s.sup"),
        "-map",
        "0:v",
        "-map",
        "1:s",
        "-c",
        "copy",
        str(film),
    )
    assert canvas(str(film), 1) == [1920, 1080]
    assert all(cue["canvas"] is None for cue in embedded_cues(str(film), 1, "bitmap", [0, 1], 0.0, 20.0))


def test_files_beside_the_film(tmp_path: Path) -> None:
    pools, storage = create_pools(), LocalStorage(tmp_path / "storage", 1 << 30)
    (tmp_path / "film.srt").write_text(media.SUBTITLES)
    (tmp_path / "film.ass").write_text(ASS)
    text, styled = (SubtitleTrack(0, "", "en", False, False, form) for form in ("text", "styled"))

    async def read() -> None:
        files, disk = ExternalFiles(pools.index, storage), Disk()
        path = str(tmp_path / "film.srt")
        cues = await files.cues(text, path, disk, Fraction(0), 0, None, None)
        assert [cue.text for cue in cues] == ["The first words", "Later words"]
        later = await files.cues(text, path, disk, Fraction(-60), 60, 68, None)  # beside the second file of a film
        assert [(cue.start, cue.text) for cue in later] == [(61.0, "The first words")]
        assert [cue.text for cue in await files.cues(text, path, disk, Fraction(0), 20, 40, None)] == ["Later words"]
        shown = await files.cues(styled, str(tmp_path / "film.ass"), disk, Fraction(-60), 60, 80, None)
        assert (
            shown[0].event
            == r"Dialogue: 0,0:01:01.00,0:01:09.00,Default,,0,0,0,,{\pos(10,20)}A {\i1}sign{\i0}, with a comma"
        )
        assert "Style: Default,Arial,32" in await files.header(styled, str(tmp_path / "film.ass"), disk, None)

    async def whole() -> None:
        try:
            await read()
        finally:
            await pools.close()
            storage.close()

    asyncio.run(whole())


def test_the_colours_of_vobsub() -> None:
    head = "size: 720x576\npalette: 000000, ffffff, ff0000, 00ff00" + ", 0000ff" * 12
    packet = bytes((0, 20, 0, 4)) + bytes((0, 0, 0, 4)) + bytes((3, 0x32, 0x10, 4, 0xFF, 0xF0, 0xFF))
    assert palettes.of_vobsub(packet, head) == {
        0: (0, 0, 0, 0), 1: (255, 255, 255, 255), 2: (255, 0, 0, 255), 3: (0, 255, 0, 255),
    }  # fmt: skip
    assert palettes.of_vobsub(b"", "") == palettes.GREYS


@pytest.mark.parametrize("data", [b"", b"\x14", b"\x14\x00\xff\x00", b"\x0f\x12\x00\x01\xff\xff", bytes(range(256))])
def test_broken_colours_are_no_error(data: bytes) -> None:
    palettes.of_pgs(data, {}, True)
    palettes.of_vobsub(data, "palette: xyz")
    palettes.of_dvb(data, {})
