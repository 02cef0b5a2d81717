"""Groups that watch together: when they wait and for whom, when they go on, and who may steer. The clock is the test's."""

import pytest

from dim.accounts.rights import User
from dim.remote.model import NotPossibleError
from dim.together.group import MOST_MEMBERS, PATIENCE, SHORTEST_LEAD, Group
from dim.together.playhead import Playhead
from support.groups import ADA, BEN, member


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


def test_a_group_that_everyone_left_while_it_waited_goes_on_when_they_are_back() -> None:
    group = group_of(1, 2)
    group.play(100.0)
    group.seek(50.0, 105.0)
    for player in (1, 2):
        group.leave(player, 106.0)
    assert not group.settle(105.0 + PATIENCE + 1)
    assert (phase(group), group.head.position_at(400.0)) == ("waiting", 50.0)  # it does not play to nobody
    group.join(member(1), 400.0)
    assert phase(group) == "waiting"  # until the member has data
    ready(group, 1, now=401.0)
    assert (phase(group), group.head) == ("playing", Playhead(50.0, 401.0 + SHORTEST_LEAD, True))


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


def test_a_group_that_is_full_takes_nobody_but_its_members() -> None:
    group = group_of(*range(1, MOST_MEMBERS + 1))
    with pytest.raises(NotPossibleError, match=f"at most {MOST_MEMBERS}"):
        group.join(member(MOST_MEMBERS + 1, BEN), 101.0)
    again = member(7, BEN)
    group.join(again, 101.0)  # the same player in another connection
    assert (len(group.members), group.members[7]) == (MOST_MEMBERS, again)
    group.leave(1, 102.0)
    group.join(member(MOST_MEMBERS + 1, BEN), 102.0)
