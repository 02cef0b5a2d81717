"""What only games have: screenshots, and play time as numbers."""

from dataclasses import asdict
from pathlib import PurePath
from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from dim.api.context import FreshReader, Manager, Reader, ServerDep, visible_item
from dim.api.errors import not_found
from dim.api.requests.routing import Router
from dim.api.responses import SentFile
from dim.api.schemas import Body, Id
from dim.catalog import paths
from dim.catalog.games import copies, details, statistics
from dim.db import Transaction
from dim.games.rom import display_name
from dim.games.rom.platforms import BY_ID

router = Router(prefix="/api/v1/game", tags=["games"])
TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


class PlayedGame(BaseModel):
    """A game by its play time in seconds."""

    id: int
    title: str
    seconds: int


class PlayedPlatform(BaseModel):
    """The games of a platform: their play time in seconds, and how many they are."""

    platform: str
    seconds: int
    games: int


class PlayedWeek(BaseModel):
    """The games that were last played in a week, which `begins` on a Monday (Unix time, UTC)."""

    begins: int
    games: int
    seconds: int
    """Their whole play time: launchers do not say when it was."""


class Statistics(BaseModel):
    """What the user played, in the libraries that they see: `seconds` in all, and `games` of those that are `owned`."""

    seconds: int
    games: int
    owned: int
    most_played: list[PlayedGame]
    platforms: list[PlayedPlatform]
    weeks: list[PlayedWeek]


@router.get("/platforms")
async def list_platforms(caller: Reader) -> dict[str, str]:  # noqa: ARG001 - it declares who may
    """What the platforms of games are called, by their ids."""
    return {**{name: display_name(name) for name in BY_ID}, "windows": "Windows", "mac": "macOS", "linux": "Linux"}


class CopyOf(Body):
    """The game of which another one is a copy; null: of none."""

    game_id: Id | None


class WasCopyOf(BaseModel):
    """Of what it was a copy before: of `game_id`, null: of none. It is undone by putting that again if a person had said it
    (`by_hand`), else by DELETE.
    """

    game_id: int | None
    by_hand: bool


@router.put("/{game_id}/copy-of")
async def set_copy_of(game_id: Id, body: CopyOf, caller: Manager, server: ServerDep) -> WasCopyOf:
    """Say that a game is a copy of another one, or of none (owner and admins). Scans keep that."""
    server.database.read(visible_item, caller.user, game_id, "game")
    if body.game_id is not None:
        server.database.read(visible_item, caller.user, body.game_id, "game")

    def change(transaction: Transaction) -> WasCopyOf:
        before = copies.of_game(transaction.connection, caller.user, game_id)
        said = copies.said_of(transaction.connection, game_id)
        copies.join(transaction, game_id, body.game_id)
        if said is not None:
            return WasCopyOf(game_id=None if said == game_id else said, by_hand=True)
        return WasCopyOf(game_id=before[0].id if before else None, by_hand=False)

    return await server.database.write(change)


@router.delete("/{game_id}/copy-of", status_code=201)
async def forget_copy_of(game_id: Id, caller: Manager, server: ServerDep) -> None:
    """Let Dim find by itself again of what a game is a copy (owner and admins)."""
    server.database.read(visible_item, caller.user, game_id, "game")
    await server.database.write(copies.release, game_id)


@router.get("/statistics")
async def get_statistics(caller: FreshReader, server: ServerDep) -> Statistics:
    """What the user played."""
    return Statistics(**asdict(await server.database.read_slow(statistics.of_user, caller.user)))


@router.get(
    "/{game_id}/screenshot/{number}", response_class=Response,
    responses={200: {"content": {kind: {} for kind in sorted(set(TYPES.values()))}}},
)  # fmt: skip
async def get_screenshot(
    game_id: Id, number: Annotated[int, Path(ge=0, le=10_000)], caller: Reader, server: ServerDep
) -> Response:
    """A screenshot of one of the user's accounts, or of one that is shared."""

    def find(connection: Connection) -> tuple[int, str | None]:
        of = visible_item(connection, caller.user, game_id, "game")
        return of.library_id, details.screenshot(connection, caller.user, game_id, number)

    library_id, path = server.database.read(find)
    kind = TYPES.get(PurePath(path or "").suffix.lower())
    if path is None or kind is None:
        raise not_found()
    folder = server.database.read(details.folder_of, game_id)
    disk = server.disks.of_library(library_id)
    try:
        real = await disk.call(paths.resolve_inside, folder, path.removeprefix(folder + "/"))
    except (paths.FileGoneError, paths.OutsideLibraryError) as error:
        raise not_found(str(error)) from None
    return SentFile(real, disk, kind)
