"""KeyValues in memory: nested dictionaries whose keys are in lower case, since Valve's keys are case-insensitive."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from dim.media.json_values import LARGEST, clean

Value: TypeAlias = "str | int | float | dict[str, Value]"
Node: TypeAlias = dict[str, Value]
DEEPEST = 64
"""Levels of nesting; Steam's own files have at most ten."""
LONGEST_TEXT = 2_000
_LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Parsed:
    """What could be read, and what was wrong first, as a sentence; None: nothing was."""

    root: Node
    error: str | None = None


def child(parent: Node, key: str) -> Node:
    """The map of a key, which is made if there is none: maps of one key are merged."""
    found = parent.get(key)
    if not isinstance(found, dict):
        found = parent[key] = {}
    return found


def put(parent: Node, key: str, value: Value) -> None:
    """Store a text or number: the last one of a key counts, but none takes the place of a map and all that it holds."""
    if not isinstance(parent.get(key), dict):
        parent[key] = value


def node(values: Node, *keys: str) -> Node:
    """The map at a path of keys (in lower case); empty if there is none."""
    for key in keys:
        found = values.get(key)
        if not isinstance(found, dict):
            return {}
        values = found
    return values


def nodes(values: Node) -> Iterator[tuple[str, Node]]:
    """The maps among the values, with their keys."""
    return ((key, value) for key, value in values.items() if isinstance(value, dict))


def text(values: Node, key: str) -> str:
    """A value as text of at most 2,000 characters; empty if there is none."""
    value = values.get(key)
    if value is None or isinstance(value, dict):
        return ""
    return clean(str(value)[:LONGEST_TEXT]).strip()


def integer(values: Node, key: str) -> int | None:
    """A whole number between -2^63 and 2^64 (text files have all numbers as text), or None."""
    value = values.get(key)
    if isinstance(value, str):
        value = as_integer(value)
    return value if isinstance(value, int) and abs(value) <= 2 * LARGEST + 1 else None


def as_integer(value: str) -> int | None:
    """The whole number that a text is, or None."""
    value = value.strip()
    digits = value.removeprefix("-")
    return int(value) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER else None
