"""Which image files beside a movie or an episode are its artwork, by the names that Kodi, Plex and Jellyfin look for. Pure."""

import re
from collections.abc import Iterable, Mapping

EXTENSIONS = ("jpg", "jpeg", "png", "webp", "gif", "tbn")
"""`tbn` is a JPEG or PNG of old Kodis. AVIF is not read (`images.FORMATS`)."""
FOLDERS = frozenset(("extrafanart", "metadata"))
"""Folders beside a title for more images: backdrops, and stills of episodes."""
_BACKDROPS = ("fanart", "backdrop", "background", "art")
_WORDS = {
    "poster": ("poster", "folder", "cover", "default", "movie", "show"),
    "backdrop": (*_BACKDROPS, *(f"{word}{mark}{number}" for number in (1, 2, 3) for word in _BACKDROPS for mark in ("", "-"))),
    "logo": ("clearlogo", "logo"),
    "banner": ("banner",),
    "landscape": ("landscape", "thumb"),
    "clearart": ("clearart",),
    "disc": ("disc", "discart", "cdart"),
}  # fmt: skip
_OF_SEASONS = {
    "poster": ("poster",),
    "backdrop": ("fanart", "backdrop", "background"),
    "banner": ("banner",),
    "landscape": ("landscape",),
}
Stems = Mapping[str, str]
"""Names of images in a folder by what precedes their extension, in small letters."""


def is_image(name: str) -> bool:
    """Whether a file's name is that of an image."""
    return name.rpartition(".")[2].lower() in EXTENSIONS


def by_stem(names: Iterable[str]) -> dict[str, str]:
    """The images among names, for `find_among`."""
    return {name.rpartition(".")[0].casefold(): name for name in sorted(names, reverse=True) if is_image(name)}


def find(
    kind: str, item: str, file_stem: str, names: Iterable[str], season: int | None = None, alone: bool = True
) -> str | None:
    """As `find_among`, in a folder with these names."""
    return find_among(kind, item, file_stem, by_stem(names), season, alone)


def find_among(
    kind: str, item: str, file_stem: str, images: Stems, season: int | None = None, alone: bool = True, fallback: bool = True
) -> str | None:  # fmt: skip
    """The artwork of a kind (poster, backdrop, still, logo, banner, landscape, clearart, disc) for an item (movie, show, season,
    episode), or None.

    `images` are those in the folder looked at, `file_stem` the video's name without extension. `alone` says that the folder belongs
    to this item, so that "poster.jpg" is its own; `fallback`, that what is of all seasons will do.
    """
    if not images:
        return None
    return next(
        (images[stem] for stem in _stems(kind, item, file_stem.casefold(), season, alone, fallback) if stem in images),
        None,
    )


def _stems(kind: str, item: str, stem: str, season: int | None, alone: bool, fallback: bool) -> list[str]:
    """The names to look for, the most specific first."""
    if item == "episode":
        return [f"{stem}-thumb", f"{stem}.thumb", stem] if kind == "still" else []
    words = list(_WORDS.get(kind, ()))
    if item == "season":
        return _of_season(kind, season, fallback) + (words if alone and kind in _OF_SEASONS else [])
    own = [f"{stem}-{word}" for word in words] if item == "movie" else []
    if item == "movie" and kind == "poster":
        own.append(stem)
    return own + (words if alone else [])


def _of_season(kind: str, season: int | None, fallback: bool) -> list[str]:
    """The names of a season's artwork in the folder of its show."""
    if season is None:
        return []
    found: list[str] = []
    for word in _OF_SEASONS.get(kind, ()):
        found += [f"season{season:02}-{word}", f"season-{season:02}-{word}", f"season{season}-{word}"]
        if season == 0:
            found += [f"season-specials-{word}", f"specials-{word}", "season-specials"]
    if kind == "poster":
        found += [
            f"season{season:02}",
            f"season{season:02}a",
            f"season{season}",
            *(["season-specials"] if season == 0 else []),
        ]
    if fallback:
        found += [f"season-all-{word}" for word in _OF_SEASONS.get(kind, ())] + (
            ["season-all"] if kind == "poster" else []
        )
    return found


def in_extra_folder(kind: str, item: str, file_stem: str, folder: str, images: Stems) -> str | None:
    """The artwork in one of `FOLDERS` beside an item: the first of `extrafanart`, the still of an episode in `metadata`."""
    folder = folder.casefold()
    if folder == "extrafanart" and kind == "backdrop" and item in ("movie", "show"):
        return next((images[stem] for stem in sorted(images)), None)
    if folder == "metadata" and kind == "still" and item == "episode":
        return images.get(file_stem.casefold())
    return None


def actor_image(name: str, images: Stems) -> str | None:
    """The image of a person among those in a folder `.actors`, where Kodi has "First_Last.jpg"; None: there is none."""
    return images.get(re.sub(r"[\s/\\:*?\"<>|]+", "_", name.strip()).casefold())


def season_folder(name: str) -> bool:
    """Whether a folder's name is one of a season, so that the show's own folder is the one around it."""
    return bool(re.fullmatch(r"(?:(?:season|staffel|saison|series|s)[ ._-]*\d+.*|specials?)", name, re.IGNORECASE))
