"""Finding, checking and grabbing pictures."""

import io
from pathlib import Path

import pytest
from PIL import Image

from dim.artwork import frames, images, local_files
from support import media

FINDS = [
    ("poster", "movie", "Film", ["poster.jpg", "fanart.jpg"], None, True, "poster.jpg"),
    ("poster", "movie", "Film", ["folder.png"], None, True, "folder.png"),
    ("poster", "movie", "Film", ["Film-poster.jpg", "poster.jpg"], None, True, "Film-poster.jpg"),
    ("poster", "movie", "Film", ["POSTER.JPG"], None, True, "POSTER.JPG"),
    ("poster", "movie", "Film", ["poster.jpg"], None, False, None),
    ("poster", "movie", "Film", ["Film.jpg"], None, False, "Film.jpg"),
    ("poster", "movie", "Film", ["poster.txt"], None, True, None),
    ("backdrop", "movie", "Film", ["fanart.jpg"], None, True, "fanart.jpg"),
    ("poster", "show", "S01E01", ["poster.jpg"], None, True, "poster.jpg"),
    ("poster", "season", "S01E01", ["season01-poster.jpg", "poster.jpg"], 1, False, "season01-poster.jpg"),
    ("poster", "season", "S00E01", ["season-specials-poster.jpg"], 0, False, "season-specials-poster.jpg"),
    ("poster", "season", "S01E01", ["poster.jpg"], 1, False, None),
    ("still", "episode", "S01E01", ["S01E01-thumb.jpg"], None, False, "S01E01-thumb.jpg"),
]


@pytest.mark.parametrize(("kind", "item", "stem", "names", "season", "alone", "expected"), FINDS)
def test_beside(
    kind: str, item: str, stem: str, names: list[str], season: int | None, alone: bool, expected: str | None
) -> None:
    assert local_files.find(kind, item, stem, names, season, alone) == expected


def encoded(image: Image.Image, form: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


def test_a_wide_picture_becomes_a_poster() -> None:
    facts, data = images.normalise(encoded(Image.new("RGB", (1920, 1080), "teal")), "poster")
    assert abs(facts.width / facts.height - 2 / 3) < 0.01
    assert facts.placeholder.startswith("data:image/webp;base64,")
    assert len(facts.placeholder) < 500
    assert Image.open(io.BytesIO(data)).format == "WEBP"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg/>",
        b"\xff\xd8\xff" + bytes(100),
        encoded(Image.effect_noise((99, 99), 50))[:900],
        encoded(Image.effect_noise((400, 600), 50), "JPEG")[:9000],
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(images.NotAnImageError):
        images.normalise(data, "poster")


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    with pytest.raises(images.NotAnImageError):
        images.normalise(encoded(Image.new("1", (10_000, 10_000))), "poster")


def test_a_good_frame_is_not_a_black_one(tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    media.ffmpeg(
        "-f", "lavfi", "-i", "color=black:size=320x180:rate=24:duration=12", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=24:duration=18",
        "-filter_complex", "concat=n=2", "-c:v", "libx264", "-preset", "ultrafast", "-g", "24", str(film),
    )  # fmt: skip
    image = Image.open(io.BytesIO(frames.good_frame(str(film), 30.0)))
    assert frames.interest(image) >= frames.GOOD
    assert frames.interest(Image.new("RGB", (320, 180), "black")) < 1


def test_an_embedded_cover_is_found(tmp_path: Path) -> None:
    cover, film = media.picture(tmp_path / "cover.png", "purple"), tmp_path / "film.mp4"
    source = media.made("h264.mp4")
    media.ffmpeg(
        "-i",
        str(source),
        "-i",
        str(cover),
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-disposition:v:1",
        "attached_pic",
        str(film),
    )
    data = frames.embedded_cover(str(film))
    assert data is not None
    assert Image.open(io.BytesIO(data)).size == (400, 600)
    assert frames.embedded_cover(str(source)) is None


def turned(image: Image.Image) -> bytes:
    """A photograph of a camera that was held upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind", "kept", "size"),
    [
        ("a poster", encoded(Image.new("RGB", (400, 600), "teal"), "JPEG"), "poster", True, (400, 600)),
        ("a WebP", encoded(Image.new("RGB", (400, 600), "teal"), "WEBP"), "poster", True, (400, 600)),
        ("a PNG", encoded(Image.new("RGB", (400, 600), "teal"), "PNG"), "poster", False, (400, 600)),
        ("a wide picture as a poster", encoded(Image.new("RGB", (900, 600), "teal"), "JPEG"), "poster", False, (400, 600)),
        ("a wide picture as a backdrop", encoded(Image.new("RGB", (900, 600), "teal"), "JPEG"), "backdrop", True, (900, 600)),
        ("a big one", encoded(Image.new("RGB", (2000, 3000), "teal"), "JPEG"), "poster", False, (1440, 2160)),
        ("one of four colours", encoded(Image.new("CMYK", (400, 600)), "JPEG"), "poster", False, (400, 600)),
        ("one that lies on its side", turned(Image.new("RGB", (600, 400))), "poster", False, (400, 600)),
    ],
)  # fmt: skip
def test_pictures_that_need_no_change_are_kept_as_they_are(
    name: str, data: bytes, kind: str, kept: bool, size: tuple[int, int]
) -> None:
    facts, picture = images.normalise(data, kind)
    assert ((facts.width, facts.height), picture == b"") == (size, kept), name
    assert facts.placeholder.startswith("data:image/webp;base64,")
