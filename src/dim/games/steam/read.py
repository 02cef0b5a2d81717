"""Reads everything that Steam keeps on disk."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from dim.games.files import FailedFile
from dim.games.known_files import FileReader, KnownFile
from dim.games.steam.apps import KnownApps, read_apps
from dim.games.steam.combine import Combiner
from dim.games.steam.installed import InstalledApps, KnownManifests
from dim.games.steam.library_cache import Images, KnownCache, LibraryCache
from dim.games.steam.library_folders import LibraryEntry, locate, parse_library_folders
from dim.games.steam.model import Account, SteamGame
from dim.games.steam.roots import steamapps_folder
from dim.games.steam.userdata.login_users import LARGEST, LoginUser, accounts, parse_login_users
from dim.games.steam.userdata.read_accounts import AccountReader, KnownAccounts, list_accounts

RETRY_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of each file, for the next reading."""

    folders: Mapping[str, KnownFile[tuple[LibraryEntry, ...]]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    manifests: KnownManifests = field(default_factory=dict)
    users: Mapping[str, KnownFile[tuple[LoginUser, ...]]] = field(default_factory=dict)
    accounts: KnownAccounts = field(default_factory=KnownAccounts)
    account_ids: frozenset[int] = frozenset()
    apps: KnownApps = field(default_factory=KnownApps)
    cache: KnownCache = field(default_factory=KnownCache)
    grids: tuple[Mapping[int, Images], ...] = ()


@dataclass(frozen=True, slots=True)
class SteamReading:
    """What Steam keeps on disk."""

    games: tuple[SteamGame, ...]
    """Every app and shortcut, by app id; `is_listed` says which of them a list of games has."""
    accounts: tuple[Account, ...]
    """The most recent one first."""
    library_folders: tuple[str, ...]
    """The paths of those that are there."""
    missing_folders: tuple[str, ...]
    """Library folders that are away, by their path as Steam has it; what was on them is `missing`."""
    failed: tuple[FailedFile, ...]
    """Files that cannot be used as they are; their last good reading holds."""
    known: Known = field(repr=False, compare=False, default_factory=Known)


def read_steam(root: str, previous: SteamReading | None = None, retry_seconds: float = RETRY_SECONDS) -> SteamReading:
    """Read what is in a root folder and the library folders that it names.

    `previous`: the reading before, of which all holds that did not change or cannot be read now. A file that is damaged may be
    half-written: it is read once more after `retry_seconds`. So are the manifests when an app vanished, which may be on its way
    to another folder. Nothing is written. No content of a file raises an error.
    """
    return _Reader(root, previous, retry_seconds).read()


class _Reader:
    """One reading."""

    def __init__(self, root: str, previous: SteamReading | None, retry_seconds: float) -> None:
        self._root, self._previous, self._retry_seconds = root, previous, retry_seconds
        self._known = known = previous.known if previous is not None else Known()
        self._folders = FileReader(parse_library_folders, LARGEST, known.folders, expected=True)
        self._users = FileReader(parse_login_users, LARGEST, known.users, expected=True)

    def read(self) -> SteamReading:
        """Read everything."""
        known = self._known
        folders = locate(self._root, self._library_entries())
        installed = InstalledApps(folders, known.manifests, known.places)
        userdata = os.path.join(self._root, "userdata")
        with_folder = list_accounts(userdata) if os.path.isdir(userdata) else sorted(known.account_ids)
        data = AccountReader(userdata, with_folder, known.accounts)
        users = os.path.join(self._root, "config", "loginusers.vdf")
        self._users.read(users)
        installed.read()
        data.read()
        self._retry(installed, data)
        people = accounts(self._users.value(users) or (), with_folder)
        of_accounts = [data.data(one.id) for one in people if one.id in set(with_folder)]
        apps = installed.apps()
        facts_path = os.path.join(self._root, "appcache", "appinfo.vdf")
        facts = self._facts(facts_path, frozenset(apps).union(*(one.played for one in of_accounts)))
        cache = LibraryCache(os.path.join(self._root, "appcache", "librarycache"), known.cache)
        for game in self._previous.games if self._previous is not None else ():
            cache.images(game.app_id)
        now = Known(
            self._folders.known, installed.places, installed.known, self._users.known, data.known, frozenset(with_folder), facts,
            cache.known, tuple(one.grid for one in of_accounts),
        )  # fmt: skip
        if self._previous is not None and now == known and installed.missing_folders == self._previous.missing_folders:
            games = self._previous.games
        else:
            games = Combiner(people, of_accounts, facts.facts, cache.images).games(apps)
        failed = self._folders.failed + installed.failed + self._users.failed + data.failed + facts.failed(facts_path)
        return SteamReading(
            games,
            people,
            tuple(one.path for one in folders if one.listed_as not in installed.missing_folders),
            installed.missing_folders,
            tuple(sorted(failed, key=lambda one: one.path)),
            now,
        )

    def _retry(self, installed: InstalledApps, data: AccountReader) -> None:
        """Read once more what may have been half-written or on its way."""
        if not (installed.vanished or installed.broken or data.broken or self._users.broken):
            return
        time.sleep(self._retry_seconds)
        if installed.vanished:
            installed.read()
        installed.retry()
        data.retry()
        self._users.retry()

    def _library_entries(self) -> tuple[LibraryEntry, ...]:
        """What `libraryfolders.vdf` says; there are two copies of it."""
        steamapps = steamapps_folder(self._root) or os.path.join(self._root, "steamapps")
        paths = [
            os.path.join(folder, "libraryfolders.vdf") for folder in (steamapps, os.path.join(self._root, "config"))
        ]
        for path in paths:
            self._folders.read(path)
        if self._folders.broken:
            time.sleep(self._retry_seconds)
            self._folders.retry()
        return next((found for path in paths if (found := self._folders.value(path)) is not None), ())

    def _facts(self, path: str, wanted: frozenset[int]) -> KnownApps:
        before = self._known.apps
        facts = read_apps(path, wanted, before)
        if facts is not before and facts.may_be_half_written:
            time.sleep(self._retry_seconds)
            facts = read_apps(path, wanted, before)
        return facts
