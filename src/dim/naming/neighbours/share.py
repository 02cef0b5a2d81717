"""Share what neighbours agree on: the show, its season, its year."""

from collections import Counter, defaultdict
from dataclasses import replace

from dim.naming.model import Identity, Library
from dim.naming.neighbours.folder_file import MIN_SEQUENCE, FolderFile
from dim.naming.text import fold


def name_by_folder(members: list[FolderFile], library: Library | None) -> None:
    """Take the show from the folder if each file has another name behind its number: "Show/01 - One", "Show/02 - Two"."""
    leading = [read for read in members if read.chosen.numbering is not None and read.chosen.numbering.claim.leading]
    names = {fold(read.identity.title) for read in leading}
    folder = members[0].reader.above.show
    if library == "show" or folder is None or len(leading) < MIN_SEQUENCE or len(names) < len(leading):
        return
    above = members[0].reader.folder_title()
    if not above.title:
        return
    for read in leading:
        own = read.identity
        if fold(own.title) != fold(above.title):
            read.identity = replace(
                own, title=above.title, titles=above.titles, year=above.year or own.year,
                episode_title=own.episode_title or own.title, spans={**own.spans, **above.spans},
            )  # fmt: skip


def share_season(members: list[FolderFile]) -> None:
    """Give episodes without a season the season that all their neighbours have."""
    seasons: dict[str, set[int]] = defaultdict(set)
    for read in members:
        if read.identity.season is not None and "season" in read.identity.spans:
            seasons[fold(read.identity.title)].add(read.identity.season)
    for read in members:
        one = read.identity
        known = seasons.get(fold(one.title), set())
        if one.episodes and "season" not in one.spans and not one.absolute and len(known) == 1:
            read.identity = replace(one, season=next(iter(known)))


def share_show(members: list[FolderFile]) -> None:
    """Use the year and spelling of most neighbours; a name without a title takes theirs."""
    episodes = [read for read in members if read.identity.kind == "episode"]
    if len(episodes) < 2:
        return
    written: dict[str, Counter[str]] = defaultdict(Counter)
    years: dict[str, Counter[int]] = defaultdict(Counter)
    for read in episodes:
        one = read.identity
        key = fold(one.title)
        written[key][one.title] += 1
        if one.year is not None and one.year != one.season and _year_precedes_number(one):
            years[key][one.year] += 1
    common = max(written, key=lambda key: (sum(written[key].values()), key))
    most = sum(written[common].values())
    for read in episodes:
        one = read.identity
        key = fold(one.title)
        nameless = key != common and "title" not in one.spans and bool(one.episodes)
        if nameless and most >= MIN_SEQUENCE and most * 2 > len(episodes):
            key = common
        title = max(written[key], key=lambda title: (written[key][title], title))
        year = one.year
        if year is None and len(years[key]) == 1:
            year = next(iter(years[key]))
        if title != one.title or year != one.year:
            others = tuple(other for other in one.titles if other not in (one.title, title))
            read.identity = replace(one, title=title, titles=(title, *others), year=year)


def _year_precedes_number(one: Identity) -> bool:
    """Whether the year precedes the episode number and thus belongs to the show."""
    year, number = one.spans.get("year"), one.spans.get("episodes")
    return year is None or number is None or year[0] < number[0]
