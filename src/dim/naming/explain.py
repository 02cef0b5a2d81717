"""Why a path was read as it was, for people: the evidence for the reading that was chosen, and the runner-up."""

from collections.abc import Sequence

from dim.naming import extras
from dim.naming.model import Evidence, Explanation, Identity, Library, Reading
from dim.naming.neighbours.folder_file import FolderFile
from dim.naming.neighbours.read_folder import read_folder
from dim.naming.numbers.claim import Claim
from dim.naming.readings.options import Option
from dim.naming.text import clean, fold, listed

_LEAST_TOGETHER = 0.3
"""What the combination of numbers adds at least, or takes away, where it is shown; less is rounding."""
_TITLE_WEIGHT, _YEAR_WEIGHT, _PART_WEIGHT, _KIND_WEIGHT = 2.0, 3.0, 3.0, 5.0
_FOLDER_WEIGHT, _BESIDE_WEIGHT, _IMPLIED_WEIGHT = 3.0, 1.0, 0.5
"""Set by hand: no reading is chosen by them."""
MOST_RIVALS = 8
_SEPARATORS = " ._-"
_NUMBERS = ("season", "episodes", "absolute", "date")
_FORMS = {
    "": "digits that hardly count an episode",
    "several seasons": "words or numbers of more than one season",
    "an episode of a number of them": "the number of an episode out of all of them",
    "episodes of a number of them": "the numbers of episodes out of all of them",
    "a season of a number of them": "the number of a season out of all of them",
    "a season, marked with T": "a season, marked with “T”",
    "season x episode": "season and episode with an “x” between them",
    "a chapter of a season": "a chapter: season and episode in one number",
    "a counted episode": "a number with a word that counts episodes",
    "a counted range": "a range with a word that counts episodes",
    "a part of a show": "a part, which is an episode of a show",
    "parts of a show": "parts, which are episodes of a show",
    "a number with #": "a number after “#”",
}
"""Forms of claims whose name is too short for people."""
_EXTRAS = {"other": "an extra", "interview": "an interview", "behind the scenes": "a look behind the scenes"}


def explain(path: str, library: Library | None = None, beside: Sequence[str] = ()) -> Explanation:
    """Explain how a path (relative to the library) is read among the paths of the files beside it."""
    if not path:
        identity = Identity("movie", "?")
        return Explanation(Reading(identity, (), 0.0), None)
    paths = [path, *(one for one in beside if one != path)]
    file = read_folder(paths, library)[0]
    assert file is not None
    chosen = _reading(file, file.chosen, file.identity)
    return Explanation(chosen, _runner_up(file, chosen.identity))


def _runner_up(file: FolderFile, chosen: Identity) -> Reading | None:
    """Return the best reading that says something else than the chosen one; of an extra, the one as a movie or episode."""
    if chosen.kind in ("extra", "sample"):
        options = file.reader.options()
        return _reading(file, options[0], file.reader.identity_of(options[0], options))
    rivals = sorted((option for option in file.options if option is not file.chosen), key=lambda option: -option.score)
    for option in rivals[:MOST_RIVALS]:
        identity = file.reader.identity_of(option, file.options)
        if _says(identity) != _says(chosen):
            return _reading(file, option, identity)
    return None


def _says(identity: Identity) -> tuple[object, ...]:
    return identity.kind, identity.title.casefold(), identity.year, identity.season, identity.episodes, identity.date


def _reading(file: FolderFile, option: Option, identity: Identity) -> Reading:
    """Return a reading with its evidence, the strongest first."""
    if identity.kind in ("extra", "sample"):
        evidence = _of_extra(file)
    else:
        evidence = [
            *_of_title(file, identity),
            *_of_numbers(file, option),
            *_of_season(file, option, identity),
        ]
        evidence += _of_part(option, identity)
    evidence.sort(key=lambda one: -abs(one.weight))
    return Reading(identity, tuple(evidence), round(sum(one.weight for one in evidence), 1))


def _of_extra(file: FolderFile) -> list[Evidence]:
    """Return the word that makes a file an extra or a sample."""
    reader = file.reader
    found = extras.find_extra(reader.stem, [text for text, _ in reader.folders])
    if found is None:
        return []
    says = _EXTRAS.get(found.kind, f"a {found.kind}")
    if found.folder is not None:
        text, start = reader.folders[found.folder]
        return [Evidence("kind", says, "the name of its folder", (start, start + len(text)), _KIND_WEIGHT)]
    offset = reader.file.offset
    return [Evidence("kind", says, "a word in its name", (found.start + offset, found.end + offset), _KIND_WEIGHT)]


def _of_title(file: FolderFile, identity: Identity) -> list[Evidence]:
    """Return where title and year are from."""
    found = []
    says, span = f"the title “{identity.title}”", identity.spans.get("title")
    if span is not None:
        because = _place_of_title(file, identity, span)
        found.append(Evidence("title", says, because, _trimmed(file.path, span), _TITLE_WEIGHT))
    elif fold(identity.title) not in fold(clean(file.reader.stem)):
        found.append(Evidence("title", says, "the files beside it have this title", None, _BESIDE_WEIGHT))
    if identity.year is not None and (span := identity.spans.get("year")) is not None:
        because = "four digits that may be a year of release"
        found.append(Evidence("year", f"the year {identity.year}", because, span, _YEAR_WEIGHT))
    return found


def _place_of_title(file: FolderFile, identity: Identity, span: tuple[int, int]) -> str:
    """Return what is around the title, in words."""
    offset = file.reader.file.offset
    if span[1] <= offset:
        return "the name of a folder above the file"
    numbers = [
        identity.spans[name] for name in _NUMBERS if name in identity.spans and identity.spans[name][0] >= offset
    ]
    if any(start >= span[1] for start, _ in numbers):
        return "the words before the numbers"
    if identity.spans.get("year", (-1, 0))[0] >= span[1]:
        return "the words before the year"
    if any(end <= span[0] for _, end in numbers):
        return "the words after the numbers"
    tagged = any(start >= span[1] for start, _ in identity.spans.values())
    return "the words before the tags" if tagged else "the words of its name"


def _trimmed(path: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return a span without the separators at its ends."""
    text = path[slice(*span)].rstrip(_SEPARATORS + "([")
    start = span[1] - len(path[slice(*span)].lstrip(_SEPARATORS + ")]"))
    return (start, span[0] + len(text)) if start < span[0] + len(text) else span


def _of_numbers(file: FolderFile, option: Option) -> list[Evidence]:
    """Return what each number of a reading says, and what the folders, the library and the files beside it add."""
    if option.numbering is None:
        return [
            Evidence("kind", "no number", reason, None, round(weight, 1)) for reason, weight in option.context if weight
        ]
    whole, found = option.numbering.claim, []
    for claim in option.numbering.claims:
        words = option.source.parsed.words
        last = min(claim.last, len(words) - 1)
        span = (words[claim.first].start + option.source.offset, words[last].end + option.source.offset)
        place = file.reader.in_path(span) if option.source is file.reader.file else span
        if _counts_over_seasons(claim, whole):
            says, form = _over_seasons(whole.absolute), claim.form.partition(":")[0]
        else:
            says, form = _statement(claim), claim.form
        found.append(Evidence(_field(claim), says, _form(form), place, round(claim.weight, 1)))
    for reason, weight in option.context:
        if weight:
            found.append(Evidence(_field(whole), _statement(whole), reason, None, round(weight, 1)))
    together = round(option.score - sum(one.weight for one in found), 1)
    if abs(together) >= _LEAST_TOGETHER:
        because = "its numbers fit together" if together > 0 else "its numbers hardly fit together"
        found.append(Evidence(_field(whole), _statement(whole), because, None, together))
    return found


def _form(form: str) -> str:
    """Return the form of a claim for people: "a number in brackets: season and episode in one"."""
    name, colon, more = form.partition(":")
    return f"{_FORMS.get(name, name)}{colon}{more}"


def _counts_over_seasons(claim: Claim, whole: Claim) -> bool:
    """Whether a claim is the second numbering of a name: "118" of "S04E09 118"."""
    if not whole.absolute or not claim.episodes or claim.episodes == whole.episodes:
        return False
    return whole.absolute in (claim.absolute, claim.episodes)


def _of_season(file: FolderFile, option: Option, identity: Identity) -> list[Evidence]:
    """Return where the season of a number without one is from."""
    claim = option.numbering.claim if option.numbering is not None else None
    if identity.season is None or (claim is not None and claim.season is not None):
        return []
    says = "specials" if identity.season == 0 else f"season {identity.season}"
    above = file.reader.above
    if above.season == identity.season:
        return [Evidence("season", says, "the name of a folder above the file", above.season_span, _FOLDER_WEIGHT)]
    if file.reader.identity_of(option, file.options).season == identity.season:
        return [
            Evidence("season", says, "an episode without a season counts as one of the first", None, _IMPLIED_WEIGHT)
        ]
    return [Evidence("season", says, "the files beside it are of this season", None, _BESIDE_WEIGHT)]


def _of_part(option: Option, identity: Identity) -> list[Evidence]:
    """Return where the number of a part is from, or that of an episode with a letter, unless the numbers say it."""
    lettered = option.numbering is None and bool(identity.episodes)
    claimed = option.numbering is not None and option.numbering.claim.part is not None
    field, says = "part", f"part {identity.part}"
    if lettered:
        field, says = "episodes", listed(identity.episodes)
    elif identity.part is None or claimed:
        return []
    span = identity.spans.get(field)
    letter = span is not None and span[1] - span[0] == 1
    because = "a letter, and the files beside it have the others" if letter else "a word for a part, and its number"
    return [Evidence(field, says, because, span, _PART_WEIGHT)]


def _field(claim: Claim) -> str:
    if claim.date is not None and not claim.episodes:
        return "date"
    return "episodes" if claim.episodes else "season"


def _over_seasons(numbers: tuple[int, ...]) -> str:
    return f"{listed(numbers, 'number')} over all seasons"


def _statement(claim: Claim) -> str:
    """Return what a claim says, in words: "season 4, episodes 9 to 12"."""
    said = []
    if claim.several:
        said.append("several seasons")
    if claim.season is not None:
        said.append("a special" if claim.season == 0 else f"season {claim.season}")
    if claim.episodes:
        said.append(listed(claim.episodes))
    in_one = tuple((claim.season or 0) * 100 + number for number in claim.episodes)
    if claim.absolute and claim.absolute not in (claim.episodes, in_one):
        said.append(_over_seasons(claim.absolute))
    if claim.date is not None:
        said.append(f"the date {claim.date}")
    if claim.part is not None:
        said.append(f"part {claim.part}")
    return ", ".join(said)
