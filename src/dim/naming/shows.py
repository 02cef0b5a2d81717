"""Settling an episode: its numbers and its show's title, by the file and the folders around it."""

import re
from dataclasses import replace
from typing import Any

from dim.naming import extras
from dim.naming.model import Identity, Library
from dim.naming.numbers.values import Numbering, value_of
from dim.naming.paths import Placed, names_show, season_of
from dim.naming.reading import Reading, number, read_folder
from dim.naming.text import clean
from dim.naming.titles import Titled, title_by
from dim.naming.words.split import Word

_OBFUSCATED = re.compile(r"^(?:[0-9a-f]{16,}|(?=[A-Za-z]*\d)[A-Za-z0-9]{22,}|[a-z0-9]{2,4}\d{3})$")
_SCENE_SHORT = re.compile(r"^[a-z0-9]{2,8}-[a-z0-9]")
_IN_BRACKETS = re.compile(r"[\[(][^\])]{0,200}[\])]?")
_SIGNS = re.compile(r"[\W_]+")


def obfuscated(stem: str) -> bool:
    """Whether a name says nothing: a hash, or a scene's short form ("tbbt101")."""
    return _OBFUSCATED.match(stem) is not None


class ShowFolders:
    """What the folders around a file say of its show and season."""

    def __init__(self, folders: list[tuple[str, int]]) -> None:
        self.season: int | None = None
        self.named: Placed | None = None
        """The folder that names the show."""
        for text, start in reversed(folders):
            if extras.of_folder(text) is not None:
                continue
            reading, own = read_folder(text), season_of(text)
            self.season = own if self.season is None else self.season
            if own is None or names_show(reading):
                self.named = Placed(reading, start)
                break
        self.seasoned = self.season is not None
        """Whether a folder is a season's."""
        if self.season is None and self.numbering is not None:
            self.season = self.numbering.season

    @property
    def numbering(self) -> Numbering | None:
        """How the folder counts itself: of a release that is one episode."""
        return self.named.reading.numbering if self.named is not None else None

    @property
    def is_episode(self) -> bool:
        """Whether the folder itself names an episode."""
        return self.numbering is not None and bool(self.numbering.episodes or self.numbering.date)


def settle(
    file: Placed, stem: str, folders: list[tuple[str, int]], library: Library | None, spans: dict[str, tuple[int, int]],
    common: dict[str, Any],
) -> Identity | None:  # fmt: skip
    """The file as an episode; None: nothing says that it is one. Adds to `spans`."""
    above = ShowFolders(folders)
    hidden = obfuscated(stem) and above.named is not None
    found = None if hidden else _own_numbering(file.reading, stem, above, library)
    source = file
    if above.is_episode and above.named is not None and (found is None or not (found.episodes or found.date)):
        found, source = above.numbering, above.named
    if found is None and above.season is None and library != "show":
        return None
    beside, shown = _beside(source.reading, found)
    title = _show_title(source, shown, above, library, hidden or source is not file, len(folders))
    spans.update(title.spans)
    season = above.season if found is None or found.season is None else found.season
    values: dict[str, Any] = {}
    if found is not None:
        spans.update(_spans(found, source))
        values = {
            "episodes": found.episodes, "absolute": beside or found.absolute, "date": found.date, "version": found.version,
            "episode_title": _episode_title(source, found, spans) if folders or not found.leading else None,
        }  # fmt: skip
        if (
            season is None
            and found.episodes
            and not found.absolute
            and _spoken(source.reading.words[found.first])
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


def _own_numbering(reading: Reading, stem: str, above: ShowFolders, library: Library | None) -> Numbering | None:
    """How the file's own name counts it."""
    named = above.named.reading if above.named is not None else None
    only_number = stem.isdigit() and len(stem) < 4 and named is not None and not named.years and named.name != stem
    number(reading, above.season, show=library == "show" or only_number)
    return reading.numbering


def _spans(found: Numbering, source: Placed) -> dict[str, tuple[int, int]]:
    words = source.reading.words
    span = (words[found.first].start + source.offset, words[min(found.last, len(words) - 1)].end + source.offset)
    return {name: span for name in ("season", "episodes", "absolute", "date") if getattr(found, name) not in (None, ())}


def _show_title(
    source: Placed, shown: Numbering | None, above: ShowFolders, library: Library | None, hidden: bool, folders: int
) -> Titled:
    """Title and year of the show: the folder's where the file lies in a season or says no title, else the file's own."""
    own = title_by(source, shown, alone=folders == 0)
    folder = above.named
    if folder is None or folder.reading is source.reading:
        return own
    theirs = title_by(folder, folder.reading.numbering, alone=False)
    same = clean(theirs.title).casefold() == own.title.casefold()
    if same and own.year is None and theirs.year is not None:  # "Show (2010)/Show S01E02"
        own = own._replace(year=theirs.year, spans={**own.spans, "year": theirs.spans["year"]})
    bare = shown is None or shown.leading
    if not theirs.title or not _folder_first(source, own, above, library, hidden, folders > 1, bare):
        return own
    related = _related(own.title, theirs.title)
    if own.title and library is None and not bare:
        if len(own.title) > 3 and not related:
            return own
        if related and above.is_episode:
            return own
    if theirs.year is None and own.year is not None and (same or not own.title):
        spans = {**theirs.spans, "year": own.spans["year"]}
        return Titled(theirs.title, own.year, theirs.other or own.other, spans)
    return theirs._replace(other=theirs.other or own.other)


def _folder_first(
    source: Placed, own: Titled, above: ShowFolders, library: Library | None, hidden: bool, nested: bool, bare: bool
) -> bool:
    """Whether the folder's title comes before the file's own."""
    if not own.title or library == "show" or hidden:
        return True
    if above.season is not None and (nested or bare):
        return True
    folder = above.named
    assert folder is not None
    if (
        folder.reading.first_tag is not None
        and _SCENE_SHORT.match(source.reading.name)
        and source.reading.name.islower()
    ):
        return True
    return above.is_episode and above.season is None


def _related(one: str, other: str) -> bool:
    """Whether one title begins as the other: "Marvel's Show" and "Marvels Show"."""
    first, second = (_SIGNS.sub("", title.casefold()) for title in (one, other))
    return bool(first and second) and (first.startswith(second) or second.startswith(first))


def _episode_title(source: Placed, found: Numbering, spans: dict[str, tuple[int, int]]) -> str | None:
    """What stands between the numbers and the tags behind them."""
    reading = source.reading
    words = reading.words
    last = min(found.last, len(words) - 1)
    begin, stop = words[last].end, len(reading.name)
    tag = next((place for place in range(last + 1, len(words)) if words[place].tag), None)
    if tag is not None:
        stop = words[tag].start
    elif reading.group is not None and reading.group[1] > begin:
        stop = reading.group[1] - 1
    title = clean(_IN_BRACKETS.sub(" ", reading.name[begin:stop]).lstrip(")] -_."))
    if not any(char.isalpha() for char in title):
        return None
    first = begin + max(reading.name[begin:stop].find(title.split(" ")[0]), 0)
    spans["episode_title"] = (first + source.offset, stop + source.offset)
    return title


def _beside(reading: Reading, found: Numbering | None) -> tuple[tuple[int, ...], Numbering | None]:
    """The number over all seasons beside the others ("Name 214 10x14", "Name - 05 - S01E05"), and the numbering from it on."""
    if found is None or not found.episodes or found.absolute or found.season is None:
        return (), found
    words = reading.words
    marked = words[found.first].number
    if marked is None or not (marked["s"] or marked["nx"]):
        return (), found
    if found.first > reading.begin + 1 and words[found.first - 1].bracket == 0:
        numbers, first = _before(reading, found)
        if numbers:
            return numbers, replace(found, first=first)
    if reading.fansub and found.last + 1 < len(words):
        after = words[found.last + 1]
        if len(after.low) == 3 and after.low[0] == "0" and (number_of := value_of(after)) is not None:
            return (number_of,), found
    return (), found


def _before(reading: Reading, found: Numbering) -> tuple[tuple[int, ...], int]:
    words, place = reading.words, found.first - 1
    last = value_of(words[place])
    if last is None or words[place].kind is not None:
        return (), found.first
    from_ = value_of(words[place - 1]) if place > reading.begin + 1 and words[place].sep == "-" else None
    if from_ is not None and last - from_ + 1 == len(found.episodes) > 1:
        return tuple(range(from_, last + 1)), place - 1
    dashed = words[place].sep.strip(" _.") == "-" == words[found.first].sep.strip(" _.")
    fansub = (
        reading.fansub and len(words[place].low) >= 3 and words[found.first].bracket == 0 and place not in reading.years
    )
    return ((last,), place) if dashed or fansub else ((), found.first)


def _spoken(word: Word) -> bool:
    """Whether an episode is called one: "E07", "ep05"."""
    return word.low[0] == "e" and (word.number is not None or word.low in ("ep", "episode"))
