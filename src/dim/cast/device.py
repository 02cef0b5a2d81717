"""What a device that the server casts to can do, whatever its protocol. All that devices say is outside input."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from dim.playback.policy.capabilities import Capabilities

Protocol_ = Literal["chromecast", "dlna"]
NAMES: dict[Protocol_, str] = {"chromecast": "Chromecast", "dlna": "DLNA renderer"}
"""How people call these devices."""
Ending = Literal["finished", "stopped", "failed"]
Playback = Literal["idle", "playing", "paused", "buffering"]
LONGEST_SECONDS = 1e7
ENDLESS = 1e300
"""No number that means anything is beyond it. JSON has whole numbers that no float holds."""


class DeviceError(Exception):
    """A device refused something, or answered nonsense; the text is for people."""


class DeviceGoneError(DeviceError):
    """A device is not there any more, or does not speak its protocol; the text is for people."""


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A device that was found. `id`: letters, digits and dashes, the same whenever it is found. `location`: a DLNA renderer's
    description.
    """

    protocol: Protocol_
    id: str
    name: str
    host: str
    port: int
    location: str = ""


@dataclass(frozen=True, slots=True)
class Subtitles:
    """A subtitle track that a device can load. `url` has WebVTT or SubRip, as the device wants it."""

    id: int
    url: str
    name: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What a device is to play. Seconds; `start`: where in the stream it begins."""

    key: str
    """Of the stream session: it is a part of `url`, by which a device's answers are told from those about something else."""
    url: str
    media_type: str
    title: str
    duration: float
    start: float = 0.0
    is_file: bool = True
    """The file itself, in which one seeks by bytes; else a stream that is made while it is sent."""
    is_paused: bool = False
    size: int | None = None
    poster: str | None = None
    subtitles: tuple[Subtitles, ...] = ()
    shown_subtitles: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """What a device says of itself. `position`: seconds in the stream. `media`: the key of what it plays, None: nothing of ours."""

    playback: Playback = "idle"
    position: float = 0.0
    volume: int | None = None
    muted: bool | None = None
    media: str | None = None
    ending: Ending = "stopped"
    """Why it is idle."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a device is able to do."""

    commands: frozenset[str]
    """The commands of `dim.remote` that it obeys."""
    capabilities: Capabilities
    """What it decodes."""
    has_hls: bool
    """It plays HLS; else it gets one file or one stream."""
    media_types: dict[str, str] = field(default_factory=dict)
    """How it calls containers, where not as everyone does."""


Listener = Callable[[DeviceStatus], None]


class CastDevice(Protocol):
    """A connection to a device. Each call has a limit of time. Use from the event loop's thread only.

    All of them raise DeviceError: the device refuses. DeviceGoneError: it does not answer.
    """

    @property
    def name(self) -> str:
        """As people know it."""

    @property
    def traits(self) -> Traits:
        """What it is able to do."""

    async def run(self, listener: Listener) -> None:
        """Tell what the device says after each change, and now and then, until cancelled. Raises DeviceGoneError: it went away."""

    async def load(self, media: Media) -> None:
        """Play something instead of what plays."""

    async def play(self) -> None:
        """Go on."""

    async def pause(self) -> None:
        """Pause."""

    async def stop(self) -> None:
        """Stop; the device shows what it shows when nothing plays."""

    async def seek(self, position: float) -> None:
        """Go to a second of the stream."""

    async def set_volume(self, level: int) -> None:
        """Set the volume, 0 to 100."""

    async def mute(self, on: bool) -> None:
        """Mute, or not."""

    async def show_subtitles(self, track: int | None) -> None:
        """Show one of the subtitle tracks of what plays, or none."""

    async def close(self) -> None:
        """Release the connection."""


def number(value: object, default: float = 0.0, most: float = LONGEST_SECONDS) -> float:
    """A number that a device sent; the default, where it is none, and never below 0 or above `most`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -ENDLESS < value < ENDLESS:  # nor NaN
        return default
    return min(max(float(value), 0.0), most)
