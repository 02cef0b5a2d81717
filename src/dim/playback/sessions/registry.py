"""All stream sessions of a server: opened, found by key, ended. A session that no client uses ends by itself."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import replace

from dim.events import Event, Hub
from dim.playback.ffmpeg import kill
from dim.playback.policy.decide import combine_parts, decide
from dim.playback.sessions import progressive
from dim.playback.sessions.planner import RenditionPlanner
from dim.playback.sessions.request import PlayableItem, PlaybackClient, PlaybackRequest
from dim.playback.sessions.session import PlayerState, Session, SessionPart
from dim.playback.sources.transcode import TranscodeServices
from dim.playback.subtitles.reader import SubtitleReader
from dim.playback.trickplay import ThumbnailSource, Trickplay
from dim.workers import WorkerPools

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
        self.subtitles = SubtitleReader(pools.interactive, pools.background, services.storage)
        self.planner = RenditionPlanner(pools, self.subtitles, services)
        self.trickplay = Trickplay(pools.background, services.storage, lambda: services.slots.in_use > 0)
        self._sessions: dict[str, Session] = {}
        self._releasing: set[asyncio.Task[None]] = set()
        self._end_messages: dict[str, str] = {}

    async def open(
        self, item: PlayableItem, name: str, client: PlaybackClient, parts: tuple[SessionPart, ...], request: PlaybackRequest,
        offset: float,
    ) -> Session:  # fmt: skip
        """Decide how files are played and register a session for them. `offset`: seconds at which it begins.

        Raises dim.workers.WorkerError: a file cannot be read.
        """
        files, capabilities, choice = [part.file for part in parts], request.capabilities, request.choice
        if len(files) == 1:
            decision = decide(files[0], capabilities, choice)
        else:
            of_parts = replace(choice, audio_stream=None, as_file=False)
            decision = combine_parts(files, [decide(file, capabilities, of_parts) for file in files])
        prepared = await self.planner.prepare(parts, decision) if decision.mode != "direct" else []
        # From here on nothing waits: the sources are leased and the session registered in one step.
        presentation = self.planner.present(prepared, decision, capabilities) if prepared else None
        if presentation is not None:
            presentation.set_position(offset)
        session = Session(
            key=secrets.token_urlsafe(32), client=replace(client, device=client.device[:MAX_DEVICE_LENGTH]), item_id=item.id,
            title_id=item.title_id, library_id=item.library_id, age=item.age, name=name, offset=offset, parts=parts,
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

    def of_user(self, user_id: int) -> list[Session]:
        """A user's sessions."""
        return [session for session in self._sessions.values() if session.client.user_id == user_id]

    def drop(self, session: Session) -> None:
        """End a session at once; its sources are released in the background."""
        if self._sessions.pop(session.key, None) is None:
            return
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

        Raises TranscodeError: nothing of it can be made.
        """
        assert session.presentation is not None
        number = session.presentation.part_at(session.offset)
        part, start = session.parts[number], float(session.presentation.starts[number])
        command = progressive.arguments(
            self._services.ffmpeg, part.path, part.file, session.decision, None if number else session.choice.audio_stream,
            session.offset - start, session.presentation.parts[number].burn_in,
        )  # fmt: skip
        with self.streaming(session):
            async with aclosing(progressive.run(command, session.processes)) as chunks:
                async for chunk in chunks:
                    yield chunk

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


def thumbnail_sources(session: Session) -> list[ThumbnailSource]:
    """The videos of a session whose thumbnails are shown while scrubbing; none for audio only."""
    return [
        ThumbnailSource(
            part.path, part.file.fingerprint, video.index, start, part.file.duration, video.display_size, video.rotation
        )
        for part, start in zip(session.parts, session.timeline_starts, strict=True)
        if (video := part.file.video)
    ]
