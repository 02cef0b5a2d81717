"""The groups of a server: who finds and joins them, what ends them, what clients are told, and that they survive a restart."""

import asyncio

import pytest

from dim.accounts import users
from dim.accounts.rights import User
from dim.db import Database
from dim.events import Event, Hub
from dim.remote.model import NoPlayerError, NotPossibleError
from dim.remote.rights import Visibility
from dim.together.group import MOST_MEMBERS, SHORTEST_LEAD
from dim.together.model import HostOnly, LeftGroup, Play, WatchItem
from dim.together.service import EMPTY_SECONDS, TICK_SECONDS, Together
from support.catalog import Catalog, movie
from support.groups import Clock, member


def with_film(database: Database) -> int:
    """Have a film in the catalog; its id."""
    catalog = Catalog(database, "movie")
    catalog.report(movie("Film.mkv", "Film", 2001))
    return next(iter(catalog.titles().values()))


def test_rights_restarts_and_ends(database: Database) -> None:
    async def main() -> None:
        catalog, private = Catalog(database, "movie"), Catalog(database, "movie", "/private")
        catalog.report(movie("Film.mkv", "Film", 2001))
        private.report(movie("Home.mkv", "Home", 2002))
        film, home = next(iter(catalog.titles().values())), next(iter(private.titles().values()))
        shared = frozenset((catalog.library,))
        number = database.write_now(users.create, "Ben", "password1", "hash", libraries=[catalog.library])
        owner, guest = User(1, "me", "owner", None), User(number, "Ben", "member", shared)
        hub, clock = Hub(), Clock()
        together = Together(database, hub, Visibility(database, hub), clock)
        with pytest.raises(NoPlayerError):
            await together.create(guest, name=None, item_id=home, position=0, host_only=False)
        group = await together.create(owner, name=" Friday\n", item_id=film, position=5.0, host_only=True)
        mine, theirs = member(1, owner), member(2, guest)
        together.join(group.id, mine)
        assert together.join(group.id, theirs).may_control is False
        assert [one.name for one in together.groups(guest)] == ["Friday"]
        with pytest.raises(NotPossibleError, match="Only the host"):
            together.control(group.id, 2, guest, Play())
        with pytest.raises(NotPossibleError, match="Only the host"):
            together.control(group.id, 2, guest, HostOnly(False))
        with pytest.raises(NotPossibleError, match="Join the group"):
            together.control(group.id, 3, owner, Play())
        for player in (1, 2):
            together.report(group.id, player, group.version, ready=True, ping=0.05)
        together.control(group.id, 1, owner, Play())
        await together.tick()
        again = Together(database, Hub(), Visibility(database, Hub()), clock)  # the server was started again
        clock.now += 20.0
        assert again.groups(guest) == []  # nobody came back yet
        state = again.join(group.id, member(2, guest))
        assert (state.phase, state.head.playing, state.host_only, state.name) == (
            "playing",
            True,
            True,
            "Friday",
        )
        assert state.head.position_at(clock.now) == pytest.approx(5.0 + 20.0 - SHORTEST_LEAD)
        together.control(group.id, 1, owner, WatchItem(home))
        told = theirs.channel.told[-1]  # type: ignore[attr-defined]
        assert isinstance(told, LeftGroup)  # not shared with them
        assert (told.group_id, list(group.members)) == (group.id, [1])
        with pytest.raises(NoPlayerError):
            together.join(group.id, theirs)
        assert together.groups(guest) == []
        together.leave(mine, on_purpose=True)
        clock.now += EMPTY_SECONDS - 1
        await together.tick()
        assert together.join(group.id, mine).id == group.id
        together.leave(mine, on_purpose=False)
        clock.now += EMPTY_SECONDS + 1
        await together.tick()
        with pytest.raises(NoPlayerError):
            together.join(group.id, mine)
        assert Together(database, hub, Visibility(database, hub), clock)._groups == {}

    asyncio.run(main())


def test_a_group_that_waited_at_a_restart_goes_on_when_its_members_are_back(database: Database) -> None:
    async def main() -> None:
        film, hub, clock = with_film(database), Hub(), Clock()
        visibility, owner = Visibility(database, hub), User(1, "me", "owner", None)
        together = Together(database, hub, visibility, clock)
        group = await together.create(owner, name="One", item_id=film, position=7.0, host_only=False)
        for player in (1, 2):
            together.join(group.id, member(player, owner))
        together.control(group.id, 1, owner, Play())  # nobody is ready
        assert group.phase == "waiting"
        await together.tick()
        again = Together(database, hub, visibility, clock)
        clock.now += 20.0
        await again.tick()
        restored = again._groups[group.id]
        for player in (1, 2):
            seen = again.join(group.id, member(player, owner))
            assert (seen.phase, seen.head.position) == ("waiting", 7.0)
        for player in (1, 2):
            again.report(group.id, player, restored.version, ready=True, ping=0.05)
        assert (restored.phase, restored.head.playing) == ("playing", True)

    asyncio.run(main())


def test_a_player_is_in_one_group(database: Database) -> None:
    async def main() -> None:
        film, hub = with_film(database), Hub()
        heard: list[str] = []
        hub.follow(lambda event: heard.append(event.type))
        together = Together(database, hub, Visibility(database, hub))
        owner = User(1, "me", "owner", None)
        first = await together.create(owner, name="One", item_id=film, position=0, host_only=False)
        second = await together.create(owner, name="Two", item_id=film, position=0, host_only=False)
        together.join(first.id, member(1, owner))
        together.join(second.id, member(1, owner))
        assert (list(first.members), list(second.members)) == ([], [1])
        await together.tick()
        assert heard == ["groups"]

    asyncio.run(main())


def test_a_member_whose_right_ends_leaves_and_a_late_goodbye_removes_no_newcomer(database: Database) -> None:
    async def main() -> None:
        catalog, hub = Catalog(database, "movie"), Hub()
        catalog.report(movie("Film.mkv", "Film", 2001))
        film = next(iter(catalog.titles().values()))
        together = Together(database, hub, Visibility(database, hub))
        owner, guest = User(1, "me", "owner", None), User(2, "Ben", "member", frozenset((catalog.library,)))
        group = await together.create(owner, name="One", item_id=film, position=0, host_only=False)
        old, new, theirs = member(1, owner), member(1, owner), member(2, guest)
        for one in (old, new, theirs):
            together.join(group.id, one)
        together.leave(old, on_purpose=False)  # its connection ends late
        assert list(group.members.values()) == [new, theirs]
        theirs.user = User(2, "Ben", "member", frozenset())
        hub.publish([Event("access", user_id=2)])
        assert list(group.members) == [1]
        assert isinstance(theirs.channel.told[-1], LeftGroup)  # type: ignore[attr-defined]
        for _ in range(300):  # nobody keeps others from watching together
            made = await together.create(owner, name="x", item_id=film, position=0, host_only=False)
            await together.tick()
            assert made.id

    asyncio.run(main())


def test_who_finds_a_group_full_stays_in_its_own(database: Database) -> None:
    async def main() -> None:
        film, hub = with_film(database), Hub()
        together = Together(database, hub, Visibility(database, hub))
        owner = User(1, "me", "owner", None)
        full = await together.create(owner, name="Full", item_id=film, position=0, host_only=False)
        mine = await together.create(owner, name="Mine", item_id=film, position=0, host_only=False)
        for number in range(MOST_MEMBERS):
            together.join(full.id, member(number + 2, owner))
        together.join(mine.id, member(1, owner))
        with pytest.raises(NotPossibleError, match="at most"):
            together.join(full.id, member(1, owner))
        assert list(mine.members) == [1]

    asyncio.run(main())


def test_several_changes_of_groups_are_one_event(database: Database) -> None:
    async def main() -> None:
        film, hub, clock = with_film(database), Hub(), Clock()
        heard: list[str] = []
        together = Together(database, hub, Visibility(database, hub), clock)
        owner = User(1, "me", "owner", None)
        group = await together.create(owner, name="One", item_id=film, position=0, host_only=False)
        hub.follow(lambda event: heard.append(event.type))
        await together.tick()
        assert heard == []
        for player in range(1, 6):
            together.join(group.id, member(player, owner))
        await together.tick()
        assert heard == ["groups"]  # at once
        for player in range(6, 9):
            together.join(group.id, member(player, owner))
            await together.tick()
        assert heard == ["groups"]  # later, for all three
        clock.now += TICK_SECONDS
        await together.tick()
        assert heard == ["groups", "groups"]
        clock.now += TICK_SECONDS
        await together.tick()
        assert heard == ["groups", "groups"]

    asyncio.run(main())


def test_the_last_of_many_changes_is_told_without_another_one(database: Database) -> None:
    async def main() -> None:
        film, hub = with_film(database), Hub()
        together = Together(database, hub, Visibility(database, hub))
        owner = User(1, "me", "owner", None)
        group = await together.create(owner, name="One", item_id=film, position=0, host_only=False)
        heard: asyncio.Queue[int] = asyncio.Queue()
        hub.follow(lambda _event: heard.put_nowait(len(group.members)))
        running = asyncio.create_task(together.run())
        together.join(group.id, member(1, owner))
        async with asyncio.timeout(4):
            assert await heard.get() == 1
            together.join(group.id, member(2, owner))
            assert await heard.get() == 2
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(main())


def test_members_are_told_who_did_what(database: Database) -> None:
    async def main() -> None:
        film = with_film(database)
        owner, hub = User(1, "me", "owner", None), Hub()
        together = Together(database, hub, Visibility(database, hub), Clock())
        group = await together.create(owner, name=None, item_id=film, position=0.0, host_only=False)
        first, second = member(1, owner), member(2, owner)
        told = []
        for step in (
            lambda: together.join(group.id, first),
            lambda: together.join(group.id, first),  # again, after a lost connection: nothing new
            lambda: together.join(group.id, second),
            lambda: together.control(group.id, 2, owner, Play()),
            lambda: together.leave(second, on_purpose=True),
        ):
            step()
            (seen,) = together.groups(owner)
            assert seen.last is not None
            told.append((seen.last.number, seen.last.name, seen.last.player_id, seen.last.username))
        assert told == [
            (1, "join", 1, "me"), (1, "join", 1, "me"), (2, "join", 2, "me"), (3, "play", 2, "me"), (4, "leave", 2, "me"),
        ]  # fmt: skip
        assert [one.is_host for one in together.groups(owner)[0].members] == [True]

    asyncio.run(main())
