"""Reads and writes the fields of facts as JSON. What is of another type is left out; what is too long is cut."""

from collections.abc import Mapping
from typing import Any

from dim.media.json_values import clean, objects, text

LONGEST_TEXT, LONGEST_LINE, LONGEST_NAME = 20_000, 500, 200
"""Characters of an overview and of any other text; longer ones are cut."""
MOST_PEOPLE, MOST_PICTURES, MOST_NAMES = 200, 100, 50
"""Of one item; further ones are left out."""
NOTHING: tuple[object, ...] = (None, (), {})
"""The values of fields that say nothing."""


def to_json_value(value: object) -> object:
    """A value of facts as JSON has it; of parts, without what they leave out."""
    if isinstance(value, tuple):
        return [to_json_value(one) for one in value]
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: to_json_value(one)
            for name in value.__dataclass_fields__
            if (one := getattr(value, name)) not in NOTHING
        }
    return value


def objects_of(of: Any, values: Mapping[str, Any], name: str, most: int) -> Any:
    """The first parts of a list that can be read, by the class that reads them (`from_json`)."""
    found = (of.from_json(entry) for entry in objects(values.get(name)))
    return tuple(one for one in found if one is not None)[:most]


def strings(values: Mapping[str, Any], name: str) -> dict[str, str]:
    """Texts by name, cut; empty if it is no object."""
    found = values.get(name)
    if not isinstance(found, Mapping):
        return {}
    return {
        clean(str(key))[:50]: clean(value)[:100]
        for key, value in list(found.items())[:MOST_NAMES]
        if isinstance(value, str) and value
    }


def names(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The names of a list, each once, cut; empty if it is no list."""
    found = values.get(name)
    if not isinstance(found, list | tuple):
        return ()
    return tuple(dict.fromkeys(clean(one)[:LONGEST_LINE] for one in found if isinstance(one, str) and one))[:MOST_NAMES]


def cut(value: str | None, longest: int = LONGEST_LINE) -> str | None:
    """A text that is not too long; None: it is empty."""
    return value[:longest] if value else None


def rating_of(value: float | None) -> float | None:
    """A rating; None: it is out of range."""
    return value if value is not None and 0 < value <= 10 else None


def line(values: Mapping[str, Any], name: str) -> str | None:
    """A short text; None: it is empty or of another type."""
    return cut(text(values, name))
