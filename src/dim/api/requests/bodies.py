"""Request bodies: how large they may be, and JSON that is checked before any object is built.

`json.loads` holds the interpreter for as long as it runs, and makes hundreds of bytes of objects of a few bytes of text. What it is
given is therefore limited in bytes, values and depth, which one linear pass over the text finds out.
"""

import asyncio
import json
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from starlette.requests import ClientDisconnect, Request

from dim.api.errors import PROBLEMS, ApiError

MAX_DEPTH = 32
ANONYMOUS_BYTES = 64 << 10
"""What is read of a request without a token in its headers."""
ANONYMOUS_SECONDS = 30.0
LARGE = 256 << 10
"""Bytes of JSON that are parsed on a thread."""
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
"""A JSON string (RFC 8259, section 7), also one that never ends, so that no byte is looked at twice."""
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NO_BRACKETS = bytes(set(range(256)) - set(_STEPS))


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """How much a body may hold: bytes, and JSON values."""

    size: int
    values: int


DEFAULT = BodyLimit(1 << 20, 50_000)
ANONYMOUS = BodyLimit(ANONYMOUS_BYTES, 2_500)  # some lists may have 2,000 entries
LIMITS = {
    "/api/v1/scanner/reports": BodyLimit(8 << 20, 300_000),  # of hundreds of files
    "/api/v1/scanner/artwork/": BodyLimit(33 << 20, 100),  # an image
    "/api/v1/metadata/import": BodyLimit(64 << 20, 5_000_000),  # an export of a large catalog
    "/api/v1/user/setup": BodyLimit(12 << 20, 1_000),  # an avatar in base64
}
"""Paths with a limit of their own, by how they begin."""


def limit_of(path: str) -> BodyLimit:
    """The limit of the bodies that a path takes."""
    return next((limit for start, limit in LIMITS.items() if path.startswith(start)), DEFAULT)


def check_json(body: bytes, values: int) -> None:
    """Refuse JSON of too many values or levels before it is parsed; in linear time, whatever the bytes are.

    Raises ApiError 400: too deep. 413: more than `values`.
    """
    if _openings(body) <= MAX_DEPTH and body.count(b",") <= values - MAX_DEPTH:
        return  # the usual case; counted with what stands in strings
    structure = _STRING.sub(b"", body)
    brackets = structure.translate(None, _NO_BRACKETS)
    if _openings(structure) + structure.count(b",") > values:
        raise ApiError(413, f"The request has more than {values:,} values.")
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > MAX_DEPTH:
        raise ApiError(400, f"The request is nested more than {MAX_DEPTH} levels deep.")


def parse_json(body: bytes, values: int) -> Any:
    """The value of a body. Raises ValueError: it is no JSON in UTF-8, the only encoding (RFC 8259, 8.1). ApiError as `check_json`.

    `json.loads` would take UTF-16 and UTF-32 too, in which a byte that looks like a quote may be half of another character.
    """
    check_json(body, values)
    return json.loads(body.decode("utf-8-sig"))


def _openings(text: bytes) -> int:
    return text.count(b"[") + text.count(b"{")


class LimitedRequest(Request):
    """A request whose body is read within limits, and whose JSON is checked before it is parsed, once."""

    max_values = DEFAULT.values
    is_anonymous = False
    """Whether its body must be small and come soon."""
    _content: bytes | None = None
    _parsed: Any = None
    _is_parsed = False

    async def body(self) -> bytes:
        """The body. Raises ApiError 400: the client left. 408: it took too long. 413: it is too large."""
        if self._content is None:
            try:
                self._content = await (self._read_anonymous() if self.is_anonymous else super().body())
            except ClientDisconnect:
                raise ApiError(400, "The client left before the request was complete.") from None
        return self._content

    async def json(self) -> Any:
        """The body's JSON. Raises ValueError: it is none. ApiError 400, 413: it is too deep or has too many values."""
        if not self._is_parsed:
            body = await self.body()
            if len(body) > LARGE:
                self._parsed = await asyncio.to_thread(parse_json, body, self.max_values)
            else:
                self._parsed = parse_json(body, self.max_values)
            self._is_parsed = True
        return self._parsed

    async def _read_anonymous(self) -> bytes:
        announced = self.headers.get("content-length", "0")
        if not announced.isdigit() or int(announced[:15]) > ANONYMOUS_BYTES:
            raise _too_large()
        chunks, size = [], 0
        try:
            async with asyncio.timeout(ANONYMOUS_SECONDS):
                async for chunk in self.stream():
                    size += len(chunk)
                    if size > ANONYMOUS_BYTES:
                        raise _too_large()
                    chunks.append(chunk)
        except TimeoutError:
            raise ApiError(*PROBLEMS["request-timeout"]) from None
        return b"".join(chunks)


def _too_large() -> ApiError:
    limit = f"{ANONYMOUS_BYTES >> 10} KiB"
    return ApiError(
        413, f"Without a token in a header or cookie, a request has at most {limit}. Sign in, then send it there."
    )
