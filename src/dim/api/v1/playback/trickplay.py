"""Pictures for scrubbing in a stream session."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel

from dim.api.context import ServerDep
from dim.api.errors import not_found
from dim.api.openapi import may_give
from dim.api.v1.playback.stream import Key, find_session
from dim.playback.trickplay import COLUMNS, INTERVAL, ROWS

router = APIRouter(prefix="/api/v1/stream-session", tags=["streaming"])


class PicturesOfFile(BaseModel):
    """`count` pictures from `start` (seconds) on; `sheet` is the first of their sheets."""

    start: float
    count: int
    sheet: int


class Pictures(BaseModel):
    """A picture every `interval` seconds, `columns` x `rows` on a sheet, row by row, for each of the files that are played;
    `ready`: the sheets that are there, of `sheets`.
    """

    interval: int
    width: int
    height: int
    columns: int
    rows: int
    files: list[PicturesOfFile]
    sheets: int
    ready: list[int]


@router.get("/{key}/trickplay", openapi_extra=may_give("ended"))
async def pictures(key: Key, server: ServerDep) -> Pictures:
    """The film's small pictures; they are made in the background once it is played."""
    session = find_session(server, key)
    found = server.sessions.scenes(session)
    width, height = found[0].size if found else (0, 0)
    files: list[PicturesOfFile] = []
    ready: list[int] = []
    sheets = 0
    for scenes, start in zip(found, session.starts, strict=False):
        files.append(PicturesOfFile(start=start, count=scenes.count, sheet=sheets))
        ready += [sheets + sheet for sheet in server.sessions.trickplay.ready(scenes)]
        sheets += scenes.sheets
    return Pictures(
        interval=INTERVAL, width=width, height=height, columns=COLUMNS, rows=ROWS, files=files, sheets=sheets, ready=ready
    )  # fmt: skip


@router.get(
    "/{key}/trickplay/{sheet}.jpg", response_class=Response, openapi_extra=may_give("ended"),
    responses={200: {"content": {"image/jpeg": {}}}},
)  # fmt: skip
async def get_sheet(key: Key, sheet: Annotated[int, Path(ge=0, le=10_000)], server: ServerDep) -> Response:
    """A sheet of small pictures. 404: it is not made yet."""
    data = None
    for scenes in server.sessions.scenes(find_session(server, key)):
        if 0 <= sheet < scenes.sheets:
            data = server.sessions.trickplay.sheet(scenes, sheet)
        sheet -= scenes.sheets
    if data is None:
        raise not_found("Those pictures are not made yet.")
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})
