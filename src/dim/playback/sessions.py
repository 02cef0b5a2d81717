"""Stream sessions: one viewer of one file. A session that nobody asks anything of ends by itself."""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from dim.events import Event, Hub
from dim.playback import playlist, progressive
from dim.playback.audio_forms import BIT_RATES
from dim.playback.cache import DiskCache
from dim.playback.capabilities import Capabilities
from dim.playback.decide import decide, default_audio
from dim.playback.ladder import shown_size
from dim.playback.offer import Offer
from dim.playback.playlist import Sound
from dim.playback.segments import FileChangedError
from dim.playback.session import Session, Viewer
from dim.playback.subtitles.reader import SubtitleReader, Track
from dim.playback.subtitles.tracks import tracks
from dim.playback.transcode import Encoders, Machine
from dim.playback.trickplay import Scenes, Trickplay
from dim.workers import Pool

REAP_SECONDS = 5.0
MESSAGES = 1000
"""Sessions that were ended with a message, of which it is known for how long it takes their players to ask."""


class Sessions:
    """All stream sessions of this server."""

    def __init__(
        self, pool: Pool, behind: Pool, cache: DiskCache, ffmpeg: str, hub: Hub, idle_seconds: float, encoders: Encoders,
        machine: Machine,
    ) -> None:  # fmt: skip
        """`behind`: workers for what nobody waits for."""
        self._ffmpeg, self._hub, self._idle, self._encoders = ffmpeg, hub, idle_seconds, encoders
        self._offer = Offer(pool, cache, ffmpeg, encoders, machine)
        self.subtitles = SubtitleReader(pool, cache)
        self.trickplay = Trickplay(behind, cache, lambda: machine.working > 0)
        self._sessions: dict[str, Session] = {}
        self._messages: dict[str, str] = {}

    async def open(
        self, *, viewer: Viewer, item_id: int, media_id: int, library_id: int, age: int | None, title: str,
        offset: float, file: dict[str, Any], path: str, capabilities: Capabilities, audio_stream: int | None,
        as_file: bool = True, copy_video: bool = True, in_advance: bool = False,
    ) -> Session:  # fmt: skip
        """Decide how a file is played and open a session for it. `path` is the checked, real path of the file, `offset` where
        to begin (seconds), `age` from which age on it may be seen.

        Raises dim.workers.WorkerError: the file cannot be read. OSError: it is gone.
        """
        modified = os.stat(path).st_mtime_ns
        decision = decide(file, capabilities, audio_stream, as_file, copy_video)
        renditions = None
        if decision.mode != "direct":
            renditions = await self._offer.renditions(file, path, decision, capabilities)
            renditions.position = offset
        variants = self._offer.variants(file, decision, capabilities, renditions)
        session = Session(
            key=secrets.token_urlsafe(32), user_id=viewer.user_id, username=viewer.username, credential=viewer.credential,
            device=viewer.device[:100], item_id=item_id, media_id=media_id, library_id=library_id, age=age, offset=offset,
            title=title, file=file, path=path, modified=modified, decision=decision, audio_stream=audio_stream,
            renditions=renditions, variants=variants, used=time.monotonic(),
            in_advance=in_advance,
        )  # fmt: skip
        self._sessions[session.key] = session
        return session

    def scenes(self, session: Session) -> Scenes:
        """The film of a session, for its small pictures."""
        video = next(stream for stream in session.file["streams"] if stream["type"] == "video")
        renditions = session.renditions
        return Scenes(
            session.path, session.file["fingerprint"], video["index"], renditions.zero if renditions else Fraction(0),
            session.file["duration"], shown_size(video), video.get("rotation", 0),
        )  # fmt: skip

    def get(self, key: str) -> Session | None:
        """A session by its key; being asked for keeps it alive."""
        session = self._sessions.get(key)
        if session is not None:
            session.used = time.monotonic()
            if not session.in_advance:
                self._start(session)
        return session

    def _start(self, session: Session) -> None:
        """Someone watches it now."""
        if not session.started:
            session.started = True
            self.trickplay.want(self.scenes(session), session.offset)
            self._announce()

    def report(
        self,
        session: Session,
        seconds: float,
        paused: bool,
        rendition: str | None,
        buffered: float | None,
        bandwidth: int | None,
    ) -> None:
        """The player says where it is, and how it does."""
        self._start(session)
        changed = (session.paused, session.rendition) != (paused, rendition)
        session.seconds, session.paused = seconds, paused
        session.rendition, session.buffered, session.bandwidth = rendition, buffered, bandwidth
        if changed:
            self._announce()

    def multivariant(self, session: Session) -> str:
        """The session's multivariant playlist: the chosen sound first, which makes it the default."""
        streams = session.file["streams"]
        video = next(stream for stream in streams if stream["type"] == "video")
        chosen = session.audio_stream
        default = default_audio(streams)
        first = chosen if chosen is not None else default["index"] if default else None
        sounds = sorted(
            (stream for stream in streams if stream["type"] == "audio"), key=lambda stream: stream["index"] != first
        )
        renditions = session.renditions
        assert renditions is not None
        shown = [
            Sound(
                stream, stream["codec_string"] if renditions.copied[stream["index"]] else "mp4a.40.2",
                channels := renditions.channels[stream["index"]], BIT_RATES.get(channels, BIT_RATES[6]),
            )
            for stream in sounds
        ]  # fmt: skip
        return playlist.multivariant(session.variants, video.get("frame_rate"), shown, tracks(session.file))

    def subtitle_track(self, session: Session, number: int) -> dict[str, Any] | None:
        """A subtitle track by its number; None: there is none."""
        return next((track for track in tracks(session.file) if track["id"] == number), None)

    def subtitle_source(self, session: Session, described: dict[str, Any], path: str) -> Track:
        """What is needed to read a track; `path` is that of the film or of the file beside it, checked."""
        renditions = session.renditions
        return Track(
            described, path, session.file["fingerprint"], renditions.zero if renditions else Fraction(0),
            renditions.duration if renditions else session.file["duration"],
            renditions.position_of if renditions else lambda _: None,
        )  # fmt: skip

    def check_unchanged(self, session: Session) -> None:
        """Raises FileChangedError: the file was replaced, moved or deleted since the session began."""
        try:
            changed = os.stat(session.path).st_mtime_ns != session.modified
        except OSError:
            changed = True
        if changed:
            raise FileChangedError("The file was replaced, moved or deleted while it was played. Start it again.")

    def playing(self) -> list[dict[str, Any]]:
        """All sessions of which something was asked, for "playing now": players also open some that they may need soon."""
        return [session.described() for session in self._sessions.values() if session.started]

    def of_user(self, user_id: int) -> list[Session]:
        """A user's sessions."""
        return [session for session in self._sessions.values() if session.user_id == user_id]

    def drop(self, session: Session) -> None:
        """End a session now; a transcode that nobody needs any more ends soon after."""
        if self._sessions.pop(session.key, None) is None:
            return
        for process in session.processes:
            if process.returncode is None:
                process.kill()
        self._announce()

    async def end_with(self, short: str, message: str) -> bool:
        """End the session of a short id, as "playing now" has it; its player is told why. False: there is none."""
        session = next((one for one in self._sessions.values() if one.described()["id"] == short), None)
        if session is None:
            return False
        self._messages[session.key] = message
        while len(self._messages) > MESSAGES:
            self._messages.pop(next(iter(self._messages)))
        await self.end(lambda one: one is session)
        return True

    def message(self, key: str) -> str | None:
        """Why someone ended a session."""
        return self._messages.get(key)

    async def end(self, matches: Callable[[Session], bool]) -> int:
        """End the sessions that match, and the transcodes that nobody needs any more; how many there were."""
        ended = [session for session in self._sessions.values() if matches(session)]
        for session in ended:
            self.drop(session)
        await self._stop_unneeded()
        return len(ended)

    async def _stop_unneeded(self) -> None:
        """End what no session needs any more, and heads that nobody asked anything of lately."""
        needed = {
            id(transcoder)
            for session in self._sessions.values() if session.renditions
            for transcoder in session.renditions.transcoders.values()
        }  # fmt: skip
        await self._offer.keep(needed)

    @contextmanager
    def in_use(self, session: Session) -> Iterator[None]:
        """The session is not idle while a response of it is under way, however slowly it is read."""
        session.open_responses += 1
        try:
            yield
        finally:
            session.open_responses -= 1
            session.used = time.monotonic()

    async def progressive(self, session: Session) -> AsyncIterator[bytes]:
        """All of a session from its offset on as one fragmented MP4, for players that take no playlist.

        Raises TranscodeError: nothing of it can be made.
        """
        arguments = progressive.arguments(
            self._ffmpeg, session.path, session.file, session.decision, session.audio_stream, session.offset
        )
        with self.in_use(session):
            async for chunk in progressive.run(arguments, session.processes):
                yield chunk

    def _is_idle(self, session: Session) -> bool:
        return not session.open_responses and session.used < time.monotonic() - self._idle

    def _announce(self) -> None:
        self._hub.publish([Event("sessions", managers_only=True)])

    async def run(self) -> None:
        """End idle sessions and heads, for as long as the server runs; all of them when it stops."""
        pictures = asyncio.create_task(self.trickplay.run())
        try:
            await self._encoders.find()
            while True:
                await asyncio.sleep(REAP_SECONDS)
                await self.end(self._is_idle)
        finally:
            pictures.cancel()
            await self.end(lambda _: True)
