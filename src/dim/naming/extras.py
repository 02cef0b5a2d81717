"""Extras of a title: trailers, scenes, samples, by the names that Plex and Jellyfin use."""

import re

_FOLDERS = {
    "behind the scenes": "behind the scenes", "behindthescenes": "behind the scenes", "deleted scenes": "deleted scene",
    "deleted": "deleted scene", "interviews": "interview", "interview": "interview", "scenes": "scene", "scene": "scene",
    "samples": "sample", "sample": "sample", "shorts": "short", "short": "short", "featurettes": "featurette",
    "featurette": "featurette", "clips": "clip", "trailers": "trailer", "trailer": "trailer", "extras": "other", "extra": "other",
    "bonus": "other",
    "other": "other", "others": "other", "special features": "other", "theme-music": "other", "backdrops": "other",
    "making of": "behind the scenes", "specials features": "other",
}  # fmt: skip
_SUFFIX = re.compile(
    r"[-_. ](?:-[ _.]?)?(behind[ ._]?the[ ._]?scenes|deleted(?:[ ._]?scenes?)?|featurettes?|interviews?|scene|short|"
    r"trailer[ ._]?\d?|clip|extra|other|teaser)s?[ ._]?\d{0,2}$",
    re.IGNORECASE,
)
_DASHED = re.compile(r"-[ _.]?[a-z]", re.IGNORECASE)
_SAMPLE = re.compile(r"^sample[-_. ]|[-_. (\[]sample[)\]]?$", re.IGNORECASE)
_CREDITLESS = re.compile(
    r"(?:^|[-_. \[(])(?:NC|Creditless[ ._])(OP|ED|Opening|Ending)[ ._]?\d{0,2}[a-z]?(?:$|[-_. \])v])", re.IGNORECASE
)
_BONUS = re.compile(r"-x\d{2}-.{0,200}$", re.IGNORECASE)
_KINDS = {
    "deletedscene": "deleted scene", "deletedscenes": "deleted scene", "deleted": "deleted scene",
    "behindthescenes": "behind the scenes",
    "teaser": "trailer", "extra": "other",
}  # fmt: skip


def extra_of_folder(folder: str) -> str | None:
    """Return the kind of extras in a folder of this name, or None."""
    return _FOLDERS.get(folder.strip().casefold().replace("_", " ").replace(".", " "))


def extra_of_path(stem: str, folders: list[str]) -> str | None:
    """Return the kind of extra, by the name without extension and the folders above; None if it is not an extra."""
    for depth, folder in enumerate(folders):
        if (kind := extra_of_folder(folder)) and (depth > 0 or kind in ("sample", "trailer", "other")):
            return kind
    if "sample" in stem.lower() and _SAMPLE.search(stem):
        return "sample"
    match = _SUFFIX.search(stem)
    if match is not None and match.start() > 0:
        kind = re.sub(r"[ ._\d]", "", match[1].lower())
        if kind in ("short", "other", "clip", "extra", "scene", "interview", "interviews") and not _DASHED.match(
            match.group()
        ):
            return None  # "The Big Short", "The Interview"
        return _KINDS.get(kind, kind.rstrip("s"))
    return "other" if _CREDITLESS.search(stem) or _BONUS.search(stem) else None


def without_suffix(stem: str) -> str:
    """Remove the part of a name that marks an extra."""
    return _SUFFIX.sub("", _SAMPLE.sub(" ", _BONUS.sub("", _CREDITLESS.sub(" ", stem)))).strip(" -_.") or stem
