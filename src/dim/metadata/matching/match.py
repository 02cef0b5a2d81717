"""Asks providers which title is meant, with as few requests as possible.

A movie takes at most three requests of a provider: a search, another one where nothing fits, and the details of the best candidate,
which the caller needs anyway.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from dim.metadata.matching.decide import FULL_PAGE, MARGIN, decide, named
from dim.metadata.matching.model import Match, MatchState, Scored
from dim.metadata.matching.score import contradicts, score
from dim.metadata.matching.titles import ALIKE, ARTICLES, SAME, best_similarity
from dim.metadata.model import Candidate, Locale, TitleFacts, TitleQuery
from dim.metadata.provider import PopularTitles, Provider, ProviderError
from dim.naming import fold

MOST_REQUESTS = 3
MOST_CONSIDERED = 10
LIKELY = 0.85
"""How similar titles are that may be the same."""
ONE_SLIP = 0.79
"""How similar a title of five letters and its misspelling are."""
SHORTEST_PART = 4
BEGINNING = 3
"""Letters of a word that are searched for where the word is not found."""
_RANK = {"none": 0, "doubtful": 1, "certain": 2}


@dataclass(slots=True)
class _Asked:
    """What one provider answered."""

    provider: Provider
    ranked: list[Scored] = field(default_factory=list)
    details: dict[str, TitleFacts] = field(default_factory=dict)
    """By candidate."""
    requests: int = 0
    is_full: bool = False
    describes: bool = False
    """Whether it describes candidates, as all but local indexes do."""
    state: MatchState = "none"
    reasons: tuple[str, ...] = ()


async def match(query: TitleQuery, providers: Sequence[Provider], locale: Locale) -> Match:
    """Find the title that is meant. Providers are asked in their order until one is certain; never raises ProviderError."""
    asked: list[_Asked] = []
    failures: list[str] = []
    for provider in providers:
        if query.kind not in provider.info.kinds or not provider.is_ready:
            continue
        one = _Asked(provider)
        try:
            await _ask(query, one, locale)
        except ProviderError as error:
            failures.append(str(error))
            if not one.ranked:
                continue
        one.state, one.reasons = decide(query, one.ranked, one.is_full)
        asked.append(one)
        if one.state == "certain":
            break
    best = max(asked, key=lambda one: (_RANK[one.state], one.ranked[0].points if one.ranked else 0.0), default=None)
    if best is None:
        return Match(state="none", reasons=tuple(failures) or ("no provider was asked",), failures=tuple(failures))
    return _result(best, asked, failures)


def _result(best: _Asked, asked: Iterable[_Asked], failures: Sequence[str]) -> Match:
    everything = sorted((one for each in asked for one in each.ranked), key=lambda one: -one.points)
    chosen = best.ranked[0] if best.ranked and best.state != "none" else None
    others = [one for one in best.ranked if one is not chosen]
    details: dict[str, TitleFacts] = {}
    if chosen is not None and (known := best.details.get(chosen.candidate.id)):
        details[chosen.candidate.provider] = known
    return Match(
        state=best.state, chosen=chosen, runner_up=others[0] if others else None,
        considered=tuple(everything[:MOST_CONSIDERED]), reasons=best.reasons, details=details, failures=tuple(failures),
    )  # fmt: skip


async def _ask(query: TitleQuery, asked: _Asked, locale: Locale) -> None:
    """Ask one provider: by explicit ids, else by title; then for details of who leads. Raises ProviderError."""
    provider = asked.provider
    if query.ids:
        found = await provider.find(query.kind, query.ids, locale)
        asked.requests += 1
        if found is not None:
            asked.ranked = [_by_id(query, found)]
            await _look_closer(query, asked, locale)
            if asked.details or asked.ranked[0].candidate.is_complete:
                return
            asked.ranked = []
    await _search(query, asked, locale)
    tried = 0
    while asked.ranked and asked.requests < MOST_REQUESTS and tried < 2:
        tried += 1
        if not await _look_closer(query, asked, locale) or not _is_open(query, asked):
            return


def _by_id(query: TitleQuery, found: Candidate) -> Scored:
    return replace(score(query, found), has_id=True)


async def _search(query: TitleQuery, asked: _Asked, locale: Locale) -> None:
    """Search by title. Where nothing fits, a network provider is asked once more: for titles of that year if the answer was full;
    if it was empty, as it is after a slip of the finger, for a part of the title, or, of a single word, among the best known titles
    of that year. What asks no network is searched both ways.
    """
    candidates: dict[str, Scored] = {}

    def consider(rank: int, one: Candidate) -> None:
        if not contradicts(query, one):
            candidates.setdefault(one.id, score(query, one, rank, describes=asked.describes))

    async def ask(wanted: TitleQuery, *, with_year: bool) -> int:
        found = await asked.provider.search(wanted, locale, with_year=with_year)
        asked.requests += asked.provider.info.is_network
        asked.is_full = asked.is_full or len(found) >= FULL_PAGE
        asked.describes = asked.describes or any(one.overview or one.poster for one in found)
        for rank, one in enumerate(found):
            consider(rank, one)
        return len(found)

    async def ask_popular() -> bool:
        if query.year is None or not isinstance(asked.provider, PopularTitles):
            return False
        found = await asked.provider.popular(query.kind, query.year, locale)
        for one in found or ():
            if best_similarity(query.titles, (one.title, one.original_title or "")) >= ONE_SLIP:
                consider(0, one)
        asked.requests += found is not None
        return found is not None

    found = await ask(query, with_year=False)
    fits = any(one.title >= LIKELY and one.years in (0, None) for one in candidates.values())
    is_free = not asked.provider.info.is_network
    if query.year is not None and (is_free or (asked.is_full and not fits)):
        await ask(query, with_year=True)
    elif not found:
        part = part_of(query.titles[0])
        is_word = part is None or part not in fold(query.titles[0]).split()
        if not (is_word and await ask_popular()) and part is not None:
            await ask(replace(query, titles=(part,)), with_year=True)
    asked.ranked = sorted(candidates.values(), key=_order)


def part_of(title: str) -> str | None:
    """The part of a title to search by where a word is misspelt. None: it is too short.

    Of several long words the shortest, since a slip is likelier in a longer one, and one that ends in "s" may have lost its
    apostrophe; beside a single long word the short ones; of a word alone its first letters, which some services
    take for its beginning.
    """
    words = [word for word in fold(title).split() if word not in ARTICLES]
    long = sorted((word for word in words if len(word) >= SHORTEST_PART), key=_risk)
    if len(long) > 1:
        return long[0]
    short = [word for word in words if len(word) < SHORTEST_PART]
    if long and short:
        return " ".join(short)
    return long[0][:BEGINNING] if long and len(long[0]) > SHORTEST_PART else None


def _risk(word: str) -> tuple[int, bool]:
    return len(word) + word.endswith("s"), word.endswith("s")


def _order(one: Scored) -> tuple[float, float]:
    return -one.points, -one.candidate.popularity


async def _look_closer(query: TitleQuery, asked: _Asked, locale: Locale) -> bool:
    """Weigh the best candidate that is not known in detail again, with its details; False: there is none worth it."""
    place = next((place for place, one in enumerate(asked.ranked[:2]) if not one.candidate.is_complete), None)
    if place is None:
        return False
    one = asked.ranked[place]
    seasons = sorted(query.episodes)
    details = await asked.provider.details(query.kind, one.candidate.id, locale, seasons)
    asked.requests += 1
    if details is None:
        asked.ranked.pop(place)
        if not asked.ranked and one.has_id:
            asked.ranked = [one]
            return False
        return bool(asked.ranked)
    asked.details[one.candidate.id] = details
    full = one.candidate.with_details(details)
    if not full.title and details.facts.title:
        full = replace(full, title=details.facts.title)
    rank = 0 if one.has_id else place
    again = score(query, full, rank, describes=asked.describes and not one.has_id)
    asked.ranked[place] = replace(again, has_id=one.has_id or again.has_id)
    if not one.has_id and contradicts(query, full):
        asked.ranked.pop(place)
    asked.ranked.sort(key=_order)
    return True


def _is_open(query: TitleQuery, asked: _Asked) -> bool:
    """Whether the details of another candidate may change the result."""
    if not asked.ranked:
        return False
    best = asked.ranked[0]
    if not best.candidate.is_complete:
        return True
    following = next((one for one in asked.ranked[1:3] if not one.candidate.is_complete), None)
    if following is None:
        return False
    if query.kind == "show":  # its details are one large request; only a tie is worth another
        return following.title == SAME and best.points - following.points < MARGIN
    if query.year is None and following.title >= ALIKE:
        return True  # the file may be as long as both
    return best.title < 0.9 or best.points - following.points < MARGIN


async def ask_others(
    query: TitleQuery, found: Match, providers: Sequence[Provider], locale: Locale
) -> tuple[dict[str, tuple[str, TitleFacts]], list[str]]:
    """The facts of a found title from all providers that know it: (its id there, facts) by provider; and who did not answer.

    The others are asked by the ids that are known by then, and by title where they are certain to mean the same.
    """
    assert found.candidate is not None
    chosen = found.candidate
    known: dict[str, tuple[str, TitleFacts]] = {}
    failures: list[str] = []
    seasons = sorted(query.episodes)
    ordered = sorted(providers, key=lambda one: one.info.name != chosen.provider)  # first the one that knows it
    ids = {**query.ids, **chosen.ids, chosen.provider: chosen.id}
    for provider in ordered:
        name = provider.info.name
        if query.kind not in provider.info.kinds or not provider.is_ready:
            continue
        number: str | None
        try:
            if name == chosen.provider:
                number, details = chosen.id, found.details.get(name)
            else:
                number, details = await _same_title(query, chosen, ids, provider, locale)
            if number and details is None:
                details = await provider.details(query.kind, number, locale, seasons)
        except ProviderError as error:
            failures.append(str(error))
            continue
        if number and details is not None:
            known[name] = number, details
            ids = {**details.facts.ids, name: number, **ids}
    return known, failures


async def _same_title(
    query: TitleQuery, chosen: Candidate, ids: dict[str, str], provider: Provider, locale: Locale
) -> tuple[str | None, TitleFacts | None]:
    """The id of a title at another provider: by its ids, else by a search that is certain."""
    by_id = await provider.find(query.kind, ids, locale)
    if by_id is not None:
        return by_id.id, None
    titles = tuple(
        dict.fromkeys((chosen.title, *query.titles, *([chosen.original_title] if chosen.original_title else [])))
    )
    full = replace(
        query, titles=titles, year=chosen.year or query.year, runtime=query.runtime or chosen.runtime, ids={}
    )
    by_title = await match(full, [provider], locale)
    if by_title.failures:
        raise ProviderError(by_title.failures[0])
    if by_title.state != "certain" or by_title.candidate is None or _contradict(by_title.candidate, ids):
        return None, None
    return by_title.candidate.id, by_title.details.get(provider.info.name)


def _contradict(candidate: Candidate, ids: dict[str, str]) -> bool:
    return any(ids.get(name, value) != value for name, value in candidate.ids.items())


__all__ = ["ask_others", "match", "named"]
