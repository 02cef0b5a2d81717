"""The subtitles of a stream session. As with the rest of its bytes, the key in the address is the credential."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel

from dim.api.context import Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.v1.playback.sessions import resolve
from dim.api.v1.playback.stream import HLS, Key, find_session
from dim.catalog import libraries
from dim.playback.hls import playlist
from dim.playback.policy.ladder import shown_size
from dim.playback.sessions.file_identity import FileChangedError
from dim.playback.streams import picture_of
from dim.playback.subtitles import placement, webvtt
from dim.playback.subtitles.reader import WINDOW, Track
from dim.playback.subtitles.tracks import SubtitleError

router = APIRouter(prefix="/api/v1/stream-session", tags=["streaming"])

Number = Annotated[int, Path(ge=0, le=10_000)]
VTT = "text/vtt; charset=utf-8"
KEPT = {"Cache-Control": "private, max-age=3600"}


class Cue(BaseModel):
    """A subtitle, from `start` to `end` in seconds of the stream.

    Text has `text` (that of a WebVTT cue) and `settings`; styled text also `event`, a line of ASS; a picture is a PNG in base64
    with its place on a canvas (width, height), which just covers the film's picture, in the middle, in a shape (width by height) of
    its own: of DVDs its pixels are not square.
    """

    start: float
    end: float
    text: str | None = None
    settings: str | None = None
    event: str | None = None
    picture: str | None = None
    x: int | None = None
    y: int | None = None
    width: int | None = None
    height: int | None = None
    canvas: list[int] | None = None
    shape: float | None = None


class CueWindow(BaseModel):
    """The subtitles that are shown in a part of the film."""

    start: float
    end: float
    cues: list[Cue]


async def _tracks(server: Server, key: str, number: int) -> list[Track]:
    """A session's track, in each of its files. Raises ApiError 404, 410."""
    session = find_session(server, key)
    described = server.sessions.subtitle_tracks(session, number)
    if not described:
        raise not_found("There are no such subtitles.")
    try:
        await asyncio.to_thread(server.sessions.check_unchanged, session)
    except FileChangedError as error:
        raise ApiError(410, str(error)) from None
    library = server.database.read(libraries.find, session.library_id) or {"path": "/"}
    return [
        server.sessions.subtitle_source(
            session, place, track, await resolve(library, track["path"]) if track["path"] else session.parts[place].path
        )
        for place, track in enumerate(described)
    ]


def _unreadable(error: SubtitleError) -> ApiError:
    return ApiError(422, f"Those subtitles cannot be read: {error}", kind="not-playable")


async def _window(server: Server, tracks: Sequence[Track], window: int) -> list[dict[str, Any]]:
    """The cues of a window. Raises ApiError 404: the film is not that long. 422: they cannot be read."""
    if window >= tracks[0].windows:
        raise not_found("The film is not that long.")
    try:
        return await server.sessions.subtitles.window(tracks, window)
    except SubtitleError as error:
        raise _unreadable(error) from None


@router.get(
    "/{key}/subtitles/{number}.vtt", response_class=Response, openapi_extra=may_give("not-playable", "gone", "ended"),
    responses={200: {"content": {"text/vtt": {}}}},
)  # fmt: skip
async def whole(key: Key, number: Number, server: ServerDep) -> Response:
    """A whole track as WebVTT; the film is read for it from beginning to end. Tracks of pictures have no text: 422."""
    tracks = await _tracks(server, key, number)
    if tracks[0].described["kind"] == "picture":
        raise _unreadable(SubtitleError("they are pictures; ask for them window by window"))
    try:
        cues = await server.sessions.subtitles.whole(tracks)
    except SubtitleError as error:
        raise _unreadable(error) from None
    return Response(webvtt.written(cues), media_type=VTT, headers=KEPT)


@router.get(
    "/{key}/subtitles/{number}/playlist.m3u8", response_class=Response, openapi_extra=may_give("gone", "ended"),
    responses={200: {"content": {HLS: {}}}},
)  # fmt: skip
async def segments(key: Key, number: Number, server: ServerDep) -> Response:
    """A text track as a rendition of HLS."""
    tracks = await _tracks(server, key, number)
    return Response(playlist.subtitles(tracks[0].duration, WINDOW), media_type=HLS)


@router.get(
    "/{key}/subtitles/{number}/{window}.vtt", response_class=Response, openapi_extra=may_give("not-playable", "gone", "ended"),
    responses={200: {"content": {"text/vtt": {}}}},
)  # fmt: skip
async def segment(key: Key, number: Number, window: Number, server: ServerDep) -> Response:
    """A window of a text track, as a segment of HLS (RFC 8216, section 3.5)."""
    tracks = await _tracks(server, key, number)
    cues = await _window(server, tracks, window)
    return Response(
        webvtt.written((cue for cue in cues if cue.get("text")), is_segment=True), media_type=VTT, headers=KEPT
    )


@router.get("/{key}/subtitles/{number}/{window}.json", openapi_extra=may_give("not-playable", "gone", "ended"))
async def cues(key: Key, number: Number, window: Number, response: Response, server: ServerDep) -> CueWindow:
    """A window of a track, twenty seconds long: text, styled text, or pictures."""
    tracks = await _tracks(server, key, number)
    found = await _window(server, tracks, window)
    video = picture_of(find_session(server, key).file)
    response.headers.update(KEPT)
    cues = [
        Cue(**cue, shape=placement.shape(cue["canvas"], shown_size(video)) if video and cue.get("canvas") else None)
        for cue in found
    ]
    return CueWindow(start=window * WINDOW, end=(window + 1) * WINDOW, cues=cues)


@router.get(
    "/{key}/subtitles/{number}/header.ass", response_class=Response, openapi_extra=may_give("not-playable", "gone", "ended"),
    responses={200: {"content": {"text/x-ssa": {}}}},
)  # fmt: skip
async def header(key: Key, number: Number, server: ServerDep) -> Response:
    """The head of a track of styled text: its styles, without an event."""
    tracks = await _tracks(server, key, number)
    if tracks[0].described["kind"] != "styled":
        raise not_found("Those subtitles have no styles.")
    try:
        text = await server.sessions.subtitles.header(tracks[0])
    except SubtitleError as error:
        raise _unreadable(error) from None
    return Response(text, media_type="text/x-ssa; charset=utf-8", headers=KEPT)


@router.get("/{key}/fonts", openapi_extra=may_give("not-playable", "ended"))
async def list_fonts(key: Key, server: ServerDep) -> list[int]:
    """The fonts that the film brings along for its subtitles: their numbers."""
    session = find_session(server, key)
    try:
        return await server.sessions.subtitles.fonts(session.parts[0].path)
    except SubtitleError as error:
        raise _unreadable(error) from None


@router.get(
    "/{key}/fonts/{number}", response_class=Response, openapi_extra=may_give("ended"),
    responses={200: {"content": {"font/ttf": {}}}},
)  # fmt: skip
async def get_font(key: Key, number: Number, server: ServerDep) -> Response:
    """A font that the film brings along."""
    session = find_session(server, key)
    try:
        data: Any = await server.sessions.subtitles.font(session.parts[0].path, number)
    except SubtitleError as error:
        raise not_found(f"There is no such font: {error}") from None
    return Response(data, media_type="font/ttf", headers=KEPT)
