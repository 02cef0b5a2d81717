"""Clean, compare and sort titles."""

import re
import unicodedata
from collections.abc import Sequence

MOST_LISTED = 20
_ARTICLES = re.compile(r"^(?:the|an?|der|die|das|le|la|les|el|los|las|il)\s+(?=\S)|^l'(?=\S)", re.IGNORECASE)
_ACRONYM = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,20}(?:[^\W\d_](?![^\W_]))?")
_ACRONYM_LAST = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2}[\s_-]{0,9}$|(?<![^\W_])(?:[^\W\d_]\.){3,20}[\s_-]{0,9}$")
_EMPTY = re.compile(r"\(\s{0,9}\)|\[\s{0,9}\]|\{\s{0,9}\}")
_FRACTION = re.compile("[¼-¾⅐-⅞]")
_BRACKETS = frozenset("()[]{}")
_LATIN, _CJK = re.compile(r"[A-Za-zÀ-ɏ]"), re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DOMAIN = re.compile(r"\w{3,30}\.(?:com|net|org|tv)", re.IGNORECASE)
_EDGES = "《》〈〉：／·｜•・， \t-–—_.,:;+~|/\\"


def clean(text: str) -> str:
    """Clean a title: separators become spaces, acronyms keep their dots, the ends are trimmed."""
    text = text.strip(" _")
    ends: re.Match[str] | None = None
    if "." in text:
        if text.rstrip(" _-")[-1:] == ".":
            ends = _ACRONYM_LAST.search(text)
        if " " not in text or text.count(".") - 2 * text.count("...") > text.count(" "):
            text = _without_dots(text)
    text = " ".join(text.replace("_", " ").split()).strip(_EDGES)
    if not _BRACKETS.isdisjoint(text):
        for opening, closing in (("(", ")"), ("[", "]"), ("{", "}")):
            if text.count(opening) != text.count(closing):
                text = text.replace(opening, " ").replace(closing, " ")
        if "(" in text or "[" in text or "{" in text:
            text = _EMPTY.sub(" ", text)
        text = " ".join(text.split()).strip(_EDGES)
    return f"{text}." if ends and not text.endswith(".") and text else text


def _without_dots(text: str) -> str:
    """Replace the dots between words, but not those of acronyms."""
    if _DOMAIN.fullmatch(text):
        return text  # "Startup.com"
    words = text.split(".")
    if not any(len(word) == 1 for word in words):
        return " ".join(words)
    acronyms = [found for found in _ACRONYM.findall(text) if found.isupper() or len(found) > 4 or text.islower()]
    for index, acronym in enumerate(acronyms):
        text = text.replace(acronym, f"\x00{index}\x01", 1)
    text = text.replace(".", " ")
    for index, acronym in enumerate(acronyms):
        tail = " " if acronym.endswith(".") else ""
        text = text.replace(f"\x00{index}\x01", acronym + tail, 1)
    return text


def fold(text: str) -> str:
    """Fold a title for comparison: no case, diacritics or punctuation, "&" as "and". Empty only for an empty title."""
    if text.isascii():
        plain = text.lower().replace("&", " and ")
    else:
        plain = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ")
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.sub(r"[^\w]+|_", " ", plain.replace("'", "").replace("’", "")).split()
    return " ".join(words) or unicodedata.normalize("NFKC", text).casefold().strip()


def with_country(title: str, country: str | None) -> str:
    """Return a title with the country that tells it from another of that name, "The Office (US)", unless it ends with it."""
    words = fold(title).split()
    if country is None or not title or (len(words) > 1 and words[-1] == fold(country)):
        return title
    return f"{title} ({country})"


def sort_title(title: str) -> str:
    """Return the sort key of a title: folded, without a leading article, numbers padded so that 2 precedes 10, and 8½ follows 8."""
    shown = _FRACTION.sub(
        lambda match: " " + f"{unicodedata.numeric(match.group()):.3f}"[2:], _ARTICLES.sub("", title, count=1)
    )
    return re.sub(r"\d+", lambda match: match.group().zfill(8), fold(shown or title))


def listed(numbers: Sequence[int], word: str = "episode") -> str:
    """Return numbers in words: "episode 3", "episodes 3 to 5", "episodes 3, 4, 7"; at most MOST_LISTED of them."""
    first, last = numbers[0], numbers[-1]
    if first == last:
        return f"{word} {first}"
    if last - first + 1 == len(numbers):
        return f"{word}s {first} to {last}"
    more = " and more" if len(numbers) > MOST_LISTED else ""
    return f"{word}s {', '.join(map(str, numbers[:MOST_LISTED]))}{more}"


def is_latin(text: str) -> bool:
    """Whether a text is written in Latin script."""
    return bool(_LATIN.search(text)) and not _CJK.search(text)


def has_cjk(text: str) -> bool:
    """Whether a text has Chinese, Japanese or Korean characters."""
    return bool(_CJK.search(text))


def has_latin(text: str) -> bool:
    """Whether a text has Latin letters."""
    return bool(_LATIN.search(text))
