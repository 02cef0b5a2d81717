"""What a certification means, in years. Pure.

National systems of movies: https://en.wikipedia.org/wiki/Motion_picture_content_rating_system. Of games:
https://en.wikipedia.org/wiki/Video_game_content_rating_system. ESRB's letters mean other things than the same letters of movies, so
they count with the system's name only: "ESRB M" is 17, "M" (Australia) is 15.
"""

import re

_AGES = {
    "g": 0, "u": 0, "tv-y": 0, "tv-g": 0, "all": 0, "approved": 0, "passed": 0, "a": 0, "tp": 0, "al": 0, "0+": 0,
    "tv-y7": 7, "tv-y7-fv": 7, "pg": 8, "uc": 4, "tv-pg": 10, "12a": 12, "pg-13": 13, "tv-14": 14, "m": 15, "ma15+": 15, "r": 17,
    "tv-ma": 17, "nc-17": 18, "x": 18, "r18": 18, "r18+": 18, "xxx": 18,
}  # fmt: skip
_ESRB_WORDS = {
    "early childhood": 3, "everyone": 0, "kids to adults": 6, "everyone 10": 10, "everyone 10 and older": 10, "teen": 13,
    "mature": 17, "mature 17": 17, "mature 17 and older": 17, "adults only": 18, "adults only 18": 18,
}  # fmt: skip
"""Without a "+" at the end. Movies are not called so: these count without the system's name as well."""
_ESRB = {
    **_ESRB_WORDS, "ec": 3, "e": 0, "k-a": 6, "ka": 6, "e10": 10, "e 10": 10, "t": 13, "m": 17, "m 17": 17, "m17": 17, "ao": 18,
    "ao 18": 18, "ao18": 18,
}  # fmt: skip
_ESRB_NAME = re.compile(r"(?:us:|ca:)?esrb(?: rating)?[ :/-]{0,3}(?P<rating>.{1,40})")
_NUMBER = re.compile(r"(?:[a-z]{1,8}[ :/-]{0,3})?(?:ab )?(\d{1,2})(?:\+| jahren?)?(?: freigegeben)?")
_FOR_ADULTS = re.compile(r"(?:(?:usk|fsk)[ :/-]{0,3})?keine jugendfreigabe")


def age_of(certification: str | None) -> int | None:
    """From which age on something may be seen or played: "PG-13", "FSK 12", "de:16", "18+", "ESRB T", "PEGI 16".

    None: no certification, or an unknown one.
    """
    if not certification:
        return None
    text = certification.strip().casefold()
    if found := _ESRB_NAME.fullmatch(text):
        return _ESRB.get(_without_plus(found["rating"]))
    if text in _AGES:
        return _AGES[text]
    plain = re.sub(r"^(?:rated |[a-z]{2}[:/-](?=\S))", "", text)
    if plain in _AGES:
        return _AGES[plain]
    if (age := _ESRB_WORDS.get(_without_plus(plain))) is not None:
        return age
    if _FOR_ADULTS.fullmatch(plain):
        return 18
    number = _NUMBER.fullmatch(plain)
    return int(number[1]) if number and int(number[1]) <= 21 else None


def _without_plus(text: str) -> str:
    """ESRB's ratings are written with and without a "+", and with a sentence: "Teen (13+)"."""
    return re.sub(r" ?\(.{0,20}\)$", "", text.strip()).removesuffix("+").strip()
