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
    """As `ProviderInfo.name`: "tmdb"."""
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
    in_flight: int = DEFAULT_IN_FLIGHT
    """Requests at the same time, at most 20."""
    fresh_seconds: int = 0
    """How long an answer may be used without asking, if it has neither an age limit nor a validator."""
    refused: str = ""
    """What 401 and 403 mean, for a person. Empty: the service is not asked with a key, so they mean that it is out of order."""

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
