"""Pictures for scrubbing in a stream session."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel

from dim.api.context import ServerDep
from dim.api.errors import not_found
from dim.api.openapi import may_give
from dim.api.stream import Key, find_session
from dim.playback.trickplay import COLUMNS, INTERVAL, ROWS

router = APIRouter(prefix="/api/v1/stream-session", tags=["streaming"])


class Pictures(BaseModel):
    """A picture every `interval` seconds, `columns` x `rows` on a sheet, row by row; `ready`: the sheets that are there."""

    interval: int
    width: int
    height: int
    columns: int
    rows: int
    count: int
    ready: list[int]


@router.get("/{key}/trickplay", openapi_extra=may_give("ended"))
async def pictures(key: Key, server: ServerDep) -> Pictures:
    """The film's small pictures; they are made in the background once it is played."""
    scenes = server.sessions.scenes(find_session(server, key))
    width, height = scenes.size
    ready = server.sessions.trickplay.ready(scenes)
    return Pictures(
        interval=INTERVAL, width=width, height=height, columns=COLUMNS, rows=ROWS, count=scenes.count, ready=ready
    )


@router.get(
    "/{key}/trickplay/{sheet}.jpg", response_class=Response, openapi_extra=may_give("ended"),
    responses={200: {"content": {"image/jpeg": {}}}},
)  # fmt: skip
async def get_sheet(key: Key, sheet: Annotated[int, Path(ge=0, le=10_000)], server: ServerDep) -> Response:
    """A sheet of small pictures. 404: it is not made yet."""
    data = server.sessions.trickplay.sheet(server.sessions.scenes(find_session(server, key)), sheet)
    if data is None:
        raise not_found("Those pictures are not made yet.")
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})
