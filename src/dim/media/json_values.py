"""Reading values out of JSON that came from outside: what has another type than expected counts as missing."""

from collections.abc import Mapping
from typing import Any


def text(values: Mapping[str, Any], name: str) -> str | None:
    """A non-empty string, or None."""
    value = values.get(name)
    return value if isinstance(value, str) and value else None


def integer(values: Mapping[str, Any], name: str, default: int = 0) -> int:
    """A whole number, or the default."""
    value = values.get(name)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def number(values: Mapping[str, Any], name: str) -> float | None:
    """A number, or None."""
    value = values.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def flag(values: Mapping[str, Any], name: str) -> bool:
    """True only where it is true."""
    return values.get(name) is True


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; anything else is left out."""
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list | tuple) else []
