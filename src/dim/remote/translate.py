"""What a command means for a player now: what is sent to it, and what its queue becomes. Reads the catalog; changes nothing."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.browse import watching_order
from dim.catalog.games import launch
from dim.db import Database
from dim.remote.commands import Command
from dim.remote.model import InvalidError, NoPlayerError, NotPossibleError, PlayerState, Queue
from dim.remote.queues import changed, following, holding, moved
from dim.remote.rights import Visibility

VOLUME_STEP = 5
_NEEDS_VIDEO = frozenset(("pause", "seek", "skip", "audio", "subtitle", "quality", "rate", "fullscreen"))


@dataclass(frozen=True, slots=True)
class Instruction:
    """What to send to a player (`name` None: nothing), its queue afterwards (None: as it is), and what will be true of it."""

    name: str | None
    values: Mapping[str, Any] = field(default_factory=dict)
    queue: Queue | None = None
    expected: Mapping[str, Any] = field(default_factory=dict)
    """Fields of its state that further commands start from, until it reports."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A player when a command comes."""

    name: str
    state: PlayerState
    shown: PlayerState
    """The state as the one who steers may know it."""
    queue: Queue
    user: User
    """Who is signed in on it."""


def translate(command: Command, player: Situation, by: User, database: Database, visibility: Visibility) -> Instruction:
    """Raises InvalidError: a track or a quality does not exist. NoPlayerError: an item is not there. NotPossibleError."""
    state, values = player.state, command.values
    if command.name in _NEEDS_VIDEO and state.state == "idle":
        raise NotPossibleError(f"Nothing plays on “{player.name}”. Play something first.")
    match command.name:
        case "play" if state.state == "idle":
            if player.queue.current is None:
                raise NotPossibleError(f"There is nothing to play on “{player.name}”. Choose something.")
            return _item(player, by, visibility, player.queue.current, player.queue)
        case "stop" if state.state == "idle":
            return Instruction(None)
        case "seek":
            return _seek(state, values["position"])
        case "skip":
            return _seek(state, state.position_at(time.time()) + values["seconds"])
        case "volume" | "volume_up" | "volume_down":
            return _volume(state, command)
        case "audio" | "subtitle" | "quality":
            return _track(player.shown, command)
        case "next" | "previous":
            return _step(player, by, database, visibility, 1 if command.name == "next" else -1)
        case "play_item":
            return _chosen(player, by, database, visibility, values)
        case "queue":
            return _queue(player, by, visibility, values["items"], values["mode"])
        case "launch":
            return _launch(player, by, database, visibility, values["item_id"])
        case "message":
            return Instruction("message", {**values, "from": by.username})
    return Instruction(command.name, values)


def _volume(state: PlayerState, command: Command) -> Instruction:
    steps = {"volume_up": VOLUME_STEP, "volume_down": -VOLUME_STEP}
    level = max(0, min(100, state.volume + steps[command.name])) if command.name in steps else command.values["level"]
    return Instruction("volume", {"level": level}, expected={"volume": level})


def _track(state: PlayerState, command: Command) -> Instruction:
    name = "quality" if command.name == "quality" else "track"
    known = {"audio": state.audio_tracks, "subtitle": state.subtitle_tracks, "quality": state.qualities}[command.name]
    wanted = command.values.get(name)
    if wanted is not None and all(one.id != wanted for one in known):
        listed = ", ".join(f"{one.id} ({one.name})" for one in known[:20])
        raise InvalidError(
            name, f"There is no {command.name} {wanted}. " + (f"There are {listed}." if known else "There is none.")
        )
    return Instruction(command.name, command.values)


def _chosen(
    player: Situation, by: User, database: Database, visibility: Visibility, values: Mapping[str, Any]
) -> Instruction:
    item_id: int = values["item_id"]
    if visibility.may_see(by, item_id):
        item_id = database.read(_playable, player.user, item_id) or item_id
    chosen = {name: values[name] for name in ("position", "version") if values[name] is not None}
    return _item(player, by, visibility, item_id, holding(player.queue, item_id), chosen)


def _seek(state: PlayerState, position: float) -> Instruction:
    position = max(0.0, min(position, state.duration) if state.duration else position)
    return Instruction("seek", {"position": position}, expected={"position": position, "at": time.time()})


def _item(
    player: Situation, by: User, visibility: Visibility, item_id: int, queue: Queue, values: Mapping[str, Any] | None = None
) -> Instruction:  # fmt: skip
    _check_items(player, by, visibility, (item_id,), named=values is not None)
    sent = {"item_id": item_id, **(values or {}), "queue_version": queue.version}
    return Instruction("play_item", sent, queue if queue != player.queue else None)


def _check_items(
    player: Situation, by: User, visibility: Visibility, wanted: tuple[int, ...], *, named: bool = True
) -> None:
    """`named`: the one who steers named them, so that a refusal may."""
    if (number := visibility.unplayable(by, wanted)) is not None:
        if not named:
            raise NotPossibleError("What comes there is not shared with you.")
        raise NoPlayerError(f"There is no movie or episode {number}, or it is not shared with you.")
    if visibility.unplayable(player.user, wanted) is not None:
        who = "its user" if player.user.id != by.id else "you"
        raise NotPossibleError(f"“{player.name}” may not play that: it is not shared with {who}.")


def _step(player: Situation, by: User, database: Database, visibility: Visibility, by_places: int) -> Instruction:
    ahead = following(player.queue, by_places)
    playable = visibility.playable(player.user, ahead) & visibility.playable(by, ahead)
    for places, item_id in enumerate(ahead, 1):
        if item_id in playable:  # what was removed, or is not shared with both, is passed over
            return _item(player, by, visibility, item_id, moved(player.queue, by_places * places))
    current = player.state.item_id
    neighbour = database.read(_neighbour, player.user, current, by_places) if current is not None else None
    if neighbour is None and ahead:
        raise NotPossibleError("What comes there was removed, or is not shared with you.")
    if neighbour is None:
        raise NotPossibleError("Nothing comes after this." if by_places > 0 else "Nothing comes before this.")
    return _item(player, by, visibility, neighbour, holding(player.queue, neighbour))


def _playable(connection: Connection, user: User, item_id: int) -> int | None:
    """Of a show, the episode to continue with; of a season, its first one; of anything else, itself."""
    found = items.find(connection, item_id)
    if found is None or found.kind not in ("show", "season"):
        return item_id
    if found.kind == "season":
        return next(iter(items.episode_ids(connection, found)), None)
    ids = watching_order.next_episode_ids(connection, user, found.id)
    return next(iter(ids or items.episode_ids(connection, found)), None)


def _neighbour(connection: Connection, user: User, item_id: int, by_places: int) -> int | None:
    """The episode after or before one."""
    found = items.find(connection, item_id)
    if found is None or found.kind != "episode":
        return None
    ordered = [row.id for row in watching_order.episodes(connection, found.title_id)]
    place = ordered.index(item_id) + by_places if item_id in ordered else -1
    return ordered[place] if 0 <= place < len(ordered) and user.sees(found.library_id) else None


def _launch(player: Situation, by: User, database: Database, visibility: Visibility, item_id: int) -> Instruction:
    """A game, by the link that the catalog has: never one that a client sent."""
    found = database.read(launch.of_game, item_id) if visibility.may_see(by, item_id) else None
    if found is None:
        raise NoPlayerError(f"There is no game {item_id}, or it is not shared with you.")
    if not visibility.may_see(player.user, item_id):
        who = "its user" if player.user.id != by.id else "you"
        raise NotPossibleError(f"“{player.name}” may not start that: it is not shared with {who}.")
    if found.missing:
        raise NotPossibleError(f"The drive on which “{found.title}” is installed is not connected. Connect it first.")
    if found.link is None:
        raise NotPossibleError(f"“{found.title}” has no link by which a launcher starts it. Start it on its device.")
    sent = {"item_id": item_id, "title": found.title, "source": found.source, "link": found.link}
    return Instruction("launch", sent)


def _queue(player: Situation, by: User, visibility: Visibility, wanted: tuple[int, ...], mode: str) -> Instruction:
    _check_items(player, by, visibility, wanted)
    queue = changed(player.queue, wanted, mode)
    if mode == "now" and queue.current is not None:
        return Instruction("play_item", {"item_id": queue.current, "queue_version": queue.version}, queue)
    return Instruction(None, queue=queue)
