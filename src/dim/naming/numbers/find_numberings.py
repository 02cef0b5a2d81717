"""What the numbers of a name may state together: collects the claims of its words and combines them."""

from dataclasses import replace

from dim.naming.numbers.bare.claims import bare_claims
from dim.naming.numbers.claim import Claim, Context, Numbering
from dim.naming.numbers.combine import MOST_CLAIMS, combine
from dim.naming.numbers.counted import counted_claims, of_claim, part_claim
from dim.naming.numbers.dates import date_claim, month_first
from dim.naming.numbers.marked import marked_claims
from dim.naming.words.number_words import COUNTED_WORDS, MONTHS, OF_WORDS, PART_WORDS, TV_SOURCES
from dim.naming.words.split import Word


def find_stated(words: list[Word], first_word: int = 0) -> list[Numbering]:
    """Find only marked seasons, episodes and dates, no bare numbers."""
    context = Context(first_word=first_word)
    return combine(words, _collect(words, context, bare=False), context)


def find_numberings(words: list[Word], context: Context) -> list[Numbering]:
    """Find all numberings of a name, the most likely first; empty if nothing is a number."""
    return combine(words, _collect(words, context, bare=True), context)


def _collect(words: list[Word], context: Context, bare: bool) -> list[Claim]:
    """Return the claims of all words; those of numbers without a mark only if `bare`."""
    counting = [index for index, word in enumerate(words) if word.counts]
    if not counting:
        return []
    claims = _dates(words, counting, context.first_word)
    if claims and context.years:
        context = _without_dated_years(claims, context)
    for index in counting:
        number = words[index].number
        if number is not None and number.form == "plain":
            if index + 2 < len(words) and words[index + 1].lowered in OF_WORDS:
                _add(claims, of_claim(words, index))
            if bare and index >= context.first_word:
                bare_claims(words, index, number, context, claims)
        elif index >= context.first_word:
            if number is None:
                _add_counted(words, index, context, claims)
            else:
                marked_claims(words, index, number, claims)
        if len(claims) > 4 * MOST_CLAIMS:
            break
    return claims


def _add(claims: list[Claim], claim: Claim | None) -> None:
    if claim is not None:
        claims.append(claim)


def _dates(words: list[Word], counting: list[int], first_word: int) -> list[Claim]:
    """Return the claims of dates, given the indexes of the words that may count."""
    claims: list[Claim] = []
    for index in counting:
        number = words[index].number
        if number is None:
            if words[index].lowered in MONTHS:
                _add(claims, month_first(words, index))
        elif number.form == "plain" and (len(counting) > 2 or len(number.digits) in (6, 8)):
            _add(claims, date_claim(words, index, first_word))
    return claims


def _without_dated_years(claims: list[Claim], context: Context) -> Context:
    """Return a context in which the years of dates are no years of release."""
    dated = {at for day in claims if day.weight > 2 for at in range(day.first, day.last + 1)}
    return replace(context, years=context.years - dated) if dated & context.years else context


def _add_counted(words: list[Word], index: int, context: Context, claims: list[Claim]) -> None:
    """Add the claims of a word beside a number."""
    lowered = words[index].lowered
    if lowered in COUNTED_WORDS:
        counted_claims(words, index, claims)
    elif lowered in PART_WORDS:
        tv = context.show or any(other.lowered in TV_SOURCES for other in words[index:])
        _add(claims, part_claim(words, index, tv))
