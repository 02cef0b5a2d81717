"""What commands mean in each situation, and what becomes of those that a player refuses or never answers."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from dim.accounts.rights import Caller
from dim.catalog import items
from dim.catalog.curate import edits
from dim.events import Event, Hub
from dim.remote.commands import read
from dim.remote.model import GoneError, InvalidError, NoPlayerError, NotPossibleError, Order, PlayerChange, RemoteError
from dim.remote.service import Remote
from support.household import Household


@pytest.mark.parametrize(
    ("name", "values", "error"),
    [
        ("play", {}, NotPossibleError),
        ("pause", {}, NotPossibleError),
        ("seek", {"position": 3}, NotPossibleError),
        ("next", {}, NotPossibleError),
        ("previous", {}, NotPossibleError),
        ("move", {"to": 1}, NotPossibleError),
        ("move", {"to": 99}, NoPlayerError),
    ],
)
def test_what_cannot_be_while_nothing_plays(
    household: Household, name: str, values: dict[str, Any], error: type[RemoteError]
) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        with pytest.raises(error):
            await household.steer("owner", screen, name, **values)
        assert (await household.steer("owner", screen, "stop")).state == "idle"
        assert screen.commands() == []

    asyncio.run(main())


def test_relative_commands_add_up_before_the_player_reports(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        await household.steer("owner", screen, "play_item", item_id=household.family, position=50)
        await household.steer("owner", screen, "pause")
        await asyncio.gather(*(household.steer("owner", screen, "skip", seconds=10) for _ in range(3)))
        assert [
            round(one.values["position"]) for one in screen.heard if isinstance(one, Order) and one.command == "seek"
        ] == [60, 70, 80]
        state = await household.steer("owner", screen, "skip", seconds=500)
        assert state.position == 100  # not beyond the end
        for _ in range(3):
            await household.steer("owner", screen, "volume_down")
        assert (await household.steer("owner", screen, "volume_up")).volume == 90
        with pytest.raises(InvalidError, match=r"There are 1 \(English\), 2 \(French\)"):
            await household.steer("owner", screen, "audio", track=3)

    asyncio.run(main())


def test_moving_goes_on_where_it_was_and_a_refusal_changes_nothing(household: Household) -> None:
    async def main() -> None:
        source, target = await household.screen("owner"), await household.screen("owner", device="device-0002")
        await household.steer("owner", source, "queue", items=[household.family, household.adult], mode="now")
        await household.steer("owner", source, "seek", position=42)
        target.refuses = "The browser wants a touch."
        with pytest.raises(NotPossibleError, match="wants a touch"):
            await household.steer("owner", source, "move", to=target.id)
        await asyncio.sleep(0)
        assert source.state["state"] == "playing"
        target.refuses = None
        state = await household.steer("owner", source, "move", to=target.id)
        assert (state.state, state.item_id, round(state.position)) == ("playing", household.family, 42)
        assert source.commands()[-1] == "stop"
        assert household.remote.queue(household.owner, target.id).items == (household.family, household.adult)

    asyncio.run(main())


def test_a_player_that_is_silent_or_away_is_an_honest_error(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dim.remote.delivery.Outgoing.wait.__defaults__", (0.05,))

    async def main() -> None:
        screen = await household.screen("owner")
        screen.is_silent = True
        with pytest.raises(GoneError, match="does not answer"):
            await household.steer("owner", screen, "message", text="Hello")
        waiting = asyncio.create_task(household.steer("owner", screen, "message", text="Hello"))
        await screen.ordered("message", 2)
        household.remote.registry.leave(screen.live)
        with pytest.raises(GoneError, match="went away"):
            await waiting
        with pytest.raises(GoneError, match="not connected"):
            await household.steer("owner", screen, "message", text="Hello")

    asyncio.run(main())


def test_the_same_command_twice_is_obeyed_once(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        caller, player = Caller(household.owner), screen.id
        for _ in range(3):
            await household.remote.command(caller, player, read("message", {"text": "Hello"}), "an-id")
        assert screen.commands() == ["message"]

    asyncio.run(main())


def test_a_step_that_the_player_refuses_is_taken_back(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        await household.steer("owner", screen, "queue", items=[household.family, household.adult], mode="now")
        screen.refuses = "It wants a touch."
        with pytest.raises(NotPossibleError, match="touch"):
            await household.steer("owner", screen, "next")
        screen.refuses = None
        assert household.remote.queue(household.owner, screen.id).place == 0
        assert (await household.steer("owner", screen, "next")).item_id == household.adult
        again = Remote(household.database, Hub())
        assert again.queue(household.owner, screen.id) == household.remote.queue(household.owner, screen.id)

    asyncio.run(main())


def test_next_goes_on_to_what_can_be_played(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        queue = [household.family, household.home, household.adult, household.home]
        await household.steer("owner", screen, "queue", items=queue, mode="now")
        gone = household.database.read(items.find, household.home)
        assert gone is not None
        household.database.write_now(edits.remove, gone)
        household.hub.publish([Event("media")])
        state = await household.steer("owner", screen, "next")
        assert (state.item_id, household.remote.queue(household.owner, screen.id).place) == (household.adult, 2)
        with pytest.raises(NotPossibleError, match=r"^What comes there was removed, or is not shared with you\.$"):
            await household.steer("owner", screen, "next")
        assert (await household.steer("owner", screen, "previous")).item_id == household.family

    asyncio.run(main())


def test_a_step_is_taken_back_if_the_player_leaves_and_kept_if_it_may_obey_late(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dim.remote.delivery.Outgoing.wait.__defaults__", (0.05,))

    async def main() -> None:
        screen = await household.screen("owner")
        queue = [household.family, household.adult, household.family]
        await household.steer("owner", screen, "queue", items=queue, mode="now")
        screen.is_silent = True
        asyncio.get_running_loop().call_later(0.01, household.remote.registry.leave, screen.live)
        with pytest.raises(GoneError, match="went away"):
            await household.steer("owner", screen, "next")
        assert household.remote.queue(household.owner, screen.id).place == 0
        back = await household.screen("owner")
        back.is_silent = True
        with pytest.raises(GoneError, match="does not answer"):
            await household.steer("owner", back, "next")
        assert household.remote.queue(household.owner, back.id).place == 1

    asyncio.run(main())


def test_a_command_that_timed_out_is_not_obeyed_again(household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dim.remote.delivery.Outgoing.wait.__defaults__", (0.05,))

    async def main() -> None:
        screen = await household.screen("owner")
        screen.is_silent = True
        caller = Caller(household.owner)
        for _ in range(2):
            with pytest.raises(GoneError):
                await household.remote.command(caller, screen.id, read("volume_down", {}), "an-id")
        assert screen.commands() == ["volume"]
        household.remote.registry.leave(screen.live)
        for _ in range(2):  # nothing was sent: a retry tries again
            with pytest.raises(GoneError, match="not connected"):
                await household.remote.command(caller, screen.id, read("volume_down", {}), "another-id")

    asyncio.run(main())


def test_a_disk_that_is_full_keeps_nobody_from_steering(household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        screen = await household.screen("owner")

        async def fail(*_arguments: object) -> None:
            raise OperationalError("insert", {}, Exception("disk is full"))

        monkeypatch.setattr(household.database, "write", fail)
        state = await household.steer("owner", screen, "queue", items=[household.family], mode="now")
        assert state.item_id == household.family
        household.remote.registry.leave(screen.live)
        again = await household.screen("owner")  # known already
        assert again.id == screen.id

    asyncio.run(main())


def test_commands_with_and_without_an_id_keep_their_order(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        caller = Caller(household.owner)
        sent = [
            asyncio.create_task(
                household.remote.command(caller, screen.id, read("message", {"text": str(number)}), given)
            )
            for number, given in enumerate(("a" * 20, None, "b" * 20, None))
        ]
        await asyncio.gather(*sent)
        orders = [one for one in screen.heard if isinstance(one, Order)]
        assert [one.values["text"] for one in orders] == ["0", "1", "2", "3"]

    asyncio.run(main())


def test_a_move_looks_again_after_the_pause(household: Household) -> None:
    """What plays may have become something that the one who moves may not see, or have ended."""

    async def main() -> None:
        source, target = await household.screen("owner"), await household.screen("member", device="device-0002")
        await household.remote.configure(household.owner, source.id, name=None, household=True, shared_with=None)
        for then in ({"state": "playing", "item_id": household.home, "title": "Home Video"}, {"state": "idle"}):
            await household.steer("owner", source, "play_item", item_id=household.family)
            moving = asyncio.create_task(household.steer("member", source, "move", to=target.id))
            await source.ordered("pause")
            source.state = then  # is reported with the acknowledgement
            with pytest.raises(NotPossibleError, match="Nothing plays"):
                await moving
            assert target.commands() == []
            source.heard.clear()

    asyncio.run(main())


@pytest.mark.parametrize("withdrawn", ["source", "target"])
def test_a_move_ends_when_a_player_is_not_shared_any_more(household: Household, withdrawn: str) -> None:
    """It is withdrawn while what plays is paused for it, which then goes on."""

    async def main() -> None:
        source, target = await household.screen("owner"), await household.screen("owner", device="device-0002")
        for one in (source, target):
            await household.remote.configure(household.owner, one.id, name=None, household=True, shared_with=None)
        await household.steer("member", source, "play_item", item_id=household.family)
        source.is_silent = True
        moving = asyncio.create_task(household.steer("member", source, "move", to=target.id))
        await source.ordered("pause")
        number = {"source": source, "target": target}[withdrawn].id
        await household.remote.registry.change(number, PlayerChange(household=False))
        [*_, paused] = [one for one in source.heard if isinstance(one, Order)]
        source._obey("pause", {})
        source._acknowledge(paused.id)
        with pytest.raises(NoPlayerError):
            await moving
        assert target.commands() == []
        assert source.commands()[-2:] == ["pause", "play"]

    asyncio.run(main())


def test_a_queue_that_changes_while_something_is_moved_to_it_gets_a_newer_version(household: Household) -> None:
    async def main() -> None:
        source, target = await household.screen("owner"), await household.screen("owner", device="device-0002")
        await household.steer("owner", source, "play_item", item_id=household.family)
        moving = asyncio.create_task(household.steer("owner", source, "move", to=target.id))
        await target.ordered("play_item")
        for _ in range(3):
            await household.steer("owner", target, "queue", items=[household.adult], mode="last")
        between = household.remote.queue(household.owner, target.id).version
        await moving
        queue = household.remote.queue(household.owner, target.id)
        assert queue.version >= between
        assert household.family in queue.items

    asyncio.run(main())


def test_what_a_player_cannot_do_is_moved_nowhere(household: Household) -> None:
    async def main() -> None:
        source, target = await household.screen("owner"), await household.screen("owner", device="device-0002")
        await household.steer("owner", source, "play_item", item_id=household.family)
        target.live.capabilities = frozenset({"message"})
        with pytest.raises(NotPossibleError, match="cannot do that"):
            await household.steer("owner", source, "move", to=target.id)
        assert source.commands() == ["play_item"]

    asyncio.run(main())


def test_what_was_expected_of_a_player_that_does_not_answer_is_taken_back(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dim.remote.delivery.Outgoing.wait.__defaults__", (0.05,))

    async def main() -> None:
        screen = await household.screen("owner")
        await household.steer("owner", screen, "play_item", item_id=household.family)
        screen.is_silent = True
        with pytest.raises(GoneError):
            await household.steer("owner", screen, "volume", level=5)
        assert screen.live.state.volume == 100

    asyncio.run(main())


def test_two_changes_of_a_player_at_once_are_both_kept(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        remote = household.remote
        await asyncio.gather(
            remote.configure(household.owner, screen.id, name="Kitchen", household=None, shared_with=None),
            remote.configure(household.owner, screen.id, name=None, household=True, shared_with=None),
        )
        for known in (remote, Remote(household.database, Hub())):
            stored = known.player(household.owner, screen.id).stored
            assert (stored.name, stored.household) == ("Kitchen", True)

    asyncio.run(main())
