"""Where installations are on this machine, by the paths that a launcher wrote, perhaps on another system."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PureWindowsPath

from dim.games.known_folders import entries

_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
_IN_ROOT_OF_DISK = frozenset({"users", "programdata", "program files", "program files (x86)"})
"""Folders of Windows that lie at the root of its disk."""
MOST_DISKS, MOST_PARTS = 64, 64


@dataclass(frozen=True, slots=True)
class Installed:
    """Where something is installed."""

    path: str | None
    """On this machine; if it is not there, as the launcher wrote it; None: unknown."""
    missing: bool = False
    """Whether it is away."""
    away: str | None = None
    """The first folder on the way there that is not there."""


class InstalledPaths:
    """Finds what a launcher with a root folder installed. Only asks whether folders exist; reads nothing in them."""

    def __init__(self, root: str) -> None:
        parts = os.path.abspath(root).split(os.sep)[1 : MOST_PARTS + 1]
        self._above = ["", *(os.sep + os.sep.join(parts[:count]) for count in range(1, len(parts)))]
        """The root's ancestors, the file system's own root first: the system of the launcher may be mounted below one of them."""
        on_disks = zip(self._above[1:], parts[1:], strict=False)
        self._disk = next((above for above, part in on_disks if part.lower() in _IN_ROOT_OF_DISK), None)
        """The Windows disk that the root is on, if it is on one; `/Users` is one of macOS."""
        self._found: dict[str, bool] = {}
        self._listed: dict[str, Mapping[str, str]] = {}

    def find(self, path: str | None) -> Installed:
        """Where a folder is that a launcher named."""
        if path is None:
            return Installed(None)
        is_of_windows = _DRIVE.match(path) is not None
        if is_of_windows and os.name != "nt":
            return self._of_windows(path)
        path = os.path.normpath(path)
        if not os.path.isabs(path):
            return Installed(path)
        if path.count(os.sep) > MOST_PARTS:
            return Installed(path, missing=True)
        for above in self._above:
            below = above + path
            if self._exists(below):
                return Installed(below)
        away = path
        while (parent := os.path.dirname(away)) != away and not self._exists(parent):
            away = parent
        return Installed(path, missing=True, away=away)

    def _exists(self, path: str) -> bool:
        found = self._found.get(path)
        if found is None:
            found = self._found[path] = os.path.isdir(path)
        return found

    def _of_windows(self, path: str) -> Installed:
        """A folder of a Windows whose disk is mounted here: on that disk, one with its letter, or the only one that has it."""
        if self._disk is None:
            return Installed(path)
        pure = PureWindowsPath(path)
        letter, parts = path[0].lower(), pure.parts[1:]
        if ".." not in parts and len(parts) <= MOST_PARTS:
            mounts = self._mounts()
            named = [mount for mount in mounts if os.path.basename(mount).rstrip(":").lower() == letter]
            first = [self._disk] if letter == "c" else []
            for disks in (first, named, mounts):
                found = [below for disk in disks if (below := self._below(disk, parts)) is not None]
                if len(found) == 1:
                    return Installed(found[0])
        return Installed(path, missing=True, away=str(pure.parent) if parts else path)

    def _mounts(self) -> list[str]:
        beside = os.path.dirname(self._disk or os.sep)
        return [os.path.join(beside, name) for name in sorted(self._folders(beside).values())[:MOST_DISKS]]

    def _below(self, base: str, parts: Iterable[str]) -> str | None:
        """A folder by its path below another, in any capitals; None: it is not there."""
        path = base
        for part in parts:
            exact = os.path.join(path, part)
            if not self._exists(exact):
                name = self._folders(path).get(part.lower())
                if name is None:
                    return None
                exact = os.path.join(path, name)
            path = exact
        return path

    def _folders(self, path: str) -> Mapping[str, str]:
        """The names of the folders in a folder, by themselves in lower case."""
        found = self._listed.get(path)
        if found is None:
            found = self._listed[path] = {name.lower(): name for name in _folders(path)}
        return found


def _folders(path: str) -> Iterator[str]:
    for entry in entries(path):
        try:
            if entry.is_dir():
                yield entry.name
        except OSError:
            continue


def missing_folders(root: str, found: Iterable[Installed]) -> tuple[str, ...]:
    """The folders that are away, each once; the root is one of them if it is."""
    away = {one.away for one in found if one.away is not None}
    return tuple(sorted(away if os.path.isdir(root) else away | {root}))


def watched_folders(folders: Iterable[str], missing: Iterable[str]) -> tuple[str, ...]:
    """Those of the folders that are there, and the folders in which those that are away would appear."""
    above = {parent for path in missing if os.path.isabs(path) and (parent := os.path.dirname(path)) != os.sep}
    return tuple(sorted(path for path in {*folders, *above} if os.path.isdir(path)))
