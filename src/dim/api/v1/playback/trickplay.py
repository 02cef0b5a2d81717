"""Thumbnails for scrubbing in a stream session."""

from typing import Annotated

from fastapi import Path
from fastapi.responses import Response
from pydantic import BaseModel

from dim.api.context import Server, ServerDep
from dim.api.errors import not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.v1.playback.stream import Key, find_session
from dim.playback.sessions.session import Session, thumbnail_sources
from dim.playback.trickplay import COLUMNS, INTERVAL, ROWS

router = Router(prefix="/api/v1/stream-session", tags=["streaming"])


class FileThumbnails(BaseModel):
    """`count` thumbnails from `start` (seconds) on; `sheet` is the first of their sheets."""

    start: float
    count: int
    sheet: int


class Thumbnails(BaseModel):
    """A thumbnail every `interval` seconds, `columns` x `rows` on a sheet, row by row, for each file that is played.
    `ready`: the sheets that are made, of `sheets`.
    """

    interval: int
    width: int
    height: int
    columns: int
    rows: int
    files: list[FileThumbnails]
    sheets: int
    ready: list[int]


@router.get("/{key}/trickplay", openapi_extra=may_give("ended"))
async def pictures(key: Key, server: ServerDep) -> Thumbnails:
    """The thumbnails; they are made in the background once it is played."""
    return await described_thumbnails(server, find_session(server, key))


async def described_thumbnails(server: Server, session: Session) -> Thumbnails:
    """The thumbnails of a session."""
    sources = thumbnail_sources(session)
    width, height = sources[0].size if sources else (0, 0)
    files: list[FileThumbnails] = []
    ready: list[int] = []
    sheets = 0
    for source, start in zip(sources, session.starts, strict=False):
        files.append(FileThumbnails(start=start, count=source.count, sheet=sheets))
        ready += [sheets + sheet for sheet in await server.sessions.trickplay.available(source)]
        sheets += source.sheets
    return Thumbnails(
        interval=INTERVAL, width=width, height=height, columns=COLUMNS, rows=ROWS, files=files, sheets=sheets, ready=ready
    )  # fmt: skip


@router.get(
    "/{key}/trickplay/{sheet}.jpg", response_class=Response, openapi_extra=may_give("ended"),
    responses={200: {"content": {"image/jpeg": {}}}},
)  # fmt: skip
async def get_sheet(key: Key, sheet: Annotated[int, Path(ge=0, le=10_000)], server: ServerDep) -> Response:
    """A sheet of thumbnails. 404: it is not made yet."""
    return await sheet_response(server, find_session(server, key), sheet)


async def sheet_response(server: Server, session: Session, sheet: int) -> Response:
    """A sheet of thumbnails of a session. Raises ApiError 404: it is not made yet."""
    data = None
    for source in thumbnail_sources(session):
        if 0 <= sheet < source.sheets:
            data = await server.sessions.trickplay.sheet(source, sheet)
        sheet -= source.sheets
    if data is None:
        raise not_found("Those thumbnails are not made yet.")
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})
