"""Finds the folders in which GOG's games are installed, below a folder; lists again only those that changed."""

import os
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from dim.games.gog.info_files import INFO, LINUX_INFO
from dim.games.known_folders import FolderReader, KnownFolder, entries

DEEPEST = 3
"""Levels below the folder; a game's own folders are not looked through."""
MOST_FOLDERS = 4_000
_MOST_INFOS = 500
"""Of one game and its DLC."""
_IN_GAMES = (("game",), ("Contents", "Resources"))
"""Where an installation has its files: on Linux, on macOS."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a folder holds."""

    infos: tuple[str, ...]
    has_linux_info: bool
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder with an installed game."""

    path: str
    infos: tuple[str, ...]
    """The paths of the files about it and its DLC."""
    linux_info: str | None


class Installations:
    """The installations below a folder."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._known: Mapping[str, KnownFolder[Listed]] = {}

    def find(self) -> list[Installation]:
        """Where games are installed, each once."""
        reader = FolderReader(_list, self._known)
        found: list[Installation] = []
        queue = deque([(self._root, 0)])
        looked = 0
        while queue:
            path, depth = queue.popleft()
            looked += 1
            listed = reader.read(path)
            if listed is None:
                continue
            installation = _installation(path, listed, reader)
            if installation is not None:
                found.append(installation)
            elif depth < DEEPEST:
                room = max(0, MOST_FOLDERS - looked - len(queue))
                queue.extend((os.path.join(path, name), depth + 1) for name in listed.folders[:room])
        self._known = reader.known
        return found


def _installation(path: str, listed: Listed, reader: FolderReader[Listed]) -> Installation | None:
    """The installation in a folder, whose files may be in a folder of a known name."""
    infos = [os.path.join(path, name) for name in listed.infos]
    for parts in _IN_GAMES:
        if not infos and parts[0] in listed.folders:
            inner = os.path.join(path, *parts)
            below = (
                reader.read(inner) if os.path.realpath(inner) == os.path.join(os.path.realpath(path), *parts) else None
            )
            infos = [os.path.join(inner, name) for name in below.infos] if below is not None else []
    linux_info = os.path.join(path, LINUX_INFO) if listed.has_linux_info else None
    return Installation(path, tuple(infos), linux_info) if infos or linux_info else None


def _list(path: str) -> Listed:
    infos, folders, has_linux_info, has_start = [], [], False, False
    for entry in entries(path):
        try:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
                continue
        except OSError:
            continue
        if INFO.match(entry.name):
            infos.append(entry.name)
        has_linux_info |= entry.name == LINUX_INFO
        has_start |= entry.name == "start.sh"
    return Listed(
        tuple(sorted(infos)[:_MOST_INFOS]), has_linux_info and has_start, tuple(sorted(folders)[:MOST_FOLDERS])
    )
