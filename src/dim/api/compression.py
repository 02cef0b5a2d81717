"""Compresses JSON responses (RFC 9110, section 8.4) with starlette-compress: zstd, Brotli or gzip, as the client accepts."""

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

SMALLEST = 1024
"""Bytes; a smaller response fits into one packet anyway."""
ZSTD_LEVEL, BROTLI_QUALITY, GZIP_LEVEL = 1, 2, 1
"""Low, since responses are compressed on the event loop: a page of 60 cards (29 kB) takes 0.05 to 0.13 ms and becomes 6 to 8 kB."""
BINARY = ("/api/v1/stream-session/", "/api/v1/artwork/", "/api/v1/user/avatar/", "/dlna/media/", "/dlna/converted/")
"""Where media segments, byte ranges and images are sent: from the file to the socket, which this middleware would prevent."""

add_compress_type("application/problem+json")


class Compression:
    """ASGI middleware. What is compressed already, images, media and partial content pass through as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressed = CompressMiddleware(
            app, minimum_size=SMALLEST, zstd_level=ZSTD_LEVEL, brotli_quality=BROTLI_QUALITY, gzip_level=GZIP_LEVEL
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        is_binary = scope["type"] == "http" and scope["path"].startswith(BINARY) and not scope["path"].endswith(".json")
        await (self._app if is_binary else self._compressed)(scope, receive, send)


def accepted_encodings(header: str) -> frozenset[str]:
    """The encodings that an Accept-Encoding header names with a weight above 0, in lower case."""
    accepted = set()
    for choice in header.split(","):
        name, _, weight = choice.lower().replace(" ", "").partition(";q=")
        if name and (not weight or weight.strip("0.")):
            accepted.add(name)
    return frozenset(accepted)
