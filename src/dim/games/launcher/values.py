"""Reading values that launchers wrote, as JSON or in databases: what has another type than expected counts as missing."""

import html
import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

from dim.games.known_files import BrokenFileError
from dim.media.json_values import LARGEST, clean

LONGEST_LINE, LONGEST_TEXT, LONGEST_ID = 1_000, 10_000, 200
MOST_NAMES = 50
"""Of developers, publishers, genres and platforms each."""
_LATEST = 1 << 35
_MOST_SECONDS = 1 << 32
_LARGEST = 1 << 50
"""Bytes, of anything that is installed."""
_TAGS = re.compile(r"<[^<>]*>")
_SIZE = re.compile(r"^(\d{1,15}(?:[.,]\d{1,9})?)\s?([KMGT]?)(i?)B?$", re.IGNORECASE | re.ASCII)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_DATE = re.compile(r"^(\d{4})(-\d\d-\d\d)?(?=$|[T ])", re.ASCII)
_SYSTEMS: Mapping[str, str] = {
    "windows": "windows", "win32": "windows", "win": "windows", "mac": "mac", "osx": "mac", "macos": "mac", "darwin": "mac",
    "linux": "linux",
}  # fmt: skip


def parse_json(data: bytes) -> Any:
    """The value in a JSON file, with or without a byte order mark. Raises BrokenFileError."""
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BrokenFileError(f"It is no JSON (line {error.lineno}).") from error


def parse_object(data: bytes) -> Mapping[str, Any]:
    """The object in a JSON file. Raises BrokenFileError."""
    value = parse_json(data)
    if not isinstance(value, dict):
        raise BrokenFileError("It is no JSON object.")
    return value


def object_of(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object of a name; empty if there is none."""
    value = values.get(name)
    return value if isinstance(value, Mapping) else {}


def line(value: object, longest: int = LONGEST_LINE) -> str:
    """A text of one line; empty if it is no text."""
    return " ".join(clean(value[:longest]).split()) if isinstance(value, str) else ""


def identifier(value: object) -> str:
    """An id, which may be a number; empty if there is none, or if none can look like that."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST:
        return str(value)
    if not isinstance(value, str) or len(value) > LONGEST_ID or not value.isprintable():
        return ""
    return clean(value).strip()


def path_text(value: object) -> str | None:
    """A path as a launcher wrote it, for showing; None: there is none."""
    found = clean(value) if isinstance(value, str) and len(value) <= 4_096 else ""
    return found if found.strip() and min(found) >= " " else None


def plain_text(value: object) -> str | None:
    """A description without its HTML tags; None: there is none."""
    if not isinstance(value, str):
        return None
    text = html.unescape(_TAGS.sub(" ", clean(value[:LONGEST_TEXT])))
    lines = (" ".join(one.split()) for one in text.splitlines())
    return "\n".join(one for one in lines if one) or None


def names(value: object) -> tuple[str, ...]:
    """The names in a list, or in a text with commas; each once."""
    listed: Iterable[object] = value.split(",", MOST_NAMES) if isinstance(value, str) else ()
    if isinstance(value, list | tuple):
        listed = value[: MOST_NAMES * 4]
    return tuple(dict.fromkeys(name for one in listed if (name := line(one))))[:MOST_NAMES]


def systems(value: object) -> tuple[str, ...]:
    """Those of windows, mac and linux that names stand for."""
    found = (_SYSTEMS.get(name.lower()) for name in names(value))
    return tuple(dict.fromkeys(name for name in found if name))


def number(value: object) -> float | None:
    """A finite number, which may be written as a text, or None."""
    if isinstance(value, str) and len(value) <= 32 and value.isascii():
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return float(value) if math.isfinite(value) else None
    return None


def seconds(value: object, unit: int) -> int:
    """A time that was played, in seconds, from a number of units of so many seconds; 0 if there is none."""
    found = number(value)
    return min(_MOST_SECONDS, round(found * unit)) if found is not None and found > 0 else 0


def moment(value: object) -> int | None:
    """A time in Unix time (seconds), from that, or from ISO 8601 (UTC if it says nothing else); None: there is none."""
    if isinstance(value, str) and not value.strip().isdigit():
        try:
            found = datetime.fromisoformat(value.strip()[:40])
            value = (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return None
    at = number(value)
    return int(at) if at is not None and 86_400 < at < _LATEST else None


def date(value: object) -> str | None:
    """A date in ISO 8601, from that or from Unix time; None: there is none. A year may be alone."""
    if isinstance(value, str) and (found := _DATE.match(value.strip()[:40])):
        year, rest = found[1], found[2] or ""
        if not rest:
            return year if year > "1900" else None
        try:
            day = datetime.fromisoformat(year + rest)
        except ValueError:
            return None
        return day.date().isoformat() if year > "1900" else None
    at = number(value)
    if at is None:
        return None
    if 1900 < at < 2200 and at == int(at):
        return str(int(at))
    return datetime.fromtimestamp(at, UTC).date().isoformat() if 86_400 < at < _LATEST else None


def size(value: object) -> int:
    """Bytes, from a number, or from a text such as `1.5 GiB`; 0 if nothing is known."""
    if isinstance(value, str) and (found := _SIZE.match(value.strip()[:40])):
        base = 1024 if found[3] else 1000
        value = float(found[1].replace(",", ".")) * base ** _POWERS[found[2].lower()]
    at = number(value)
    return min(int(at), _LARGEST) if at is not None and at > 0 else 0


def page(value: object, *domains: str) -> str | None:
    """The address of a page (https) in one of the domains or below it; None: it is none."""
    address = line(value)
    try:
        parts = urlsplit(address)
        host, has_user = parts.hostname or "", "@" in parts.netloc
    except ValueError:
        return None
    is_theirs = any(host == domain or host.endswith("." + domain) for domain in domains)
    return address if parts.scheme == "https" and is_theirs and not has_user and " " not in address else None
