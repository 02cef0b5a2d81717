"""The images that Steam downloaded: `appcache/librarycache`, in three layouts.

<app id>_library_600x900.jpg                  until 2024
<app id>/library_600x900.jpg                  since then
<app id>/<hash>/library_600x900.jpg           since then, for some apps; one hash for each revision of each image
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from dim.games.known_folders import FolderReader, KnownFolder, entries
from dim.games.steam.model import ArtworkFile, ArtworkKind

_NAMES: Mapping[str, tuple[ArtworkKind, int]] = {
    "library_600x900_2x": ("poster", 4), "library_capsule_2x": ("poster", 3), "library_600x900": ("poster", 2),
    "library_capsule": ("poster", 1), "library_hero_2x": ("backdrop", 2), "library_hero": ("backdrop", 1), "logo_2x": ("logo", 2),
    "logo": ("logo", 1), "library_header_2x": ("wide", 4), "library_header": ("wide", 3), "header_2x": ("wide", 2),
    "header": ("wide", 1), "icon": ("icon", 1),
}  # fmt: skip
"""The kind of an image by its name, and which of a kind is best. The blurred backdrop is not among them."""
EXTENSIONS = ("png", "jpg", "jpeg", "webp", "apng")
"""Of images, the preferred first."""
_FLAT = re.compile(r"^([1-9]\d{0,9})_(\w+)\.(\w+)$")
_HASH = re.compile(r"^[0-9a-f]{40}$")
_MOST_HASHES = 64
"""Folders of revisions of an app that are looked at."""
Images = Mapping[ArtworkKind, ArtworkFile]


@dataclass(frozen=True, slots=True)
class AppImages:
    """The images in the folder of an app."""

    images: Images
    is_complete: bool
    """Whether each folder of a revision has its image; Steam makes the folder first."""


@dataclass(frozen=True, slots=True)
class KnownCache:
    """What a library cache held when it was read."""

    flat: Mapping[str, KnownFolder[Mapping[int, Images]]] = field(default_factory=dict)
    apps: Mapping[str, KnownFolder[AppImages]] = field(default_factory=dict)


class LibraryCache:
    """The images in one library cache."""

    def __init__(self, path: str, known: KnownCache) -> None:
        self._path = path
        self._flat = FolderReader(_list_flat, known.flat)
        self._folders = FolderReader(_list_app, known.apps, lambda found: found.is_complete)
        self._by_app = self._flat.read(path) or {}
        self._images: dict[int, Images] = {}

    @property
    def known(self) -> KnownCache:
        """What was read, for the next time."""
        return KnownCache(self._flat.known, self._folders.known)

    def images(self, app_id: int) -> Images:
        """The best image of each kind of an app; those of newer layouts come first."""
        images = self._images.get(app_id)
        if images is None:
            images = self._by_app.get(app_id, {})
            listed = self._folders.read(f"{self._path}{os.sep}{app_id}")
            if listed is not None:
                images = {**images, **listed.images} if images else listed.images
            self._images[app_id] = images
        return images


class _Best:
    """The best image of each kind among candidates."""

    def __init__(self) -> None:
        self._found: dict[ArtworkKind, tuple[tuple[int, int, int], os.DirEntry[str]]] = {}

    def add(self, entry: "os.DirEntry[str]", name: str, extension: str, layout: int = 0, changed: int = 0) -> bool:
        """Consider a file by the name of its asset; whether it is an image of a kind.

        Images of a higher `layout` win, then those of a better rank, then those that `changed` last.
        """
        kind, rank = _NAMES.get(name, (None, 0))
        if kind is None or extension.lower() not in EXTENSIONS or not entry.is_file(follow_symlinks=False):
            return False
        order = (layout, rank, changed)
        if kind not in self._found or order > self._found[kind][0]:
            self._found[kind] = order, entry
        return True

    def images(self) -> Images:
        """The images that won."""
        found: dict[ArtworkKind, ArtworkFile] = {}
        for kind, (_order, entry) in self._found.items():
            with suppress(OSError):
                found[kind] = ArtworkFile(entry.path, False, entry.stat(follow_symlinks=False).st_mtime_ns)
        return found


def _list_flat(path: str) -> Mapping[int, Images]:
    apps: dict[int, _Best] = {}
    for entry in entries(path):
        if parts := _FLAT.match(entry.name):
            apps.setdefault(int(parts[1]), _Best()).add(entry, parts[2].lower(), parts[3])
    return {app_id: images for app_id, best in apps.items() if (images := best.images())}


def _list_app(path: str) -> AppImages:
    best, is_complete, hashes = _Best(), True, 0
    for entry in entries(path):
        name, _, extension = entry.name.rpartition(".")
        if _HASH.match(name):
            best.add(entry, "icon", extension)
        elif _HASH.match(entry.name) and hashes < _MOST_HASHES and entry.is_dir(follow_symlinks=False):
            hashes += 1
            is_complete &= _add_revision(entry, best)
        else:
            best.add(entry, name.lower(), extension)
    return AppImages(best.images(), is_complete)


def _add_revision(folder: "os.DirEntry[str]", best: _Best) -> bool:
    """Consider the images in the folder of a revision; whether there is one."""
    try:
        changed = folder.stat(follow_symlinks=False).st_mtime_ns
    except OSError:
        return False
    has_image = False
    for entry in entries(folder.path):
        name, _, extension = entry.name.rpartition(".")
        has_image |= best.add(entry, name.lower(), extension, 1, changed)
    return has_image
