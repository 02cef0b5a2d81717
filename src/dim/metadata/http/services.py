"""Services that may be asked: their addresses and the rate at which they want to be asked."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

DEFAULT_IN_FLIGHT, MOST_IN_FLIGHT = 10, 20
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a URL; a redirect must not leave it."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if _PORTS[self.scheme] == self.port else f":{self.port}")


def origin_of(url: str) -> Origin | None:
    """The origin of an http(s) URL; None: it is no such URL, or it holds a user name."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc:
        return None
    return Origin(parts.scheme, host.rstrip("."), port or _PORTS[parts.scheme])


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many requests within so many seconds."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service on the network, as the HTTP client treats it."""

    name: str
    """As `ProviderInfo.name`: "tmdb"; of a further service that a provider needs "igdb.token"."""
    label: str
    """In texts for people: "TMDB"."""
    hosts: frozenset[str] = frozenset()
    """Host names that may be asked by https; "*.anilist.co" stands for all below it."""
    origins: frozenset[Origin] = frozenset()
    """That a setting names. They may be private, and plain http."""
    any_host: bool = False
    """Whether every public host may be asked by https: for addresses that a person enters."""
    rate: Rate | None = None
    """The documented rate. Not applied to `origins`, which are the owner's mirrors."""
    picture_rate: bool = True
    """Whether the rate holds for pictures too; else they come from hosts of their own that state none."""
    in_flight: int = DEFAULT_IN_FLIGHT
    """Requests at the same time, at most 20."""
    fresh_seconds: int = 0
    """How long an answer may be used without asking, if it has neither an age limit nor a validator."""
    refused: str = ""
    """What `refused_statuses` mean, for a person. Empty: it is not asked with a key, so they mean that it is out of order."""
    refused_statuses: frozenset[int] = frozenset({401, 403})
    busy_statuses: frozenset[int] = frozenset({429})
    """That mean too many requests; of pictures, 429 alone."""
    null_is_busy: bool = False
    """Whether an answer that is JSON's null means too many requests."""
    pause_seconds: float = 0.0
    """How long it is left alone after a refusal that does not say how long; doubled with each in a row. It is
    asked at half the rate then, which rises again with answers. 0: the question is only repeated.
    """

    def is_of(self, provider: str | None) -> bool:
        """Whether a provider of this name (None: any) needs the service."""
        return provider in (None, self.name, self.name.partition(".")[0])

    def allows(self, origin: Origin) -> bool:
        """Whether a request may go there."""
        if origin in self.origins:
            return True
        if origin.scheme != "https":
            return False
        if self.any_host:
            return True
        known = any(origin.host.endswith(host[1:]) if host[:2] == "*." else origin.host == host for host in self.hosts)
        return known and origin.port == 443


PASTED = Service(name="pasted", label="The address", any_host=True, in_flight=4)
"""For pictures whose address a person enters."""


@dataclass(slots=True)
class Services:
    """All services by name, and the origins that settings name."""

    by_name: dict[str, Service] = field(default_factory=lambda: {PASTED.name: PASTED})

    def add(self, service: Service) -> None:
        """Add one, or replace that of the same name."""
        self.by_name[service.name] = service

    def is_named(self, host: str, port: int) -> bool:
        """Whether a setting names an origin at this host and port, so that it may be private."""
        return any(
            (origin.host, origin.port) == (host, port) for one in self.by_name.values() for origin in one.origins
        )
