"""Which network providers exist: those that Dim brings, and those of third parties (entry points of the group `dim.metadata`).

services = services_of(settings)
async with HttpClient(services, cache_folder) as http:
registry = load(http, settings)
tmdb = registry.providers["tmdb"]
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points

from dim.metadata.http import HttpClient, Rate, Service, Services, origin_of
from dim.metadata.provider import Provider, RefusedError
from dim.metadata.providers import anilist, tmdb, tvmaze, wikidata

log = logging.getLogger(__name__)
GROUP = "dim.metadata"

RESERVED = frozenset(
    (
        "imdb",
        "nfo",
        "tags",
        "name",
        "person",
        "written",
        "beside",
        "embedded",
        "frame",
        "generated",
        "none",
        "pasted",
        "scanner",
    )
)
"""Names that no provider of a third party can have: other sources of fields and pictures have them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """Keys, and the addresses of mirrors; empty: the provider's own."""

    tmdb_key: str = field(default="", repr=False)
    tmdb_url: str = ""
    """With /3: "https://api.themoviedb.org/3"."""
    tvmaze_url: str = ""
    """The root."""
    anilist_url: str = ""
    """What questions are posted to."""
    wikidata_url: str = ""
    """The root of the host."""
    in_flight: int = 10
    """Requests at the same time for each provider, at most 20."""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Keys of third parties' providers, by name."""


@dataclass(frozen=True, slots=True)
class ProviderContext:
    """What the factory of a third party's provider is called with."""

    http: HttpClient
    """The shared client. `http.add_service` makes the provider's hosts known to it; no other is asked."""
    settings: ProviderSettings
    key: str = field(default="", repr=False)
    """That the owner entered for this provider; empty: none."""


@dataclass(frozen=True, slots=True)
class Broken:
    """An installed provider that cannot be used."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Registry:
    """The providers by name, and those that failed to load."""

    providers: dict[str, Provider]
    broken: tuple[Broken, ...] = ()

    async def check_key(self, name: str) -> None:
        """Ask a provider once, to see whether it answers and accepts its key. Raises ProviderError."""
        provider = self.providers.get(name)
        if provider is None:
            raise RefusedError(f"No provider named {name!r} is installed.")
        if not provider.is_ready:
            raise RefusedError(f"{provider.info.label} needs a key. Enter one in the settings.")
        check: object = getattr(provider, "check_key", None)
        if callable(check):
            await check()


def services_of(settings: ProviderSettings) -> Services:
    """The addresses and rates of the built-in providers."""
    found = Services()
    for service in (
        _service("tmdb", "TMDB", tmdb.HOSTS, settings.tmdb_url, Rate(40, 1.0), refused=tmdb.REFUSED),
        _service("tvmaze", "TVmaze", tvmaze.HOSTS, settings.tvmaze_url, Rate(20, 10.0), fresh_seconds=3600),
        _service("anilist", "AniList", anilist.HOSTS, settings.anilist_url, Rate(30, 60.0), fresh_seconds=3600),
        _service(
            "wikidata",
            "Wikidata",
            wikidata.HOSTS,
            settings.wikidata_url,
            Rate(10, 2.0),
            fresh_seconds=3600,
            in_flight=4,
        ),
    ):
        is_mirror = bool(service.origins)
        in_flight = settings.in_flight if is_mirror else min(settings.in_flight, service.in_flight)
        found.add(replace(service, in_flight=in_flight))
    return found


def load(http: HttpClient, settings: ProviderSettings) -> Registry:
    """All providers. One of a third party that fails to load is logged and listed; it stops nothing."""
    providers: dict[str, Provider] = {
        "tmdb": tmdb.Tmdb(http, settings.tmdb_key, settings.tmdb_url),
        "tvmaze": tvmaze.Tvmaze(http, settings.tvmaze_url),
        "anilist": anilist.Anilist(http, settings.anilist_url),
        "wikidata": wikidata.Wikidata(http, settings.wikidata_url),
    }
    broken: list[Broken] = []
    for entry in entry_points(group=GROUP):
        try:
            provider = _load_one(entry, http, settings)
            if provider.info.name in providers or provider.info.name in RESERVED:
                raise ValueError(f"the name {provider.info.name!r} is taken")
            providers[provider.info.name] = provider
        except Exception as error:
            log.exception("The metadata provider %s (%s) cannot be loaded.", entry.name, entry.value)
            broken.append(Broken(entry.name, f"{type(error).__name__}: {error}"[:500]))
    return Registry(providers, tuple(broken))


def _load_one(entry: EntryPoint, http: HttpClient, settings: ProviderSettings) -> Provider:
    factory: Callable[[ProviderContext], object] = entry.load()
    provider = factory(ProviderContext(http, settings, settings.keys.get(entry.name, "")))
    if not isinstance(provider, Provider):
        raise TypeError("what the factory returned does not have all methods of dim.metadata.provider.Provider")
    return provider


def _service(
    name: str, label: str, hosts: frozenset[str], url: str, rate: Rate, *, in_flight: int = 10, fresh_seconds: int = 0,
    refused: str = "",
) -> Service:  # fmt: skip
    origin = origin_of(url) if url else None
    origins = frozenset({origin}) if origin and origin.host not in hosts else frozenset()
    return Service(
        name=name, label=label, hosts=hosts, origins=origins, rate=rate, in_flight=in_flight, fresh_seconds=fresh_seconds,
        refused=refused,
    )  # fmt: skip
