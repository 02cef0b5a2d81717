"""What links open: files, converted streams, images, subtitles. The link is the credential, and rights are checked again."""

from collections.abc import AsyncIterator
from fractions import Fraction

from fastapi import Request, Response
from starlette.responses import StreamingResponse

from dim.api.context import Server, server_of
from dim.api.dlna.routing import CORS, LocalRouter, device_of, nothing_here, place_of, player_of
from dim.api.errors import ApiError, not_found
from dim.api.responses import SentFile
from dim.api.v1.playback.disconnect import while_connected
from dim.api.v1.playback.stream import StreamFile, begin_progressive, check_files
from dim.catalog import paths
from dim.catalog.access import visible_item
from dim.catalog.browse import artwork
from dim.dlna.links import Purpose
from dim.dlna.resources import ART, CONVERTED_TYPE, SUBTITLE_TYPE, caption, is_converted, is_sent_as_it_is, text_tracks
from dim.dlna.streams import TooManyError, file_of
from dim.dlna.viewer import Viewer
from dim.media import MediaFile
from dim.playback.sessions.request import NothingToPlayError, UnplayableError
from dim.playback.sessions.session import Session
from dim.playback.subtitles import srt
from dim.playback.subtitles.reader import TrackSource
from dim.playback.subtitles.tracks import SubtitleError
from dim.upnp.protocol_info import CONVERTED, FILE, IMAGE_FLAGS, content_features, parse_time_seek
from dim.workers import WorkerError
from dim.workers.fair import current_user

router = LocalRouter()
READ = ["GET", "HEAD"]
ALLOWED_HEADERS = "Range, TimeSeekRange.dlna.org, transferMode.dlna.org, getcontentFeatures.dlna.org"


@router.api_route("/media/{signature}/{item_id:int}/{file_id:int}.{extension}", methods=READ)
async def get_file(signature: str, item_id: int, file_id: int, request: Request) -> Response:
    """A file as it is, with ranges."""
    server, viewer = _admit(request, signature, "media", item_id, file_id)
    if "timeseekrange.dlna.org" in request.headers and "range" not in request.headers:
        raise ApiError(406, "One seeks by bytes in this file.")
    file = _file(server, viewer, item_id, file_id)
    media_type = device_of(request).media_type(file.container)
    headers = _dlna_headers(request, FILE) | _caption(request, item_id, file)
    if not is_sent_as_it_is(file, viewer.user.max_bit_rate):
        raise not_found("This file is not sent as it is.")
    answer: SentFile
    if request.method == "HEAD":
        disk = server.disks.of_library(file.library_id)
        answer = SentFile(await _path(server, file), disk, media_type)
    else:
        session = await _session(request, server, viewer, item_id, file_id)
        await check_files(session)
        answer = StreamFile(server.sessions, session)
    answer.headers.update(
        {**headers, "content-type": media_type, "cache-control": "private, no-cache", "connection": "close"}
    )
    return answer


@router.api_route("/converted/{signature}/{item_id:int}/{file_id:int}.mp4", methods=READ)
async def get_converted(signature: str, item_id: int, file_id: int, request: Request) -> Response:
    """A file as one MP4 that nearly all players decode, made while it is sent. One seeks by time (TimeSeekRange.dlna.org)."""
    server, viewer = _admit(request, signature, "converted", item_id, file_id)
    file = _file(server, viewer, item_id, file_id)
    if not is_converted(file, viewer.user.max_bit_rate):
        raise not_found("This file is not converted.")
    headers = {
        **_dlna_headers(request, CONVERTED),
        "Accept-Ranges": "none",
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    seconds = 0.0
    if (asked := request.headers.get("timeseekrange.dlna.org")) is not None:
        found = parse_time_seek(asked)
        if found is None or found >= file.duration:
            raise ApiError(416, "The stream is not that long, or TimeSeekRange.dlna.org is malformed.")
        seconds = found
        headers["TimeSeekRange.dlna.org"] = f"npt={seconds:.3f}-{file.duration:.3f}/{file.duration:.3f}"
    if request.method == "HEAD":
        return Response(media_type=CONVERTED_TYPE, headers=headers)
    session = await _session(request, server, viewer, item_id, file_id, seconds)
    try:
        await check_files(session)
        chunks = await begin_progressive(request, server, session)
    except BaseException:
        server.sessions.drop(session)
        raise
    return StreamingResponse(_until_end(server, session, chunks), media_type=CONVERTED_TYPE, headers=headers)


@router.api_route("/poster/{signature}/{item_id:int}/{width:int}/{version}.jpg", methods=READ)
async def get_poster(signature: str, item_id: int, width: int, request: Request) -> Response:
    """An image of an item."""
    server, viewer = _admit(request, signature, "poster", item_id, width)
    if server.database.read(visible_item, viewer.user, item_id) is None:
        raise nothing_here(request)
    images = server.database.read(artwork.of_items, [item_id]).get(item_id, {})
    image = images.get("poster") or images.get("still")
    if image is None:
        raise nothing_here(request)
    try:
        path = await server.artwork.sized(image.digest, width, "jpeg")
        content = path.read_bytes()
    except (WorkerError, OSError):
        raise not_found("The image is not there any more.") from None
    features = content_features(flags=IMAGE_FLAGS, profile=dict(ART).get(width, ""))
    headers = {**_dlna_headers(request, features, "Interactive"), "Cache-Control": "private, max-age=86400"}
    return Response(content, media_type=f"image/{path.suffix[1:]}", headers=headers)


@router.api_route("/subtitles/{signature}/{item_id:int}/{file_id:int}/{track_id:int}.srt", methods=READ)
async def get_subtitles(signature: str, item_id: int, file_id: int, track_id: int, request: Request) -> Response:
    """A subtitle track as SubRip in UTF-8. Of a track inside the file, all of the file is read."""
    server, viewer = _admit(request, signature, "subtitles", item_id, file_id, track_id)
    file = _file(server, viewer, item_id, file_id)
    track = next((one for one in text_tracks(file) if one.id == track_id), None)
    if track is None:
        raise nothing_here(request)
    headers = {**_dlna_headers(request, content_features()), "Cache-Control": "private, no-cache"}
    media_type = f"{SUBTITLE_TYPE}; charset=utf-8"
    if request.method == "HEAD":
        return Response(media_type=media_type, headers=headers)
    path = await _path(server, file, track.path)
    source = TrackSource(
        track, path, file.fingerprint, Fraction(0), Fraction(0), file.duration, lambda _: None,
        file.video.frame_rate if file.video else None, disk=server.disks.of_library(file.library_id),
    )  # fmt: skip
    try:
        cues = await while_connected(request, server.sessions.subtitles.whole([source]))
    except SubtitleError as error:
        raise ApiError(422, f"Those subtitles cannot be read: {error}", kind="not-playable") from None
    return Response("\ufeff" + srt.format_cues(cues), media_type=media_type, headers=headers)


@router.options("/{kind}/{rest:path}")
async def preflight(kind: str, request: Request) -> Response:
    """A browser asks whether a page of another origin may read what links open (Fetch standard, CORS preflight)."""
    if kind not in ("media", "converted", "poster", "subtitles"):
        raise nothing_here(request)
    allowed = {"Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": ALLOWED_HEADERS}
    return Response(status_code=204, headers={**CORS, **allowed, "Access-Control-Max-Age": "86400"})


def _admit(request: Request, signature: str, purpose: Purpose, *numbers: int) -> tuple[Server, Viewer]:
    """The server and the viewer. Raises ApiError 404: the link is not one of this server's."""
    server = server_of(request)
    if not server.dlna.links.is_valid(signature, purpose, *numbers):
        raise nothing_here(request)
    viewer = server.dlna.viewer()
    current_user.set(str(viewer.user.id))
    server.database.note_request()
    return server, viewer


def _file(server: Server, viewer: Viewer, item_id: int, file_id: int) -> MediaFile:
    """A file of an item. Raises ApiError 404: it is not there any more, or hidden from the viewer."""
    try:
        return server.database.read(file_of, viewer.user, item_id, file_id)
    except NothingToPlayError as error:
        raise not_found(str(error)) from None


async def _path(server: Server, file: MediaFile, beside: str | None = None) -> str:
    """The real path of a file, or of one beside it. Raises ApiError 404."""
    try:
        disk = server.disks.of_library(file.library_id)
        return await disk.call(paths.resolve_inside, file.root, beside or file.path)
    except (paths.FileGoneError, paths.OutsideLibraryError) as error:
        raise not_found(str(error)) from None


async def _session(
    request: Request, server: Server, viewer: Viewer, item_id: int, file_id: int, seconds: float | None = None
) -> Session:
    """The session of a file as it is, or (with `seconds`) converted from there on. Raises ApiError 404, 422, 503."""
    streams, player = server.dlna.streams, player_of(request)
    try:
        if seconds is None:
            return await streams.file(viewer, player, item_id, file_id)
        return await while_connected(request, streams.converted(viewer, player, item_id, file_id, seconds))
    except (NothingToPlayError, paths.FileGoneError, paths.OutsideLibraryError) as error:
        raise not_found(str(error)) from None
    except UnplayableError as error:
        raise ApiError(422, str(error), kind="not-playable") from None
    except OSError as error:
        raise not_found(f"The file cannot be read: {error.strerror}.") from None
    except TooManyError as error:
        raise ApiError(503, str(error), kind="busy") from None


async def _until_end(server: Server, session: Session, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The stream; its session ends with it."""
    try:
        async for chunk in chunks:
            yield chunk
    finally:
        server.sessions.drop(session)


def _dlna_headers(request: Request, features: str, mode: str = "Streaming") -> dict[str, str]:
    """The headers of DLNA that a request asks for (DLNA guidelines, 7.5.4.3).

    Raises ApiError 400: getcontentFeatures is not 1. 406: it asks for another speed or way of transfer.
    """
    asked = request.headers
    if asked.get("getcontentfeatures.dlna.org", "1").strip() != "1":
        raise ApiError(400, "getcontentFeatures.dlna.org can only be 1.")
    if asked.get("playspeed.dlna.org", "speed=1").strip().lower() not in ("speed=1", "1", "dlna.org_ps=1"):
        raise ApiError(406, "It is sent at its own speed only.")
    wanted = asked.get("transfermode.dlna.org", mode).strip()
    if wanted.lower() not in (mode.lower(), "background"):
        raise ApiError(406, f"It can be transferred as {mode} or Background.")
    found = {**CORS, "transferMode.dlna.org": wanted, "realTimeInfo.dlna.org": "DLNA.ORG_TLAG=*"}
    if "getcontentfeatures.dlna.org" in asked:
        found["contentFeatures.dlna.org"] = features
    return found


def _caption(request: Request, item_id: int, file: MediaFile) -> dict[str, str]:
    """Samsung's televisions ask a film for its subtitles."""
    url = (
        caption(place_of(request), item_id, [file])
        if request.headers.get("getcaptioninfo.sec", "").strip() == "1"
        else None
    )
    return {"CaptionInfo.sec": url} if url else {}
