"""The ids of ROMs: of the path, kept when a game moves or is renamed. Pure."""

import os
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from dim.games.model import Game, KnownGame
from dim.games.rom.group import RomGame

V = TypeVar("V")
UNKNOWN = "unknown"
"""The platform in the ids of games of none."""


def natural_id(game: RomGame) -> str:
    """The id of a game that was not seen before: platform and path relative to the root, without extension, in small letters."""
    return unicodedata.normalize("NFC", "/".join((game.platform or UNKNOWN, *game.path)).casefold())


def _content(paths: Iterable[str], size: int) -> Hashable:
    """What stays when a game moves to another folder: the names of its files, and their size in bytes."""
    return tuple(unicodedata.normalize("NFC", os.path.basename(path)).casefold() for path in paths), size


def _file(game: RomGame) -> Hashable:
    """What stays when its first file moves or is renamed on its disk."""
    file = game.places[0].file
    return file.inode, file.size, file.modified_ns


class Ids:
    """Gives ids to the games of one reading after another."""

    def __init__(self) -> None:
        self._previous: Sequence[Game | KnownGame] = ()
        self._files: Mapping[Hashable, str] = {}

    def assign(self, games: Sequence[RomGame]) -> list[str]:
        """The ids of games, each once, in their order."""
        ids: list[str | None] = [None] * len(games)
        by_path = {one.files[0]: one.source_id for one in self._previous if one.files}
        natural = [natural_id(game) for game in games]
        taken: set[str] = set()
        counts: dict[str, int] = {}

        def give(number: int, id_: str | None) -> None:
            if id_ is not None and ids[number] is None and id_ not in taken:
                ids[number] = id_
                taken.add(id_)

        for number, game in enumerate(games):
            give(number, by_path.get(game.places[0].path))
        left = {one.source_id: one for one in self._previous if one.source_id not in taken}
        if left:
            for number, id_ in enumerate(natural):
                give(number, id_ if id_ in left else None)
            new = [number for number, id_ in enumerate(ids) if id_ is None]
            files = _once((_file(games[number]), number) for number in new)
            for file, id_ in self._files.items():
                if id_ in left and file in files:
                    give(files[file], id_)
            contents = _once(
                (_content((one.path for one in games[number].places), games[number].size), number) for number in new
            )
            lost = _once(
                (_content(one.files, one.size), one.source_id) for one in left.values() if one.source_id not in taken
            )
            for content, id_ in lost.items():
                if content in contents:
                    give(contents[content], id_)
        for number, game in enumerate(games):
            if ids[number] is None:
                give(number, natural[number])
                give(number, f"{natural[number]}{os.path.splitext(game.places[0].file.name)[1].casefold()}")
                while ids[number] is None:
                    counts[natural[number]] = count = counts.get(natural[number], 1) + 1
                    give(number, f"{natural[number]}#{count}")
        found = [id_ for id_ in ids if id_ is not None]
        self._files = _once((_file(game), id_) for game, id_ in zip(games, found, strict=True))
        return found

    def keep(self, games: Sequence[Game | KnownGame]) -> None:
        """Remember the games of a reading for the next one, maybe one of another process."""
        self._previous = games


def _once(pairs: Iterable[tuple[Hashable, V]]) -> dict[Hashable, V]:
    """What has a key that nothing else has."""
    found: dict[Hashable, V] = {}
    twice: set[Hashable] = set()
    for key, value in pairs:
        if key in found:
            twice.add(key)
        found[key] = value
    for key in twice:
        del found[key]
    return found
