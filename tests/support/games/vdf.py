"""Writes Valve's file formats: KeyValues as text and binary, appinfo.vdf of every version."""

import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Tree: TypeAlias = "Mapping[str, str | int | float | Typed | Tree]"


@dataclass(frozen=True)
class Typed:
    """A value of a binary type that Python has no type of its own for."""

    type: int
    """4 pointer, 5 UTF-16 text, 6 colour, 7 uint64, 10 int64."""
    value: int | str


def text(tree: Tree, level: int = 0) -> str:
    """KeyValues as Steam writes them as text."""
    indent, lines = "\t" * level, []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            lines.append(f'{indent}"{_escaped(key)}"\n{indent}{{\n{text(value, level + 1)}{indent}}}\n')
        else:
            assert not isinstance(value, Typed)
            lines.append(f'{indent}"{_escaped(key)}"\t\t"{_escaped(str(value))}"\n')
    return "".join(lines)


def _escaped(value: str) -> str:
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        value = value.replace(character, escape)
    return value


class Keys:
    """A table of keys."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, key: str) -> int:
        """The number of a key, which is added."""
        return self._numbers.setdefault(key, len(self._numbers))

    def table(self) -> bytes:
        """The table as appinfo.vdf has it."""
        return struct.pack("<I", len(self._numbers)) + b"".join(key.encode() + b"\0" for key in self._numbers)


def binary(tree: Tree, keys: Keys | None = None, end: bytes = b"\x08") -> bytes:
    """KeyValues as Steam writes them in binary, up to the end mark of the map."""
    written = bytearray()
    for key, value in tree.items():
        name = key.encode() + b"\0" if keys is None else struct.pack("<I", keys.number(key))
        if isinstance(value, Mapping):
            written += b"\0" + name + binary(value, keys, end)
        elif isinstance(value, Typed):
            written += bytes((value.type,)) + name + _typed(value)
        elif isinstance(value, str):
            written += b"\x01" + name + value.encode() + b"\0"
        elif isinstance(value, float):
            written += b"\x03" + name + struct.pack("<f", value)
        else:
            written += b"\x02" + name + struct.pack("<I", value % (1 << 32))
    return bytes(written) + end


def _typed(value: Typed) -> bytes:
    if isinstance(value.value, str):
        return value.value.encode("utf-16-le") + b"\0\0"
    return struct.pack({4: "<i", 6: "<i", 7: "<Q", 10: "<q"}[value.type], value.value)


def appinfo_entry(app_id: int, tree: Tree, version: int, keys: Keys | None) -> bytes:
    """An entry of appinfo.vdf."""
    if version == 38:
        body = b"".join(
            bytes((2 + number,)) + binary({name: section})
            for number, (name, section) in enumerate(tree.items())
            if isinstance(section, Mapping)
        )
        body += b"\0"
    else:
        body = binary({"appinfo": {"appid": app_id, **tree}}, keys)
    head = struct.pack("<IIQ20sI", 2, 1_700_000_000, 0, hashlib.sha1(text({"a": app_id}).encode()).digest(), 7)
    if version >= 40:
        head += hashlib.sha1(body).digest()
    return struct.pack("<II", app_id, len(head) + len(body)) + head + body


def appinfo(apps: Mapping[int, Tree], version: int = 41) -> bytes:
    """appinfo.vdf of a version, 38 to 41."""
    keys = Keys() if version >= 41 else None
    return join_entries([appinfo_entry(app_id, tree, version, keys) for app_id, tree in apps.items()], version, keys)


def join_entries(entries: Sequence[bytes], version: int, keys: Keys | None) -> bytes:
    """appinfo.vdf of its entries."""
    body = b"".join(entries) + bytes(4)
    head = struct.pack("<II", 0x07564400 + version, 1)
    if keys is None:
        return head + body
    return head + struct.pack("<q", 16 + len(body)) + body + keys.table()
