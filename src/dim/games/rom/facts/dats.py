"""DAT files: lists of games with the names, sizes and hashes of their ROMs, in the XML of Logiqx and the text of clrmamepro.

People bring their own, from No-Intro, Redump, MAME, FinalBurn Neo. Format: http://www.logiqx.com/Dats/datafile.dtd
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dim.games.known_files import BrokenFileError
from dim.games.rom.facts.xml import Texts, check, parse_xml
from dim.games.rom.platforms import platform_of_folder

LARGEST = 64 << 20
"""Bytes."""
EXTENSIONS = frozenset({"dat", "xml"})
_MOST_GAMES, _MOST_ROMS, _LONGEST = 200_000, 1_000_000, 300
_YES = frozenset({"yes", "1", "true"})
_VERSION = re.compile(
    r"\s-\s(?:datfile|bios).{0,200}$|[\s_-]+v?\d+(?:\.\d+)+.{0,100}$|\s*[(\[].{0,200}$", re.IGNORECASE
)
_TOKEN = re.compile(r'"([^"]*)"|([()])|([^\s()"]+)')
_ROOTS = frozenset({"datafile", "mame", "softwarelists", "softwarelist", "menu"})


@dataclass(frozen=True, slots=True)
class DatGame:
    """A game of a DAT whose entry says more than its name."""

    title: str
    """Its description, which says region and revision in brackets."""
    year: str | None = None
    maker: str | None = None
    is_tool: bool = False
    """Whether it is a BIOS or a device."""


@dataclass(frozen=True, slots=True)
class Dat:
    """What a DAT file says."""

    names: tuple[str, ...] = ()
    """What it calls itself."""
    games: Mapping[str, DatGame] = field(default_factory=dict)
    """By name in small letters: the name of the archive, of arcade games a short one."""
    by_content: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The name of a game by the CRC32 and the size of one of its ROMs."""

    def platform(self, stem: str) -> str | None:
        """The platform that it is of; `stem`: the name of its file."""
        for name in (*self.names, stem):
            for one in (name, _VERSION.sub("", name, count=1)):
                if (platform := platform_of_folder(one)) is not None:
                    return platform
            if name.casefold().startswith(("mame", "fbneo", "fbalpha", "finalburn")):
                return "arcade"
        return None


class _Builder:
    """Builds a DAT of games and ROMs, one after another."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.games: dict[str, DatGame] = {}
        self.by_content: dict[tuple[int, int], str] = {}

    def add_game(self, name: str, facts: Mapping[str, str]) -> None:
        """A game and what is known of it."""
        name, title = name[:_LONGEST], facts.get("description", "")[:_LONGEST]
        year, maker = facts.get("year", ""), facts.get("manufacturer", "")[:_LONGEST]
        is_tool = bool({facts.get("isbios", ""), facts.get("isdevice", "")} & _YES)
        year = year if year.isdecimal() and len(year) == 4 else ""
        says_more = (title and title != name) or year or maker or is_tool
        if name and says_more and len(self.games) < _MOST_GAMES:
            self.games.setdefault(name.casefold(), DatGame(title or name, year or None, maker or None, is_tool))

    def add_rom(self, game: str, facts: Mapping[str, str]) -> None:
        """A ROM of a game."""
        crc, size = facts.get("crc", ""), facts.get("size", "")
        if len(crc) != 8 or not size.isdecimal() or len(size) > 15 or not game or len(self.by_content) >= _MOST_ROMS:
            return
        try:
            self.by_content.setdefault((int(crc, 16), int(size)), game[:_LONGEST])
        except ValueError:
            return

    def dat(self) -> Dat:
        """What was found."""
        return Dat(tuple(self.names), self.games, self.by_content)


class _Target:
    """The events of a Logiqx file."""

    def __init__(self) -> None:
        self.found = _Builder()
        self.root = ""
        self._texts = Texts()
        self._game: dict[str, str] | None = None
        self._in_header = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._texts.begin()
        self.root = self.root or name
        if name in ("game", "machine", "software"):
            self._game = dict(attributes)
        elif name == "rom" and self._game is not None:
            self.found.add_rom(self._game.get("name", ""), attributes)
        elif name == "header":
            self._in_header = True

    def data(self, text: str) -> None:
        self._texts.add(text)

    def end(self, name: str) -> None:
        text = self._texts.take()
        if self._game is not None:
            if name in ("description", "year", "manufacturer", "publisher"):
                self._game.setdefault("manufacturer" if name == "publisher" else name, text)
            elif name in ("game", "machine", "software"):
                self.found.add_game(self._game.get("name", ""), self._game)
                self._game = None
        elif name == "header":
            self._in_header = False
        elif self._in_header and name in ("name", "description") and text:
            self.found.names.append(text[:_LONGEST])

    def close(self) -> None:
        """Nothing is left to do."""


def parse_dat(content: bytes) -> Dat:
    """What a DAT file says. Raises BrokenFileError: it is damaged (with what could be read), or none."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] != b"<" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return _parse_text(content)
    target = _Target()
    error = parse_xml(content, target)
    dat = target.found.dat()
    if error is None and target.root not in _ROOTS:
        return Dat()  # another XML file
    check(error, dat, not (dat.games or dat.by_content))
    return dat


def _parse_text(content: bytes) -> Dat:
    """The text form: game ( name "…" description "…" rom ( name "…" size 1 crc 0123abcd ) )."""
    found, blocks = _Builder(), list[tuple[str, dict[str, str]]]()
    key: str | None = None
    text = content.decode("utf-8", "replace")
    if not re.match(r"[\ufeff\s]{0,50}(?:clrmamepro|emulator|game|machine|resource)\s{0,9}\(", text, re.IGNORECASE):
        raise BrokenFileError("It is no list of ROMs.")
    for token in _TOKEN.finditer(text):
        quoted, bracket, word = token.groups()
        if bracket == "(":
            if len(blocks) >= 10:
                raise BrokenFileError("It has more levels than a list of ROMs.", found.dat())
            blocks.append(((key or "").casefold(), {}))
            key = None
        elif bracket == ")":
            if not blocks:
                raise BrokenFileError("It has a bracket too many.", found.dat())
            name, facts = blocks.pop()
            _close_block(found, name, facts, blocks)
            key = None
        elif key is None:
            key = word if word is not None else ""
        else:
            if blocks:
                blocks[-1][1].setdefault(key.casefold(), (quoted if quoted is not None else word)[:_LONGEST])
            key = None
    if blocks:
        raise BrokenFileError("It is cut short.", found.dat())
    return found.dat()


def _close_block(found: _Builder, name: str, facts: dict[str, str], outer: list[tuple[str, dict[str, str]]]) -> None:
    if name == "rom" and outer:
        found.add_rom(outer[-1][1].get("name", ""), facts)
    elif name in ("game", "machine", "resource") and not outer:
        found.add_game(facts.get("name", ""), {**facts, "isbios": "yes"} if name == "resource" else facts)
    elif name in ("clrmamepro", "emulator"):
        found.names += [facts[key] for key in ("name", "description") if facts.get(key)]
