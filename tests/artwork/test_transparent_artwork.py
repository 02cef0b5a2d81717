"""Logos keep what is see-through; posters become opaque."""

import io

from PIL import Image

from dim.artwork.images import normalise


def _stored(kind: str) -> Image.Image:
    stream = io.BytesIO()
    Image.new("RGBA", (40, 20), (255, 0, 0, 0)).save(stream, "PNG")
    _, blob = normalise(stream.getvalue(), kind)
    return Image.open(io.BytesIO(blob))


def test_a_logo_stays_transparent() -> None:
    assert _stored("logo").convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_backdrop_is_opaque() -> None:
    assert _stored("backdrop").mode == "RGB"
