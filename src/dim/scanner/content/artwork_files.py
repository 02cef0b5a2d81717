"""Image files that lie beside movies and episodes."""

import os
from collections.abc import Iterable
from typing import Literal

from dim.artwork import local_files
from dim.media.kinds import KINDS, VIDEO_EXTENSIONS
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
        self._images: dict[str, dict[str, str]] = {}
        self._extra: dict[str, list[str]] = {}
        self._one_movie: dict[str, bool] = {}
        self._found_for: set[tuple[object, ...]] = set()

    def of_file(self, path: str, title: str, season: int | None) -> list[ArtworkFile]:
        """The artwork beside a movie or an episode; that of its show and season only the first time."""
        if self._library == "movie":
            return self._found("file", "movie", path, None, KINDS["movie"].artwork)
        found = self._found("file", "episode", path, season, KINDS["episode"].artwork)
        folder = path.rpartition("/")[0]
        owners: tuple[tuple[Literal["season", "show"], tuple[object, ...], tuple[str, ...]], ...] = (
            ("season", (folder, title, season), KINDS["season"].artwork),
            ("show", (_outer(folder), title), KINDS["show"].artwork),
        )
        for of, key, kinds in owners:
            if key not in self._found_for:
                self._found_for.add(key)
                found += self._found(of, of, path, season, kinds)
        return found

    def of_people(self, path: str, names: Iterable[str]) -> list[ArtworkFile]:
        """The pictures in the folder `.actors` of a movie or show, of the people in its NFO file."""
        folder = path.rpartition("/")[0]
        place = f"{folder if self._library == 'movie' else _outer(folder)}/.actors".lstrip("/")
        images = self._images_in(place)
        found = ((name, local_files.actor_image(name, images)) for name in dict.fromkeys(names) if images)
        return [
            ArtworkFile("person", "profile", f"{place}/{image}", name)
            for name, image in found
            if image is not None and self._is_file(place, image)
        ]

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
        if not any(self._images_in(place) or self._extra[place] for place, _ in places):
            return None
        for fallback in (False, True) if item == "season" else (True,):
            for place, alone in places:
                found = local_files.find_among(kind, item, stem, self._images_in(place), season, alone, fallback)
                if found is not None and self._is_file(place, found):
                    return f"{place}/{found}".lstrip("/")
        return self._in_extra_folder(kind, item, stem, places[0])

    def _in_extra_folder(self, kind: str, item: str, stem: str, place: tuple[str, bool]) -> str | None:
        folder, alone = place
        for name in self._extra[folder] if alone or item == "episode" else ():
            inner = f"{folder}/{name}".lstrip("/")
            found = local_files.in_extra_folder(kind, item, stem, name, self._images_in(inner))
            if found is not None and self._is_file(inner, found):
                return f"{inner}/{found}"
        return None

    def _is_file(self, folder: str, name: str) -> bool:
        return os.path.isfile(os.path.join(self._root, folder, name))

    def _images_in(self, folder: str) -> dict[str, str]:
        if folder not in self._images:
            names = self._names(folder)
            self._images[folder] = local_files.by_stem(names)
            self._extra[folder] = [name for name in names if name.casefold() in local_files.FOLDERS]
        return self._images[folder]

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
        if folder not in self._one_movie:
            self._one_movie[folder] = bool(folder) and are_one_movie(folder, self._names(folder), self._library)
        return self._one_movie[folder]


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
