"""What routes and sockets do with players: list and configure them, watch them, send commands, move what plays."""

import asyncio
import time
from dataclasses import replace
from typing import Any

from dim.accounts.rights import Caller, User
from dim.db import Database
from dim.events import Event, Hub
from dim.remote import stored
from dim.remote.commands import Command, askable
from dim.remote.delivery import Answered
from dim.remote.model import (
    GoneError,
    InvalidError,
    LeftError,
    NoPlayerError,
    NotConnectedError,
    NotPossibleError,
    PlayerChange,
    PlayerState,
    Queue,
    RemoteError,
    Removed,
    SeenPlayer,
    StoredPlayer,
)
from dim.remote.registry import LivePlayer, Registry
from dim.remote.reports import clean
from dim.remote.rights import Visibility, may_configure, may_steer
from dim.remote.translate import Situation, translate
from dim.remote.watchers import Watcher, Watchers

TIDY_SECONDS = 10.0
MOST_SHOWN = 500
"""Players that a client is told of when it wants to know of all: the connected ones first."""


class Remote:
    """Players of this server, for users with their rights. Use from the event loop's thread only."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self.visibility = Visibility(database, hub)
        self._watchers = Watchers()
        self._answered = Answered()
        self.registry = Registry(database, self._tell)
        hub.follow(self._on_event)

    def _on_event(self, event: Event) -> None:
        if event.type == "access":
            self.registry.reload()

    async def run(self) -> None:
        """Tidy up, until cancelled."""
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            self.registry.forget_old_commands()
            self._answered.forget_old()

    # Who sees what

    def players(self, user: User) -> list[SeenPlayer]:
        """The players that a user may steer, connected ones first."""
        seen = [self._seen(user, one) for one in self.registry if self._is_shown(user, one)]
        return sorted(
            seen, key=lambda one: (one.state is None, not one.is_mine, one.stored.name.casefold(), one.stored.id)
        )

    def player(self, user: User, player_id: int) -> SeenPlayer:
        """One of them. Raises NoPlayerError."""
        return self._seen(user, self._find(user, player_id))

    def queue(self, user: User, player_id: int) -> Queue:
        """What plays one after another on a player; 0 stands for what the user may not see. Raises NoPlayerError."""
        queue = self._find(user, player_id).queue
        return replace(queue, items=tuple(one if self.visibility.may_see(user, one) else 0 for one in queue.items))

    def stream_of(self, user: User, player_id: int) -> str:
        """The key of the stream session on a player, for its thumbnails. Never hand it to a client: it is a credential.

        Raises NoPlayerError: there is none, or what plays is not shared with the user.
        """
        self._find(user, player_id)
        live = self.registry.live(player_id)
        state = self.visibility.shown(user, live.state) if live else None
        if state is None or state.item_id is None or state.stream_key is None:
            raise NoPlayerError("Nothing that has thumbnails plays there.")
        return state.stream_key

    def _find(self, user: User, player_id: int) -> StoredPlayer:
        found = self.registry.find(player_id)
        if found is None or not may_steer(user, found):
            raise NoPlayerError("There is no such player, or it is not shared with you.")
        return found

    def _is_shown(self, user: User, player: StoredPlayer) -> bool:
        """Whether a user finds a player among theirs. Devices that the server casts to are there while they can be reached."""
        return may_steer(user, player) and (player.user_id is not None or self.registry.live(player.id) is not None)

    def _seen(self, user: User, player: StoredPlayer) -> SeenPlayer:
        live = self.registry.live(player.id)
        return SeenPlayer(
            stored=player, state=self.visibility.shown(user, live.state) if live else None,
            capabilities=askable(live.capabilities) if live else frozenset(), is_mine=player.user_id == user.id,
            may_configure=may_configure(user, player),
        )  # fmt: skip

    async def configure(
        self, user: User, player_id: int, *, name: str | None, household: bool | None, shared_with: frozenset[int] | None
    ) -> SeenPlayer:  # fmt: skip
        """Rename a player, or change who may steer it; None leaves something as it is.

        Raises NoPlayerError, NotPossibleError. InvalidError: someone in `shared_with` has no account.
        """
        player = self._configurable(user, player_id)
        if shared_with and (unknown := self._database.read(stored.unknown_users, shared_with)):
            raise InvalidError("shared_with", f"No account has the id {min(unknown)}.")
        wanted = PlayerChange(name=clean(name, 64) or None, household=household, shared_with=shared_with)
        await self.registry.change(player.id, wanted)
        return self.player(user, player_id)

    async def forget(self, user: User, player_id: int) -> None:
        """Remove a player. Raises NoPlayerError, NotPossibleError."""
        await self.registry.remove(self._configurable(user, player_id).id)

    def _configurable(self, user: User, player_id: int) -> StoredPlayer:
        player = self._find(user, player_id)
        if not may_configure(user, player):
            raise NotPossibleError(f"Only who is signed in on “{player.name}”, and admins, may change it.")
        return player

    # Watching

    def watch(self, watcher: Watcher, players: frozenset[int] | None) -> None:
        """A client wants to know what plays on some players (None: all), now and after each change."""
        self._watchers.watch(watcher, players)
        wanted = (
            frozenset(one.stored.id for one in self.players(watcher.user)[:MOST_SHOWN]) if players is None else players
        )
        for player_id in {player.id for player in self.registry} | watcher.told:
            if player_id in wanted or player_id in watcher.told:
                self._tell_one(watcher, player_id)

    def stop_watching(self, watcher: Watcher) -> None:
        """A client left."""
        self._watchers.remove(watcher)

    def _tell(self, player_id: int) -> None:
        for watcher in self._watchers.of(player_id):
            self._tell_one(watcher, player_id)

    def _tell_one(self, watcher: Watcher, player_id: int) -> None:
        player = self.registry.find(player_id)
        topic = f"player {player_id}"
        if player is None or not self._is_shown(watcher.user, player):
            if player_id in watcher.told:
                watcher.told.discard(player_id)
                watcher.channel.push(Removed(player_id), replaces=topic)
        else:
            watcher.told.add(player_id)
            watcher.channel.push(self._seen(watcher.user, player), replaces=topic)

    # Commands

    async def command(
        self, caller: Caller, player_id: int, command: Command, command_id: str | None = None
    ) -> PlayerState:
        """Have a player obey, and return its state then. A command with an id is obeyed once, however often it is sent.

        Raises NoPlayerError, InvalidError, NotPossibleError, GoneError.
        """
        key = (player_id, command_id)
        task = self._answered.find(caller.user.id, key, command) if command_id is not None else None
        if task is None:  # a task also without an id: both kinds take the same time to begin, and keep their order
            task = asyncio.create_task(self._obey(caller, player_id, command), name=f"command {command.name}")
            if command_id is not None:
                self._answered.keep(caller.user.id, key, task, command)
        return await asyncio.shield(task)

    async def _obey(self, caller: Caller, player_id: int, command: Command) -> PlayerState:
        user = caller.user
        player = self._find(user, player_id)
        live = self._connected(player)
        if command.name == "move":
            return await self._move(caller, player, live, command.values["to"])
        # what may not be known of a state is not told by a refusal either
        shown = self.visibility.shown(user, live.state)
        situation = Situation(player.name, live.state, shown, player.queue, live.user or user)
        step = translate(command, situation, user, self._database, self.visibility)
        if step.name is not None and step.name not in live.capabilities:
            raise NotPossibleError(f"“{player.name}” cannot do that ({command.name}).")
        # sent before the first await: commands arrive in the order in which they were given
        answer = live.outgoing.send(step.name, step.values, caller) if step.name else None
        former = live.state
        if step.expected:
            self.registry.expect(live, step.expected)
        expected = live.state
        if step.queue is not None:
            self.registry.set_queue(player_id, step.queue)
        try:
            if answer is not None:
                await live.outgoing.wait(answer)
        except (NotPossibleError, GoneError) as error:
            self.registry.take_back_expected(live, expected, former)
            if step.queue is not None and isinstance(error, (NotPossibleError, LeftError)):  # late, it may still obey
                self.registry.take_back(player_id, step.queue, player.queue)
            raise
        finally:
            if step.queue is not None:
                await self.registry.keep_queue(player_id)
        return self.visibility.shown(user, live.state)

    def _connected(self, player: StoredPlayer) -> LivePlayer:
        live = self.registry.live(player.id)
        if live is None:
            hint = "Open Dim on it." if player.user_id is not None else "Check that it is on."
            reason = self.registry.why_gone(player.id)
            raise NotConnectedError(reason or f"“{player.name}” is not connected. {hint}")
        return live

    async def _move(self, caller: Caller, player: StoredPlayer, source: LivePlayer, target_id: int) -> PlayerState:
        """Play on another player what plays here, from the same second. Where that one refuses, this one goes on."""
        user = caller.user
        goal = self._find(user, target_id)
        target = self._connected(goal)
        if source is target:
            raise NotPossibleError(f"It plays on “{player.name}” already.")
        for one, name, needed in ((source, player.name, {"pause", "stop"}), (target, goal.name, {"play_item"})):
            if not needed <= one.capabilities:
                raise NotPossibleError(f"“{name}” cannot do that (move).")
        self._check_movable(user, player, source, goal, target)
        was_playing = source.state.state != "paused"
        await source.outgoing.wait(source.outgoing.send("pause", {}, caller))
        try:
            # by now, it may play something else, and neither player may be shared any more
            player, goal = self._find(user, player.id), self._find(user, target_id)
            state = self._check_movable(user, player, source, goal, target)
            items = self._moved_items(player.id, state, target.user or user)
            values: dict[str, Any] = {
                "item_id": state.item_id, "version": state.version, "position": state.position_at(time.time()),
                "audio": state.audio, "subtitle": state.subtitle, "subtitle_offset": state.subtitle_offset, "rate": state.rate,
                "paused": not was_playing, "queue_version": goal.queue.version + 1,
            }  # fmt: skip
            await target.outgoing.wait(target.outgoing.send("play_item", values, caller))
        except RemoteError:
            if was_playing and self.registry.live(player.id) is source:
                source.outgoing.send("play", {}, caller)
            raise
        if (latest := self.registry.find(goal.id)) is not None:
            self.registry.set_queue(goal.id, replace(items, version=latest.queue.version + 1))
        if self.registry.live(player.id) is source:
            source.outgoing.send("stop", {}, caller)
        await self.registry.keep_queue(goal.id)
        return self.visibility.shown(user, target.state)

    def _check_movable(
        self, user: User, player: StoredPlayer, source: LivePlayer, goal: StoredPlayer, target: LivePlayer
    ) -> PlayerState:
        """What plays, if it may go on on the other player. Raises NotPossibleError."""
        state = self.visibility.shown(user, source.state)
        if state.item_id is None:
            raise NotPossibleError(f"Nothing plays on “{player.name}” that could be moved.")
        if self.visibility.unplayable(target.user or user, (state.item_id,)) is not None:
            raise NotPossibleError(f"“{goal.name}” may not play that: it is not shared with its user.")
        return state

    def _moved_items(self, player_id: int, state: PlayerState, viewer: User) -> Queue:
        """The queue that goes with what plays; that alone, if the viewer may not play some of it."""
        player = self.registry.find(player_id)
        queue = player.queue if player is not None else Queue()
        if state.item_id in queue.items and self.visibility.unplayable(viewer, queue.items) is None:
            return queue
        return Queue((state.item_id,) if state.item_id else (), 0)
