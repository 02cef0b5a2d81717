"""Image files that lie beside movies and episodes."""

import os
from collections.abc import Iterable
from typing import Literal

from dim.artwork import local_files
from dim.media.kinds import VIDEO_EXTENSIONS
from dim.naming import parse
from dim.scanner.disk.walk import extension
from dim.scanner.messages import ArtworkFile, ArtworkOwner, LibraryType

MOST_VERSIONS = 20
"""Videos of a folder that are looked at, to tell whether they are of one movie."""


class ArtworkFiles:
    """Finds the image files of a library's items. Lists each folder once; make a new one where folders may have changed."""

    def __init__(self, root: str, library: LibraryType) -> None:
        self._root, self._library = root, library
        self._folders: dict[str, list[str]] = {}
        self._found_for: set[tuple[object, ...]] = set()

    def of_file(self, path: str, title: str, season: int | None) -> list[ArtworkFile]:
        """The artwork beside a movie or an episode; that of its show and season only the first time."""
        if self._library == "movie":
            return self._found("file", "movie", path, None, ("poster", "backdrop"))
        found = self._found("file", "episode", path, season, ("still",))
        folder = path.rpartition("/")[0]
        owners: tuple[tuple[Literal["season", "show"], tuple[object, ...], tuple[str, ...]], ...] = (
            ("season", (folder, title, season), ("poster",)),
            ("show", (_outer(folder), title), ("poster", "backdrop")),
        )
        for of, key, kinds in owners:
            if key not in self._found_for:
                self._found_for.add(key)
                found += self._found(of, of, path, season, kinds)
        return found

    def _found(
        self, of: ArtworkOwner, item: str, path: str, season: int | None, kinds: tuple[str, ...]
    ) -> list[ArtworkFile]:
        found = ((kind, self.find(kind, item, path, season)) for kind in kinds)
        return [ArtworkFile(of, kind, image) for kind, image in found if image]

    def find(self, kind: str, item: str, path: str, season: int | None) -> str | None:
        """The image file of a kind, relative to the library, of a movie, show, season or episode with the file of a path."""
        folder, _, name = path.rpartition("/")
        outer = _outer(folder)
        stem = name.rpartition(".")[0]
        places: list[tuple[str, bool]]
        if item == "movie":
            places = [(folder, self._alone(folder))]
        elif item == "show":
            places = [(outer, bool(outer))]
        elif item == "episode":
            places = [(folder, False)]
        else:
            places = [(outer, False), *([(folder, True)] if folder != outer else [])]
        for place, alone in places:
            found = local_files.find(kind, item, stem, self._names(place), season, alone)
            if found is not None and os.path.isfile(os.path.join(self._root, place, found)):
                return f"{place}/{found}".lstrip("/")
        return None

    def _names(self, folder: str) -> list[str]:
        if folder not in self._folders:
            try:
                names = os.listdir(os.path.join(self._root, folder))
            except OSError:
                names = []
            self._folders[folder] = [name for name in names if _is_unicode(name)]
        return self._folders[folder]

    def _alone(self, folder: str) -> bool:
        """Whether "poster.jpg" in a folder is that of one movie."""
        return bool(folder) and are_one_movie(folder, self._names(folder), self._library)


def are_one_movie(folder: str, names: Iterable[str], library: LibraryType) -> bool:
    """Whether all videos among the names in a folder are versions, parts or extras of one movie."""
    videos = [name for name in names if extension(name) in VIDEO_EXTENSIONS][:MOST_VERSIONS]
    if len(videos) == 1:
        return True
    parsed = [parse(f"{folder}/{name}", library) for name in videos]
    return len({one.title.casefold() for one in parsed if one.kind in ("movie", "episode")}) <= 1


def _outer(folder: str) -> str:
    """A show's own folder: the one of its episodes, or the one around it where that is a season's."""
    return folder.rpartition("/")[0] if local_files.season_folder(folder.rpartition("/")[2]) else folder


def _is_unicode(name: str) -> bool:
    """Whether a name can be sent; others are not valid UTF-8 on the disk."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
