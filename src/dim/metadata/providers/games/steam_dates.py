"""Dates as Steam's store writes them, in the language and the manner of a country. Pure.

>>> read_date("18 Apr, 2011"), read_date("18. Apr. 2011"), read_date("2011 年 4 月 18 日"), read_date("Q3 2026")
(('2011-04-18', 2011), ('2011-04-18', 2011), ('2011-04-18', 2011), (None, 2026))
"""

import re
import unicodedata
from datetime import date

_YEAR = re.compile(r"(?<!\d)((?:19|20|21|25)\d\d)(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{4})")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+thg\s?(\d{1,2}),?\s+(\d{4})")
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+\.?)?")
_LONGEST = 80
_BUDDHIST = 543
_MONTHS = (
    "jan ene gen ian janv ocak oca sty leden led tammi янв ян січ ιαν ม.ค",
    "feb fev fév févr lut únor úno helmi şub фев лют φεβ ก.พ",
    "mar mrt maalis bře мар берез бер μαρ μάρ มี.ค",
    "apr abr avr kwi dub huhti nis апр квіт кві απρ เม.ย",
    "may mai mag maj mei máj toukok touko kvě maí мая май трав тра μαι μαΐ μάι พ.ค",
    "jun juin giu cze červen červn čvn kesä haz iun июн юни черв чер ιουν มิ.ย",
    "jul juil lug lip čvc červenc červene heinä tem iul июл юли лип ιουλ ก.ค",
    "aug ago aoû août sie srp elo ağu авг серп сер αυγ ส.ค",
    "sep set sept szept wrz zář syys eyl сен септ верес вер σεπ ก.ย",
    "oct okt out ott paź říj loka eki окт жовт жов οκτ ต.ค",
    "nov noi noe lis listop marras kas ноя ноем листоп лис νοε νοέ พ.ย",
    "dec dez dic déc gru pros joulu ara дек груд гру δεκ ธ.ค",
)
"""How the names of each month begin in the languages of the store; the longest beginning counts."""


def _folded(text: str) -> str:
    """Without capitals and accents; letters that are no Latin ones keep theirs (й, ธ)."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    kept = [
        letter for at, letter in enumerate(plain) if not (unicodedata.combining(letter) and plain[at - 1].isascii())
    ]
    return unicodedata.normalize("NFC", "".join(kept))


_BEGINNINGS = sorted(
    ((_folded(word), number) for number, words in enumerate(_MONTHS, 1) for word in words.split()),
    key=lambda one: -len(one[0]),
)


def read_date(text: str) -> tuple[str | None, int | None]:
    """The date (ISO 8601) of a text, and its year. None: the text gives none, or the month is in an unknown language."""
    text = _folded(" ".join(text[:_LONGEST].split()))
    for pattern in (_EAST_ASIAN, _ISO):
        if found := pattern.search(text):
            return _date(int(found[1]), int(found[2]), int(found[3]))
    for pattern in (_DAY_FIRST, _VIETNAMESE):
        if found := pattern.search(text):
            return _date(int(found[3]), int(found[2]), int(found[1]))
    found = _YEAR.search(text)
    if found is None:
        return None, None
    year, rest = int(found[1]), _YEAR.sub(" ", text)
    month = next((number for word in _WORD.findall(rest) if (number := _month(word))), None)
    days = _NUMBER.findall(rest)
    if month is None or len(days) != 1:
        return None, year if year < 2400 else year - _BUDDHIST
    return _date(year, month, int(days[0]))


def _month(word: str) -> int | None:
    return next((number for beginning, number in _BEGINNINGS if word.startswith(beginning)), None)


def _date(year: int, month: int, day: int) -> tuple[str | None, int | None]:
    if year > 2400:  # Thai: years since the Buddha
        year -= _BUDDHIST
    try:
        return date(year, month, day).isoformat(), year
    except ValueError:
        return None, year if 1900 <= year < 2200 else None
