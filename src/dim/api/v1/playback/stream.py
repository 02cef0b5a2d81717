"""The bytes of a stream session. The key in the URL is the credential: nobody can guess it, and it ends with the
session.
"""

import re
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field
from starlette.types import Receive, Scope, Send

from dim.api.context import Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.responses import SentContent, SentFile, until
from dim.api.schemas import Body
from dim.api.v1.playback.disconnect import EndedError, Result, while_connected
from dim.playback.sessions import preferences
from dim.playback.sessions.file_identity import FileChangedError
from dim.playback.sessions.registry import Sessions
from dim.playback.sessions.session import PlayerState, Session
from dim.playback.sessions.tracks import chosen, multivariant_playlist
from dim.playback.sources.presentation import Presentation
from dim.playback.sources.source import NoSuchSegmentError
from dim.playback.sources.transcode import BusyError, TranscodeError
from dim.workers import WorkerError
from dim.workers.fair import current_user

router = Router(prefix="/api/v1/stream-session", tags=["streaming"])

TYPES = {"mp4": "video/mp4", "mov": "video/mp4", "mkv": "video/x-matroska", "webm": "video/webm"}
MEDIA: dict[str, Any] = {
    kind: {"schema": {"type": "string", "format": "binary"}}
    for kind in (*dict.fromkeys(TYPES.values()), "application/octet-stream")
}
HLS = "application/vnd.apple.mpegurl"
_INITIALISATION = re.compile(r"init(?:-([1-9]\d?))?\.mp4")
RETRY_SECONDS = 10
"""When a client may ask again that found no encoder slot."""
GONE = "That stream has ended. Start it again."


def _key_of_client(key: Annotated[str, Path(min_length=40, max_length=60)], server: ServerDep) -> str:
    """The key in a path. Raises ApiError 404: it is of a stream of a device, which is for the local network alone (`api.cast`)."""
    if server.casting.streams.media_type(key) is not None:
        raise not_found(GONE)
    return key


Key = Annotated[str, Depends(_key_of_client)]


class State(Body):
    """Where the player is, the rendition that it shows, seconds that it has loaded ahead, bits per second that it
    measured.
    """

    seconds: float = Field(ge=0, le=1e7, allow_inf_nan=False)
    paused: bool = False
    rendition: str | None = Field(default=None, max_length=20)
    buffered: float | None = Field(default=None, ge=0, le=1e6, allow_inf_nan=False)
    bandwidth: int | None = Field(default=None, ge=0, le=10**13)


class PlayerChoice(Body):
    """What the user chose in the player: an audio stream by its index, a subtitle track by its id (null: off), the speed (1 is
    normal).
    """

    audio_stream: int | None = Field(default=None, ge=0, le=1000)
    subtitle_track: int | None = Field(default=None, ge=0, le=10_000)
    rate: float | None = Field(default=None, ge=0.1, le=16, allow_inf_nan=False)


def find_session(server: Server, key: str) -> Session:
    """The session of a key. Raises ApiError 404."""
    session = server.sessions.get(key)
    if session is None:
        if (message := server.sessions.end_message(key)) is not None:
            raise ApiError(410, message, kind="ended")
        raise not_found(GONE)
    current_user.set(str(session.client.user_id))
    return session


@router.delete("/{key}", status_code=201)
async def close_session(key: Key, server: ServerDep) -> None:
    """End a session; its transcode stops, finished segments are kept."""
    if not await server.sessions.end(lambda session: session.key == key):
        raise not_found(GONE)


@router.post("/{key}/state", status_code=204, openapi_extra=may_give("ended"))
async def report_state(key: Key, body: State, server: ServerDep) -> None:
    """The player reports where it is, which also keeps a paused session alive."""
    session = find_session(server, key)
    state = PlayerState(body.seconds, body.paused, body.rendition, body.buffered, body.bandwidth)
    server.sessions.report(session, state)


@router.post("/{key}/choice", status_code=204, openapi_extra=may_give("ended"))
async def remember_choice(key: Key, body: PlayerChoice, server: ServerDep) -> None:
    """Remember what the user chose in the player, for the next episode and the next title. Fields that are not sent stay."""
    session = find_session(server, key)
    remembered = chosen(session, body.model_dump(exclude={"jwt"}, exclude_unset=True))
    await server.database.write(preferences.remember, session.client.user_id, session.title_id, remembered)


class StreamFile(SentFile):
    """A session's file with ranges."""

    def __init__(self, sessions: Sessions, session: Session) -> None:
        kind = TYPES.get(session.file.container, "application/octet-stream")
        super().__init__(session.parts[0].path, session.disk, media_type=kind)
        self._sessions, self._session = sessions, session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; meanwhile the session is not idle."""
        with self._sessions.streaming(self._session):
            await super().__call__(scope, receive, until(self._session.ended, scope, send))


@router.get(
    "/{key}", response_class=Response, openapi_extra=may_give("gone", "ended", "not-satisfiable", "not-playable", "busy"),
    responses={200: {"content": MEDIA}, 206: {"description": "A part of the file.", "content": MEDIA}},
)  # fmt: skip
@router.head("/{key}", response_class=Response, include_in_schema=False)
async def stream(key: Key, request: Request, server: ServerDep) -> Response:
    """The bytes: the file itself, with ranges, in direct play; else one MP4 that begins at `video_offset`."""
    session = find_session(server, key)
    await check_files(session)
    if session.decision.mode == "direct":
        return StreamFile(server.sessions, session)
    headers = {"Accept-Ranges": "none", "Cache-Control": "no-store"}
    if request.method == "HEAD":
        return Response(media_type="video/mp4", headers=headers)
    chunks = await begin_progressive(request, server, session)
    return StreamingResponse(chunks, media_type="video/mp4", headers=headers)


async def begin_progressive(request: Request, server: Server, session: Session) -> AsyncIterator[bytes]:
    """A session as one MP4, begun: an error is answered as such, not as a response that breaks off.

    Raises ApiError 422: it cannot be played. 503: no encoder is free.
    """
    chunks = server.sessions.progressive(session)
    try:
        first = await _while_wanted(request, server, session, _first(chunks))
    except BusyError as error:
        raise _busy(error) from None
    except TranscodeError as error:
        raise ApiError(422, f"This file cannot be played: {error}", kind="not-playable") from None
    return _rest(first, chunks)


async def _while_wanted(
    request: Request, server: Server, session: Session, work: Coroutine[Any, Any, Result]
) -> Result:
    """The result of `work`, which is cancelled when the client leaves or the session ends.

    Raises ApiError 404, 410: it has ended; and what `work` raises.
    """
    try:
        return await while_connected(request, work, session.ended)
    except EndedError:
        find_session(server, session.key)  # says who ended it
        raise not_found(GONE) from None


async def _first(chunks: AsyncIterator[bytes]) -> bytes:
    return await anext(chunks)


def _busy(error: BusyError) -> ApiError:
    return ApiError(503, str(error), kind="busy", headers={"Retry-After": str(RETRY_SECONDS)})


async def _rest(first: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async with aclosing(chunks) as others:  # type: ignore[type-var]
        yield first
        async for chunk in others:
            yield chunk


async def check_files(session: Session) -> None:
    """Raises ApiError 410. DiskTimeoutError: whatever reads its files would hang."""
    try:
        await session.disk.call(session.check_files)
    except FileChangedError as error:
        raise ApiError(410, str(error)) from None


async def _presented(server: Server, key: str) -> tuple[Session, Presentation]:
    """The session of a key, if it has playlists."""
    session = find_session(server, key)
    if session.presentation is None:
        raise not_found("This session plays its file as it is; it has no playlist.")
    await check_files(session)
    return session, session.presentation


@router.get(
    "/{key}/master.m3u8",
    response_class=Response,
    openapi_extra=may_give("gone", "ended"),
    responses={200: {"content": {HLS: {}}}},
)
async def master(key: Key, server: ServerDep) -> Response:
    """The session's multivariant playlist (RFC 8216)."""
    session, _ = await _presented(server, key)
    return Response(multivariant_playlist(session), media_type=HLS)


@router.get(
    "/{key}/video/{rendition}/{name}", response_class=Response, openapi_extra=may_give("gone", "ended", "not-playable", "busy"),
    responses={200: {"content": {HLS: {}, "video/mp4": {}}}},
)  # fmt: skip
async def video(
    key: Key, rendition: Annotated[str, Path(max_length=20)], name: str, request: Request, server: ServerDep
) -> Response:
    """A rendition of the video ("original", "720p"): playlist.m3u8, init.mp4 (of further files init-<number>.mp4),
    <number>.m4s.
    """
    return await _awaited_segment(request, server, key, rendition, name)


@router.get(
    "/{key}/audio/{audio_stream}/{name}", response_class=Response, openapi_extra=may_give("gone", "ended", "not-playable", "busy"),
    responses={200: {"content": {HLS: {}, "audio/mp4": {}}}},
)  # fmt: skip
async def audio(key: Key, audio_stream: int, name: str, request: Request, server: ServerDep) -> Response:
    """A rendition of an audio stream: playlist.m3u8, init.mp4, <number>.m4s."""
    return await _awaited_segment(request, server, key, audio_stream, name)


async def _awaited_segment(request: Request, server: Server, key: str, rendition: str | int, name: str) -> Response:
    session, presentation = await _presented(server, key)
    return await _while_wanted(request, server, session, _segment(server, session, presentation, rendition, name))


async def _segment(
    server: Server, session: Session, presentation: Presentation, rendition: str | int, name: str
) -> Response:
    stem, _, extension = name.partition(".")
    kind = "audio/mp4" if isinstance(rendition, int) else "video/mp4"
    try:
        if name == "playlist.m3u8":
            return Response(presentation.playlist(rendition), media_type=HLS)
        if match := _INITIALISATION.fullmatch(name):
            return Response(
                await presentation.initialisation(rendition, int(match[1] or 0), session.key), media_type=kind
            )
        if extension == "m4s" and stem.isascii() and stem.isdigit() and len(stem) < 8:
            segment = await presentation.segment(rendition, int(stem), session.key)
            return SentContent(segment.file, segment.offset, kind, session.ended)
    except NoSuchSegmentError as error:
        raise not_found(str(error)) from None
    except BusyError as error:
        raise _busy(error) from None
    except WorkerError as error:
        number = int(stem) if extension == "m4s" else 0
        if await server.sessions.copy_failed(session, rendition, number, error):
            text = "This part of the file cannot be copied; it is encoded now. Load the stream's playlists again."
            raise ApiError(422, text, kind="not-playable") from None
        raise ApiError(422, f"This part of the file cannot be played: {error}", kind="not-playable") from None
    except TranscodeError as error:
        raise ApiError(422, f"This part of the file cannot be played: {error}", kind="not-playable") from None
    raise not_found("A stream has a playlist.m3u8, an init.mp4 and segments.")
