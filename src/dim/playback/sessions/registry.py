"""Stream sessions: one viewer of one file. A session that nobody asks anything of ends by itself."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import takewhile
from typing import Any

from dim.events import Event, Hub
from dim.playback.audio_forms import BIT_RATES
from dim.playback.hls import playlist
from dim.playback.hls.playlist import Sound
from dim.playback.policy.capabilities import Capabilities
from dim.playback.policy.decide import Choice, decide, decide_together
from dim.playback.policy.ladder import shown_size
from dim.playback.sessions import progressive
from dim.playback.sessions.file_identity import check, look
from dim.playback.sessions.planner import Offer
from dim.playback.sessions.session import Part, Session, Viewer
from dim.playback.sources.transcode import Encoders, Machine
from dim.playback.storage import DiskCache
from dim.playback.streams import default_sound, picture_of, sounds_of
from dim.playback.subtitles.reader import SubtitleReader, Track
from dim.playback.subtitles.tracks import tracks
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
        self.subtitles = SubtitleReader(pool, cache)
        self._offer = Offer(pool, cache, self.subtitles, ffmpeg, encoders, machine)
        self.trickplay = Trickplay(behind, cache, lambda: machine.working > 0)
        self._sessions: dict[str, Session] = {}
        self._messages: dict[str, str] = {}

    async def open(
        self, *, viewer: Viewer, item_id: int, media_id: int, library_id: int, age: int | None, title: str,
        offset: float, files: Sequence[tuple[dict[str, Any], str]], capabilities: Capabilities, choice: Choice,
        in_advance: bool = False,
    ) -> Session:  # fmt: skip
        """Decide how something is played and open a session for it. `files` has its file, or its several ones in order, each with
        its checked, real path; `offset` is where to begin (seconds), `age` from which age on it may be seen.

        Raises dim.workers.WorkerError: the file cannot be read. OSError: it is gone.
        """
        parts = tuple([Part(file, path, await asyncio.to_thread(look, path)) for file, path in files])
        described = [part.file for part in parts]
        if len(parts) == 1:
            decision = decide(parts[0].file, capabilities, choice)
        else:
            each = [decide(file, capabilities, replace(choice, audio_stream=None, as_file=False)) for file in described]
            decision = decide_together(described, each)
        film = None
        if decision.mode != "direct":
            film = await self._offer.film(parts, decision, capabilities)
            film.open_at(offset)
        variants = self._offer.variants(described, decision, capabilities, film)
        session = Session(
            key=secrets.token_urlsafe(32), user_id=viewer.user_id, username=viewer.username, credential=viewer.credential,
            device=viewer.device[:100], item_id=item_id, media_id=media_id, library_id=library_id, age=age, offset=offset,
            title=title, parts=parts, decision=decision, choice=choice,
            film=film, variants=variants, used=time.monotonic(), in_advance=in_advance,
        )  # fmt: skip
        self._sessions[session.key] = session
        return session

    def scenes(self, session: Session) -> list[Scenes]:
        """The files of a session, for their small pictures; none where there is only sound."""
        zeros = [part.zero for part in session.film.parts] if session.film else [Fraction(0)]
        return [
            Scenes(
                part.path, part.file["fingerprint"], video["index"], zero, part.file["duration"], shown_size(video),
                video.get("rotation", 0),
            )
            for part, zero in zip(session.parts, zeros, strict=True) if (video := picture_of(part.file))
        ]  # fmt: skip

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
            for number, scenes in enumerate(self.scenes(session)):
                self.trickplay.want(scenes, session.offset if number == 0 else 0.0)
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
        film = session.film
        assert film is not None
        video, chosen, default = picture_of(session.file), session.choice.audio_stream, default_sound(session.file)
        first = chosen if chosen is not None else default["index"] if default else None
        sounds = sorted(
            (stream for stream in sounds_of(session.file) if stream["index"] in film.sounds),
            key=lambda stream: stream["index"] != first,
        )
        renditions = film.parts[0]
        shown = [
            Sound(
                stream, stream["codec_string"] if renditions.copied[stream["index"]] else "mp4a.40.2",
                channels := renditions.channels[stream["index"]], BIT_RATES.get(channels, BIT_RATES[6]),
            )
            for stream in sounds
        ]  # fmt: skip
        rate = video.get("frame_rate") if video else None
        return playlist.multivariant(session.variants, rate, shown, tracks(session.file), session.choice.subtitle_track)

    def subtitle_tracks(self, session: Session, number: int) -> list[dict[str, Any]]:
        """A subtitle track by its number, in each of the files; those that have none of that number end the list."""
        found = [next((track for track in tracks(part.file) if track["id"] == number), None) for part in session.parts]
        return [track for track in takewhile(lambda track: track is not None, found) if track]

    def subtitle_source(self, session: Session, number: int, described: dict[str, Any], path: str) -> Track:
        """What is needed to read a track of the file of a number; `path` is that of the film or of the file beside it, checked."""
        film, fingerprint = session.film, session.parts[number].file["fingerprint"]
        if film is None:
            return Track(described, path, fingerprint, Fraction(0), Fraction(0), session.duration, lambda _: None)
        part = film.parts[number]
        return Track(described, path, fingerprint, part.zero, -film.starts[number], film.duration, part.position_of)

    def check_unchanged(self, session: Session) -> None:
        """Raises FileChangedError: the file was replaced, moved or deleted since the session began."""
        for part in session.parts:
            check(part.path, part.seen)

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
            for session in self._sessions.values() if session.film
            for transcoder in session.film.transcoders
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

        Of several files, the one in which the offset lies.

        Raises TranscodeError: nothing of it can be made.
        """
        film = session.film
        assert film is not None
        number = film.number_at(session.offset)
        part, offset = session.parts[number], session.offset - float(film.starts[number])
        arguments = progressive.arguments(
            self._ffmpeg, part.path, part.file, session.decision, session.choice.audio_stream if not number else None, offset,
            film.parts[number].burnt,
        )  # fmt: skip
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
