"""What casting devices fetch: the bytes of the sessions that the server opened for them, and their events. For the local network
only, with CORS, without a cookie: the session's key in the address is the credential. These routes are not in the OpenAPI document.
"""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from dim.api.context import Server, server_of
from dim.api.dlna.routing import CORS, Handler, check_local, nothing_here
from dim.api.errors import ApiError, not_found
from dim.api.v1.playback import stream, subtitles
from dim.api.v1.playback.disconnect import while_connected
from dim.catalog.browse import artwork
from dim.playback.sessions.session import Session
from dim.playback.sessions.tracks import multivariant_playlist
from dim.playback.subtitles import srt
from dim.playback.subtitles.tracks import SubtitleError
from dim.upnp.protocol_info import FILE, content_features
from dim.workers import WorkerError

READ = ["GET", "HEAD"]
POSTER_WIDTH = 480
LONGEST_EVENT = 64 << 10
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Range, Content-Type, Accept-Encoding",
    "Access-Control-Expose-Headers": "Content-Length, Content-Range, Accept-Ranges",
    "Access-Control-Max-Age": "86400",
}
"""Chromecasts want these for HLS and subtitles (https://developers.google.com/cast/docs/web_receiver/streaming_protocols)."""
STREAM = content_features(converted=True)


class CastRoute(APIRoute):
    """A route for devices of the local network, while casting is on."""

    def get_route_handler(self) -> Handler:
        """The handler."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if not server_of(request).casting.is_on:
                raise nothing_here(request)
            check_local(request)
            try:
                response = await handle(request)
            except ApiError as error:
                error.headers = {**(error.headers or {}), **CORS}
                raise
            response.headers.update({**CORS, **ALLOWED})
            return response

        return answer


router = APIRouter(prefix="/cast", route_class=CastRoute, include_in_schema=False)


@router.api_route("/events/{token}", methods=["NOTIFY"])
async def event(token: str, request: Request) -> Response:
    """A renderer says that something has changed. What it says is not read: it is asked."""
    if not server_of(request).casting.notify(token):
        return Response(status_code=412)  # it sends no further ones (UPnP Device Architecture 1.0, 4.2.1)
    return Response()


@router.api_route("/{key}/file.{extension}", methods=READ)
async def file(key: str, request: Request) -> Response:
    """A file as it is, with ranges."""
    server, session = _session(request, key)
    if session.decision.mode != "direct":
        raise nothing_here(request)
    await stream.check_files(session)
    answer = stream.StreamFile(server.sessions, session)
    kind = server.casting.streams.media_type(key) or "application/octet-stream"
    answer.headers.update({**_dlna(FILE), "cache-control": "no-store", "content-type": kind})
    return answer


@router.api_route("/{key}/stream.mp4", methods=READ)
async def converted(key: str, request: Request) -> Response:
    """One MP4 that begins where the session does, made while it is sent."""
    server, session = _session(request, key)
    if session.presentation is None:
        raise nothing_here(request)
    await stream.check_files(session)
    headers = {**_dlna(STREAM), "Accept-Ranges": "none", "Cache-Control": "no-store"}
    if request.method == "HEAD":
        return Response(media_type="video/mp4", headers=headers)
    chunks = await stream.begin_progressive(request, server, session)
    return StreamingResponse(chunks, media_type="video/mp4", headers=headers)


@router.api_route("/{key}/master.m3u8", methods=READ)
async def master(key: str, request: Request) -> Response:
    """The multivariant playlist, without subtitles: a Chromecast is told of these when it loads."""
    _, session = _session(request, key)
    if session.presentation is None:
        raise nothing_here(request)
    await stream.check_files(session)
    return Response(multivariant_playlist(session, has_subtitles=False), media_type=stream.HLS)


@router.api_route("/{key}/video/{rendition}/{name}", methods=READ)
async def video(key: str, rendition: str, name: str, request: Request) -> Response:
    """A rendition of the video."""
    server, _ = _session(request, key)
    return await stream.video(key, rendition[:20], name, request, server)


@router.api_route("/{key}/audio/{audio_stream:int}/{name}", methods=READ)
async def audio(key: str, audio_stream: int, name: str, request: Request) -> Response:
    """A rendition of an audio stream."""
    server, _ = _session(request, key)
    return await stream.audio(key, audio_stream, name, request, server)


@router.api_route("/{key}/subtitles/{number:int}.{form}", methods=READ)
async def whole_subtitles(key: str, number: int, form: str, request: Request) -> Response:
    """A text track as WebVTT or SubRip. Of a track inside the file, all of the file is read."""
    server, _ = _session(request, key)
    if form == "vtt":
        return await subtitles.whole(key, number, request, server)
    if form != "srt":
        raise nothing_here(request)
    sources = await subtitles.sources_of(server, key, number)
    try:
        cues = await while_connected(request, server.sessions.subtitles.whole(sources))
    except SubtitleError as error:
        raise ApiError(422, f"Those subtitles cannot be read: {error}", kind="not-playable") from None
    return Response("\ufeff" + srt.format_cues(cues), media_type="text/srt; charset=utf-8")


@router.api_route("/{key}/poster.jpg", methods=READ)
async def poster(key: str, request: Request) -> Response:
    """The poster of what plays."""
    server, session = _session(request, key)
    found = server.database.read(artwork.of_items, [session.item_id, session.title_id])
    kinds = [
        found.get(number, {}).get(kind)
        for number in (session.item_id, session.title_id)
        for kind in ("poster", "still")
    ]
    image = next((one for one in kinds if one is not None), None)
    if image is None:
        raise nothing_here(request)
    try:
        path = await server.artwork.sized(image.digest, POSTER_WIDTH, "jpeg")
        content = path.read_bytes()
    except (WorkerError, OSError):
        raise not_found("The image is not there any more.") from None
    return Response(content, media_type=f"image/{path.suffix[1:]}", headers={"Cache-Control": "private, max-age=3600"})


@router.options("/{key}/{rest:path}")
async def preflight(key: str, request: Request) -> Response:
    """A browser, as Chromecasts have one, asks whether it may read this (Fetch standard, CORS preflight)."""
    _session(request, key)
    return Response(status_code=204)


@router.api_route("/{path:path}", methods=[*READ, "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "NOTIFY"])
async def other(request: Request) -> Response:
    """Nothing."""
    raise nothing_here(request)


def _session(request: Request, key: str) -> tuple[Server, Session]:
    """A session that a device plays. Raises ApiError 404: there is none of that key. 410: it was ended."""
    server = server_of(request)
    if server.casting.streams.media_type(key) is None:
        raise nothing_here(request)
    return server, stream.find_session(server, key)


def _dlna(features: str) -> dict[str, Any]:
    return {"transferMode.dlna.org": "Streaming", "contentFeatures.dlna.org": features}
