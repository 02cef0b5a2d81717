"""Makes a game of what the files say of each app. Pure."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence

from dim.games.steam.app_facts import AppFacts
from dim.games.steam.installed import InstalledApp
from dim.games.steam.library_cache import Images
from dim.games.steam.manifests import tool_by_name
from dim.games.steam.model import Account, AppType, Screenshot, SteamGame
from dim.games.steam.userdata.login_users import account_id
from dim.games.steam.userdata.read_accounts import AccountData
from dim.games.steam.userdata.shortcuts import Shortcut

_NOTHING_KNOWN = AppFacts("", None, (), (), (), (), None, None, None)


class Combiner:
    """Puts games together."""

    def __init__(
        self,
        accounts: Sequence[Account],
        data: Sequence[AccountData],
        facts: Mapping[int, AppFacts],
        cached: Callable[[int], Images],
    ) -> None:
        """`data` in the order of the accounts: the artwork of the first one counts. `cached`: the publisher's images of an app."""
        self._accounts, self._data, self._facts, self._cached = accounts, data, facts, cached

    def games(self, installed: Mapping[int, InstalledApp]) -> tuple[SteamGame, ...]:
        """Every app and shortcut, by app id."""
        found = {
            app_id: self._installed(app_id, app) for app_id, app in installed.items() if self._is_known(app_id, app)
        }
        owned = {app_id for one in self._data for app_id in one.played}
        for app_id in owned - found.keys():
            facts = self._facts.get(app_id)
            if facts is not None and facts.name:
                found[app_id] = self._game(app_id, facts, facts.name, facts.type or tool_by_name(facts.name))
        found |= self._shortcuts()
        return tuple(found[app_id] for app_id in sorted(found))

    def _is_known(self, app_id: int, app: InstalledApp) -> bool:
        """Whether there is a manifest, or at least a name: library folders that are away list ids only."""
        facts = self._facts.get(app_id)
        return app.steamapps is not None or bool(facts and facts.name)

    def _installed(self, app_id: int, app: InstalledApp) -> SteamGame:
        manifest, facts = app.manifest, self._facts.get(app_id, _NOTHING_KNOWN)
        title = facts.name or manifest.name or " ".join(manifest.folder[-1:]) or f"App {app_id}"
        kind = facts.type or tool_by_name(title)
        last_played = self._last_played(app_id)
        if not last_played and manifest.last_played is not None and (account := self._owner(manifest.last_owner)):
            last_played = {account: manifest.last_played}
        path = None
        if manifest.folder and app.steamapps is not None:
            path = os.path.join(app.steamapps, "music" if kind == "music" else "common", *manifest.folder)
        return self._game(
            app_id, facts, title, kind,
            installed=manifest.installed, updating=manifest.updating, missing=app.missing, size=manifest.size, install_path=path,
            library_folder=app.folder, last_played=last_played,
        )  # fmt: skip

    def _owner(self, steam_id: int | None) -> int | None:
        """The account that an app's time counts for: the one that installed it, else the most recent one."""
        account = account_id(steam_id)
        known = [one.id for one in self._accounts]
        return account if account in known else known[0] if known else None

    def _last_played(self, app_id: int) -> dict[int, int]:
        return {
            one.account: played.last_played
            for one in self._data
            if (played := one.played.get(app_id)) is not None and played.last_played is not None
        }

    def _game(
        self,
        app_id: int,
        facts: AppFacts,
        title: str,
        kind: AppType,
        *,
        installed: bool = False,
        updating: bool = False,
        missing: bool = False,
        size: int = 0,
        install_path: str | None = None,
        library_folder: str | None = None,
        last_played: Mapping[int, int] | None = None,
    ) -> SteamGame:
        data = self._data
        return SteamGame(
            app_id=app_id,
            title=title,
            type=kind,
            installed=installed,
            updating=updating,
            missing=missing,
            size=size,
            install_path=install_path,
            library_folder=library_folder,
            play_time={
                one.account: played.seconds
                for one in data
                if (played := one.played.get(app_id)) is not None and played.seconds
            },
            last_played=self._last_played(app_id) if last_played is None else last_played,
            favorite=_accounts(one for one in data if app_id in one.collections.favorite),
            hidden=_accounts(one for one in data if app_id in one.collections.hidden),
            platforms=facts.platforms,
            developers=facts.developers,
            publishers=facts.publishers,
            genres=facts.genres,
            release_date=facts.release_date,
            controller=facts.controller,
            parent=facts.parent,
            artwork=self._artwork(app_id),
            screenshots=tuple(
                Screenshot(path, one.account) for one in data for path in one.screenshots.get(app_id, ())
            ),
        )

    def _artwork(self, app_id: int) -> Images:
        chosen = [one.grid[app_id] for one in reversed(self._data) if app_id in one.grid]
        cached = self._cached(app_id)
        return {kind: image for images in (cached, *chosen) for kind, image in images.items()} if chosen else cached

    def _shortcuts(self) -> dict[int, SteamGame]:
        """Each program once, with what the accounts that have it say."""
        by_id: dict[int, list[tuple[AccountData, Shortcut]]] = {}
        for one in self._data:
            for shortcut in one.shortcuts:
                by_id.setdefault(shortcut.app_id, []).append((one, shortcut))
        return {app_id: self._shortcut(app_id, listed) for app_id, listed in by_id.items()}

    def _shortcut(self, app_id: int, listed: Sequence[tuple[AccountData, Shortcut]]) -> SteamGame:
        first, data = listed[0][1], self._data
        favorite = _accounts(one for one, shortcut in listed if shortcut.favorite)
        hidden = _accounts(one for one, shortcut in listed if shortcut.hidden)
        last_played = {
            one.account: shortcut.last_played for one, shortcut in listed if shortcut.last_played is not None
        }
        known = self._game(app_id, _NOTHING_KNOWN, first.name, "game")
        return SteamGame(
            app_id=app_id,
            title=first.name,
            is_shortcut=True,
            installed=True,
            install_path=first.folder or None,
            play_time=known.play_time,
            last_played={**known.last_played, **last_played},
            favorite=favorite | _accounts(one for one in data if app_id in one.collections.favorite),
            hidden=hidden | _accounts(one for one in data if app_id in one.collections.hidden),
            artwork=known.artwork,
            screenshots=known.screenshots,
        )


def _accounts(data: Iterable[AccountData]) -> frozenset[int]:
    return frozenset(one.account for one in data)
