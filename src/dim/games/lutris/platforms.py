"""What Lutris calls systems and services, in our words."""

from collections.abc import Mapping

_PLATFORMS: Mapping[str, str] = {
    "windows": "windows", "linux": "linux", "macos": "mac", "mac": "mac", "ms-dos": "dos", "nintendo nes": "nes",
    "nintendo snes": "snes", "nintendo 64": "n64", "nintendo gamecube": "gc", "nintendo wii": "wii", "nintendo wii u": "wiiu",
    "nintendo game boy": "gb", "nintendo game boy color": "gbc", "nintendo game boy advance": "gba", "nintendo ds": "nds",
    "nintendo 3ds": "3ds", "nintendo switch": "switch", "sony playstation": "psx", "sony playstation 2": "ps2",
    "sony playstation 3": "ps3", "sony playstation portable": "psp", "sega genesis": "megadrive", "sega mega drive": "megadrive",
    "sega master system": "mastersystem", "sega game gear": "gamegear", "sega saturn": "saturn", "sega dreamcast": "dreamcast",
    "nec pc engine turbografx-16": "pcengine", "snk neo geo": "neogeo", "arcade": "arcade", "amiga": "amiga",
    "commodore 64": "c64", "msx": "msx",
}  # fmt: skip
_BY_RUNNER: Mapping[str, str] = {
    "linux": "linux",
    "wine": "windows",
    "dosbox": "dos",
    "scummvm": "scummvm",
    "mame": "arcade",
}
_SERVICES: Mapping[str, str] = {
    "steam": "steam", "steamwindows": "steam", "winesteam": "steam", "egs": "epic", "legendary": "epic", "gog": "gog",
    "amazon": "amazon", "itchio": "itch", "humblebundle": "humble", "battlenet": "battlenet", "ubisoft": "ubisoft",
    "origin": "ea", "ea_app": "ea",
}  # fmt: skip


def platforms(name: str, runner: str) -> tuple[str, ...]:
    """What a game runs on, by what Lutris calls it, else by what runs it; empty: unknown."""
    known = _PLATFORMS.get(name.lower()) or _BY_RUNNER.get(runner.lower())
    return (known,) if known else ()


def ids(service: str, service_id: str) -> Mapping[str, str]:
    """The id of a game that Lutris knows from another service, by service."""
    known = _SERVICES.get(service.lower())
    return {known: service_id} if known and service_id else {}
