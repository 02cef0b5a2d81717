"""Players as they come and go: tabs of a browser, what is remembered of them, and what they report."""

import asyncio
import time

import pytest

from dim.accounts import users
from dim.events import Event, Hub
from dim.remote.model import InvalidError, Queue, Removed
from dim.remote.registry import SEEN_SECONDS
from dim.remote.service import Remote
from dim.remote.stored import KEPT_SECONDS, MOST_PLAYERS
from dim.remote.watchers import Watcher
from support.household import Household, Screen


def test_tabs_of_one_browser_are_players_of_their_own(household: Household) -> None:
    async def main() -> None:
        first, second = await household.screen("owner"), await household.screen("owner", tab="b")
        assert first.id != second.id
        again = await household.screen("owner")  # reloaded: the old connection is not closed yet
        assert (again.id, first.closed) == (first.id, "replaced")
        household.remote.registry.leave(first.live)  # it is closed late: the new one stays
        assert household.remote.registry.live(again.id) is again.live
        household.remote.registry.leave(again.live)
        later = await household.screen("owner", tab="c")  # a new window takes the free place
        assert later.id == again.id
        at_once = await asyncio.gather(*(household.screen("owner", tab=f"t{number}") for number in range(5)))
        assert len({one.id for one in at_once}) == 5
        of_other = await household.screen("member")  # the same browser, someone else
        assert of_other.id not in {one.id for one in at_once}

    asyncio.run(main())


def test_a_second_tab_after_an_hour_takes_the_free_place_with_its_queue(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        first, second = await household.screen("owner"), await household.screen("owner", tab="b")
        await household.steer("owner", second, "queue", items=[household.family])
        household.remote.registry.leave(second.live)
        later = time.time() + SEEN_SECONDS + 1
        monkeypatch.setattr("dim.remote.registry.time.time", lambda: later)
        opening = asyncio.create_task(household.screen("owner", tab="c"))
        await asyncio.sleep(0)  # it is being written that it was seen
        assert not opening.done()
        queue = Queue((household.family, household.adult), 0, 2)
        household.remote.registry.set_queue(second.id, queue)  # meanwhile, by who steers
        third = await opening
        assert (third.id, first.closed) == (second.id, None)
        assert household.remote.queue(household.owner, third.id) == queue
        assert third.live.state.queue_version == 2
        stored = household.remote.player(household.owner, third.id).stored
        assert (stored.place, stored.name, stored.seen_at) == (2, "owner's TV (2)", later)
        await household.remote.registry.keep_queue(third.id)
        again = Remote(household.database, Hub()).player(household.owner, third.id).stored
        assert again.queue == queue
        assert again.seen_at == pytest.approx(later)

    asyncio.run(main())


def test_a_player_that_connects_while_it_is_removed_is_a_new_one(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the database: what is said of it later holds after a restart, too."""

    async def main() -> None:
        first = await household.screen("owner")
        household.remote.registry.leave(first.live)
        later = time.time() + SEEN_SECONDS + 1
        monkeypatch.setattr("dim.remote.registry.time.time", lambda: later)
        removing = asyncio.create_task(household.remote.registry.remove(first.id))
        await asyncio.sleep(0)  # it is being written
        again = await household.screen("owner")
        await removing
        assert household.remote.registry.live(again.id) is again.live
        await household.remote.configure(household.owner, again.id, name="Mine", household=None, shared_with=None)
        assert Remote(household.database, Hub()).player(household.owner, again.id).stored.name == "Mine"

    asyncio.run(main())


def test_of_more_than_fifty_players_those_not_seen_for_longest_are_forgotten(household: Household) -> None:
    async def main() -> None:
        of_other = await household.screen("member", device="device-other")
        household.remote.registry.leave(of_other.live)
        connected = await household.screen("owner", device="device-live")
        opened = []
        for number in range(MOST_PLAYERS - 1):
            screen = await household.screen("owner", device=f"device-{number:04}")
            household.remote.registry.leave(screen.live)
            opened.append(screen.id)

        def known(remote: Remote) -> set[int]:
            return {one.stored.id for one in remote.players(household.owner)}

        assert known(household.remote) == {connected.id, of_other.id, *opened}
        watching = Screen()
        household.remote.watch(Watcher(watching, household.owner), None)
        one_more = await household.screen("owner", device="device-more")
        expected = {connected.id, one_more.id, of_other.id, *opened}
        assert known(household.remote) == expected  # those that are connected do not count
        household.remote.registry.leave(one_more.live)
        two_more = await household.screen("owner", device="device-two-more")
        expected = expected - {opened[0]} | {two_more.id}
        assert known(household.remote) == expected
        assert known(Remote(household.database, Hub())) == expected
        assert Removed(opened[0]) in watching.heard
        assert (connected.closed, household.remote.registry.live(connected.id)) == (None, connected.live)

    asyncio.run(main())


def test_configured_devices_of_nobody_are_never_forgotten(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        restricted, renamed = await household.device("dlna-restricted"), await household.device("dlna-renamed")
        plain = await household.device("dlna-plain")
        await household.remote.configure(household.owner, restricted.id, name=None, household=False, shared_with=None)
        await household.remote.configure(household.owner, renamed.id, name="Bedroom", household=None, shared_with=None)
        for one in (restricted, renamed, plain):
            household.remote.registry.leave(one.live, "It was switched off.")
        assert household.remote.registry.why_gone(plain.id) == "It was switched off."
        for number in range(MOST_PLAYERS + 10):  # strange renderers
            household.remote.registry.leave((await household.device(f"dlna-strange-{number}")).live)
        assert household.remote.registry.find(plain.id) is None
        assert household.remote.registry.why_gone(plain.id) is None
        later = time.time() + KEPT_SECONDS + 1
        monkeypatch.setattr("dim.remote.stored.time.time", lambda: later)
        again = Remote(household.database, Hub())
        for registry in (household.remote.registry, again.registry):
            known = [registry.find(one.id) for one in (restricted, renamed)]
            assert [(one.household, one.name) for one in known if one] == [(False, "Device"), (True, "Bedroom")]
        await household.device("dlna-one-more")  # forgets what was not seen for long
        back = await household.device("dlna-restricted")
        assert (back.id, household.remote.players(household.users["member"])[-1].stored.id == back.id) == (
            restricted.id,
            False,
        )

    asyncio.run(main())


def test_names_sharing_and_queues_last(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("member")
        member, player = household.users["member"], screen.id
        await household.remote.configure(
            member, player, name="  Kitchen\n", household=True, shared_with=frozenset((1,))
        )
        await household.steer("member", screen, "queue", items=[household.family])
        again = Remote(household.database, Hub())
        seen = again.player(member, player)
        assert (seen.stored.name, seen.stored.household, set(seen.stored.shared_with)) == ("Kitchen", True, {1})
        assert seen.state is None
        assert again.queue(member, player).items == (household.family,)
        with pytest.raises(InvalidError, match="No account has the id 987654"):
            await household.remote.configure(
                member, player, name=None, household=None, shared_with=frozenset((987_654,))
            )
        other = household.users["other"].id
        await household.remote.configure(member, player, name=None, household=None, shared_with=frozenset((1, other)))
        household.database.write_now(users.remove, other)
        household.hub.publish([Event("access", user_id=other)])
        assert household.remote.player(member, player).stored.shared_with == {1}
        household.database.write_now(users.remove, member.id)
        household.hub.publish([Event("access", user_id=member.id)])
        assert household.remote.players(household.owner) == []

    asyncio.run(main())


def test_reports_cannot_lie_about_the_queue_or_carry_nonsense(household: Household) -> None:
    async def main() -> None:
        screen = await household.screen("owner")
        live = screen.live
        report = household.remote.registry.report
        report(live, {
            "state": "playing", "item_id": "x", "title": "A\x00B\n" + "y" * 9_999, "position": 10**400, "duration": float("nan"),
            "volume": 9_000, "rate": "fast", "queue_version": 99, "audio_tracks": [{"id": {}}, 7, {"id": 1, "name": "\u202e"}] * 500,
            "subtitle": True, "at": 1,
        })  # fmt: skip
        state = live.state
        assert (state.item_id, state.position, state.duration, state.volume, state.rate) == (None, 0.0, 0.0, 100, 1.0)
        assert (state.queue_version, state.subtitle, len(state.title or "")) == (0, None, 300)
        assert len(state.audio_tracks) <= 100
        assert state.at > 1_000_000
        with pytest.raises(InvalidError):
            report(live, {"state": "dancing"})

    asyncio.run(main())


def test_what_a_device_can_be_asked_follows_from_what_it_obeys(household: Household) -> None:
    async def main() -> None:
        device = await household.device("dlna-0001", frozenset(("play_item", "stop", "pause", "volume", "seek")))
        listed = household.remote.player(household.owner, device.id).capabilities
        assert listed == {
            "play_item", "stop", "pause", "volume", "seek", "next", "previous", "queue", "volume_up", "volume_down", "skip", "move",
        }  # fmt: skip
        await household.remote.forget(household.owner, device.id)
        assert device.closed == "removed"

    asyncio.run(main())
