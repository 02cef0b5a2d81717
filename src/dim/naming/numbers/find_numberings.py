"""Step two: all that the numbers of a name may state together, with the weight of each."""

from dataclasses import replace
from typing import NamedTuple

from dim.naming.numbers.bare.claims import bare_claims
from dim.naming.numbers.claim import Claim, Context, gap
from dim.naming.numbers.counted import counted_claims, of_claim, part_claim
from dim.naming.numbers.dates import date_claim, month_first
from dim.naming.numbers.marked import marked_claims
from dim.naming.words.number_words import COUNTED_WORDS, MONTHS, OF_WORDS, PART_WORDS, TV_SOURCES
from dim.naming.words.split import Word

FEWEST_A_SEASON, MOST_A_SEASON = 3, 80
"""Episodes of the seasons before, in the mean, where two numberings agree."""
MOST_CLAIMS = 24
"""Claims of one kind that are combined; names of a thousand numbers state nothing."""


class Numbering(NamedTuple):
    """Claims that can hold together, as one, and what each of them says."""

    claim: Claim
    """The claims as one: from the first to the last of their words, with the sum of their weights."""
    parts: tuple[Claim, ...]

    def leads(self, first_word: int) -> int | None:
        """Return the index of the last word of the numbers that precede the title, which begins at `first_word` at the earliest."""
        last = None
        for part in self.parts:
            if part.leading or part.last < first_word:
                last = part.last
        return last

    def limit(self, first_word: int) -> int | None:
        """Return the index of the first word of the numbers that follow the title; None if all precede it."""
        return next((part.first for part in self.parts if not (part.leading or part.last < first_word)), None)


def find_stated(words: list[Word], first_word: int = 0) -> list[Numbering]:
    """Find only marked seasons, episodes and dates, no bare numbers."""
    claims = _collect(words, Context(first_word=first_word), bare=False)
    return combine(words, claims, Context(first_word=first_word))


def find_numberings(words: list[Word], context: Context) -> list[Numbering]:
    """Find all numberings of a name, the most likely first; empty if nothing is a number."""
    return combine(words, _collect(words, context, bare=True), context)


def _collect(words: list[Word], context: Context, bare: bool) -> list[Claim]:
    claims: list[Claim] = []
    counting = [index for index, word in enumerate(words) if word.counts]
    if not counting:
        return claims
    for index in counting:
        number = words[index].number
        day: Claim | None = None
        if number is None:
            if words[index].lowered in MONTHS:
                day = month_first(words, index)
        elif number.form == "plain" and (len(number.digits) in (6, 8) or len(counting) > 2):
            day = date_claim(words, index, context.first_word)
        if day is not None:
            claims.append(day)
    if claims and context.years:
        dated = {at for day in claims if day.weight > 2 for at in range(day.first, day.last + 1)}
        if dated & context.years:
            context = replace(context, years=context.years - dated)
    for index in counting:
        word = words[index]
        number = word.number
        if number is None:
            if index >= context.first_word:
                _add_counted(words, index, context, claims)
        elif number.form == "plain":
            if (
                index + 2 < len(words)
                and words[index + 1].lowered in OF_WORDS
                and (of := of_claim(words, index)) is not None
            ):
                claims.append(of)
            if bare and index >= context.first_word:
                bare_claims(words, index, number, context, claims)
        elif index >= context.first_word:
            marked_claims(words, index, number, claims)
        if len(claims) > 4 * MOST_CLAIMS:
            break
    return claims


def _add_counted(words: list[Word], index: int, context: Context, claims: list[Claim]) -> None:
    """Add the claims of a word beside a number."""
    lowered = words[index].lowered
    if lowered in COUNTED_WORDS:
        counted_claims(words, index, claims)
    elif lowered in PART_WORDS:
        tv = context.show or any(other.lowered in TV_SOURCES for other in words[index:])
        if (part := part_claim(words, index, tv)) is not None:
            claims.append(part)


def combine(words: list[Word], claims: list[Claim], context: Context) -> list[Numbering]:
    """Combine claims that can hold together; the most likely numbering first."""
    if not claims:
        return []
    if len(claims) == 1:
        only = claims[0]
        return [Numbering(only, (only,))]
    whole = [claim for claim in claims if claim.season is not None and claim.episodes][:MOST_CLAIMS]
    if context.fansub:
        for claim in claims:
            if claim.form == "a volume":
                claim.weight = 6.5
    seasons = [claim for claim in claims if not claim.episodes and (claim.season is not None or claim.several)][
        :MOST_CLAIMS
    ]
    episodes = [claim for claim in claims if claim.episodes and claim.season is None][:MOST_CLAIMS]
    dates = [claim for claim in claims if claim.date is not None][:MOST_CLAIMS]
    found = [Numbering(claim, (claim,)) for claim in claims]
    bare_whole = [claim for claim in whole if claim.weight < 6.0]
    for season in seasons:
        for other in episodes:
            if _apart(season, other) and not season.several:
                found.append(_season_and_episode(words, season, other))
        for other in seasons:
            close = season.last < other.first <= season.last + 2
            if (
                close
                and season.season is not None
                and other.season is not None
                and other.season > season.season > 0
                and season.weight > 3
                and other.weight > 3
            ):
                merged = _merged((season, other), season, season=None, bonus=1.0)  # "Season 1 & Season 2"
                merged.claim.several = True
                found.append(merged)
        for other in seasons:  # "S02 Season 2"
            if season.last < other.first and season.season == other.season and not (season.several or other.several):
                found.append(_merged((season, other), season, bonus=0.5))
                for episode in episodes:
                    bare = "number" in episode.form
                    if (
                        _apart(season, episode)
                        and _apart(other, episode)
                        and episode.weight > 2.0
                        and (episode.first > season.last or not bare)
                    ):
                        found.append(_merged((season, other, episode), episode, season=season.season, absolute=()))
        for other in whole:  # "Season 11 [Cap.1103]", "Season 1 3of6", "S04E09" repeats "Season 4"
            if _apart(season, other) and not season.several:
                if (
                    season.season == other.season
                    or "number of them" in other.form
                    or "parts of" in other.form
                    or "part of" in other.form
                ):
                    found.append(_merged((season, other), other, season=season.season, bonus=1.0))
                elif other.form == "a chapter of a season":
                    found.append(_merged((season, other), other, bonus=-4.0))
    for one in episodes:  # "E3-S2E4"
        for other in whole:
            if (
                one.last + 1 == other.first
                and "number" not in one.form
                and other.weight >= 6.0
                and one.episodes[-1] < other.episodes[0]
            ):
                if gap(words[other.first]) in ("-", "–", "~", "&", "+", ""):
                    between = (
                        range(one.episodes[-1] + 1, other.episodes[0])
                        if gap(words[other.first]) in ("-", "–", "~")
                        else ()
                    )
                    found.append(_merged((one, other), other, episodes=(*one.episodes, *between, *other.episodes)))
    strong = [
        numbering for numbering in found
        if (numbering.claim.season is not None or context.season is not None) and numbering.claim.episodes and numbering.claim.weight >= 3.5
    ]  # fmt: skip
    others = [
        claim
        for claim in claims
        if claim.episodes and (claim.season is None or (claim.absolute and claim.weight < 6.0))
    ]
    for numbering in strong[:MOST_CLAIMS]:
        for other in others:
            if (
                _apart(numbering.claim, other)
                and other not in numbering.parts
                and _is_second_numbering(words, numbering.claim, other, context)
            ):
                found.append(_with_absolute(numbering, other))
    for one in episodes:
        for other in episodes:
            if one.last < other.first and _is_pair(words, one, other):
                found.append(_pair(one, other))
    for one in bare_whole:  # "204 (17)", "205b [310]"
        for other in episodes:
            if one.last < other.first and _is_pair(words, one, other):
                found.append(
                    _with_absolute(
                        Numbering(one, (one,)),
                        other,
                        2.0 if _counts_on(one.season or 0, one.episodes, other.episodes) else 0.0,
                    )
                )
    for day in dates:
        for base in list(found):
            if (
                base.claim.date is None
                and _apart(base.claim, day)
                and (base.claim.weight > 1.0 and day.weight > 0 or base.claim.weight > 5)
            ):
                if base.claim.weight >= 4.0 or not base.claim.leading:
                    found.append(_merged((*base.parts, day), base.claim, date=day.date, bonus=0.5))
    found.sort(key=_rank)
    return found


def _rank(numbering: Numbering) -> tuple[float, int]:
    return -numbering.claim.weight, numbering.claim.first


def _apart(one: Claim, other: Claim) -> bool:
    return one.last < other.first or other.last < one.first


def _merged(parts: tuple[Claim, ...], base: Claim, bonus: float = 0.0, **fields: object) -> Numbering:
    first, last = min(part.first for part in parts), max(part.last for part in parts)
    values = {
        "season": base.season, "episodes": base.episodes, "absolute": base.absolute, "date": base.date, "version": base.version,
        "part": base.part, **fields,
    }  # fmt: skip
    ordered = tuple(sorted(parts, key=lambda part: part.first))
    leading = ordered[0].leading or all(part.leading for part in parts)
    return Numbering(
        Claim(
            first,
            last,
            sum(max(part.weight, 0.3) for part in parts) + bonus,
            " and ".join(part.form for part in ordered),
            leading=leading,
            **values,
        ),  # type: ignore[arg-type]
        ordered,
    )


def _season_and_episode(words: list[Word], season: Claim, episode: Claim) -> Numbering:
    """Combine "S02" and "- 05", "3 сезон" and "7 серия": the closer, the likelier."""
    between = (episode.first - season.last if season.last < episode.first else season.first - episode.last) - 1
    bonus = 1.5 if between == 0 else 0.5 if between <= 3 else 0.0
    follows = season.last < episode.first
    own_words = words[episode.first]
    weight = episode.weight
    bare = "number" in episode.form
    if bare and between == 0 and follows:
        separator = gap(own_words)
        two = len(own_words.lowered) >= 2
        # "S02 - 05", "S03.07", "Season 11 01", "S4-12", "S01 (01 - 12)"
        weight = max(weight, 4.0 if two else 2.0 if separator in ("-", "") else 0.0)
        if separator in ("-", "–") and len(own_words.separator) == 1 and not two:
            weight = min(weight, 1.0)
    elif bare and not follows:
        weight -= 7.0 if "dash" not in episode.form and "brackets" not in episode.form else 2.0
    elif bare and between > 0:
        weight -= 1.0
    if episode.leading and follows is False:
        weight -= 2.0
    if not bare and "with its word" in season.form and follows and between == 0:
        weight = max(weight, 2.0) + max(3.0 - season.weight, 0.0)  # "Book 2 Chapter 5"
    whole = season.weight + weight + bonus
    merged = _merged((season, episode), episode, season=season.season, absolute=())
    merged.claim.weight = whole
    return merged


def _is_second_numbering(words: list[Word], one: Claim, other: Claim, context: Context) -> bool:
    """Whether a number beside a numbered season and episode counts over all seasons: "S04E09 118", "214 10x14", "08 (S02E08)"."""
    bare = "number" in other.form
    marked = other.form in ("an episode, marked", "an episode with its word", "a counted episode")
    number = words[other.last].lowered
    if not (bare or marked) or (other.version is not None and not context.fansub):
        return False
    before = other.last < one.first
    near = (one.first - other.last if before else other.first - one.last) == 1
    if (
        not near
        or words[other.first].tag
        or other.first in context.years
        or len(number) > 5
        or other.leading
        and not before
    ):
        return False
    season = one.season if one.season is not None else context.season
    if not _counts_on(season or 0, one.episodes, other.episodes):
        return False
    if before and other.first <= context.first_word and not other.leading and context.season is None:
        return False
    after = words[one.first] if before else words[other.first]
    separator = gap(after)
    bracketed = words[one.first].bracket != words[other.first].bracket
    if marked:
        return True
    if before:
        if other.first <= context.first_word:
            return context.season is not None and separator in ("-", "–")
        own = gap(words[other.first])
        dashed = own in ("-", "–") and separator in ("-", "–")
        same = len(other.episodes) == len(one.episodes) > 1
        wide = len(number) >= 3
        return bracketed or dashed or same or own == "#" or (wide and (context.fansub or separator in ("-", "–")))
    following = words[other.last + 1] if other.last + 1 < len(words) else None
    closes = (
        following is None
        or following.tag
        or following.bracket != words[other.last].bracket
        or gap(following) in ("-", "–")
    )
    if len(other.episodes) > 1 and len(other.episodes) != len(one.episodes):
        return False
    wide = len(number) >= 3
    return (bracketed and closes) or (closes and (wide or separator in ("-", "–"))) or (wide and number[0] == "0")


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
    merged = _merged((*one.parts, other), one.claim, absolute=other.absolute or other.episodes)
    merged.claim.weight = one.claim.weight + min(max(other.weight, 0.5), 3.0) + bonus
    return merged


def _is_pair(words: list[Word], one: Claim, other: Claim) -> bool:
    """Whether two bare numbers count in two ways: "39 (137)", "29 (04)", "21-25 (146-150)", "205b [310]"."""
    if other.first != one.last + 1 or one.weight < 0.5 or "number" not in one.form or "number" not in other.form:
        return False
    bracketed = words[other.first].bracket > 0 and words[other.first].bracket != words[one.last].bracket
    return (
        bracketed
        and len(one.episodes) == len(other.episodes)
        and words[other.first].lowered not in ("720", "1080", "480", "2160")
    )


def _pair(one: Claim, other: Claim) -> Numbering:
    """The smaller number counts the episodes of a season, the larger one those of all seasons."""
    small, large = sorted((one, other), key=lambda claim: claim.episodes[0])
    return _merged((one, other), small, absolute=large.episodes, bonus=0.5)
