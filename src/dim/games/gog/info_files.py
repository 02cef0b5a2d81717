"""What an installer leaves in the folder of a game: `goggame-<id>.info` (JSON), and on Linux `gameinfo` (lines of text)."""

import os
import re
from dataclasses import dataclass

from dim.games.known_files import BrokenFileError
from dim.games.launcher.values import identifier, line, parse_object

LARGEST = 1 << 20
"""Bytes."""
INFO = re.compile(r"^goggame-(\d{1,20})\.info$", re.IGNORECASE | re.ASCII)
LINUX_INFO = "gameinfo"
_ID_LINE = re.compile(r"^\d{6,20}$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Product:
    """A game or DLC that is installed."""

    id: str
    title: str
    parent: str | None = None
    """The id of the game that it belongs to."""
    is_linux: bool = False


def parse_info(data: bytes) -> Product:
    """A `goggame-<id>.info`. Raises BrokenFileError."""
    values = parse_object(data)
    game_id, root_id, title = (
        identifier(values.get("gameId")),
        identifier(values.get("rootGameId")),
        line(values.get("name")),
    )
    if not game_id.isdecimal() or not title:
        raise BrokenFileError("It has no id or no name.")
    return Product(game_id, title, root_id if root_id.isdecimal() and root_id != game_id else None)


def check_name(path: str, product: Product) -> None:
    """Raises BrokenFileError: the file is about another product than its name says."""
    name = INFO.match(os.path.basename(path))
    if name is not None and name[1] != product.id:
        raise BrokenFileError(f"Its name and what it says ({product.id}) are about two products.")


def parse_linux_info(data: bytes) -> Product:
    """A `gameinfo`: name, version, and further lines, one of which may be the id. Raises BrokenFileError."""
    lines = [line(one) for one in data.decode("utf-8", "replace").splitlines()[:20]]
    if len(lines) < 2 or not lines[0] or "\0" in data[:4_096].decode("latin-1"):
        raise BrokenFileError("It has no name and version.")
    game_id = next((one for one in lines[2:] if _ID_LINE.match(one)), "")
    return Product(game_id or f"name:{lines[0].casefold()}"[:200], lines[0], is_linux=True)
