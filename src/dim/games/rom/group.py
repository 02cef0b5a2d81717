"""Which files are a game: a file, a disc of a sheet and its tracks, discs of a playlist or with one name, a folder. Pure."""

import os
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dim.games.rom.names import RomName, parse_name
from dim.games.rom.platform_table import ARCADE, ARCHIVES, SHEETS
from dim.games.rom.platforms import BY_ID, fold, platform_of_extension, takes
from dim.games.rom.sheets import COMPANIONS
from dim.games.rom.walk import Folder, RomFile, Walked

MOST_FILES_OF_A_GAME = 10_000
_TRACK = re.compile(r"^(.{1,300}) \(Track \d{1,3}\)", re.IGNORECASE)
_GENERIC = frozenset(
    {
        "",
        "game",
        "rom",
        "disc",
        "disk",
        "image",
        "eboot",
        "track",
        "cd",
        "dvd",
        "default",
        "boot",
        "main",
        "ebootpbp",
        "iso",
    }
)
"""Folded titles that say nothing, so that the folder's name counts."""
_DISC_ID = re.compile(r"^[A-Z0-9]{4}([A-Z0-9]{2})?$")
"""Of GameCube and Wii, as a file's name in a folder that has it in brackets."""
_GAME_FOLDERS = frozenset({"pc", "dos", "ps3", "ps4", "daphne", "singe", "scummvm", "svm"})
"""Extensions of folders that are one game."""
_NUMBERED = frozenset({"nds", "gba", "3ds"})
_UNKNOWN = frozenset({"chd", "rvz", "pbp", "wia", "gcz"})
"""Extensions of games, and of nothing else, of several platforms."""
_IGNORED = frozenset({"readme", "license", "changelog", "index"})


@dataclass(frozen=True, slots=True)
class Place:
    """A file and its folder."""

    folder: Folder
    file: RomFile

    @property
    def path(self) -> str:
        """Its path."""
        return f"{self.folder.path}{os.sep}{self.file.name}"

    @property
    def key(self) -> tuple[tuple[str, ...], str]:
        """What it is known by."""
        return self.folder.parts, self.file.name


@dataclass(frozen=True, slots=True)
class RomGame:
    """The files of a game, and what their names say."""

    platform: str | None
    name: RomName
    places: tuple[Place, ...]
    """In their order, the first one leading; never empty."""
    path: tuple[str, ...]
    """What its id is made of: the path of its first file, or of its folder, relative to the root, without extension."""
    stem: str
    """The last name of `path`, as on disk."""
    stems: tuple[str, ...] = ()
    """Other names under which there may be something about it."""

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(place.file.size for place in self.places)


def split_name(name: str) -> tuple[str, str]:
    """A file's name without extension, and its extension in small letters."""
    stem, dot, extension = name.rpartition(".")
    return (stem, extension.casefold()) if dot and stem else (name, "")


class Names:
    """What names say; those that were read before are not read again."""

    def __init__(self, known: Mapping[str, RomName]) -> None:
        """`known`: what the names of the previous time said."""
        self._previous = known
        self.known: dict[str, RomName] = {}
        """What names say, for the next time."""

    def read(self, stem: str, platform: str | None) -> RomName:
        """What a name without extension says."""
        is_numbered = platform in _NUMBERED
        key = f"{stem}/" if is_numbered else stem  # no name has a slash
        found = self.known.get(key)
        if found is None:
            found = self._previous.get(key) or parse_name(stem, is_numbered=is_numbered)
            self.known[key] = found
        return found


class Grouper:
    """Finds the games of a tree."""

    def __init__(
        self,
        walked: Walked,
        names_in: Callable[[str, str], Sequence[str] | None],
        platform_in: Callable[[Place], str | None],
        names: Names,
    ) -> None:
        """`names_in`: what a sheet with a path and an extension names; None: it cannot be read. `platform_in`: of an archive."""
        self._walked, self._names_in, self._platform_in, self._names = walked, names_in, platform_in, names
        self._taken: set[tuple[tuple[str, ...], str]] = set()

    def games(self) -> list[RomGame]:
        """Every game, those of the same folder together."""
        found: list[RomGame] = []
        playlists: list[tuple[Place, str | None]] = []
        inside: dict[tuple[str, ...], RomGame] = {}
        for folder in self._walked.folders:
            if folder.use != "roms" or folder.parts[:1] == ("..",):
                continue
            if any(folder.parts[:level] in inside for level in range(1, len(folder.parts))):
                continue
            if (game := self._folder_game(folder)) is not None:
                inside[folder.parts] = game
                found.append(game)
                continue
            files = [(Place(folder, file), *split_name(file.name)) for file in folder.listing.files]
            playlists += [
                (place, self._platform(place, extension)) for place, _stem, extension in files if extension == "m3u"
            ]
            for place, stem, extension in files:
                if extension in SHEETS and extension != "m3u" and (one := self._sheet(place, stem, extension)):
                    found.append(one)
            found += self._singles(files)
        return self._join_discs(self._join_playlists(playlists, _with_disks(found)))

    def _platform(self, place: Place, extension: str) -> str | None:
        """The platform of a file; None: it is no ROM, or of an unknown platform."""
        platform = place.folder.platform
        if platform is not None:
            return platform if takes(platform, extension) or extension == "m3u" else None
        if extension in ARCHIVES:
            return self._platform_in(place)
        return platform_of_extension(extension)

    def _folder_game(self, folder: Folder) -> RomGame | None:
        platform = folder.platform
        if platform is None or len(folder.parts) <= folder.platform_level:
            return None
        stem, extension = split_name(folder.parts[-1])
        markers, listing = BY_ID[platform].markers, folder.listing
        is_game = extension in _GAME_FOLDERS and takes(platform, extension)
        if not is_game and markers:
            names = [*(file.name for file in listing.files), *listing.folders]
            is_game = any(name.casefold() in markers or f".{split_name(name)[1]}" in markers for name in names)
        if not is_game:
            return None
        stem = stem if extension in _GAME_FOLDERS else folder.parts[-1]
        places: list[Place] = []
        for one in self._below(folder):
            places += [Place(one, file) for file in one.listing.files[: MOST_FILES_OF_A_GAME - len(places)]]
        if not places:
            return None
        return RomGame(platform, parse_name(stem), tuple(places), (*folder.parts[:-1], stem), stem, (folder.parts[-1],))

    def _below(self, folder: Folder) -> Iterable[Folder]:
        """A folder and those below it."""
        pending = [folder]
        while pending:
            one = pending.pop()
            yield one
            below = (self._walked.by_parts.get((*one.parts, name)) for name in reversed(one.listing.folders))
            pending.extend(found for found in below if found is not None)

    def _find(self, folder: Folder, path: str) -> Place | None:
        """A file by its path relative to a folder."""
        *parents, name = path.split("/")
        there = self._walked.by_parts.get((*folder.parts, *parents)) if parents else folder
        file = there.by_name.get(name.casefold()) if there is not None else None
        return Place(there, file) if there is not None and file is not None else None

    def _sheet(self, place: Place, stem: str, extension: str) -> RomGame | None:
        """The disc of a track sheet."""
        platform = self._platform(place, extension)
        if platform is None or place.key in self._taken:
            return None
        named = self._names_in(place.path, extension) or ()
        tracks = [found for name in named if (found := self._find(place.folder, name)) is not None]
        companions = (*COMPANIONS.get(extension, ()), *(() if tracks else ("bin", "img")))
        beside = (self._find(place.folder, f"{stem}.{one}") for one in companions)
        places = [place]
        self._taken.add(place.key)
        for one in (*tracks, *(found for found in beside if found is not None)):
            if one.key not in self._taken:
                self._taken.add(one.key)
                places.append(one)
        return self._game(platform, places, stem)

    def _singles(self, files: Sequence[tuple[Place, str, str]]) -> list[RomGame]:
        """The games of files that no sheet names; tracks without a sheet are one disc."""
        found: list[RomGame] = []
        tracks: dict[tuple[str, str], list[Place]] = {}
        for place, stem, extension in files:
            if extension == "m3u" or not extension or place.key in self._taken or stem.startswith("."):
                continue
            platform = self._platform(place, extension)
            if platform is None and (place.folder.platform is not None or extension not in _UNKNOWN):
                continue
            if extension == "md" and stem.casefold() in _IGNORED:
                continue
            track = _TRACK.match(stem) if "(" in stem else None
            if track is not None and platform is not None:
                tracks.setdefault((platform, track[1]), []).append(place)
            else:
                found.append(self._game(platform, [place], stem))
        found += [self._game(platform, places, stem) for (platform, stem), places in tracks.items()]
        return found

    def _game(self, platform: str | None, places: Sequence[Place], stem: str) -> RomGame:
        folder = places[0].folder
        name = self._names.read(stem, platform)
        path = (*folder.parts, stem)
        if len(folder.parts) > folder.platform_level and folder.parts:
            parent = folder.parts[-1]
            says_nothing = fold(name.title) in _GENERIC or (_DISC_ID.match(stem) is not None and f"[{stem}]" in parent)
            if says_nothing:
                of_folder = parse_name(split_name(parent)[0] if parent.casefold().endswith(".m3u") else parent)
                if not of_folder.title and len(folder.parts) - 1 > folder.platform_level:
                    of_folder = replace(parse_name(folder.parts[-2]), disc=of_folder.disc)
                name = replace(of_folder, disc=name.disc or of_folder.disc) if of_folder.title else name
            elif (
                name.disc is None
                and (disc := self._names.read(parent, None).disc) is not None
                and fold(parent).startswith(fold(stem)[:20])
            ):
                name = replace(name, disc=disc)
        if not name.title:
            name = replace(name, title=stem)
        return RomGame(platform, name, tuple(places), path, stem)

    def _join_playlists(self, playlists: Sequence[tuple[Place, str | None]], games: list[RomGame]) -> list[RomGame]:
        """Make one game of those that a playlist names. What is in hidden folders counts only there."""
        if not playlists:
            return [game for game in games if not game.places[0].folder.is_hidden]
        owner = {place.key: game for game in games for place in game.places}
        taken: set[int] = set()
        found: list[RomGame] = []
        for place, _platform in playlists:
            discs: dict[int, RomGame] = {}
            for name in self._names_in(place.path, "m3u") or ():
                file = self._find(place.folder, name)
                game = owner.get(file.key) if file is not None else None
                if game is not None and id(game) not in taken:
                    discs[id(game)] = game
            if not discs or place.folder.is_hidden:
                continue
            taken |= discs.keys()
            found.append(self._playlist_game(place, list(discs.values())))
        rest = (game for game in games if id(game) not in taken and not game.places[0].folder.is_hidden)
        return [*found, *rest]

    def _playlist_game(self, place: Place, discs: Sequence[RomGame]) -> RomGame:
        own = self._game(discs[0].platform, [place], split_name(place.file.name)[0])
        first, name = discs[0].name, own.name
        name = replace(
            name, disc=None, regions=name.regions or first.regions, languages=name.languages or first.languages,
            revision=name.revision or first.revision, flags=name.flags or first.flags,
        )  # fmt: skip
        places = (place, *(one for disc in discs for one in disc.places))
        return replace(own, name=name, places=places[:MOST_FILES_OF_A_GAME], stems=tuple(disc.stem for disc in discs))

    def _join_discs(self, games: Sequence[RomGame]) -> list[RomGame]:
        """Make one game of discs that have one name."""
        groups: dict[Hashable, list[RomGame]] = {}
        found: list[RomGame] = []
        for game in games:
            if game.name.disc is None and game.name.side is None:
                found.append(game)
            else:
                groups.setdefault(self._disc_key(game), []).append(game)
        for group in groups.values():
            found += [_joined(discs) for discs in _without_doubles(group)]
        return found

    def _disc_key(self, game: RomGame) -> Hashable:
        """What the discs of one game have in common."""
        name, folder = game.name, game.places[0].folder
        parts = folder.parts
        if len(parts) > folder.platform_level and parts and self._names.read(parts[-1], None).disc is not None:
            parts = parts[:-1]
        return parts, game.platform, fold(name.title), name.regions, name.flags, name.extras


def _with_disks(games: list[RomGame]) -> list[RomGame]:
    """Give hard disks of arcade games, which are in a folder with the name of the archive, to that archive."""
    archives = {
        (*game.path[:-1], game.stem.casefold()): number
        for number, game in enumerate(games)
        if game.platform in ARCADE and len(game.places) == 1 and split_name(game.places[0].file.name)[1] in ARCHIVES
    }
    found, disks = list(games), set[int]()
    for number, game in enumerate(games if archives else ()):
        *parents, folder = game.path[:-1] or ("",)
        owner = archives.get((*parents, folder.casefold()))
        if owner is not None and game.places[0].file.name.casefold().endswith(".chd"):
            found[owner] = replace(found[owner], places=(*found[owner].places, *game.places)[:MOST_FILES_OF_A_GAME])
            disks.add(number)
    return [game for number, game in enumerate(found) if number not in disks]


def _without_doubles(group: list[RomGame]) -> list[list[RomGame]]:
    """Discs by game: with each number once, if need be by revision, or by the kind of file."""
    by: tuple[Callable[[RomGame], Hashable], ...] = (
        lambda _one: None,
        lambda one: one.name.revision,
        lambda one: (one.name.revision, one.places[0].folder.parts, split_name(one.places[0].file.name)[1]),
    )
    for key in by:
        parts: dict[Hashable, list[RomGame]] = {}
        for one in group:
            parts.setdefault(key(one), []).append(one)
        if all(len({(one.name.disc, one.name.side) for one in part}) == len(part) for part in parts.values()):
            return list(parts.values())
    return [[one] for one in group]


def _joined(discs: list[RomGame]) -> RomGame:
    if len(discs) == 1:
        return discs[0]
    discs.sort(key=lambda one: (one.name.disc or 1, one.name.side or "", one.path))
    first = discs[0]
    places = tuple(place for disc in discs for place in disc.places)[:MOST_FILES_OF_A_GAME]
    name = replace(first.name, side=None)
    return replace(first, name=name, places=places, stems=tuple(disc.stem for disc in discs[1:]))
