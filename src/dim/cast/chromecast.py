"""A Chromecast, by CASTV2 (TLS and protobuf), with pychromecast: its default media receiver plays what the server sends.

pychromecast has a thread for each connection and calls that block. They stay on threads of their own here, and each wait has a
limit. Source: https://developers.google.com/cast/docs/media/messages
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pychromecast.config import APP_MEDIA_RECEIVER
from pychromecast.controllers.media import DefaultMediaReceiverController, MediaStatus, MediaStatusListener
from pychromecast.controllers.receiver import CastStatus, CastStatusListener
from pychromecast.error import NotConnected, PyChromecastError, PyChromecastStopped
from pychromecast.response_handler import CallbackType
from pychromecast.socket_client import (
    CONNECTION_STATUS_CONNECTED,
    ConnectionStatus,
    ConnectionStatusListener,
)

from dim.cast.castv2 import Client, media_information
from dim.cast.device import (
    DeviceError,
    DeviceGoneError,
    DeviceStatus,
    Ending,
    FoundDevice,
    Listener,
    Media,
    Playback,
    Traits,
    number,
)
from dim.playback.policy.capabilities import of_profile
from dim.remote.reports import clean
from dim.threads import DaemonThreads

logging.getLogger("pychromecast").setLevel(logging.CRITICAL)  # what fails is raised, and told once by `service`
CONNECT_SECONDS, CALL_SECONDS, LOAD_SECONDS = 8.0, 5.0, 20.0
CLOSE_SECONDS = 2.0
POLL_SECONDS = 5.0
"""How often it is asked whether it is there; it says by itself what changes."""
COMMANDS = frozenset({"play", "pause", "stop", "seek", "volume", "mute", "audio", "subtitle", "play_item"})
TRAITS = Traits(COMMANDS, of_profile("chromecast", []), has_hls=True)
_PLAYBACKS: dict[str, Playback] = {
    "PLAYING": "playing",
    "PAUSED": "paused",
    "BUFFERING": "buffering",
    "LOADING": "buffering",
}
_ENDINGS: dict[object, Ending] = {"FINISHED": "finished", "ERROR": "failed"}


class Chromecast(ConnectionStatusListener, CastStatusListener, MediaStatusListener):
    """A connection. Make one with `connect`; all its listeners are called in the thread of pychromecast."""

    def __init__(self, found: FoundDevice) -> None:
        self._name = found.name
        self._loop = asyncio.get_running_loop()
        self._threads = DaemonThreads(f"Chromecast {found.host}")
        self._connected, self._gone = self._loop.create_future(), self._loop.create_future()
        self._changed = asyncio.Event()
        self._is_told = False
        self._key: str | None = None
        self._client = Client(found.host, found.port)
        self._receiver = DefaultMediaReceiverController()
        self._client.register_handler(self._receiver)
        self._client.register_connection_listener(self)
        self._client.receiver_controller.register_status_listener(self)
        self._client.media_controller.register_status_listener(self)

    @classmethod
    async def connect(cls, found: FoundDevice) -> "Chromecast":
        """Connect to a device. Raises DeviceGoneError: it does not answer."""
        made = cls(found)
        made._client.start()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await asyncio.wait({made._connected, made._gone}, return_when=asyncio.FIRST_COMPLETED)
            await made._still_there()
        except TimeoutError:
            await made.close()
            raise DeviceGoneError(f"“{found.name}” does not answer.") from None
        except BaseException:
            await made.close()
            raise
        return made

    @property
    def name(self) -> str:
        """As it announces itself."""
        return self._name

    @property
    def traits(self) -> Traits:
        """What its default media receiver is able to do."""
        return TRAITS

    # In the thread of pychromecast

    def new_connection_status(self, status: ConnectionStatus) -> None:
        """The connection is there, or lost. A lost one is given up: `service` connects again."""
        if status.status == CONNECTION_STATUS_CONNECTED:
            self._soon(self._settle, self._connected)
        elif status.status != "CONNECTING":
            self._client.stop.set()
            self._soon(self._settle, self._gone)

    def new_cast_status(self, status: CastStatus) -> None:  # noqa: ARG002
        """The volume, or the program that it runs, has changed."""
        self._tell()

    def new_media_status(self, status: MediaStatus) -> None:  # noqa: ARG002
        """What plays has changed."""
        self._tell()

    def load_media_failed(self, queue_item_id: int, error_code: int) -> None:
        """The answer to `load` says so too."""

    def _tell(self) -> None:
        if not self._is_told:  # a device that sends much wakes the event loop once
            self._is_told = True
            self._soon(self._changed.set)

    def _soon(self, function: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the server has stopped
            self._loop.call_soon_threadsafe(function, *arguments)

    # In the thread of the event loop

    @staticmethod
    def _settle(future: "asyncio.Future[None]") -> None:
        if not future.done():
            future.set_result(None)

    async def run(self, listener: Listener) -> None:
        """Tell what the device says, until cancelled. Raises DeviceGoneError."""
        while True:
            changed = asyncio.ensure_future(self._changed.wait())
            try:
                await asyncio.wait({changed, self._gone}, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            finally:
                changed.cancel()
            if self._gone.done():
                raise DeviceGoneError(f"“{self._name}” {self._client.trouble or 'ended the connection'}.")
            if not self._changed.is_set():
                await self._still_there()
            self._changed.clear()
            self._is_told = False
            listener(self._status())

    def _status(self) -> DeviceStatus:
        """What the device said last. The thread may be changing it: each value is read once."""
        cast, media = self._client.receiver_controller.status, self._client.media_controller.status
        content, state, at = media.content_id, media.player_state, media.last_updated
        runs_ours = cast is not None and cast.app_id == APP_MEDIA_RECEIVER
        is_ours = runs_ours and self._key is not None and isinstance(content, str) and self._key in content
        playback = _PLAYBACKS.get(str(state), "idle")
        position = number(media.current_time)
        if playback == "playing" and at is not None:
            position += max((datetime.now(UTC) - at).total_seconds(), 0.0)
        reason = media.idle_reason
        if state == "IDLE" and reason is None:
            playback = "buffering"  # it loads: the end has a reason
        return DeviceStatus(
            playback=playback if is_ours else "idle", position=position, media=self._key if is_ours else None,
            volume=round(number(cast.volume_level, 1.0, 1.0) * 100) if cast else None,
            muted=cast.volume_muted is True if cast else None,
            ending=_ENDINGS.get(reason, "stopped") if isinstance(reason, str) else "stopped",
        )  # fmt: skip

    async def load(self, media: Media) -> None:
        """Start the default media receiver, if it does not run, and load."""
        self._key = media.key
        message = {
            "type": "LOAD", "media": media_information(media), "autoplay": not media.is_paused, "currentTime": media.start,
            "activeTrackIds": [media.shown_subtitles + 1] if media.shown_subtitles is not None else [],
        }  # fmt: skip
        await self._ask(partial(self._receiver.send_message, message, inc_session_id=True), LOAD_SECONDS)

    async def play(self) -> None:
        """Go on."""
        await self._ask_media("PLAY")

    async def pause(self) -> None:
        """Pause."""
        await self._ask_media("PAUSE")

    async def stop(self) -> None:
        """End the default media receiver, if it runs; other programs are not ours to end."""
        self._key = None
        receiver = self._client.receiver_controller
        if receiver.app_id == APP_MEDIA_RECEIVER:
            await self._ask(lambda callback_function: receiver.stop_app(callback_function=callback_function))

    async def seek(self, position: float) -> None:
        """Go to a second."""
        await self._ask_media("SEEK", currentTime=position)

    async def set_volume(self, level: int) -> None:
        """Set the volume, 0 to 100."""
        await self._call(self._client.receiver_controller.set_volume, level / 100, CALL_SECONDS)

    async def mute(self, on: bool) -> None:
        """Mute, or not."""
        await self._call(self._client.receiver_controller.set_volume_muted, on, CALL_SECONDS)

    async def show_subtitles(self, track: int | None) -> None:
        """Show a track; the ids of Chromecasts begin with 1."""
        await self._ask_media("EDIT_TRACKS_INFO", activeTrackIds=[] if track is None else [track + 1])

    async def close(self) -> None:
        """End the connection and its thread."""
        self._client.disconnect()
        with suppress(DeviceError):
            await self._call(self._client.join, CLOSE_SECONDS)

    async def _still_there(self) -> None:
        receiver, media = self._client.receiver_controller, self._client.media_controller
        try:
            await self._ask(lambda callback_function: receiver.update_status(callback_function=callback_function))
            if self._key is not None and media.is_active:
                await self._call(media.update_status)
        except DeviceError:
            trouble = self._client.trouble or "does not answer any more"
            raise DeviceGoneError(f"“{self._name}” {trouble}.") from None

    async def _ask_media(self, kind: str, **fields: object) -> None:
        media = self._client.media_controller
        if not media.is_active or self._key is None:
            raise DeviceError(f"Nothing of Dim plays on “{self._name}”.")
        message = {"type": kind, "mediaSessionId": media.status.media_session_id, **fields}
        await self._ask(partial(media.send_message, message, inc_session_id=True))

    async def _ask(self, send: Callable[..., None], seconds: float = CALL_SECONDS) -> None:
        """Send a message and wait for its answer. Raises DeviceError: the device refuses. DeviceGoneError."""
        answer: asyncio.Future[tuple[bool, Any]] = self._loop.create_future()

        def keep(sent: bool, response: Any) -> None:
            if not answer.done():
                answer.set_result((sent, response))

        def answered(sent: bool, response: Any) -> None:
            self._soon(keep, sent, response)

        callback: CallbackType = answered
        await self._call(partial(send, callback_function=callback))
        try:
            async with asyncio.timeout(seconds):
                await asyncio.wait({answer, self._gone}, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise DeviceGoneError(f"“{self._name}” does not answer.") from None
        if not answer.done():
            raise DeviceGoneError(f"“{self._name}” ended the connection.")
        sent, response = answer.result()
        kind = response.get("type") if isinstance(response, dict) else None
        if not sent or kind not in ("MEDIA_STATUS", "RECEIVER_STATUS"):
            said = f" ({clean(kind, 40)})" if isinstance(kind, str) else ""
            raise DeviceError(f"“{self._name}” refused{said}.")

    async def _call(self, function: Callable[..., object], *arguments: object) -> None:
        """Run a call that blocks. Raises DeviceError, DeviceGoneError."""
        done: asyncio.Future[None] = self._loop.create_future()

        def keep(error: BaseException | None) -> None:
            if done.done():
                return
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

        def run() -> None:
            error: BaseException | None = None
            try:
                function(*arguments)
            except BaseException as raised:  # raised again in the event loop
                error = raised
            self._soon(keep, error)

        try:
            self._threads.run(run)
            async with asyncio.timeout(CALL_SECONDS + 1):
                await done
        except TimeoutError:
            raise DeviceGoneError(f"“{self._name}” does not answer.") from None
        except (NotConnected, PyChromecastStopped, OSError):
            raise DeviceGoneError(f"The connection to “{self._name}” is lost.") from None
        except PyChromecastError as error:
            raise DeviceError(f"“{self._name}” did not obey: {error}") from None
        except RuntimeError as error:
            raise DeviceError(f"The server has no thread left: {error}") from None
