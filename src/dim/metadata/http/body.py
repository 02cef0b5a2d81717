"""Bodies of answers, with a limit that counts decoded bytes."""

import zlib
from collections.abc import AsyncIterable

import httpx

from dim.metadata.provider import UnavailableError

ACCEPT_ENCODING = "gzip, deflate"
"""What is decoded here: zlib can stop in the middle of a chunk, so that a bomb of 60 KB never becomes 60 MB."""
_CHUNK = 1 << 20


async def read_body(response: httpx.Response, most: int, label: str) -> bytes:
    """The decoded body, at most `most` bytes. Raises UnavailableError if it is larger or damaged, else what the transport does."""
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > most:
        raise _too_large(label, most)
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return await _collect(response.aiter_raw(), most, label)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise UnavailableError(f"{label} answered in the encoding {encoding[:40]!r}, which was not asked for.")
    return await _inflate(response.aiter_raw(), most, label)


async def _collect(chunks: AsyncIterable[bytes], most: int, label: str) -> bytes:
    found = bytearray()
    async for chunk in chunks:
        found += chunk
        if len(found) > most:
            raise _too_large(label, most)
    return bytes(found)


async def _inflate(chunks: AsyncIterable[bytes], most: int, label: str) -> bytes:
    found = bytearray()
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: detects gzip and zlib headers
    try:
        async for chunk in chunks:
            rest = chunk
            while rest:
                found += decoder.decompress(rest, _CHUNK)
                rest = decoder.unconsumed_tail
                if len(found) > most:
                    raise _too_large(label, most)
        found += decoder.flush()
    except zlib.error as error:
        raise UnavailableError(f"{label} sent an answer that is damaged.") from error
    if not decoder.eof or len(found) > most:
        raise UnavailableError(f"{label} sent an answer that ends too early.")
    return bytes(found)


def _too_large(label: str, most: int) -> UnavailableError:
    return UnavailableError(f"{label} sent an answer of more than {most >> 20} MiB.")
