"""Folders of ROMs for tests."""

import os
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from dim.games.model import Game, GameReading
from dim.games.rom import RomReader


def write(root: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files by their paths below a root, each with its content."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def read(root: Path) -> GameReading:
    """A first reading."""
    return RomReader(str(root), retry_seconds=0).read()


def by_id(reading: GameReading) -> dict[str, Game]:
    """The games by id."""
    return {game.source_id: game for game in reading.games}


def files(root: Path, game: Game) -> list[str]:
    """The files of a game, relative to the root."""
    return [Path(path).relative_to(root).as_posix() for path in game.files]


def archive(entries: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    blob = BytesIO()
    with zipfile.ZipFile(blob, "w", zipfile.ZIP_DEFLATED) as one:
        for name, content in entries.items():
            one.writestr(name, content)
    return blob.getvalue()


def cue(*tracks: str) -> str:
    """A cue sheet."""
    return "".join(f'FILE "{track}" BINARY\n  TRACK 01 MODE2/2352\n    INDEX 01 00:00:00\n' for track in tracks)


def settled(root: Path) -> None:
    """Let folders and files be older than a tick of the file system's clock."""
    for path in [root, *root.rglob("*")]:
        old = path.stat().st_mtime_ns - 10_000_000_000
        os.utime(path, ns=(old, old))
