"""Settling an episode: its numbers and its show's title, by the file and the folders around it."""

import re
from dataclasses import replace
from typing import Any

from dim.naming import extras
from dim.naming.model import Identity, Library
from dim.naming.numbers.values import Numbering, value_of
from dim.naming.parsed_name import ParsedName, find_episode_numbers, parse_folder_name
from dim.naming.paths import PathComponent, also_names_show, season_of
from dim.naming.text import clean
from dim.naming.titles import TitleMatch, find_title
from dim.naming.words.split import Word

_OBFUSCATED = re.compile(r"^(?:[0-9a-f]{16,}|(?=[A-Za-z]*\d)[A-Za-z0-9]{22,}|[a-z0-9]{2,4}\d{3})$")
_SCENE_SHORT = re.compile(r"^[a-z0-9]{2,8}-[a-z0-9]")
_IN_BRACKETS = re.compile(r"[\[(][^\])]{0,200}[\])]?")
_PUNCTUATION = re.compile(r"[\W_]+")


def is_obfuscated(stem: str) -> bool:
    """Whether a name says nothing: a hash, or a scene's short form ("tbbt101")."""
    return _OBFUSCATED.match(stem) is not None


class ShowFolders:
    """What the folders around a file say of its show and season."""

    def __init__(self, folders: list[tuple[str, int]]) -> None:
        self.season: int | None = None
        self.show: PathComponent | None = None
        """The folder that names the show."""
        for text, start in reversed(folders):
            if extras.extra_of_folder(text) is not None:
                continue
            parsed, own = parse_folder_name(text), season_of(text)
            self.season = own if self.season is None else self.season
            if own is None or also_names_show(parsed):
                self.show = PathComponent(parsed, start)
                break
        self.seasoned = self.season is not None
        """Whether a folder is a season's."""
        if self.season is None and self.numbering is not None:
            self.season = self.numbering.season

    @property
    def numbering(self) -> Numbering | None:
        """How the folder counts itself: of a release that is one episode."""
        return self.show.parsed.numbering if self.show is not None else None

    @property
    def is_episode(self) -> bool:
        """Whether the folder itself names an episode."""
        return self.numbering is not None and bool(self.numbering.episodes or self.numbering.date)


def identify_episode(
    file: PathComponent, stem: str, folders: list[tuple[str, int]], library: Library | None, spans: dict[str, tuple[int, int]],
    common: dict[str, Any],
) -> Identity | None:  # fmt: skip
    """The file as an episode; None: nothing says that it is one. Adds to `spans`."""
    above = ShowFolders(folders)
    obfuscated = is_obfuscated(stem) and above.show is not None
    found = None if obfuscated else _own_numbering(file.parsed, stem, above, library)
    source = file
    if above.is_episode and above.show is not None and (found is None or not (found.episodes or found.date)):
        found, source = above.numbering, above.show
    if found is None and above.season is None and library != "show":
        return None
    absolute, shown = _split_absolute(source.parsed, found)
    title = _show_title(source, shown, above, library, obfuscated or source is not file, len(folders))
    spans.update(title.spans)
    season = above.season if found is None or found.season is None else found.season
    values: dict[str, Any] = {}
    if found is not None:
        spans.update(_spans(found, source))
        values = {
            "episodes": found.episodes, "absolute": absolute or found.absolute, "date": found.date, "version": found.version,
            "episode_title": _episode_title(source, found, spans) if folders or not found.leading else None,
        }  # fmt: skip
        if (
            season is None
            and found.episodes
            and not found.absolute
            and _is_marked_episode(source.parsed.words[found.first])
            and not folders
        ):
            season = 1
    year = title.year
    if year is None and found is not None and found.season is not None and 1900 <= found.season <= 2049:
        year = found.season
    return Identity(
        "episode",
        title.title or clean(stem) or stem or "?",
        year,
        season,
        alternative_title=title.other,
        **values,
        **common,
    )


def _own_numbering(parsed: ParsedName, stem: str, above: ShowFolders, library: Library | None) -> Numbering | None:
    """How the file's own name counts it."""
    named = above.show.parsed if above.show is not None else None
    only_number = stem.isdigit() and len(stem) < 4 and named is not None and not named.years and named.name != stem
    find_episode_numbers(parsed, above.season, show=library == "show" or only_number)
    return parsed.numbering


def _spans(found: Numbering, source: PathComponent) -> dict[str, tuple[int, int]]:
    words = source.parsed.words
    span = (words[found.first].start + source.offset, words[min(found.last, len(words) - 1)].end + source.offset)
    return {name: span for name in ("season", "episodes", "absolute", "date") if getattr(found, name) not in (None, ())}


def _show_title(
    source: PathComponent,
    shown: Numbering | None,
    above: ShowFolders,
    library: Library | None,
    obfuscated: bool,
    folders: int,
) -> TitleMatch:
    """Title and year of the show: the folder's where the file lies in a season or says no title, else the file's own."""
    own = find_title(source, shown, alone=folders == 0)
    folder = above.show
    if folder is None or folder.parsed is source.parsed:
        return own
    of_folder = find_title(folder, folder.parsed.numbering, alone=False)
    same = clean(of_folder.title).casefold() == own.title.casefold()
    if same and own.year is None and of_folder.year is not None:  # "Show (2010)/Show S01E02"
        own = own._replace(year=of_folder.year, spans={**own.spans, "year": of_folder.spans["year"]})
    bare = shown is None or shown.leading
    if not of_folder.title or not _prefer_folder(source, own, above, library, obfuscated, folders > 1, bare):
        return own
    related = _related(own.title, of_folder.title)
    if own.title and library is None and not bare:
        if len(own.title) > 3 and not related:
            return own
        if related and above.is_episode:
            return own
    if of_folder.year is None and own.year is not None and (same or not own.title):
        spans = {**of_folder.spans, "year": own.spans["year"]}
        return TitleMatch(of_folder.title, own.year, of_folder.other or own.other, spans)
    return of_folder._replace(other=of_folder.other or own.other)


def _prefer_folder(
    source: PathComponent,
    own: TitleMatch,
    above: ShowFolders,
    library: Library | None,
    obfuscated: bool,
    nested: bool,
    bare: bool,
) -> bool:
    """Whether the folder's title comes before the file's own."""
    if not own.title or library == "show" or obfuscated:
        return True
    if above.season is not None and (nested or bare):
        return True
    folder = above.show
    assert folder is not None
    if folder.parsed.first_tag is not None and _SCENE_SHORT.match(source.parsed.name) and source.parsed.name.islower():
        return True
    return above.is_episode and above.season is None


def _related(one: str, other: str) -> bool:
    """Whether one title begins as the other: "Marvel's Show" and "Marvels Show"."""
    first, second = (_PUNCTUATION.sub("", title.casefold()) for title in (one, other))
    return bool(first and second) and (first.startswith(second) or second.startswith(first))


def _episode_title(source: PathComponent, found: Numbering, spans: dict[str, tuple[int, int]]) -> str | None:
    """What stands between the numbers and the tags behind them."""
    parsed = source.parsed
    words = parsed.words
    last = min(found.last, len(words) - 1)
    begin, stop = words[last].end, len(parsed.name)
    tag = next((place for place in range(last + 1, len(words)) if words[place].tag), None)
    if tag is not None:
        stop = words[tag].start
    elif parsed.group is not None and parsed.group[1] > begin:
        stop = parsed.group[1] - 1
    title = clean(_IN_BRACKETS.sub(" ", parsed.name[begin:stop]).lstrip(")] -_."))
    if not any(char.isalpha() for char in title):
        return None
    first = begin + max(parsed.name[begin:stop].find(title.split(" ")[0]), 0)
    spans["episode_title"] = (first + source.offset, stop + source.offset)
    return title


def _split_absolute(parsed: ParsedName, found: Numbering | None) -> tuple[tuple[int, ...], Numbering | None]:
    """The number over all seasons absolute the others ("Name 214 10x14", "Name - 05 - S01E05"), and the numbering from it on."""
    if found is None or not found.episodes or found.absolute or found.season is None:
        return (), found
    words = parsed.words
    marked = words[found.first].number
    if marked is None or not (marked["season"] or marked["x_season"]):
        return (), found
    if found.first > parsed.first_word + 1 and words[found.first - 1].bracket == 0:
        numbers, first = _absolute_before(parsed, found)
        if numbers:
            return numbers, replace(found, first=first)
    if parsed.fansub and found.last + 1 < len(words):
        after = words[found.last + 1]
        if len(after.lowered) == 3 and after.lowered[0] == "0" and (number_of := value_of(after)) is not None:
            return (number_of,), found
    return (), found


def _absolute_before(parsed: ParsedName, found: Numbering) -> tuple[tuple[int, ...], int]:
    words, place = parsed.words, found.first - 1
    last = value_of(words[place])
    if last is None or words[place].kind is not None:
        return (), found.first
    from_ = value_of(words[place - 1]) if place > parsed.first_word + 1 and words[place].separator == "-" else None
    if from_ is not None and last - from_ + 1 == len(found.episodes) > 1:
        return tuple(range(from_, last + 1)), place - 1
    dashed = words[place].separator.strip(" _.") == "-" == words[found.first].separator.strip(" _.")
    fansub = (
        parsed.fansub
        and len(words[place].lowered) >= 3
        and words[found.first].bracket == 0
        and place not in parsed.years
    )
    return ((last,), place) if dashed or fansub else ((), found.first)


def _is_marked_episode(word: Word) -> bool:
    """Whether an episode is called one: "E07", "ep05"."""
    return word.lowered[0] == "e" and (word.number is not None or word.lowered in ("ep", "episode"))
