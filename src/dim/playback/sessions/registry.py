"""All stream sessions of a server: opened, found by key, ended. A session that no client uses ends by itself."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace

from dim.disks import Disk
from dim.events import Event, Hub
from dim.media import MediaFile
from dim.playback.ffmpeg import kill
from dim.playback.policy.capabilities import Capabilities
from dim.playback.policy.decide import Choice, Decision, combine_parts, decide
from dim.playback.sessions import progressive
from dim.playback.sessions.planner import PreparedPart, RenditionPlanner
from dim.playback.sessions.request import PlayableItem, PlaybackClient, PlaybackRequest
from dim.playback.sessions.session import PlayerState, Session, SessionPart, thumbnail_sources
from dim.playback.sources.copying import PASSING
from dim.playback.sources.rendition_set import RenditionId
from dim.playback.sources.transcode import BusyError, TranscodeServices
from dim.playback.sources.transcode.slots import QUEUE_SECONDS
from dim.playback.subtitles.reader import SubtitleReader
from dim.playback.trickplay import Trickplay
from dim.workers import WorkerError, WorkerPools

REAP_SECONDS = 5.0
MAX_DEVICE_LENGTH = 100
MAX_END_MESSAGES = 1000
"""Sessions that someone ended with a message, which are remembered until their players ask."""
log = logging.getLogger(__name__)


class Sessions:
    """The registry of sessions. A session holds leases on its sources from the moment it is registered until it ends."""

    def __init__(self, pools: WorkerPools, services: TranscodeServices, hub: Hub, idle_seconds: float) -> None:
        """`idle_seconds`: how long a session stays that no client uses."""
        self._services, self._hub, self._idle_seconds = services, hub, idle_seconds
        self.subtitles = SubtitleReader(pools, services.storage)
        self.planner = RenditionPlanner(pools, self.subtitles, services)
        self.trickplay = Trickplay(pools.background, services.storage, lambda: services.slots.in_use > 0)
        self._sessions: dict[str, Session] = {}
        self._releasing: set[asyncio.Task[None]] = set()
        self._end_messages: dict[str, str] = {}

    async def open(
        self, item: PlayableItem, name: str, client: PlaybackClient, parts: tuple[SessionPart, ...], request: PlaybackRequest,
        offset: float, disk: Disk,
    ) -> Session:  # fmt: skip
        """Decide how files on a disk are played and register a session for them. `offset`: seconds at which it begins.

        Raises dim.workers.WorkerError: a file cannot be read.
        """
        files, capabilities, choice = [part.file for part in parts], request.capabilities, request.choice
        decision = _decide(files, capabilities, choice)
        prepared: list[PreparedPart] = []
        if decision.mode != "direct":
            prepared = await self.planner.prepare(parts, decision, choice.audio_stream)
            if any(one.problems for one in prepared):
                decision = _decide(files, capabilities, _with_problems(choice, prepared))
        # From here on nothing waits: the sources are leased and the session registered in one step.
        presentation = self.planner.present(prepared, decision, capabilities) if prepared else None
        if presentation is not None:
            presentation.set_position(offset)
        session = Session(
            key=secrets.token_urlsafe(32), client=replace(client, device=client.device[:MAX_DEVICE_LENGTH]), item_id=item.id,
            title_id=item.title_id, library_id=item.library_id, age=item.age, name=name, offset=offset, parts=parts, disk=disk,
            decision=decision, choice=choice, presentation=presentation,
            variants=self.planner.variants(files, decision, capabilities, presentation), taste=item.taste,
            prefetched=request.prefetched,
        )  # fmt: skip
        self._sessions[session.key] = session
        return session

    def get(self, key: str) -> Session | None:
        """The session of a key; a request for it keeps it alive, and starts it unless it is only prefetched."""
        session = self._sessions.get(key)
        if session is not None:
            session.last_used = time.monotonic()
            if not session.prefetched:
                self._start(session)
        return session

    async def copy_failed(self, session: Session, rendition: RenditionId, segment: int, error: WorkerError) -> bool:
        """A segment of a copied rendition could not be made: encode that stream from now on, in this session and later ones.

        False: nothing changes, since it was not copied or its disk failed.
        """
        presentation = session.presentation
        if presentation is None or error.kind in PASSING:
            return False
        part, stream = presentation.locate(rendition, segment)
        if stream is None:
            return False
        where = session.parts[part]
        problem = await self.planner.trials.note(where.path, where.file.fingerprint, stream, error)
        if not presentation.stop_copying(rendition):
            return False
        session.encode(rendition, problem)
        self._announce()
        return True

    def report(self, session: Session, state: PlayerState) -> None:
        """Note what a player reports."""
        self._start(session)
        has_changed = (session.player.paused, session.player.rendition) != (state.paused, state.rendition)
        session.player = state
        if has_changed:
            self._announce()

    def playing(self) -> list[Session]:
        """The sessions that have started, for "playing now": prefetched ones are not among them."""
        return [session for session in self._sessions.values() if session.is_started]

    def everything(self) -> list[Session]:
        """All sessions, also those that have not started."""
        return list(self._sessions.values())

    def of_user(self, user_id: int) -> list[Session]:
        """A user's sessions."""
        return [session for session in self._sessions.values() if session.client.user_id == user_id]

    def drop(self, session: Session) -> None:
        """End a session at once: responses that are being sent are cut, and its sources are released in the background."""
        if self._sessions.pop(session.key, None) is None:
            return
        session.ended.set()
        for process in session.processes:
            kill(process)
        task = asyncio.create_task(self._release(session))
        self._releasing.add(task)
        task.add_done_callback(self._releasing.discard)
        self._announce()

    async def end(self, matches: Callable[[Session], bool]) -> int:
        """End the sessions that match and release their sources; returns how many they were."""
        ended = [session for session in self._sessions.values() if matches(session)]
        for session in ended:
            self.drop(session)
        if self._releasing:
            await asyncio.wait(set(self._releasing))
        return len(ended)

    async def end_with_message(self, short_id: str, message: str) -> bool:
        """End a session by its id in "playing now"; its player shows the message. False: there is none."""
        session = next((one for one in self._sessions.values() if one.short_id == short_id), None)
        if session is None:
            return False
        self._end_messages[session.key] = message
        while len(self._end_messages) > MAX_END_MESSAGES:
            self._end_messages.pop(next(iter(self._end_messages)))
        await self.end(lambda one: one is session)
        return True

    def end_message(self, key: str) -> str | None:
        """Why someone ended a session; None: nobody did."""
        return self._end_messages.get(key)

    @contextmanager
    def streaming(self, session: Session) -> Iterator[None]:
        """While a response of it is sent, however slowly the client reads, a session is not idle."""
        session.open_responses += 1
        try:
            yield
        finally:
            session.open_responses -= 1
            session.last_used = time.monotonic()

    async def progressive(self, session: Session) -> AsyncGenerator[bytes, None]:
        """A session from its offset on as one fragmented MP4, for players without HLS. Of several parts, the one at
        the offset.

        Only one at a time: another request waits until the one before has ended.
        Raises TranscodeError: nothing of it can be made. BusyError: the request before goes on, or no encoder slot
        became free.
        """
        path, command = progressive.command_of(session, self._services.ffmpeg)
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                await session.progressive_turn.acquire()
        except TimeoutError:
            raise BusyError("This stream is being sent already. Close the other connection first.") from None
        try:
            with self.streaming(session):
                running = progressive.run(command, path, self._services.slots, session.processes)
                async with aclosing(running) as chunks:
                    async for chunk in chunks:
                        yield chunk
        finally:
            session.progressive_turn.release()

    async def run(self) -> None:
        """End idle sessions and processes for as long as the server runs; all of them when it stops."""
        try:
            try:
                await self._services.encoders.detect()
            except OSError:
                log.exception("The hardware encoders could not be tested; video is encoded by the CPU")
            while True:
                await asyncio.sleep(REAP_SECONDS)
                try:
                    await self.end(self._is_idle)
                    await self.planner.stop_idle()
                except Exception:
                    log.exception("Idle sessions could not be ended")
        finally:
            await self.close()

    async def close(self) -> None:
        """End all sessions and what runs for them."""
        try:
            await self.planner.close()
        finally:
            await self.end(lambda _: True)

    async def _release(self, session: Session) -> None:
        if session.presentation is not None:
            try:
                await session.presentation.close(session.key)
            except Exception:
                log.exception("The sources of a session could not be released")

    def _start(self, session: Session) -> None:
        if not session.is_started:
            session.is_started = True
            for number, source in enumerate(thumbnail_sources(session)):
                self.trickplay.request(source, session.offset if number == 0 else 0.0)
            self._announce()

    def _is_idle(self, session: Session) -> bool:
        return not session.open_responses and session.last_used < time.monotonic() - self._idle_seconds

    def _announce(self) -> None:
        self._hub.publish([Event("sessions", managers_only=True)])


def _decide(files: Sequence[MediaFile], capabilities: Capabilities, choice: Choice) -> Decision:
    """The decision for a file, or for the parts of a movie or episode."""
    if len(files) == 1:
        return decide(files[0], capabilities, choice)
    of_parts = replace(choice, audio_stream=None, as_file=False)
    return combine_parts(files, [decide(file, capabilities, of_parts) for file in files])


def _with_problems(choice: Choice, prepared: Sequence[PreparedPart]) -> Choice:
    """The choice, with why streams that were to be copied cannot be."""
    video = audio = None
    for one in prepared:
        of_video = one.part.file.video.index if one.part.file.video else None
        for index, problem in one.problems.items():
            video, audio = (video or problem, audio) if index == of_video else (video, audio or problem)
    return replace(choice, video_problem=choice.video_problem or video, audio_problem=audio)
