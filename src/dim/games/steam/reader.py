"""Steam's root folder as a library of games."""

import os
from collections.abc import Sequence

from dim.games.files import FailedFile
from dim.games.model import Game, GameAccount, GameImage, GameReading, GameScreenshot, Play
from dim.games.steam.manifests import NAME
from dim.games.steam.model import SteamGame
from dim.games.steam.read import SteamReading, read_steam
from dim.games.steam.roots import steamapps_folder

SOURCE = "steam"


class SteamReader:
    """Reads Steam's root folder again and again (`dim.games.model.GameReader`)."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._last: SteamReading | None = None
        self._games: tuple[Game, ...] = ()

    def read(self) -> GameReading:
        """What is on disk now. Blocks."""
        before = self._last
        self._last = now = read_steam(self._root, before)
        if before is None or now.games is not before.games:
            self._games = tuple(_game(one) for one in now.games)
        return GameReading(
            games=self._games,
            accounts=tuple(GameAccount(str(one.id), one.name, one.most_recent) for one in now.accounts),
            missing_folders=now.missing_folders, failed=now.failed, unsure=_unsure(now.failed), watched=self._watched(now),
        )  # fmt: skip

    def _watched(self, reading: SteamReading) -> tuple[str, ...]:
        """The folders whose files tell of installs, play time, collections and artwork."""
        found = [
            self._root,
            *(os.path.join(self._root, name) for name in ("config", "appcache", "appcache/librarycache")),
        ]
        found += [path for folder in reading.library_folders if (path := steamapps_folder(folder)) is not None]
        for account in reading.accounts:
            config = os.path.join(self._root, "userdata", str(account.id), "config")
            found += [config, os.path.join(config, "grid"), os.path.join(config, "cloudstorage")]
        return tuple(dict.fromkeys(path for path in found if os.path.isdir(path)))


def _unsure(failed: Sequence[FailedFile]) -> frozenset[str] | None:
    """The apps whose manifests failed; None: another file did, which may tell of any."""
    names = [NAME.match(os.path.basename(one.path)) for one in failed]
    return None if None in names else frozenset(name[1] for name in names if name is not None)


def _game(of: SteamGame) -> Game:
    accounts = {*of.play_time, *of.last_played, *of.favorite, *of.hidden}
    return Game(
        source=SOURCE, source_id=str(of.game_id), title=of.title, type=of.type, installed=of.installed, updating=of.updating,
        missing=of.missing, size=of.size, install_path=of.install_path, launch=of.launch,
        store_page=None if of.is_shortcut else f"https://store.steampowered.com/app/{of.app_id}/",
        platforms=of.platforms, developers=of.developers, publishers=of.publishers, genres=of.genres,
        release_date=of.release_date, controller=of.controller, parent=str(of.parent) if of.parent is not None else None,
        ids={} if of.is_shortcut else {SOURCE: str(of.app_id)},
        plays={
            str(one): Play(of.play_time.get(one, 0), of.last_played.get(one), one in of.favorite, one in of.hidden)
            for one in sorted(accounts)
        },
        artwork={kind: GameImage(one.path, one.by_user, one.modified_ns) for kind, one in of.artwork.items()},
        screenshots=tuple(GameScreenshot(one.path, str(one.account)) for one in of.screenshots),
    )  # fmt: skip
