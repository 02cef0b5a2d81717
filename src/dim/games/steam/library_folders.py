"""The folders in which Steam installs apps: `libraryfolders.vdf`, old form and new."""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath, PureWindowsPath

from dim.games.known_files import BrokenFileError
from dim.games.known_folders import entries
from dim.games.steam.roots import folder_ignoring_case, steamapps_folder
from dim.games.vdf import Node, integer, node, parse_text, text
from dim.games.vdf.values import as_integer

PurePath = PurePosixPath | PureWindowsPath
MOST_FOLDERS, MOST_DISKS = 128, 64
_WINDOWS_PATH = re.compile(r"^[A-Za-z]:([\\/]|$)|^\\\\")


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A library folder as the file has it."""

    path: str
    """As Steam's machine has it."""
    is_main: bool = False
    """Whether it is the root itself."""
    apps: Mapping[int, int] = field(default_factory=dict)
    """Sizes in bytes by app id; the old form has none."""


@dataclass(frozen=True, slots=True)
class LibraryFolder:
    """A library folder as this machine finds it."""

    path: str
    listed_as: str
    """Its path as Steam's machine has it."""
    steamapps: str | None
    """None: the folder is away."""
    apps: Mapping[int, int] = field(default_factory=dict)
    """Sizes in bytes by app id, as `libraryfolders.vdf` has them."""


def parse_library_folders(data: bytes) -> tuple[LibraryEntry, ...]:
    """The library folders that a file names, in its order. Raises BrokenFileError."""
    parsed = parse_text(data)
    listed = node(parsed.root, "libraryfolders")
    found = tuple(islice(_entries(listed), MOST_FOLDERS))
    if parsed.error is not None or not isinstance(parsed.root.get("libraryfolders"), dict):
        raise BrokenFileError(parsed.error or "It names no library folders.", found or None)
    return found


def _entries(listed: Node) -> list[LibraryEntry]:
    found = []
    for key, value in listed.items():
        if not key.isdecimal():
            continue
        is_new_form = isinstance(value, dict)
        if not isinstance(value, dict):
            value = {"path": value}
        apps = node(value, "apps")
        sizes = {int(app): integer(apps, app) or 0 for app in apps if as_integer(app) is not None}
        if path := text(value, "path"):
            found.append(LibraryEntry(path, is_new_form and key == "0", sizes))
    return found


def locate(root: str, listed: Sequence[LibraryEntry]) -> list[LibraryFolder]:
    """The library folders on this machine: the root first, then the others, each once by its real path.

    Steam may have written the paths on another system (Windows, a Flatpak, a disk of another machine). The root, which is the
    first of them, says how its paths become ours.
    """
    places = _Places(root, listed)
    found: dict[str, LibraryFolder] = {}
    main = next((one for one in listed if one.is_main), None)
    found[os.path.realpath(root)] = LibraryFolder(root, root, steamapps_folder(root), main.apps if main else {})
    for one in listed:
        if one is main:
            continue
        path = places.find(one.path)
        folder = LibraryFolder(path or one.path, one.path, steamapps_folder(path) if path else None, one.apps)
        found.setdefault(os.path.realpath(path) if path else one.path, folder)
    return list(found.values())


class _Places:
    """Translates paths of the machine on which Steam runs."""

    def __init__(self, root: str, listed: Sequence[LibraryEntry]) -> None:
        self._there: PurePath | None = None
        self._here = ""
        """A folder by its path there, and by its path here."""
        main = next((one.path for one in listed if one.is_main), None)
        if main is None and any(_WINDOWS_PATH.match(one.path) for one in listed):
            main = "C:\\" + "\\".join(PurePosixPath(root.replace(os.sep, "/")).parts[-2:])
        if main is None:
            return
        there, here = _pure(main), root.rstrip("/\\")
        ignore_case = isinstance(there, PureWindowsPath)
        while there.name and _same(there.name, os.path.basename(here), ignore_case):
            there, here = there.parent, os.path.dirname(here)
        if str(there) != here:
            self._there, self._here = there, here

    def find(self, path: str) -> str | None:
        """The folder here; None: it is away."""
        pure = _pure(path)
        if self._there is not None and type(pure) is type(self._there) and pure.is_relative_to(self._there):
            found = _below(self._here, pure.parts[len(self._there.parts) :])
            if found is not None:
                return found
        if isinstance(pure, PureWindowsPath) and os.name != "nt":
            return self._on_another_disk(pure)
        return path if os.path.isabs(path) and _has_apps(path) else None

    def _on_another_disk(self, path: PureWindowsPath) -> str | None:
        """A folder on a disk that is mounted beside the root's: by its drive letter, else the only one with such a folder."""
        if self._there is None or not path.anchor or len(self._there.parts) > 1:
            return None
        letter = path.drive.rstrip(":").lower()
        mounts = sorted(islice(_folders(os.path.dirname(self._here)), MOST_DISKS))
        by_letter = [mount for mount in mounts if os.path.basename(mount).rstrip(":").lower() == letter]
        others = [mount for mount in mounts if mount != self._here]
        found = [below for mount in by_letter or others if (below := _below(mount, path.parts[1:])) is not None]
        return found[0] if len(found) == 1 else None


def _pure(path: str) -> PurePath:
    return PureWindowsPath(path) if _WINDOWS_PATH.match(path) else PurePosixPath(path)


def _same(one: str, other: str, ignore_case: bool) -> bool:
    return one.lower() == other.lower() if ignore_case else one == other


def _has_apps(path: str) -> bool:
    return steamapps_folder(path) is not None


def _folders(path: str) -> list[str]:
    found = []
    for one in entries(path):
        with suppress(OSError):
            if one.is_dir():
                found.append(one.path)
    return found


def _below(base: str, parts: Sequence[str]) -> str | None:
    """A library folder by its path below another, in any capitals; None: it is not there."""
    if ".." in parts:
        return None
    path: str | None = base
    for part in parts:
        if path is None:
            return None
        exact = os.path.join(path, part)
        path = exact if os.path.isdir(exact) else folder_ignoring_case(path, part)
    return path if path is not None and _has_apps(path) else None
