"""Finding, checking and grabbing pictures."""

import io
import subprocess
import sys
import zlib
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
    ("poster", "movie", "Film", ["default.jpg", "fanart.jpg"], None, True, "default.jpg"),
    ("poster", "movie", "Film", ["Film.tbn"], None, False, "Film.tbn"),
    ("poster", "movie", "Film", ["poster.avif"], None, True, None),
    ("backdrop", "movie", "Film", ["fanart2.jpg", "fanart1.jpg"], None, True, "fanart1.jpg"),
    ("backdrop", "movie", "Film", ["backdrop-1.jpg"], None, True, "backdrop-1.jpg"),
    ("backdrop", "movie", "Film", ["Film-fanart.gif"], None, False, "Film-fanart.gif"),
    ("logo", "movie", "Film", ["clearlogo.png", "logo.png"], None, True, "clearlogo.png"),
    ("logo", "movie", "Film", ["Film-clearlogo.png"], None, False, "Film-clearlogo.png"),
    ("logo", "show", "S01E01", ["clearLogo.png"], None, True, "clearLogo.png"),
    ("banner", "show", "S01E01", ["banner.jpg"], None, True, "banner.jpg"),
    ("landscape", "movie", "Film", ["thumb.jpg", "landscape.jpg"], None, True, "landscape.jpg"),
    ("landscape", "movie", "Film", ["Film-thumb.jpg"], None, False, "Film-thumb.jpg"),
    ("clearart", "movie", "Film", ["clearart.png"], None, True, "clearart.png"),
    ("disc", "movie", "Film", ["discart.png"], None, True, "discart.png"),
    ("banner", "season", "S01E01", ["season01-banner.jpg"], 1, False, "season01-banner.jpg"),
    ("backdrop", "season", "S02E01", ["season02-fanart.jpg", "season01-fanart.jpg"], 2, False, "season02-fanart.jpg"),
    ("backdrop", "season", "S02E01", ["fanart.jpg"], 2, True, "fanart.jpg"),
    ("poster", "season", "S03E01", ["season-all-poster.jpg", "season01-poster.jpg"], 3, False, "season-all-poster.jpg"),
    ("poster", "season", "S01E01", ["Season01a.jpg"], 1, False, "Season01a.jpg"),
    ("logo", "season", "S01E01", ["logo.png"], 1, True, None),
    ("still", "episode", "S01E01", ["S01E01.jpg"], None, False, "S01E01.jpg"),
]


@pytest.mark.parametrize(("kind", "item", "stem", "names", "season", "alone", "expected"), FINDS)
def test_beside(
    kind: str, item: str, stem: str, names: list[str], season: int | None, alone: bool, expected: str | None
) -> None:
    assert local_files.find(kind, item, stem, names, season, alone) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Keanu Reeves", "Keanu_Reeves.jpg"),
        ("carrie-anne moss", "Carrie-Anne_Moss.tbn"),
        ("Hugo Weaving", None),
        ("", None),
    ],
)
def test_the_image_of_a_person(name: str, expected: str | None) -> None:
    images = local_files.by_stem(["Keanu_Reeves.jpg", "Carrie-Anne_Moss.tbn", "readme.txt"])
    assert local_files.actor_image(name, images) == expected


def test_a_logo_stays_transparent_and_a_poster_does_not() -> None:
    blob = encoded(Image.new("RGBA", (400, 150), (255, 0, 0, 90)))
    logo, poster = (Image.open(io.BytesIO(images.normalise(blob, kind)[1])) for kind in ("logo", "poster"))
    assert (logo.has_transparency_data, poster.has_transparency_data) == (True, False)


def test_a_gif_is_read_by_its_first_frame(tmp_path: Path) -> None:
    red, blue = Image.new("RGB", (200, 300), "red"), Image.new("RGB", (200, 300), "blue")
    red.save(tmp_path / "poster.gif", save_all=True, append_images=[blue])
    _, data = images.normalise((tmp_path / "poster.gif").read_bytes(), "poster")
    red_part, _, blue_part = Image.open(io.BytesIO(data)).convert("RGB").getpixel((100, 100))  # type: ignore[misc]
    assert red_part > 200 > 50 > blue_part


def test_a_gif_whose_frame_is_larger_than_it_says_is_refused() -> None:
    small = bytearray(encoded(Image.new("P", (64, 48)), "GIF"))
    place = small.index(b",", 13 + 3 * 2 ** ((small[10] & 7) + 1) if small[10] & 0x80 else 13)
    small[place + 5 : place + 9] = b"\x60\xea\x60\xea"  # 60,000 x 60,000
    with pytest.raises(images.NotAnImageError, match="megapixels"):
        images.check_size(bytes(small), images.LARGEST_PIXELS)


def encoded(image: Image.Image, form: str = "PNG", **options: bool) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def test_a_wide_picture_becomes_a_poster() -> None:
    facts, data = images.normalise(encoded(Image.new("RGB", (1920, 1080), "teal")), "poster")
    assert abs(facts.width / facts.height - 2 / 3) < 0.01
    assert facts.placeholder.startswith("thumbhash:")
    assert len(facts.placeholder) < 50
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
    assert facts.placeholder.startswith("thumbhash:")


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size, and holds next to nothing."""
    image = encoded(Image.new("1", (8, 8)))
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + image[24:29]
    return image[:12] + head + zlib.crc32(head).to_bytes(4, "big") + image[33:]


def webp_header(kind: bytes, width: int, height: int) -> bytes:
    bits = (width - 1 | height - 1 << 14).to_bytes(4, "little")
    content = {
        b"VP8X": bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"), b"VP8L": b"\x2f" + bits,
        b"VP8 ": bytes((0x10, 0, 0, 0x9D, 1, 0x2A)) + width.to_bytes(2, "little") + height.to_bytes(2, "little"),
    }[kind]  # fmt: skip
    return (
        b"RIFF"
        + (100).to_bytes(4, "little")
        + b"WEBP"
        + kind
        + len(content).to_bytes(4, "little")
        + content
        + bytes(60)
    )


@pytest.mark.parametrize(
    "bomb",
    [
        png_header(16_000, 16_000), png_header(100_000, 300), encoded(Image.new("1", (6000, 5000))),
        encoded(Image.new("L", (6000, 5000)), "JPEG"),
        *(webp_header(kind, 16_000, 16_000) for kind in (b"VP8X", b"VP8L", b"VP8 ")),
    ],
)  # fmt: skip
def test_an_upload_has_at_most_25_megapixels(bomb: bytes) -> None:
    """It is refused by its header: decoding these would take up to a gibibyte."""
    for kind in ("avatar", "poster"):
        with pytest.raises(images.NotAnImageError, match="at most 25 megapixels"):
            images.normalise(bomb, kind)


def test_a_jpeg_of_thousands_of_scans_is_refused() -> None:
    """Each scan goes over all pixels: of a few bytes, minutes."""
    whole = encoded(Image.new("RGB", (640, 640), "teal"), "JPEG", progressive=True)
    images.normalise(whole, "avatar")
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    with pytest.raises(images.NotAnImageError, match="scans"):
        images.normalise(whole[:-2] + scan * 3_000 + whole[-2:], "avatar")


@pytest.mark.parametrize(
    ("mode", "form", "options"), [("RGBA", "PNG", {"compress_level": 1}), ("RGB", "WEBP", {"method": 0})]
)
def test_an_upload_of_25_megapixels_takes_little_memory(
    mode: str, form: str, options: dict[str, int], tmp_path: Path
) -> None:
    """Uploads are decoded one at a time, so that any number of them stays below 700 MiB."""
    Image.new(mode, (5000, 5000), "teal").save(tmp_path / "large", form, **options)
    script = (
        "import re, sys; from dim.artwork.storing import store; "
        "store(sys.argv[2], 'avatar', open(sys.argv[1], 'rb').read()); "
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"  # ru_maxrss is also the parent's
    )
    command = [sys.executable, "-c", script, str(tmp_path / "large"), str(tmp_path / "stored")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) < 500 << 10


def test_a_turned_photo_is_upright() -> None:
    photo = Image.new("RGB", (60, 40), "red")
    photo.putpixel((0, 0), (0, 0, 255))
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    photo.save(buffer, "PNG", exif=exif)
    facts, _ = images.normalise(buffer.getvalue(), "still")
    assert (facts.width, facts.height) == (40, 60)
