"""One client on the socket: what its messages do, and what it is told."""

import asyncio
import logging
import secrets
import time
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from dim.accounts.rights import PLAY, Caller, User
from dim.api.context import Server
from dim.api.errors import PROBLEMS
from dim.api.v1.live.messages import (
    FROM_CLIENTS,
    Acknowledgement,
    Announced,
    Announcement,
    Envelope,
    Greeting,
    GroupAction,
    Hello,
    Ping,
    Pong,
    Queued,
    Readiness,
    Refusal,
    Result,
    SentCommand,
    Watch,
)
from dim.api.v1.live.outbox import Outbox
from dim.api.v1.live.refusals import refused
from dim.api.v1.live.schemas import described_queue, described_state
from dim.budget import Budget
from dim.events import Event, Numbered
from dim.remote import commands
from dim.remote.commands import Command
from dim.remote.model import InvalidError, NotPossibleError, RemoteError, ScopeError
from dim.remote.registry import LivePlayer
from dim.remote.reports import clean, read_device, read_kind
from dim.remote.watchers import Watcher
from dim.together.group import Member
from dim.together.model import LeftGroup, SeenGroup

log = logging.getLogger(__name__)
DISK_FULL = PROBLEMS["disk-full"][1]
MOST_RUNNING = 50
"""Commands of one client that are not answered yet."""
MESSAGES_PER_SECOND, BURST = 100.0, 200.0
LONG_ID = 16
"""Characters of a message's id from which on it is taken for unique, as a UUID is."""


class SignedOutError(Exception):
    """The sign-in or token of the client has ended."""


class FloodError(Exception):
    """The client sends more than anyone needs."""


class Connection:
    """A client that is signed in. Use from the event loop's thread only."""

    def __init__(self, server: Server, caller: Caller) -> None:
        self._server, self.caller = server, caller
        self.outbox = Outbox()
        self.watcher = Watcher(self.outbox, caller.user)
        self._player: LivePlayer | None = None
        self._member: Member | None = None
        self._group = 0
        self._running: set[asyncio.Task[None]] = set()
        self._budget = Budget(MESSAGES_PER_SECOND, BURST)
        self._started_at = server.hub.seq
        self._name = secrets.token_hex(8)
        self.sending_since: float | None = None
        """When the message that is being sent was begun (monotonic)."""

    def is_allowed(self) -> bool:
        """Read the caller's rights again; False: their sign-in or token has ended."""
        current = self._server.gate.still(self.caller)
        if current is not None:
            self._authorize(current)
        return current is not None

    def _authorize(self, caller: Caller) -> None:
        before, self.caller, self.watcher.user = self.caller, caller, caller.user
        if before.user == caller.user:
            return
        if self._player is not None:
            self._player.user = caller.user
        if self._member is not None:
            self._member.user = caller.user
        self._server.remote.watch(self.watcher, self.watcher.players)
        self._server.together.check_rights()

    async def close(self) -> None:
        """The client left: its player is gone, and nobody waits for its commands."""
        self._server.remote.stop_watching(self.watcher)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._leave()

    # Events

    def tell(self, numbered: Numbered) -> None:
        """Pass on an event of the hub that the user may know."""
        if may_know(self.caller.user, numbered.event):
            self.outbox.push(shown_to(self.caller.user, numbered.event), seq=numbered.seq)

    # Messages

    async def receive(self, text: str) -> None:
        """Do what a message says. What is wrong with it is answered. Raises FloodError."""
        if not self._budget.take(1):
            raise FloodError
        try:
            envelope = Envelope.model_validate_json(text)
        except ValidationError as error:
            self._refuse(None, 422, _first(error), "message")
            return
        if envelope.type not in FROM_CLIENTS:
            self._refuse(envelope.id, 422, f"There is no message “{envelope.type[:40]}”.", "type")
            return
        try:
            await self._handle(envelope)
        except ValidationError as error:
            self._refuse(envelope.id, 422, _first(error), "data")
        except RemoteError as error:
            self._refuse_by(envelope.id, error)
        except DBAPIError:
            log.exception("A message of the socket could not be followed")
            self._refuse(envelope.id, 507, DISK_FULL, None)

    async def _handle(self, envelope: Envelope) -> None:
        data = envelope.data
        match envelope.type:
            case "hello":
                self._hello(envelope, Hello.model_validate(data))
            case "announce":
                await self._announce(envelope, Announcement.model_validate(data))
            case "state":
                self._report(data)
            case "ack":
                self._acknowledge(Acknowledgement.model_validate(data))
            case "leave":
                self._leave()
            case "watch":
                players = Watch.model_validate(data).players
                self._server.remote.watch(self.watcher, None if players == "all" else frozenset(players))
            case "group":
                await self._act_in_group(envelope, GroupAction.model_validate(data))
            case "ready":
                self._report_ready(Readiness.model_validate(data))
            case "command":
                self._command(envelope, SentCommand.model_validate(data))
            case "ping":
                sent = Ping.model_validate(data).sent
                self.outbox.push(Pong(sent=sent, now=time.time()), re=envelope.id)

    def _hello(self, envelope: Envelope, hello: Hello) -> None:
        missed = self._server.hub.since(hello.since) if hello.since is not None else []
        for numbered in missed or ():
            if numbered.seq <= self._started_at:  # the later ones were sent already
                self.tell(numbered)
        user = self.caller.user
        is_resumed = hello.since is not None and missed is not None
        greeting = Greeting(user_id=user.id, resumed=is_resumed, now=time.time())
        self.outbox.push(greeting, re=envelope.id, seq=self._server.hub.seq)
        if missed is None:
            self.outbox.push(Event("refresh"), seq=self._server.hub.seq)

    async def _announce(self, envelope: Envelope, said: Announcement) -> None:
        self._may_play()
        device = read_device(said.device)
        self._leave()
        known = frozenset(said.commands) & frozenset(commands.NAMES)
        self._player = await self._server.remote.registry.announce(
            self.caller.user, self.outbox, device=device, tab=said.tab, name=clean(said.name, 60) or "Player",
            kind=read_kind(said.kind), capabilities=known,
        )  # fmt: skip
        if said.state is not None:
            self._report(said.state)
        queue = self._server.remote.queue(self.caller.user, self._player.id)
        stored = self._server.remote.player(self.caller.user, self._player.id).stored
        announced = Announced(player=self._player.id, name=stored.name, queue=Queued(**described_queue(queue)))
        self.outbox.push(announced, re=envelope.id)

    def _may_play(self) -> None:
        if not self.is_allowed():
            raise SignedOutError
        if self.caller.scopes is not None and PLAY not in self.caller.scopes:
            raise ScopeError("That token may not be used for this: it lacks the scope “play”.")

    def _report(self, state: dict[str, Any]) -> None:
        if self._player is None:
            raise InvalidError("state", "Announce this player first.")
        self._server.remote.registry.report(self._player, state)

    def _acknowledge(self, said: Acknowledgement) -> None:
        if self._player is None:
            return
        if said.state is not None:
            self._report(said.state)
        self._player.outgoing.acknowledge(said.id, clean(said.reason, 300))

    def _leave(self) -> None:
        self._leave_group(on_purpose=False)
        if self._player is not None:
            self._server.remote.registry.leave(self._player)
            self._player = None

    async def _act_in_group(self, envelope: Envelope, said: GroupAction) -> None:
        self._may_play()
        if self._player is None:
            raise NotPossibleError("Announce this player first.")
        together = self._server.together
        if said.action == "leave":
            self._leave_group(on_purpose=True)
            self.outbox.push(LeftGroup(self._group), re=envelope.id)
            return
        if (action := said.for_group()) is None:
            seen = await self._join(said, self._player)
        else:
            seen = together.control(self._group, self._player.id, self.caller.user, action)
        self.outbox.push(seen, re=envelope.id)

    async def _join(self, said: GroupAction, player: LivePlayer) -> SeenGroup:
        together, user = self._server.together, self.caller.user
        number = said.group
        if said.action == "create":
            if said.item_id is None:
                raise InvalidError("item_id", "create needs item_id.")
            group = await together.create(
                user, name=said.name, item_id=said.item_id, position=said.position, host_only=said.on
            )
            number = group.id
        if number is None:
            raise InvalidError("group", "join needs group.")
        if self._player is not player:
            raise NotPossibleError("This client is no player any more.")
        stored = self._server.remote.player(user, player.id).stored
        member = Member(player.id, user, stored.name, self.outbox)
        seen = together.join(number, member)
        self._member, self._group = member, number
        return seen

    def _leave_group(self, *, on_purpose: bool) -> None:
        if self._member is not None:
            self._server.together.leave(self._member, on_purpose=on_purpose)
            self._member = None

    def _report_ready(self, said: Readiness) -> None:
        if self._member is not None:
            self._server.together.report(
                self._group, self._member.player_id, said.version, ready=said.ready, ping=said.ping
            )

    def _command(self, envelope: Envelope, sent: SentCommand) -> None:
        self._may_play()
        if len(self._running) >= MOST_RUNNING:
            raise NotPossibleError(f"{MOST_RUNNING} commands are not answered yet. Wait a moment.")
        command = commands.read(sent.command, sent.model_extra or {})
        # a task, so that a player that does not answer holds up no other; it starts in the order of the messages
        task = asyncio.create_task(self._obey(envelope, sent.player, command), name=f"command {command.name}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _obey(self, envelope: Envelope, player_id: int, command: Command) -> None:
        # short ids are this connection's own; a long one stays safe to send again over another connection
        given = envelope.id
        command_id = given if isinstance(given, str) and len(given) >= LONG_ID else f"{self._name} {given}"
        try:
            state = await self._server.remote.command(
                self.caller, player_id, command, command_id if given is not None else None
            )
        except RemoteError as error:
            self._refuse_by(envelope.id, error)
        except DBAPIError:
            log.exception("A command could not be followed")
            self._refuse(envelope.id, 507, DISK_FULL, None)
        else:
            self.outbox.push(Result(player=player_id, state=described_state(state)), re=envelope.id)

    def _refuse_by(self, re: str | int | None, error: RemoteError) -> None:
        answer = refused(error)
        self._refuse(re, answer.status, answer.detail, answer.field)

    def _refuse(self, re: str | int | None, status: int, detail: str, field: str | None) -> None:
        self.outbox.push(Refusal(status=status, detail=detail, field=field), re=re)


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])[:100]
    return f"{place}: {first['msg']}." if place else f"{first['msg']}."


def may_know(user: User, event: Event) -> bool:
    """Whether a user may know of an event."""
    if event.managers_only and not user.manages:
        return False
    if event.user_id is not None and event.user_id != user.id:
        return False
    return event.library_id is None or user.sees(event.library_id)


def shown_to(user: User, event: Event) -> Event:
    """An event as a user may know it: without ids of titles or files where an age limit applies."""
    if user.age_limit is None and (user.manages or event.type != "scan"):
        return event
    return Event(
        event.type, {name: value for name, value in event.data.items() if name not in ("ids", "current", "error")}
    )
