"""Who sees and steers players in a household, and what each may know of what plays there."""

import asyncio
from typing import Any

import pytest

from dim.api.v1.live.schemas import described_state
from dim.remote.model import InvalidError, NoPlayerError, NotPossibleError, Removed
from dim.remote.watchers import Watcher
from support.household import Household, Screen


def test_who_may_steer_whose_player(household: Household) -> None:
    """Every user against the player of every user, unshared, shared with one, and shared with all."""

    async def main() -> None:
        for of in ("owner", "helper", "member"):
            screen = await household.screen(of, device=f"device-{of}")
            live = screen.live
            for sharing, more in (({}, set()), ({"shared_with": frozenset((household.users["other"].id,))}, {"other"}), ({"household": True}, set(household.users))):  # fmt: skip
                given: dict[str, Any] = {"name": None, "household": None, "shared_with": None, **sharing}
                await household.remote.configure(household.users[of], live.id, **given)
                allowed = {of, "owner", "admin", "helper"} | more
                for name, user in household.users.items():
                    seen = {one.stored.id for one in household.remote.players(user)}
                    assert (live.id in seen) is (name in allowed), (of, sharing, name)
                    if name in allowed:
                        await household.steer(name, screen, "message", text="Hello")
                    else:
                        with pytest.raises(NoPlayerError):
                            await household.steer(name, screen, "message", text="Hello")
                        with pytest.raises(NoPlayerError):
                            household.remote.queue(user, live.id)
                    if name not in {of, "owner", "admin", "helper"}:
                        with pytest.raises((NoPlayerError, NotPossibleError)):
                            await household.remote.configure(
                                user, live.id, name="Mine", household=None, shared_with=None
                            )
                        with pytest.raises((NoPlayerError, NotPossibleError)):
                            await household.remote.forget(user, live.id)

    asyncio.run(main())


def test_what_others_may_know_of_what_plays(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        live = screen.live
        await household.remote.configure(household.owner, live.id, name=None, household=True, shared_with=None)
        watching = {name: Screen() for name in household.users}
        for name, channel in watching.items():
            household.remote.watch(Watcher(channel, household.users[name]), None)
        await household.steer("owner", screen, "queue", items=[household.home, household.family], mode="now")
        for name, may in (("owner", True), ("admin", True), ("helper", False), ("member", False), ("stranger", False)):
            seen = household.remote.player(household.users[name], live.id)
            assert seen.state is not None
            assert (seen.state.title is not None, bool(seen.state.audio_tracks)) == (may, may)
            told = watching[name].seen_state()
            assert (told.item_id is not None, told.title is not None, bool(told.audio_tracks)) == (may,) * 3
            assert told.state == "playing"
            queue = household.remote.queue(household.users[name], live.id)
            sees_family = name != "stranger"
            assert queue.items == (household.home if may else 0, household.family if sees_family else 0)
        target = await household.screen("member", device="device-member")
        with pytest.raises(NotPossibleError, match="could be moved"):  # not taken to one\'s own screen
            await household.steer("member", screen, "move", to=target.id)

    asyncio.run(main())


def test_nobody_plays_what_is_not_shared_with_both(household: Household) -> None:
    async def main() -> None:
        of_member, of_owner = await household.screen("member"), await household.screen("owner")
        await household.remote.configure(household.owner, of_owner.id, name=None, household=True, shared_with=None)
        for name, values in (("play_item", {"item_id": household.home}), ("queue", {"items": [household.home]})):
            with pytest.raises(NoPlayerError):  # the one who steers may not see it
                await household.steer("member", of_owner, name, **values)
            with pytest.raises(
                NotPossibleError, match="not shared with its user"
            ):  # the one who sits before it may not
                await household.steer("owner", of_member, name, **values)
        with pytest.raises(NoPlayerError):
            await household.steer("owner", of_member, "play_item", item_id=987_654)
        assert of_member.commands() == []
        await household.steer("owner", of_owner, "play_item", item_id=household.home)
        with pytest.raises(NotPossibleError, match="not shared with its user"):
            await household.steer("owner", of_owner, "move", to=of_member.id)
        assert of_owner.state["state"] == "playing"

    asyncio.run(main())


def test_a_child_sees_and_steers_what_its_age_allows(household: Household) -> None:
    async def main() -> None:
        of_owner, of_child = await household.screen("owner"), await household.screen("child")
        await household.remote.configure(household.owner, of_owner.id, name=None, household=True, shared_with=None)
        await household.steer("owner", of_owner, "play_item", item_id=household.adult)
        child = household.users["child"]
        state = household.remote.player(child, of_owner.id).state
        assert state is not None
        assert (state.state, state.item_id, state.title) == ("playing", None, None)
        for screen in (of_owner, of_child):
            with pytest.raises(NoPlayerError):
                await household.steer("child", screen, "play_item", item_id=household.adult)
        with pytest.raises(NotPossibleError, match="not shared with its user"):
            await household.steer("owner", of_child, "play_item", item_id=household.adult)
        assert of_child.commands() == []
        assert (await household.steer("child", of_owner, "play_item", item_id=household.family)).title is not None

    asyncio.run(main())


def test_the_credential_of_a_stream_is_told_to_nobody(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        await household.remote.configure(household.owner, screen.id, name=None, household=True, shared_with=None)
        await household.steer("owner", screen, "play_item", item_id=household.adult)
        watching = Screen()
        household.remote.watch(Watcher(watching, household.users["member"]), None)
        assert "stream_key" not in described_state(watching.seen_state())
        assert (
            household.remote.stream_of(household.users["member"], screen.id) == "key"
        )  # for thumbnails, within the server
        with pytest.raises(NoPlayerError):
            household.remote.stream_of(household.users["stranger"], screen.id)

    asyncio.run(main())


def test_refusals_tell_nothing_of_what_is_hidden(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        await household.remote.configure(household.owner, screen.id, name=None, household=True, shared_with=None)
        await household.steer("owner", screen, "queue", items=[household.home, household.home], mode="now")
        with pytest.raises(InvalidError, match=r"There is none\.$"):
            await household.steer("member", screen, "audio", track=99)
        with pytest.raises(NotPossibleError, match=r"^What comes there was removed, or is not shared with you\.$"):
            await household.steer("member", screen, "next")

    asyncio.run(main())


def test_who_watched_is_told_when_a_player_is_shared_no_more(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        watching = Screen()
        household.remote.watch(Watcher(watching, household.users["stranger"]), None)
        assert watching.heard == []  # of what one may not know, one hears not even that it is gone
        sharing: dict[str, Any] = {"name": None, "shared_with": None}
        await household.remote.configure(household.owner, screen.id, household=True, **sharing)
        assert watching.seen().state is not None
        await household.remote.configure(household.owner, screen.id, household=False, **sharing)
        assert watching.heard[-1] == Removed(screen.id)
        heard = len(watching.heard)
        await household.steer("owner", screen, "message", text="Hello")
        assert len(watching.heard) == heard

    asyncio.run(main())
