"""What appinfo.vdf says of an app, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from dim.games.steam.manifests import moment
from dim.games.steam.model import AppType, Controller, Platform
from dim.games.vdf import Node, integer, node, nodes, text

T = TypeVar("T")
SECTIONS: Mapping[str, frozenset[str]] = {"common": frozenset({"associations", "genres"}), "extended": frozenset()}
"""The sections of appinfo.vdf that are read here, with their maps."""
_TYPES: Mapping[str, AppType] = {
    "game": "game", "demo": "demo", "beta": "beta", "application": "application", "tool": "tool", "config": "config",
    "music": "music", "dlc": "dlc",
}  # fmt: skip
_PLATFORMS: Mapping[str, Platform] = {"windows": "windows", "macos": "mac", "mac": "mac", "linux": "linux"}
_CONTROLLERS: Mapping[str, Controller] = {"full": "full", "partial": "partial"}
GENRES = {
    1: "Action", 2: "Strategy", 3: "RPG", 4: "Casual", 9: "Racing", 18: "Sports", 23: "Indie", 25: "Adventure", 28: "Simulation",
    29: "Massively Multiplayer", 37: "Free to Play", 50: "Accounting", 51: "Animation & Modeling", 52: "Audio Production",
    53: "Design & Illustration", 54: "Education", 55: "Photo Editing", 56: "Software Training", 57: "Utilities",
    58: "Video Production", 59: "Web Publishing", 60: "Game Development", 70: "Early Access", 71: "Sexual Content", 72: "Nudity",
    73: "Violent", 74: "Gore", 81: "Documentary", 84: "Tutorial",
}  # fmt: skip
"""Steam's names of its genres, by the numbers in appinfo.vdf."""
MOST_NAMES = 50
"""Of developers, publishers and genres each."""


@dataclass(frozen=True, slots=True)
class AppFacts:
    """What is known of an app, installed or not."""

    name: str
    """Empty: unknown."""
    type: AppType | None
    platforms: tuple[Platform, ...]
    developers: tuple[str, ...]
    publishers: tuple[str, ...]
    genres: tuple[str, ...]
    release_date: str | None
    """ISO 8601; the first release anywhere, if known, else the one on Steam."""
    controller: Controller | None
    parent: int | None


def app_facts(info: Node) -> AppFacts:
    """The facts in a map `appinfo`."""
    common, extended = node(info, "common"), node(info, "extended")
    listed = (text(common, "oslist") or text(extended, "oslist")).lower().split(",")
    kind = text(common, "type").lower()
    return AppFacts(
        text(common, "name"),
        _TYPES.get(kind, "other") if kind else None,
        _unique([_PLATFORMS[name.strip()] for name in listed if name.strip() in _PLATFORMS]),
        _companies(common, "developer") or _unique([text(extended, "developer")]),
        _companies(common, "publisher") or _unique([text(extended, "publisher")]),
        _unique([GENRES.get(integer(node(common, "genres"), key) or 0, "") for key in node(common, "genres")]),
        _date(common, "original_release_date") or _date(common, "steam_release_date"),
        _CONTROLLERS.get(text(common, "controller_support").lower()),
        integer(common, "parent") or integer(extended, "dlcforappid") or None,
    )


def _companies(common: Node, kind: str) -> tuple[str, ...]:
    listed = nodes(node(common, "associations"))
    return _unique([text(one, "name") for _key, one in listed if text(one, "type").lower() == kind])


def _unique(values: list[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(value for value in values if value))[:MOST_NAMES]


def _date(common: Node, key: str) -> str | None:
    value = moment(integer(common, key))
    return datetime.fromtimestamp(value, UTC).date().isoformat() if value is not None else None
