"""Agree on a form: the readings that most files of a folder share."""

from collections import defaultdict

from dim.naming.confidence import add_confidence
from dim.naming.neighbours.folder_file import MIN_SEQUENCE, FolderFile
from dim.naming.numbers.claim import Claim
from dim.naming.readings.options import Option

_WITHIN = 9.0
"""Readings that are this much less likely than the best are not weighed against the neighbours."""
_EACH, _MOST = 1.65, 5.0
"""What each further number of a sequence adds to the weight of its readings, and all of them at most."""

_MOST_A_SEASON = 60

Form = tuple[str, str, bool]
"""What readings have in common that read names the same way: the place of the number, the words before it, and whether it is
season and episode in one."""


def agree(members: list[FolderFile]) -> None:
    """Take the readings that most files of a folder share: "Name 101" beside "Name 99" is no season 1."""
    if all(len(read.options) < 2 or read.options[0].score - read.options[1].score > _WITHIN for read in members):
        return
    for group in _by_form(members).values():
        weight = _support(group, len(members))
        if weight:
            for option in group:
                option.score += weight
                option.context.append(("the files beside it are numbered the same way", round(weight, 1)))
    for read in members:
        best = max(read.options, key=lambda option: option.score)
        if best is not read.chosen:
            read.chosen = best
            read.identity = read.reader.identity_of(best, read.options)
        else:
            add_confidence(read.identity, best, read.options)


def _by_form(members: list[FolderFile]) -> dict[Form, list[Option]]:
    """Return the likely readings of all files by their form, the best one of each file."""
    shared: dict[Form, list[Option]] = defaultdict(list)
    for read in members:
        if read.reader.library is None and read.identity.kind == "movie" and read.identity.year is not None:
            continue  # a movie of a numbered list
        best = read.options[0].score
        seen: set[Form] = set()
        for option in read.options:
            if option.numbering is None or best - option.score > _WITHIN:
                continue
            form = _form(option, option.numbering.claim)
            if form not in seen:
                seen.add(form)
                shared[form].append(option)
    return shared


def _form(option: Option, claim: Claim) -> Form:
    """Return the form of a reading whose numbers state `claim`."""
    form = claim.form.partition(":")[0]
    place = "number" if claim.is_bare else form
    in_one = claim.kind == "in one"
    if claim.leading:
        return f"leading {place}", "", in_one
    parsed = option.source.parsed
    return place, " ".join(word.lowered for word in parsed.words[parsed.first_word : claim.first]), in_one


def _support(options: list[Option], files: int) -> float:
    """Return how much the readings of a form speak for each other: a sequence of distinct numbers does. `files`: in the folder."""
    if len(options) < MIN_SEQUENCE:
        return 0.0
    claims = [option.numbering.claim for option in options if option.numbering is not None]
    numbers = sorted((claim.season or 0, claim.episodes[0]) for claim in claims if claim.episodes)
    distinct = len(set(numbers))
    if any(
        claim.kind == "in one" and not 0 < claim.episodes[0] <= _MOST_A_SEASON for claim in claims if claim.episodes
    ):
        return 0.0  # "Name 120" up to "Name 199" are no seasons
    if distinct < len(numbers):
        return -1.0 if distinct * 2 < len(numbers) else 0.0
    if len(numbers) < MIN_SEQUENCE or _is_scattered(numbers):
        return 0.0
    share = len(numbers) / files
    return min(_EACH * (len(numbers) - 1), _MOST) * share * share


def _is_scattered(numbers: list[tuple[int, int]]) -> bool:
    """Whether sorted seasons and episodes have too many gaps, or seasons, to be a sequence."""
    seasons: dict[int, list[int]] = defaultdict(list)
    for season, episode in numbers:
        seasons[season].append(episode)
    gaps = sum(found[-1] - found[0] + 1 - len(found) for found in seasons.values())
    return gaps > len(numbers) or len(seasons) * 2 > len(numbers) + 1
