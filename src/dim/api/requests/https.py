"""What the server's own HTTPS changes for requests: redirects of plain HTTP, and HSTS. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.types import Scope

from dim.api.requests.hosts import host_name

PLAIN = ("/.well-known/acme-challenge", "/.well-known/dim", "/secure", "/dlna", "/cast")
"""Paths that stay reachable by plain HTTP: for certificate authorities, for clients that look for the server, for devices that do
not trust its certificate yet, and for DLNA players and casting devices, which speak no TLS.
"""


@dataclass(frozen=True, slots=True)
class Https:
    """`port`: where the server listens for HTTPS. `is_public`: browsers trust the certificate as they come."""

    port: int
    http_port: int
    redirects: bool
    is_public: bool
    is_own: Callable[[str], bool]
    """Whether an address is of this machine, whose scanners and scripts keep to plain HTTP."""

    def redirect(self, scope: Scope, prefix: str) -> str | None:
        """Where a request is redirected to; None: it is not. The scope's path is without the prefix of a reverse proxy."""
        if (
            not self.redirects
            or scope["type"] != "http"
            or scope["scheme"] != "http"
            or scope["method"] not in ("GET", "HEAD")
        ):
            return None
        path = scope["path"]
        is_file_of_ui = "." in path.rpartition("/")[2] and not path.startswith("/api/")  # the page /secure loads some
        if is_file_of_ui or any(path == one or path.startswith(f"{one}/") for one in PLAIN):
            return None
        client = scope.get("client")
        headers = dict(scope["headers"])
        host = host_name(headers.get(b"host", b"").decode("latin-1"))
        if client is None or self.is_own(client[0]) or host is None:
            return None
        raw = (scope.get("raw_path") or quote(path).encode()).decode("latin-1")
        query = scope["query_string"].decode("latin-1")
        port = "" if self.port == 443 else f":{self.port}"
        whole = raw if raw.startswith(f"{prefix}/") else prefix + raw
        return f"https://{host}{port}{whole}{'?' + query if query else ''}"

    def is_own_tls(self, scope: Scope) -> bool:
        """Whether the server itself encrypts the connection."""
        server = scope.get("server")
        return server is not None and server[1] == self.port

    def allows_hsts(self, scope: Scope) -> bool:
        """Whether a browser may be told to use nothing but HTTPS for this host, on all its ports (RFC 6797, 8.3).

        What came through a reverse proxy may. On the server's own ports, that holds only where plain HTTP is redirected anyway,
        both ports are the usual ones, and the certificate is public: a browser offers no way past an error of it then.
        """
        if not self.is_own_tls(scope):
            return True
        return self.is_public and self.redirects and (self.http_port, self.port) == (80, 443)
