"""Programs that a person added to Steam: `config/shortcuts.vdf`, binary."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from dim.games.known_files import BrokenFileError
from dim.games.steam.manifests import moment
from dim.games.vdf import Node, integer, node, nodes, parse_binary, text

LARGEST = 32 << 20
"""Bytes."""
_SHORTCUT = re.compile(rb"\0\d{1,9}\0(?=[\x01\x02][A-Za-z_]{1,40}\0)")
"""How a shortcut begins: its number, then its first field."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A program in an account's list."""

    app_id: int
    name: str
    folder: str
    """The folder in which it starts, or that it lies in; empty: unknown."""
    hidden: bool
    favorite: bool
    last_played: int | None
    """Unix time in seconds."""


def parse_shortcuts(data: bytes) -> tuple[Shortcut, ...]:
    """The shortcuts in the file. Raises BrokenFileError, with every shortcut that is not damaged."""
    parsed = parse_binary(data)
    if parsed.error is None and isinstance(parsed.root.get("shortcuts"), dict):
        return tuple(_shortcuts(node(parsed.root, "shortcuts")))
    found = tuple(shortcut for part in _parts(data) for shortcut in _shortcuts(part))
    raise BrokenFileError(parsed.error or "It has no list of shortcuts.", found or None)


def _parts(data: bytes) -> Iterator[Node]:
    """What can be read of each shortcut in a damaged file; one that is damaged itself is left out."""
    starts = [found.start() for found in _SHORTCUT.finditer(data)]
    for start, end in pairwise([*starts, len(data)]):
        part = parse_binary(data[start:end])
        if part.error is None:
            yield part.root


def _shortcuts(listed: Node) -> Iterator[Shortcut]:
    for _key, values in nodes(listed):
        name, program = text(values, "appname"), text(values, "exe")
        if not name and not program:
            continue
        tags = [tag.lower() for tag in node(values, "tags").values() if isinstance(tag, str)]
        yield Shortcut(
            (integer(values, "appid") or 0) % (1 << 32) or computed_id(_raw(values, "exe"), _raw(values, "appname")),
            name or _base(program),
            _unquoted(text(values, "startdir")).rstrip("/\\") or _folder(program),
            bool(integer(values, "ishidden")),
            "favorite" in tags,
            moment(integer(values, "lastplaytime")),
        )


def computed_id(program: str, name: str) -> int:
    """The app id that Steam gave shortcuts before it stored one: of the program as it is written, with its quotes."""
    return crc32((program + name).encode()) | 0x80000000


def _raw(values: Node, key: str) -> str:
    return str(values.get(key, ""))


def _unquoted(value: str) -> str:
    return value.strip().strip('"')


def _folder(program: str) -> str:
    return re.sub(r"[\\/][^\\/]*$", "", _program(program)) if re.search(r"[\\/]", program) else ""


def _base(program: str) -> str:
    return re.split(r"[\\/]", _program(program))[-1]


def _program(value: str) -> str:
    """The path in a command: `"/games/a b/run.sh" --fast`."""
    return value[1:].partition('"')[0] if value.startswith('"') else value
