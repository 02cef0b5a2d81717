"""Air dates: 2011-06-21, 21.06.2011, 06.21.2011, 20110621, 150318, "23rd Feb 2024", "3 мая 2019"."""

import datetime

from dim.naming.numbers.claim import LATEST_YEAR, Claim, plain_value
from dim.naming.words.number_words import MONTHS
from dim.naming.words.split import Word


def date_claim(words: list[Word], index: int, first_word: int) -> Claim | None:
    """Return the date that begins at a word, or None."""
    word = words[index]
    number = word.number
    if number is None or number.form != "plain" or word.kind is not None or number.part is not None:
        return None
    digits = number.digits
    if len(digits) == 8:
        day = _compact(digits)
        return Claim(index, index, 7.0, "a date in eight digits", date=day) if day is not None else None
    if len(digits) == 6:
        return _six_digits(words, index, first_word, digits)
    if index + 2 >= len(words) or number.version is not None or number.suffix not in ("", "ordinal", "year"):
        return None
    second, third = words[index + 1], words[index + 2]
    if second.lowered == "de" and (spelled := _spelled(words, index)) is not None:
        return spelled
    day = _separated(digits, second, third, bare=number.suffix == "")
    if len(digits) == 4 and (second.lowered, third.lowered) in _CHANNELS:
        day = None  # "2006.5.1": a year and channels of sound
    if day is not None:
        return Claim(index, index + 2, 7.5, "a date", date=day)
    if len(digits) > 2 or number.suffix or third.number is None:
        return None
    day = _short(words, index)
    if day is None:
        return None
    leading = index == first_word
    weight = 1.5 if index > first_word else -1.0
    return Claim(index, index + 2, weight, "a date with a year of two digits", date=day, leading=leading)


def _spelled(words: list[Word], index: int) -> Claim | None:
    """Interpret "25 de abril de 2014"."""
    month, year = words[index + 2], words[index + 4] if index + 4 < len(words) else None
    if year is None or words[index + 3].lowered != "de" or month.lowered not in MONTHS or len(year.lowered) != 4:
        return None
    day = _iso(plain_value(year) or 0, MONTHS[month.lowered], plain_value(words[index]) or 0)
    return Claim(index, index + 4, 7.5, "a date", date=day) if day is not None else None


def _six_digits(words: list[Word], index: int, first_word: int, digits: str) -> Claim | None:
    """Interpret "150318"; in front of a name, it may as well be a number of a list."""
    day = _iso(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])) if digits[:2] < "36" else None
    if day is None:
        return None
    leading = index == first_word
    if leading:
        weight = 0.5 if len(words) > index + 1 else -1.0
    else:
        weight = 3.5
    return Claim(index, index, weight, "a date in six digits", date=day, leading=leading)


_CHANNELS = frozenset((("5", "1"), ("7", "1"), ("2", "1"), ("6", "1")))


def month_first(words: list[Word], index: int) -> Claim | None:
    """Return the date of "Feb 23 2024", "June 3rd, 2019", that begins with a month, or None."""
    month = MONTHS.get(words[index].lowered)
    if month is None or index + 2 >= len(words):
        return None
    day, year = plain_value(words[index + 1]), plain_value(words[index + 2])
    if day is None or year is None or len(words[index + 2].lowered) != 4 or len(words[index + 1].separator) > 2:
        return None
    if words[index + 2].bracket != words[index].bracket:  # "April 9th (2015)" is a film
        return None
    found = _iso(year, month, day)
    return Claim(index, index + 2, 7.0, "a date", date=found) if found is not None else None


def _compact(digits: str) -> str | None:
    if digits[:2] in ("19", "20"):
        return _iso(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return _iso(int(digits[4:]), int(digits[2:4]), int(digits[:2])) if digits[4:6] in ("19", "20") else None


def _separated(first: str, second: Word, third: Word, bare: bool) -> str | None:
    """Return the date in three words with the same separator; `bare`: the first consists of digits only."""
    middle, last, month = plain_value(second), plain_value(third), MONTHS.get(second.lowered)
    if third.number is not None and third.number.suffix == "year":
        last = third.number.value
    if last is None or len(second.separator) > 2 or len(third.separator) > 2:
        return None
    if month is not None:
        if len(first) == 4:
            return _iso(int(first), month, last)
        return _iso(last, month, int(first)) if len(first) <= 2 and len(third.lowered) >= 4 else None
    if not bare or middle is None or len(second.lowered) > 2:
        return None
    if second.separator != third.separator or second.separator not in (" ", ".", "_", "-"):
        return None
    if len(first) == 4 and len(third.lowered) <= 2:
        return _iso(int(first), middle, last) or _iso(int(first), last, middle)
    if len(third.lowered) == 4 and len(first) <= 2 and (len(second.lowered) == 2 or second.separator != " "):
        return _iso(last, middle, int(first)) or _iso(last, int(first), middle)
    return None


def _short(words: list[Word], index: int) -> str | None:
    """Return the date of "09.03.08" or "24-05-17", with two digits each, or None."""
    parts = words[index : index + 3]
    if any(len(part.lowered) != 2 or not part.lowered.isdigit() for part in parts):
        return None
    if parts[1].separator != parts[2].separator or parts[1].separator not in (".", "-"):
        return None
    one, two, three = (int(part.lowered) for part in parts)
    for year, month, day in ((one, two, three), (three, two, one), (three, one, two)):
        if year < 36 and (found := _iso(2000 + year, month, day)) is not None:
            return found
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    if not 1930 <= year <= LATEST_YEAR:
        return None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
