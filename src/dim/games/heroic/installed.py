"""What is installed: Legendary's `installed.json`, Heroic's for GOG, and Nile's for Amazon."""

import os
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from dim.games.heroic.model import Installation
from dim.games.known_files import BrokenFileError
from dim.games.launcher.values import identifier, line, parse_json, parse_object, path_text, size, systems
from dim.media.json_values import flag, objects

LARGEST = 32 << 20
"""Bytes."""
MOST = 50_000


def parse_legendary(data: bytes) -> Mapping[str, Installation]:
    """Installations by app name, from an object of objects. Raises BrokenFileError."""
    values = parse_object(data)
    named = ((key, one) for key, one in islice(values.items(), MOST) if isinstance(one, Mapping))
    return _by_app((one.get("app_name") or key, one, "install_path", "install_size") for key, one in named)


def parse_gog(data: bytes) -> Mapping[str, Installation]:
    """Installations by product id, from `{"installed": […]}`. Raises BrokenFileError."""
    listed = parse_object(data).get("installed", [])
    if not isinstance(listed, list):
        raise BrokenFileError("It names no installations.")
    found = objects(listed)[:MOST]
    return _by_app((one.get("appName"), one, "install_path", "install_size") for one in found)


def parse_nile(data: bytes) -> Mapping[str, Installation]:
    """Installations by product id, from a list. Raises BrokenFileError."""
    listed = parse_json(data)
    if not isinstance(listed, list):
        raise BrokenFileError("It is no list.")
    return _by_app((one.get("id"), one, "path", "size") for one in objects(listed)[:MOST])


def _by_app(listed: Iterable[tuple[Any, Mapping[str, Any], str, str]]) -> dict[str, Installation]:
    found: dict[str, Installation] = {}
    for app, one, path, bytes_ in listed:
        if name := identifier(app):
            found[name] = Installation(
                path_text(one.get(path)),
                size(one.get(bytes_)),
                line(one.get("title")),
                systems(one.get("platform")),
                flag(one, "is_dlc"),
            )
    return found


def folder_name(installation: Installation) -> str:
    """The name of the folder of an installation; empty: unknown."""
    return os.path.basename(re.sub(r"[\\/]+", "/", installation.path or "").rstrip("/"))
