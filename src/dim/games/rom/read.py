"""Reads a folder of ROMs."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from dim.games.files import FailedFile
from dim.games.known_files import FileReader
from dim.games.model import Game, GameReading, KnownGame
from dim.games.rom.archives import ArchiveEntry, read_zip_or_none
from dim.games.rom.combine import Combiner, Said, dat_with_platform, wanted_archives
from dim.games.rom.facts import dats, gamelists, retroarch
from dim.games.rom.facts.dats import Dat, parse_dat
from dim.games.rom.facts.gamelists import parse_gamelist
from dim.games.rom.facts.retroarch import parse_playlist, parse_runtime_log
from dim.games.rom.group import Grouper, Names, Place, split_name
from dim.games.rom.ids import Ids
from dim.games.rom.names import RomName
from dim.games.rom.platforms import platform_of_extension
from dim.games.rom.sheets import LARGEST, PARSERS
from dim.games.rom.walk import Folder, Walked, walk

RETRY_SECONDS = 0.2
_MOST_DOCUMENTS = 50_000
_KINDS: dict[str, tuple[Any, int]] = {
    **{extension: (parse, LARGEST) for extension, parse in PARSERS.items()},
    "dat": (parse_dat, dats.LARGEST),
    "gamelist": (parse_gamelist, gamelists.LARGEST),
    "lpl": (parse_playlist, retroarch.LARGEST_PLAYLIST),
    "lrtl": (parse_runtime_log, retroarch.LARGEST_LOG),
}
"""How each kind of document is parsed, and how many bytes it may have."""
_BY_EXTENSION = frozenset({"m3u", "cue", "gdi", "lpl", "lrtl"})
Readers = dict[str, FileReader[Any]]


class RomReader:
    """Reads a folder with the folders of platforms, again and again; a `GameReader`.

    What a folder holds is listed again when the folder changed; a file that is overwritten in place, without a change of its
    folder, keeps the size that it had. Archives are opened only where a DAT could tell them by content, or where no folder says
    the platform.
    """

    def __init__(self, path: str, retry_seconds: float = RETRY_SECONDS) -> None:
        """`path`: the folder. A document that is damaged may be half-written: it is read once more after `retry_seconds`."""
        self._path, self._retry_seconds = os.path.abspath(path), retry_seconds
        self._ids = Ids()
        self._walked: Walked | None = None
        self._documents: dict[str, dict[str, Any]] = {kind: {} for kind in _KINDS}
        self._archives: dict[str, tuple[tuple[int, int], tuple[ArchiveEntry, ...] | None]] = {}
        self._names: dict[str, RomName] = {}
        self._reading: GameReading | None = None

    def recall(self, known: Iterable[KnownGame]) -> None:
        """Before the first reading: the games that another process read, whose ids hold though they moved since."""
        self._ids.keep(tuple(known))

    def read(self) -> GameReading:
        """Read what is on disk; blocks. No content of a file raises an error, and nothing is written."""
        walked = walk(self._path, self._walked.known if self._walked is not None else {})
        if (away := self._away(walked)) is not None:
            return away
        documents = list(_documents(walked.folders))
        readers = self._read_documents(documents)
        known = {kind: reader.known for kind, reader in readers.items()}
        failed = [*walked.failed, *(one for reader in readers.values() for one in reader.failed)]
        is_same = self._walked is not None and walked.known == self._walked.known and known == self._documents
        before = self._reading
        self._walked, self._documents = walked, known
        if before is not None and is_same and not before.missing_folders:
            return before
        games = self._games(walked, documents, readers)
        self._ids.keep(games)
        self._reading = GameReading(
            games,
            failed=tuple(sorted(failed, key=lambda one: one.path)),
            watched=tuple(one.path for one in walked.folders),
        )
        return self._reading

    def _away(self, walked: Walked) -> GameReading | None:
        """The previous games, if the folder is away; None: it is there. A mount point without its drive is an empty folder."""
        root = walked.folders[0] if walked.folders and walked.folders[0].parts == () else None
        is_there = root is not None and root.listing.error is None and (root.listing.files or root.listing.folders)
        games = self._reading.games if self._reading is not None else ()
        if is_there or (root is not None and root.listing.error is None and not games):
            return None
        missing = tuple(replace(game, missing=True) for game in games)
        reason = "It is not there." if root is None else root.listing.error or "It is empty, so its drive may be away."
        self._reading = GameReading(missing, (), (self._path,), (FailedFile(self._path, reason),), (self._path,))
        return self._reading

    def _read_documents(self, documents: Sequence[tuple[str, str, Folder]]) -> Readers:
        readers: Readers = {
            kind: FileReader(parse, largest, self._documents[kind]) for kind, (parse, largest) in _KINDS.items()
        }
        for kind, path, _folder in documents:
            readers[kind].read(path)
        if any(reader.broken for reader in readers.values()):
            time.sleep(self._retry_seconds)
            for reader in readers.values():
                reader.retry()
        return readers

    def _games(
        self, walked: Walked, documents: Sequence[tuple[str, str, Folder]], readers: Readers
    ) -> tuple[Game, ...]:
        archives = self._archives
        self._archives = {}

        def entries(place: Place) -> tuple[ArchiveEntry, ...] | None:
            path, signature = place.path, (place.file.modified_ns, place.file.size)
            known = self._archives.get(path) or archives.get(path)
            if known is None or known[0] != signature:
                known = signature, read_zip_or_none(path)
            self._archives[path] = known
            return known[1]

        def platform_in(place: Place) -> str | None:
            if not place.file.name.casefold().endswith(".zip"):
                return None
            found = {platform_of_extension(split_name(one.name)[1]) for one in entries(place) or ()} - {None}
            return found.pop() if len(found) == 1 else None

        names = Names(self._names)
        grouper = Grouper(walked, lambda path, extension: _value(readers, extension, path), platform_in, names)
        games = grouper.games()
        self._names = names.known
        said = _said(documents, readers)
        for place in wanted_archives(games, said.dats):
            entries(place)
        said = replace(said, entries={path: known[1] for path, known in self._archives.items()})
        return Combiner(self._path, walked, said).games(games, self._ids.assign(games))


def _documents(folders: Iterable[Folder]) -> Iterator[tuple[str, str, Folder]]:
    """The kind, path and folder of every document."""
    count = 0
    for folder in folders:
        for file in folder.listing.files:
            name = file.name
            extension = name[name.rfind(".") + 1 :].casefold()
            if extension in _BY_EXTENSION and folder.use != "dats":
                kind = extension
            elif extension == "xml" and name.casefold() == gamelists.NAME:
                kind = "gamelist"
            elif folder.use == "dats" and extension in dats.EXTENSIONS:
                kind = "dat"
            else:
                continue
            count += 1
            if count > _MOST_DOCUMENTS:
                return
            yield kind, f"{folder.path}{os.sep}{name}", folder


def _value(readers: Readers, kind: str, path: str) -> Any:
    reader = readers.get(kind)
    return reader.value(path) if reader is not None else None


def _said(documents: Sequence[tuple[str, str, Folder]], readers: Readers) -> Said:
    """What the documents say, each kind in the order of the tree."""
    found: dict[str, list[Any]] = {"dat": [], "gamelist": [], "lpl": [], "lrtl": []}
    for kind, path, folder in documents:
        value = readers[kind].value(path)
        if kind not in found or value is None:
            continue
        stem = split_name(os.path.basename(path))[0]
        if kind == "dat":
            assert isinstance(value, Dat)
            found[kind].append(dat_with_platform(path, value))
        else:
            found[kind].append((folder if kind == "gamelist" else stem, value))
    return Said(found["dat"], found["gamelist"], found["lpl"], found["lrtl"])
