"""Several episodes in one name: "E01E02", "E01-E03", "x04 - x05", "01 & 02", "Ep 3 to 7", "[01-12]"."""

from dim.naming.numbers.claim import MAX_EPISODES_PER_FILE, gap
from dim.naming.words.number_words import AND_WORDS, EPISODE_WORDS, OF_WORDS, TO_WORDS
from dim.naming.words.split import Word

_RANGE = frozenset(("-", "–", "—", "~", "‒", "～", "~~", "--", "->"))
_LIST = frozenset(("+", "&", ",", "", "･", "、", "/", "_"))
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
    if (
        marked
        and last + 2 < len(words)
        and words[last + 1].lowered in OF_WORDS
        and gap(words[last + 1]) == ""
        and plain_of(words[last + 2]) is not None
    ):
        last += 2  # "S02E03-05 of 8"
    return last, tuple(dict.fromkeys(numbers))


def _next_number(
    words: list[Word], position: int, before: int, season: int | None, marked: bool
) -> tuple[int, list[int], bool] | None:
    """Return the index of the next number of a list, its values, and whether it ends a range; None if the list is over."""
    word = words[position + 1]
    separator = gap(word)
    raw = word.separator
    if separator and separator[0] in ")]}":
        return None
    if word.lowered in AND_WORDS or word.lowered in TO_WORDS:
        if separator or position + 2 >= len(words) or gap(words[position + 2]):
            return None
        is_range = word.lowered not in AND_WORDS
        following = position + 2
        if words[following].lowered in EPISODE_WORDS and following + 1 < len(words):
            following += 1
        values = _values(words[following], season, before, True, spaced=True)
        if not values or (not is_range and not marked and values[0] != before + 1):
            return None
        if (
            words[following].number
            and words[following].number.form == "plain"
            and not is_range
            and values[0] > before + 5
        ):  # type: ignore[union-attr]
            return None
        return following, values, is_range
    is_range = separator in _RANGE
    if not is_range and separator not in _LIST and not _is_and_dot(raw):
        return None
    target = position + 1
    bare_allowed = is_range or separator in ("+", "&", ",", "、") or raw in ("_", ".", ".&.", " & ")
    if word.lowered in EPISODE_WORDS and target + 1 < len(words) and gap(words[target + 1]) in ("", "."):
        target += 1
        if plain_of(words[target]) is None:
            return None
    values = _values(words[target], season, before, bare_allowed, spaced=len(raw) > 1)
    if not values:
        return None
    if not is_range and target == position + 1 and _is_bare(words[target]):
        close = values[0] == before + 1
        if separator in ("", "_") and not (close and raw in ("_", ".") and _same_width(words[position], words[target])):
            return None
        if separator in ("+", "&", ",", "、") and not marked and not 0 < values[0] - before <= 20:
            return None
    if is_range and _is_bare(words[target]) and len(raw) > 2:
        # "S01E02 - 03 Name", "116 - 360 Degrees": the space around the dash says that the title begins
        following = words[target + 1] if target + 1 < len(words) else None
        bracketed = words[target].bracket > 0 and words[target].bracket == words[position].bracket
        if (
            following is not None
            and not following.tag
            and following.bracket == words[target].bracket
            and gap(following) not in _RANGE
        ):
            return None
        if not marked and not bracketed and len(words[position].lowered) < 2:
            return None
        ends = following is None or following.tag
        if (
            marked
            and not bracketed
            and values[0] != before + 1
            and not (season is None and ends and values[0] - before <= 26)
        ):
            return None
        if values[0] - before > (400 if bracketed else 60):
            return None
    if words[target].number is not None and words[target].number.form == "episode" and marked:
        wide = len(words[target].number.digits) > 2 and before < 100 and not (is_range and len(raw) == 1)
        if wide and values[0] > before + 1 or (not is_range and values[0] > before + 9 and len(raw) > 0):
            return None  # "S03E04 E028": the second counts over all seasons
    return target, values, is_range


def _is_and_dot(raw: str) -> bool:
    return raw in (".&.", " & ", "_&_", ".+.")


def plain_of(word: Word) -> int | None:
    """Return the value of a plain number without a suffix, or None."""
    number = word.number
    return (
        number.value
        if number is not None and number.form == "plain" and number.suffix in ("", "last", "counter")
        else None
    )


def _is_bare(word: Word) -> bool:
    return word.number is not None and word.number.form == "plain"


def _same_width(one: Word, other: Word) -> bool:
    first, second = one.number, other.number
    if first is None or second is None:
        return False
    return len(second.digits) == len(first.digits or second.digits)


def _values(word: Word, season: int | None, before: int, bare: bool, spaced: bool) -> list[int]:
    """Return the episodes that a word adds; empty if it is none of this season after `before`."""
    number = word.number
    if number is None:
        return []
    found: list[int] = []
    if number.form in ("season_episode", "x"):
        if season is not None and number.season == season and (number.form != "x" or word.kind is None):
            found = [number.value, *number.more]
    elif number.form == "episode":
        found = [number.value, *number.more]
    elif number.form == "bonus" and season is not None:
        found = [number.value]
    elif (
        bare
        and number.form == "plain"
        and number.suffix in ("", "last", "counter")
        and (word.kind is None or not word.tag)
    ):
        if len(number.digits) <= 5 and number.part is None:
            found = [number.value]
    if not found or not before < found[0] <= before + MAX_ABSOLUTE_RANGE:
        return []
    if found[0] > before + MAX_EPISODES_PER_FILE and number.form != "plain":
        return []
    return found
