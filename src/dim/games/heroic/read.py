"""Reads everything that Heroic or Legendary keeps on disk."""

import os
from collections.abc import Mapping
from itertools import islice

from dim.games.heroic import installed, library, metadata, plays
from dim.games.heroic.combine import RunnerData, Surroundings, games
from dim.games.heroic.images import HeroicImages
from dim.games.heroic.model import Entry, Installation, Marks, Runner
from dim.games.known_folders import entries
from dim.games.launcher.installed_paths import Installed, InstalledPaths, missing_folders, watched_folders
from dim.games.launcher.reread import RETRY_SECONDS, RereadFiles, retry_all
from dim.games.model import Game, GameReading

_LISTS: Mapping[Runner, tuple[str, ...]] = {
    "legendary": ("store_cache/legendary_library.json",),
    "gog": ("store_cache/gog_library.json", "gog_store/library.json"),
    "nile": ("store_cache/nile_library.json",),
    "sideload": ("sideload_apps/library.json",),
}
"""Heroic's lists, the newest place first."""
_WATCHED = ("", "store_cache", "store", "gog_store", "sideload_apps", "nile_config/nile", "images-cache")


class HeroicReader:
    """Reads Heroic's folder, or Legendary's own."""

    def __init__(self, path: str, retry_seconds: float = RETRY_SECONDS) -> None:
        """`path`: the folder with `store_cache` (Heroic), or with `installed.json` (Legendary).

        A file that is damaged may be half-written: it is read once more after `retry_seconds`.
        """
        path = os.path.normpath(path)
        self._root, self._retry_seconds = path, retry_seconds
        self._is_legendary = os.path.basename(os.path.normpath(path)) == "legendary"
        self._lists = RereadFiles(library.parse_library, library.LARGEST)
        self._of_legendary = RereadFiles(installed.parse_legendary, installed.LARGEST)
        self._of_gog = RereadFiles(installed.parse_gog, installed.LARGEST)
        self._of_nile = RereadFiles(installed.parse_nile, installed.LARGEST)
        self._metadata = RereadFiles(
            metadata.parse_metadata, metadata.LARGEST, expected=False, check=metadata.check_name
        )
        self._timestamps = RereadFiles(plays.parse_timestamps, plays.LARGEST)
        self._marks = RereadFiles(plays.parse_marks, plays.LARGEST)
        self._files = (
            self._lists, self._of_legendary, self._of_gog, self._of_nile, self._metadata, self._timestamps, self._marks,
        )  # fmt: skip
        self._images = HeroicImages(path)

    def read(self) -> GameReading:
        """Read what is on disk; blocks. No content of a file raises an error, and nothing is written."""
        for one in self._files:
            one.begin()
        self._images.begin()
        legendary = self._legendary_folder()
        timestamps, marks = self._path("store/timestamp.json"), self._path("store/config.json")
        of_legendary = os.path.join(legendary, "installed.json")
        of_gog, of_nile = self._path("gog_store/installed.json"), self._path("nile_config/nile/installed.json")
        if not self._is_legendary:
            for names in _LISTS.values():
                for name in names:
                    self._lists.read(self._path(name))
            self._of_gog.read(of_gog)
            self._of_nile.read(of_nile)
            self._timestamps.read(timestamps)
            self._marks.read(marks)
        self._of_legendary.read(of_legendary)
        folder = os.path.join(legendary, "metadata")
        self._metadata.read_all(folder, _metadata_names(folder))
        failed = retry_all(self._files, self._retry_seconds)
        around = Surroundings(
            self._timestamps.value(timestamps) or {},
            self._marks.value(marks) or Marks(),
            self._images.find,
            InstalledPaths(self._root).find,
            not self._is_legendary,
        )
        found: list[Game] = []
        places: list[Installed] = []
        of_runners: list[tuple[Runner, Mapping[str, Installation] | None]] = [
            ("legendary", self._of_legendary.value(of_legendary)), ("gog", self._of_gog.value(of_gog)),
            ("nile", self._of_nile.value(of_nile)), ("sideload", None),
        ]  # fmt: skip
        for runner, installations in of_runners:
            facts = {one.app: one for _path, one in self._metadata.values} if runner == "legendary" else {}
            made, where = games(RunnerData(runner, self._entries(runner), installations, facts), around)
            found += made
            places += where
        missing = missing_folders(self._root, places)
        watched = [self._path(name) for name in (_WATCHED if not self._is_legendary else ("",))]
        return GameReading(tuple(found), (), missing, failed, watched_folders([*watched, legendary, folder], missing))

    def _path(self, name: str) -> str:
        return os.path.join(self._root, *name.split("/")) if name else self._root

    def _entries(self, runner: Runner) -> Mapping[str, Entry]:
        """The list of a runner; of two, the newer one."""
        lists = (self._lists.value(self._path(name)) for name in _LISTS[runner])
        return next((found for found in lists if found is not None), {})

    def _legendary_folder(self) -> str:
        """The folder of Legendary: this one, one in Heroic's, or beside it (before Heroic 2.9)."""
        if is_heroic(self._root):
            self._is_legendary = False
        elif is_legendary(self._root):
            self._is_legendary = True
        if self._is_legendary:
            return self._root
        own = self._path("legendaryConfig/legendary")
        beside = os.path.join(os.path.dirname(os.path.normpath(self._root)), "legendary")
        return own if os.path.isdir(self._path("legendaryConfig")) or not is_legendary(beside) else beside


def is_heroic(folder: str) -> bool:
    """Whether a folder is Heroic's."""
    return any(
        os.path.isdir(os.path.join(folder, name)) for name in ("store_cache", "store", "sideload_apps", "gog_store")
    )


def is_legendary(folder: str) -> bool:
    """Whether a folder is Legendary's own."""
    return os.path.isfile(os.path.join(folder, "installed.json")) or os.path.isdir(os.path.join(folder, "metadata"))


def _metadata_names(folder: str) -> list[str]:
    return sorted(islice((one.name for one in entries(folder) if one.name.endswith(".json")), metadata.MOST_FILES))
