"""The readings of a path: what its own name and its folders may number, weighed together."""

from dataclasses import dataclass

from dim.naming.model import Library
from dim.naming.numbers.find_numberings import Numbering
from dim.naming.paths import PathComponent
from dim.naming.readings.folders import ShowFolders
from dim.naming.readings.parsed_name import find_episode_numbers

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
    for numbering in file.parsed.numberings[:MOST_OPTIONS]:
        options.append(_option(numbering, file, above, library, meaningless))
    episode = above.episode
    if episode is not None and above.show is not None:
        options.append(_of_folder(episode, above.show, options, meaningless))
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
    if above.season is not None and claim.season is not None and "in one" not in claim.form:
        same = above.season == claim.season
        if len(numbering.parts) > 1 or claim.weight < 6.0 or same:
            add(f"its folder says season {above.season}", 1.5 if same else -2.0)
    if above.episode is not None:
        other = above.episode.claim
        if claim.episodes and claim.episodes == other.episodes and claim.season in (None, other.season):
            add("its folder names the same episode", 3.0)
    if claim.leading and above.show is None and library is None and claim.weight < 6.0 and not file.parsed.fansub:
        rest = file.parsed.words[claim.last + 1 :]
        if rest and not any(char.isalpha() for word in rest for char in word.text):
            add("nothing after the number could be a title", -3.0)
    if not claim.leading and claim.first <= file.parsed.first_word and above.show is None and claim.weight < 5.0 and file.parsed.group is None:
        add("nothing before the number could be a title", -2.0)
    return Option(numbering, file, score, context)


def _of_folder(episode: Numbering, show: PathComponent, own: list[Option], meaningless: bool) -> Option:
    """Weigh the episode that the folder names, as in a release of one episode."""
    weight = episode.claim.weight
    best = max((option.score for option in own if option.numbering is not None and (option.numbering.claim.episodes or option.numbering.claim.date)), default=-9.0)
    if meaningless:
        return Option(episode, show, weight + 2.0, [("the folder is a release of one episode, the file's name says nothing", 2.0)])
    marked = best >= 5.5
    return Option(episode, show, weight - (12.0 if marked else 3.0), [("the folder is a release of one episode", -12.0 if marked else -3.0)])
