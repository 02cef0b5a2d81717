"""What waits for a client: in order, the newest alone of what is out of date, and JSON only of what is sent."""

import asyncio
import json
from typing import Any

import pytest

from dim.accounts.rights import Caller, User
from dim.api.v1.live import outbox as module
from dim.api.v1.live.outbox import MOST_EVENTS, MOST_WAITING, Outbox
from dim.api.v1.live.rendering import Sendable, rendered
from dim.events import Event
from dim.remote.model import Order, PlayerState, Queue, Removed, SeenPlayer, StoredPlayer, TrackName
from dim.together.model import LeftGroup

ME = Caller(User(1, "me", "member", None))


def seen(position: float) -> SeenPlayer:
    state = PlayerState(
        state="playing", item_id=7, position=position, stream_key="secret", audio_tracks=(TrackName(1, "English"),)
    )
    stored = StoredPlayer(id=3, user_id=1, device="device-1", name="TV")
    return SeenPlayer(
        stored=stored, state=state, capabilities=frozenset(("stop", "play")), is_mine=True, may_configure=True
    )


async def taken(outbox: Outbox, count: int) -> list[dict[str, Any]]:
    return [json.loads(await outbox.next() or "null") for _ in range(count)]


def test_of_what_is_out_of_date_only_the_last_one_is_rendered_and_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Sendable] = []

    def note(message: Sendable) -> Any:
        made.append(message)
        return rendered(message)

    monkeypatch.setattr(module, "rendered", note)

    async def main() -> None:
        outbox = Outbox()
        for position in range(49):
            outbox.push(seen(position), replaces="player 3")
        outbox.push(Order("c1", "seek", {"position": 3.0}, ME))
        outbox.push(Order("c2", "seek", {"position": 3.0}, ME))  # the same again: commands are never dropped
        outbox.push(seen(49), replaces="player 3")  # after the commands, of which it may be the effect
        outbox.push(Queue((4, 5), 1, 9), replaces="queue")
        assert made == []
        first, second, player, queue = await taken(outbox, 4)
        assert len(made) == 4
        assert (player["type"], player["data"]["state"]["position"]) == ("player", 49)
        assert "secret" not in json.dumps(player)
        assert player["data"]["state"]["audio_tracks"] == [{"id": 1, "name": "English"}]
        assert first == {"type": "command", "data": {"id": "c1", "command": "seek", "position": 3.0}}
        assert second["data"]["id"] == "c2"
        assert queue == {"type": "queue", "data": {"items": [4, 5], "place": 1, "version": 9}}

    asyncio.run(main())


def test_answers_carry_the_id_and_events_their_number() -> None:
    async def main() -> None:
        outbox = Outbox()
        outbox.push(LeftGroup(4), re="x")
        outbox.push(LeftGroup(4, "It is over."))
        outbox.push(Removed(3))
        outbox.push(Event("media", {"ids": [1]}), seq=12)
        assert await taken(outbox, 4) == [
            {"type": "group", "data": {"id": 4, "left": True}, "re": "x"},
            {"type": "group", "data": {"id": 4, "left": True, "reason": "It is over."}},
            {"type": "player", "data": {"id": 3, "removed": True}},
            {"type": "media", "data": {"ids": [1]}, "seq": 12},
        ]

    asyncio.run(main())


def test_a_client_that_takes_nothing_holds_up_events_and_is_closed_in_the_end() -> None:
    async def main() -> None:
        outbox = Outbox()
        for number in range(MOST_EVENTS):
            outbox.push(Removed(number))
        room = asyncio.create_task(outbox.room())
        await asyncio.sleep(0)
        assert not room.done()
        await outbox.next()
        await room
        for number in range(MOST_WAITING):
            outbox.push(Removed(number))
        assert outbox.closed == "The connection is too slow."
        assert await outbox.next() is None

    asyncio.run(main())
