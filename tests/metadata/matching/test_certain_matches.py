"""How certain a match is: tables of what is known and which candidates a provider gives."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pytest

from dim.metadata.matching import match
from dim.metadata.matching.decide import decide
from dim.metadata.matching.match import part_of
from dim.metadata.matching.score import score
from dim.metadata.model import Candidate, EpisodeFacts, Facts, Locale, Picture, TitleFacts, TitleKind, TitleQuery
from dim.metadata.provider import ProviderInfo, UnavailableError

DUNE = Candidate(
    provider="tmdb",
    id="438631",
    kind="movie",
    title="Dune",
    year=2021,
    runtime=9300,
    overview="Paul.",
    is_complete=True,
)
OLD_DUNE = replace(DUNE, id="841", year=1984, runtime=8220)
HEAT = Candidate(
    provider="tmdb", id="949", kind="movie", title="Heat", year=1995, runtime=10200, overview="Neil.", is_complete=True
)
SPIRITED = Candidate(
    provider="tmdb", id="129", kind="movie", title="Spirited Away", original_title="千と千尋の神隠し", year=2001, is_complete=True
)  # fmt: skip
OFFICE = Candidate(
    provider="tmdb",
    id="2316",
    kind="show",
    title="The Office",
    year=2005,
    countries=("US",),
    episodes={1: 6, 2: 22},
    is_complete=True,
)
OFFICE_UK = replace(OFFICE, id="2996", year=2001, countries=("GB",), episodes={1: 6, 2: 6})


def movie(*titles: str, year: int | None = None, **more: object) -> TitleQuery:
    return TitleQuery(kind="movie", titles=titles, year=year, **more)  # type: ignore[arg-type]


def show(*titles: str, **more: object) -> TitleQuery:
    return TitleQuery(kind="show", titles=titles, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "candidates", "state", "chosen"),
    [
        (movie("Dune", year=2021), [OLD_DUNE, DUNE], "certain", "438631"),
        (movie("Dune", year=1984), [DUNE, OLD_DUNE], "certain", "841"),
        (movie("Dune"), [DUNE, OLD_DUNE], "doubtful", "438631"),
        (movie("Dune", runtime=8200.0), [DUNE, OLD_DUNE], "certain", "841"),
        (movie("Dune", year=2000), [DUNE, OLD_DUNE], "none", None),
        (movie("Heat", year=1996), [HEAT], "doubtful", "949"),  # off by one, and a short title
        (movie("Heat", year=1996, runtime=10250.0), [HEAT], "certain", "949"),
        (movie("Heat", year=1995, runtime=5000.0), [HEAT], "doubtful", "949"),  # half as long
        (movie("Heat", year=1995), [HEAT, replace(HEAT, id="1", year=1996)], "doubtful", "949"),  # a namesake next year
        (movie("Heta", year=1995), [HEAT], "doubtful", "949"),
        (movie("Sen to Chihiro", "千と千尋の神隠し", year=2001), [SPIRITED], "certain", "129"),
        (movie("Nothing Like It", year=2001), [SPIRITED, HEAT], "none", None),
        (movie("Nothing", ids={"tmdb": "949"}), [HEAT, DUNE], "certain", "949"),
        (movie("Heat", year=1995, ids={"tmdb": "123"}), [replace(HEAT, ids={"imdb": "tt0113277"})], "none", None),
        (show("The Office", country="UK"), [OFFICE, OFFICE_UK], "certain", "2996"),
        (show("The Office"), [OFFICE, OFFICE_UK], "doubtful", "2316"),
        (show("The Office", episodes={2: frozenset(range(1, 23))}), [OFFICE_UK, OFFICE], "certain", "2316"),
        (movie("Anything"), [], "none", None),
    ],
)  # fmt: skip
def test_what_is_decided(query: TitleQuery, candidates: list[Candidate], state: str, chosen: str | None) -> None:
    usable = [
        one
        for one in candidates
        if not any({**one.ids, one.provider: one.id}.get(name, value) != value for name, value in query.ids.items())
    ]
    ranked = sorted((score(query, one, rank) for rank, one in enumerate(usable)), key=lambda one: -one.points)
    decided, reasons = decide(query, ranked)
    assert decided == state, (reasons, [(one.candidate.id, one.points, one.reasons) for one in ranked])
    assert reasons
    if chosen is not None:
        assert ranked[0].candidate.id == chosen


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Pulp Fcition", "pulp"),
        ("Ocean's Eleven", "eleven"),
        ("Mocsow Does Not Believe", "does"),
        ("28 Days Latter", "days"),
        ("V for Vrndetta", "v for"),
        ("The 400 Blpws", "400"),
        ("The Shinign", "shi"),
        ("Tenet", "ten"),
        ("Heat", None),
        ("Up", None),
        ("The King's Speech", "speech"),
    ],
)
def test_the_word_that_is_searched_after_a_slip(title: str, part: str | None) -> None:
    assert part_of(title) == part


class Listing:
    """A provider that knows some candidates, and counts what it is asked."""

    info = ProviderInfo(name="tmdb", label="TMDB", kinds=frozenset(("movie", "show")))
    is_ready = True

    def __init__(self, *candidates: Candidate, fails: bool = False) -> None:
        self.candidates, self.fails, self.asked = candidates, fails, list[str]()

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.fails:
            raise UnavailableError("TMDB does not answer.")

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        self._ask("find")
        return next((one for one in self.candidates if ids.get("tmdb") == one.id), None)

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        self._ask(f"search {query.titles[0]} {with_year}")
        return [one for one in self.candidates if query.titles[0].casefold() in one.title.casefold()]

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        self._ask(f"details {provider_id}")
        one = next((one for one in self.candidates if one.id == provider_id), None)
        return TitleFacts(Facts(title=one.title, year=one.year, runtime=one.runtime)) if one else None

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        return ()

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        return ()


def incomplete(*candidates: Candidate) -> tuple[Candidate, ...]:
    return tuple(replace(one, is_complete=False, runtime=None) for one in candidates)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (movie("Heat", year=1995), ["search Heat False", "details 949"]),
        (movie("Nothing", year=1995, ids={"tmdb": "949"}), ["find", "details 949"]),
        (movie("Dune", year=2021), ["search Dune False", "details 438631"]),
        (movie("Duen Tale", year=2021), ["search Duen Tale False", "search duen True"]),
        (movie("Dune"), ["search Dune False", "details 438631", "details 841"]),
    ],
)
def test_few_requests(query: TitleQuery, asked: list[str]) -> None:
    provider = Listing(*incomplete(DUNE, OLD_DUNE, HEAT))
    asyncio.run(match(query, [provider], Locale()))
    assert provider.asked == asked
    assert len(asked) <= 3


def test_a_provider_that_fails_is_passed_over() -> None:
    found = asyncio.run(match(movie("Heat", year=1995), [Listing(fails=True), Listing(HEAT)], Locale()))
    assert (found.state, found.failures) == ("certain", ("TMDB does not answer.",))
    nothing = asyncio.run(match(movie("Heat", year=1995), [Listing(fails=True)], Locale()))
    assert (nothing.state, nothing.candidate, nothing.failures) == ("none", None, ("TMDB does not answer.",))


class Popular(Listing):
    """One that also tells the best known titles of a year; `is_whole` False: a mirror that does not."""

    def __init__(self, *candidates: Candidate, is_whole: bool = True) -> None:
        super().__init__(*candidates)
        self.is_whole = is_whole

    async def popular(self, kind: TitleKind, year: int, locale: Locale) -> Sequence[Candidate] | None:
        if not self.is_whole:
            return None
        self._ask(f"popular {year}")
        return [one for one in self.candidates if one.year == year]


@pytest.mark.parametrize(
    ("query", "is_whole", "state", "found", "asked"),
    [
        (movie("Haet", year=1995), True, "none", None, ["search Haet False", "popular 1995"]),
        (movie("Heatt", year=1995), True, "doubtful", "949", ["search Heatt False", "popular 1995", "details 949"]),
        (movie("Holiday", year=1995), True, "none", None, ["search Holiday False", "popular 1995"]),
        (movie("Haet"), True, "none", None, ["search Haet False"]),
        (movie("Heatt", year=1995), False, "doubtful", "949", ["search Heatt False", "search hea True", "details 949"]),
        (movie("Duen Tale", year=2021), True, "none", None, ["search Duen Tale False", "search duen True"]),
    ],
)
def test_a_misspelt_word_is_looked_for_among_the_best_known_titles_of_its_year(
    query: TitleQuery, is_whole: bool, state: str, found: str | None, asked: list[str]
) -> None:
    provider = Popular(*incomplete(DUNE, OLD_DUNE, HEAT), is_whole=is_whole)
    result = asyncio.run(match(query, [provider], Locale()))
    assert (result.state, result.candidate and result.candidate.id, provider.asked) == (state, found, asked)
