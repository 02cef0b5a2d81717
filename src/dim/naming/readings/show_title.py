"""The title of a show: of the file's own name or of a folder, whichever is the better evidence."""

import re
from typing import NamedTuple

from dim.naming.model import Library
from dim.naming.numbers.claim import Numbering
from dim.naming.paths import PathComponent
from dim.naming.readings.folders import ShowFolders
from dim.naming.readings.titles import TitleMatch, find_title
from dim.naming.text import clean
from dim.naming.words.number_words import PART_WORDS

_SCENE_SHORT = re.compile(r"^[a-z0-9]{2,8}-[a-z0-9]")
_COMPLETE = re.compile(r"[\s._-]+(?:complete|completa|komplett|collection|s?\d+-s?\d+)$", re.IGNORECASE)
_LINES = re.compile(r"(?<=\D)(?:480|720|1080|2160)$")
_LEADING_ARTICLE = re.compile(r"^(?:the|el|la|los|las|le|les|il|der|die|das)\s(?=\S)", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\W_]+")


class ShowContext(NamedTuple):
    """What decides on the title of a show."""

    source: PathComponent
    """The name that the numbers are read from."""
    stated: Numbering | None
    """The numbers."""
    above: ShowFolders
    library: Library | None
    meaningless: bool
    """Whether the file's name says nothing, or not the numbers."""
    folders: list[tuple[str, int]]


def show_title(context: ShowContext) -> TitleMatch:
    """Choose title and year of the show: the folder's for files in a season or without a title, else the file's own."""
    source, stated, above = context.source, context.stated, context.above
    own = find_title(source.parsed, source.offset, stated, alone=not context.folders)
    folder = above.show
    if folder is None:
        return own if own.title or source is above.episode_source else _title_of_group(own, source, stated)
    if folder.parsed is source.parsed:
        return own
    of_folder = _title_of_folder(folder, above, stated)
    if stated is not None and own.title.casefold() in PART_WORDS and of_folder.title:
        return of_folder  # "Show/Part 07 - Name"
    same = bool(own.title) and _squeezed(of_folder.title) == _squeezed(own.title)
    if same and own.year is None and of_folder.year is not None:  # "Show (2010)/Show S01E02"
        own = own._replace(year=of_folder.year, spans={**own.spans, "year": of_folder.spans["year"]})
    if own.year is not None and _squeezed(f"{own.title}{own.year}") == _squeezed(of_folder.title):
        return of_folder  # "Name 1988 (2015)/Name 1988 - 01"
    if same and own.country is None:
        own = own._replace(country=of_folder.country)
    if stated is not None and _is_episode_title(own, of_folder, stated):
        return of_folder  # "Show/07 - Name"
    if own.title and _is_named_season(own.title, of_folder.title, context.folders):
        return own
    if not of_folder.title or not _prefer_folder(context, folder, own):
        return own
    related = _related(own.title, of_folder.title)
    if own.title and _is_better_by_itself(context, folder, own, of_folder, related):
        return own
    titles = tuple(dict.fromkeys((*of_folder.titles, *(own.titles if related else own.titles[1:]))))
    if of_folder.year is None and own.year is not None and (same or not own.title):
        return of_folder._replace(titles=titles, year=own.year, spans={**of_folder.spans, "year": own.spans["year"]})
    return of_folder._replace(titles=titles)


def _title_of_group(own: TitleMatch, source: PathComponent, stated: Numbering | None) -> TitleMatch:
    """Take the leading bracket for the title of a name without one: "[Name].148.[XviD]"."""
    group = source.parsed.group
    if group is None or stated is None or group[1] >= source.parsed.words[stated.claim.first].start:
        return own
    name, start, end = group
    spans = {**own.spans, "title": (start + source.offset, end + source.offset)}
    return own._replace(titles=(clean(name),), spans=spans)


def _title_of_folder(folder: PathComponent, above: ShowFolders, stated: Numbering | None) -> TitleMatch:
    numbering = folder.parsed.numberings[0] if folder.parsed.numberings else None
    found = find_title(folder.parsed, folder.offset, numbering, alone=False, show=True)
    if above.season is not None or (stated is not None and stated.claim.season is not None):
        return found._replace(titles=tuple([without_complete(title) for title in found.titles]))
    return found


def _is_episode_title(own: TitleMatch, of_folder: TitleMatch, stated: Numbering) -> bool:
    """Whether the words behind a leading bare number are none of the show that the folder names."""
    if not stated.claim.leading or not stated.claim.is_bare:
        return False
    return own.year is None and bool(of_folder.title) and not _related(own.title, of_folder.title)


def _is_number_only(stated: Numbering | None) -> bool:
    """Whether no title precedes the numbers."""
    return stated is None or stated.claim.leading


def _prefer_folder(context: ShowContext, folder: PathComponent, own: TitleMatch) -> bool:
    """Whether the folder's title takes precedence over the file's own."""
    above, parsed = context.above, folder.parsed
    if not own.title or context.library == "show" or context.meaningless:
        return True
    if above.season is not None and (len(context.folders) > 1 or _is_number_only(context.stated)):
        return True
    if parsed.first_tag is not None and _is_scene_short(context.source):
        return True
    if above.episode is not None or parsed.first_tag is not None:
        numbering = parsed.numberings[0] if parsed.numberings else None
        if _abbreviates(own.title, find_title(parsed, folder.offset, numbering, alone=False).title):
            return True
    return above.episode is not None and above.season is None


def _is_scene_short(source: PathComponent) -> bool:
    """Whether a name has the short form of a scene release: "grp-name0102"."""
    return source.parsed.name.islower() and _SCENE_SHORT.match(source.parsed.name) is not None


def _is_better_by_itself(
    context: ShowContext, folder: PathComponent, own: TitleMatch, of_folder: TitleMatch, related: bool
) -> bool:
    """Whether a file's own title is neither an abbreviation nor a repetition of its folder's; if the library is not known."""
    above = context.above
    if context.library is not None or _is_number_only(context.stated):
        return False
    if folder.parsed.first_tag is not None and _is_scene_short(context.source):
        return False
    if _abbreviates(own.title, of_folder.title) or (above.episode is not None and _same_episode(context.stated, above)):
        return False
    return above.episode is not None if related else len(own.title) > 3


def _same_episode(stated: Numbering | None, above: ShowFolders) -> bool:
    """Whether a folder is a release of the very episode that the file's name numbers."""
    if stated is None or above.episode is None or above.episode_source is not above.show:
        return False
    mine, its = stated.claim, above.episode.claim
    return mine.season == its.season and mine.episodes == its.episodes and bool(its.episodes)


def _is_named_season(own: str, folder: str, folders: list[tuple[str, int]]) -> bool:
    """Whether the folder is a season with a name of its own: "Show/Second Wind/Show Second Wind - 01"."""
    if len(folders) < 2:
        return False
    above, mine, below = _squeezed(clean(folders[-2][0])), _squeezed(own), _squeezed(folder)
    return (
        bool(below)
        and mine != below
        and mine.startswith(above)
        and mine.endswith(below)
        and len(above) + len(below) <= len(mine) + 1
    )


def without_complete(title: str) -> str:
    """Return the title of a folder of several seasons: "Name Complete" is "Name"."""
    return _COMPLETE.sub("", title) or title


def _abbreviates(short: str, title: str) -> bool:
    """Whether a title abbreviates another one, as file names in release folders do: "ip", "IronP", "elfaronegro1080"."""
    mine, full = _squeezed(short), _squeezed(title)
    if not mine or not full or mine == full:
        return False
    if mine.startswith(full) and mine[len(full) :].isdigit():
        return True
    mine = _LINES.sub("", mine)
    if full[0] != mine[0]:
        title = _LEADING_ARTICLE.sub("", title)
        full = _squeezed(title)
    initials = "".join(word[0] for word in title.casefold().split())
    if mine == initials or (len(mine) <= 4 and initials.startswith(mine)):
        return True
    letters = iter(full)
    return (
        len(mine) * 10 <= len(full) * 7
        and mine[0] == full[0]
        and all(char in letters for char in mine)
        and " " not in short
    )


def _squeezed(title: str) -> str:
    return _PUNCTUATION.sub("", title.casefold())


def _related(one: str, other: str) -> bool:
    """Whether one title starts with the other, punctuation aside: "Marvel's Show" and "Marvels Show"."""
    first, second = _squeezed(one), _squeezed(other)
    return bool(first and second) and (first.startswith(second) or second.startswith(first))
