"""Why a path was read as it was, for people: the evidence for the reading that was chosen, and the runner-up."""

from collections.abc import Sequence

from dim.naming.model import Evidence, Explanation, Identity, Library, Reading
from dim.naming.neighbours.folder_file import FolderFile
from dim.naming.neighbours.read_folder import read_folder
from dim.naming.numbers.claim import Claim
from dim.naming.readings.options import Option

_TITLE_WEIGHT, _YEAR_WEIGHT = 2.0, 3.0
"""Set by hand: no reading is chosen by them."""
MOST_RIVALS = 8
MOST_LISTED = 20


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
    """Return the best reading that says something else than the chosen one."""
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
    evidence = [*_of_title(identity), *_of_numbers(option, identity), *_of_kind(file, identity)]
    evidence.sort(key=lambda one: -abs(one.weight))
    return Reading(identity, tuple(evidence), round(sum(one.weight for one in evidence), 1))


def _of_title(identity: Identity) -> list[Evidence]:
    found = []
    if (span := identity.spans.get("title")) is not None:
        found.append(
            Evidence(
                "title",
                f"the title “{identity.title}”",
                "the words before the numbers, the year and the tags",
                span,
                _TITLE_WEIGHT,
            )
        )
    if identity.year is not None and (span := identity.spans.get("year")) is not None:
        found.append(
            Evidence(
                "year", f"the year {identity.year}", "four digits that may be a year of release", span, _YEAR_WEIGHT
            )
        )
    if identity.part is not None and (span := identity.spans.get("part")) is not None:
        found.append(Evidence("part", f"part {identity.part}", "a word for a piece and its number", span, _YEAR_WEIGHT))
    return found


def _of_numbers(option: Option, identity: Identity) -> list[Evidence]:
    """Return what each number of a reading says, and what the folders, the library and the files beside it add."""
    found = []
    if option.numbering is not None:
        for part in option.numbering.parts:
            words = option.source.parsed.words
            last = min(part.last, len(words) - 1)
            span = (words[part.first].start + option.source.offset, words[last].end + option.source.offset)
            found.append(Evidence(_field(part), _statement(part), part.form, span, round(part.weight, 1)))
    says = _statement(option.numbering.claim) if option.numbering is not None else "no number"
    for reason, weight in option.context:
        if weight:
            found.append(Evidence("episodes" if identity.episodes else "kind", says, reason, None, round(weight, 1)))
    return found


def _of_kind(file: FolderFile, identity: Identity) -> list[Evidence]:
    if identity.kind in ("extra", "sample"):
        what = "a sample" if identity.kind == "sample" else f"an extra ({identity.extra})"
        return [
            Evidence(
                "kind",
                what,
                "a word in its name or the name of its folder",
                (file.reader.file.offset, len(file.path)),
                5.0,
            )
        ]
    return []


def _field(claim: Claim) -> str:
    if claim.date is not None:
        return "date"
    return "episodes" if claim.episodes else "season"


def _listed(episodes: tuple[int, ...]) -> str:
    first, last = episodes[0], episodes[-1]
    if first == last:
        return f"episode {first}"
    if last - first + 1 == len(episodes):
        return f"episodes {first} to {last}"
    return f"episodes {', '.join(map(str, episodes[:MOST_LISTED]))}"


def _statement(claim: Claim) -> str:
    """Return what a claim says, in words: "season 4, episodes 9 to 12"."""
    said = []
    if claim.several:
        said.append("several seasons")
    if claim.season is not None:
        said.append("a special" if claim.season == 0 else f"season {claim.season}")
    if claim.episodes:
        said.append(_listed(claim.episodes))
    if claim.absolute and claim.absolute != claim.episodes and "in one" not in claim.form:
        said.append(f"number {claim.absolute[0]} over all seasons")
    if claim.date is not None:
        said.append(claim.date)
    if claim.part is not None:
        said.append(f"part {claim.part}")
    return ", ".join(said)
