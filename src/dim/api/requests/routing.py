"""Routes that know their caller before they read a body."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from dim.api.context import needs_of, not_signed_in, server_of
from dim.api.requests.bodies import ANONYMOUS, LimitedRequest, limit_of
from dim.api.requests.credentials import is_json, presented_token, token_in_headers

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """A route that refuses a request without a valid token before it reads, and a body that is too large before it parses.

    FastAPI parses the body before it resolves the dependencies that authenticate the caller.
    """

    def get_route_handler(self) -> Handler:
        """The handler."""
        handle = super().get_route_handler()
        is_public = needs_of(self.dependant) is None

        async def answer(request: Request) -> Response:
            headers = request.headers
            if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
                return await handle(request)
            limited = LimitedRequest(request.scope, request.receive)
            await _admit(limited, is_public)
            if is_json(limited):
                with suppress(ValueError):  # FastAPI answers what is no JSON
                    await limited.json()
            return await handle(limited)

        return answer


async def _admit(request: LimitedRequest, is_public: bool) -> None:
    """Check the token in the headers before the body is read, or the one in a small body.

    Raises ApiError 401, 408, 413.
    """
    gate = server_of(request).gate
    token = token_in_headers(request)
    if token is not None and gate.caller(token) is not None:
        request.max_values = limit_of(request.scope["path"]).values
        return
    if not is_public and (token is not None or "authorization" in request.headers):
        raise not_signed_in()
    request.max_values, request.is_anonymous = ANONYMOUS.values, True
    await request.body()
    if not is_public:
        token = await presented_token(request)
        if token is None or gate.caller(token) is None:
            raise not_signed_in()


class Router(APIRouter):
    """A router of such routes. Every router of the API is one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"route_class": Route, **options})
