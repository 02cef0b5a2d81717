"""The subtitle files of a film: beside it, or in a folder Subs, by their names. Pure.

Film.en.srt                     the film's name first, in any Unicode form and case
Film (2001).srt                 of all versions of a film: "Film (2001) - 4K.mkv", "Film (2001) - 1080p.mkv"
English.srt, Subs/2_English.srt a language only, where the folder has one film
Subs/Film/2_English.srt         in a folder with the film's name, for episodes
Subs/English/Film.srt           in a folder with a language
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal

from dim.media import SubtitleFile
from dim.media.kinds import SUBTITLE_EXTENSIONS, VIDEO_EXTENSIONS
from dim.naming import Identity, parse
from dim.scanner.subtitles.words import Described, describe

Names = Mapping[str, Sequence[str]]
"""Names of files by folder."""
FOLDERS = frozenset((
    "subs", "sub", "subtitles", "subtitle", "untertitel", "sous-titres", "soustitres", "subtitulos", "subtítulos", "legendas",
    "sottotitoli", "napisy", "titulky", "субтитры", "字幕",
))  # fmt: skip
"""Names of folders for subtitles, in small letters."""
_SEPARATORS = frozenset(".-_ [(")


def is_subtitle_folder(name: str) -> bool:
    """Whether a folder is one for subtitles, by its name."""
    return _normal(name) in FOLDERS


class SubtitleFinder:
    """Finds the subtitle files of films in a listing: each folder is looked at once."""

    def __init__(self, subtitles: Names, videos: Names, library: Literal["movie", "show"] = "movie") -> None:
        """`subtitles` and `videos` are names by folder, "" being the library's own."""
        self._subtitles, self._videos, self._library = subtitles, videos, library
        self._folders: dict[str, dict[str, list[SubtitleFile]]] = {}
        self._below: defaultdict[str, list[str]] = defaultdict(list)
        for folder in subtitles:
            parent, _, name = folder.rpartition("/")
            if is_subtitle_folder(name):
                self._below[parent].append(folder)
            elif is_subtitle_folder(parent.rpartition("/")[2]):
                self._below[parent.rpartition("/")[0]].append(folder)

    def of(self, path: str) -> list[SubtitleFile]:
        """The subtitle files of a video, by its path."""
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = self._assign(folder, name)
        return self._folders[folder].get(_stem(name), [])

    def _assign(self, folder: str, name: str) -> dict[str, list[SubtitleFile]]:
        """The subtitle files of every video in a folder, by its name without extension."""
        names = {*self._videos.get(folder, ()), name}
        stems = sorted({_stem(one) for one in names if _extension(one) in VIDEO_EXTENSIONS})
        films = _Films(folder, stems, self._library)
        found: defaultdict[str, list[SubtitleFile]] = defaultdict(list)
        for place in (folder, *sorted(self._below.get(folder, ()))):
            for other in sorted(set(self._subtitles.get(place, ()))):
                if _extension(other) in SUBTITLE_EXTENSIONS:
                    for stem, said in films.of(_stem(other), place):
                        file = SubtitleFile(
                            f"{place}/{other}".lstrip("/"),
                            said.language,
                            said.title,
                            said.forced,
                            said.hearing_impaired,
                        )
                        found[stem].append(file)
        return found


class _Films:
    """The videos of a folder, by whose names subtitles are told apart."""

    def __init__(self, folder: str, stems: Sequence[str], library: Literal["movie", "show"]) -> None:
        self._folder, self._library = folder, library
        self._stems: defaultdict[str, list[str]] = defaultdict(list)
        for stem in stems:
            self._stems[_normal(stem)].append(stem)
        self._all = list(stems)
        self._known: dict[str, Identity] = {}

    def of(self, stem: str, place: str) -> Iterator[tuple[str, Described]]:
        """The videos that a subtitle file belongs to, and what its name says. `stem`: its name; `place`: its folder."""
        inner = place[len(self._folder) :].strip("/").split("/")
        below = inner[1] if len(inner) > 1 else None
        if below is not None and (owners := self._owners(below)):
            for owner in owners:
                yield owner, self._described(stem, owner)
            return
        said_by_folder = describe(below) if below is not None else None
        for owner, said in self._by_name(stem):
            if said.language is None and said_by_folder is not None and said_by_folder.is_description:
                said = replace(said, language=said_by_folder.language)
            yield owner, said

    def _by_name(self, stem: str) -> Iterator[tuple[str, Described]]:
        known = _normal(stem)
        for length in range(len(known), 0, -1):
            if known[:length] in self._stems and _may_follow(known[length:]):
                for owner in self._stems[known[:length]]:
                    yield owner, describe(known[length:])
                return
        base, said = _base(stem)
        if base and (owners := self._owners(base)):
            for owner in owners:
                yield owner, said
            return
        said = describe(stem)
        if said.is_description and self._is_one_film:
            for owner in self._main:
                yield owner, said

    @cached_property
    def _main(self) -> list[str]:
        """The videos that are no extras."""
        return [stem for stem in self._all if self._identity(stem).kind in ("movie", "episode")]

    @cached_property
    def _is_one_film(self) -> bool:
        """Whether all of them are versions, or parts, of one film or episode."""
        identities = [self._identity(stem) for stem in self._main]
        return bool(identities) and all(_is_same(identities[0], one) for one in identities[1:])

    def _owners(self, name: str) -> list[str]:
        """The videos that a name is that of, or which are versions of the film that it names."""
        if exact := self._stems.get(_normal(name)):
            return exact
        identity = self._identity(name)
        is_named = identity.episodes or identity.date if self._library == "show" else identity.title
        if not is_named:
            return []
        begun = [stem for stem in self._main if _begins(_normal(stem), _normal(name)) or self._library == "show"]
        return [stem for stem in begun if _is_same(identity, self._identity(stem))]

    def _described(self, stem: str, owner: str) -> Described:
        known, name = _normal(stem), _normal(owner)
        return describe(known[len(name) :] if _begins(known, name) else stem)

    def _identity(self, stem: str) -> Identity:
        if stem not in self._known:
            self._known[stem] = parse(f"{self._folder}/{stem}.mkv".lstrip("/"), self._library)
        return self._known[stem]


def _base(stem: str) -> tuple[str, Described]:
    """The name of a film in the name of a subtitle file, and what follows it: as many words as say nothing but a language."""
    end = len(stem)
    best, said = end, describe("")
    for _ in range(6):
        cut = max(stem.rfind(separator, 0, end) for separator in ". _")
        if cut <= 0 or stem[cut + 1 : end].strip("()[]").isdigit():
            break  # a number may be that of an episode
        found = describe(stem[cut:])
        if found.title is not None or not (found.language or found.forced or found.hearing_impaired):
            break
        best, said, end = cut, found, cut
    return stem[:best], said


def _may_follow(rest: str) -> bool:
    """Whether what follows a film's name in that of a subtitle file says something of the file. "Film 2" is another film."""
    if not rest or rest[0] in ".-_":
        return True
    said = describe(rest)
    is_number = rest[1:2].isdigit()
    return (
        rest[0] in " [("
        and said.title is None
        and not is_number
        and bool(said.language or said.forced or said.hearing_impaired)
    )


def _begins(name: str, beginning: str) -> bool:
    return name.startswith(beginning) and (len(name) == len(beginning) or name[len(beginning)] in _SEPARATORS)


def _is_same(one: Identity, other: Identity) -> bool:
    """Whether two names are of the same film or episode."""
    same_year = one.year == other.year or one.year is None or other.year is None
    same_number = (one.season, tuple(one.episodes), one.date) == (other.season, tuple(other.episodes), other.date)
    return _normal(one.title) == _normal(other.title) and same_year and same_number


def _normal(text: str) -> str:
    """A name without differences of Unicode form and case."""
    return unicodedata.normalize("NFC", text).casefold()


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
