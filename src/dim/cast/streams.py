"""Opens stream sessions for devices, and describes them as what a device loads: an address in the local network, without a sign-in.

The session's key in the address is the credential. The session is of the user who began it: it ends with their sign-in, and with
their right to watch.
"""

import socket
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from dim.accounts.rights import Caller, User
from dim.cast.device import NAMES, DeviceError, DeviceGoneError, FoundDevice, Media, Subtitles, Traits
from dim.catalog import paths
from dim.catalog.access import visible_item
from dim.catalog.browse import artwork, cards
from dim.catalog.browse.playable import playable_item
from dim.db import Database
from dim.disks import Disks, DiskTimeoutError
from dim.dlna.devices import MEDIA_TYPES, OTHER
from dim.dlna.resources import extension
from dim.network.interfaces import Listening
from dim.playback.policy.decide import Choice
from dim.playback.sessions.open_playback import open_playback
from dim.playback.sessions.registry import Sessions
from dim.playback.sessions.request import (
    NothingToPlayError,
    PlayableItem,
    PlaybackClient,
    PlaybackRequest,
    UnplayableError,
)
from dim.playback.sessions.session import Session
from dim.playback.sessions.tracks import first_subtitles, selected_audio
from dim.playback.subtitles.tracks import SubtitleTrack, subtitle_tracks

HLS, STREAM_TYPE = "application/vnd.apple.mpegurl", "video/mp4"
MOST_SUBTITLES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to play. `position` None: where the user stopped. `picks_subtitles`: the user's preferences choose the track."""

    item_id: int
    version: int | None = None
    position: float | None = None
    audio: int | None = None
    subtitle: int | None = None
    picks_subtitles: bool = True
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A session with what a device loads."""

    session: Session
    media: Media


class CastStreams:
    """Opens sessions. Knows those that are open, so that no other session is to be had by the addresses of casting."""

    def __init__(self, database: Database, sessions: Sessions, disks: Disks, listening: Listening, prefix: str) -> None:
        """`prefix`: the server's path behind a reverse proxy, without a slash at its end."""
        self._database, self._sessions, self._disks = database, sessions, disks
        self._listening, self._prefix = listening, prefix
        self._types: dict[str, str] = {}

    def media_type(self, key: str) -> str | None:
        """The media type of what a device plays in a session; None: it is no session of a device."""
        return self._types.get(key)

    def base(self, host: str) -> str:
        """The URL of Dim at the address from which a device is reached, without a slash at its end. Raises DeviceGoneError."""
        address = self._listening.address
        if self._listening.is_everywhere:
            try:
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    probe.connect((host, 9))  # sends nothing: the system looks up the route
                    address = probe.getsockname()[0]
            except OSError as error:
                raise DeviceGoneError(f"There is no way to {host}: {error.strerror}.") from None
        literal = f"[{address}]" if ":" in address else address
        return f"http://{literal}:{self._listening.port}{self._prefix}"

    async def open(self, caller: Caller, found: FoundDevice, traits: Traits, wanted: Wanted) -> Opened:
        """Open a session. Raises DeviceError: the user may not play that, or it cannot be played; the text says why."""
        base = self.base(found.host)
        item, has_poster = self._database.read(_find, caller.user, wanted.item_id)
        session = await self._open(caller, found, traits, item, wanted)
        shown = wanted.subtitle
        try:
            if wanted.picks_subtitles and (first := first_subtitles(session)) is not None:
                shown = first
            has_other_audio = session.decision.mode == "direct" and selected_audio(session) != _default_audio(session)
            has_bitmaps = shown is not None and shown != wanted.subtitle and _is_bitmap(session, shown)
            if (
                has_other_audio or has_bitmaps
            ):  # a file plays its default audio; what is drawn into the video is known at first
                self.close(session)
                wanted = replace(wanted, subtitle=shown, audio=selected_audio(session))
                session = await self._open(caller, found, traits, item, wanted, as_file=not has_other_audio)
        except BaseException:
            self.close(session)
            raise
        media = _media(session, traits, f"{base}/cast/{session.key}", has_poster, wanted, shown)
        there = {one.key for one in self._sessions.everything()}
        self._types = {key: kind for key, kind in self._types.items() if key in there} | {session.key: media.media_type}
        return Opened(session, media)

    def close(self, session: Session) -> None:
        """End a session."""
        self._types.pop(session.key, None)
        self._sessions.drop(session)

    async def _open(
        self, caller: Caller, found: FoundDevice, traits: Traits, item: PlayableItem, wanted: Wanted, *, as_file: bool = True
    ) -> Session:  # fmt: skip
        user, capabilities = caller.user, replace(traits.capabilities, bit_rate=caller.user.max_bit_rate)
        choice = Choice(wanted.audio, wanted.subtitle, as_file)
        request = PlaybackRequest(capabilities, choice, wanted.version, wanted.position or 0.0)
        if wanted.position is not None:
            item = replace(item, resume_at=0.0)
        device = f"{found.name} ({NAMES[found.protocol]})"
        client = PlaybackClient(user.id, user.username, caller.credential, device)
        disk = self._disks.of_library(item.library_id)
        try:
            session = await open_playback(self._sessions, item, client, request, paths.locate, disk)
        except (NothingToPlayError, UnplayableError, paths.FileGoneError, paths.OutsideLibraryError) as error:
            raise DeviceError(str(error)) from None
        except (OSError, DiskTimeoutError):
            raise DeviceError("The file is not there: it was moved or deleted, or its disk is not connected.") from None
        return session


def _find(connection: Connection, user: User, item_id: int) -> tuple[PlayableItem, bool]:
    """What a user may play, and whether it has a poster. Raises DeviceError: it is hidden from them, or gone."""
    item = visible_item(connection, user, item_id)
    card = cards.card(connection, user, item_id) if item is not None else None
    if item is None or card is None:
        raise DeviceError("There is no such movie or episode, or it is not shared with you.")
    images = artwork.of_items(connection, [item_id, item.title_id])
    has_poster = any(
        kind in images.get(number, {}) for number in (item_id, item.title_id) for kind in ("poster", "still")
    )
    return playable_item(connection, user, item, card), has_poster


def _is_bitmap(session: Session, number: int) -> bool:
    return any(one.id == number and one.format == "bitmap" for one in subtitle_tracks(session.file))


def _default_audio(session: Session) -> int | None:
    return session.file.default_audio.index if session.file.default_audio else None


def _media(session: Session, traits: Traits, url: str, has_poster: bool, wanted: Wanted, shown: int | None) -> Media:
    file, is_file = session.file, session.decision.mode == "direct"
    name = f"file.{extension(file)}" if is_file else "master.m3u8" if traits.has_hls else "stream.mp4"
    known = traits.media_types.get(file.container) or MEDIA_TYPES.get(file.container, OTHER)
    tracks = [one for one in subtitle_tracks(file) if one.format != "bitmap"][:MOST_SUBTITLES]
    return Media(
        key=session.key, url=f"{url}/{name}", media_type=known if is_file else HLS if traits.has_hls else STREAM_TYPE,
        title=session.name, duration=session.duration, start=session.offset, is_file=is_file, is_paused=wanted.is_paused,
        size=file.size if is_file else None, poster=f"{url}/poster.jpg" if has_poster else None,
        subtitles=tuple(_subtitles(one, url, "vtt" if traits.has_hls else "srt") for one in tracks),
        shown_subtitles=shown if any(one.id == shown for one in tracks) else None,
    )  # fmt: skip


def _subtitles(track: SubtitleTrack, url: str, form: str) -> Subtitles:
    return Subtitles(track.id, f"{url}/subtitles/{track.id}.{form}", track.label, track.language)
