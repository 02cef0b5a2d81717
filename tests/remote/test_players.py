"""Players as they come and go: tabs of a browser, what is remembered of them, and what they report."""

import asyncio

import pytest

from dim.accounts import users
from dim.events import Event, Hub
from dim.remote.model import InvalidError
from dim.remote.service import Remote
from support.household import Household


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
