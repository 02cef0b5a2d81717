"""The transport below httpx: checked connections, proxies of the environment, and what the cache must not see."""

import asyncio
import ssl
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate

import httpcore
import httpx

from dim.metadata.http.addresses import CheckedBackend

_CONNECTIONS = 64
WIRE = "dim.wire"
"""The request extension that holds a `Wire`."""


@dataclass(frozen=True, slots=True, repr=False)
class Wire:
    """What is sent beside the request that the cache sees: secrets, and the body of a question that is a POST."""

    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """Makes it a POST. The cache sees a GET whose address holds the hash of the body."""
    fresh_seconds: int = 0


class CheckedTransport(httpx.AsyncBaseTransport):
    """Sends requests over connections that `CheckedBackend` opens, or through the proxies of the environment.

    A proxy (HTTPS_PROXY, NO_PROXY) resolves names itself, so addresses are not checked then: who set it decides what it reaches.
    """

    def __init__(self, is_named: Callable[[str, int], bool]) -> None:
        self._is_named = is_named
        self._ssl: ssl.SSLContext | None = None
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}
        self._proxies = urllib.request.getproxies()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises httpx.TransportError, and RefusedError for a private address."""
        wire = request.extensions.get(WIRE, Wire())
        url = request.url.copy_merge_params(wire.params) if wire.params else request.url
        headers = httpx.Headers(request.headers)
        headers.update(wire.headers)
        if wire.body is not None:
            headers["content-length"] = str(len(wire.body))
        sent = httpcore.Request(
            "POST" if wire.body is not None else request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=headers.raw,
            content=wire.body or b"",
            extensions={"timeout": request.extensions.get("timeout", {})},
        )
        with _as_httpx_errors():
            response = await self._pool(url).handle_async_request(sent)
        return httpx.Response(
            response.status, headers=_cache_headers(response.status, httpx.Headers(response.headers), wire),
            stream=_Stream(response),
        )  # fmt: skip

    async def aclose(self) -> None:
        """Close all connections."""
        pools, self._pools = self._pools, {}
        await asyncio.gather(*(pool.aclose() for pool in pools.values()))

    def _pool(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        named = self._is_named(url.host, url.port or {"http": 80}.get(url.scheme, 443))
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all") or ""
        if named or urllib.request.proxy_bypass(url.host):
            proxy = ""
        if proxy and "://" not in proxy:
            proxy = f"http://{proxy}"
        if proxy not in self._pools:
            self._ssl = self._ssl or httpx.create_ssl_context()
            self._pools[proxy] = _make_pool(proxy, self._ssl, self._is_named)
        return self._pools[proxy]


def _make_pool(
    proxy: str, context: ssl.SSLContext, is_named: Callable[[str, int], bool]
) -> httpcore.AsyncConnectionPool:
    if not proxy:
        return httpcore.AsyncConnectionPool(
            context, max_connections=_CONNECTIONS, keepalive_expiry=15, network_backend=CheckedBackend(is_named)
        )
    parsed = httpx.Proxy(proxy)
    return httpcore.AsyncConnectionPool(
        context,
        proxy=httpcore.Proxy(str(parsed.url), auth=parsed.raw_auth, headers=parsed.headers.raw),
        max_connections=_CONNECTIONS,
        keepalive_expiry=15,
    )


class _Stream(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_errors():
            async for chunk in self._response.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        await self._response.aclose()


def _cache_headers(status: int, headers: httpx.Headers, wire: Wire) -> httpx.Headers:
    """Say what the cache may do, where the service left it open. RFC 9111 would guess from Last-Modified; we revalidate."""
    control = headers.get("cache-control", "").lower()
    has_validator = "etag" in headers or "last-modified" in headers
    if status not in (200, 304):
        headers["cache-control"] = "no-store"
    elif "no-store" in control or ("max-age" in control and (has_validator or not wire.fresh_seconds)):
        pass
    elif has_validator:
        headers["cache-control"] = "private, no-cache"
    elif status == 200:
        headers["cache-control"] = f"private, max-age={wire.fresh_seconds}" if wire.fresh_seconds else "no-store"
        for name in ("expires", "age", "date", "pragma"):
            headers.pop(name, None)
        headers["date"] = formatdate(usegmt=True)
    return headers


_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.TimeoutException, httpx.ReadTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.NetworkError, httpx.ReadError),
    (httpcore.ProxyError, httpx.ProxyError),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (OSError, httpx.ReadError),
)


@contextmanager
def _as_httpx_errors() -> Iterator[None]:
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProxyError, httpcore.ProtocolError,
            httpcore.UnsupportedProtocol, OSError) as error:  # fmt: skip
        kind = next((to for of, to in _ERRORS if isinstance(error, of)), httpx.TransportError)
        raise kind(str(error)) from error
