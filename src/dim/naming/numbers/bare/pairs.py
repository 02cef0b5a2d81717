"""Season and episode as two bare numbers: "4.09", "3-08 Title", "show_03_19"."""

from dim.naming.numbers.bare.places import DASHES, closes_title
from dim.naming.numbers.claim import Claim, Context, gap
from dim.naming.numbers.lists import plain_of
from dim.naming.words.split import Word, is_pair_alone

MOST_SEASONS = 60


def pair_claims(words: list[Word], index: int, context: Context, claims: list[Claim]) -> None:
    """Add the claims of a number and the one after it."""
    if index + 1 >= len(words):
        return
    following = words[index + 1]
    if following.number is None or following.number.form != "plain":
        return
    for make in (_dotted_pair, _dashed_pair, _underscored_pair):
        claim = make(words, index, context)
        if claim is not None:
            claims.append(claim)


def _pair(words: list[Word], index: int, separator: str) -> tuple[int, int] | None:
    """Return season and episode of two numbers with a separator: the second has two digits, or three."""
    if index + 1 >= len(words):
        return None
    first, second = words[index], words[index + 1]
    if second.separator != separator or second.bracket != first.bracket:
        return None
    season, episode = plain_of(first), plain_of(second)
    if season is None or episode is None:
        return None
    if len(first.lowered) > 2 or not 2 <= len(second.lowered) <= 3:
        return None
    if index + 2 < len(words) and words[index + 2].separator == separator and plain_of(words[index + 2]) is not None:
        return None  # three numbers
    if index and first.separator == separator and plain_of(words[index - 1]) is not None:
        return None
    return (season, episode) if 0 < season < MOST_SEASONS else None


def _is_leading(words: list[Word], index: int, context: Context) -> bool:
    """Whether a pair precedes the title: nothing is before it, and no tag behind it."""
    return index == context.first_word and index + 2 < len(words) and not words[index + 2].tag


def _dotted_pair(words: list[Word], index: int, context: Context) -> Claim | None:
    """Interpret "4.09", "[3.112]", "2.03 Title": season, dot, episode with at least two digits."""
    pair = _pair(words, index, ".")
    if pair is None or words[index + 1].tag:
        return None
    season, episode = pair
    zero = words[index].lowered[0] == "0" and len(words[index].lowered) == 2
    if zero and context.season != season and (context.fansub or not is_pair_alone(words, index)):
        return None
    if index + 2 < len(words) and words[index + 2].lowered in _UNITS:
        return None
    weight = _weigh_dotted(words, index, context)
    if context.season is not None:
        weight += 5.0 if context.season == season else -4.0
    if context.movie:
        weight -= 4.0
    if context.years and min(context.years) > index:
        weight -= 4.0
    leading = _is_leading(words, index, context)
    return Claim(index, index + 1, weight, "season and episode with a dot", season, (episode,), leading=leading)


_UNITS = frozenset(("ghz", "mb", "gb", "fps"))


def _weigh_dotted(words: list[Word], index: int, context: Context) -> float:
    """Return how much the place of "4.09" speaks for season and episode."""
    word = words[index]
    following = words[index + 2] if index + 2 < len(words) else None
    first = index == context.first_word
    dotted_name = (following is not None and following.separator == ".") or (index > 0 and word.separator == ".")
    if word.bracket and is_pair_alone(words, index):
        return 6.0
    if first and not dotted_name and following is not None:
        return 5.0
    if dotted_name:
        return 0.5 if context.show else -1.0
    if first:
        return 3.0
    if closes_title(words, index + 1, context) and (context.show or gap(word) in DASHES):
        return 3.5
    spaced = word.separator == " " and (following is None or following.separator == " ")
    if spaced and not context.fansub:
        return 1.0
    return 0.0 if context.show else -2.0


def _dashed_pair(words: list[Word], index: int, context: Context) -> Claim | None:
    """Interpret "3-08 Title", "2-06. Title", "05-11": season, dash, episode, rather than a range."""
    pair = _pair(words, index, "-")
    if pair is None:
        return None
    season, episode = pair
    one, two = words[index].lowered, words[index + 1].lowered
    wider, zero = len(one) < len(two), two[0] == "0"
    weight = (2.5 if zero else 1.0) if wider else 0.0
    if index == context.first_word and index + 2 < len(words):
        after = words[index + 2].separator
        weight += 5.5 if after == ". " or after.strip(" ._")[:1] in ("-", "–") else 2.5
    elif closes_title(words, index + 1, context):
        weight += 1.5
    if season >= episode:
        weight += 2.0  # no range goes down
    elif season == 1 and not zero:
        weight -= 2.5  # a range from the beginning
    elif len(one) == 2 and season > 12:
        weight -= 2.0
    in_brackets = words[index].bracket > 0
    alone = in_brackets and wider and zero and is_pair_alone(words, index)
    if (context.fansub or in_brackets) and not alone:
        weight -= 3.0
    if context.years and max(context.years) > index + 1 and not context.show:
        weight -= 4.0  # "3-10 to Yuma (2007)"
    if context.season is not None:
        weight += 5.0 if context.season == season and len(two) == 2 else -5.0
    if context.movie:
        weight -= 4.0
    leading = _is_leading(words, index, context)
    return Claim(index, index + 1, weight, "season and episode with a dash", season, (episode,), leading=leading)


def _underscored_pair(words: list[Word], index: int, context: Context) -> Claim | None:
    """Interpret "show_03_19", "Show-11_06", "Show.02.10": season and episode in two digits each."""
    separator = words[index + 1].separator
    if separator not in _BETWEEN_DIGITS:
        return None
    one, two = words[index].lowered, words[index + 1].lowered
    in_season = context.season is not None and len(one) == 2 and plain_of(words[index]) == context.season
    if not in_season and (index == context.first_word or separator == " "):
        return None
    pair = _pair(words, index, separator)
    if pair is None:
        return None
    season, episode = pair
    if in_season and len(two) == 2:
        leading = _is_leading(words, index, context)
        return Claim(index, index + 1, 7.0, _TWO_DIGITS_EACH, season, (episode,), leading=leading)
    if len(words) > index + 3 and not closes_title(words, index + 1, context):
        return None
    weight = 4.0 if len(one) == 1 and separator == "_" and two[0] == "0" else 1.5
    if len(one) == len(two) == 2:
        weight += 2.5 if separator == "." else 4.5
    if context.fansub or context.movie or words[index].bracket or words[index + 1].tag:
        weight -= 4.0
    if context.years and max(context.years) > index + 1:
        weight -= 3.0
    return Claim(index, index + 1, weight, _TWO_DIGITS_EACH, season, (episode,))


_BETWEEN_DIGITS = frozenset(("_", ".", " "))
_TWO_DIGITS_EACH = "season and episode with two digits each"
