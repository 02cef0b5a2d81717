"""Messages from the server as JSON: a type, and data."""

from collections.abc import Mapping
from typing import Any, assert_never

from dim.api.v1.live.messages import Announced, Greeting, Pong, Refusal, Result
from dim.api.v1.live.schemas import described, described_group, described_queue
from dim.events import Event
from dim.remote.model import Message, Order, Queue, Removed, SeenPlayer
from dim.together.model import LeftGroup, SeenGroup

Answer = Greeting | Announced | Result | Refusal | Pong
Sendable = Message | SeenGroup | LeftGroup | Event | Answer


def rendered(message: Sendable) -> tuple[str, Mapping[str, Any]]:
    """The type of a message, and its data."""
    match message:
        case SeenPlayer():
            return "player", described(message)
        case Removed():
            return "player", {"id": message.player_id, "removed": True}
        case Order():
            return "command", {"id": message.id, "command": message.command, **message.values, **_sender(message)}
        case Queue():
            return "queue", described_queue(message)
        case SeenGroup():
            return "group", described_group(message)
        case LeftGroup():
            reason = {"reason": message.reason} if message.reason is not None else {}
            return "group", {"id": message.group_id, "left": True, **reason}
        case Event():
            return message.type, message.data
        case Greeting():
            return "hello", message.model_dump()
        case Announced():
            return "announced", message.model_dump()
        case Result():
            return "result", message.model_dump()
        case Refusal():
            return "error", message.model_dump()
        case Pong():
            return "pong", message.model_dump()
        case _:
            assert_never(message)


def _sender(order: Order) -> Mapping[str, str]:
    """Who wants something to play or to start, for a player that has to ask the people in front of it first."""
    return {"from": order.by.user.username} if order.command in ("play_item", "launch") else {}
