"""Middleware for every request: security headers, the path prefix of a reverse proxy, limits of request bodies."""

import asyncio

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dim.api.errors import PROBLEMS, problem
from dim.api.requests.bodies import limit_of
from dim.api.requests.credentials import OWN_TLS
from dim.api.requests.https import Https

LONGEST_QUERY = 32 << 10
BODY_SECONDS = 30.0
BODY_RATE = 16 << 10
"""A body may take so many seconds, and one more for as many bytes as this."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    # WebAssembly draws styled subtitles
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; "
    "base-uri 'self'; form-action 'self'",
}


HSTS = (b"strict-transport-security", b"max-age=31536000")
"""Sent over HTTPS (RFC 6797), where that is safe (`dim.api.requests.https`)."""


class RefusedError(Exception):
    """The request is refused; the status and the text say why."""

    def __init__(self, status: int, detail: str, kind: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.kind = status, detail, kind


TOO_LARGE = (*PROBLEMS["too-large"], "too-large")


class Guard:
    """ASGI middleware without a task or a buffer, so that streams stay fast."""

    def __init__(self, app: ASGIApp, prefix: str = "", captcha_origin: str = "", https: Https | None = None) -> None:
        """`prefix`: the path of Dim behind a reverse proxy. `captcha_origin`: the origin whose script pages may load. `https`: of
        the server itself, if it has that.
        """
        self._app, self._prefix, self._https = app, prefix, https
        headers = dict(HEADERS)
        if captcha_origin:
            policy = headers["Content-Security-Policy"].replace("script-src", f"script-src {captcha_origin}")
            headers["Content-Security-Policy"] = (
                f"{policy}; frame-src {captcha_origin}; connect-src 'self' {captcha_origin}"
            )
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        scope = self._within(scope)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._https is not None and (target := self._https.redirect(scope, self._prefix)) is not None:
            await Response(status_code=308, headers={"Location": target, **HEADERS})(scope, receive, send)
            return
        await self._pass_on(scope, receive, send)

    def _within(self, scope: Scope) -> Scope:
        """A request with its path as routes have it: without the prefix, nor a slash at the end of addresses of the API."""
        if self._https is not None and self._https.is_own_tls(scope):
            scope = {**scope, OWN_TLS: True}
        if self._prefix and (scope["path"] + "/").startswith(self._prefix + "/"):
            scope = {**scope, "path": scope["path"][len(self._prefix) :] or "/", "raw_path": None}
        if scope["path"].startswith("/api/") and scope["path"].endswith("/"):
            scope = {
                **scope,
                "path": scope["path"].rstrip("/"),
            }  # the specification ends some addresses with one, some without
        return scope

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        largest = limit_of(scope["path"]).size
        received, complete, started = 0, False, False
        begun = asyncio.get_running_loop().time()
        refused: RefusedError | None = None

        async def limited() -> Message:
            nonlocal received, complete, refused
            if complete:
                return await receive()
            try:
                async with asyncio.timeout_at(begun + BODY_SECONDS + received / BODY_RATE):
                    message = await receive()
            except TimeoutError:
                refused = RefusedError(*PROBLEMS["request-timeout"], "request-timeout")
                raise refused from None
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if received > largest:
                refused = RefusedError(*TOO_LARGE)
                raise refused
            return message

        async def with_headers(message: Message) -> None:
            nonlocal started
            if refused is not None and not started:
                return  # whatever the framework makes of the end of a body; the answer is below
            if message["type"] == "http.response.start":
                started = True
                secure = [HSTS] if self._has_hsts(scope) else []
                message["headers"] = [*message.get("headers", ()), *self._headers, *secure]
            await send(message)

        try:
            _check_head(scope, largest)
            await self._app(scope, limited, with_headers)
        except RefusedError as error:
            refused = error
        if refused is not None and not started:
            headers = {"Connection": "close"} if refused.status == 408 else None
            answer = problem(refused.status, refused.detail, refused.kind, headers=headers)
            await answer(scope, receive, send)

    def _has_hsts(self, scope: Scope) -> bool:
        return scope["scheme"] == "https" and (self._https is None or self._https.allows_hsts(scope))


def _check_head(scope: Scope, largest: int) -> None:
    """Raises RefusedError: the announced length or the query is too large."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if not length.isdigit() or len(length) > 15 or int(length) > largest:
        raise RefusedError(*TOO_LARGE)
    if len(scope["query_string"]) > LONGEST_QUERY:
        raise RefusedError(*PROBLEMS["uri-too-long"], "uri-too-long")
