"""appinfo.vdf: what Steam knows of every app that it has heard of, in up to some hundred megabytes.

    header   uint32 magic, uint32 universe, [v41: int64 offset of the key table]
    entry    uint32 app id (0 ends the list), uint32 size of what follows
             uint32 state, uint32 time, uint64 token, SHA1[20], uint32 change number, [v40 and later: SHA1[20]]
             binary KeyValues; [v38: sections, each a number other than 0 and KeyValues, up to 0]
    keys     uint32 count, then as many texts that end with a zero byte

Source: https://github.com/SteamDatabase/SteamAppInfo. Entries of unwanted apps are skipped by their size. The size of a damaged
entry may be wrong: then the next one is found by how it begins, so that a damaged entry loses only itself.

The file is read piece by piece rather than memory-mapped: when Steam cuts a mapped file short, whoever reads it dies by SIGBUS.
"""

import os
import struct
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from dim.games.files import Signature, open_regular
from dim.games.known_files import BrokenFileError
from dim.games.vdf.binary import ParsedBinary, numbered, parse_binary
from dim.games.vdf.values import Node, node

T = TypeVar("T")
_MAGIC = 0x07564400
_VERSIONS = range(38, 42)
LARGEST_FILE, LARGEST_ENTRY, LARGEST_KEYS = 2 << 30, 16 << 20, 64 << 20
"""Bytes."""
_PIECE = 1 << 20
_MOST_KEYS = 1 << 20
_KEYS_OF_EVERY_FILE = {"appinfo", "common"}
_UNMARKED = 16
"""How many entries in a row may begin in an unknown way before they no longer count as entries."""
_HEAD = struct.Struct("<II")
_OFFSET = struct.Struct("<q")


@dataclass(frozen=True, slots=True)
class AppInfo(Generic[T]):
    """What an appinfo.vdf says of the wanted apps."""

    signature: Signature
    apps: dict[int, T]
    """By app id."""
    broken: tuple[int, ...]
    """Wanted apps whose entry is damaged."""
    error: str | None
    """What is wrong with the file as a whole, as a sentence."""


def read_appinfo(
    path: str, wanted: Collection[int], convert: Callable[[Node], T], sections: Mapping[str, frozenset[str]]
) -> AppInfo[T]:
    """What the file says of the wanted apps: `convert` is called with the map `appinfo` of each.

    `sections`: the maps of `appinfo` that `convert` needs, and the maps in them; others are skipped.

    Raises BrokenFileError: it is no appinfo.vdf. dim.games.files.UnreadableFileError. OSError.
    """
    handle, facts = open_regular(path, LARGEST_FILE)
    try:
        file = _AppInfoFile(_Pieces(handle, facts.st_size))
        apps: dict[int, T] = {}
        broken: set[int] = set()
        maps = (frozenset({"appinfo"}), frozenset(sections), frozenset[str]().union(*sections.values()))
        for app_id, start, end in file.entries():
            if app_id not in wanted or app_id in apps:
                continue
            found = file.parse(app_id, start, end, maps)
            if found is None:
                broken.add(app_id)
            elif found:
                apps[app_id] = convert(found)
        return AppInfo(Signature.of(facts), apps, tuple(sorted(broken - apps.keys())), file.error)
    finally:
        os.close(handle)


class _Pieces:
    """Reads a file in pieces."""

    def __init__(self, handle: int, size: int) -> None:
        self._handle, self.size = handle, size
        self._piece, self._start = b"", 0

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the file; fewer at its end."""
        start = offset - self._start
        if start < 0 or start + length > len(self._piece):
            if offset >= self.size:
                return b""
            self._fill(offset, length)
            start = 0
        return self._piece[start : start + length]

    def find(self, wanted: bytes, start: int, end: int) -> int | None:
        """The offset of the first occurrence."""
        end = min(end, self.size)
        while start + len(wanted) <= end:
            if not self._start <= start <= self._start + len(self._piece) - len(wanted):
                self._fill(start, len(wanted))
                if len(self._piece) < len(wanted):  # the file was cut short meanwhile
                    return None
            found = self._piece.find(wanted, start - self._start, end - self._start)
            if found >= 0:
                return self._start + found
            start = max(start, self._start + len(self._piece) - len(wanted)) + 1
        return None

    def _fill(self, offset: int, length: int) -> None:
        os.lseek(self._handle, offset, os.SEEK_SET)
        self._piece, self._start = os.read(self._handle, max(length, _PIECE)), offset


class _AppInfoFile:
    """An open appinfo.vdf."""

    def __init__(self, pieces: _Pieces) -> None:
        """Raises BrokenFileError: it is no appinfo.vdf."""
        self._pieces = pieces
        self.error: str | None = None
        head = pieces.read(0, 16)
        if len(head) < 8:
            raise BrokenFileError("It is shorter than its head.")
        magic = int.from_bytes(head[:4], "little")
        self._version = (magic & 0xFF) if magic & ~0xFF == _MAGIC else 0
        if self._version not in _VERSIONS:
            raise BrokenFileError(f"It is no appinfo.vdf of a version that Dim knows (it begins with {magic:#010x}).")
        self._first, self._end = 8, pieces.size
        self._keys: Mapping[bytes, str] | None = None
        if self._version >= 41:
            self._first, self._end = 16, _OFFSET.unpack(head[8:].ljust(8, b"\0"))[0]
            self._keys = self._read_keys()
        self._head = 60 if self._version >= 40 else 40
        self._mark = self._find_mark()

    def _read_keys(self) -> Mapping[bytes, str]:
        length = self._pieces.size - self._end - 4
        if self._end < self._first or not 0 <= length <= LARGEST_KEYS:
            raise BrokenFileError("It has no table of keys where its head says; it may be half-written.")
        count = int.from_bytes(self._pieces.read(self._end, 4), "little")
        keys = self._pieces.read(self._end + 4, length).split(b"\0", min(count, _MOST_KEYS))
        if len(keys) <= count:
            self.error = "Its table of keys is incomplete."
        names = [key.decode("utf-8", "replace").lower() for key in keys[:count]]
        if names and not set(names) >= _KEYS_OF_EVERY_FILE:
            raise BrokenFileError("Its table of keys is damaged.")
        return numbered(names)

    def _find_mark(self) -> bytes | None:
        """The bytes with which what an entry says begins: `appinfo { appid`, or the section `common`; None: no entry begins so."""
        if self._version == 38:
            mark = b"\x02\0common\0"
        elif self._keys is None:
            mark = b"\0appinfo\0\x02appid\0"
        else:
            numbers = {key: number for number, key in self._keys.items()}
            if not {"appinfo", "appid"} <= numbers.keys():
                return None
            mark = b"\0" + numbers["appinfo"] + b"\x02" + numbers["appid"]
        if self._pieces.read(self._first + 8 + self._head, len(mark)) == mark:
            return mark
        return mark if self._pieces.find(mark, self._first, self._end) is not None else None

    def entries(self) -> Iterator[tuple[int, int, int]]:
        """The app id of each entry, and where its KeyValues begin and end."""
        position: int | None = self._first
        if not self._is_entry(self._first):
            self.error = self.error or "It does not begin with an entry; it may be half-written."
            position = self._next_marked(self._first)
        while position is not None and not self._is_end(position):
            head = self._pieces.read(position, 8)
            if len(head) < 8:
                self.error = self.error or "It ends in the middle; it may be half-written."
                return
            app_id, size = _HEAD.unpack(head)
            start, following = position + 8 + self._head, position + 8 + size
            if app_id == 0 or not self._is_entry(following):
                self.error = (
                    self.error or f"The entry at offset {position} has a wrong size, or the file is half-written."
                )
                found = self._next_marked(start + 1)
                following = self._end if found is None else found
            if app_id:
                yield app_id, start, min(following, self._end)
            position = following if following < self._end else None

    def _is_end(self, position: int) -> bool:
        return position + 4 == self._end and self._pieces.read(position, 4) == bytes(4)

    def _is_marked(self, position: int) -> bool:
        """Whether an entry begins here in the way that is known."""
        if self._mark is None:
            return False
        start, end = 8 + self._head, 8 + self._head + len(self._mark)
        read = self._pieces.read(position, end + 4)
        return (
            read[start:end] == self._mark and read[:4] != bytes(4) and (self._version == 38 or read[:4] == read[end:])
        )

    def _is_entry(self, position: int) -> bool:
        """Whether an entry or the end of the list is here: one that is marked, or some that lead to a marked one."""
        for _ in range(_UNMARKED):
            if self._is_marked(position) or self._is_end(position):
                return True
            head = self._pieces.read(position, 8)
            if len(head) < 8:
                return False
            app_id, size = _HEAD.unpack(head)
            position += 8 + size
            if app_id == 0 or size < self._head or position > self._end:
                return False
            if self._mark is None:
                return True
        return False

    def _next_marked(self, start: int) -> int | None:
        """The next marked entry, whose KeyValues begin at `start` or later."""
        found: int | None = start
        while self._mark is not None and (found := self._pieces.find(self._mark, start, self._end)) is not None:
            position = found - self._head - 8
            if position >= self._first and self._is_marked(position):
                return position
            start = found + 1
        return None

    def parse(self, app_id: int, start: int, end: int, maps: Sequence[frozenset[str]]) -> Node | None:
        """The map `appinfo` of an entry; empty if there is none, None if the entry is damaged."""
        if not 0 <= end - start <= LARGEST_ENTRY:
            return None
        data = self._pieces.read(start, end - start)
        if self._version == 38:
            return _sections(data)
        found = parse_binary(data, 0, self._keys, maps)
        info = node(found.root, "appinfo")
        if found.error is not None or info.get("appid", app_id) != app_id:
            return None
        return info


def _sections(data: bytes) -> Node | None:
    """The sections of an entry of version 38, as later versions have them in one map."""
    sections: Node = {}
    position = 0
    while position < len(data) and data[position] != 0:
        found: ParsedBinary = parse_binary(data, position + 1)
        if found.error is not None:
            return None
        sections |= found.root
        position = found.end
    return sections
