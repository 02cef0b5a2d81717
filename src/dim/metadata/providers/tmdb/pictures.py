"""TMDB's pictures: their addresses from its configuration, and their order.

https://developer.themoviedb.org/docs/image-basics
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dim.media.json_values import integer, number, objects, text
from dim.metadata.http import origin_of
from dim.metadata.json_fields import MOST_PICTURES
from dim.metadata.model import Locale, Picture, PictureKind
from dim.metadata.providers.reading import member

PICTURES_URL = "https://image.tmdb.org/t/p/"
_MOST_OF_A_KIND = 30
_WIDTHS: Mapping[PictureKind, int | None] = {
    "poster": 780, "backdrop": None, "logo": 500, "still": None, "profile": 185
}  # fmt: skip
"""The width that is fetched; None: the original, because it may fill a screen."""
_GROUPS: tuple[tuple[str, PictureKind], ...] = (("posters", "poster"), ("backdrops", "backdrop"), ("logos", "logo"))


@dataclass(frozen=True, slots=True)
class PictureBase:
    """Where pictures are, and the sizes of each kind."""

    url: str = PICTURES_URL
    sizes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def from_configuration(cls, values: Mapping[str, Any], api_url: str) -> "PictureBase":
        """Of the answer to `/configuration`. A mirror's own origin is preferred, because it needs no other to be reachable."""
        images, mirror = member(values, "images"), origin_of(api_url)
        urls = [found for name in ("secure_base_url", "base_url") if (found := text(images, name))]
        own = [one for one in urls if origin_of(one) == mirror]
        sizes = {kind: images.get(f"{kind}_sizes") for kind in _WIDTHS}
        return cls(
            (own or urls or [PICTURES_URL])[0].rstrip("/") + "/",
            {
                kind: [one for one in found if isinstance(one, str)]
                for kind, found in sizes.items()
                if isinstance(found, list)
            },
        )

    def location(self, path: str, kind: PictureKind, width: int | None = 0) -> str:
        """The URL of a picture at the smallest size of at least a width. `width` 0: that of its kind, None: the original."""
        wanted = _WIDTHS.get(kind) if width == 0 else width
        return f"{self.url}{self._size(kind, wanted) if wanted else 'original'}{path}"

    def _size(self, kind: str, width: int) -> str:
        fitting = [
            (int(size[1:]), size)
            for size in self.sizes.get(kind, (f"w{width}",))
            if size[:1] == "w" and size[1:].isdecimal() and len(size) < 6 and int(size[1:]) >= width
        ]
        return min(fitting)[1] if fitting else "original"


def location(
    values: Mapping[str, Any], name: str, kind: PictureKind, base: PictureBase, width: int | None = 0
) -> str | None:
    """The URL of a picture whose path is a member; None: there is none, or it is an SVG, which is not drawn."""
    path = text(values, name) or ""
    if not path.startswith("/") or ".." in path or len(path) > 200 or path.endswith(".svg"):
        return None
    return base.location(path, kind, width)


def pictures(values: Mapping[str, Any], locale: Locale, base: PictureBase) -> tuple[Picture, ...]:
    """All pictures of a title: those that TMDB shows itself first, then by language and votes."""
    images = member(values, "images")
    found: list[Picture] = []
    for group, kind in _GROUPS:
        entries = [read for one in objects(images.get(group))[:500] if (read := _picture(one, kind, base))]
        chosen = location(values, f"{kind}_path", kind, base)
        entries.sort(key=lambda one: (_language_rank(one, kind, locale), one.location != chosen, -(one.score or 0.0)))
        if chosen and all(one.location != chosen for one in entries):
            entries.insert(0, Picture(kind, chosen))
        found += entries[:_MOST_OF_A_KIND]
    return tuple(found[:MOST_PICTURES])


def _picture(values: Mapping[str, Any], kind: PictureKind, base: PictureBase) -> Picture | None:
    url = location(values, "file_path", kind, base)
    if url is None:
        return None
    width, height = integer(values, "width"), integer(values, "height")
    size = url.removeprefix(base.url).partition("/")[0]
    if size != "original" and width > 0:
        height, width = round(height * int(size[1:]) / width), int(size[1:])
    return Picture(kind, url, width or None, height or None, text(values, "iso_639_1"), number(values, "vote_average"))


def _language_rank(picture: Picture, kind: PictureKind, locale: Locale) -> int:
    wanted = locale.language.partition("-")[0]
    order = [None, wanted, "en"] if kind == "backdrop" else [wanted, "en", None]
    return order.index(picture.language) if picture.language in order else 3
