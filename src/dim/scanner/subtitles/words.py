"""What the end of a subtitle file's name says: ".en.forced", "2_English - SDH", "简体中文", "pt-br". Pure.

Names of languages in all languages come from CLDR (langcodes), loaded when a word needs them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dim.media.languages import NAMES, language_tag
from dim.media.track_names import is_commentary, is_for_hard_of_hearing, is_forced

LONGEST = 120
"""Characters of a name that are read."""
_SPLIT = re.compile(r"[.\s()\[\]{},+&;~]+")
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,2}")
_SUBTAG = re.compile(r"[a-z]{4}|[a-z]{2}|[0-9]{3}")
"""Scripts and regions."""
_RARE = frozenset((
    "fil", "yue", "cmn", "ast", "gsw", "haw", "hsb", "dsb", "nds", "sco", "kok", "mai", "bho", "ceb", "hmn", "nap", "scn", "syr",
    "tlh", "tet", "pob", "scc", "scr", "chs", "cht", "zhs", "zht", "spl",
))  # fmt: skip
"""Languages of three letters that subtitles are in; other codes are words more often."""
_OTHER_NAMES = {
    "brazilian": "pt-BR", "brasileiro": "pt-BR", "brazil": "pt-BR", "latino": "es-419", "latinoamericano": "es-419",
    "castellano": "es-ES", "castilian": "es-ES", "mandarin": "zh", "cantonese": "yue", "farsi": "fa", "flemish": "nl-BE",
    "简体": "zh-Hans", "简中": "zh-Hans", "简": "zh-Hans", "繁體": "zh-Hant", "繁体": "zh-Hant", "繁中": "zh-Hant", "繁": "zh-Hant",
    "gb": "zh-Hans", "big5": "zh-Hant", "中字": "zh", "日语": "ja", "韩语": "ko", "greek": "el", "moldovan": "ro",
    "jp": "ja", "cz": "cs", "dk": "da", "gr": "el", "ua": "uk", "kr": "ko", "cn": "zh", "tw": "zh-Hant", "us": "en-US",
}  # fmt: skip
_VARIANTS = {
    "zh": {"traditional": "Hant", "trad": "Hant", "tw": "Hant", "hk": "Hant", "hant": "Hant", "simplified": "Hans", "simp": "Hans",
           "cn": "Hans", "hans": "Hans", "繁體": "Hant", "繁体": "Hant", "简体": "Hans", "sg": "Hans"},
    "es": {"latin": "419", "latino": "419", "latinoamericano": "419", "latinoamérica": "419", "latam": "419", "la": "419",
           "lat": "419", "mx": "MX", "es": "ES", "castellano": "ES", "european": "ES", "spain": "ES", "españa": "ES"},
    "pt": {"br": "BR", "brazil": "BR", "brazilian": "BR", "brasil": "BR", "brasileiro": "BR", "pt": "PT", "portugal": "PT",
           "european": "PT"},
    "fr": {"ca": "CA", "canadian": "CA", "canada": "CA", "fr": "FR", "france": "FR"},
    "en": {"us": "US", "uk": "GB", "gb": "GB", "au": "AU", "british": "GB", "american": "US"},
    "sr": {"latin": "Latn", "latn": "Latn", "cyrillic": "Cyrl", "cyrl": "Cyrl"},
}  # fmt: skip
"""Words behind a language that tell its script or region."""
_NOISE = frozenset(
    (
        "default",
        "sub",
        "subs",
        "subtitle",
        "subtitles",
        "full",
        "track",
        "srt",
        "utf8",
        "utf-8",
        "ansi",
        "unicode",
        "und",
    )
)
_HEARING = frozenset(("sdh", "cc", "hoh"))
LONGEST_NAME = 4
"""Words of a language's name."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a name says; `title` has the words that say nothing of it."""

    language: str | None
    title: str | None
    forced: bool
    hearing_impaired: bool

    @property
    def is_description(self) -> bool:
        """Whether the name says nothing else than a language."""
        return self.language is not None and self.title is None


def describe(text: str) -> Described:
    """Read the end of a subtitle file's name, or all of it where it has no film's name in it.

    >>> describe(".pt-br.forced")
    Described(language='pt-BR', title=None, forced=True, hearing_impaired=False)
    """
    words = [word for word in _SPLIT.split(unicodedata.normalize("NFKC", text[:LONGEST])) if word.strip("-_")]
    words = [part for word in words for part in _parts(word.strip("-_"))]
    language: str | None = None
    rest: list[str] = []
    hindi = False
    position = 0
    while position < len(words):
        word = words[position].casefold()
        if word == "hi":
            hindi, position = True, position + 1
            continue
        if language and (variant := _VARIANTS.get(language, {}).get(word)):
            language, position = f"{language}-{variant}", position + 1
            continue
        found, length = (None, 1) if language else _language_at(words, position)
        if found:
            language = found
        elif not (word.isdigit() or word in _NOISE):
            rest += words[position : position + length]
        position += length
    said = " ".join(rest)
    is_hearing = (
        is_for_hard_of_hearing(said)
        or any(word.casefold() in _HEARING for word in rest)
        or (hindi and language is not None)
    )
    title = [
        word for word in rest if not (is_forced(word) or is_for_hard_of_hearing(word) or word.casefold() in _HEARING)
    ]
    if is_for_hard_of_hearing(said) and not is_commentary(said):
        title = []
    if language is None and hindi:
        language = "hi"
    return Described(language, " ".join(title)[:200] or None, is_forced(said), is_hearing)


def _parts(word: str) -> list[str]:
    """A word that hyphens or underscores join, unless they belong to a tag: "2_English", but "pt-br"."""
    if _TAG.fullmatch(word.casefold()) and _code(word.casefold()):
        return [word]
    return [part for part in re.split(r"[-_]", word) if part]


def _language_at(words: Sequence[str], position: int) -> tuple[str | None, int]:
    """The language that the words from a position on name, and how many of them do."""
    following = [word.casefold() for word in words[position : position + LONGEST_NAME]]
    most = next((number for number, word in enumerate(following) if _is_special(word)), len(following))
    alone = _named(following[0], is_single=True) if most else None
    for length in range(most, 1, -1):
        found = _named(" ".join(following[:length]), is_single=False)
        if found and found != alone:
            return found, length
    return alone, 1


def _is_special(word: str) -> bool:
    """Whether a word says something else than a language."""
    return (
        word in _NOISE
        or word in _HEARING
        or word == "hi"
        or is_forced(word)
        or is_for_hard_of_hearing(word)
        or is_commentary(word)
    )


@cache
def _named(name: str, is_single: bool) -> str | None:
    if is_single and (code := _code(name)):
        return code
    if other := _OTHER_NAMES.get(name):
        return other
    if not all(unicodedata.category(char)[0] in "LM" or char in " -'’." for char in name):
        return None
    if (name.isascii() and len(name) < 4) or name in _HEARING or name in _NOISE or name.isdigit():
        return None
    import langcodes  # 10 MB and 50 ms, for names that are no code

    try:
        tag = langcodes.find(name).to_tag()
    except (UnicodeError, SystemError):  # its index fails on some characters
        return None
    except LookupError:
        return _unaccented_names().get(name)
    base = tag.partition("-")[0]
    return language_tag(tag) if len(base) == 2 or base in _RARE else None


@cache
def _unaccented_names() -> dict[str, str]:
    """What languages are called in themselves, as it is written without diacritics ("francais"), and their tags."""
    import langcodes

    found = {_unaccented(langcodes.Language.get(code).autonym().casefold()): code for code in NAMES if len(code) == 2}
    return {name: code for name, code in found.items() if name.isascii() and len(name) > 3}


def _unaccented(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


@cache
def _code(word: str) -> str | None:
    """The tag of a code ("ger", "pt_br", "zh-hans"); None: it is none, or hardly one."""
    if not _TAG.fullmatch(word):
        return None
    base, *rest = re.split("[-_]", word)
    tag = language_tag(base)
    if tag is None or not (base in _RARE or tag != base or (len(base) == 2 and _is_known(base))):
        return None
    for one in rest:
        if (
            not (len(one) == 4 and one.isalpha())
            and not (len(one) == 2 and one.isalpha())
            and not (len(one) == 3 and one.isdigit())
        ):
            return None
    variants = _VARIANTS.get(tag, {})
    if len(rest) == 1 and rest[0] in variants:
        return f"{tag}-{variants[rest[0]]}"
    return language_tag("-".join([tag, *rest]))


def _is_known(code: str) -> bool:
    """Whether two letters are a language."""
    if code in NAMES:
        return True
    import langcodes

    return langcodes.Language.get(code).is_valid()
