"""Several episodes in one name: "E01E02", "E01-E03", "x04 - x05", "01 & 02", "Ep 3 to 7", "[01-12]"."""

from dim.naming.numbers.claim import MAX_EPISODES_PER_FILE, gap
from dim.naming.words.number_forms import NumberForm
from dim.naming.words.number_words import AND_WORDS, EPISODE_WORDS, OF_WORDS, TO_WORDS
from dim.naming.words.split import Word

_RANGE = frozenset(("-", "–", "—", "~", "‒", "～", "~~", "--", "->"))
_LIST = frozenset(("+", "&", ",", "", "･", "、", "/", "_"))
_EXPLICIT = frozenset(("+", "&", ",", "、"))
"""Separators of lists that also join bare numbers."""
MAX_ABSOLUTE_RANGE = 1500


def episodes_from(
    words: list[Word],
    index: int,
    first: int,
    more: tuple[int, ...] = (),
    season: int | None = None,
    marked: bool = True,
) -> tuple[int, tuple[int, ...]]:
    """Return the index of the last word of a list that begins with the number `first` at a word, and all its numbers.

    `marked`: the first number is marked as an episode, so that a following "E03", "x03" or "S01E03" belongs to it.
    """
    numbers = [first, *more]
    last = index
    position = index
    while position + 1 < len(words) and len(numbers) < MAX_EPISODES_PER_FILE:
        step = _next_number(words, position, numbers[-1], season, marked)
        if step is None:
            break
        position, values, is_range = step
        if is_range and values[0] - numbers[-1] > 1:
            start = numbers[-1]
            numbers += range(start + 1, values[0])
        numbers += values
        last = position
    if marked and _has_total_behind(words, last):
        last += 2
    return last, tuple(dict.fromkeys(numbers))


def _has_total_behind(words: list[Word], last: int) -> bool:
    """Whether the number of all episodes follows: "S02E03-05 of 8"."""
    if last + 2 >= len(words) or words[last + 1].lowered not in OF_WORDS or gap(words[last + 1]):
        return False
    return plain_of(words[last + 2]) is not None


def _next_number(
    words: list[Word], position: int, before: int, season: int | None, marked: bool
) -> tuple[int, list[int], bool] | None:
    """Return the index of the next number of a list, its values, and whether it ends a range; None if the list is over."""
    word = words[position + 1]
    separator = gap(word)
    if separator and separator[0] in ")]}":
        return None
    if word.lowered in AND_WORDS or word.lowered in TO_WORDS:
        return None if separator else _after_conjunction(words, position + 1, before, season, marked)
    is_range = separator in _RANGE
    if is_range or separator in _LIST or _is_and(word.separator):
        return _after_joint(words, position, before, season, marked)
    return None


def _after_conjunction(
    words: list[Word], at: int, before: int, season: int | None, marked: bool
) -> tuple[int, list[int], bool] | None:
    """Interpret "3 to 7", "01 and 02", "1 and Episode 2"; `at` is the index of the conjunction."""
    target = at + 1
    if target >= len(words) or gap(words[target]):
        return None
    is_range = words[at].lowered not in AND_WORDS
    if words[target].lowered in EPISODE_WORDS and target + 1 < len(words):
        target += 1
    values = _values(words[target], season, before, bare=True)
    if not values:
        return None
    if not is_range:
        distance = values[0] - before
        if (not marked and distance != 1) or (distance > 5 and _is_bare(words[target])):
            return None
    return target, values, is_range


def _after_joint(
    words: list[Word], position: int, before: int, season: int | None, marked: bool
) -> tuple[int, list[int], bool] | None:
    """Interpret the word after a dash, a comma, an ampersand, or none: "01-12", "01,02", "E01E02", "x04 - x05"."""
    word = words[position + 1]
    separator, raw = gap(word), word.separator
    is_range = separator in _RANGE
    target = position + 1
    if word.lowered in EPISODE_WORDS and target + 1 < len(words) and gap(words[target + 1]) in ("", "."):
        target += 1
        if plain_of(words[target]) is None:
            return None
    bare_allowed = is_range or separator in _EXPLICIT or raw in ("_", ".", ".&.", " & ")
    values = _values(words[target], season, before, bare_allowed)
    if not values:
        return None
    if _is_bare(words[target]):
        if is_range:
            if len(raw) > 2 and not _continues_over_space(words, position, target, values[0] - before, season, marked):
                return None
        elif target == position + 1 and not _continues_list(words, position, values[0] - before, marked):
            return None
    elif marked and _counts_over_seasons(words[target], before, values[0], is_range):
        return None
    return target, values, is_range


def _continues_list(words: list[Word], position: int, distance: int, marked: bool) -> bool:
    """Whether a bare number belongs to the list before it: "E01_02", "01,02"; but not "E01 2 Fast"."""
    word = words[position + 1]
    separator, raw = gap(word), word.separator
    if separator in ("", "_"):
        return distance == 1 and raw in ("_", ".") and _same_width(words[position], word)
    return marked or separator not in _EXPLICIT or 0 < distance <= 20


def _continues_over_space(
    words: list[Word], position: int, target: int, distance: int, season: int | None, marked: bool
) -> bool:
    """Whether a bare number after a dash with spaces ends a range.

    Mostly the space says that the title begins: "S01E02 - 03 Name", "116 - 360 Degrees".
    """
    word = words[target]
    following = words[target + 1] if target + 1 < len(words) else None
    ends = following is None or following.tag
    if following is not None and not ends and following.bracket == word.bracket and gap(following) not in _RANGE:
        return False
    if word.bracket > 0 and word.bracket == words[position].bracket:
        return distance <= 400
    if not marked:
        return len(words[position].lowered) >= 2 and distance <= 60
    if distance == 1:
        return True
    return season is None and ends and distance <= 26


def _counts_over_seasons(word: Word, before: int, value: int, is_range: bool) -> bool:
    """Whether a second marked episode counts over all seasons: "S03E04 E028"."""
    number = word.number
    if number is None or number.form != "episode":
        return False
    tight = is_range and len(word.separator) == 1
    if len(number.digits) > 2 and before < 100 and not tight and value > before + 1:
        return True
    return not is_range and value > before + 9 and word.separator != ""


def _is_and(raw: str) -> bool:
    return raw in (".&.", " & ", "_&_", ".+.")


def plain_of(word: Word) -> int | None:
    """Return the value of a plain number without a suffix, or None."""
    number = word.number
    if number is None or number.form != "plain" or number.suffix not in _COUNTABLE:
        return None
    return number.value


_COUNTABLE = ("", "last", "counter")


def _is_bare(word: Word) -> bool:
    return word.number is not None and word.number.form == "plain"


def _same_width(one: Word, other: Word) -> bool:
    first, second = one.number, other.number
    if first is None or second is None:
        return False
    return len(second.digits) == len(first.digits or second.digits)


def _values(word: Word, season: int | None, before: int, bare: bool) -> list[int]:
    """Return the episodes that a word adds; empty if it is none of this season after `before`."""
    number = word.number
    if number is None or not _may_add(word, number, season, bare):
        return []
    found = [number.value, *number.more] if number.form in ("season_episode", "x", "episode") else [number.value]
    most = MAX_ABSOLUTE_RANGE if number.form == "plain" else MAX_EPISODES_PER_FILE
    return found if before < found[0] <= before + most else []


def _may_add(word: Word, number: NumberForm, season: int | None, bare: bool) -> bool:
    """Whether the form of a number can add to a list of a season's episodes; `bare`: a plain number can, too."""
    if number.form == "episode":
        return True
    if number.form in ("season_episode", "x"):
        return season is not None and number.season == season and (number.form != "x" or word.kind is None)
    if number.form == "bonus":
        return season is not None
    if number.form != "plain" or not bare or number.suffix not in _COUNTABLE:
        return False
    return not word.tag and len(number.digits) <= 5 and number.part is None
