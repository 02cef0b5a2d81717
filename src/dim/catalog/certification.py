"""What a certification means, in years. Pure.

National systems: https://en.wikipedia.org/wiki/Motion_picture_content_rating_system
"""

import re

_AGES = {
    "g": 0, "u": 0, "tv-y": 0, "tv-g": 0, "all": 0, "approved": 0, "passed": 0, "a": 0, "tp": 0, "al": 0, "0+": 0,
    "tv-y7": 7, "tv-y7-fv": 7, "pg": 8, "uc": 4, "tv-pg": 10, "12a": 12, "pg-13": 13, "tv-14": 14, "m": 15, "ma15+": 15, "r": 17,
    "tv-ma": 17, "nc-17": 18, "x": 18, "r18": 18, "r18+": 18, "xxx": 18,
}  # fmt: skip
_NUMBER = re.compile(r"(?:[a-z]{1,8}[ :/-]{0,3})?(\d{1,2})\+?")


def age_of(certification: str | None) -> int | None:
    """From which age on something may be seen: "PG-13", "FSK 12", "de:16", "18+". None: no certification, or an unknown one."""
    if not certification:
        return None
    text = certification.strip().casefold()
    plain = re.sub(r"^(?:rated |[a-z]{2}[:/-](?=\S))", "", text) if text not in _AGES else text
    for form in (text, plain):
        if form in _AGES:
            return _AGES[form]
    found = _NUMBER.fullmatch(plain)
    return int(found[1]) if found and int(found[1]) <= 21 else None
