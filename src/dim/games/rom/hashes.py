"""Hashes of ROMs as databases have them: without the headers of copiers and emulators, N64 ROMs in the order of the console.

Slow: all of a file is read. Nothing here runs while folders are read.
"""

import hashlib
import os
import time
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from dim.games.files import Signature, UnreadableFileError, open_regular
from dim.games.known_files import BrokenFileError
from dim.games.rom.archives import read_zip
from dim.games.rom.group import split_name
from dim.games.rom.platforms import platform_of_extension, takes

LARGEST = 64 << 30
"""Bytes of content."""
_CHUNK = 1 << 20
_NOT_HASHED = frozenset(
    {"cso", "zso", "rvz", "wia", "gcz", "wbfs", "nsp", "xci", "nsz", "xcz", "pbp", "chd", "7z", "ciso", "dax"}
)
"""Compressed or wrapped: the hash of the file is that of no game."""
_N64_ORDERS = {b"\x80\x37\x12\x40": 1, b"\x37\x80\x40\x12": 2, b"\x40\x12\x37\x80": 4}
"""How many bytes are swapped, by the first four."""


class TooSlowError(Exception):
    """Hashing took longer than it may."""


@dataclass(frozen=True, slots=True)
class Hashes:
    """Of the content of a ROM, in small hexadecimal digits."""

    crc32: str
    md5: str
    sha1: str
    size: int
    """Bytes that were hashed."""


def header_size(platform: str | None, start: bytes, size: int) -> int:
    """How many bytes of a ROM are a header that databases leave out. `start`: its first bytes; `size`: of all of it, in bytes."""
    if start.startswith((b"NES\x1a", b"FDS\x1a")):
        return 16
    if platform == "lynx" and start.startswith(b"LYNX"):
        return 64
    if platform == "atari7800" and start[1:10] == b"ATARI7800":
        return 128
    if platform in ("snes", "satellaview", "sufami", "pcengine", "supergrafx") and size % 1024 == 512:
        return 512
    return 0


def hash_rom(
    path: str, platform: str | None = None, most_seconds: float = 60.0, clock: Callable[[], float] = time.monotonic
) -> Hashes:
    """The hashes of a ROM, or of the one ROM in a zip archive. `platform`: its id; None: by the extension.

    Raises UnreadableFileError: it has no content that could be hashed, or is no regular file. TooSlowError: it took more than
    `most_seconds`. OSError: there is no such file, or it cannot be read.
    """
    extension = split_name(os.path.basename(path))[1]
    if extension in _NOT_HASHED:
        raise UnreadableFileError("It is compressed, so that its hash is that of no game.")
    end = clock() + most_seconds
    handle, facts = open_regular(path, LARGEST)
    with open(handle, "rb", buffering=0) as file:
        if extension == "zip":
            return _hash_zip(path, file, platform, end, clock)
        return _hash(file, facts.st_size, platform or platform_of_extension(extension), end, clock)


def _hash_zip(path: str, file: IO[bytes], platform: str | None, end: float, clock: Callable[[], float]) -> Hashes:
    try:
        entries = read_zip(path)
        if platform is not None and len(entries) > 1:
            entries = tuple(one for one in entries if takes(platform, split_name(one.name)[1]))
        if len(entries) != 1 or entries[0].size > LARGEST:
            raise UnreadableFileError("The archive holds more than one ROM, or none.")
        with zipfile.ZipFile(file) as archive, archive.open(archive.getinfo(entries[0].name)) as inner:
            own = platform or platform_of_extension(split_name(entries[0].name)[1])
            return _hash(inner, entries[0].size, own, end, clock)
    except BrokenFileError as error:
        raise UnreadableFileError(str(error)) from None
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, zlib.error, EOFError, ValueError):
        raise UnreadableFileError("The archive is damaged, encrypted or compressed in a way that is unknown.") from None


def _hash(file: IO[bytes], size: int, platform: str | None, end: float, clock: Callable[[], float]) -> Hashes:
    crc, md5, sha1, length = 0, hashlib.md5(usedforsecurity=False), hashlib.sha1(usedforsecurity=False), 0
    for chunk in _content(file, size, platform, end, clock):
        crc = zlib.crc32(chunk, crc)
        md5.update(chunk)
        sha1.update(chunk)
        length += len(chunk)
    return Hashes(f"{crc:08x}", md5.hexdigest(), sha1.hexdigest(), length)


def _content(
    file: IO[bytes], size: int, platform: str | None, end: float, clock: Callable[[], float]
) -> Iterator[bytes]:
    """What counts of a file, in pieces whose length is a multiple of four but for the last one."""
    order, is_first, rest, total = 1, True, b"", 0
    while True:
        if clock() > end:
            raise TooSlowError("Hashing took too long.")
        piece = file.read(_CHUNK)
        total += len(piece)
        if total > LARGEST:
            raise UnreadableFileError(f"It has more than {LARGEST:,} bytes.")
        chunk = rest + piece
        if is_first and piece and len(chunk) < 512 and total < size:
            rest = chunk
            continue
        if is_first:
            order = _N64_ORDERS.get(chunk[:4], 1) if platform == "n64" else 1
            chunk = chunk[header_size(platform, chunk[:16], size) :]
            is_first = False
        whole = len(chunk) - len(chunk) % 4 if piece else len(chunk)
        chunk, rest = chunk[:whole], chunk[whole:]
        if chunk:
            yield _swapped(chunk, order)
        if not piece:
            return


def _swapped(chunk: bytes, order: int) -> bytes:
    """Bytes in the order of the console."""
    if order == 1:
        return chunk
    whole = len(chunk) - len(chunk) % order
    swapped = bytearray(chunk)
    for place in range(order):
        swapped[place:whole:order] = chunk[order - 1 - place : whole : order]
    return bytes(swapped)


class HashCache:
    """Hashes of files that did not change since."""

    def __init__(self, most: int = 50_000) -> None:
        """`most`: files whose hashes are kept."""
        self._most = most
        self._known: OrderedDict[tuple[str, str | None], tuple[Signature, Hashes]] = OrderedDict()

    def hashes(self, path: str, platform: str | None = None, most_seconds: float = 60.0) -> Hashes:
        """The hashes of a ROM; raises what `hash_rom` raises."""
        key, signature = (path, platform), Signature.of(os.stat(path))
        known = self._known.get(key)
        if known is not None and known[0] == signature:
            self._known.move_to_end(key)
            return known[1]
        found = hash_rom(path, platform, most_seconds)
        if signature.is_settled() and Signature.of(os.stat(path)) == signature:
            self._known[key] = signature, found
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found
