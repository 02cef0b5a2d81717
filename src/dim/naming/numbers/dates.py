"""Air dates."""

import datetime

from dim.naming.numbers.values import LATEST_YEAR, Numbering, value_of
from dim.naming.words.split import Word
from dim.naming.words.vocabulary import MONTHS


def air_date(words: list[Word]) -> Numbering | None:
    """A full date: 2011-06-21, 21.06.2011, 06.21.2011, 20110621, "23rd Feb 2024"."""
    for index, word in enumerate(words):
        number = word.number
        if number is None or not number["n"] or word.kind is not None:
            continue
        if len(number["n"]) == 8:
            day, last = _in_one(number["n"]), index
        elif index + 2 < len(words) and not number["v"]:
            day, last = _in_three(number["n"], words[index + 1], words[index + 2], bare=not number["tail"]), index + 2
        else:
            continue
        if day is not None:
            return Numbering(index, last, date=day)
    return None


def _in_one(digits: str) -> str | None:
    return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if digits[:2] in ("19", "20") else None


def _in_three(first: str, second: Word, third: Word, bare: bool) -> str | None:
    """The day that three words with the same sign between them say; `bare`: the first is nothing but digits."""
    middle, last, month = value_of(second), value_of(third), MONTHS.get(second.low)
    if last is None or len(second.sep) > 2 or len(third.sep) > 2:
        return None
    if month is not None:
        return _day(last, month, int(first)) if len(first) <= 2 else None
    if (
        not bare
        or middle is None
        or len(second.sep) != 1
        or second.sep != third.sep
        or second.sep not in " ._-"
        or len(second.low) > 2
    ):
        return None
    if len(first) == 4 and len(third.low) <= 2:
        return _day(int(first), middle, last) or _day(int(first), last, middle)
    if len(third.low) == 4 and len(first) <= 2 and (len(second.low) == 2 or second.sep != " "):
        return _day(last, middle, int(first)) or _day(last, int(first), middle)
    return None


def _day(year: int, month: int, day: int) -> str | None:
    if not 1930 <= year <= LATEST_YEAR:
        return None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
