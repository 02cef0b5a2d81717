"""What opening playback needs to know: the item, the client, and what it can play."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dim.media import MediaFile, Version
from dim.playback.policy.capabilities import Capabilities
from dim.playback.policy.decide import Choice
from dim.playback.policy.tracks import Taste


class NothingToPlayError(Exception):
    """There is no such file to play; the text is for people."""


class UnplayableError(Exception):
    """The file cannot be read; the text is for people."""


@dataclass(frozen=True, slots=True)
class PlaybackClient:
    """Who plays, on which device, and with which sign-in or token: the session ends with that."""

    user_id: int
    username: str
    credential: str
    device: str


@dataclass(frozen=True, slots=True)
class PlayableItem:
    """What the catalog knows of an item that is to be played."""

    id: int
    title_id: int
    """The movie or show that it belongs to."""
    library_id: int
    age: int | None
    """Years: users below this age may not see it."""
    name: str
    """As it is shown in "playing now"."""
    versions: tuple[Version, ...]
    """In order of preference."""
    extras: tuple[MediaFile, ...] = ()
    resume_at: float = 0.0
    """Seconds: where the user stopped."""
    taste: Taste = field(default_factory=Taste)
    """What decides which tracks play at first."""


@dataclass(frozen=True, slots=True)
class PlaybackRequest:
    """What a client asks for."""

    capabilities: Capabilities
    choice: Choice = field(default_factory=Choice)
    file_id: int | None = None
    """A version or an extra; None: the version that plays best."""
    offset: float = 0.0
    """Seconds at which to begin; 0: where the user stopped."""
    prefetched: bool = False
    """It may be loaded before anyone watches, and counts as playing once its player reports."""


Locate = Callable[[MediaFile], str]
"""The checked, real path of a file. Runs in a thread, since its disk may be slow. Raises OSError or another error of
the caller's.
"""
