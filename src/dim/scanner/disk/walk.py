"""Listing a library's folder. Reads directories, never files."""

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field

from dim.media.kinds import SUBTITLE_EXTENSIONS, VIDEO_EXTENSIONS
from dim.metadata.local.nfo_files import PLEXMATCH, is_sidecar
from dim.scanner.disk.ignore import Ignored
from dim.scanner.disk.mounts import keeps_inodes
from dim.scanner.subtitles.beside import is_subtitle_folder

EMPTY = "It is empty."
"""Why a file cannot be used that may still be written."""
TOO_LONG = "Its path is longer than the system can open (4,096 bytes). Shorten the names of the folders around it."
LARGEST = 2**63 - 1
MOST_FOLDERS = 500
AROUND = 3
"""Folders in one for subtitles that are looked into; and folders around what was asked for, whose sidecars are noted."""
IGNORED_FOLDERS = frozenset(("@eadir", "lost+found", "$recycle.bin", "system volume information", "#recycle"))


@dataclass(frozen=True, slots=True)
class Found:
    """A file on the disk; `error` says why it cannot even be looked into."""

    path: str
    size: int
    mtime_ns: int
    error: str | None = None
    inode: int = 0
    """0: the disk keeps none that could be relied on."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A file that says something of videos: its name as it is, and its modification time (ns)."""

    name: str
    mtime_ns: int


@dataclass(slots=True)
class Listing:
    """What is in a folder, by path relative to the library."""

    videos: dict[str, Found] = field(default_factory=dict)
    subtitles: dict[str, list[str]] = field(default_factory=dict)
    """Names of subtitle files by folder."""
    neighbours: dict[str, list[str]] = field(default_factory=dict)
    """Names of videos by folder, also of those that were not asked for: subtitles are told apart by them."""
    sidecars: dict[str, dict[str, Sidecar]] = field(default_factory=dict)
    """NFO files and `.plexmatch` by folder and by name in small letters, those in folders around what was asked for too."""
    unreadable: set[str] = field(default_factory=set)
    """Folders that could not be listed: nothing can be said of what they hold."""
    lost: set[str] = field(default_factory=set)
    """Those of them that went while they were looked at, as an unplugged disk does; to be looked at again."""
    entries: int = 0
    with_inodes: bool = False


def extension(name: str) -> str:
    """A name's extension, lower case."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def ignored(name: str) -> bool:
    """Whether a name is one that nobody means: hidden, or the system's own."""
    return name.startswith(".") or name.casefold() in IGNORED_FOLDERS


def walk(root: str, under: list[str] | None = None, on_folder: Callable[[], None] = lambda: None) -> Listing:
    """List the library, or only some of its files and folders (paths relative to it). `on_folder` is called after each folder."""
    base = os.path.realpath(root)
    listing = Listing(with_inodes=keeps_inodes(base))
    left_out = Ignored(base)
    for path in [""] if under is None else under:
        full = os.path.join(base, path) if path else base
        if path and (any(ignored(part) for part in path.split("/")) or left_out.path(path)):
            continue
        if (link := _first_link(base, path)) is not None and link != path:
            _add(listing, base, link)  # what lies behind it is found at its own place, or is none of this library
        elif path and (link is not None or not os.path.isdir(full)):
            _add(listing, base, path)
            _list_subtitles(listing, base, path.rpartition("/")[0], left_out)
        else:
            _descend(listing, base, path, left_out, on_folder)
        if path:
            _list_around(listing, base, path)
    return listing


def _first_link(base: str, path: str) -> str | None:
    """The link nearest to the library's folder on the way to a path in it."""
    parts = path.split("/")
    ways = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    return next((way for way in ways if os.path.islink(os.path.join(base, way))), None)


def _descend(listing: Listing, base: str, top: str, left_out: Ignored, on_folder: Callable[[], None]) -> None:
    folders = [top]
    while folders:
        on_folder()
        folder = folders.pop()
        try:
            with os.scandir(os.path.join(base, folder)) as entries:
                names = [(entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink()) for entry in entries]
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                _add_too_long(listing, folder)
                continue
            listing.unreadable.add(folder)
            if error.errno not in (errno.EACCES, errno.EPERM):
                listing.lost.add(folder)
            continue
        listing.entries += len(names)
        if left_out.enter(folder, [name for name, _, _ in names]):
            continue
        sidecars: list[str] = []
        for name, is_folder, is_link in names:
            path = f"{folder}/{name}" if folder else name
            if is_sidecar(name) and not is_folder:
                sidecars.append(name)
            if ignored(name) or left_out(folder, name, is_folder):
                continue
            if is_folder:
                folders.append(path)
            elif extension(name) in VIDEO_EXTENSIONS or (is_link and os.path.isdir(os.path.join(base, path))):
                if not _add(listing, base, path):  # it was there a moment ago
                    listing.unreadable.add(folder)
                    listing.lost.add(folder)
                else:
                    listing.neighbours.setdefault(folder, []).append(name)
            elif extension(name) in SUBTITLE_EXTENSIONS:
                listing.subtitles.setdefault(folder, []).append(name)
        _note_sidecars(listing, base, folder, [name for name in sidecars if not left_out(folder, name, False)])


def _list_subtitles(listing: Listing, base: str, folder: str, left_out: Ignored) -> None:
    """Note the videos and subtitle files in a folder, and the subtitle files in its folders for them."""
    if folder in listing.neighbours:
        return
    names = _names(base, folder)
    listing.neighbours[folder] = [name for name in names if extension(name) in VIDEO_EXTENSIONS]
    _note_subtitles(listing, folder, names)
    _note_sidecars(listing, base, folder, [name for name in names if is_sidecar(name)])
    below = [f"{folder}/{name}".lstrip("/") for name in names if is_subtitle_folder(name)]
    for place in [
        *below,
        *(f"{one}/{name}" for one in below for name in _names(base, one)[:MOST_FOLDERS] if "." not in name[-5:]),
    ]:
        if not left_out.path(place):
            _note_subtitles(listing, place, _names(base, place))


def _names(base: str, folder: str) -> list[str]:
    """What is in a folder; nothing if it cannot be listed, or is a link, as in a walk."""
    if folder and _first_link(base, folder) is not None:
        return []
    try:
        return [
            name for name in os.listdir(os.path.join(base, folder)) if not ignored(name) or name.lower() == PLEXMATCH
        ]
    except OSError:
        return []


def _note_subtitles(listing: Listing, folder: str, names: list[str]) -> None:
    if found := [name for name in names if extension(name) in SUBTITLE_EXTENSIONS]:
        listing.subtitles[folder] = found


def _list_around(listing: Listing, base: str, path: str) -> None:
    """Note the sidecars in the folders around a file or folder: one of a show says something of all its episodes."""
    folder = path
    for _ in range(AROUND):
        folder = folder.rpartition("/")[0]
        if folder not in listing.sidecars:
            _note_sidecars(listing, base, folder, [name for name in _names(base, folder) if is_sidecar(name)])
        if not folder:
            return


def _note_sidecars(listing: Listing, base: str, folder: str, names: list[str]) -> None:
    """Note files that say something of videos; not links, which may lead out of the library."""
    found = listing.sidecars.setdefault(folder, {})
    for name in sorted(names):
        try:
            facts = os.lstat(os.path.join(base, folder, name))
        except OSError:
            continue
        if stat.S_ISREG(facts.st_mode) and _shown(name) == name:
            found[name.lower()] = Sidecar(name, max(-LARGEST, min(facts.st_mtime_ns, LARGEST)))


def _add(listing: Listing, base: str, path: str) -> bool:
    """Note one file, or link to a folder that leads out of the library. False: nothing is there."""
    full = os.path.join(base, path)
    try:
        facts = os.stat(full)
    except OSError as problem:
        if problem.errno == errno.ENAMETOOLONG:
            _add_too_long(listing, path)
            return True
        return os.path.islink(full)
    shown = _shown(path)
    error = None
    if shown != path:
        error = "Its name is not valid UTF-8. Rename it."
    elif os.path.islink(full) and not f"{os.path.realpath(full)}{os.sep}".startswith(base + os.sep):
        error = "The link leads out of the library. Add the folder it leads to as a library of its own."
    elif stat.S_ISDIR(facts.st_mode):
        return True  # a link inside the library: what it leads to is found at its own place
    elif extension(path) not in VIDEO_EXTENSIONS:
        return True
    elif not stat.S_ISREG(facts.st_mode):
        error = "It is not a regular file."
    elif facts.st_size == 0:
        error = EMPTY
    inode = facts.st_ino & LARGEST if listing.with_inodes else 0
    mtime_ns = max(-LARGEST, min(facts.st_mtime_ns, LARGEST))
    listing.videos[shown] = Found(shown, facts.st_size, mtime_ns, error, inode)
    return True


def _add_too_long(listing: Listing, path: str) -> None:
    """Note a file, or a folder of whose content nothing can be said, that no program can open by its path."""
    shown = _shown(path)
    listing.videos[shown] = Found(shown, 0, 0, TOO_LONG)


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
