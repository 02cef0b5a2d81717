"""The token of a request: in the Authorization header, a browser's cookie, or its JSON body."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

COOKIE = "dim_session"
DEVICE_COOKIE = "dim_device"
"""Tells a browser on which someone signed in before; no credential."""
OWN_TLS = "dim.own_tls"
"""In the scope of connections that are encrypted by this server itself."""
DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
SECURE = {"http": False, "ws": False, "https": True, "wss": True}


def cookie_name(connection: HTTPConnection, name: str) -> str:
    """The name of a cookie on a connection. Cookies do not know ports (RFC 6265, 8.5), and plain HTTP cannot replace one that is
    `Secure`: whoever signed in by HTTPS could not sign in by plain HTTP on the same host.
    """
    return f"{name}_tls" if connection.scope.get(OWN_TLS) else name


def cookie(connection: HTTPConnection, name: str) -> str | None:
    """The value of a cookie."""
    return connection.cookies.get(cookie_name(connection, name))


def bearer(connection: HTTPConnection) -> str | None:
    """The token in the Authorization header (RFC 6750)."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def same_origin(connection: HTTPConnection) -> bool:
    """Whether a browser's request comes from a page of this server: same scheme, host and port (RFC 6454)."""
    scheme = connection.scope["scheme"]
    try:
        origin = urlsplit(connection.headers.get("origin", ""))
        here = urlsplit(f"{scheme}://{connection.headers.get('host', '')}")
        ports = [url.port or DEFAULT_PORTS.get(url.scheme) for url in (origin, here)]
    except ValueError:  # a port that is no number
        return False
    same_scheme = SECURE.get(origin.scheme) is SECURE.get(scheme, False)
    return same_scheme and bool(origin.hostname) and origin.hostname == here.hostname and ports[0] == ports[1]


def token_in_headers(connection: HTTPConnection) -> str | None:
    """The token of a request: from its header, or a browser's cookie. A cookie authorizes changes only from Dim's own pages."""
    if token := bearer(connection):
        return token
    found = cookie(connection, COOKIE)
    unsafe = connection.scope["type"] == "websocket" or connection.scope["method"] not in ("GET", "HEAD")
    return found if found and (not unsafe or same_origin(connection)) else None


def is_json(request: Request) -> bool:
    """Whether the body is JSON by its media type."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


async def presented_token(request: Request) -> str | None:
    """The token of a request: in its headers, or as `jwt` in its JSON body, as the specification has it."""
    if token := token_in_headers(request):
        return token
    if "authorization" in request.headers or not is_json(request):
        return None
    try:
        body = await request.json()
    except ValueError:
        return None
    token = body.get("jwt", body.get("JWT")) if isinstance(body, dict) else None
    return token if isinstance(token, str) and token else None
