"""The NFO files and `.plexmatch` of each video in a listing. Asks the disk nothing."""

from collections.abc import Mapping

from dim.artwork.local_files import season_folder
from dim.metadata.local import nfo_files
from dim.metadata.local.nfo_files import Sidecars
from dim.scanner.content.artwork_files import are_one_movie
from dim.scanner.disk.walk import Listing
from dim.scanner.messages import LibraryType

_NONE = Sidecars()


class SidecarFinder:
    """Finds the files that say something of a video, by their names."""

    def __init__(self, listing: Listing, library: LibraryType) -> None:
        self._library = library
        self._listing = listing
        self._names = {
            folder: {low: one.name for low, one in found.items()} for folder, found in listing.sidecars.items() if found
        }
        self._alone: dict[str, bool] = {}

    def of(self, path: str) -> Sidecars:
        """The NFO files and `.plexmatch` of the video of a path."""
        if not self._names:
            return _NONE
        if self._library == "movie":
            return nfo_files.of_movie(path, self._in_folder, self._is_alone)
        return nfo_files.of_episode(path, self._in_folder, season_folder)

    def times(self, path: str) -> dict[str, int]:
        """Their modification times (ns) by path."""
        found: dict[str, int] = {}
        for one in self.of(path).paths:
            folder, _, name = one.rpartition("/")
            found[one] = self._listing.sidecars[folder][name.lower()].mtime_ns
        return found

    def _in_folder(self, folder: str) -> Mapping[str, str]:
        return self._names.get(folder, {})

    def _is_alone(self, folder: str) -> bool:
        if folder not in self._alone:
            self._alone[folder] = are_one_movie(folder, self._listing.neighbours.get(folder, ()), self._library)
        return self._alone[folder]
