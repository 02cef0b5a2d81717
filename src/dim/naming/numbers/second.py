"""Two numberings of one episode: within its season and over all seasons: "S04E09 118", "204 (17)", "21-25 (146-150)"."""

from collections.abc import Iterator
from dataclasses import replace

from dim.naming.numbers.claim import Claim, Context, Numbering, are_apart, gap, merge
from dim.naming.words.split import Word

FEWEST_A_SEASON, MOST_A_SEASON = 3, 80
"""Episodes of the seasons before, in the mean, where two numberings agree."""
_STRONG = 3.5
"""The weight from which a second numbering is looked for."""
_LINES = frozenset(("720", "1080", "480", "2160"))
_DASHES = ("-", "–")


def second_numberings(
    words: list[Word], found: list[Numbering], claims: list[Claim], context: Context, most: int
) -> Iterator[Numbering]:
    """Yield the numberings with another number beside their season and episode, which counts over all seasons."""
    in_season = context.season is not None
    strong = [one for one in found if _is_strong(one.claim, in_season)]
    if not strong:
        return
    others = [claim for claim in claims if _may_count_over_seasons(claim)]
    for numbering in strong[:most]:
        for other in others:
            apart = are_apart(numbering.claim, other) and other not in numbering.claims
            if apart and _is_second_numbering(words, numbering.claim, other, context):
                yield _with_absolute(numbering, other)


def _is_strong(claim: Claim, in_season: bool) -> bool:
    return claim.weight >= _STRONG and bool(claim.episodes) and (in_season or claim.season is not None)


def _may_count_over_seasons(claim: Claim) -> bool:
    if not claim.episodes:
        return False
    return claim.season is None or (bool(claim.absolute) and claim.weight < 6.0)


def paired_numberings(words: list[Word], episodes: list[Claim], in_one: list[Claim]) -> Iterator[Numbering]:
    """Yield the numberings of two bare numbers, the second in brackets: "39 (137)"; of season and episode in one: "204 (17)"."""
    for one in episodes:
        for other in episodes:
            if one.last < other.first and _is_pair(words, one, other):
                yield _pair(one, other)
    for one in in_one:
        for other in episodes:
            if one.last < other.first and _is_pair(words, one, other):
                fits = _counts_on(one.season or 0, one.episodes, other.episodes)
                yield _with_absolute(Numbering(one, (one,)), other, 2.0 if fits else 0.0)


def _is_second_numbering(words: list[Word], one: Claim, other: Claim, context: Context) -> bool:
    """Whether a number beside a numbered season and episode counts over all seasons, or repeats the episode: "S04E09 118",
    "214 10x14", "08 (S02E08)".
    """
    marked = other.kind in ("episode", "counted")
    if not (marked or other.is_bare) or (other.version is not None and not context.fansub):
        return False
    before = other.last < one.first
    distance = one.first - other.last if before else other.first - one.last
    if distance != 1 or (other.leading and not before):
        return False
    if words[other.first].tag or other.first in context.years or len(words[other.last].lowered) > 5:
        return False
    season = one.season if one.season is not None else context.season
    if one.episodes != other.episodes and not _counts_on(season or 0, one.episodes, other.episodes):
        return False
    begins = before and other.first <= context.first_word
    if begins and not other.leading and context.season is None:
        return False
    if marked:
        return True
    if begins:
        return context.season is not None and gap(words[one.first]) in _DASHES
    return _counts_before(words, one, other, context) if before else _counts_behind(words, one, other)


def _counts_before(words: list[Word], one: Claim, other: Claim, context: Context) -> bool:
    """Whether the form of a number right before season and episode says that it counts over all seasons."""
    own, separator = gap(words[other.first]), gap(words[one.first])
    if own == "#" or words[one.first].bracket != words[other.first].bracket:
        return True
    dashed = separator in _DASHES
    if (dashed and own in _DASHES) or len(other.episodes) == len(one.episodes) > 1:
        return True
    if one.is_bare and not dashed:
        return False  # "Name 100 S3 - 04"
    return len(words[other.last].lowered) >= 3 and (dashed or context.fansub)


def _counts_behind(words: list[Word], one: Claim, other: Claim) -> bool:
    """Whether the form of a number right behind season and episode says that it counts over all seasons."""
    if len(other.episodes) > 1 and len(other.episodes) != len(one.episodes):
        return False
    number = words[other.last].lowered
    wide = len(number) >= 3
    if wide and number[0] == "0":
        return True
    if not _closes(words, other.last):
        return False
    return wide or words[one.first].bracket != words[other.first].bracket or gap(words[other.first]) in _DASHES


def _closes(words: list[Word], last: int) -> bool:
    """Whether a tag, a bracket, a dash, or nothing follows a number."""
    if last + 1 >= len(words):
        return True
    following = words[last + 1]
    return following.tag or following.bracket != words[last].bracket or gap(following) in _DASHES


def _counts_on(season: int, episodes: tuple[int, ...], absolute: tuple[int, ...]) -> bool:
    """Whether a number may count the same episode over all seasons, by the number of episodes that a season would have."""
    if len(episodes) != len(absolute):
        return False
    if season == 1:
        return absolute == episodes
    if season < 1 or absolute[0] <= episodes[0]:
        return False
    return FEWEST_A_SEASON <= (absolute[0] - episodes[0]) / (season - 1) <= MOST_A_SEASON or season > 100


def _with_absolute(one: Numbering, other: Claim, bonus: float = 0.0) -> Numbering:
    """Combine season and episode with the number over all seasons; one that only repeats the episode ("08 (S02E08)") is none."""
    repeats = one.claim.episodes == other.episodes and one.claim.season != 1
    absolute = one.claim.absolute if repeats else other.absolute or other.episodes
    merged = merge((*one.claims, other), replace(one.claim, absolute=absolute))
    merged.claim.weight = one.claim.weight + min(max(other.weight, 0.5), 3.0) + bonus
    return merged


def _is_pair(words: list[Word], one: Claim, other: Claim) -> bool:
    """Whether two bare numbers count in two ways: "39 (137)", "29 (04)", "21-25 (146-150)", "205b [310]"."""
    if other.first != one.last + 1 or one.weight < 0.5 or not one.is_bare or not other.is_bare:
        return False
    word = words[other.first]
    bracketed = word.bracket > 0 and word.bracket != words[one.last].bracket
    return bracketed and len(one.episodes) == len(other.episodes) and word.lowered not in _LINES


def _pair(one: Claim, other: Claim) -> Numbering:
    """The smaller number counts the episodes of a season, the larger one those of all seasons."""
    small, large = sorted((one, other), key=lambda claim: claim.episodes[0])
    return merge((one, other), replace(small, absolute=large.episodes), bonus=0.5)
