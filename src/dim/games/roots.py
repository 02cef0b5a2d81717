"""Where launchers keep what they know: in home folders, natively or in a Flatpak or Snap, and on mounted Windows disks."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from dim.games.gog.read import DATABASE, STORAGES
from dim.games.heroic.read import is_heroic, is_legendary
from dim.games.known_folders import entries
from dim.games.steam.roots import RootKind, find_roots

LauncherType = Literal["steam", "heroic", "legendary", "lutris", "gog", "itch"]
MOST_USERS = 64
"""Of a Windows disk."""
_IN_HOME: tuple[tuple[LauncherType, RootKind, str], ...] = (
    ("heroic", "native", ".config/heroic"),
    ("heroic", "flatpak", ".var/app/com.heroicgameslauncher.hgl/config/heroic"),
    ("heroic", "snap", "snap/heroic/current/.config/heroic"),
    ("heroic", "macos", "Library/Application Support/heroic"),
    ("legendary", "native", ".config/legendary"),
    ("legendary", "flatpak", ".var/app/io.github.dummerle.rare/config/legendary"),
    ("lutris", "native", ".local/share/lutris"),
    ("lutris", "flatpak", ".var/app/net.lutris.Lutris/data/lutris"),
    ("gog", "native", "GOG Games"),
    ("gog", "macos", "../Shared/GOG.com/Galaxy"),
    ("itch", "native", ".config/itch"),
    ("itch", "flatpak", ".var/app/io.itch.itch/config/itch"),
    ("itch", "macos", "Library/Application Support/itch"),
)
_OF_WINDOWS_USER: tuple[tuple[LauncherType, str], ...] = (
    ("heroic", "AppData/Roaming/heroic"),
    ("legendary", ".config/legendary"),
    ("itch", "AppData/Roaming/itch"),
)
_ON_DISK: tuple[tuple[LauncherType, str], ...] = (
    ("gog", "ProgramData/GOG.com/Galaxy"),
    ("gog", "GOG Games"),
    ("gog", "Program Files (x86)/GOG Galaxy/Games"),
    ("gog", "Program Files (x86)/GalaxyClient/Games"),
)
_DECK_USER = "deck"


@dataclass(frozen=True, slots=True)
class LauncherRoot:
    """A folder that a reader of a launcher reads, by its real path; one in a Snap by the path that stays the same."""

    path: str
    type: LauncherType
    """Legendary's own folder is read by the reader of Heroic."""
    kind: RootKind


def find_launchers(homes: Iterable[Path], disks: Iterable[Path] = ()) -> list[LauncherRoot]:
    """The launchers in home folders and on mounted Windows disks (`disks`: their mount points), each once; Steam's come first.

    Legendary's own folder is not among them where a Heroic reads it (before version 2.9), since that has its games.
    """
    homes, disks = list(homes), list(disks)
    found = {(root.path, "steam"): LauncherRoot(root.path, "steam", root.kind) for root in find_roots(homes, disks)}
    for launcher, kind, path in (*_in_homes(homes), *_on_disks(disks)):
        if _IS_ROOT[launcher](str(path)):
            real = os.path.realpath(path)
            shown = str(path) if kind == "snap" else real  # `current` is a link that every update changes
            found.setdefault((real, launcher), LauncherRoot(shown, launcher, kind))
    read_by_heroic = {
        os.path.join(os.path.dirname(root.path), "legendary")
        for root in found.values()
        if root.type == "heroic" and not os.path.isdir(os.path.join(root.path, "legendaryConfig"))
    }
    return [root for root in found.values() if root.type != "legendary" or root.path not in read_by_heroic]


def _in_homes(homes: Iterable[Path]) -> Iterator[tuple[LauncherType, RootKind, Path]]:
    for home in homes:
        for launcher, kind, path in _IN_HOME:
            is_deck = kind == "native" and home.name == _DECK_USER
            yield (
                launcher,
                "deck" if is_deck else kind,
                home.parent / path[3:] if path.startswith("../") else home / path,
            )


def _on_disks(disks: Iterable[Path]) -> Iterator[tuple[LauncherType, RootKind, Path]]:
    for disk in disks:
        for launcher, path in _ON_DISK:
            yield launcher, "windows", disk / path
        for user in sorted(entry.name for entry in islice(entries(str(disk / "Users")), MOST_USERS)):
            for launcher, path in _OF_WINDOWS_USER:
                yield launcher, "windows", disk / "Users" / user / path


def _is_gog(folder: str) -> bool:
    """Whether Galaxy has its database there, or games are installed there."""
    if os.path.basename(folder) == "Galaxy":
        return any(os.path.isfile(os.path.join(folder, storage, DATABASE)) for storage in STORAGES)
    return os.path.isdir(folder)


_IS_ROOT: Mapping[LauncherType, Callable[[str], bool]] = {
    "heroic": is_heroic,
    "legendary": is_legendary,
    "lutris": lambda folder: os.path.isfile(os.path.join(folder, "pga.db")),
    "gog": _is_gog,
    "itch": lambda folder: os.path.isfile(os.path.join(folder, "db", "butler.db")),
}
