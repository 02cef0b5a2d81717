"""What plays on a device, as a value, as what is to play again, and as players report it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError

from dim.accounts.rights import Caller
from dim.cast.device import Media
from dim.cast.streams import Wanted
from dim.db import Database
from dim.playback.hls.playlist import audio_label
from dim.playback.sessions import progress
from dim.playback.sessions.progress import PlayedItem
from dim.playback.sessions.session import Session
from dim.playback.sessions.tracks import audio_streams, selected_audio
from dim.playback.subtitles.tracks import subtitle_tracks

PART_SECONDS = 10.0
"""A stream that stops so close to the end of a part has come to its end."""


@dataclass(slots=True)
class Playing:
    """What plays, and who began it."""

    session: Session
    media: Media
    by: Caller
    playback: str = "loading"
    position: float = 0.0
    has_begun: bool = False
    subtitle: int | None = None
    noted_at: float = 0.0


def as_now(playing: Playing) -> Wanted:
    """What plays, from where it is."""
    session = playing.session
    return Wanted(
        item_id=session.item_id, version=session.file.id, position=playing.position, audio=selected_audio(session),
        subtitle=playing.subtitle, picks_subtitles=False, is_paused=playing.playback == "paused",
    )  # fmt: skip


def wanted_by(values: Mapping[str, Any]) -> Wanted:
    """What a command asks for. What is moved from another player brings its tracks."""
    return Wanted(
        item_id=values["item_id"], version=values.get("version"), position=values.get("position"), audio=values.get("audio"),
        subtitle=values.get("subtitle"), picks_subtitles="subtitle" not in values, is_paused=values.get("paused") is True,
    )  # fmt: skip


def _described(session: Session) -> dict[str, Any]:
    """What plays, as players report it."""
    audio = enumerate(audio_streams(session), start=1)
    return {
        "item_id": session.item_id, "version": session.file.id, "title": session.name, "duration": session.duration,
        "audio": selected_audio(session), "stream_key": session.key,
        "audio_tracks": [{"id": one.index, "name": audio_label(one, number)} for number, one in audio],
        "subtitle_tracks": [{"id": one.id, "name": one.label} for one in subtitle_tracks(session.file)],
    }  # fmt: skip


def reported(playing: Playing | None, volume: int, is_muted: bool, problem: str | None) -> dict[str, Any]:
    """The state of a device, as players report theirs (`remote.reports`). `playing` None: nothing plays."""
    state: dict[str, Any] = {"state": "idle", "volume": volume, "muted": is_muted, "problem": problem}
    if playing is None:
        return state
    state |= {"state": playing.playback, "position": playing.position, "subtitle": playing.subtitle}
    return state | _described(playing.session)


def following_part(playing: Playing) -> float | None:
    """Where the next part of a stream begins (seconds), if the device stopped at the end of a part."""
    later = (one for one in playing.session.starts if one > playing.media.start + 1)
    return next((one for one in later if abs(one - playing.position) < PART_SECONDS), None)


async def keep_progress(database: Database, playing: Playing, position: float) -> None:
    """Keep where the user is (seconds)."""
    session = playing.session
    if session.file.role != "main":
        return
    played = PlayedItem(session.item_id, session.title_id, session.library_id, session.duration, session.chapters)
    with suppress(DBAPIError):  # a full disk must not keep anyone from watching, nor may an account that was removed
        await database.write(progress.record_position, playing.by.user.id, played, position)
