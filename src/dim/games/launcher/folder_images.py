"""The image files in a folder of a launcher, by name: of what lies elsewhere, nothing is ever named."""

from collections.abc import Mapping
from contextlib import suppress

from dim.games.known_folders import FolderReader, KnownFolder, entries
from dim.games.model import GameImage

Listed = Mapping[str, GameImage]


def list_images(folder: str) -> Listed:
    """The files in a folder by their names; no links, nothing empty."""
    found: dict[str, GameImage] = {}
    for entry in entries(folder):
        with suppress(OSError):
            facts = entry.stat(follow_symlinks=False)
            if entry.is_file(follow_symlinks=False) and facts.st_size:
                found[entry.name] = GameImage(entry.path, False, facts.st_mtime_ns)
    return found


class ImageFolders:
    """Lists folders of images again and again."""

    def __init__(self) -> None:
        self._known: Mapping[str, KnownFolder[Listed]] = {}
        self._reader = FolderReader(list_images, self._known)

    def begin(self) -> None:
        """A new reading begins: each folder may have changed."""
        self._known = self._reader.known
        self._reader = FolderReader(list_images, self._known)

    def images(self, folder: str) -> Listed:
        """The images in a folder, by name."""
        known = self._reader.known.get(folder)
        return known.value if known is not None else self._reader.read(folder) or {}
