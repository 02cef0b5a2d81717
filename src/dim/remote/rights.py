"""Who may see and steer a player, and what they may know of what plays on it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.access import may_see, visible_item
from dim.db import Database
from dim.events import Event, Hub
from dim.remote.model import PlayerState, StoredPlayer

CACHE_SIZE = 20_000


def may_steer(user: User, player: StoredPlayer) -> bool:
    """Whether a user sees a player and may steer it: its owner, owner and admins of the server, and whom it is shared with. Devices
    that the server casts to are everyone's, unless the owner or an admin said otherwise.
    """
    return may_configure(user, player) or player.household or user.id in player.shared_with


def may_configure(user: User, player: StoredPlayer) -> bool:
    """Whether a user may rename a player and share it."""
    return user.id == player.user_id or user.manages


class Visibility:
    """Whether users may see items; cached until the catalog or accounts change, since players report several times a second."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._known: dict[tuple[User, int], bool] = {}
        hub.follow(self._forget)

    def _forget(self, event: Event) -> None:
        if event.type in ("access", "library", "media", "refresh"):
            self._known.clear()

    def may_see(self, user: User, item_id: int) -> bool:
        """Whether a user may see an item."""
        known = self._known.get((user, item_id))
        if known is None:
            if len(self._known) >= CACHE_SIZE:
                self._known.clear()
            known = self._known[user, item_id] = self._database.read(_may_see, user, item_id)
        return known

    def unplayable(self, user: User, item_ids: Sequence[int]) -> int | None:
        """The first of some items that is no movie or episode that the user may see."""
        playable = self.playable(user, item_ids)
        return next((one for one in item_ids if one not in playable), None)

    def playable(self, user: User, item_ids: Sequence[int]) -> frozenset[int]:
        """Those of some items that are movies or episodes that the user may see."""
        return self._database.read(_playable, user, item_ids)

    def shown(self, user: User, state: PlayerState) -> PlayerState:
        """A state as a user may know it: without what plays, if they may not see that."""
        if state.item_id is None or self.may_see(user, state.item_id):
            return state
        return replace(
            state, item_id=None, version=None, title=None, stream_key=None, audio_tracks=(), subtitle_tracks=(), qualities=(),
            audio=None, subtitle=None, problem=None,
        )  # fmt: skip


def _may_see(connection: Connection, user: User, item_id: int) -> bool:
    return visible_item(connection, user, item_id) is not None


def _playable(connection: Connection, user: User, item_ids: Sequence[int]) -> frozenset[int]:
    known = items.find_all(connection, item_ids)
    return frozenset(
        number for number, found in known.items() if found.kind in ("movie", "episode") and may_see(user, found)
    )
