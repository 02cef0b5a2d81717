"""Which image files beside a movie or an episode are its artwork, by their names. Pure."""

import re

EXTENSIONS = ("jpg", "jpeg", "png", "webp")
_POSTER = ("poster", "folder", "cover", "movie", "show")
_BACKDROP = ("fanart", "backdrop", "background", "art")


def is_image(name: str) -> bool:
    """Whether a file's name is that of an image."""
    return name.rpartition(".")[2].lower() in EXTENSIONS


def find(
    kind: str, item: str, file_stem: str, names: list[str], season: int | None = None, alone: bool = True
) -> str | None:
    """The artwork of a kind (poster, backdrop, still) for an item (movie, show, season, episode), or None.

    `names` are the files in the folder looked at, `file_stem` the video's name without extension. `alone` says that the folder
    belongs to this item, so that "poster.jpg" is its own.
    """
    by_stem = {name.rpartition(".")[0].casefold(): name for name in sorted(names, reverse=True) if is_image(name)}
    for stem in _stems(kind, item, file_stem.casefold(), season, alone):
        if stem in by_stem:
            return by_stem[stem]
    return None


def _stems(kind: str, item: str, stem: str, season: int | None, alone: bool) -> list[str]:
    """The names to look for, the most specific first."""
    if item == "episode":
        return [f"{stem}-thumb", f"{stem}.thumb", stem] if kind == "still" else []
    if item == "season":
        if kind != "poster" or season is None:
            return []
        words = [
            f"season{season:02}-poster",
            f"season-{season:02}-poster",
            f"season{season:02}",
            f"season{season}-poster",
        ]
        if season == 0:
            words += ["season-specials-poster", "specials-poster"]
        return words + (list(_POSTER) if alone else [])
    kinds = _POSTER if kind == "poster" else _BACKDROP if kind == "backdrop" else ()
    own = [f"{stem}-{word}" for word in kinds] if item == "movie" else []
    if item == "movie" and kind == "poster":
        own.append(stem)
    return own + (list(kinds) if alone else [])


def season_folder(name: str) -> bool:
    """Whether a folder's name is one of a season, so that the show's own folder is the one around it."""
    return bool(re.fullmatch(r"(?:(?:season|staffel|saison|series|s)[ ._-]*\d+.*|specials?)", name, re.IGNORECASE))
