"""Identify episodes: their numbers and the title of their show, from the file name and the folders above it."""

import re
from dataclasses import replace

from dim.naming import extras
from dim.naming.model import Details, Identity, Library
from dim.naming.numbers.values import Numbering, value_of
from dim.naming.parsed_name import ParsedName, find_episode_numbers, parse_folder_name
from dim.naming.paths import PathComponent, also_names_show, season_of
from dim.naming.text import clean
from dim.naming.titles import TitleMatch, all_titles, find_title
from dim.naming.words.split import Word

_OBFUSCATED = re.compile(r"^(?:[0-9a-f]{16,}|(?=[A-Za-z]*\d)[A-Za-z0-9]{22,}|[a-z0-9]{2,4}\d{3})$")
_SCENE_SHORT = re.compile(r"^[a-z0-9]{2,8}-[a-z0-9]")
_IN_BRACKETS = re.compile(r"[\[(][^\])]{0,200}[\])]?")
_PUNCTUATION = re.compile(r"[\W_]+")


def is_obfuscated(stem: str) -> bool:
    """Whether a name is a hash or an abbreviation ("tbbt101")."""
    return _OBFUSCATED.match(stem) is not None


class ShowFolders:
    """What the folders above a file say about its show and season."""

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
        if self.season is None and self.numbering is not None:
            self.season = self.numbering.season

    @property
    def numbering(self) -> Numbering | None:
        """The numbers in the folder's own name, as in a release of one episode."""
        return self.show.parsed.numbering if self.show is not None else None

    @property
    def is_episode(self) -> bool:
        """Whether the folder itself names an episode."""
        return self.numbering is not None and bool(self.numbering.episodes or self.numbering.date)


def identify_episode(
    file: PathComponent, stem: str, folders: list[tuple[str, int]], library: Library | None, spans: dict[str, tuple[int, int]],
    details: Details,
) -> Identity | None:  # fmt: skip
    """Identify a file as an episode and add to `spans`; None if nothing suggests that it is one."""
    above = ShowFolders(folders)
    obfuscated = is_obfuscated(stem) and above.show is not None
    found = None if obfuscated else _own_numbering(file.parsed, stem, above, library)
    source = file
    if above.is_episode and above.show is not None and (found is None or not (found.episodes or found.date)):
        found, source = above.numbering, above.show
    if found is None and above.season is None and library != "show":
        return None
    absolute, stated = _split_absolute(source.parsed, found)
    title = _show_title(source, stated, above, library, obfuscated or source is not file, len(folders))
    spans.update(title.spans)
    season = above.season if found is None or found.season is None else found.season
    episode_title: str | None = None
    if found is not None:
        spans.update(_spans(found, source))
        if folders or not found.leading:
            episode_title = _episode_title(source, found, spans)
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
    numbers = found or Numbering(0, 0)
    return Identity(
        "episode", title.title or clean(stem) or stem or "?", year, season, numbers.episodes, absolute or numbers.absolute,
        numbers.date, all_titles(title), episode_title=episode_title, version=numbers.version, **details,
    )  # fmt: skip


def _own_numbering(parsed: ParsedName, stem: str, above: ShowFolders, library: Library | None) -> Numbering | None:
    """Find the numbers in the file's own name."""
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
    stated: Numbering | None,
    above: ShowFolders,
    library: Library | None,
    obfuscated: bool,
    folders: int,
) -> TitleMatch:
    """Choose title and year of the show: the folder's for files in a season or without a title, else the file's own."""
    own = find_title(source, stated, alone=folders == 0)
    folder = above.show
    if folder is None or folder.parsed is source.parsed:
        return own
    of_folder = find_title(folder, folder.parsed.numbering, alone=False)
    same = clean(of_folder.title).casefold() == own.title.casefold()
    if same and own.year is None and of_folder.year is not None:  # "Show (2010)/Show S01E02"
        own = own._replace(year=of_folder.year, spans={**own.spans, "year": of_folder.spans["year"]})
    number_only = stated is None or stated.leading
    if not of_folder.title or not _prefer_folder(source, own, above, library, obfuscated, folders > 1, number_only):
        return own
    related = _related(own.title, of_folder.title)
    if own.title and library is None and not number_only:
        if len(own.title) > 3 and not related:
            return own
        if related and above.is_episode:
            return own
    if of_folder.year is None and own.year is not None and (same or not own.title):
        spans = {**of_folder.spans, "year": own.spans["year"]}
        return TitleMatch(of_folder.title, own.year, of_folder.alternative or own.alternative, spans)
    return of_folder._replace(alternative=of_folder.alternative or own.alternative)


def _prefer_folder(
    source: PathComponent,
    own: TitleMatch,
    above: ShowFolders,
    library: Library | None,
    obfuscated: bool,
    nested: bool,
    number_only: bool,
) -> bool:
    """Whether the folder's title takes precedence over the file's own."""
    if not own.title or library == "show" or obfuscated:
        return True
    if above.season is not None and (nested or number_only):
        return True
    folder = above.show
    assert folder is not None
    if folder.parsed.first_tag is not None and _SCENE_SHORT.match(source.parsed.name) and source.parsed.name.islower():
        return True
    return above.is_episode and above.season is None


def _related(one: str, other: str) -> bool:
    """Whether one title starts with the other, punctuation aside: "Marvel's Show" and "Marvels Show"."""
    first, second = (_PUNCTUATION.sub("", title.casefold()) for title in (one, other))
    return bool(first and second) and (first.startswith(second) or second.startswith(first))


def _episode_title(source: PathComponent, found: Numbering, spans: dict[str, tuple[int, int]]) -> str | None:
    """Return the text between the numbers and the following tags, and add its span."""
    parsed = source.parsed
    words = parsed.words
    last = min(found.last, len(words) - 1)
    begin, stop = words[last].end, len(parsed.name)
    tag = next((index for index in range(last + 1, len(words)) if words[index].tag), None)
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
    """Find an absolute number next to season and episode ("Name 214 10x14", "Name - 05 - S01E05").

    Returns it, and the numbering with the words that state it.
    """
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
    words, index = parsed.words, found.first - 1
    last = value_of(words[index])
    if last is None or words[index].kind is not None:
        return (), found.first
    from_ = value_of(words[index - 1]) if index > parsed.first_word + 1 and words[index].separator == "-" else None
    if from_ is not None and last - from_ + 1 == len(found.episodes) > 1:
        return tuple(range(from_, last + 1)), index - 1
    dashed = words[index].separator.strip(" _.") == "-" == words[found.first].separator.strip(" _.")
    fansub = (
        parsed.fansub
        and len(words[index].lowered) >= 3
        and words[found.first].bracket == 0
        and index not in parsed.years
    )
    return ((last,), index) if dashed or fansub else ((), found.first)


def _is_marked_episode(word: Word) -> bool:
    """Whether a word marks an episode: "E07", "ep05"."""
    return word.lowered[0] == "e" and (word.number is not None or word.lowered in ("ep", "episode"))
