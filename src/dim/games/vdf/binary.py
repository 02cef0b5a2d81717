"""Binary KeyValues: a type byte, a key, a value. Takes time linear in the length.

    00 map, up to 08 or 0B    03 float32    06 colour    0A int64
    01 text, up to a 0 byte   04 pointer    07 uint64
    02 int32                  05 UTF-16 text, up to a 0 character

Keys are texts, or in appinfo.vdf since 2024 numbers (uint32) of keys in a table.
"""

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dim.games.vdf.values import DEEPEST, Node, child, put

_MAP, _TEXT, _INT32, _FLOAT, _UINT64, _INT64, _WIDE, _END = 1, 3, 5, 7, 9, 11, 12, 13
"""The last group of a token of each type, in the pattern below."""
_GROUPS = (
    rb"\x00(KEY)"
    rb"|\x01(KEY)([^\0]*+)\0"
    rb"|[\x02\x04\x06](KEY)(.{4})"
    rb"|\x03(KEY)(.{4})"
    rb"|\x07(KEY)(.{8})"
    rb"|\x0a(KEY)(.{8})"
    rb"|\x05(KEY)"
    rb"|([\x08\x0b])"
)
_SCALARS = (
    rb"(?:\x01KEY[^\0]*+\0|[\x02\x03\x04\x06]KEY.{4}|[\x07\x0a]KEY.{8})*+"  # as many as there are
    rb"(?:(\x00KEY)|([\x08\x0b])|\x05KEY)"
)
_WITH_TEXT_KEYS = re.compile(_GROUPS.replace(b"(KEY)", rb"([^\0]*+)\0"), re.DOTALL)
_WITH_NUMBERED_KEYS = re.compile(_GROUPS.replace(b"(KEY)", rb"(.{4})"), re.DOTALL)
_SKIP_TEXT_KEYS = re.compile(_SCALARS.replace(b"KEY", rb"[^\0]*+\0"), re.DOTALL)
_SKIP_NUMBERED_KEYS = re.compile(_SCALARS.replace(b"KEY", rb".{4}"), re.DOTALL)
_NUMBERS = {
    _INT32: struct.Struct("<i"), _FLOAT: struct.Struct("<f"), _UINT64: struct.Struct("<Q"), _INT64: struct.Struct("<q"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedBinary:
    """What could be read, what was wrong as a sentence (None: nothing), and the offset at which the reading ended."""

    root: Node
    error: str | None
    end: int


def numbered(keys: Iterable[str]) -> Mapping[bytes, str]:
    """A table of keys (in lower case), by the bytes that stand for each."""
    return {number.to_bytes(4, "little"): key for number, key in enumerate(keys)}


class _TextKeys(dict[bytes, str]):
    """Keys by how they are written."""

    def __missing__(self, raw: bytes) -> str:
        key = self[raw] = raw.decode("utf-8", "replace").lower()
        return key


def parse_binary(
    data: bytes,
    start: int = 0,
    keys: Mapping[bytes, str] | None = None,
    wanted: Sequence[frozenset[str]] = (),
) -> ParsedBinary:
    """Read the map whose members begin at `start`, up to its end mark or the end of the data.

    `keys`: the table of keys, if they are numbers. `wanted`: the names of the maps that are wanted at each level, from the top;
    other maps are skipped, and once all of the second level were read, so is the rest. At deeper levels, all maps are wanted.
    """
    match = (_WITH_TEXT_KEYS if keys is None else _WITH_NUMBERED_KEYS).match
    table = _TextKeys() if keys is None else keys
    root: Node = {}
    values, position = root, start
    stack, names, missing = [root], [""], set(wanted[1] if len(wanted) > 1 else ())
    while position < len(data):
        token = match(data, position)
        if token is None:
            return ParsedBinary(root, f"Neither a value nor an end (offset {position}).", position)
        at, position, kind = position, token.end(), token.lastindex or _END
        if kind == _END:
            stack.pop()
            ended = names.pop()
            if len(stack) == 2:
                missing.discard(ended)
            if not stack or (ended and not missing and len(wanted) > 1):
                return ParsedBinary(root, None, position)
            values = stack[-1]
            continue
        try:
            key = table[token[kind if kind in (_MAP, _WIDE) else kind - 1]]
        except KeyError:
            return ParsedBinary(root, f"A key is not in the table (offset {at}).", position)
        if kind == _TEXT:
            put(values, key, token[kind].decode("utf-8", "replace"))
        elif kind == _MAP and len(stack) <= len(wanted) and key not in wanted[len(stack) - 1]:
            skipped = _end_of_map(data, position, keys is not None)
            if skipped is None:
                return ParsedBinary(root, f"A map has no end (offset {at}).", position)
            position = skipped
        elif kind == _MAP:
            values = child(values, key)
            stack.append(values)
            names.append(key)
            if len(stack) > DEEPEST:
                return ParsedBinary(root, f"Nested deeper than {DEEPEST} levels (offset {at}).", position)
        elif kind == _WIDE:
            length = _wide_length(data, position)
            if length is None:
                return ParsedBinary(root, f"A text has no end (offset {position}).", position)
            put(values, key, data[position : position + length].decode("utf-16-le", "replace").removeprefix("\ufeff"))
            position += length + 2
        else:
            put(values, key, _NUMBERS[kind].unpack(token[kind])[0])
    error = f"Ends in the middle (offset {position})." if len(stack) > 1 else None
    return ParsedBinary(root, error, position)


def _end_of_map(data: bytes, position: int, has_numbered_keys: bool) -> int | None:
    """Where a map ends whose members begin at a position; None: it does not."""
    match = (_SKIP_NUMBERED_KEYS if has_numbered_keys else _SKIP_TEXT_KEYS).match
    depth = 1
    while depth:
        members = match(data, position)
        if members is None:
            return None
        position = members.end()
        if members.lastindex is None:
            length = _wide_length(data, position)
            if length is None:
                return None
            position += length + 2
        else:
            depth += 1 if members.lastindex == 1 else -1
    return position


def _wide_length(data: bytes, start: int) -> int | None:
    """The length in bytes of UTF-16 text that ends with a zero character; None: it has no end."""
    found = data.find(b"\0\0", start)
    while found >= 0 and (found - start) % 2:
        found = data.find(b"\0\0", found + 1)
    return found - start if found >= 0 else None
