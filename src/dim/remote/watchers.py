"""Clients that want to know what plays on players."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dim.accounts.rights import User
from dim.remote.model import Channel


@dataclass(slots=True, eq=False)
class Watcher:
    """A client with its user of now. `players`: ids; None: all that it may see."""

    channel: Channel
    user: User
    players: frozenset[int] | None = frozenset()
    told: set[int] = field(default_factory=set)
    """The players that it knows of."""


class Watchers:
    """Finds who watches a player without asking all."""

    def __init__(self) -> None:
        self._everything: dict[Watcher, None] = {}
        self._by_player: dict[int, dict[Watcher, None]] = {}

    def watch(self, watcher: Watcher, players: frozenset[int] | None) -> None:
        """Change what a client watches; nothing: an empty set."""
        self.remove(watcher)
        watcher.players = players
        if players is None:
            self._everything[watcher] = None
        for player_id in players or ():
            self._by_player.setdefault(player_id, {})[watcher] = None

    def remove(self, watcher: Watcher) -> None:
        """Forget a client."""
        self._everything.pop(watcher, None)
        for player_id in watcher.players or ():
            rest = self._by_player.get(player_id, {})
            rest.pop(watcher, None)
            if not rest:
                self._by_player.pop(player_id, None)
        watcher.players = frozenset()

    def of(self, player_id: int) -> Iterator[Watcher]:
        """Those that watch a player, whether they may or not."""
        yield from list(self._everything)
        yield from list(self._by_player.get(player_id, ()))
