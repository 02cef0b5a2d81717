"""Reading values out of JSON that came from outside: what has another type than expected counts as missing."""

from collections.abc import Mapping
from typing import Any, TypeGuard

LARGEST = 2**63 - 1
"""The largest whole number that databases store."""


def text(values: Mapping[str, Any], name: str) -> str | None:
    """A non-empty string, or None."""
    value = values.get(name)
    return clean(value) or None if isinstance(value, str) else None


def clean(value: str) -> str:
    """Text that responses and databases can carry: lone surrogates become question marks, U+0000 is left out."""
    return value.encode("utf-8", "replace").decode().replace("\0", "")


def integer(values: Mapping[str, Any], name: str, default: int = 0) -> int:
    """A whole number, or the default."""
    value = values.get(name)
    return int(value) if _is_number(value) else default


def number(values: Mapping[str, Any], name: str) -> float | None:
    """A finite number, or None."""
    value = values.get(name)
    return float(value) if _is_number(value) else None


def _is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a number that JSON and databases can carry: no infinity, no NaN, and not too large."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def flag(values: Mapping[str, Any], name: str) -> bool:
    """True only where it is true."""
    return values.get(name) is True


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; anything else is left out."""
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list | tuple) else []
