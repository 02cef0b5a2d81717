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

from dim.metadata.http import HttpClient, Origin, Rate, Service, Services, origin_of
from dim.metadata.provider import Provider, RefusedError
from dim.metadata.providers import anilist, tmdb, tvmaze, wikidata
from dim.metadata.providers.games import igdb, steam, steamgriddb, twitch

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
        "launcher",
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
    steam_store_url: str = ""
    """The root of the host."""
    igdb_key: str = field(default="", repr=False)
    """"client id:client secret"."""
    igdb_url: str = ""
    """With /v4: "https://api.igdb.com/v4"."""
    igdb_token_url: str = ""
    """What Twitch's tokens are asked for at: "https://id.twitch.tv/oauth2/token"."""
    steamgriddb_key: str = field(default="", repr=False)
    steamgriddb_url: str = ""
    """With /api/v2: "https://www.steamgriddb.com/api/v2"."""
    in_flight: int = 10
    """Requests at the same time for each provider, at most 20."""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Keys that were entered, by the names of providers, also of third parties'."""

    @property
    def set_keys(self) -> Mapping[str, str]:
        """The keys that settings give, by the names of providers."""
        known = {"tmdb": self.tmdb_key, "igdb": self.igdb_key, "steamgriddb": self.steamgriddb_key}
        return {name: key for name, key in known.items() if key}

    def key(self, name: str) -> str:
        """The key of a provider, that of the settings first; empty: there is none."""
        return self.set_keys.get(name) or self.keys.get(name, "")


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
    for service, url in (
        (Service(name="tmdb", label="TMDB", hosts=tmdb.HOSTS, rate=Rate(40, 1.0), refused=tmdb.REFUSED), settings.tmdb_url),
        (Service(name="tvmaze", label="TVmaze", hosts=tvmaze.HOSTS, rate=Rate(20, 10.0), fresh_seconds=3600), settings.tvmaze_url),
        (
            Service(name="anilist", label="AniList", hosts=anilist.HOSTS, rate=Rate(30, 60.0), fresh_seconds=3600),
            settings.anilist_url,
        ),
        (
            Service(name="wikidata", label="Wikidata", hosts=wikidata.HOSTS, rate=Rate(10, 2.0), fresh_seconds=3600, in_flight=4),
            settings.wikidata_url,
        ),
        (
            Service(
                name="steam", label="The Steam store", hosts=steam.HOSTS, rate=Rate(40, 60.0), picture_rate=False, in_flight=4,
                fresh_seconds=86_400, busy_statuses=frozenset({403, 429}), null_is_busy=True, pause_seconds=5.0,
            ),
            settings.steam_store_url,
        ),
        (
            Service(
                name="igdb", label="IGDB", hosts=igdb.HOSTS, rate=Rate(4, 1.05), picture_rate=False, in_flight=8,
                fresh_seconds=3600, refused=igdb.REFUSED,
            ),
            settings.igdb_url,
        ),
        (
            Service(
                name=twitch.SERVICE, label="Twitch", hosts=twitch.HOSTS, rate=Rate(4, 10.0), in_flight=1, refused=twitch.REFUSED,
                refused_statuses=frozenset({400, 401, 403}),
            ),
            settings.igdb_token_url,
        ),
        (
            Service(
                name="steamgriddb", label="SteamGridDB", hosts=steamgriddb.HOSTS, rate=Rate(8, 2.0), picture_rate=False,
                in_flight=4, fresh_seconds=86_400, refused=steamgriddb.REFUSED, pause_seconds=5.0,
            ),
            settings.steamgriddb_url,
        ),
    ):  # fmt: skip
        origins = _mirror(service.hosts, url)
        in_flight = settings.in_flight if origins else min(settings.in_flight, service.in_flight)
        found.add(replace(service, origins=origins, in_flight=in_flight))
    return found


def load(http: HttpClient, settings: ProviderSettings) -> Registry:
    """All providers. One of a third party that fails to load is logged and listed; it stops nothing."""
    providers: dict[str, Provider] = {
        "tmdb": tmdb.Tmdb(http, settings.key("tmdb"), settings.tmdb_url),
        "tvmaze": tvmaze.Tvmaze(http, settings.tvmaze_url),
        "anilist": anilist.Anilist(http, settings.anilist_url),
        "wikidata": wikidata.Wikidata(http, settings.wikidata_url),
        "steam": steam.SteamStore(http, settings.steam_store_url),
        "igdb": igdb.Igdb(http, settings.key("igdb"), settings.igdb_url, settings.igdb_token_url),
        "steamgriddb": steamgriddb.SteamGridDb(http, settings.key("steamgriddb"), settings.steamgriddb_url),
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


def _mirror(hosts: frozenset[str], url: str) -> frozenset[Origin]:
    """The origin of a setting that names another host than the provider's own."""
    origin = origin_of(url) if url else None
    return frozenset({origin}) if origin and origin.host not in hosts else frozenset()
