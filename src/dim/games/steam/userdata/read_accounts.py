"""Reads what Steam keeps for the accounts."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from dim.games.files import FailedFile
from dim.games.known_files import FileReader, KnownFile
from dim.games.known_folders import FolderReader, KnownFolder, entries
from dim.games.steam.library_cache import Images
from dim.games.steam.userdata import collections, localconfig, shortcuts
from dim.games.steam.userdata.collections import Collections
from dim.games.steam.userdata.grid import list_grid
from dim.games.steam.userdata.localconfig import Played
from dim.games.steam.userdata.screenshots import list_screenshots, read_screenshots
from dim.games.steam.userdata.shortcuts import Shortcut

MOST_ACCOUNTS = 64


@dataclass(frozen=True, slots=True)
class AccountData:
    """What an account did with its apps; by app id."""

    account: int
    played: Mapping[int, Played]
    collections: Collections
    shortcuts: tuple[Shortcut, ...]
    grid: Mapping[int, Images]
    screenshots: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class KnownAccounts:
    """What was read of the accounts' files, by path."""

    local_configs: Mapping[str, KnownFile[Mapping[int, Played]]] = field(default_factory=dict)
    cloud: Mapping[str, KnownFile[Collections]] = field(default_factory=dict)
    shared: Mapping[str, KnownFile[Collections]] = field(default_factory=dict)
    shortcuts: Mapping[str, KnownFile[tuple[Shortcut, ...]]] = field(default_factory=dict)
    screenshots: Mapping[str, KnownFolder[tuple[str, ...]]] = field(default_factory=dict)


def list_accounts(userdata: str) -> list[int]:
    """The accounts that have a folder in `userdata`; 0 belongs to no account."""
    numbers = (
        entry.name for entry in entries(userdata) if entry.name.isascii() and entry.name.isdigit() and entry.is_dir()
    )
    return sorted(islice((int(number) for number in numbers if 0 < int(number[:20]) < 1 << 32), MOST_ACCOUNTS))


class AccountReader:
    """Reads the files of accounts."""

    def __init__(self, userdata: str, accounts: Iterable[int], known: KnownAccounts) -> None:
        self._folders = {account: os.path.join(userdata, str(account)) for account in accounts}
        self._local_configs = FileReader(
            localconfig.parse_local_config, localconfig.LARGEST, known.local_configs, expected=True
        )
        self._cloud = FileReader(collections.parse_cloud_storage, collections.LARGEST, known.cloud, expected=True)
        self._shared = FileReader(collections.parse_shared_config, collections.LARGEST, known.shared, expected=True)
        self._shortcuts = FileReader(shortcuts.parse_shortcuts, shortcuts.LARGEST, known.shortcuts, expected=True)
        self._screenshots = FolderReader(list_screenshots, known.screenshots)

    def read(self) -> None:
        """Read the files."""
        for folder in self._folders.values():
            self._local_configs.read(_local_config(folder))
            self._cloud.read(_cloud(folder))
            self._shared.read(_shared(folder))
            self._shortcuts.read(_shortcuts(folder))

    @property
    def broken(self) -> bool:
        """Whether a file may have been half-written."""
        return any(reader.broken for reader in (self._local_configs, self._cloud, self._shared, self._shortcuts))

    def retry(self) -> None:
        """Read broken files once more."""
        self._local_configs.retry()
        self._cloud.retry()
        self._shared.retry()
        self._shortcuts.retry()

    def data(self, account: int) -> AccountData:
        """What is known of an account that has a folder."""
        folder = self._folders[account]
        cloud, shared = self._cloud.value(_cloud(folder)), self._shared.value(_shared(folder))
        return AccountData(
            account,
            self._local_configs.value(_local_config(folder)) or {},
            (cloud if cloud is not None and cloud.are_stored else shared) or Collections(),
            self._shortcuts.value(_shortcuts(folder)) or (),
            list_grid(os.path.join(folder, "config", "grid")),
            read_screenshots(folder, self._screenshots),
        )

    @property
    def known(self) -> KnownAccounts:
        """What was read, for the next time."""
        return KnownAccounts(
            self._local_configs.known,
            self._cloud.known,
            self._shared.known,
            self._shortcuts.known,
            self._screenshots.known,
        )

    @property
    def failed(self) -> list[FailedFile]:
        """Files that cannot be used as they are."""
        return self._local_configs.failed + self._cloud.failed + self._shared.failed + self._shortcuts.failed


def _local_config(folder: str) -> str:
    return os.path.join(folder, "config", "localconfig.vdf")


def _cloud(folder: str) -> str:
    return os.path.join(folder, "config", "cloudstorage", "cloud-storage-namespace-1.json")


def _shared(folder: str) -> str:
    return os.path.join(folder, "7", "remote", "sharedconfig.vdf")


def _shortcuts(folder: str) -> str:
    return os.path.join(folder, "config", "shortcuts.vdf")
