"""Reads, checks and resizes images. Runs in a worker."""

import io
import os
import struct
from dataclasses import dataclass

from PIL import AvifImagePlugin, ExifTags, Image, ImageOps, UnidentifiedImageError, WebPImagePlugin

from dim.artwork.placeholder import placeholder
from dim.sandbox.files import descriptor

LARGEST_PIXELS = 60_000_000
"""Of an image file in a library."""
LARGEST_UPLOAD_PIXELS = 25_000_000
"""Of an image that someone sends: it takes four bytes a pixel, twice."""
Image.MAX_IMAGE_PIXELS = None  # Pillow only warns; too many pixels are refused below, before they are decoded
MAX_SCANS = 200
"""Scans of a progressive JPEG, each of which goes over all pixels; encoders write about ten."""
_SCAN = b"\xff\xda"
"""The marker before each scan (ITU-T T.81, B.2.3), which cannot occur in its data."""
LONGEST = 2160
POSTER = 2 / 3
LARGEST_AVATAR = 640
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""Of animations the first frame is taken. AVIF is not read: 2 kB whose header states 64 x 48 pixels may decode to 2 GB."""
TRANSPARENT = frozenset(("logo", "clearart", "disc"))
"""The kinds of artwork that lie upon others."""
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow raises for bytes that are not a good image."""


WEBP_QUALITY, JPEG_QUALITY, AVIF_QUALITY = 80, 80, 55
"""Of resized copies: where posters look alike side by side."""
AVIF_SPEED = 9
"""Measured on one core: a poster of 480 pixels takes 10 ms and a backdrop of 1920 pixels 55 ms, as WebP 8 and 33 ms; 6 takes 80 ms
for the poster and saves 10% of its bytes.
"""
_ENCODERS = {"avif": AvifImagePlugin.SUPPORTED, "webp": WebPImagePlugin.SUPPORTED, "jpeg": True}
"""Imported with this module, so that the first image of a worker need not wait for them."""


class NotAnImageError(Exception):
    """The bytes are not an image that can be read."""


class NoEncoderError(Exception):
    """This build of Pillow does not write a format."""


def _open(blob: bytes, longest: int, transparent: bool = False) -> Image.Image:
    """The image, upright; opaque, unless it may be `transparent` and is. JPEG is decoded no larger than necessary for `longest`
    pixels of its shorter side.
    """
    try:
        image = Image.open(io.BytesIO(blob), formats=FORMATS)
        image.draft("RGB", (longest, longest))
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1
        upright = image.convert("RGBA" if transparent and image.has_transparency_data else "RGB")
        if turned:
            upright.info["exif"] = image.getexif().tobytes()
            ImageOps.exif_transpose(upright, in_place=True)
        return upright
    except BROKEN as error:
        raise NotAnImageError("It is not a JPEG, PNG, WebP or GIF image, or is broken.") from error


def check_size(blob: bytes, max_pixels: int) -> None:
    """Raises NotAnImageError: an image has more pixels, or scans, than memory and time allow, or is none."""
    try:
        width, height = webp_size(blob) or Image.open(io.BytesIO(blob), formats=FORMATS).size
    except BROKEN as error:
        raise NotAnImageError("It is not a JPEG, PNG, WebP or GIF image, or is broken.") from error
    if blob[:2] == b"\xff\xd8" and blob.count(_SCAN) > MAX_SCANS:
        raise NotAnImageError(f"It is a JPEG of more than {MAX_SCANS} scans, which would take minutes to read.")
    if width * height > max_pixels:
        raise NotAnImageError(
            f"It has {width} x {height} pixels; at most {max_pixels // 1_000_000} megapixels are taken."
        )


def webp_size(blob: bytes) -> tuple[int, int] | None:
    """The size of a WebP image, from its header (RFC 9649, section 2): Pillow allocates memory for all of it as soon as it
    opens one. None: it is another format.
    """
    if blob[:4] != b"RIFF" or blob[8:12] != b"WEBP":
        return None
    match blob[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(blob[24:27], "little"), 1 + int.from_bytes(blob[27:30], "little")
        case b"VP8L":
            bits = int.from_bytes(blob[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            return int.from_bytes(blob[26:28], "little") & 0x3FFF, int.from_bytes(blob[28:30], "little") & 0x3FFF
    raise ValueError("an unknown kind of WebP")


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of a stored image: size in pixels, format ("webp", "jpeg"), a placeholder (`placeholder`)."""

    width: int
    height: int
    format: str
    placeholder: str


def normalise(blob: bytes, kind: str, max_pixels: int = LARGEST_UPLOAD_PIXELS) -> tuple[ImageFacts, bytes]:
    """An image as it is stored, with its facts.

    JPEG and WebP that need no change are stored as they are: then no bytes come back. Others become upright, at most 2,160 pixels,
    WebP. A landscape image that serves as a poster is cropped to 2:3 at its centre, an avatar to a square.
    Raises NotAnImageError: it is none, or has more than `max_pixels`.
    """
    check_size(blob, max_pixels)
    if (facts := _unchanged(blob, kind)) is not None:
        return facts, b""
    image = _open(blob, LONGEST, kind in TRANSPARENT)
    if kind == "poster" and image.width > image.height:
        image = ImageOps.fit(image, (round(image.height * POSTER), image.height), Image.Resampling.LANCZOS)
    elif kind == "avatar":
        image = ImageOps.fit(image, (min(image.width, image.height, LARGEST_AVATAR),) * 2, Image.Resampling.LANCZOS)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return ImageFacts(image.width, image.height, "webp", placeholder(image)), to_webp(image, 88)


def _unchanged(blob: bytes, kind: str) -> ImageFacts | None:
    """The facts of an image that can be stored unchanged; it is decoded completely, to find broken ones. None: it cannot."""
    try:
        image = Image.open(io.BytesIO(blob), formats=("JPEG", "WEBP"))
        width, height = image.size
        wide_poster = kind == "poster" and width > height
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1
        if kind == "avatar" or wide_poster or turned or max(width, height) > LONGEST or image.mode not in ("RGB", "L"):
            return None
        kept = str(image.format).lower()
        image.draft("RGB", (64, 64))  # JPEG is decoded at an eighth of its size
        return ImageFacts(width, height, kept, placeholder(image.convert("RGB")))
    except BROKEN:
        return None


def to_webp(image: Image.Image, quality: int) -> bytes:
    """An image as WebP."""
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=2)
    return buffer.getvalue()


def open_stored(path: str, longest: int = LONGEST) -> Image.Image:
    """A stored image, decoded, perhaps smaller if it is larger than `longest`. Raises NotAnImageError; OSError."""
    with descriptor(path) as file:
        blob = os.pread(file, os.fstat(file).st_size, 0)
    check_size(blob, LARGEST_PIXELS)
    return _open(blob, longest, transparent=True)


def resize(path: str, width: int, form: str = "webp") -> bytes:
    """A stored image, at most `width` pixels wide, as "avif", "webp" or "jpeg".

    Raises NotAnImageError; NoEncoderError; OSError: it cannot be read.
    """
    if not _ENCODERS[form]:
        raise NoEncoderError(f"Pillow was built without {form}.")
    image = open_stored(path, width)
    if image.width > width:
        image = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    if form == "webp":
        return to_webp(image, WEBP_QUALITY)
    buffer = io.BytesIO()
    if form == "avif":
        image.save(buffer, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=1)
    else:
        _on_black(image).save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()


def _on_black(image: Image.Image) -> Image.Image:
    """An image without transparency, which JPEG does not know."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size)
    ground.paste(image, mask=image.getchannel("A"))
    return ground
