"""What is announced: the services and names of this server in the local network (RFC 6763). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

HTTP_TYPE, DIM_TYPE = "_http._tcp.local.", "_dim._tcp.local."
LONGEST_LABEL = 63
"""Bytes of a DNS label (RFC 1035, 2.3.4)."""
ROOM_FOR_SUFFIX = 4
MOST_HOSTS = 20


@dataclass(frozen=True, slots=True)
class Announcement:
    """A server as others find it. `addresses`: those that it announces; `interfaces`: an address of each interface to answer on."""

    server_id: str
    name: str
    version: str
    port: int
    addresses: tuple[str, ...]
    interfaces: tuple[str, ...]
    own: frozenset[str] = field(default=frozenset(), compare=False)
    """All addresses of this machine; others that answer with one of them are no conflict."""
    prefix: str = ""
    """The path of Dim behind a reverse proxy, without a slash at its end."""
    https: bool = False
    host: str = "dim"
    """The first label of the preferred host name."""

    @property
    def instance(self) -> str:
        """The name of its services: one DNS label, so a full stop becomes a hyphen."""
        label = self.name.replace(".", "-").encode()[: LONGEST_LABEL - ROOM_FOR_SUFFIX]
        return label.decode(errors="ignore").strip() or "Dim"

    def services(self) -> dict[str, dict[str, str]]:
        """The key/value pairs (RFC 6763, 6) of its services, by type."""
        path = f"{self.prefix}/"
        https = "1" if self.https else "0"
        return {
            HTTP_TYPE: {"path": path},
            DIM_TYPE: {"id": self.server_id, "version": self.version, "https": https, "path": path},
        }

    def hosts(self) -> Iterator[str]:
        """The host names to try, the preferred first: dim.local, dim-2.local …"""
        yield f"{self.host}.local"
        for number in range(2, MOST_HOSTS + 1):
            yield f"{self.host}-{number}.local"
