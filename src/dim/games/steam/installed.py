"""The manifests of all library folders, those that are away included."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from dim.games.files import FailedFile
from dim.games.known_files import FileReader, KnownFile
from dim.games.known_folders import MOST_ENTRIES
from dim.games.steam.library_folders import LibraryFolder
from dim.games.steam.manifests import LARGEST, NAME, Manifest, check_name, parse_manifest

KnownManifests = Mapping[str, KnownFile[Manifest]]


@dataclass(frozen=True, slots=True)
class InstalledApp:
    """An app that is installed or being installed."""

    manifest: Manifest
    folder: str
    """The path of its library folder."""
    steamapps: str | None
    """None: unknown, since the library folder is away."""
    missing: bool
    """Whether the library folder is away."""


class InstalledApps:
    """Reads the manifests."""

    def __init__(self, folders: Sequence[LibraryFolder], known: KnownManifests, places: Mapping[str, str]) -> None:
        """`known` and `places`: the manifests and places of the previous time."""
        self._folders, self._previous = folders, known
        self._reader = FileReader(parse_manifest, LARGEST, known, check=check_name)
        self.places = {**places, **{one.listed_as: one.path for one in folders if one.steamapps is not None}}
        """Where each library folder is on this machine, or was last, by the path in `libraryfolders.vdf`."""
        self._found: dict[str, LibraryFolder] = {}
        self._away: list[LibraryFolder] = []

    def read(self) -> None:
        """Read the manifests of every folder."""
        self._reader.known.clear()
        self._found, self._away = {}, []
        for folder in self._folders:
            if folder.steamapps is None or not self._list(folder, folder.steamapps):
                self._away.append(folder)
                self._hold(folder)

    def _list(self, folder: LibraryFolder, steamapps: str) -> bool:
        """Read the manifests of a folder; whether it could be listed."""
        try:
            with os.scandir(steamapps) as found:
                for entry in islice(found, MOST_ENTRIES):
                    if NAME.match(entry.name):
                        self._found[entry.path] = folder
                        self._reader.read(entry.path, _facts(entry))
        except OSError:
            return False
        return True

    def _hold(self, folder: LibraryFolder) -> None:
        before = os.path.join(self.places.get(folder.listed_as, folder.path), "")
        held = [path for path in self._previous if path.startswith(before)]
        self._reader.hold(held)
        self._found |= dict.fromkeys(held, folder)

    @property
    def vanished(self) -> bool:
        """Whether an app that was there is in no folder now: removed, or on its way from one folder to another."""
        return not _app_ids(self._previous.values()) <= _app_ids(self._reader.known.values())

    @property
    def broken(self) -> bool:
        """Whether a manifest may have been half-written."""
        return bool(self._reader.broken)

    def retry(self) -> None:
        """Read broken manifests once more."""
        self._reader.retry()

    @property
    def known(self) -> KnownManifests:
        """What was read, for the next time."""
        return self._reader.known

    @property
    def failed(self) -> list[FailedFile]:
        """Manifests that cannot be used as they are."""
        return self._reader.failed

    @property
    def missing_folders(self) -> tuple[str, ...]:
        """The paths, as Steam has them, of library folders that are away."""
        return tuple(folder.listed_as for folder in self._away)

    def apps(self) -> dict[int, InstalledApp]:
        """The apps by id. Of several manifests of one app, the one of an installed app in a folder that is there counts."""
        away = {id(folder) for folder in self._away}
        found: dict[int, InstalledApp] = {}
        for path, folder in self._found.items():
            manifest, missing = self._reader.value(path), id(folder) in away
            if manifest is not None:
                place = self.places.get(folder.listed_as, folder.path)
                _add(found, InstalledApp(manifest, place, os.path.dirname(path), missing))
        for folder in self._away:
            for app_id, size in folder.apps.items():
                listed = Manifest(app_id, "", True, False, (), size, None, None)
                found.setdefault(app_id, InstalledApp(listed, folder.path, None, True))
        return found


def _add(found: dict[int, InstalledApp], app: InstalledApp) -> None:
    other = found.get(app.manifest.app_id)
    if other is None or _order(app) > _order(other):
        found[app.manifest.app_id] = app


def _order(app: InstalledApp) -> tuple[bool, bool]:
    return not app.missing, app.manifest.installed


def _facts(entry: "os.DirEntry[str]") -> os.stat_result | None:
    with suppress(OSError):
        return entry.stat()
    return None


def _app_ids(known: Iterable[KnownFile[Manifest]]) -> set[int]:
    return {one.value.app_id for one in known if one.value is not None}
