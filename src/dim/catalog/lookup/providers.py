"""All providers of a server: the network ones with their keys, the index of the IMDb datasets, and those of third parties."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from dim.metadata.http import HttpClient
from dim.metadata.imdb import ImdbIndex
from dim.metadata.provider import Provider, ProviderInfo
from dim.metadata.registry import Broken, ProviderSettings, Registry, load, services_of

log = logging.getLogger(__name__)
PASTED = "pasted"


@dataclass(frozen=True, slots=True)
class ProviderState:
    """A provider as the settings show it. `key`: "none" needed, "missing", "stored" by a person, "set" by a setting."""

    info: ProviderInfo
    is_ready: bool
    key: str


class ProviderSet:
    """The providers of a server. Keys that people enter are kept in a file that only Dim's user can read."""

    def __init__(self, settings: ProviderSettings, data_folder: Path, cache_folder: Path) -> None:
        self._settings = settings
        self._keys_file = data_folder / "metadata" / "keys.json"
        self._keys: dict[str, str] = _read_keys(self._keys_file)
        self._http = HttpClient(services_of(settings), cache_folder / "metadata")
        self._imdb_file = data_folder / "metadata" / "imdb.sqlite3"
        self._imdb = ImdbIndex(self._imdb_file)
        self._registry = self._load()

    def _load(self, keys: Mapping[str, str] | None = None) -> Registry:
        keys = self._keys if keys is None else keys
        found = load(self._http, replace(self._settings, keys=keys))
        return replace(found, providers={self._imdb.info.name: self._imdb, **found.providers})

    @property
    def broken(self) -> Sequence[Broken]:
        """Installed providers that cannot be used."""
        return self._registry.broken

    @property
    def names(self) -> Sequence[str]:
        """The names of all providers that can be asked."""
        return list(self._registry.providers)

    def ready(self, names: Sequence[str]) -> Sequence[Provider]:
        """Those of some names that can be asked now, in that order."""
        found = (self._registry.providers.get(name) for name in names)
        return [one for one in found if one is not None and one.is_ready]

    def can_ask(self, names: Sequence[str]) -> bool:
        """Whether any of some names is a provider that can be asked now."""
        return bool(self.ready(names))

    def changed_at(self, names: Sequence[str]) -> float:
        """When any of some providers last got a key or an index (UTC seconds); 0: none did."""
        files = [self._imdb_file] if self._imdb.info.name in names else []
        files += [self._keys_file] if any(name in self._keys for name in names) else []
        return max((_modified_at(file) for file in files), default=0.0)

    def get(self, name: str) -> Provider | None:
        """The provider of a name."""
        return self._registry.providers.get(name)

    def states(self) -> Sequence[ProviderState]:
        """What people read of each provider."""
        return [
            ProviderState(one.info, one.is_ready, self._key_state(one.info))
            for one in self._registry.providers.values()
        ]

    def _key_state(self, info: ProviderInfo) -> str:
        if not info.needs_key:
            return "none"
        if info.name in self._settings.set_keys:
            return "set"
        return "stored" if self._keys.get(info.name) else "missing"

    async def check_key(self, name: str, key: str) -> None:
        """Ask a provider once with a key that is not stored yet. Raises ProviderError: it does not answer, or refuses it."""
        self._http.forget_failures(name)
        await self._load({**self._keys, name: key}).check_key(name)

    async def set_key(self, name: str, key: str) -> None:
        """Store the key of a provider, or remove it (empty). Raises OSError: the disk does not take it."""
        keys = {**self._keys, name: key}
        keys = {known: value for known, value in keys.items() if value}
        await asyncio.to_thread(_write_keys, self._keys_file, keys)
        self._keys = keys
        self._registry = self._load()

    async def check(self, name: str) -> None:
        """Ask a provider once, to see whether it answers and accepts its key. Raises ProviderError."""
        self._http.forget_failures(name)
        await self._registry.check_key(name)

    def forget_failures(self, names: Sequence[str]) -> None:
        """Ask providers again at once that did not answer before."""
        for name in names:
            self._http.forget_failures(name)

    async def fetch_picture(self, source: str, url: str) -> bytes:
        """An image that a provider offers, or of any public https address where `source` is none. Raises ProviderError."""
        return await self._http.fetch_picture(url, source if source in self._registry.providers else PASTED)

    async def close(self) -> None:
        """Close connections and files."""
        self._imdb.close()
        await self._http.aclose()


def _modified_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _read_keys(path: Path) -> dict[str, str]:
    try:
        found = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning("The keys of metadata providers in %s cannot be read (%s). Enter them again.", path, error)
        return {}
    if not isinstance(found, Mapping):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _write_keys(path: Path, keys: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    partial.write_bytes(orjson.dumps(dict(keys)))
    partial.replace(path)
