"""The subtitles of a stream session. As with the rest of its bytes, the key in the URL is the credential."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response
from pydantic import BaseModel

from dim.api.context import Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.v1.playback.disconnect import while_connected
from dim.api.v1.playback.stream import HLS, Key, check_files, find_session
from dim.catalog import paths
from dim.playback.hls import playlist, webvtt
from dim.playback.sessions.session import Session
from dim.playback.sessions.tracks import track_source, tracks_by_part
from dim.playback.subtitles import cues as cue_values
from dim.playback.subtitles import placement
from dim.playback.subtitles.reader import WINDOW, TrackSource
from dim.playback.subtitles.tracks import SubtitleError

router = Router(prefix="/api/v1/stream-session", tags=["streaming"])

Number = Annotated[int, Path(ge=0, le=10_000)]
VTT = "text/vtt; charset=utf-8"
CACHED = {"Cache-Control": "private, max-age=3600"}


class Cue(BaseModel):
    """A cue, from `start` to `end` in seconds of the stream.

    Text has `text` (as in WebVTT) and `settings`; styled text also `event`, a line of ASS; a bitmap is a PNG in
    base64 (`picture`) with its place on a canvas (width, height). The canvas covers the video and is centred on it;
    `shape` is its aspect ratio (width by height), since pixels of DVDs are not square.
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
    """The cues that are shown in a window of the stream."""

    start: float
    end: float
    cues: list[Cue]


async def sources_of(server: Server, key: str, number: int) -> list[TrackSource]:
    """A session's track, in each of its parts. Raises ApiError 404, 410."""
    session = find_session(server, key)
    tracks = tracks_by_part(session, number)
    if not tracks:
        raise not_found("There are no such subtitles.")
    await check_files(session)
    return [
        track_source(
            session,
            part,
            track,
            await _resolve(session, session.parts[part].file.root, track.path)
            if track.path
            else session.parts[part].path,
        )
        for part, track in enumerate(tracks)
    ]


async def _resolve(session: Session, folder: str, path: str) -> str:
    """The real path of a subtitle file in a library's folder. Raises ApiError 404."""
    try:
        return await session.disk.call(paths.resolve_inside, folder, path)
    except (paths.FileGoneError, paths.OutsideLibraryError) as error:
        raise not_found(str(error)) from None


def _unreadable(error: SubtitleError) -> ApiError:
    return ApiError(422, f"Those subtitles cannot be read: {error}", kind="not-playable")


async def _window(
    request: Request, server: Server, sources: Sequence[TrackSource], window: int
) -> list[cue_values.Cue]:
    """The cues of a window. Raises ApiError 404: the stream is not that long. 422: they cannot be read."""
    if window >= sources[0].windows:
        raise not_found("The stream is not that long.")
    try:
        return await while_connected(request, server.sessions.subtitles.window(sources, window))
    except SubtitleError as error:
        raise _unreadable(error) from None


@router.get(
    "/{key}/subtitles/{number}.vtt", response_class=Response, openapi_extra=may_give("not-playable", "gone", "ended"),
    responses={200: {"content": {"text/vtt": {}}}},
)  # fmt: skip
async def whole(key: Key, number: Number, request: Request, server: ServerDep) -> Response:
    """A whole track as WebVTT; the file is read from beginning to end for it. Bitmap tracks have no text: 422."""
    sources = await sources_of(server, key, number)
    if sources[0].format == "bitmap":
        raise _unreadable(SubtitleError("they are bitmaps; ask for them window by window"))
    try:
        cues = await while_connected(request, server.sessions.subtitles.whole(sources))
    except SubtitleError as error:
        raise _unreadable(error) from None
    return Response(webvtt.format_cues(cues), media_type=VTT, headers=CACHED)


@router.get(
    "/{key}/subtitles/{number}/playlist.m3u8", response_class=Response, openapi_extra=may_give("gone", "ended"),
    responses={200: {"content": {HLS: {}}}},
)  # fmt: skip
async def segments(key: Key, number: Number, server: ServerDep) -> Response:
    """A text track as a rendition of HLS."""
    sources = await sources_of(server, key, number)
    return Response(playlist.subtitle_playlist(sources[0].duration, WINDOW), media_type=HLS)


@router.get(
    "/{key}/subtitles/{number}/{window}.vtt", response_class=Response, openapi_extra=may_give("not-playable", "gone", "ended"),
    responses={200: {"content": {"text/vtt": {}}}},
)  # fmt: skip
async def segment(key: Key, number: Number, window: Number, request: Request, server: ServerDep) -> Response:
    """A window of a text track, as a segment of HLS (RFC 8216, section 3.5)."""
    sources = await sources_of(server, key, number)
    cues = await _window(request, server, sources, window)
    return Response(webvtt.format_cues(cues, is_segment=True), media_type=VTT, headers=CACHED)


@router.get("/{key}/subtitles/{number}/{window}.json", openapi_extra=may_give("not-playable", "gone", "ended"))
async def cues(
    key: Key, number: Number, window: Number, request: Request, response: Response, server: ServerDep
) -> CueWindow:
    """A window of a track, twenty seconds long: text, styled text, or bitmaps."""
    sources = await sources_of(server, key, number)
    found = await _window(request, server, sources, window)
    video = find_session(server, key).file.video
    response.headers.update(CACHED)
    cues = [_cue(cue, video.display_size if video else None) for cue in found]
    return CueWindow(start=window * WINDOW, end=(window + 1) * WINDOW, cues=cues)


def _cue(cue: cue_values.Cue, video: tuple[int, int] | None) -> Cue:
    answer = Cue(start=cue.start, end=cue.end, text=cue.text, settings=cue.settings, event=cue.event)
    if (bitmap := cue.bitmap) is None:
        return answer
    shape = placement.canvas_aspect_ratio(bitmap.canvas, video) if video and bitmap.canvas else None
    place = {"picture": bitmap.png, "x": bitmap.x, "y": bitmap.y, "width": bitmap.width, "height": bitmap.height}
    return answer.model_copy(update={**place, "canvas": list(bitmap.canvas) if bitmap.canvas else None, "shape": shape})


@router.get(
    "/{key}/subtitles/{number}/header.ass", response_class=Response, openapi_extra=may_give("not-playable", "gone", "ended"),
    responses={200: {"content": {"text/x-ssa": {}}}},
)  # fmt: skip
async def header(key: Key, number: Number, request: Request, server: ServerDep) -> Response:
    """The header of a styled track: its styles, without events."""
    sources = await sources_of(server, key, number)
    if sources[0].format != "styled":
        raise not_found("Those subtitles have no styles.")
    try:
        text = await while_connected(request, server.sessions.subtitles.header(sources[0]))
    except SubtitleError as error:
        raise _unreadable(error) from None
    return Response(text, media_type="text/x-ssa; charset=utf-8", headers=CACHED)


@router.get("/{key}/fonts", openapi_extra=may_give("not-playable", "gone", "ended"))
async def list_fonts(key: Key, request: Request, server: ServerDep) -> list[int]:
    """The numbers of the fonts that are attached to the file for its subtitles."""
    session = find_session(server, key)
    await check_files(session)
    try:
        return await while_connected(request, server.sessions.subtitles.fonts(session.parts[0].path))
    except SubtitleError as error:
        raise _unreadable(error) from None


@router.get(
    "/{key}/fonts/{number}", response_class=Response, openapi_extra=may_give("gone", "ended"),
    responses={200: {"content": {"font/ttf": {}}}},
)  # fmt: skip
async def get_font(key: Key, number: Number, request: Request, server: ServerDep) -> Response:
    """An attached font."""
    session = find_session(server, key)
    await check_files(session)
    try:
        data = await while_connected(request, server.sessions.subtitles.font(session.parts[0].path, number))
    except SubtitleError as error:
        raise not_found(f"There is no such font: {error}") from None
    return Response(data, media_type="font/ttf", headers=CACHED)
