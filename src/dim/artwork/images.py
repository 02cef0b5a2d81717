"""Reads, checks and resizes images. Runs in a worker."""

import base64
import io
import os
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from dim.sandbox.files import descriptor

LARGEST_PIXELS = 60_000_000
Image.MAX_IMAGE_PIXELS = None  # Pillow only warns; too many pixels are refused below
LONGEST = 2160
POSTER = 2 / 3
LARGEST_AVATAR = 640


class NotAnImageError(Exception):
    """The bytes are not an image that can be read."""


def _open(blob: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(blob), formats=("JPEG", "PNG", "WEBP"))
        if image.width * image.height > LARGEST_PIXELS:
            raise NotAnImageError(f"It has {image.width} x {image.height} pixels, which is too many.")
        return ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAnImageError("It is not a JPEG, PNG or WebP image, or is broken.") from error


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of a stored image: size in pixels, format ("webp", "jpeg"), a `data:` URL of a few pixels."""

    width: int
    height: int
    format: str
    placeholder: str


def normalise(blob: bytes, kind: str) -> tuple[ImageFacts, bytes]:
    """An image as it is stored, with its facts.

    JPEG and WebP that need no change are stored as they are: then no bytes come back. Others become upright, at most 2,160 pixels,
    WebP. A landscape image that serves as a poster is cropped to 2:3 at its centre, an avatar to a square.
    Raises NotAnImageError.
    """
    if (facts := _unchanged(blob, kind)) is not None:
        return facts, b""
    image = _open(blob)
    if kind == "poster" and image.width > image.height:
        image = ImageOps.fit(image, (round(image.height * POSTER), image.height), Image.Resampling.LANCZOS)
    elif kind == "avatar":
        image = ImageOps.fit(image, (min(image.width, image.height, LARGEST_AVATAR),) * 2, Image.Resampling.LANCZOS)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return ImageFacts(image.width, image.height, "webp", _placeholder(image)), _webp(image, 88)


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
        return ImageFacts(width, height, kept, _placeholder(image.convert("RGB")))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _placeholder(image: Image.Image) -> str:
    small = image.copy()
    small.thumbnail((16, 16), Image.Resampling.BILINEAR)
    return "data:image/webp;base64," + base64.b64encode(_webp(small, 20)).decode()


def _webp(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=2)
    return buffer.getvalue()


def resize(path: str, width: int) -> bytes:
    """A stored image, at most `width` pixels wide, as WebP. Raises NotAnImageError, OSError."""
    with descriptor(path) as file:
        image = _open(os.pread(file, os.fstat(file).st_size, 0))
    if image.width > width:
        image = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    return _webp(image, 80)
