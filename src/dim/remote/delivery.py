"""Sends commands to players and waits until they acknowledge them: in order, each at most once, with a time limit."""

import asyncio
import itertools
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dim.accounts.rights import Caller
from dim.remote.model import Channel, GoneError, InvalidError, LeftError, NotConnectedError, NotPossibleError, Order

SECONDS = 1.9
"""How long a player may take; it acknowledges what takes longer, as loading does, as soon as it begins."""
PAGE_HINT = "Check that its page is open and that it is online."
MOST_PENDING = 200
"""Commands that a player has not acknowledged yet."""


@dataclass(slots=True)
class _Pending:
    answer: asyncio.Future[None]
    began: float = field(default_factory=time.monotonic)


class Outgoing:
    """The commands that were sent to one connection of a player."""

    def __init__(self, channel: Channel, name: str, hint: str = PAGE_HINT) -> None:
        """`hint`: what people can do if it does not answer."""
        self._channel, self.name, self._hint = channel, name, hint
        self._pending: OrderedDict[str, _Pending] = OrderedDict()
        self._numbers = itertools.count(1)

    def send(self, command: str, values: Mapping[str, Any], by: Caller) -> asyncio.Future[None]:
        """Send a command of a caller; the future is done when the player obeyed.

        Raises NotPossibleError: too many commands wait already. The future raises NotPossibleError, LeftError.
        """
        if len(self._pending) >= MOST_PENDING:
            raise NotPossibleError(f"“{self.name}” has not obeyed {MOST_PENDING} commands yet. Wait a moment.")
        number = f"c{next(self._numbers)}"
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())  # who asked may have left
        self._pending[number] = _Pending(answer)
        self._channel.push(Order(number, command, values, by))
        return answer

    async def wait(self, answer: asyncio.Future[None], seconds: float = SECONDS) -> None:
        """Wait for the acknowledgement.

        Raises GoneError: it did not come in time; the player may still obey. LeftError: the connection ended. NotPossibleError: the
        player could not do it.
        """
        try:
            async with asyncio.timeout(seconds):
                await asyncio.shield(answer)
        except TimeoutError:
            raise GoneError(f"“{self.name}” does not answer. {self._hint}") from None

    def acknowledge(self, number: str, reason: str | None) -> None:
        """The player obeyed, or said why it could not. An unknown number, as of a command that timed out, is ignored."""
        pending = self._pending.pop(number, None)
        if pending is None or pending.answer.done():
            return
        if reason is None:
            pending.answer.set_result(None)
        else:
            pending.answer.set_exception(NotPossibleError(reason))

    def forget_old(self, seconds: float = 30.0) -> None:
        """Forget commands that were never acknowledged."""
        limit = time.monotonic() - seconds
        while self._pending and next(iter(self._pending.values())).began < limit:
            self._pending.popitem(last=False)[1].answer.cancel()

    def close(self, reason: str | None = None) -> None:
        """The connection ended: whoever waits is told so, and why."""
        for pending in self._pending.values():
            if not pending.answer.done():
                pending.answer.set_exception(LeftError(reason or f"“{self.name}” went away before it obeyed."))
        self._pending.clear()


@dataclass(frozen=True, slots=True)
class _Answer:
    at: float
    asked: object
    task: asyncio.Task[Any]


class Answered:
    """What was answered to commands with an id, so that one that is sent again is not obeyed twice."""

    def __init__(self, seconds: float = 60.0, most: int = 1_000) -> None:
        """`most`: answers that are kept of one user."""
        self._seconds, self._most = seconds, most
        self._known: dict[int, OrderedDict[tuple[Any, ...], _Answer]] = {}

    def find(self, user_id: int, key: tuple[Any, ...], asked: object = None) -> asyncio.Task[Any] | None:
        """The task that answers a command of a user, if it came before. Raises InvalidError: another one had that id."""
        found = self._of(user_id).get(key)
        if found is not None and found.asked != asked:
            raise InvalidError("id", "Another command had that id. Give each command an id of its own.")
        return found.task if found else None

    def keep(self, user_id: int, key: tuple[Any, ...], task: asyncio.Task[Any], asked: object = None) -> None:
        """Remember a task, and what was asked. One that could send nothing is forgotten, so that a retry tries again."""
        known = self._of(user_id)
        known[key] = _Answer(time.monotonic(), asked, task)
        self._known[user_id] = known
        if len(known) > self._most:
            known.popitem(last=False)

        def forget(done: asyncio.Task[Any]) -> None:
            failed = done.cancelled() or isinstance(done.exception(), NotConnectedError)
            if failed and key in known and known[key].task is done:
                del known[key]

        task.add_done_callback(forget)

    def forget_old(self) -> None:
        """Forget what is too old to be sent again."""
        for user_id in list(self._known):
            if not self._of(user_id):
                del self._known[user_id]

    def _of(self, user_id: int) -> OrderedDict[tuple[Any, ...], _Answer]:
        """The answers to a user that are not too old."""
        known = self._known.get(user_id, OrderedDict())
        limit = time.monotonic() - self._seconds
        while known and next(iter(known.values())).at < limit:
            known.popitem(last=False)
        return known
