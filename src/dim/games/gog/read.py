"""Reads what GOG's installers and Galaxy keep on disk."""

import os
from collections.abc import Mapping

from dim.games.gog import galaxy, info_files
from dim.games.gog.galaxy import GalaxyGame
from dim.games.gog.info_files import Product
from dim.games.gog.installations import Installation, Installations
from dim.games.known_folders import entries
from dim.games.launcher.installed_paths import Installed, InstalledPaths, missing_folders, watched_folders
from dim.games.launcher.reread import RETRY_SECONDS, RereadFiles, retry_all
from dim.games.model import NO_ACCOUNT, Game, GameAccount, GameReading, GameType, Play
from dim.games.sqlite_copy import DatabaseReader

DATABASE = "galaxy-2.0.db"
STORAGES = ("storage", "Storage", "")
"""Where Galaxy's folder has its database: on Windows, on macOS."""
_NOTHING = GalaxyGame()


class GogReader:
    """Reads a folder below which games are installed, or Galaxy's folder, or one that is both."""

    def __init__(self, path: str, retry_seconds: float = RETRY_SECONDS) -> None:
        """Damaged files may be half-written: they are read once more after `retry_seconds`."""
        self._root, self._retry_seconds = os.path.normpath(path), retry_seconds
        self._installations = Installations(self._root)
        self._found: dict[str, Installation] = {}
        self._infos = RereadFiles(
            info_files.parse_info, info_files.LARGEST, expected=False, check=info_files.check_name
        )
        self._linux_infos = RereadFiles(info_files.parse_linux_info, info_files.LARGEST, expected=False)
        self._database: DatabaseReader[Mapping[str, GalaxyGame]] | None = None

    def read(self) -> GameReading:
        """Read what is on disk; blocks. No content of a file raises an error, and nothing is written."""
        self._infos.begin()
        self._linux_infos.begin()
        is_empty = next(entries(self._root), None) is None
        if not (self._found and is_empty):  # a folder that became empty is one on which a drive was mounted
            self._find()
        for one in self._found.values():
            self._infos.read_all(
                os.path.dirname(one.infos[0]) if one.infos else one.path, map(os.path.basename, one.infos)
            )
            self._linux_infos.read_all(one.path, [os.path.basename(one.linux_info)] if one.linux_info else ())
        databases = [self._database] if self._database is not None else []
        for database in databases:
            database.read()
        failed = retry_all([self._infos, self._linux_infos, *databases], self._retry_seconds)
        known = (self._database.value if self._database is not None else None) or {}
        products = self._products()
        paths = InstalledPaths(self._root)
        games: list[Game] = []
        places: list[Installed] = []
        for product_id in dict.fromkeys((*products, *known)):
            product, folder = products.get(product_id, (None, None))
            about = known.get(product_id, _NOTHING)
            place = self._place(folder) if folder else paths.find(about.path)
            game = self._game(product_id, product, about, place)
            if game is not None:
                games.append(game)
                places.append(place)
        accounts = sorted({account for one in games for account in one.plays} - {NO_ACCOUNT})
        missing = missing_folders(self._root, places)
        folders = [self._root, *(os.path.dirname(one.path) for one in self._found.values())]
        storage = [os.path.dirname(one.path) for one in databases]
        return GameReading(
            tuple(games),
            tuple(GameAccount(account, None, len(accounts) == 1) for account in accounts),
            missing,
            failed,
            watched_folders([*folders, *storage], missing),
        )

    def _find(self) -> None:
        """Look for installations, and for the database."""
        self._found = {one.path: one for one in self._installations.find()}
        if self._database is None:
            candidates = (os.path.join(self._root, storage, DATABASE) for storage in STORAGES)
            path = next((path for path in candidates if os.path.lexists(path)), None)
            self._database = DatabaseReader(path, galaxy.LARGEST, galaxy.read_games) if path is not None else None

    def _place(self, folder: str) -> Installed:
        is_away = not os.path.isdir(folder)
        return Installed(folder, is_away, self._root if is_away else None)

    def _products(self) -> dict[str, tuple[Product, str]]:
        """What is installed, by id, with its folder."""
        found: dict[str, tuple[Product, str]] = {}
        for one in self._found.values():
            about = [self._infos.value(path) for path in one.infos]
            if not one.infos and one.linux_info is not None:
                about = [self._linux_infos.value(one.linux_info)]
            is_linux = one.linux_info is not None
            for product in about:
                if product is not None:
                    found.setdefault(
                        product.id, (Product(product.id, product.title, product.parent, is_linux), one.path)
                    )
        return found

    def _game(self, product_id: str, product: Product | None, about: GalaxyGame, place: Installed) -> Game | None:
        title = about.title or (product.title if product is not None else "") or os.path.basename(place.path or "")
        if not title:
            return None
        parent = (product.parent if product is not None else None) or about.parent
        kind: GameType = "dlc" if parent or about.is_dlc else "game" if about.is_visible else "other"
        is_installed = product is not None or about.is_installed
        has_id = product_id.isdecimal()
        return Game(
            source="gog",
            source_id=product_id,
            title=title,
            type=kind,
            installed=is_installed,
            missing=is_installed and place.missing,
            install_path=place.path if is_installed else None,
            launch=f"goggalaxy://openGameView/{product_id}" if self._database and has_id and kind != "dlc" else None,
            platforms=("linux",) if product is not None and product.is_linux else about.platforms,
            developers=about.names("developers"),
            publishers=about.names("publishers"),
            genres=about.names("genres"),
            release_date=about.release_date,
            overview=about.overview,
            rating=about.rating,
            parent=parent,
            ids={**({"gog": product_id} if has_id else {}), **({"steam": about.steam_id} if about.steam_id else {})},
            plays={account: play for account, play in about.plays.items() if play != Play()},
        )
