"""How much speaks for a bare number, or a range of them, being episodes: by its form and by its place."""

from dim.naming.numbers.bare.places import DASHES, Place, is_dotted, is_set_alone, is_thousands
from dim.naming.numbers.claim import Context, is_second_of_range
from dim.naming.words.number_forms import NumberForm
from dim.naming.words.number_words import TV_SOURCES
from dim.naming.words.split import Word

_LINES = frozenset((480, 540, 576, 720, 1080, 1440, 2160))
"""Heights of pictures: "[720]" is hardly an episode."""
_EVENTS = frozenset((
    "ppv", "prelims", "prelim", "ufc", "wwe", "aew", "bellator", "pfl", "njpw", "nxt", "wrestlemania", "smackdown", "espn", "mma",
    "kickboxing", "ksw", "motogp",
))  # fmt: skip
"""Words of sport, whose numbers count events, not episodes."""
_NO_EPISODE = (-9.0, "")

Weight = tuple[float, str]
"""A weight in log-odds, and the form of the words that has it, for people."""


def weigh(words: list[Word], index: int, last: int, number: NumberForm, context: Context) -> Weight:
    """Return how much speaks for a number, or a range of them, being episodes."""
    if is_second_of_range(words, index):
        return -4.0, ""
    if number.suffix in ("counter", "第"):
        is_total = index > 0 and words[index - 1].lowered in ("全", "共") and not words[index].separator
        return _NO_EPISODE if is_total else (7.0, "a counted episode")
    if number.suffix == "last":
        return 6.5, "the last number of a set"
    if is_thousands(words, index) or is_dotted(words, index):
        return _NO_EPISODE
    place = Place(words, index, last, number, context)
    return _by_mark(place) or _by_neighbours(place) or _by_position(place)


def _by_mark(place: Place) -> Weight | None:
    """Weigh "#12" and "12v2"."""
    context = place.context
    if place.before.endswith(("#", "№")):
        of_title = bool(context.years) and not context.show and (place.first or max(context.years) > place.index)
        if not of_title:
            return (5.0 if len(place.digits) > 1 else 3.5), "a number with #"
    if place.number.version is not None:
        return (6.0 if place.dashed or context.fansub or place.zero else 4.0), "a number with a version"
    return None


def _by_neighbours(place: Place) -> Weight | None:
    """Weigh a number that may be a year, that follows a season, or that is in brackets."""
    context, word, words, index = place.context, place.word, place.words, place.index
    is_year = index in context.years
    if is_year and not (context.fansub and place.before in DASHES and place.ends):
        return _NO_EPISODE
    before = words[index - 1] if index else None
    if before is not None and _follows_season(words, index, before):
        return (3.5 if len(place.digits) >= 2 else 0.5), "a number after a season"
    if word.bracket and words[context.first_word].bracket != word.bracket:
        return _in_brackets(place), "a number in brackets"
    if is_year and (not place.dashed or word.bracket or place.following is None):
        return _NO_EPISODE
    return None


def _follows_season(words: list[Word], index: int, before: Word) -> bool:
    """Whether the word before a number is a marked season, in the same bracket: "S02 05", "S02 [05]"."""
    if before.number is None or before.number.form != "season":
        return False
    return words[index].bracket == before.bracket or is_set_alone(words, index)


def _by_position(place: Place) -> Weight:
    """Weigh a number outside of brackets: before the title, after it, after a dash."""
    context, digits, following = place.context, place.digits, place.following
    if place.first:
        return _leading(place), "a number before the title"
    if place.last + 1 in context.years and not (place.dashed or context.fansub or place.zero):
        return -3.0, ""  # "Apollo 13 1995"
    if place.number.part is not None:
        return _with_letter(place), "a number with a letter"
    if place.dashed:
        weight = 2.0 if _ends_spaced_range(place) else _after_dash(place)
        return weight, "a number after a dash"
    if len(digits) >= 3:
        if place.number.value in _LINES:
            return -3.0, ""
        if place.before == "-" and following is not None and following.separator == " ":
            return 1.5, "a number after a dash"
    return _after_title(place), "a number after the title"


def _with_letter(place: Place) -> float:
    """Weigh "Name - 05b"."""
    if place.dashed and place.ends:
        return 4.5
    if len(place.digits) < 2:
        return -3.0
    if place.dashed:
        return 4.0
    return 1.5 if place.ends else -3.0


def _ends_spaced_range(place: Place) -> bool:
    """Whether it is the second number of "01 - 12"."""
    if place.index == 0 or len(place.word.separator) < 2:
        return False
    one = place.words[place.index - 1].number
    if one is None or one.form != "plain" or place.index - 1 <= place.context.first_word:
        return False
    return one.digits[0] == "0" and len(one.digits) == len(place.digits) and one.value < place.number.value


def _in_brackets(place: Place) -> float:
    """Weigh "[05]"; "(05)" is less certain."""
    context, digits = place.context, place.digits
    if not is_set_alone(place.words, place.index):
        return -9.0
    lines = place.number.value in _LINES
    if lines or place.index in context.years or len(digits) > 4:
        return -3.0
    if "(" in place.word.separator:
        if len(digits) == 4 and digits[0] != "0":
            return 1.0 if context.fansub else -4.0
        if context.fansub or len(digits) > 1:
            return 2.0
        return 1.0 if place.following is None and context.show else -1.0
    if len(digits) == 1:
        return 1.5 if context.fansub else -1.0
    if context.fansub:
        return 6.5
    return 2.5 if len(digits) in (2, 3) else -1.0


def _after_dash(place: Place) -> float:
    """Weigh "Name - 05 [720p]", "Name - 05 - Other"."""
    context, following = place.context, place.following
    two = len(place.digits) >= 2
    followed_by_dash = following is not None and (following.separator.strip(" ._")[:1] or "x") in "-–(["
    if place.ends or place.zero or followed_by_dash:
        if two:
            return 5.5
        return 3.0 if context.fansub or context.show else 2.0
    if context.fansub:
        return 3.0 if two else -1.0
    return 1.5 if context.show and two else -1.0


def _after_title(place: Place) -> float:
    """Weigh "Name 05 [720p]", "Name.102.hdtv", "Name 05 Other"."""
    context, digits, ends = place.context, place.digits, place.ends
    lowered = [word.lowered for word in place.words]
    if not _EVENTS.isdisjoint(lowered) or ("fight" in lowered and "night" in lowered):
        return -4.0
    evidence = (1.5 if context.show else 0.0) - (3.0 if context.movie else 0.0)
    if not TV_SOURCES.isdisjoint(lowered[context.stop : context.stop + 4]):
        evidence += 2.5
    if context.fansub and ends and len(digits) >= 2:
        return 4.5
    if place.zero:
        if context.years and max(context.years) > place.last and not (context.show or context.fansub):
            return -1.0  # "Agent 077 in Lisbon 1965"
        return 3.5 if ends or context.fansub else 2.5
    if len(digits) == 1:
        if not ends:
            return -4.0
        return -1.0 if context.fansub else -1.0 + evidence * 0.3
    if ends:
        return evidence + _at_end(place)
    if len(digits) == 3 and not context.years:
        in_release = context.stop < len(place.words) or place.word.separator in ("_", ".")
        return evidence + (1.0 if in_release else -1.5)
    return (0.5 if len(digits) in (5, 6) else -2.0) + (evidence if context.season is not None else 0.0)


def _at_end(place: Place) -> float:
    """Weigh "Name 12": only a show's folder or tags make it more likely than "District 9"."""
    context, width = place.context, len(place.digits)
    if context.years:
        return -1.0
    if width == 2 and context.stop >= len(place.words) and not context.show:
        return -0.5
    return 1.5 if width in (2, 3) else -0.5


def _leading(place: Place) -> float:
    """Weigh "03 - Name", "003. Name"; not "12 Monkeys" outside a show's folder."""
    context, following = place.context, place.following
    digits = place.word.lowered
    if following is None or following.tag or place.last + 1 >= context.stop:
        return _lone(place, digits)
    if len(digits) > 4:
        return 0.5 if len(digits) <= 6 and not context.first_word else -9.0
    if len(digits) == 4 and not place.zero and context.season is None:
        return -3.0
    after = following.separator
    if context.season is not None:
        return 3.0 if following.number and not after.strip() else 6.0
    if context.movie:
        return -3.0
    if context.years and not context.show:
        return -0.5 if place.zero else -3.0  # "05.Title.2009" is a list of movies
    listed = len(after) > 1 and after.strip() in ("-", "–", "- -", ".", ")", "_", "~")
    if place.zero or listed:
        return 4.0
    if len(digits) < 2:
        return -3.0
    if context.fansub:
        return 3.0
    if not context.show:
        return -3.0
    return 2.5 if context.nested else 0.5


def _lone(place: Place, digits: str) -> float:
    """Weigh a name of nothing but a number: "05", "05 [720p]"."""
    context = place.context
    if len(digits) > 4:
        return -2.0
    if context.fansub and len(digits) >= 2:
        return 3.0
    if context.show or context.season is not None:
        return 5.0 if context.nested else 2.5
    return 2.0 if place.zero and len(digits) <= 3 else -1.0
