"""Artwork as the server sends it: format, size, validators, and the cache of copies."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dim.artwork import images, store
from dim.artwork.store import ArtworkStore
from dim.workers import Pool, WorkerError
from support import media
from support.metadata import posters
from support.server import Api, RunningServer, add_library, titles, until

CHROMIUM = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"


@pytest.fixture
def poster_url(tmp_path: Path, owner: Api) -> str:
    """The address of the poster of a movie, without a version."""
    folder = tmp_path / "Films" / "Metropolis (1927)"
    folder.mkdir(parents=True)
    (folder / "Metropolis (1927).mp4").write_bytes(media.made("tiny.mp4", seconds=1, size="64x64").read_bytes())
    (folder / "poster.jpg").write_bytes(posters.poster("Metropolis", 1927, (1000, 1500)))
    library = add_library(owner, tmp_path / "Films")

    def with_poster() -> dict[str, Any] | None:
        card = titles(owner, library).get("Metropolis (1927)")
        return card if card and "poster" in card["pictures"] else None

    card = until(with_poster)
    assert card["pictures"]["poster"]["placeholder"].startswith("thumbhash:")
    return f"/api/v1/artwork/{card['id']}/poster"


def test_formats_validators_and_caching(server: RunningServer, owner: Api, poster_url: str) -> None:
    tags = set()
    for accept, form in (
        (CHROMIUM, "AVIF"), ("image/webp,*/*", "WEBP"), ("*/*", "WEBP"), ("image/jpeg", "JPEG"), ("text/html", "WEBP"),
        ("image/avif;q=" + "9" * 5000, "WEBP"), (";;,=q, image/", "WEBP"),
    ):  # fmt: skip
        answer = owner.get(poster_url, params={"width": 320}, headers={"Accept": accept})
        assert answer.status_code == 200, accept
        image = Image.open(io.BytesIO(answer.content))
        assert (image.format, image.size) == (form, (320, 480)), accept
        assert answer.headers["content-type"] == f"image/{form.lower()}"
        assert answer.headers["vary"] == "Accept"
        assert answer.headers["cache-control"] == "private, no-cache"
        tag = answer.headers["etag"]
        tags.add(tag)
        again = owner.get(poster_url, params={"width": 320}, headers={"Accept": accept, "If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert len(tags) == 3, "each format has a tag of its own"
    assert owner.get(poster_url, params={"width": 640}, headers={"If-None-Match": ", ".join(tags)}).status_code == 200
    digest = tags.pop().strip('"').split("-")[0]
    assert "immutable" in owner.get(poster_url, params={"v": digest}).headers["cache-control"]
    assert owner.get(poster_url, params={"v": "0" * 32}).headers["cache-control"] == "private, no-cache"


def test_copies_are_made_once_for_steps_of_width(server: RunningServer, owner: Api, poster_url: str) -> None:
    for width in (300, 310, 320):
        owner.ask("GET", poster_url, params={"width": width})
    copies = sorted(path.name.partition("-")[2] for path in (server.data / "cache" / "artwork").rglob("*.*"))
    assert copies == ["320.webp"]
    for width in (0, 15, 1921, -1, 10**30):
        assert owner.get(poster_url, params={"width": width}).status_code == 422


def test_an_image_that_is_gone_is_a_404(server: RunningServer, owner: Api, poster_url: str) -> None:
    for file in (server.data / "artwork").rglob("*.*"):
        file.unlink()
    assert owner.get(poster_url).status_code == 404


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[Image.Image], str]:
    """Stores an image as PNG where `ArtworkStore` looks for it; its digest."""

    def keep(image: Image.Image) -> str:
        digest = f"{image.width:016x}{image.height:016x}"
        target = tmp_path / "artwork" / digest[:2] / f"{digest}.webp"
        target.parent.mkdir(parents=True)
        image.save(target, "PNG")
        return digest

    return keep


class FakePool(Pool):
    """Answers calls itself."""

    def __init__(self, has_avif: bool) -> None:
        super().__init__(1)
        self.has_avif = has_avif
        self.calls: list[str] = []

    async def call_for_bytes(self, function: str, /, *args: Any, **arguments: Any) -> tuple[Any, bytes]:
        """A few bytes, a moment later."""
        form = str(arguments["form"])
        self.calls.append(form)
        await asyncio.sleep(0)
        if form == "avif" and not self.has_avif:
            raise WorkerError("Pillow was built without avif.", "NoEncoderError")
        return None, b"image"


@pytest.mark.parametrize(
    ("has_avif", "calls", "suffix"), [(True, ["avif"], ".avif"), (False, ["avif", "webp"], ".webp")]
)
def test_many_who_ask_at_once_share_one_call(tmp_path: Path, has_avif: bool, calls: list[str], suffix: str) -> None:
    """Also where Pillow was built without AVIF: then there is WebP, and AVIF is not tried again."""
    pool = FakePool(has_avif)

    async def ask() -> set[Path]:
        artwork = ArtworkStore(pool, pool, tmp_path / "artwork", tmp_path / "cache")
        first = await asyncio.gather(*(artwork.sized("ab" * 16, 300, "avif") for _ in range(20)))
        return {*first, await artwork.sized("ab" * 16, 300, "avif")}

    paths = asyncio.run(ask())
    assert (pool.calls, {path.suffix for path in paths}) == (calls, {suffix})


def test_an_encoder_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(images._ENCODERS, "avif", False)
    with pytest.raises(images.NoEncoderError):
        images.resize(str(tmp_path), 320, "avif")


@pytest.mark.parametrize("form", ["avif", "webp", "jpeg"])
def test_a_logo_keeps_its_transparency_where_the_format_has_it(
    tmp_path: Path, stored: Callable[[Image.Image], str], form: str
) -> None:
    digest = stored(Image.new("RGBA", (800, 300), (255, 0, 0, 0)))
    image = Image.open(io.BytesIO(images.resize(str(tmp_path / "artwork" / digest[:2] / f"{digest}.webp"), 320, form)))
    assert (image.width, image.has_transparency_data) == (320, form != "jpeg")
    if form == "jpeg":
        assert image.convert("RGB").getpixel((9, 9)) == (0, 0, 0)


@pytest.mark.parametrize("size", [(8000, 8000), (60_001, 1000)])
def test_a_stored_image_of_too_many_pixels_is_refused(
    tmp_path: Path, stored: Callable[[Image.Image], str], size: tuple[int, int]
) -> None:
    digest = stored(Image.new("1", size))
    with pytest.raises(images.NotAnImageError, match="megapixels"):
        images.resize(str(tmp_path / "artwork" / digest[:2] / f"{digest}.webp"), 320, "avif")


def test_avif_is_not_read() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(buffer, "AVIF")
    for kind in ("poster", "logo", "backdrop"):
        with pytest.raises(images.NotAnImageError):
            images.normalise(buffer.getvalue(), kind)


@pytest.mark.parametrize(
    ("width", "step"), [(16, 160), (160, 160), (161, 320), (480, 480), (1300, 1920), (1920, 1920), (9999, 1920)]
)
def test_steps_of_width(width: int, step: int) -> None:
    assert store.width_step(width) == step
