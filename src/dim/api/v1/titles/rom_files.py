"""Files of ROMs to download, for everyone who may play what they see; as with films, there is no right of its own for it."""

import os
from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from dim.accounts.rights import User
from dim.api.context import Server, ServerDep, Watcher, visible_item
from dim.api.errors import not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.responses import SentFile
from dim.api.schemas import Id
from dim.catalog.games import rom_files
from dim.catalog.games.rom_files import RomFiles

router = Router(prefix="/api/v1/game", tags=["games"])
CONTENT = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
Number = Annotated[int, Path(ge=0, le=10_000)]


class GameFile(BaseModel):
    """A file of a ROM: `number` is its place in the address that sends it. `size` is null while it is not there."""

    number: int
    name: str
    size: int | None


def _files(server: Server, user: User, game_id: int) -> RomFiles:
    """Raises ApiError 404: there is no such game, the user may not see it, or it has no files."""

    def read(connection: Connection) -> RomFiles | None:
        visible_item(connection, user, game_id, "game")
        return rom_files.of_game(connection, game_id)

    found = server.database.read(read)
    if found is None:
        raise not_found("This game has no files to download: it belongs to a launcher.")
    return found


@router.get("/{game_id}/files")
async def list_game_files(game_id: Id, caller: Watcher, server: ServerDep) -> list[GameFile]:
    """The files of a ROM: discs in their order, a sheet before its tracks. 404: a game of a launcher has none."""
    found = _files(server, caller.user, game_id)
    files = await server.disks.of_library(found.library_id).call(rom_files.listed, found)
    return [GameFile(number=one.number, name=one.name, size=one.size) for one in files]


@router.get(
    "/{game_id}/files/{number}", response_class=Response, openapi_extra=may_give("not-satisfiable"),
    responses={200: {"content": CONTENT}, 206: {"description": "A part of the file.", "content": CONTENT}},
)  # fmt: skip
@router.head("/{game_id}/files/{number}", response_class=Response, include_in_schema=False)
async def get_game_file(game_id: Id, number: Number, caller: Watcher, server: ServerDep) -> Response:
    """A file of a ROM, with ranges."""
    found = _files(server, caller.user, game_id)
    disk = server.disks.of_library(found.library_id)
    real = await disk.call(rom_files.locate, found, number)
    if real is None:
        raise not_found("The file is not there: it was moved or deleted, or its disk is not connected.")
    name = os.path.basename(found.relative[number])
    return SentFile(real, disk, "application/octet-stream", filename=name)
