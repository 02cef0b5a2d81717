"""Groups that watch together: when they wait and for whom, when they go on, and who may steer. The clock is the test's."""

import asyncio

import pytest

from dim.accounts import users
from dim.accounts.rights import User
from dim.db import Database
from dim.events import Event, Hub
from dim.remote.model import NoPlayerError, NotPossibleError
from dim.remote.rights import Visibility
from dim.together.group import PATIENCE, SHORTEST_LEAD, Group, Member
from dim.together.model import HostOnly, LeftGroup, Play, SeenGroup, WatchItem
from dim.together.playhead import Playhead
from dim.together.service import EMPTY_SECONDS, Together
from support.catalog import Catalog, movie

ADA, BEN = User(1, "Ada", "owner", None), User(2, "Ben", "member", None)


class Channel:
    """What a member was told."""

    def __init__(self) -> None:
        self.told: list[SeenGroup | LeftGroup] = []

    def push(self, message: SeenGroup | LeftGroup, *, replaces: str | None = None) -> None:
        assert replaces == "group"
        self.told.append(message)


def member(player: int, user: User = ADA, ping: float = 0.05) -> Member:
    return Member(player, user, f"Screen {player}", Channel(), ping=ping)


def group_of(*players: int, now: float = 100.0) -> Group:
    """A group that is paused at 10 s, and whose members are ready."""
    group = Group(1, "Friday", ADA.id, 7, head=Playhead(10.0, now))
    for player in players:
        group.join(member(player, ADA if player == 1 else BEN), now)
        ready(group, player, now=now)
    return group


def phase(group: Group) -> str:
    """What it does now: a plain text, so that the type checker does not take it for what it was."""
    return str(group.phase)


def ready(group: Group, player: int, is_ready: bool = True, now: float = 100.0) -> None:
    group.report(player, group.version, is_ready, 0.05, now)


def test_all_start_at_the_same_moment_which_lies_ahead() -> None:
    group = group_of(1, 2, 3)
    group.play(100.0)
    assert (phase(group), group.head) == ("playing", Playhead(10.0, 100.0 + SHORTEST_LEAD, True))
    assert group.head.position_at(100.0) == 10.0
    assert group.head.position_at(110.3) == pytest.approx(20.0)


def test_the_slowest_line_decides_how_far_ahead() -> None:
    group = group_of(1, 2)
    group.members[2].ping = 0.35
    group.play(100.0)
    assert group.head.at == pytest.approx(100.8)
    group.members[2].ping = 9.0
    assert group.lead == 1.0


def test_a_pause_is_meant_for_one_picture() -> None:
    group = group_of(1, 2)
    group.play(100.0)
    group.pause(105.3)
    assert (phase(group), group.head.playing) == ("paused", False)
    assert group.head == Playhead(pytest.approx(10.0 + 5.3), pytest.approx(105.6))  # type: ignore[arg-type]
    version = group.version
    group.pause(106.0)  # again: nothing changes
    assert group.version == version


def test_after_a_seek_it_waits_until_all_are_there() -> None:
    group = group_of(1, 2)
    group.play(100.0)
    group.seek(50.0, 105.0)
    assert (phase(group), group.head.playing, [one.player_id for one in group.waiting_for]) == (
        "waiting",
        False,
        [1, 2],
    )
    assert not group.report(1, group.asked - 1, True, 0.05, 105.1)  # of before the seek
    ready(group, 1, now=105.2)
    assert phase(group) == "waiting"
    ready(group, 2, now=106.0)
    assert (phase(group), group.head) == ("playing", Playhead(50.0, 106.0 + SHORTEST_LEAD, True))


def test_while_paused_a_seek_starts_nothing() -> None:
    group = group_of(1, 2)
    group.seek(50.0, 101.0)
    ready(group, 1, now=101.1)
    ready(group, 2, now=101.2)
    assert (phase(group), group.head.position) == ("paused", 50.0)


def test_it_waits_for_one_who_buffers_but_not_for_ever() -> None:
    group = group_of(1, 2)
    group.play(100.0)
    ready(group, 2, False, now=110.3)
    assert phase(group) == "waiting"
    assert group.head.position == pytest.approx(20.0)
    assert not group.settle(110.3 + PATIENCE - 0.1)
    assert group.settle(110.3 + PATIENCE)
    assert (phase(group), group.members[2].late) == ("playing", True)
    assert group.head.position == pytest.approx(20.0)
    ready(group, 2, False, now=125.0)  # still late: the others go on
    assert phase(group) == "playing"
    ready(group, 2, True, now=130.0)
    assert not group.members[2].late
    ready(group, 2, False, now=131.0)
    assert phase(group) == "waiting"


def test_one_who_joins_late_stops_nobody_and_one_who_leaves_neither() -> None:
    group = group_of(1, 2)
    group.play(100.0)
    head = group.head
    group.join(member(3, BEN), 104.0)
    assert (phase(group), group.head, group.members[3].late) == ("playing", head, True)
    ready(group, 3, False, now=105.0)
    assert phase(group) == "playing"
    group.seek(30.0, 106.0)
    ready(group, 1, now=106.5)
    ready(group, 3, now=106.6)
    assert phase(group) == "waiting"
    group.leave(2, 107.0)  # the one that it waits for
    assert phase(group) == "playing"
    assert not group.leave(2, 107.0)
    group.leave(1, 108.0)
    assert phase(group) == "playing"


def test_the_rate_changes_at_one_moment_without_a_jump() -> None:
    group = group_of(1)
    group.play(100.0)
    group.set_rate(2.0, 110.3)
    at = 110.3 + SHORTEST_LEAD
    assert group.head.position_at(at) == pytest.approx(10.0 + 10.3)
    assert group.head.position_at(at + 5) == pytest.approx(10.0 + 10.3 + 10.0)


@pytest.mark.parametrize(("host_only", "user", "may"), [(False, BEN, True), (True, BEN, False), (True, ADA, True)])
def test_who_may_steer(host_only: bool, user: User, may: bool) -> None:
    group = group_of(1, 2)
    group.host_only = host_only
    assert group.may_control(user) is may
    if not may:
        group.leave(1, 101.0)  # no screen of the host is there
        assert group.may_control(user)
        group.give_host(ADA.id)
        assert group.host_id == BEN.id


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


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


def test_a_player_is_in_one_group(database: Database) -> None:
    async def main() -> None:
        catalog = Catalog(database, "movie")
        catalog.report(movie("Film.mkv", "Film", 2001))
        film = next(iter(catalog.titles().values()))
        hub = Hub()
        heard: list[str] = []
        hub.follow(lambda event: heard.append(event.type))
        together = Together(database, hub, Visibility(database, hub))
        owner = User(1, "me", "owner", None)
        first = await together.create(owner, name="One", item_id=film, position=0, host_only=False)
        second = await together.create(owner, name="Two", item_id=film, position=0, host_only=False)
        together.join(first.id, member(1, owner))
        together.join(second.id, member(1, owner))
        assert (list(first.members), list(second.members)) == ([], [1])
        assert set(heard) == {"groups"}
        assert Event("groups").data == {}

    asyncio.run(main())


def test_a_member_whose_right_ends_leaves_and_a_late_goodbye_removes_no_newcomer(database: Database) -> None:
    async def main() -> None:
        catalog = Catalog(database, "movie")
        catalog.report(movie("Film.mkv", "Film", 2001))
        film = next(iter(catalog.titles().values()))
        hub = Hub()
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
