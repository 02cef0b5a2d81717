"""Binary KeyValues: a type byte, a key, a value. Takes time linear in the length.

    00 map, up to 08 or 0B    03 float32    06 colour    0A int64
    01 text, up to a 0 byte   04 pointer    07 uint64
    02 int32                  05 UTF-16 text, up to a 0 character

Keys are texts, or in appinfo.vdf since 2024 numbers (uint32) of keys in a table.
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from dim.games.vdf.values import DEEPEST, Node, Value, child

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
_WITH_TEXT_KEYS = re.compile(_GROUPS.replace(b"(KEY)", rb"([^\0]*+)\0"), re.DOTALL)
_WITH_NUMBERED_KEYS = re.compile(_GROUPS.replace(b"(KEY)", rb"(.{4})"), re.DOTALL)
_NUMBERS = {
    _INT32: struct.Struct("<i"), _FLOAT: struct.Struct("<f"), _UINT64: struct.Struct("<Q"), _INT64: struct.Struct("<q"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedBinary:
    """What could be read, what was wrong as a sentence (None: nothing), and the offset at which the reading ended."""

    root: Node
    error: str | None
    end: int


def parse_binary(
    data: bytes,
    start: int = 0,
    keys: Sequence[str] | None = None,
    until: frozenset[str] = frozenset(),
) -> ParsedBinary:
    """Read the map whose members begin at `start`, up to its end mark or the end of the data.

    `keys`: the table of keys, in lower case. `until`: the maps two levels down (`appinfo/common`) that are wanted; once all of
    them were read, the rest is not.
    """
    match = (_WITH_TEXT_KEYS if keys is None else _WITH_NUMBERED_KEYS).match
    root: Node = {}
    stack, names, missing = [root], [""], set(until)
    position, error = start, None
    while position < len(data):
        token = match(data, position)
        if token is None:
            error = f"Neither a value nor an end (offset {position})."
            break
        position, kind = token.end(), token.lastindex or _END
        if kind == _END:
            stack.pop()
            ended = names.pop()
            if len(stack) == 2:
                missing.discard(ended)
            if not stack or (until and not missing):
                return ParsedBinary(root, error, position)
            continue
        key = _key(token[kind] if kind in (_MAP, _WIDE) else token[kind - 1], keys)
        if key is None:
            error = f"A key is not in the table (offset {token.start()})."
            break
        if kind == _MAP:
            stack.append(child(stack[-1], key))
            names.append(key)
            if len(stack) > DEEPEST:
                error = f"Nested deeper than {DEEPEST} levels (offset {token.start()})."
                break
            continue
        value: Value
        if kind == _TEXT:
            value = token[kind].decode("utf-8", "replace")
        elif kind == _WIDE:
            length = _wide_length(data, position)
            if length is None:
                error = f"A text has no end (offset {position})."
                break
            value = data[position : position + length].decode("utf-16-le", "replace").removeprefix("\ufeff")
            position += length + 2
        else:
            value = _NUMBERS[kind].unpack(token[kind])[0]
        stack[-1][key] = value
    if error is None and len(stack) > 1:
        error = f"Ends in the middle (offset {position})."
    return ParsedBinary(root, error, position)


def _key(raw: bytes, keys: Sequence[str] | None) -> str | None:
    """A key as it is written, or by its number; None: the table does not have it."""
    if keys is None:
        return raw.decode("utf-8", "replace").lower()
    number = int.from_bytes(raw, "little")
    return keys[number] if number < len(keys) else None


def _wide_length(data: bytes, start: int) -> int | None:
    """The length in bytes of UTF-16 text that ends with a zero character; None: it has no end."""
    found = data.find(b"\0\0", start)
    while found >= 0 and (found - start) % 2:
        found = data.find(b"\0\0", found + 1)
    return found - start if found >= 0 else None
