"""Unmarked numbers that are probably episodes: "Name - 12 [720p]", "Name.102.hdtv", "[05]", "03 - Name"."""

from dim.naming.numbers.values import Context, Numbering, is_alone_in_brackets, lowered_at, value_of
from dim.naming.words.split import Word
from dim.naming.words.vocabulary import NUMBER_WORDS, TV_SOURCES

_DASHES = frozenset("-–—")
_PARTS = frozenset(("part", "pt", "parte", "partie", "teil"))


def find_unmarked(words: list[Word], context: Context) -> Numbering | None:
    """Find the unmarked number that is most probably an episode, or None."""
    best: Numbering | None = None
    confidence = 0
    stop = min(context.stop, len(words))
    for index in range(context.first_word, len(words)):
        word = words[index]
        number = word.number
        if (
            number is None
            or not number["digits"]
            or word.kind is not None
            or number["suffix"] in ("st", "nd", "rd", "th")
        ):
            continue
        if index > stop and not (word.bracket and is_alone_in_brackets(words, index)):
            continue
        score = _confidence(words, index, stop, context)
        if score > confidence:
            candidate = _interpret(words, index, context, score)
            if candidate is not None:
                best, confidence = candidate, score
    return best


def _confidence(words: list[Word], index: int, stop: int, context: Context) -> int:
    """Return the confidence that a number is an episode, 1 to 9; 0: it is not."""
    word = words[index]
    number = word.number
    assert number is not None
    digits, before = number["digits"], word.separator.strip(" ._")
    following = words[index + 1] if index + 1 < len(words) else None
    at_end = following is None or following.tag or index + 1 >= stop or (following.bracket not in (0, word.bracket))
    dashed = before in _DASHES and (len(word.separator) > 1 or context.fansub) and index > context.first_word
    if _is_dotted(words, index):
        return 0
    if number["suffix"] or (number["version"] and (at_end or dashed or context.fansub)):
        return 9
    if before.endswith("#"):
        return 8
    if word.bracket and index and is_alone_in_brackets(words, index) and len(digits) <= 4:
        return _number_in_brackets(word, digits, index in context.years, context)
    if word.bracket and words[context.first_word].bracket != word.bracket:
        return 0
    if index in context.years and not (
        dashed and context.fansub and at_end and word.bracket == 0 and following is not None
    ):
        return 0
    zero_padded = digits[0] == "0" and len(digits) >= 2
    if index == context.first_word:
        return _leading_number(words, index, context, zero_padded)
    if index + 1 in context.years and not (dashed or context.fansub or zero_padded):
        return 0  # "Apollo 13 1995"
    if dashed:
        return _number_after_dash(digits, following, at_end or zero_padded, context)
    return _number_before_text(digits, at_end, zero_padded, context)


def _number_in_brackets(word: Word, digits: str, year: bool, context: Context) -> int:
    """Confidence for "[05]"; "(05)" is less certain."""
    if year or len(digits) == 1:
        return 0
    if "(" in word.separator:
        return 2
    return 8 if context.fansub else (3 if len(digits) in (2, 3) else 0)


def _number_after_dash(digits: str, following: Word | None, closed: bool, context: Context) -> int:
    """Confidence for "Name - 05 [720p]", "Name - 05 - Other"."""
    if closed or following is None or following.separator.strip(" ._").startswith(("-", "–", "(", "[")):
        return 7 if len(digits) >= 2 else 5
    return 4 if len(digits) >= 2 and context.fansub else 0


def _number_before_text(digits: str, at_end: bool, zero_padded: bool, context: Context) -> int:
    """Confidence for "Name 05 [720p]", "Name.102.hdtv", "Name 05 Other"."""
    if context.fansub and at_end and len(digits) >= 2:
        return 6
    if zero_padded:
        return 5 if at_end or context.fansub else 4
    if len(digits) == 1:
        return 2 if context.show and at_end and not context.fansub else 0
    if at_end:
        return 4 if len(digits) != 4 or context.show or context.season is not None else 0
    return 3 if len(digits) == 3 and not context.years else (1 if len(digits) in (5, 6) else 0)


def _is_dotted(words: list[Word], index: int) -> bool:
    """Whether a number is part of a dotted sequence: "09.03.08", "2.0"."""
    word = words[index]
    before = words[index - 1] if index else None
    if (
        before is not None
        and word.separator == "."
        and before.number is not None
        and before.number["digits"]
        and len(before.lowered) <= 2
    ):
        return True
    following = words[index + 1] if index + 1 < len(words) else None
    return (
        following is not None
        and following.separator == "."
        and following.number is not None
        and bool(following.number["digits"])
        and len(following.lowered) == 2
    )


def _leading_number(words: list[Word], index: int, context: Context, zero_padded: bool) -> int:
    """Confidence for "03 - Name", "003. Name"; not "12 Monkeys" outside a show's folder."""
    word = words[index]
    number = word.number
    assert number is not None
    digits = number["digits"]
    if len(digits) > 4:
        return 1 if len(words) > 1 and len(digits) <= 6 and not context.first_word else 0
    following = words[index + 1] if index + 1 < len(words) else None
    if following is None or following.tag:
        return 6 if context.show or (zero_padded and len(digits) <= 3) or context.season is not None else 0
    if len(digits) == 4 and not zero_padded and context.season is None:
        return 0
    after = following.separator
    if context.season is not None:
        return 8 if not (following.number and not after.strip()) else 6
    if zero_padded or after.strip() in ("-", "–", "- -") or after == ". ":
        return 5
    return 4 if context.fansub and len(digits) >= 2 else (4 if context.show and len(digits) >= 2 else 0)


def _interpret(words: list[Word], index: int, context: Context, confidence: int) -> Numbering | None:
    """Interpret an unmarked number: season and episode in one ("102"), or an episode."""
    number = words[index].number
    assert number is not None
    digits, first = number["digits"], index == context.first_word
    if first and len(digits) == 1 and (found := _season_dash_episode(words, index)) is not None:
        return found
    leading = first and index + 1 < len(words) and not words[index + 1].tag
    last, numbers = _range(words, index, context)
    version = int(number["version"]) if number["version"] else None
    three = len(digits) == 3 and digits[0] == "0"
    is_absolute = context.fansub or confidence >= 7 or bool(version) or three or last > index
    if not context.fansub and len(digits) in (3, 4) and (context.season is not None or not is_absolute):
        season, episode = divmod(int(digits), 100)
        in_one = season > 0 and (episode > 0 or (int(digits) == 100 and context.season is None))
        if in_one and context.season in (None, season):
            return Numbering(index, index, season, (episode,), leading=leading)
        if len(digits) == 4 and context.season is None:
            return None
    if len(digits) in (5, 6) and not is_absolute:
        season, one, two = int(digits) // 10000, int(digits) // 100 % 100, int(digits) % 100
        return (
            Numbering(index, index, season, (one, two), leading=leading) if two == one + 1 and 0 < season < 40 else None
        )
    if len(digits) > 5 or (len(digits) == 5 and not is_absolute):
        return None
    if context.season is not None:
        return Numbering(index, last, context.season, numbers, version=version, leading=leading)
    absolute = numbers if is_absolute or int(digits) >= 100 else ()
    return Numbering(index, last, None, numbers, absolute, version=version, leading=leading)


def _season_dash_episode(words: list[Word], index: int) -> Numbering | None:
    """Interpret "4-12 - Name" as season 4, episode 12."""
    if index + 2 >= len(words) or words[index + 1].separator != "-" or " - " not in words[index + 2].separator:
        return None
    season, episode = value_of(words[index]), value_of(words[index + 1])
    if not season or episode is None or len(words[index + 1].lowered) != 2:
        return None
    return Numbering(index, index + 1, season, (episode,), leading=True)


def _range(words: list[Word], index: int, context: Context) -> tuple[int, tuple[int, ...]]:
    """Return the index of the last word and the numbers of a range "01-12"; of a single number, that number."""
    value = value_of(words[index]) or int(words[index].number["digits"])  # type: ignore[index]
    if index + 1 < len(words) and index + 1 not in context.years:
        other = words[index + 1]
        end = value_of(other)
        dash = other.separator in ("-", "~", "–") or other.separator.strip() == "~"
        if (
            dash
            and end is not None
            and other.kind is None
            and value < end <= value + 1000
            and len(words[index].lowered) <= len(other.lowered) <= 4
        ):
            return index + 1, tuple(range(value, end + 1))
    return index, (value,)


def find_part(words: list[Word], context: Context) -> Numbering | None:
    """Find "Part 2", "Part Two" in a library of shows or with a TV source, or "Part 1 and Part 2"."""
    for index in range(context.first_word, len(words) - 1):
        if words[index].lowered in _PARTS and len(words[index + 1].separator) <= 2:
            value = value_of(words[index + 1])
            value = NUMBER_WORDS.get(words[index + 1].lowered) if value is None else value
            if value is None or value >= 60:
                continue
            if (
                lowered_at(words, index + 2) == "and"
                and lowered_at(words, index + 3) in _PARTS
                and index + 4 < len(words)
            ):
                return Numbering(index, index + 4, 1, (value, value_of(words[index + 4]) or value + 1))
            if context.show or any(word.lowered in TV_SOURCES for word in words):
                return Numbering(index, index + 1, 1, (value,))
    return None
