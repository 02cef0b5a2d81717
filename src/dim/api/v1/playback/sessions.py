"""Stream sessions: opened with a sign-in, which decides how a file is played and says why."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Path as PathParameter

from dim.accounts.rights import User
from dim.api.context import Manager, Server, ServerDep, Watcher, visible_item
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.schemas import Card
from dim.api.v1.playback.schemas import Ending, NewSession, Opened, Part, Playing, Quality, SubtitleTrack, Track
from dim.catalog import items, libraries, paths
from dim.catalog.browse import cards, details
from dim.catalog.browse.versions import versions
from dim.media import MediaFile, Version
from dim.playback.hls.playlist import label
from dim.playback.parts import parts
from dim.playback.policy.decide import choose_version
from dim.playback.sessions import progress
from dim.playback.sessions.session import Session, Viewer
from dim.playback.streams import default_sound, sounds_of
from dim.playback.subtitles.reader import WINDOW
from dim.playback.subtitles.tracks import tracks
from dim.workers import WorkerError

router = APIRouter(prefix="/api/v1/stream-session", tags=["streaming"])


def _choose(server: Server, user: User, body: NewSession) -> tuple[items.Item, list[dict[str, Any]], dict[str, Any]]:
    """The item, the file to play, or the files one after another, and their library. Raises ApiError 404."""

    def read(connection: Any) -> tuple[items.Item, list[dict[str, Any]], dict[str, Any]]:
        item = visible_item(connection, user, body.media_id)
        found = versions(items.main_files(connection, item.id))
        if body.file_id is not None:
            found += [Version((extra,)) for extra in items.extras(connection, item.id)]
            found = [version for version in found if body.file_id in version]
        if not found:
            raise not_found("There is no file to play for it.")
        library = libraries.find(connection, item.library_id)
        assert library is not None
        rows = [[_row(file) for file in version.files] for version in found]
        best = choose_version([version[0] for version in rows], body.capabilities(user.max_bit_rate))
        return item, next(version for version in rows if version[0] is best), library

    return server.database.read(read)


def _row(file: MediaFile) -> dict[str, Any]:
    """A file as playback still takes it."""
    names = ("id", "path", "fingerprint", "status", "role", "label", "part")
    subtitles = [subtitle.to_json() for subtitle in file.subtitle_files]
    return {**file.to_json(), **{name: getattr(file, name) for name in names}, "subtitles": subtitles}


async def resolve(library: dict[str, Any], path: str) -> str:
    """The real path of a library's file, found on a thread: a dead mount may hang. Raises ApiError 404."""
    try:
        return await asyncio.to_thread(paths.resolve_inside, library["path"], path)
    except (paths.FileGoneError, paths.OutsideLibraryError) as error:
        raise not_found(str(error)) from None


@router.post("", openapi_extra=may_give("not-found", "not-playable"))
async def open_session(body: NewSession, caller: Watcher, server: ServerDep) -> Opened:
    """Open a stream session; the server decides between direct play, remux and transcode, and says why."""
    item, files, library = _choose(server, caller.user, body)
    file = files[0]
    user = caller.user
    card = next(iter(server.database.read(cards.cards, user, [item.id])), None)
    if card is None:
        raise not_found()
    offset, following = body.video_offset, None
    if file["role"] == "main":
        offset = offset or server.database.read(progress.stopped_at, user.id, item.id)
        following = server.database.read(details.following, user, item)
    try:
        session = await server.sessions.open(
            viewer=Viewer(user.id, user.username, caller.credential, body.device), item_id=item.id, media_id=item.media_id,
            library_id=item.library_id, age=item.age, title=_title(card, file), offset=offset,
            files=[(one, await resolve(library, one["path"])) for one in files], capabilities=body.capabilities(user.max_bit_rate),
            choice=body.choice, in_advance=body.in_advance,
        )  # fmt: skip
    except WorkerError as error:
        raise ApiError(422, f"“{file['path']}” cannot be played: {error}", kind="not-playable") from None
    except OSError:
        raise not_found("The file is not there: it was moved or deleted, or its disk is not connected.") from None
    return _opened(session, card, following, server.settings.prefix)


def _title(card: dict[str, Any], file: dict[str, Any]) -> str:
    if file["role"] == "extra":
        return f"{card['title']} · {file['label'] or 'Extra'}"
    if card["kind"] != "episode":
        return str(card["title"])
    name = f" · {card['episode_title']}" if card["episode_title"] else ""
    return f"{card['title']} · S{card['season']:02}E{card['episode']:02}{name}"


def _opened(session: Session, card: dict[str, Any], following: dict[str, Any] | None, prefix: str) -> Opened:
    address = f"{prefix}/api/v1/stream-session/{session.key}"
    default = default_sound(session.file)
    chosen = session.choice.audio_stream
    selected = chosen if chosen is not None else default["index"] if default else None
    sounds = [
        stream for stream in sounds_of(session.file) if session.film is None or stream["index"] in session.film.sounds
    ]
    return Opened(
        stream_key=session.key, mode=session.decision.mode, reasons=list(session.decision.reasons),
        url=address if session.decision.mode == "direct" else f"{address}/master.m3u8",
        video=session.decision.video, audio=session.decision.audio, duration=session.duration, secs_offset=session.offset,
        file_id=session.file["id"], title=session.title, chapters=session.chapters,
        qualities=[
            Quality(name=variant.name, width=variant.width, height=variant.height, bit_rate=variant.bandwidth)
            for variant in session.variants
        ],
        audio_tracks=[
            Track(id=stream["index"], label=label(stream, number, "Audio"), language=stream["language"],
                  selected=stream["index"] == selected)
            for number, stream in enumerate(sounds, start=1)
        ],
        subtitle_tracks=[
            SubtitleTrack(
                id=track["id"], label=track["label"], language=track["language"], forced=track["forced"],
                hearing_impaired=track["hearing_impaired"], kind=track["kind"], url=f"{address}/subtitles/{track['id']}",
                selected=track["id"] == session.choice.subtitle_track,
            )
            for track in tracks(session.file)
        ],
        subtitle_window=WINDOW, parts=[Part(**part) for part in parts(session.chapters, session.duration)],
        item=Card(**card), following=Card(**following) if following else None,
    )  # fmt: skip


@router.get("")
async def list_sessions(_caller: Manager, server: ServerDep) -> list[Playing]:
    """What is playing now (owner and admins)."""
    return [Playing(**session) for session in server.sessions.playing()]


@router.post("/{short}/end", status_code=204, openapi_extra=may_give("not-found"))
async def end_session(
    short: Annotated[str, PathParameter(min_length=8, max_length=8)], body: Ending, caller: Manager, server: ServerDep
) -> None:
    """End someone's session by its id in "playing now", with a message that its viewer is shown (owner and admins)."""
    why = body.message.strip() or "No reason was given."
    if not await server.sessions.end_with(short, f"{caller.user.username} ended this stream: {why}"):
        raise not_found("That stream has ended already.")
