"""Where Steam is installed."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dim.games.known_folders import entries

RootKind = Literal["native", "flatpak", "snap", "deck", "macos", "windows"]
_IN_HOME: tuple[tuple[RootKind, str], ...] = (
    ("native", ".local/share/Steam"),
    ("native", ".steam/steam"),
    ("native", ".steam/root"),
    ("native", ".steam/debian-installation"),
    ("flatpak", ".var/app/com.valvesoftware.Steam/.local/share/Steam"),
    ("flatpak", ".var/app/com.valvesoftware.Steam/data/Steam"),
    ("snap", "snap/steam/common/.local/share/Steam"),
    ("macos", "Library/Application Support/Steam"),
)
_ON_DISK = ("Program Files (x86)/Steam", "Program Files/Steam", "Steam")
_DECK_USER = "deck"


@dataclass(frozen=True, slots=True)
class SteamRoot:
    """A folder of Steam's, by its real path."""

    path: str
    kind: RootKind


def find_roots(homes: Iterable[Path], disks: Iterable[Path] = ()) -> list[SteamRoot]:
    """The roots in home folders and on mounted Windows disks (`disks`: their mount points), each once."""
    candidates: list[tuple[RootKind, Path]] = []
    for home in homes:
        for kind, path in _IN_HOME:
            is_deck = kind == "native" and home.name == _DECK_USER
            candidates.append(("deck" if is_deck else kind, home / path))
    candidates += [("windows", disk / path) for disk in disks for path in _ON_DISK]
    found: dict[str, SteamRoot] = {}
    for kind, candidate in candidates:
        if steamapps_folder(str(candidate)) is not None:
            real = os.path.realpath(candidate)
            found.setdefault(real, SteamRoot(real, kind))
    return list(found.values())


def steamapps_folder(folder: str) -> str | None:
    """The folder `steamapps` in a root or library folder; older ones are `SteamApps`. None: there is none."""
    path = os.path.join(folder, "steamapps")
    if os.path.isdir(path):
        return path
    return folder_ignoring_case(folder, "steamapps")


def folder_ignoring_case(folder: str, name: str) -> str | None:
    """The path of a folder in another, whose name may be written with other capitals; None: there is none."""
    wanted = name.lower()
    return next((found.path for found in entries(folder) if found.name.lower() == wanted and found.is_dir()), None)
