"""The readings of a path: what its own name and its folders may number, weighed together."""

import datetime
import re
from dataclasses import dataclass

from dim.naming.model import Library
from dim.naming.numbers.claim import Claim, Numbering
from dim.naming.numbers.lists import plain_of
from dim.naming.paths import PathComponent
from dim.naming.readings.folders import ShowFolders
from dim.naming.readings.parse_name import find_episode_numbers

MOST_OPTIONS = 8
WITHOUT_NUMBER = {None: 0.0, "movie": 0.0, "show": -2.5}
"""How likely a file without a number is, in each kind of library."""


@dataclass(slots=True)
class Option:
    """One way to read the numbers of a path, or that it has none, and how much speaks for it."""

    numbering: Numbering | None
    source: PathComponent
    """The name that the numbers are read from: the file's own or its folder's."""
    score: float
    context: list[tuple[str, float]]
    """What the folders and the library add to the weight of the numbers, for people."""


def find_options(
    file: PathComponent, stem: str, above: ShowFolders, library: Library | None, meaningless: bool
) -> list[Option]:
    """Return all readings of the numbers of a path, the most likely first."""
    if library == "movie":
        return [Option(None, file, 0.0, [])]
    named = above.show.parsed if above.show is not None else None
    only_number = stem.isdigit() and len(stem) < 4 and named is not None and not named.years and named.name != stem
    show = library == "show" or only_number
    find_episode_numbers(file.parsed, above.season, show=show, nested=above.show is not None)
    options = [Option(None, file, *_without_number(above, library))]
    options += [
        _option(numbering, file, above, library, meaningless) for numbering in file.parsed.numberings[:MOST_OPTIONS]
    ]
    episode = above.episode
    if episode is not None and above.episode_source is not None:
        options.append(_of_folder(episode, above.episode_source, options, meaningless))
    if meaningless and above.season is not None and (short := _abbreviated(file, stem, above.season)) is not None:
        options.append(short)
    if above.year is not None and (day := _day(file, above)) is not None:
        options.append(day)
    options.sort(key=_by_score)
    return options


def _by_score(option: Option) -> float:
    return -option.score


def _without_number(above: ShowFolders, library: Library | None) -> tuple[float, list[tuple[str, float]]]:
    score = WITHOUT_NUMBER[library]
    context = [("the library has shows, whose files have numbers", score)] if score else []
    if above.season is not None:
        score -= 1.0
        context.append(("its folder is a season, whose files have numbers", -1.0))
    return score, context


def _option(
    numbering: Numbering, file: PathComponent, above: ShowFolders, library: Library | None, meaningless: bool
) -> Option:
    """Weigh numbers of the file's own name against what is around it."""
    claim, score = numbering.claim, numbering.claim.weight
    context: list[tuple[str, float]] = []

    def add(reason: str, weight: float) -> None:
        nonlocal score
        score += weight
        context.append((reason, weight))

    if meaningless and above.show is not None:
        add("the file's name looks like a hash, and a folder names it", -9.0)
    if above.season is not None and claim.season is not None and claim.kind != "in one":
        same = above.season == claim.season
        if len(numbering.claims) > 1 or claim.weight < 6.0 or same:
            add(f"its folder says season {above.season}", 1.5 if same else -2.0)
    if above.episode is not None:
        other = above.episode.claim
        if claim.episodes and claim.episodes == other.episodes and claim.season in (None, other.season):
            add("its folder names the same episode", 3.0)
    if above.show is not None and claim.weight < 4.0 and _has_title_of(above.show, file, claim):
        add("its folder has the title before the number", 2.5)
    if above.show is not None and _is_in_title(numbering, file, above.show):
        add("its folder has the number in its title", -7.0)
    unknown = above.show is None and library is None and not file.parsed.fansub
    if unknown and claim.leading and claim.weight < 6.0:
        rest = file.parsed.words[claim.last + 1 :]
        if rest and not any(char.isalpha() for word in rest for char in word.text):
            add("nothing after the number could be a title", -3.0)
    begins = above.show is None and claim.first <= file.parsed.first_word
    if begins and claim.season is not None and not claim.episodes and file.parsed.years:
        add("a year without a title before the season: it is the title of a movie", -7.0)
    if begins and not claim.leading and claim.weight < 5.0 and file.parsed.group is None:
        add("nothing before the number could be a title", -2.0)
    return Option(numbering, file, score, context)


def _has_title_of(show: PathComponent, file: PathComponent, claim: Claim) -> bool:
    """Whether the words before a number are the title of the folder."""
    if claim.leading or claim.first <= file.parsed.first_word:
        return False
    own = "".join([word.lowered for word in file.parsed.words[file.parsed.first_word : claim.first]])
    title = [word for word in show.parsed.words[show.parsed.first_word :] if not word.tag and word.number is None]
    return own == "".join([word.lowered for word in title])


def _is_in_title(numbering: Numbering, file: PathComponent, show: PathComponent) -> bool:
    """Whether a bare number is in the title of the folder too, and the same word is beside it: "The 100/The 100 - 2019-05-24"."""
    words, named = file.parsed.words, show.parsed
    stop = named.numberings[0].claim.first if named.numberings else len(named.words)
    folder = [word.lowered for word in named.words[:stop]]
    for one in numbering.claims:
        if not one.is_bare or one.first != one.last:
            continue
        pair = [word.lowered for word in words[max(one.first - 1, file.parsed.first_word) : one.first + 1]]
        if len(pair) == 1:
            pair = [word.lowered for word in words[one.first : one.first + 2]]
        if len(pair) == 2 and any(folder[at : at + 2] == pair for at in range(len(folder) - 1)):
            return True
    return False


def _abbreviated(file: PathComponent, stem: str, season: int) -> Option | None:
    """Interpret "mr307" in the folder of season 3."""
    match = _ABBREVIATED.fullmatch(stem)
    if match is None or int(match[1]) // 100 != season:
        return None
    claim = Claim(
        0,
        len(file.parsed.words) - 1,
        6.0,
        "an abbreviation with season and episode in one",
        season,
        (int(match[1]) % 100,),
    )
    return Option(Numbering(claim, (claim,)), file, 6.0, [])


def _day(file: PathComponent, above: ShowFolders) -> Option | None:
    """Interpret "03.mkv" in "Show/2016/11" as a date, and "11-03 Name" in "Show/2016"."""
    words = file.parsed.words
    numbers = [plain_of(word) for word in words[:2]]
    found = [*above.day, *(number for number in numbers if number is not None)][:2]
    if len(found) < 2 or not words or numbers[0] is None:
        return None
    try:
        date = datetime.date(above.year or 0, found[0], found[1]).isoformat()
    except ValueError:
        return None
    last = 1 - len(above.day)
    claim = Claim(0, max(last, 0), 7.0, "a day in the folder of its year", date=date, leading=True)
    return Option(Numbering(claim, (claim,)), file, 7.0, [(f"its folder is the year {above.year}", 0.0)])


_ABBREVIATED = re.compile(r"[A-Za-z]{2,8}[._-]?(\d{3,4})")


def _of_folder(episode: Numbering, show: PathComponent, own: list[Option], meaningless: bool) -> Option:
    """Weigh the episode that the folder names, as in a release of one episode."""
    weight = episode.claim.weight
    if meaningless:
        reason = "the folder is a release of one episode, the file's name says nothing"
        return Option(episode, show, weight + 2.0, [(reason, 2.0)])
    if any(_numbers_episode(option) and option.score >= 5.5 for option in own):
        bonus, reason = -12.0, "the file's own name numbers an episode"
    else:
        bonus, reason = -3.0, "the folder says it, not the file's own name"
    return Option(episode, show, weight + bonus, [(reason, bonus)])


def _numbers_episode(option: Option) -> bool:
    if option.numbering is None:
        return False
    claim = option.numbering.claim
    return bool(claim.episodes) or claim.date is not None
