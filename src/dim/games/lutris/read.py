"""Reads everything that Lutris keeps on disk."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from dim.games.launcher.folder_images import ImageFolders
from dim.games.launcher.installed_paths import Installed, InstalledPaths, missing_folders, watched_folders
from dim.games.launcher.reread import RETRY_SECONDS, retry_all
from dim.games.lutris.rows import LutrisGame, read_games
from dim.games.model import NO_ACCOUNT, ArtworkKind, Game, GameImage, GameReading, Play
from dim.games.sqlite_copy import DatabaseReader

LARGEST = 256 << 20
"""Bytes, of the database."""
_EXTENSIONS = (".jpg", ".png", ".webp", ".jpeg")
_DATA = (".local/share", "data")
"""Where programs have their data: in home folders, and in those of Flatpaks."""


class LutrisReader:
    """Reads Lutris's data folder."""

    def __init__(self, path: str, retry_seconds: float = RETRY_SECONDS) -> None:
        """`path`: the folder with `pga.db`. A damaged database is read once more after `retry_seconds`."""
        path = os.path.normpath(path)
        self._root, self._retry_seconds = path, retry_seconds
        self._database = DatabaseReader(os.path.join(path, "pga.db"), LARGEST, read_games)
        self._images = ImageFolders()
        cache = _cache_folder(path)
        self._folders: Mapping[ArtworkKind, tuple[str, Sequence[str]]] = {
            "poster": ("", [os.path.join(folder, "coverart") for folder in (path, *cache)]),
            "wide": ("", [os.path.join(folder, "banners") for folder in (path, *cache)]),
            "icon": ("lutris_", [os.path.join(os.path.dirname(path), "icons/hicolor/128x128/apps")]),
        }

    def read(self) -> GameReading:
        """Read what is on disk; blocks. No content of a file raises an error, and nothing is written."""
        self._images.begin()
        self._database.read()
        failed = retry_all([self._database], self._retry_seconds)
        paths = InstalledPaths(self._root)
        games: list[Game] = []
        places: list[Installed] = []
        for row in self._database.value or ():
            place = paths.find(row.directory) if row.installed else Installed(None)
            games.append(self._game(row, place))
            places.append(place)
        missing = missing_folders(self._root, places)
        folders = [folder for _prefix, listed in self._folders.values() for folder in listed]
        return GameReading(tuple(games), (), missing, failed, watched_folders([self._root, *folders], missing))

    def _game(self, row: LutrisGame, place: Installed) -> Game:
        return Game(
            source="lutris",
            source_id=row.id,
            title=row.title,
            installed=row.installed,
            missing=place.missing,
            install_path=place.path,
            launch=f"lutris:rungameid/{row.id}",
            platforms=row.platforms,
            release_date=row.year,
            ids=row.ids,
            plays={NO_ACCOUNT: row.play} if row.play != Play() else {},
            artwork=self._artwork(row.slug),
        )

    def _artwork(self, slug: str) -> dict[ArtworkKind, GameImage]:
        """The images that bear the name of a game."""
        found: dict[ArtworkKind, GameImage] = {}
        for kind, (prefix, folders) in self._folders.items() if slug else ():
            for folder in folders:
                listed = self._images.images(folder)
                names = (f"{prefix}{slug}{extension}" for extension in _EXTENSIONS)
                image = next((listed[name] for name in names if name in listed), None)
                if image is not None:
                    found.setdefault(kind, image)
        return found


def _cache_folder(path: str) -> list[str]:
    """Where older versions keep images: `~/.cache/lutris` for `~/.local/share/lutris`, and so in a Flatpak."""
    folder = Path(path).parent.as_posix()
    for data in _DATA:
        if folder.endswith("/" + data):
            return [os.path.join(folder.removesuffix(data), ".cache" if data.startswith(".") else "cache", "lutris")]
    return []
