"""The name of a ROM to what it says. Pure; linear in the length of the name."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from dim.games.model import GameType
from dim.games.rom.names import tags
from dim.games.rom.names.articles import restore_article

LONGEST = 400
"""Characters of a name that count; a file system takes 255 bytes."""
_MOST_TAGS = 40
_REVISION = re.compile(
    r"^(?:(rev(?:ision)?)[ .]?([\da-z](?:[\da-z.]{0,8}))|(v|ver(?:sion)?)[ .]?(\d[\w.]{0,15})|(prg)(\d))$",
    re.IGNORECASE,
)
_TITLE_REVISION = re.compile(r"^(.{1,300}) (?:(v)(\d[\d.]{0,10}[a-z]?)|(Rev) (\w{1,3}))$")
_DISC = re.compile(
    r"^(?:game )?(dis[ck]|cd|dvd|tape|cart|part|file|side|volume)[ _.-]?(\d{1,3}|[a-h])(?: ?(?:of|-) ?\d{1,3})?"
    r"(?: side ([a-d]))?(?:[ -]\w.{0,100})?$",
    re.IGNORECASE,
)
_TITLE_DISC = re.compile(r"^(.{0,300}?)[ _.,-]{0,3}\b(dis[ck]|cd|dvd)[ _.-]{0,2}(\d{1,2}|[a-d])$", re.IGNORECASE)
_BRACKET = re.compile(r"[()\[\]]")
_LANGUAGE_COUNT = re.compile(r"^[MT]\d{1,2}$")
_DISC_WORD = re.compile(r"(?:dis[ck]|cd|dvd)[ _.-]{0,2}[\da-d]{1,2}$", re.IGNORECASE)
_DATE = re.compile(r"^(19|20)(\d\d|xx|\dx)(?:-(\d\d|xx))?(?:-(\d\d|xx))?$")
_TITLE_ID = re.compile(r"^0[0-9A-F]{12}([0-9A-F]{3})$", re.IGNORECASE)
"""Of Switch titles; its end tells games (000), updates (800) and DLC."""
_NO_TAG = re.compile(r"^(?:v\d{1,10}|[A-Z0-9]{6}|[A-Z]{4}[-_ ]?\d{3}\.?\d{2})$")
"""Versions of Switch titles, ids of GameCube and Wii, serials of PlayStation, in square brackets."""
_CD32 = "cd32"
_IN_CAPITALS = {"bios": "BIOS", "dlc": "DLC"}
_NUMBER_IN_FRONT = re.compile(r"^x?\d{4} - (?=\S)")
_NOT_PUBLIC = frozenset({"verified"})
Scheme = Literal["tosec", "other"]


@dataclass(frozen=True, slots=True)
class RomName:
    """What the name of a ROM says."""

    title: str
    """With its article in front; empty: the name has only a disc's number or what stands in brackets."""
    regions: tuple[str, ...] = ()
    """As No-Intro calls them: USA, Europe, Japan …"""
    languages: tuple[str, ...] = ()
    """ISO 639-1."""
    revision: str | None = None
    """Rev 1, v1.2."""
    disc: int | None = None
    """From 1; Disc A is 1."""
    side: str | None = None
    """Of a disk or tape: A, B."""
    flags: tuple[str, ...] = ()
    """bios, proto, beta, demo, sample, unlicensed …, each once."""
    date: str | None = None
    """ISO 8601, may be a year alone; of TOSEC the release, of others the build."""
    publisher: str | None = None
    """By TOSEC."""
    extras: tuple[str, ...] = ()
    """What else stands in brackets."""
    scheme: Scheme = "other"

    @property
    def type(self) -> GameType:
        """What it is."""
        flags = self.flags
        if "bios" in flags or "program" in flags:
            return "tool"
        if "dlc" in flags:
            return "dlc"
        if "update" in flags:
            return "other"
        if "demo" in flags or "sample" in flags:
            return "demo"
        return "beta" if "beta" in flags or "proto" in flags else "game"

    @property
    def label(self) -> str | None:
        """What tells it from its other copies: regions, revision, and what else its name says; None: nothing."""
        date = self.date if self.scheme == "other" else None
        flags = [_IN_CAPITALS.get(one, one.capitalize()) for one in self.flags if one not in _NOT_PUBLIC]
        languages = [", ".join(self.languages)] if self.languages and not self.regions else []
        side = [f"Side {self.side}"] if self.side and self.disc is None else []
        parts = [*self.regions, *languages, self.revision, *side, *flags, date, *self.extras]
        return ", ".join(part for part in parts if part)[:200] or None


class _Found:
    """What was found so far."""

    __slots__ = (
        "after_disc", "date", "disc", "extras", "flags", "languages", "publisher", "regions", "revision", "scheme", "side",
    )  # fmt: skip

    def __init__(self) -> None:
        self.regions: list[str] = []
        self.languages: list[str] = []
        self.flags: list[str] = []
        self.extras: list[str] = []
        self.revision: str | None = None
        self.disc: int | None = None
        self.side: str | None = None
        self.date: str | None = None
        self.publisher: str | None = None
        self.scheme: Scheme = "other"
        self.after_disc = False

    @property
    def has_tags(self) -> bool:
        """Whether something is known but words."""
        return bool(self.regions or self.flags or self.languages or self.date or self.disc or self.revision)

    def take(self, text: str, is_square: bool) -> bool:
        """Take what stands in brackets; whether it means something to us."""
        text = text.strip()
        was_after_disc, self.after_disc = self.after_disc, False
        if is_square and (self._id(text) or self._dump_flag(text)):
            return True
        if self._tosec_publisher(text, is_square):
            return True
        known = (
            self._region(text) or self._languages(text) or self._revision(text) or self._disc(text) or self._flag(text)
            or self._date(text)
        )  # fmt: skip
        if not known and text:
            if was_after_disc:
                self.after_disc = True  # the name of the disc: (Disc 2) (Claire)
            elif text not in self.extras:
                self.extras.append(text)
        return known

    def _id(self, text: str) -> bool:
        if parts := _TITLE_ID.match(text):
            if parts[1] != "000":
                self._add_flag("update" if parts[1] == "800" else "dlc")
            return True
        return _NO_TAG.match(text) is not None

    def _dump_flag(self, text: str) -> bool:
        code = tags.DUMP_CODE.match(text)
        if code is None:
            return False
        self._add_flag(tags.DUMP_FLAGS.get(code[1], "alternate"))
        return True

    def _tosec_publisher(self, text: str, is_square: bool) -> bool:
        """The publisher stands behind the date that follows the title."""
        if is_square or self.scheme != "tosec" or self.publisher is not None:
            return False
        is_other = text.casefold() in tags.REGION_NAMES or _REVISION.match(text) or _DISC.match(text)
        self.publisher = "" if is_other or text == "-" else text
        return not is_other

    def _region(self, text: str) -> bool:
        regions = _regions(text, self.scheme)
        if regions is not None:
            self.regions.extend(one for one in regions if one not in self.regions)
        return regions is not None

    def _languages(self, text: str) -> bool:
        languages = _languages(text)
        if languages is not None:
            self.languages.extend(one for one in languages if one not in self.languages)
        return languages is not None

    def _revision(self, text: str) -> bool:
        parts = _REVISION.match(text)
        if parts is None:
            return False
        if parts[1]:
            revision = f"Rev {_short(parts[2])}"
        elif parts[3]:
            revision = f"v{parts[4]}"
        else:
            revision = f"PRG{parts[6]}"
        self.revision = self.revision or revision
        return True

    def _disc(self, text: str) -> bool:
        parts = _DISC.match(text)
        if parts is None or text.casefold() == _CD32:
            return False
        if parts[1].casefold() == "side":
            self.side = parts[2].upper()
            return True
        if parts[1].casefold() == "volume":
            return False
        self.disc = self.disc or _number(parts[2])
        self.side = parts[3].upper() if parts[3] else self.side
        self.after_disc = True
        return True

    def _flag(self, text: str) -> bool:
        flag = _flag(text)
        if flag is not None:
            self._add_flag(flag)
        return flag is not None

    def _date(self, text: str) -> bool:
        parts = _DATE.match(text)
        if parts is None:
            return False
        is_first = not (self.regions or self.languages or self.date or self.disc or self.revision)
        if is_first and set(self.flags) <= {"demo", "sample"}:
            self.scheme = "tosec"
        if "x" not in parts[2]:
            known = [f"{parts[1]}{parts[2]}"]
            for part in (parts[3], parts[4]):
                if not part or "x" in part:
                    break
                known.append(part)
            self.date = self.date or "-".join(known)
        return True

    def _add_flag(self, flag: str) -> None:
        if flag not in self.flags:
            self.flags.append(flag)


@lru_cache(maxsize=4096)
def _regions(text: str, scheme: Scheme) -> tuple[str, ...] | None:
    """The regions that stand in brackets; None: something else does."""
    names = [tags.REGION_NAMES.get(part.strip().casefold()) for part in text.split(",")]
    found: Sequence[str | None] = names
    if scheme == "tosec" and text.isupper():
        found = [tags.TOSEC_COUNTRIES.get(part) for part in text.split("-")]
    elif None in names and text in tags.GOODTOOLS_REGIONS:
        found = tags.GOODTOOLS_REGIONS[text]
    elif None in names and text.isupper():
        found = [tags.TOSEC_COUNTRIES.get(part) for part in text.split("-")]
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(found) else None


@lru_cache(maxsize=4096)
def _languages(text: str) -> tuple[str, ...] | None:
    """The languages that stand in brackets, none if only their number does; None: something else does."""
    if _LANGUAGE_COUNT.match(text):
        return ()
    if text[:1].islower() and "," not in text:
        parts = text.split("-")
    else:
        parts = [part.strip().partition("-")[0] for part in text.replace("+", ",").split(",")]
        if not all(part.istitle() for part in parts):
            return None
        parts = [part.casefold() for part in parts]
    return tuple(parts) if all(part in tags.LANGUAGES for part in parts) else None


@lru_cache(maxsize=4096)
def _flag(text: str) -> str | None:
    """The flag that words in brackets mean; None: they mean none."""
    return next((flag for pattern, flag in tags.FLAGS if pattern.fullmatch(text)), None)


def parse_name(stem: str, *, is_numbered: bool = False) -> RomName:
    """What a file's name without extension says. `is_numbered`: release numbers in front ("0123 - Title") are not of the title."""
    text = stem[:LONGEST]
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    if " " not in text and "_" in text:
        text = text.replace("_", " ")
    if is_numbered:
        text = _NUMBER_IN_FRONT.sub("", text, count=1)
    found = _Found()
    title, trailing = _read(text, found)
    if (
        (parts := _DISC.match(title))
        and found.disc is None
        and parts[1].casefold() not in ("side", "volume", "part", "file")
    ):
        found.take(title, False)
        title = ""
    for words in (title, trailing):
        parts = _TITLE_DISC.match(words) if found.disc is None and _DISC_WORD.search(words) else None
        if parts:
            found.disc = _number(parts[3])
            title = parts[1].rstrip(" -_.,") if words is title else title
    if found.revision is None and " " in title and (version := _TITLE_REVISION.match(title)):
        title = version[1]
        found.revision = f"v{version[3]}" if version[2] else f"Rev {version[5]}"
    return RomName(
        restore_article(title), tuple(found.regions), tuple(found.languages), found.revision, found.disc, found.side,
        tuple(found.flags), found.date, found.publisher or None, tuple(found.extras), found.scheme,
    )  # fmt: skip


def _read(text: str, found: _Found) -> tuple[str, str]:
    """Take what stands in brackets; the title, and what stands behind them."""
    title, has_title, trailing = "", False, ""
    pending: list[str] = []
    for words, group, is_square in _pieces(text):
        if words.strip():
            if not has_title or pending:  # a bracket that is followed by words belongs to the title
                title += "".join(pending) + words
                found.extras = found.extras[: -len(pending)] if pending else found.extras
                has_title, pending = True, []
            else:
                trailing = words.strip()
        if group is None:
            continue
        if found.take(group, is_square) or is_square or not has_title or trailing or pending or found.has_tags:
            pending = []
        else:
            pending = [f"({group})"] if found.extras[-1:] == [group.strip()] else []
    return " ".join(title.split()).strip(" -_"), trailing


def _pieces(text: str) -> Iterator[tuple[str, str | None, bool]]:
    """Words and what stands in the brackets behind them (None: the name ends), and whether those are square."""
    start, depth, opened, count = 0, 0, 0, 0
    opening = closing = ""
    for match in _BRACKET.finditer(text):
        letter, place = match[0], match.start()
        if depth == 0:
            if letter in "([" and count < _MOST_TAGS:
                opening, closing, opened, depth = letter, (")" if letter == "(" else "]"), place, 1
        elif letter == opening:
            depth += 1
        elif letter == closing:
            depth -= 1
            if depth == 0:
                yield text[start:opened], text[opened + 1 : place], closing == "]"
                start, count = place + 1, count + 1
    rest = text[start:opened] if depth and opened > start else text[start:]
    yield rest, None, False


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else ord(text.casefold()) - ord("a") + 1


def _short(text: str) -> str:
    """REV01 is Rev 1."""
    return text.lstrip("0") or "0" if text.isdecimal() else text.upper()
