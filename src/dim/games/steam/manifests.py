"""App manifests: `steamapps/appmanifest_<app id>.acf`, one for each app that is installed or being installed."""

import os
import re
from dataclasses import dataclass
from typing import Literal

from dim.games.known_files import BrokenFileError
from dim.games.vdf import integer, node, parse_text, text

NAME = re.compile(r"^appmanifest_([1-9]\d{0,9})\.acf$", re.IGNORECASE)
LARGEST = 4 << 20
"""Bytes; real ones have some kilobytes."""
_FULLY_INSTALLED = 4
_UPDATING = 2 | 256 | 512 | 1024 | 65536 | 131072 | 262144 | 524288 | 1048576 | 2097152 | 4194304 | 8388608
"""UpdateRequired, UpdateRunning, UpdatePaused, UpdateStarted, and the steps of an update."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What Steam knows of an app on this machine."""

    app_id: int
    name: str
    """Empty: unknown."""
    installed: bool
    updating: bool
    folder: tuple[str, ...]
    """Its folder below `common` or `music`, in parts; empty if there is none that lies inside."""
    size: int
    """Bytes."""
    last_played: int | None
    """Unix time in seconds."""
    last_owner: int | None
    """The account (id of 64 bits) that installed it."""


def parse_manifest(data: bytes) -> Manifest:
    """A manifest. Raises BrokenFileError."""
    parsed = parse_text(data)
    state = node(parsed.root, "appstate")
    app_id, flags = integer(state, "appid"), integer(state, "stateflags")
    if parsed.error is not None:
        raise BrokenFileError(parsed.error)
    if app_id is None or not 0 < app_id < 1 << 32:
        raise BrokenFileError("It has no app id.")
    if flags is None:
        raise BrokenFileError("It has no state.")
    return Manifest(
        app_id,
        text(state, "name") or text(node(state, "userconfig"), "name"),
        bool(flags & _FULLY_INSTALLED),
        bool(flags & _UPDATING),
        inside(text(state, "installdir")),
        max(0, integer(state, "sizeondisk") or 0),
        moment(integer(state, "lastplayed")),
        integer(state, "lastowner") or None,
    )


def check_name(path: str, manifest: Manifest) -> None:
    """Raises BrokenFileError: the manifest belongs to another app than its name says."""
    name = NAME.match(os.path.basename(path))
    if name is None or int(name[1]) != manifest.app_id:
        raise BrokenFileError(f"Its name and what it says ({manifest.app_id}) are about two apps.")


def inside(path: str) -> tuple[str, ...]:
    """The parts of a path that stays below the folder that it is relative to; empty if it does not."""
    parts = tuple(part for part in re.split(r"[\\/]", path) if part != ".")
    leads_out = any(part.strip(". ") == "" or ":" in part or "\0" in part for part in parts)
    return () if leads_out else parts


_NEVER = 86_400
_LATEST = 1 << 35


def moment(value: int | None) -> int | None:
    """A time that Steam wrote (Unix time, seconds), or None: it writes 0, and 86400, for what never was."""
    return value if value is not None and _NEVER < value < _LATEST else None


def tool_by_name(name: str) -> Literal["tool", "game"]:
    """What an app of which nothing but its name is known seems to be."""
    return "tool" if _TOOLS.match(name) else "game"


_TOOLS = re.compile(r"^(Proton\b|Steam Linux Runtime\b|Steamworks Common Redistributables)", re.IGNORECASE)
