"""Makes games of files and of what is said of them. Pure."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dim.games.model import NO_ACCOUNT, Game, GameType, Play
from dim.games.rom.archives import ArchiveEntry
from dim.games.rom.artwork import Artwork, resolve
from dim.games.rom.facts.dats import Dat, DatGame
from dim.games.rom.facts.gamelists import ListedGame
from dim.games.rom.facts.retroarch import PlaylistItem, RuntimeLog
from dim.games.rom.group import Place, RomGame, split_name
from dim.games.rom.names import RomName, parse_name
from dim.games.rom.platform_table import ARCADE
from dim.games.rom.platforms import platform_of_folder
from dim.games.rom.walk import Folder, Walked, name_key, path_key

SOURCE = "rom"
_BIOS = frozenset(
    {
        "neogeo", "pgm", "qsound", "cpzn1", "cpzn2", "naomi", "naomi2", "awbios", "decocass", "isgsm", "skns", "stvbios", "tps",
        "coh1000a", "coh1000c", "coh1001l", "coh1002e", "coh1002m", "coh3002c", "nmk004", "namcoc69", "namcoc70", "namcoc75",
        "konamigx", "bubsys", "cchip", "crysbios", "hikaru", "hod2bios", "maxaflex", "megaplay", "megatech", "midssio", "nss",
        "playch10", "segas16", "ym2608", "neocdz", "syscard1", "syscard2", "syscard3", "gexpress", "bios_cd_u", "bios_cd_e",
        "bios_cd_j", "scph1000", "scph1001", "scph3000", "scph5000", "scph5500", "scph5501", "scph5502", "scph7001", "scph7502",
        "dc_boot", "dc_flash", "gba_bios", "gb_bios", "gbc_bios", "disksys", "lynxboot", "bios7", "bios9", "firmware",
        "sega_101", "mpr-17933", "saturn_bios",
    }
)  # fmt: skip
"""Names of BIOS files that do not say so."""
Listed = Mapping[tuple[str, ...], ListedGame]


@dataclass(frozen=True, slots=True)
class Said:
    """What other programs say of the games of a tree."""

    dats: Sequence[tuple[str | None, Dat]] = ()
    """Each with its platform."""
    lists: Sequence[tuple[Folder, tuple[ListedGame, ...]]] = ()
    """Game lists and their folders."""
    playlists: Sequence[tuple[str, tuple[PlaylistItem, ...]]] = ()
    """Playlists of RetroArch by their names."""
    logs: Sequence[tuple[str, RuntimeLog]] = ()
    """Runtime logs by the names of the games' files without extension."""
    entries: Mapping[str, tuple[ArchiveEntry, ...] | None] | None = None
    """What archives hold, by their paths."""


class Combiner:
    """Puts games together."""

    def __init__(self, root: str, walked: Walked, said: Said) -> None:
        self._root, self._artwork, self._said = root, Artwork(walked), said
        self._listed: dict[str, tuple[Folder, ListedGame]] = {}
        for folder, games in said.lists:
            for listed in games:
                parts = resolve(folder, root, listed.path)
                if parts:
                    self._listed.setdefault(path_key(parts), (folder, listed))
        self._labels = _labels(said.playlists)
        self._logs: dict[str, RuntimeLog] = {}
        for stem, log in said.logs:
            known = self._logs.get(name_key(stem))
            self._logs[name_key(stem)] = log if known is None or log.play_time > known.play_time else known

    def games(self, found: Sequence[RomGame], ids: Sequence[str]) -> tuple[Game, ...]:
        """The games of files, with their ids, by id."""
        stems = Counter(name_key(game.stem) for game in found)
        in_folder = Counter(game.places[0].folder.parts for game in found)
        games = [
            self._game(game, id_, stems[name_key(game.stem)] == 1, in_folder[game.places[0].folder.parts] == 1)
            for game, id_ in zip(found, ids, strict=True)
        ]
        return tuple(sorted(games, key=lambda game: game.source_id))

    def _game(self, rom: RomGame, id_: str, is_only_stem: bool, is_only_in_folder: bool) -> Game:
        official, dat = self._in_dats(rom)
        label = self._labels.get((rom.platform, name_key(rom.stem))) or self._labels.get((None, name_key(rom.stem)))
        name, title = self._names(rom, official, dat, label)
        folder, listed = self._in_lists(rom)
        if listed is not None and listed.name:
            title = _without_tags(listed.name)
        log = self._logs.get(name_key(rom.stem)) if is_only_stem else None
        play = _play(listed, log)
        place = rom.places[0]
        other_stems = [split_name(one.file.name)[0] for one in rom.places[:3]]
        stems = [rom.stem, *rom.stems[:20], *other_stems, *(text for text in (label, official) if text)]
        artwork = self._artwork.images(rom.platform, stems)
        if len(place.folder.parts) > place.folder.platform_level and is_only_in_folder:
            cover = self._artwork.cover(place.folder)
            artwork = {"poster": cover, **artwork} if cover is not None else artwork
        if listed is not None and folder is not None and listed.images:
            artwork |= self._artwork.listed(folder, self._root, listed)
        facts = listed or _NOTHING
        maker = facts.publisher or (dat.maker if dat is not None else None) or name.publisher
        released = facts.release_date or (dat.year if dat is not None else None)
        return Game(
            source=SOURCE,
            source_id=id_,
            title=title,
            type=_type(rom, name, dat),
            installed=True,
            size=rom.size,
            install_path=os.path.dirname(place.path),
            platforms=(rom.platform,) if rom.platform is not None else (),
            developers=(facts.developer,) if facts.developer else (),
            publishers=(maker,) if maker else (),
            genres=facts.genres,
            release_date=released or (name.date if name.scheme == "tosec" else None),
            overview=facts.overview,
            rating=facts.rating,
            label=name.label,
            plays={NO_ACCOUNT: play} if play is not None else {},
            artwork=artwork,
            files=tuple(one.path for one in rom.places),
        )

    def _names(self, rom: RomGame, official: str | None, dat: DatGame | None, label: str | None) -> tuple[RomName, str]:
        """What names say of a game, and its title: the best of a DAT, a playlist and its file."""
        said = official or (dat.title if dat is not None else None) or (label if label and label != rom.stem else None)
        if said is None:
            return rom.name, rom.name.title
        name = parse_name(said)
        if not name.title:
            return rom.name, rom.name.title
        if not (name.regions or name.flags or name.revision or name.extras):
            name = replace(rom.name, title=name.title)
        return name, name.title

    def _in_dats(self, rom: RomGame) -> tuple[str | None, DatGame | None]:
        """The name of a game by the content of its archive, and what a DAT says under its name."""
        entries = (self._said.entries or {}).get(rom.places[0].path) or ()
        official: str | None = None
        found: DatGame | None = None
        for platform, dat in self._said.dats:
            if not _is_for(platform, rom.platform):
                continue
            if rom.platform not in ARCADE and official is None:
                official = next((name for one in entries if (name := dat.by_content.get((one.crc, one.size)))), None)
            if found is None and platform is not None:
                found = dat.games.get((official or rom.stem).casefold())
        return official, found

    def _in_lists(self, rom: RomGame) -> tuple[Folder | None, ListedGame | None]:
        """What a game list says of one of the files of a game, or of its folder."""
        first = rom.places[0]
        for place in rom.places[:50]:
            if (
                found := self._listed.get(
                    f"{place.folder.key}/{name_key(place.file.name)}"
                    if place.folder.parts
                    else name_key(place.file.name)
                )
            ) is not None:
                return found
        parts = first.folder.parts
        if len(parts) > first.folder.platform_level and (found := self._listed.get(path_key(parts))) is not None:
            return found
        return None, None


_NOTHING = ListedGame("")


def _labels(playlists: Sequence[tuple[str, tuple[PlaylistItem, ...]]]) -> dict[tuple[str | None, str], str]:
    """How playlists call games, by platform and the name of the file."""
    labels: dict[tuple[str | None, str], str] = {}
    for name, items in playlists:
        own = _playlist_platform(name)
        for item in items:
            platform = _playlist_platform(item.database) or own
            labels.setdefault((platform, name_key(item.stem)), item.label)
    return labels


def _playlist_platform(name: str) -> str | None:
    folded = name.casefold()
    return "arcade" if folded.startswith(("mame", "fbneo", "fba")) else platform_of_folder(name)


def _is_for(dat: str | None, platform: str | None) -> bool:
    return dat is None or platform is None or dat == platform or (dat in ARCADE and platform in ARCADE)


def wanted_archives(games: Iterable[RomGame], dats: Sequence[tuple[str | None, Dat]]) -> list[Place]:
    """The archives whose content tells what they are: those for which there is a DAT."""
    with_content = [(platform, dat) for platform, dat in dats if dat.by_content]
    platforms: dict[str | None, bool] = {}
    found: list[Place] = []
    for game in games:
        if game.platform not in platforms:
            is_for = any(_is_for(platform, game.platform) for platform, _dat in with_content)
            platforms[game.platform] = is_for and game.platform not in ARCADE
        place = game.places[0]
        if platforms[game.platform] and place.file.name[-4:].casefold() == ".zip":
            found.append(place)
    return found


def dat_with_platform(path: str, dat: Dat) -> tuple[str | None, Dat]:
    """A DAT and the platform that it is of."""
    return dat.platform(split_name(os.path.basename(path))[0]), dat


def _without_tags(name: str) -> str:
    """A title that may be the whole name of a file."""
    if "(" not in name and "[" not in name:
        return name
    parsed = parse_name(name)
    has_tags = parsed.regions or parsed.flags or parsed.revision or parsed.languages
    return parsed.title if has_tags and parsed.title else name


def _type(rom: RomGame, name: RomName, dat: DatGame | None) -> GameType:
    if (dat is not None and dat.is_tool) or rom.stem.casefold() in _BIOS:
        return "tool"
    return name.type if name.type != "game" else rom.name.type


def _play(listed: ListedGame | None, log: RuntimeLog | None) -> Play | None:
    """How a game was played, by its list and its log; None: nothing is known."""
    facts = listed or _NOTHING
    times = [one for one in (facts.last_played, log.last_played if log is not None else None) if one is not None]
    play = Play(
        max(facts.play_time, log.play_time if log is not None else 0), max(times, default=None), facts.favorite, facts.hidden
    )  # fmt: skip
    return play if play != Play() else None
