"""Stream sessions: opened with a sign-in; the answer says how the file is played, and why."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Path as PathParameter
from fastapi import Request
from sqlalchemy import Connection

from dim.accounts.rights import User
from dim.api.context import Manager, Server, ServerDep, Watcher, visible_item
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Card, card
from dim.api.v1.playback.disconnect import while_connected
from dim.api.v1.playback.schemas import Ending, NewSession, Opened, Part, Playing, Quality, SubtitleTrack, Track
from dim.catalog import paths
from dim.catalog.browse import cards, watching_order
from dim.catalog.browse.playable import playable_item
from dim.media.chapters import skip_ranges
from dim.media.resolution import resolution_name
from dim.playback.hls.playlist import audio_label
from dim.playback.sessions.open_playback import open_playback
from dim.playback.sessions.request import NothingToPlayError, PlayableItem, PlaybackClient, UnplayableError
from dim.playback.sessions.session import SHORT_ID_LENGTH, Session
from dim.playback.sessions.tracks import audio_streams, first_subtitles, selected_audio
from dim.playback.subtitles.reader import WINDOW
from dim.playback.subtitles.tracks import Format, subtitle_tracks

router = Router(prefix="/api/v1/stream-session", tags=["streaming"])
SUBTITLE_KINDS: dict[Format, Literal["text", "styled", "picture"]] = {
    "text": "text",
    "styled": "styled",
    "bitmap": "picture",
}
"""What v1 calls subtitle formats."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a session is opened for: the item, as playback takes it, its card, and the one after it."""

    playable: PlayableItem
    card: Card
    following: Card | None


def _find(server: Server, user: User, item_id: int) -> _Found:
    """What the user may play under an id. Raises ApiError 404."""

    def read(connection: Connection) -> _Found:
        item = visible_item(connection, user, item_id)
        found = cards.card(connection, user, item.id)
        if found is None:
            raise not_found()
        following = watching_order.following(connection, user, item)
        return _Found(
            playable_item(connection, user, item, found),
            card(found),
            card(following) if following else None,
        )

    return server.database.read(read)


@router.post("", openapi_extra=may_give("not-found", "not-playable"))
async def open_session(body: NewSession, request: Request, caller: Watcher, server: ServerDep) -> Opened:
    """Open a stream session; the server decides between direct play, remux and transcode, and says why."""
    user = caller.user
    found = _find(server, user, body.media_id)

    disk = server.disks.of_library(found.playable.library_id)
    client = PlaybackClient(user.id, user.username, caller.credential, body.device)
    try:
        opening = open_playback(
            server.sessions, found.playable, client, body.request(user.max_bit_rate), paths.locate, disk
        )
        session = await while_connected(request, opening)
    except (NothingToPlayError, paths.FileGoneError, paths.OutsideLibraryError) as error:
        raise not_found(str(error)) from None
    except UnplayableError as error:
        raise ApiError(422, str(error), kind="not-playable") from None
    except OSError:
        raise not_found("The file is not there: it was moved or deleted, or its disk is not connected.") from None
    return _opened(session, found, server.settings.prefix)


def _opened(session: Session, found: _Found, prefix: str) -> Opened:
    url = f"{prefix}/api/v1/stream-session/{session.key}"
    selected = selected_audio(session)
    return Opened(
        stream_key=session.key, mode=session.decision.mode, reasons=list(session.decision.reasons),
        url=url if session.decision.mode == "direct" else f"{url}/master.m3u8",
        video=session.decision.video, audio=session.decision.audio, duration=session.duration, secs_offset=session.offset,
        file_id=session.file.id, title=session.name, chapters=[chapter.to_json() for chapter in session.chapters],
        qualities=[
            Quality(
                name=variant.name, resolution=resolution_name(variant.width, variant.height), width=variant.width,
                height=variant.height, bit_rate=variant.bandwidth,
            )
            for variant in session.variants
        ],
        audio_tracks=[
            Track(
                id=stream.index, label=audio_label(stream, number), language=stream.language, title=stream.title,
                commentary=stream.commentary, audio_description=stream.audio_description, original=stream.original,
                selected=stream.index == selected,
            )
            for number, stream in enumerate(audio_streams(session), start=1)
        ],
        subtitle_tracks=[
            SubtitleTrack(
                id=track.id, label=track.label, language=track.language, title=track.title, forced=track.forced,
                hearing_impaired=track.hearing_impaired, kind=SUBTITLE_KINDS[track.format],
                url=f"{url}/subtitles/{track.id}", selected=track.id == session.choice.subtitle_track,
            )
            for track in subtitle_tracks(session.file)
        ],
        subtitle_track=first_subtitles(session), rate=session.taste.remembered.rate or 1.0, subtitle_window=WINDOW,
        parts=[
            Part(kind=skip.kind, start=skip.start, end=skip.end) for skip in skip_ranges(session.chapters, session.duration)
        ],
        item=found.card, following=found.following if session.file.role == "main" else None,
    )  # fmt: skip


@router.get("")
async def list_sessions(caller: Manager, server: ServerDep) -> list[Playing]:
    """What is playing now in the libraries that the user sees (owner and admins)."""
    return [_playing(session) for session in server.sessions.playing() if caller.user.sees(session.library_id)]


def _playing(session: Session) -> Playing:
    video, player, decision = session.file.video, session.player, session.shown
    return Playing(
        id=session.short_id, username=session.client.username, item_id=session.item_id, title=session.name,
        device=session.client.device, mode=decision.mode, video=decision.video, audio=decision.audio,
        reasons=list(decision.reasons), seconds=player.seconds, duration=session.duration, paused=player.paused,
        started_at=session.started_at, resolution=f"{video.width}x{video.height}" if video else "",
        rendition=player.rendition, buffered=player.buffered, bandwidth=player.bandwidth,
        encoders=session.presentation.running_processes if session.presentation else 0,
    )  # fmt: skip


@router.post("/{short}/end", status_code=204, openapi_extra=may_give("not-found"))
async def end_session(
    short: Annotated[str, PathParameter(min_length=SHORT_ID_LENGTH, max_length=SHORT_ID_LENGTH)],
    body: Ending,
    caller: Manager,
    server: ServerDep,
) -> None:
    """End a session by its id in "playing now", with a message that its player shows (owner and admins)."""
    why = body.message.strip() or "No reason was given."
    if not await server.sessions.end_with_message(short, f"{caller.user.username} ended this stream: {why}"):
        raise not_found("That stream has ended already.")
