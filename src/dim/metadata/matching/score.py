"""How well a candidate fits what is known of a title: points for and against it, with the reasons in words. Pure."""

from dataclasses import dataclass, field

from dim.metadata.matching.model import Scored
from dim.metadata.matching.titles import ALIKE, SAME, best_similarity, similarity
from dim.metadata.model import Candidate, TitleQuery

RUNTIME_CLOSE, RUNTIME_FAR = 0.04, 0.25
"""Shares of the longer runtime."""
RUNTIME_SECONDS = 180.0
SHORTEST = 300.0
"""A shorter file is a clip or a sample; its runtime says nothing."""
SHORT_FILM = 2400.0
"""A movie that is shorter is a short film, which people rarely mean."""
MOST_DISTANT_YEARS = 2
MOST_JOINED = 4
COMPUTERS = frozenset(("windows", "mac", "linux"))
_RANK = 0.02
"""What each place further down in a provider's answer costs: less than anything that is known."""


@dataclass(slots=True)
class _Sheet:
    """Points and reasons while they are collected."""

    points: float = 0.0
    reasons: list[str] = field(default_factory=list)
    supported: bool = False
    opposed: bool = False

    def add(self, points: float, reason: str = "") -> None:
        self.points += points
        if reason:
            self.reasons.append(reason)

    def support(self, points: float, reason: str) -> None:
        self.add(points, reason)
        self.supported = True

    def oppose(self, points: float, reason: str) -> None:
        self.add(points, reason)
        self.opposed = True


def score(query: TitleQuery, candidate: Candidate, rank: int = 0, *, describes: bool = False) -> Scored:
    """Weigh a candidate. `rank`: its place in the provider's answer, which only breaks ties. `describes`: the provider describes
    other candidates, so that one without any description or poster is an obscure one.
    """
    sheet = _Sheet(-_RANK * rank)
    has_id = any(_own_ids(candidate).get(name) == value for name, value in query.ids.items())
    if has_id:
        sheet.support(10.0, "the file's name or NFO has its id")
    title = _title(query, candidate, sheet)
    years = _year(query, candidate, sheet)
    _runtime(query, candidate, sheet)
    if query.kind == "show":
        _episodes(query, candidate, sheet)
    _country(query, candidate, sheet)
    _platforms(query, candidate, sheet)
    if describes and not candidate.overview and not candidate.poster:
        sheet.add(-0.8, "next to nothing is known of it")
    return Scored(
        candidate, sheet.points, tuple(sheet.reasons), title, years, sheet.supported, sheet.opposed, has_id=has_id
    )


def _own_ids(candidate: Candidate) -> dict[str, str]:
    return {**candidate.ids, candidate.provider: candidate.id}


def contradicts(query: TitleQuery, candidate: Candidate) -> bool:
    """Whether an explicit id says that it is another title."""
    ids = _own_ids(candidate)
    return any(ids.get(name, value) != value for name, value in query.ids.items())


def _title(query: TitleQuery, candidate: Candidate, sheet: _Sheet) -> float:
    own = [title for title in (candidate.title, candidate.original_title) if title]
    main = best_similarity(query.titles[:1], own)
    # a name may hold one title in two: "Birdman or (The Unexpected Virtue of Ignorance)"
    titles = [*query.titles, *(f"{query.titles[0]} {one}" for one in query.titles[1:MOST_JOINED])]
    best = max(main, best_similarity(titles, own), best_similarity(titles, candidate.other_titles))
    if main == SAME:
        sheet.add(5.0, "the title is the same")
    elif best >= 0.97:
        sheet.add(4.6, "one of its other titles is the same" if best == SAME else "the title is all but the same")
    elif best >= ALIKE:
        sheet.add(3.4, "the title is the same but for a slip")
    elif best >= 0.85:
        sheet.add(2.2, "the title is similar")
    elif best >= 0.72:
        sheet.add(0.5, "the title is somewhat similar")
    else:
        sheet.add(-3.0, "the title is another")
    if main != SAME and query.year is None and similarity(f"{query.titles[0]}", candidate.title) < 0.5 and best < SAME:
        sheet.add(-0.5)
    return best


def _year(query: TitleQuery, candidate: Candidate, sheet: _Sheet) -> int | None:
    if query.year is None:
        return None
    if candidate.year is None:
        sheet.add(-1.0, "its year is not known")
        return None
    apart = abs(query.year - candidate.year)
    if apart == 0:
        sheet.add(3.0, f"the year is {query.year}")
    elif apart == 1:
        sheet.add(1.0, f"the year differs by one ({candidate.year})")
    elif query.kind == "show" and candidate.year < query.year <= (candidate.ended or query.year):
        sheet.add(-0.5, f"it ran in {query.year}")
        return 1
    elif apart <= MOST_DISTANT_YEARS:
        sheet.add(-2.0, f"the year differs by {apart} ({candidate.year})")
    else:
        sheet.add(-6.0, f"it is from {candidate.year}, not {query.year}")
    return apart


def _runtime(query: TitleQuery, candidate: Candidate, sheet: _Sheet) -> None:
    mine, its = query.runtime, candidate.runtime
    if not its:
        return
    if not mine or mine < SHORTEST:
        if query.kind == "movie" and its < SHORT_FILM:
            sheet.add(-1.0, f"it is a short film ({round(its / 60)} min)")
        return
    apart = abs(mine - its)
    minutes = round(its / 60)
    if apart <= max(RUNTIME_SECONDS, RUNTIME_CLOSE * max(mine, its)):
        sheet.support(1.6, f"the file is as long as it ({minutes} min)")
    elif apart > RUNTIME_FAR * max(mine, its):
        sheet.oppose(-1.6, f"it takes {minutes} min, the file {round(mine / 60)}")


def _episodes(query: TitleQuery, candidate: Candidate, sheet: _Sheet) -> None:
    _episode_titles(query, candidate, sheet)
    counts = {season: count for season, count in candidate.episodes.items() if season}
    wanted = {season: max(numbers) for season, numbers in query.episodes.items() if season and numbers}
    if candidate.is_complete and wanted and not counts:
        sheet.oppose(-1.0, "no episodes of it are known")
    if not counts or not wanted:
        return
    if all(counts.get(season, 0) >= number for season, number in wanted.items()):
        more_than_one = len(wanted) > 1 or max(wanted.values()) > 1
        sheet.add(1.0, "it has all the episodes")
        sheet.supported = sheet.supported or (
            more_than_one and max(wanted) >= max(counts) - 1 and sum(wanted.values()) > 10
        )
    elif set(wanted) == {1} and wanted[1] <= sum(counts.values()):
        sheet.add(0.3, "counted over all seasons, it has all the episodes")
    elif any(season > 1900 for season in wanted):
        pass  # a daily show, whose seasons are years
    else:
        season, number = next((season, number) for season, number in wanted.items() if counts.get(season, 0) < number)
        if season not in counts and season > max(counts):
            sheet.oppose(-1.5, f"it has no season {season}")
        elif number > counts.get(season, 0) + 2:
            sheet.oppose(-1.0, f"its season {season} has only {counts.get(season, 0)} episodes")


def _episode_titles(query: TitleQuery, candidate: Candidate, sheet: _Sheet) -> None:
    both = query.episode_titles.keys() & candidate.episode_titles.keys()
    if not both:
        return
    same = sum(similarity(query.episode_titles[key], candidate.episode_titles[key]) >= 0.85 for key in both)
    if same and same >= 0.5 * len(both):
        sheet.support(min(1.5 + same, 4.0), f"{same} of {len(both)} episode titles are the same")
    elif same == 0 and len(both) >= 3:
        sheet.oppose(-2.0, f"none of {len(both)} episode titles is the same")


def _platforms(query: TitleQuery, candidate: Candidate, sheet: _Sheet) -> None:
    """Nearly every game is for Windows, so that only the console of a ROM speaks for a game."""
    if not query.platforms or not candidate.platforms:
        return
    shared = query.platforms & candidate.platforms
    if shared - COMPUTERS:
        sheet.support(1.6, f"it is for {', '.join(sorted(shared))}")
    elif not shared:
        sheet.oppose(-2.5, f"it is for {', '.join(sorted(candidate.platforms)[:5])}")


def _country(query: TitleQuery, candidate: Candidate, sheet: _Sheet) -> None:
    if query.country is None:
        return
    wanted = {"UK": "GB", "USA": "US"}.get(query.country.upper(), query.country.upper())
    if wanted in candidate.countries or similarity(f"{query.titles[0]} {query.country}", candidate.title) == SAME:
        sheet.support(2.5, f"it is from {query.country}")
    elif candidate.countries:
        sheet.oppose(-2.5, f"it is not from {query.country}")
