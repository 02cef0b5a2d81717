"""What Steam keeps on disk: installed and owned games, play time, collections, artwork, screenshots.

`read` puts everything together. The parsers are pure: `library_folders`, `manifests`, `login_users`, `app_facts`, and for each
account `userdata`. `installed`, `apps` and `library_cache` read their files only when these changed. `combine` makes a game of
what the files say of each app.

    >>> reading = read_steam("/home/ada/.local/share/Steam")
    >>> [(game.title, game.installed) for game in reading.games if game.is_listed]
    >>> reading = read_steam("/home/ada/.local/share/Steam", reading)  # reads what changed

Formats: https://developer.valvesoftware.com/wiki/KeyValues, https://github.com/SteamDatabase/SteamAppInfo; where Steam itself is
the only source, the tests' writer (`tests/support/games/steam.py`) has them field by field.
"""

from dim.games.steam.model import (
    LISTED_TYPES,
    Account,
    AppType,
    ArtworkFile,
    ArtworkKind,
    Controller,
    Platform,
    Screenshot,
    SteamGame,
)
from dim.games.steam.read import SteamReading, read_steam
from dim.games.steam.roots import SteamRoot, find_roots

__all__ = [
    "LISTED_TYPES",
    "Account",
    "AppType",
    "ArtworkFile",
    "ArtworkKind",
    "Controller",
    "Platform",
    "Screenshot",
    "SteamGame",
    "SteamReading",
    "SteamRoot",
    "find_roots",
    "read_steam",
]
