"""Images of ROMs, found by name: in folders of images, and beside the ROM."""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping

from dim.games.model import ArtworkKind, GameImage
from dim.games.rom.facts.gamelists import ListedGame
from dim.games.rom.group import split_name
from dim.games.rom.platforms import fold
from dim.games.rom.walk import Folder, RomFile, Walked

EXTENSIONS = frozenset({"png", "jpg", "jpeg", "webp"})
Choice = tuple[ArtworkKind, int]
_IN_FOLDERS: Mapping[str, Choice | None] = {
    "covers": ("poster", 9), "cover": ("poster", 9), "boxart": ("poster", 8), "boxarts": ("poster", 8),
    "box2dfront": ("poster", 8), "box2d": ("poster", 8), "box": ("poster", 8), "boxfront": ("poster", 8),
    "namedboxarts": ("poster", 7), "box3d": ("poster", 5), "3dboxes": ("poster", 5), "miximages": ("poster", 2),
    "mixart": ("poster", 2), "images": ("poster", 3), "downloadedimages": ("poster", 3), "imgs": ("poster", 3),
    "fanart": ("backdrop", 9), "screenshots": ("backdrop", 7), "screenshot": ("backdrop", 7), "snap": ("backdrop", 6),
    "snaps": ("backdrop", 6), "namedsnaps": ("backdrop", 6), "preview": ("backdrop", 6), "titlescreens": ("backdrop", 4),
    "titles": ("backdrop", 4), "screenshottitle": ("backdrop", 4), "namedtitles": ("backdrop", 4), "logo": ("logo", 9),
    "logos": ("logo", 9), "namedlogos": ("logo", 9), "wheel": ("logo", 8), "wheels": ("logo", 8), "marquees": ("logo", 6),
    "marquee": ("logo", 6), "videos": None, "manuals": None, "manual": None, "backcovers": None, "physicalmedia": None,
    "bezels": None,
}  # fmt: skip
"""What the images in a folder are, by its folded name, and which of a kind is better."""
_BY_ENDING: Mapping[str, Choice | None] = {
    "boxart": ("poster", 10), "cover": ("poster", 10), "box": ("poster", 10), "thumb": ("poster", 9),
    "box2dfront": ("poster", 10), "image": ("poster", 4), "mix": ("poster", 2), "fanart": ("backdrop", 10),
    "screenshot": ("backdrop", 8), "snap": ("backdrop", 8), "titleshot": ("backdrop", 5), "title": ("backdrop", 5),
    "wheel": ("logo", 10), "logo": ("logo", 10), "marquee": ("logo", 7), "boxback": None, "bezel": None, "map": None,
    "cartridge": None, "manual": None, "magazine": None,
}  # fmt: skip
"""What an image is by the end of its name, behind a hyphen: Batocera has all of them in one folder."""
_BESIDE: Choice = ("poster", 1)
_NO_IMAGES: Mapping[ArtworkKind, tuple[int, Folder, RomFile]] = {}
_COVERS = frozenset({"cover", "folder", "poster", "boxart", "front"})
"""Names of an image for all of a folder."""
_REPLACED = re.compile(r'[&*/:`<>?\\|"]')
"""By RetroArch, in names of images."""
_LISTED: tuple[tuple[str, ArtworkKind], ...] = (
    ("boxart", "poster"), ("thumbnail", "poster"), ("fanart", "backdrop"), ("screenshot", "backdrop"), ("wheel", "logo"),
    ("marquee", "logo"), ("image", "poster"), ("image", "backdrop"), ("titleshot", "backdrop"),
)  # fmt: skip
"""What the elements of a game list name; the earlier ones count."""


def image_key(stem: str) -> str:
    """A name as names of images are compared."""
    text = stem if stem.isascii() else unicodedata.normalize("NFC", stem)
    return _REPLACED.sub("_", text.casefold())


class Artwork:
    """The images of a tree."""

    def __init__(self, walked: Walked) -> None:
        self._walked = walked
        self._found: dict[tuple[str | None, str], dict[ArtworkKind, tuple[int, Folder, RomFile]]] = {}
        self._covers: dict[tuple[str, ...], GameImage] = {}
        for folder in walked.folders:
            if folder.use == "images":
                kinds = (fold(part) for part in reversed(folder.parts))
                self._add_folder(folder, next((_IN_FOLDERS[kind] for kind in kinds if kind in _IN_FOLDERS), _BESIDE))
            elif folder.use == "roms":
                self._add_folder(folder, _BESIDE)

    def _add_folder(self, folder: Folder, of_folder: Choice | None) -> None:
        if of_folder is None:
            return
        for file in folder.listing.files:
            stem, extension = split_name(file.name)
            if extension not in EXTENSIONS:
                continue
            if folder.use == "roms" and stem.casefold() in _COVERS:
                self._covers.setdefault(folder.parts, _image(folder, file))
                continue
            name, hyphen, ending = stem.rpartition("-")
            if hyphen and (key := fold(ending)) in _BY_ENDING and " " not in ending:
                self._add(folder, file, name, _BY_ENDING[key])
            self._add(folder, file, stem, of_folder)

    def _add(self, folder: Folder, file: RomFile, stem: str, choice: Choice | None) -> None:
        if choice is None:
            return
        kind, rank = choice
        kinds = self._found.setdefault((folder.platform, image_key(stem)), {})
        if kind not in kinds or rank > kinds[kind][0]:
            kinds[kind] = rank, folder, file

    def images(self, platform: str | None, stems: Iterable[str]) -> dict[ArtworkKind, GameImage]:
        """The best image of each kind under the first of some names that has one."""
        found: dict[ArtworkKind, GameImage] = {}
        for stem in dict.fromkeys(stems):
            key = image_key(stem)
            for one in (platform, None):
                for kind, (_rank, folder, file) in self._found.get((one, key), _NO_IMAGES).items():
                    if kind not in found:
                        found[kind] = _image(folder, file)
        return found

    def cover(self, folder: Folder) -> GameImage | None:
        """The image for all of a folder."""
        return self._covers.get(folder.parts)

    def listed(self, folder: Folder, root: str, game: ListedGame) -> dict[ArtworkKind, GameImage]:
        """The images that a game list in a folder names, of those that are files below the root."""
        found: dict[ArtworkKind, GameImage] = {}
        used: set[str] = set()
        for name, kind in _LISTED:
            path = game.images.get(name)
            if path is None or kind in found or path in used:
                continue
            place = find(self._walked, folder, root, path)
            if place is not None and split_name(place[1].name)[1] in EXTENSIONS:
                found[kind] = _image(*place)
                used.add(path)
        return found


def find(walked: Walked, folder: Folder, root: str, path: str) -> tuple[Folder, RomFile] | None:
    """A file below the root by its path, absolute or relative to a folder; None: it is not there, or elsewhere."""
    parts = resolve(folder, root, path)
    there = walked.by_parts.get(parts[:-1]) if parts else None
    file = there.by_name.get(parts[-1].casefold()) if there is not None and parts else None
    return (there, file) if there is not None and file is not None else None


def resolve(folder: Folder, root: str, path: str) -> tuple[str, ...] | None:
    """A path, absolute or relative to a folder, as names below the root; None: it leads out of the root."""
    path = path.replace("\\", "/")
    parts = list(folder.parts)
    if path.startswith("/"):
        start = root.rstrip("/") + "/"
        if not path.startswith(start):
            return None
        parts, path = [], path[len(start) :]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return tuple(parts)


def _image(folder: Folder, file: RomFile) -> GameImage:
    return GameImage(f"{folder.path}{os.sep}{file.name}", modified_ns=file.modified_ns)
