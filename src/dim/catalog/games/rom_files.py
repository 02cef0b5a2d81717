"""The files of a ROM, for downloads. Their paths come from a scanner: only those inside the library's folder count."""

import os
from dataclasses import dataclass

from sqlalchemy import Connection, select

from dim.catalog import paths
from dim.db.tables import game, library, library_folder

MOST = 1000
"""Files of a game that are listed."""


@dataclass(frozen=True, slots=True)
class RomFiles:
    """The files of a ROM: the folder of the library that they are in, and their paths below it, as a scanner reported them."""

    library_id: int
    folder: str
    relative: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RomFile:
    """A file of a ROM. `number`: its place; `size` in bytes, None: it is not there, or not a file inside the library."""

    number: int
    name: str
    size: int | None


def of_game(connection: Connection, game_id: int) -> RomFiles | None:
    """The files of a game; None: it is no ROM that is there. Other launchers' files are their own, whatever a scanner says."""
    query = (
        select(game.c.files, library_folder.c.library_id, library_folder.c.path)
        .join(library_folder, library_folder.c.id == game.c.folder_id)
        .join(library, library.c.id == library_folder.c.library_id)
        .where(game.c.id == game_id, game.c.gone_at.is_(None), library.c.kind == "rom")
    )
    row = connection.execute(query).first()
    if row is None or not row.files:
        return None
    below = tuple(path.removeprefix(row.path.rstrip("/") + "/") for path in row.files[:MOST])
    return RomFiles(row.library_id, row.path, below)


def listed(found: RomFiles) -> list[RomFile]:
    """The files with their sizes. Blocks."""
    return [RomFile(number, os.path.basename(path), _size(found, path)) for number, path in enumerate(found.relative)]


def _size(found: RomFiles, relative: str) -> int | None:
    real = paths.find_inside(found.folder, relative)
    try:
        return None if real is None else os.stat(real).st_size
    except OSError:  # it went just now
        return None


def locate(found: RomFiles, number: int) -> str | None:
    """The real path of a file; None: there is none of that number, or it is not a file inside the library. Blocks."""
    if not 0 <= number < len(found.relative):
        return None
    return paths.find_inside(found.folder, found.relative[number])
