"""A device as a player of `dim.remote`: it obeys commands, reports what plays, and keeps the progress of the user who began it."""

import asyncio
import logging
import time
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import Any

from dim.accounts.rights import Caller
from dim.cast.device import CastDevice, DeviceError, DeviceGoneError, DeviceStatus, Ending, FoundDevice
from dim.cast.orders import EARLY_SECONDS, Orders
from dim.cast.playing import Playing, as_now, following_part, keep_progress, reported, wanted_by
from dim.cast.services import Services
from dim.cast.streams import Opened, Wanted
from dim.playback.sessions.session import PlayerState
from dim.remote.commands import Command
from dim.remote.model import CloseCause, Message, Order, RemoteError
from dim.remote.registry import LivePlayer

log = logging.getLogger(__name__)
PROGRESS_SECONDS, STOP_SECONDS = 10.0, 1.0
FAILED = "It could not play this."


class CastPlayer:
    """One device while it is connected. Use from the event loop's thread only."""

    def __init__(self, services: Services, found: FoundDevice, device: CastDevice) -> None:
        self._services, self._device = services, device
        self._found = replace(found, name=device.name)
        self._orders = Orders(self._obey, self._report, self._acknowledge, self._on_late)
        self._live: LivePlayer | None = None
        self._playing: Playing | None = None
        self._loading: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[None] | None = None
        """Stops what played for someone who may not watch it any more."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._volume, self._is_muted = 100, False
        self._problem: str | None = None
        self._closed: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Be a player until the device is gone. Raises DeviceGoneError; the text says why."""
        self._live = await self._services.remote.registry.host(
            self, device=self._found.id, name=self._device.name, kind="tv", capabilities=self._device.traits.commands
        )  # fmt: skip
        self._report()
        parts = [asyncio.create_task(self._device.run(self._heard)), asyncio.create_task(self._orders.run())]
        try:
            ends: set[asyncio.Future[Any]] = {*parts, self._closed}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for part in parts:
                if part.done():
                    part.result()
            raise DeviceGoneError(self._closed.result())
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)

    async def end(self, reason: str) -> None:
        """It is no player any more: what plays ends, the text says why."""
        try:
            await self._cancel_loading()
        finally:  # whatever ends this one
            had_media = self._playing is not None
            self._end()
            if self._live is not None:
                self._services.remote.registry.leave(self._live, reason)
        if had_media:
            with suppress(DeviceError, TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await self._device.stop()
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=STOP_SECONDS)
            for task in late:
                task.cancel()

    # As a channel of `remote`

    def push(self, message: Message, *, replaces: str | None = None) -> None:  # noqa: ARG002 - as channels have it
        """Take an order. Its queue is kept by the server: of that it is not to be told."""
        if isinstance(message, Order):
            self._orders.put(message)

    def close(self, reason: str, cause: CloseCause) -> None:  # noqa: ARG002 - as channels have it
        """Leave: it was removed."""
        if not self._closed.done():
            self._closed.set_result(reason)

    def _acknowledge(self, number: str, reason: str | None) -> None:
        if self._live is not None:
            self._live.outgoing.acknowledge(number, reason)

    def _on_late(self, reason: str | None) -> None:
        self._problem = reason
        self._report()

    async def _obey(self, order: Order) -> None:
        values, device = order.values, self._device
        match order.command:
            case "play_item":
                await self._begin(wanted_by(values), order.by)
            case "play":
                await device.play()
                self._set_playback("playing")
            case "pause":
                await device.pause()
                self._set_playback("paused")
            case "stop":
                await self._cancel_loading()
                self._end()
                await device.stop()
            case "seek":
                await self._seek(values["position"])
            case "volume":
                await device.set_volume(values["level"])
                self._volume = values["level"]
            case "mute":
                await device.mute(values["on"])
                self._is_muted = values["on"]
            case "audio":
                await self._again(audio=values["track"])
            case "subtitle":
                await self._show_subtitles(values)
            case _:
                raise DeviceError(f"“{device.name}” cannot do that ({order.command}).")

    # Loading

    async def _begin(self, wanted: Wanted, by: Caller) -> None:
        """Load. What takes longer than a command may take goes on by itself, and its failure is told by the state."""
        await self._cancel_loading()
        loading = self._start_loading(wanted, by)
        done, _ = await asyncio.wait({loading}, timeout=EARLY_SECONDS)
        if done:
            loading.result()

    def _start_loading(self, wanted: Wanted, by: Caller) -> "asyncio.Task[None]":
        """Load in a task, which every later command finds. Nothing else may be loading."""
        loading = self._loading = asyncio.create_task(self._load(wanted, by), name="cast loading")
        loading.add_done_callback(lambda done: done.cancelled() or done.exception())
        return loading

    async def _load(self, wanted: Wanted, by: Caller) -> None:
        self._problem = None
        by, opened = await self._open(wanted, by)
        self._end()
        session, media = opened.session, opened.media
        shown = session.decision.burn_in if session.decision.burn_in is not None else media.shown_subtitles
        playing = self._playing = Playing(
            session, media, by, position=media.start, subtitle=shown, noted_at=time.monotonic()
        )
        session.ended.add(self._on_session_end)
        self._services.sessions.get(session.key)
        self._report()
        try:
            if self._stopping is not None:
                await asyncio.wait({self._stopping})  # else it would stop what is loaded here
            await self._device.load(media)
        except BaseException as error:
            if self._playing is playing:
                self._end(note=False)
                self._problem = FAILED if isinstance(error, DeviceError) else None
                self._report()
            raise
        playing.has_begun = True
        if playing.playback == "loading":
            playing.playback = "paused" if media.is_paused else "playing"
        self._report()

    async def _open(self, wanted: Wanted, by: Caller) -> tuple[Caller, Opened]:
        """Open a session of whoever wants it, with the rights that they have by now."""
        try:
            caller = self._services.gate.still(by)
            if caller is None:
                raise DeviceError("Whoever began this is signed out.")
            return caller, await self._services.streams.open(caller, self._found, self._device.traits, wanted)
        except DeviceError:
            self._problem = FAILED
            self._report()
            raise

    async def _cancel_loading(self) -> None:
        while (loading := self._loading) is not None and not loading.done():
            loading.cancel()
            await asyncio.gather(loading, return_exceptions=True)
        self._loading = None

    async def _again(self, **changes: Any) -> None:
        """Load what plays again, from where it is, with something changed."""
        playing = self._there()
        await self._begin(replace(as_now(playing), **changes), playing.by)

    def _there(self) -> Playing:
        if self._playing is None:
            raise DeviceError(f"Nothing plays on “{self._device.name}”.")
        return self._playing

    async def _seek(self, position: float) -> None:
        playing = self._there()
        if playing.media.is_file or self._device.traits.has_hls:
            await self._device.seek(position)
            playing.position = position
        else:
            await self._again(position=position)

    async def _show_subtitles(self, values: Mapping[str, Any]) -> None:
        if "track" not in values:
            raise DeviceError(f"“{self._device.name}” cannot change when and how subtitles are shown.")
        track, playing = values["track"], self._there()
        is_text = track is None or any(one.id == track for one in playing.media.subtitles)
        if is_text and playing.session.decision.burn_in is None and self._device.traits.has_hls:
            await self._device.show_subtitles(track)
            playing.subtitle = track
        else:
            await self._again(subtitle=track)

    @property
    def _is_loading(self) -> bool:
        return self._loading is not None and not self._loading.done()

    # What the device says

    def _heard(self, status: DeviceStatus) -> None:
        self._volume = status.volume if status.volume is not None else self._volume
        self._is_muted = status.muted if status.muted is not None else self._is_muted
        playing = self._playing
        if playing is not None and status.media == playing.media.key and status.playback != "idle":
            if not self._is_loading:
                self._note_status(playing, status)
        elif playing is not None and not self._is_loading and playing.has_begun:
            ours = status.media == playing.media.key
            self._on_end(playing, status.ending if ours else "stopped")
        self._report()

    def _note_status(self, playing: Playing, status: DeviceStatus) -> None:
        was_paused = playing.playback == "paused"
        playing.playback, playing.position = status.playback, min(status.position, playing.session.duration or inf)
        is_paused = status.playback == "paused"
        sessions, session = self._services.sessions, playing.session
        if sessions.get(session.key) is not None:
            sessions.report(session, PlayerState(playing.position, is_paused))
        if is_paused != was_paused or (not is_paused and time.monotonic() - playing.noted_at > PROGRESS_SECONDS):
            self._note_progress(playing)

    def _set_playback(self, playback: str) -> None:
        playing = self._there()
        playing.playback = playback
        self._note_progress(playing)

    def _on_end(self, playing: Playing, ending: Ending) -> None:
        """The device has stopped by itself."""
        following = following_part(playing)
        if following is not None and ending != "failed" and not (playing.media.is_file or self._device.traits.has_hls):
            self._end()
            self._start_loading(replace(as_now(playing), position=following, is_paused=False), playing.by)
            return
        if ending == "finished":
            playing.position = playing.session.duration
        self._end(note=ending != "failed")
        if ending == "failed":
            self._problem = FAILED
        if ending == "finished":
            self._spawn(self._advance(playing.by))

    async def _advance(self, by: Caller) -> None:
        """Play what comes next, if who began may still play it."""
        caller = self._services.gate.still(by)
        if caller is not None and self._live is not None:
            with suppress(RemoteError):
                await self._services.remote.command(caller, self._live.id, Command("next"))

    async def _quietly(self, doing: Coroutine[Any, Any, None]) -> None:
        with suppress(DeviceError):
            await doing

    def _on_session_end(self) -> None:
        """Someone else ended the session: its user signed out, lost a right, or was told to stop."""
        playing = self._playing
        if playing is None:
            return
        self._problem = self._services.sessions.end_message(playing.session.key) or "The stream was ended."
        self._note_progress(playing)
        self._playing = None
        self._report()
        if not self._is_loading:  # what is loaded takes its place
            self._stopping = self._spawn(self._quietly(self._device.stop()))

    def _end(self, *, note: bool = True) -> None:
        """End the session of what plays."""
        playing, self._playing = self._playing, None
        if playing is None:
            return
        playing.session.ended.remove(self._on_session_end)
        if note and playing.has_begun:
            self._note_progress(playing)
        self._services.streams.close(playing.session)

    # What others know

    def _note_progress(self, playing: Playing) -> None:
        """Keep where the user is."""
        playing.noted_at = time.monotonic()
        self._spawn(keep_progress(self._services.database, playing, playing.position))

    def _spawn(self, doing: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _report(self) -> None:
        live, registry = self._live, self._services.remote.registry
        if live is not None and registry.live(live.id) is live:
            registry.report(live, reported(self._playing, self._volume, self._is_muted, self._problem))
