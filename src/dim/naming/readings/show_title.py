"""The title of a show: of the file's own name or of a folder, whichever is the better evidence."""

import re

from dim.naming.model import Library
from dim.naming.numbers.claim import Numbering
from dim.naming.paths import PathComponent
from dim.naming.readings.folders import ShowFolders
from dim.naming.readings.titles import TitleMatch, find_title
from dim.naming.text import clean

_SCENE_SHORT = re.compile(r"^[a-z0-9]{2,8}-[a-z0-9]")
_COMPLETE = re.compile(r"[\s._-]+(?:complete|completa|komplett|collection|s?\d+-s?\d+)$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\W_]+")


def show_title(
    source: PathComponent, stated: Numbering | None, above: ShowFolders, library: Library | None, meaningless: bool, folders: list[tuple[str, int]],
) -> TitleMatch:  # fmt: skip
    """Choose title and year of the show: the folder's for files in a season or without a title, else the file's own."""
    own = find_title(source.parsed, source.offset, stated, alone=not folders)
    if source is above.episode_source and above.show is None and not own.title:
        return own
    folder = above.show
    if folder is None:
        group = source.parsed.group
        if (
            not own.title
            and group is not None
            and stated is not None
            and group[1] < source.parsed.words[stated.claim.first].start
        ):  # "[Name].148.[XviD]"
            name, start, end = group
            return own._replace(
                titles=(clean(name),), spans={**own.spans, "title": (start + source.offset, end + source.offset)}
            )
        return own
    if folder.parsed is source.parsed:
        return own
    numbering = folder.parsed.numberings[0] if folder.parsed.numberings else None
    of_folder = find_title(folder.parsed, folder.offset, numbering, alone=False, show=True)
    if above.season is not None or (stated is not None and stated.claim.season is not None):
        of_folder = of_folder._replace(titles=tuple(without_complete(title) for title in of_folder.titles))
    same = bool(own.title) and _squeezed(of_folder.title) == _squeezed(own.title)
    if same and own.year is None and of_folder.year is not None:  # "Show (2010)/Show S01E02"
        own = own._replace(year=of_folder.year, spans={**own.spans, "year": of_folder.spans["year"]})
    if own.year is not None and _squeezed(f"{own.title}{own.year}") == _squeezed(of_folder.title):
        return of_folder  # "Name 1988 (2015)/Name 1988 - 01"
    if same and own.country is None:
        own = own._replace(country=of_folder.country)
    number_only = stated is None or stated.claim.leading
    if (
        stated is not None
        and stated.claim.leading
        and own.year is None
        and "number" in stated.claim.form
        and of_folder.title
        and not related_to(own, of_folder)
    ):
        return of_folder._replace(titles=of_folder.titles)  # "Show/07 - Name"
    if own.title and _is_named_season(own.title, of_folder.title, folders):
        return own
    if not of_folder.title or not _prefer_folder(
        source, own, above, library, meaningless, len(folders) > 1, number_only
    ):
        return own
    related = _related(own.title, of_folder.title)
    if own.title and library is None and not number_only:
        scene = (
            folder.parsed.first_tag is not None
            and source.parsed.name.islower()
            and _SCENE_SHORT.match(source.parsed.name) is not None
        )
        short = (
            scene
            or _abbreviates(own.title, of_folder.title)
            or (above.episode is not None and _same_episode(stated, above))
        )
        if len(own.title) > 3 and not related and not short:
            return own
        if related and above.episode is not None and not short:
            return own
    titles = tuple(dict.fromkeys((*of_folder.titles, *(own.titles if related else own.titles[1:]))))
    if of_folder.year is None and own.year is not None and (same or not own.title):
        return of_folder._replace(titles=titles, year=own.year, spans={**of_folder.spans, "year": own.spans["year"]})
    return of_folder._replace(titles=titles)


def related_to(own: TitleMatch, folder: TitleMatch) -> bool:
    """Whether a name's own title and its folder's are about the same."""
    return _related(own.title, folder.title)


def _prefer_folder(
    source: PathComponent, own: TitleMatch, above: ShowFolders, library: Library | None, meaningless: bool, nested: bool, number_only: bool,
) -> bool:  # fmt: skip
    """Whether the folder's title takes precedence over the file's own."""
    if not own.title or library == "show" or meaningless:
        return True
    if above.season is not None and (nested or number_only):
        return True
    folder = above.show
    assert folder is not None
    if folder.parsed.first_tag is not None and _SCENE_SHORT.match(source.parsed.name) and source.parsed.name.islower():
        return True
    numbering = folder.parsed.numberings[0] if folder.parsed.numberings else None
    if (above.episode is not None or folder.parsed.first_tag is not None) and _abbreviates(
        own.title, find_title(folder.parsed, folder.offset, numbering, alone=False).title
    ):
        return True
    return above.episode is not None and above.season is None


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
