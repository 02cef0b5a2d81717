"""Commands on their way: in order, at most once, with a limit, and with an honest end when the player goes."""

import asyncio

import pytest

from dim.accounts.rights import Caller, User
from dim.remote.delivery import MOST_PENDING, Answered, Outgoing
from dim.remote.model import CloseCause, GoneError, InvalidError, Message, NotConnectedError, NotPossibleError, Order

ME = Caller(User(1, "me", "member", None))


class Recorder:
    """A connection that records what is sent."""

    def __init__(self) -> None:
        self.sent: list[Order] = []

    def push(self, message: Message, *, replaces: str | None = None) -> None:
        assert isinstance(message, Order)
        assert replaces is None  # commands are never dropped
        self.sent.append(message)

    def close(self, reason: str, cause: CloseCause) -> None:
        raise AssertionError(reason)


def test_commands_are_sent_in_order_and_acknowledged_in_any() -> None:
    async def main() -> None:
        channel = Recorder()
        outgoing = Outgoing(channel, "TV")
        first, second = outgoing.send("pause", {}, ME), outgoing.send("seek", {"position": 3.0}, ME)
        assert [one.command for one in channel.sent] == ["pause", "seek"]
        assert len({one.id for one in channel.sent}) == 2
        outgoing.acknowledge(channel.sent[1].id, None)
        await outgoing.wait(second)
        assert not first.done()
        outgoing.acknowledge(channel.sent[0].id, "It is broken.")
        with pytest.raises(NotPossibleError, match="It is broken"):
            await outgoing.wait(first)
        outgoing.acknowledge(channel.sent[0].id, None)  # twice, and one that nobody sent
        outgoing.acknowledge("c99", None)

    asyncio.run(main())


def test_a_player_that_does_not_answer_is_gone_after_a_while() -> None:
    async def main() -> None:
        channel = Recorder()
        outgoing = Outgoing(channel, "TV")
        answer = outgoing.send("pause", {}, ME)
        with pytest.raises(GoneError, match="“TV” does not answer"):
            await outgoing.wait(answer, 0.01)
        outgoing.acknowledge(channel.sent[0].id, None)  # late: it hurts nobody

    asyncio.run(main())


def test_a_connection_that_ends_tells_all_who_wait() -> None:
    async def main() -> None:
        outgoing = Outgoing(Recorder(), "TV")
        waiting = [asyncio.create_task(outgoing.wait(outgoing.send("pause", {}, ME), 60)) for _ in range(3)]
        await asyncio.sleep(0)
        outgoing.close()
        assert all(isinstance(one, GoneError) for one in await asyncio.gather(*waiting, return_exceptions=True))

    asyncio.run(main())


def test_who_asked_may_leave_and_too_many_are_refused() -> None:
    async def main() -> None:
        channel = Recorder()
        outgoing = Outgoing(channel, "TV")
        left = asyncio.create_task(outgoing.wait(outgoing.send("pause", {}, ME), 60))
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.gather(left, return_exceptions=True)
        outgoing.acknowledge(channel.sent[0].id, "No.")  # nobody hears it, and nothing is logged as an error
        for _ in range(MOST_PENDING):
            outgoing.send("pause", {}, ME)
        with pytest.raises(NotPossibleError, match="Wait a moment"):
            outgoing.send("pause", {}, ME)
        outgoing.forget_old(0)
        outgoing.send("pause", {}, ME)
        outgoing.close()

    asyncio.run(main())


def test_a_command_that_is_sent_again_is_answered_by_the_first() -> None:
    async def main() -> None:
        answered = Answered(most=2)
        done: list[int] = []

        async def obey(number: int) -> int:
            await asyncio.sleep(0)
            done.append(number)
            return number

        task = asyncio.create_task(obey(1))
        answered.keep(1, ("a",), task, "pause")
        with pytest.raises(InvalidError, match="Another command had that id"):
            answered.find(1, ("a",), "play")
        answered.keep(1, ("a",), task)
        assert answered.find(1, ("a",)) is task
        assert answered.find(1, ("b",)) is None
        assert await task == 1
        assert answered.find(1, ("a",)) is task

        async def fail() -> int:
            raise NotConnectedError("gone")

        gone = asyncio.create_task(fail())
        answered.keep(1, ("c",), gone)
        await asyncio.gather(gone, return_exceptions=True)
        await asyncio.sleep(0)
        assert answered.find(1, ("c",)) is None  # a retry tries again
        for number in (2, 3):
            answered.keep(1, (number,), asyncio.create_task(obey(number)))
        assert answered.find(1, ("a",)) is None  # no more than so many are kept
        await asyncio.sleep(0.01)

    asyncio.run(main())


def test_when_the_memory_of_answers_is_full_the_oldest_of_that_user_go(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("dim.remote.delivery.time.monotonic", lambda: now)

    async def main() -> None:
        nonlocal now
        answered = Answered(seconds=60, most=3)

        async def obey() -> None: ...

        def keep(user_id: int, *names: str) -> None:
            for name in names:
                answered.keep(user_id, (name,), asyncio.create_task(obey()))

        def kept(user_id: int) -> str:
            return "".join(name for name in "abcdefg" if answered.find(user_id, (name,)) is not None)

        keep(2, "a")
        keep(1, "a", "b", "c")
        assert kept(1) == "abc"
        keep(1, "d", "e")
        assert (kept(1), kept(2)) == ("cde", "a")  # nobody pushes out what others were answered
        now += 50
        keep(1, "f")
        now += 11
        assert (kept(1), kept(2)) == ("f", "")
        keep(1, "g")
        assert kept(1) == "fg"
        now += 61
        answered.forget_old()
        assert not answered._known

    asyncio.run(main())


def test_an_older_attempt_that_fails_late_takes_no_newer_answer_away() -> None:
    async def main() -> None:
        answered = Answered(most=1)
        fails, stays = asyncio.Event(), asyncio.Event()

        async def fail() -> None:
            await fails.wait()
            raise NotConnectedError("gone")

        older, newer = asyncio.create_task(fail()), asyncio.create_task(stays.wait())
        answered.keep(1, ("a",), older)
        answered.keep(1, ("b",), asyncio.create_task(stays.wait()))  # pushes it out
        answered.keep(1, ("a",), newer)
        fails.set()
        await asyncio.gather(older, return_exceptions=True)
        await asyncio.sleep(0)
        assert answered.find(1, ("a",)) is newer
        stays.set()
        await newer

    asyncio.run(main())
