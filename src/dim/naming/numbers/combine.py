"""Combine the claims of a name that can hold together: a season and an episode, two numberings, an episode and its date."""

from collections.abc import Iterator
from dataclasses import replace

from dim.naming.numbers.claim import Claim, Context, Numbering, are_apart, gap, merge
from dim.naming.numbers.second import paired_numberings, second_numberings
from dim.naming.words.split import Word

MOST_CLAIMS = 24
"""Claims of one kind that are combined; names of a thousand numbers state nothing."""
_SURE = 6.0
_JOINTS = frozenset(("-", "–", "~", "&", "+", ""))
_RANGES = frozenset(("-", "–", "~"))


def combine(words: list[Word], claims: list[Claim], context: Context) -> list[Numbering]:
    """Combine claims that can hold together; the most likely numbering first."""
    if not claims:
        return []
    if len(claims) == 1:
        only = claims[0]
        return [Numbering(only, (only,))]
    if context.fansub:
        for claim in claims:
            if claim.kind == "volume":
                claim.weight = 6.5
    whole = [claim for claim in claims if claim.episodes and claim.season is not None][:MOST_CLAIMS]
    episodes = [claim for claim in claims if claim.episodes and claim.season is None][:MOST_CLAIMS]
    seasons = [claim for claim in claims if not claim.episodes and (claim.season is not None or claim.several)]
    seasons = seasons[:MOST_CLAIMS]
    found = [Numbering(claim, (claim,)) for claim in claims]
    for season in seasons:
        found += _of_season(words, season, seasons, episodes, whole)
    found += _lists(words, episodes, whole)
    found += list(second_numberings(words, found, claims, context, MOST_CLAIMS))
    found += paired_numberings(words, episodes, [claim for claim in whole if claim.weight < _SURE])
    for day in [claim for claim in claims if claim.date is not None][:MOST_CLAIMS]:
        found += [_with_date(one, day) for one in found if _may_have_date(one.claim, day)]
    found.sort(key=_rank)
    return found


def _rank(numbering: Numbering) -> tuple[float, int]:
    return -numbering.claim.weight, numbering.claim.first


def _of_season(
    words: list[Word], season: Claim, seasons: list[Claim], episodes: list[Claim], whole: list[Claim]
) -> Iterator[Numbering]:
    """Yield the numberings of a season with an episode, with another season, and with a repetition of itself."""
    if not season.several:
        for episode in episodes:
            if are_apart(season, episode):
                yield _season_and_episode(words, season, episode)
    for other in seasons:
        if _are_several_seasons(season, other):
            merged = merge((season, other), replace(season, season=None), bonus=1.0)
            merged.claim.several = True
            yield merged
    if season.several:
        return
    for other in seasons:
        if season.last < other.first and season.season == other.season and not other.several:
            yield from _repeated_season(season, other, episodes)
    for other in whole:
        if not are_apart(season, other):
            continue
        if season.season == other.season or _has_no_season_of_its_own(other):
            yield merge((season, other), replace(other, season=season.season), bonus=1.0)
        elif other.kind == "chapter":
            yield merge((season, other), other, bonus=-4.0)


def _are_several_seasons(one: Claim, other: Claim) -> bool:
    """Whether two seasons are named one after the other: "Season 1 & Season 2"."""
    if not one.last < other.first <= one.last + 2 or one.season is None or other.season is None:
        return False
    return other.season > one.season > 0 and one.weight > 3 and other.weight > 3


def _repeated_season(season: Claim, other: Claim, episodes: list[Claim]) -> Iterator[Numbering]:
    """Yield the numberings of a season that is named twice: "S02 Season 2"."""
    yield merge((season, other), season, bonus=0.5)
    for episode in episodes:
        follows = episode.first > season.last or not episode.is_bare
        if follows and episode.weight > 2.0 and are_apart(season, episode) and are_apart(other, episode):
            yield merge((season, other, episode), replace(episode, season=season.season, absolute=()))


def _has_no_season_of_its_own(claim: Claim) -> bool:
    """Whether a claim states season 1 only for want of another: "Season 2 Part 1", "Season 1 3of6"."""
    return claim.kind in ("of", "part")


def _season_and_episode(words: list[Word], season: Claim, episode: Claim) -> Numbering:
    """Combine "S02" and "- 05", "3 сезон" and "7 серия": the closer, the likelier."""
    follows = season.last < episode.first
    between = (episode.first - season.last if follows else season.first - episode.last) - 1
    if episode.is_bare:
        weight = _weigh_bare_episode(words, episode, follows, between)
    else:
        weight = episode.weight
    if episode.leading and not follows:
        weight -= 2.0
    if follows and between == 0 and not episode.is_bare and season.kind == "season word":
        weight = max(weight, 2.0) + max(3.0 - season.weight, 0.0)  # "Book 2 Chapter 5"
    if between == 0:
        bonus = 1.5
    else:
        bonus = 0.5 if between <= 3 else 0.0
    merged = merge((season, episode), replace(episode, season=season.season, absolute=()))
    merged.claim.weight = season.weight + weight + bonus
    return merged


def _weigh_bare_episode(words: list[Word], episode: Claim, follows: bool, between: int) -> float:
    """Return the weight of a bare number beside a season: "S02 - 05", "S03.07", "Season 11 01", "S4-12", "S01 (01 - 12)"."""
    weight = episode.weight
    if not follows:
        marked_off = words[episode.first].bracket > 0 or gap(words[episode.first]) in _RANGES
        return weight - (2.0 if marked_off else 7.0)
    if between > 0:
        return weight - 1.0
    word = words[episode.first]
    separator = gap(word)
    if len(word.lowered) >= 2:
        return max(weight, 4.0)
    weight = max(weight, 2.0 if separator in ("-", "") else 0.0)
    return min(weight, 1.0) if separator in ("-", "–") and len(word.separator) == 1 else weight


def _lists(words: list[Word], episodes: list[Claim], whole: list[Claim]) -> Iterator[Numbering]:
    """Yield the lists whose first episode has no season: "E3-S2E4"."""
    for one in episodes:
        if one.is_bare:
            continue
        for other in whole:
            if one.last + 1 != other.first or other.weight < _SURE or one.episodes[-1] >= other.episodes[0]:
                continue
            joint = gap(words[other.first])
            if joint in _JOINTS:
                between = range(one.episodes[-1] + 1, other.episodes[0]) if joint in _RANGES else ()
                yield merge((one, other), replace(other, episodes=(*one.episodes, *between, *other.episodes)))


def _may_have_date(one: Claim, day: Claim) -> bool:
    """Whether a date belongs to the episode that a numbering states."""
    if one.date is not None or not are_apart(one, day) or (one.leading and one.weight < 4.0):
        return False
    return one.weight > 5 or (one.weight > 1.0 and day.weight > 0)


def _with_date(one: Numbering, day: Claim) -> Numbering:
    return merge((*one.claims, day), replace(one.claim, date=day.date), bonus=0.5)
