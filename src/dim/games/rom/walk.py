"""The folders below a root: what each holds, of which platform it is and what it is for. Unchanged ones are not listed again."""

import os
import unicodedata
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Literal, NamedTuple

from dim.games.files import FailedFile, describe
from dim.games.known_folders import MOST_ENTRIES, FolderReader, KnownFolder
from dim.games.rom.platforms import fold, platform_of_folder

MOST_FOLDERS, MOST_FILES, MOST_LEVELS = 50_000, 500_000, 10
Use = Literal["roms", "images", "dats"]
IMAGE_FOLDERS = frozenset(
    {
        "images", "media", "boxart", "boxarts", "covers", "cover", "box", "box2d", "box2dfront", "box3d", "3dboxes", "boxfront",
        "downloadedimages", "downloadedmedia", "namedboxarts", "namedsnaps", "namedtitles", "namedlogos", "snap", "snaps",
        "screenshots", "screenshot", "screenshottitle", "titlescreens", "titles", "marquee", "marquees", "wheel", "wheels",
        "logo", "logos", "fanart", "miximages", "mixart", "imgs", "thumbnails", "artwork", "videos", "manuals", "manual",
        "backcovers", "physicalmedia", "bezels", "catalogue", "preview",
    }
)  # fmt: skip
"""Folders of images and of other things about games, in which there are no ROMs; by their folded names."""
_DAT_FOLDERS = frozenset({"dat", "dats"})
_OTHER_FOLDERS = frozenset(
    {
        "bios", "saves", "save", "savestates", "savestate", "states", "savedata", "cheats", "cheat", "shaders",
        "systemvolumeinformation", "recyclebin", "lostfound", "eadir", "macosx", "firmware", "screensavers", "overlays",
        "nvram", "cfg",
    }
)  # fmt: skip
_NO_FOLDERS = ".git", ".trash", ".thumb", ".st", ".recycle", ".fseventsd", ".spotlight"


class RomFile(NamedTuple):
    """A regular file."""

    name: str
    size: int
    modified_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds, sorted; symbolic links, pipes and devices are not among it."""

    files: tuple[RomFile, ...] = ()
    folders: tuple[str, ...] = ()
    bad_names: tuple[str, ...] = ()
    """Names that are no text in UTF-8, escaped."""
    error: str | None = None
    """Why it could not be listed; then the rest is what it held before."""


@dataclass(frozen=True)
class Folder:
    """A folder below the root."""

    path: str
    parts: tuple[str, ...]
    """Its path relative to the root."""
    listing: Listing
    platform: str | None
    platform_level: int
    """How many of `parts` lead to the folder of the platform."""
    use: Use
    is_hidden: bool

    @cached_property
    def key(self) -> str:
        """Its path relative to the root, as paths in game lists are compared."""
        return path_key(self.parts)

    @cached_property
    def by_name(self) -> Mapping[str, RomFile]:
        """Its files, by their names in small letters."""
        return {file.name.casefold(): file for file in self.listing.files}


@dataclass(frozen=True, slots=True)
class Walked:
    """The folders below a root, parents first; the root itself is the first."""

    folders: tuple[Folder, ...]
    known: Mapping[str, KnownFolder[Listing]]
    failed: tuple[FailedFile, ...]
    by_parts: Mapping[tuple[str, ...], Folder] = field(default_factory=dict)


def path_key(parts: Iterable[str]) -> str:
    """A path relative to the root, as paths in game lists are compared."""
    return name_key("/".join(parts))


def name_key(name: str) -> str:
    """A name, as those of files are compared: systems differ in capitals, and in how they compose letters."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def walk(root: str, known: Mapping[str, KnownFolder[Listing]]) -> Walked:
    """List the folders below a root, and `dat` and `dats` beside it. `known`: what they held before.

    Symbolic links are not followed. Beyond the limits on folders, files and levels nothing is looked at.
    """

    def listed(path: str) -> Listing:
        previous = known.get(path)
        return _list(path, previous.value if previous is not None else Listing())

    reader = FolderReader(listed, known, lambda found: found.error is None)
    name = os.path.basename(os.path.normpath(root))
    pending = deque[tuple[str, tuple[str, ...], str | None, int, Use, bool]](
        [(root, (), platform_of_folder(name), 0, "roms", False)]
    )
    for beside in sorted(_DAT_FOLDERS):
        pending.append(
            (os.path.join(os.path.dirname(os.path.abspath(root)), beside), ("..", beside), None, 0, "dats", False)
        )
    found: list[Folder] = []
    failed: list[FailedFile] = []
    files = 0
    while pending and len(found) < MOST_FOLDERS and files < MOST_FILES:
        path, parts, platform, level, use, is_hidden = pending.popleft()
        listing = reader.read(path)
        if listing is None:
            continue
        folder = Folder(path, parts, listing, platform, level, use, is_hidden)
        found.append(folder)
        files += len(listing.files)
        failed += _failures(folder)
        if len(parts) < MOST_LEVELS:
            pending.extend(_below(folder))
    return Walked(tuple(found), reader.known, tuple(failed), {one.parts: one for one in found})


def _failures(folder: Folder) -> list[FailedFile]:
    failed = [
        FailedFile(f"{folder.path}{os.sep}{name}", "Its name is not text in UTF-8.")
        for name in folder.listing.bad_names
    ]
    return failed if folder.listing.error is None else [*failed, FailedFile(folder.path, folder.listing.error)]


def _below(folder: Folder) -> list[tuple[str, tuple[str, ...], str | None, int, Use, bool]]:
    """The folders in a folder that are to be listed, each with its platform and use."""
    found: list[tuple[str, tuple[str, ...], str | None, int, Use, bool]] = []
    for name in folder.listing.folders:
        folded = fold(name)
        parts = (*folder.parts, name)
        platform, level, use = folder.platform, folder.platform_level, folder.use
        if (use == "roms" and folded in _OTHER_FOLDERS) or name.casefold().startswith(_NO_FOLDERS):
            continue
        if level == 0 and (own := platform_of_folder(name)) is not None:
            platform, level = own, len(parts)
        if use == "roms":
            use = "images" if folded in IMAGE_FOLDERS else "dats" if folded in _DAT_FOLDERS else "roms"
        is_hidden = folder.is_hidden or name.startswith(".")
        found.append((f"{folder.path}{os.sep}{name}", parts, platform, level, use, is_hidden))
    return found


def _list(path: str, previous: Listing) -> Listing:
    files: list[RomFile] = []
    folders: list[str] = []
    bad: list[str] = []
    try:
        with os.scandir(path) as found:
            for entry in islice(found, MOST_ENTRIES):
                name = entry.name
                if not name.isascii() and not _is_text(name):
                    bad.append(name.encode("utf-8", "backslashreplace").decode())
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(name)
                elif entry.is_file(follow_symlinks=False):
                    file = _file(entry)
                    if file is not None:
                        files.append(file)
    except OSError as error:
        return Listing(previous.files, previous.folders, previous.bad_names, describe(error))
    files.sort()
    folders.sort()
    return Listing(tuple(files), tuple(folders), tuple(sorted(bad)[:100]))


def _file(entry: "os.DirEntry[str]") -> RomFile | None:
    try:
        facts = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    return RomFile(entry.name, facts.st_size, facts.st_mtime_ns, facts.st_ino)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
