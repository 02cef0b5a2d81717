"""Screenshots: `760/remote/<app id>/screenshots`."""

import os
from collections.abc import Mapping

from dim.games.known_folders import FolderReader, KnownFolder, entries

_EXTENSIONS = (".jpg", ".jpeg", ".png")
KnownScreenshots = Mapping[str, KnownFolder[tuple[str, ...]]]


def read_screenshots(account_folder: str, reader: FolderReader[tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """The screenshots that an account took, by app id: the paths of the images, oldest first (their names begin with the date)."""
    apps: dict[int, tuple[str, ...]] = {}
    for entry in entries(os.path.join(account_folder, "760", "remote")):
        if entry.name.isascii() and entry.name.isdigit() and (number := int(entry.name[:20])):
            found = reader.read(os.path.join(entry.path, "screenshots"))
            if found:
                app_id = number if number < 1 << 32 else number >> 32
                apps[app_id] = apps.get(app_id, ()) + found
    return apps


def list_screenshots(path: str) -> tuple[str, ...]:
    """The images in a folder of screenshots."""
    return tuple(
        sorted(
            entry.path
            for entry in entries(path)
            if entry.name.lower().endswith(_EXTENSIONS) and entry.is_file(follow_symlinks=False)
        )
    )
