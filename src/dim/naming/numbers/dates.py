"""Air dates."""

import datetime

from dim.naming.numbers.values import LATEST_YEAR, Numbering, value_of
from dim.naming.words.split import Word
from dim.naming.words.vocabulary import MONTHS


def air_date(words: list[Word]) -> Numbering | None:
    """Find a full date: 2011-06-21, 21.06.2011, 06.21.2011, 20110621, "23rd Feb 2024"."""
    for index, word in enumerate(words):
        number = word.number
        if number is None or not number["digits"] or word.kind is not None:
            continue
        if len(number["digits"]) == 8:
            day, last = _compact_date(number["digits"]), index
        elif index + 2 < len(words) and not number["version"]:
            day, last = (
                _separated_date(number["digits"], words[index + 1], words[index + 2], bare=not number["suffix"]),
                index + 2,
            )
        else:
            continue
        if day is not None:
            return Numbering(index, last, date=day)
    return None


def _compact_date(digits: str) -> str | None:
    return _iso_date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if digits[:2] in ("19", "20") else None


def _separated_date(first: str, second: Word, third: Word, bare: bool) -> str | None:
    """Return the date in three words with the same separator; `bare`: the first consists of digits only."""
    middle, last, month = value_of(second), value_of(third), MONTHS.get(second.lowered)
    if last is None or len(second.separator) > 2 or len(third.separator) > 2:
        return None
    if month is not None:
        return _iso_date(last, month, int(first)) if len(first) <= 2 else None
    if (
        not bare
        or middle is None
        or len(second.separator) != 1
        or second.separator != third.separator
        or second.separator not in " ._-"
        or len(second.lowered) > 2
    ):
        return None
    if len(first) == 4 and len(third.lowered) <= 2:
        return _iso_date(int(first), middle, last) or _iso_date(int(first), last, middle)
    if len(third.lowered) == 4 and len(first) <= 2 and (len(second.lowered) == 2 or second.separator != " "):
        return _iso_date(last, middle, int(first)) or _iso_date(last, int(first), middle)
    return None


def _iso_date(year: int, month: int, day: int) -> str | None:
    if not 1930 <= year <= LATEST_YEAR:
        return None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
