"""Titles in several languages and scripts: in brackets, with slashes between them, behind the numbers, of two scripts."""

import re

from dim.naming.numbers.claim import Numbering
from dim.naming.readings.parsed_name import ParsedName
from dim.naming.text import clean, has_cjk, has_latin, is_latin
from dim.naming.words.number_words import COUNTED_WORDS, LAST_WORDS
from dim.naming.words.split import Word

_PIECES = re.compile(r"\[([^\[\]]{1,200})\]?|([^\[\]]{1,200})")
_LATIN_RUN = re.compile(r"[A-Za-z0-9À-ɏ][^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af★·_/]{1,200}")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f]")
SLASHES = re.compile(r"\s/\s|/|\s[|｜]\s")
_BROADCAST = re.compile(
    r"[★☆]?\s*(?:\d{1,2}\s*月(?:新番|新番组)?|新番|年番|国漫|國漫|日漫|完结|完結|合集|劇場版|剧场版|动漫|動漫|tv|movie|ova|bd|raws?|\d{4}\s*年)\s*[★☆]?",
    re.IGNORECASE,
)
"""Bracketed words of Chinese fansub groups that are no title: "04月新番", "★剧场版★"."""
_OTHER_RUNS = re.compile(r"[A-Za-z0-9À-ɏ][^\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f]{1,200}")
_BEHIND = re.compile(r"[)\]\s]{0,4}\s/\s(?P<title>[^\[(/|]{2,100})")
_ANY_BRACKETS = re.compile(r"[\[(][^\])]{0,200}[\])]")
_OF_GROUPS = frozenset("组組社屋字幕压制工作室发布之家")
"""Characters in the names of Chinese groups."""


def is_plain_latin(text: str) -> bool:
    """Whether a text has Latin letters, and none of another script."""
    return has_latin(text) and not has_cjk(text) and not OTHER_SCRIPT.search(text)


def is_foreign(text: str) -> bool:
    """Whether a text is of another script, at least in part."""
    return not is_plain_latin(text)


def title_of_group(parsed: ParsedName) -> str | None:
    """Return what a leading bracket says if it is a Chinese title rather than a group: "[蓝门].Blue.Door.2018"."""
    if parsed.group is None or parsed.group[1] >= 3:
        return None
    text = clean(parsed.group[0])
    return text if has_cjk(text) and not has_latin(text) and _OF_GROUPS.isdisjoint(text) else None


def title_behind(parsed: ParsedName, numbering: Numbering) -> str | None:
    """Return the title in another language behind the first numbers: "Имя (S2E1-4) / Name (S2E1-4)", "名[第1-8集].Name.S01"."""
    words, first = parsed.words, numbering.claims[0]
    if first.last + 1 >= len(words):
        return None
    after = words[first.last].end
    if match := _BEHIND.match(parsed.name[after:]):
        return _title_behind_slash(parsed, first.last, after + match.start("title"), after + match.end("title"))
    if len(numbering.claims) < 2 or not has_cjk(parsed.name[: words[first.first].start]):
        return None
    between = _ANY_BRACKETS.sub(" ", parsed.name[after : words[numbering.claims[1].first].start])
    title = clean(between.lstrip(")] -_."))
    if title.casefold() in LAST_WORDS:
        return None
    return title if is_latin(title) and sum(char.isalpha() for char in title) > 2 else None


def _title_behind_slash(parsed: ParsedName, last: int, begin: int, end: int) -> str | None:
    """Return the title between two positions, as far as the numbers in it; `last` is the last word before the slash."""
    words = parsed.words
    first = next((at for at, word in enumerate(words) if word.start >= begin), len(words) - 1)
    if _marks_number(words, first):
        return None
    stop = len(parsed.name)
    for at in range(last + 1, len(words)):
        if words[at].start > begin and (_marks_number(words, at) or _is_no_part_of_title(words[at])):
            stop = words[at].start
            break
    return (clean(parsed.name[begin : min(stop, end)]) or None) if stop > begin + 1 else None


def _marks_number(words: list[Word], at: int) -> bool:
    return words[at].lowered in COUNTED_WORDS and at + 1 < len(words) and words[at + 1].number is not None


def _is_no_part_of_title(word: Word) -> bool:
    return word.number is not None and (word.number.form != "plain" or "-" in word.separator)


def title_in_brackets(text: str) -> tuple[str, list[str]]:
    """Choose among bracketed texts of a fansub release: the one in Latin script nearest to the number, if others are not Latin."""
    pieces = [(first or second, bool(first)) for first, second in _PIECES.findall(text)]
    named = [
        (piece, inside)
        for piece, inside in pieces
        if clean(piece.strip(" ★☆")) and not _BROADCAST.fullmatch(clean(piece))
    ]
    if not named:
        return text, []
    outside = [piece for piece, inside in named if not inside]
    if not has_cjk(text) and not OTHER_SCRIPT.search(text):
        if outside and clean(outside[0]):
            return (text, []) if _is_inner(text) else (outside[0], [])
        return named[0][0], []
    texts = [piece for piece, _ in named]
    after = next((at for at, piece in enumerate(texts) if has_cjk(piece)), 0)
    latin = [piece for piece in (*texts[after:], *texts[:after]) if is_latin(piece) and not _CYRILLIC.search(piece)]
    best = latin[0] if latin else None
    best = best or next((piece for piece in texts if has_latin(piece)), texts[0])
    return best, [piece for piece in texts if piece is not best]


def _is_inner(text: str) -> bool:
    """Whether a bracket is within a title: "You Are [Not] Alone"."""
    last = text.rfind("]")
    return (
        last >= 0
        and any(char.isalnum() for char in text[last:])
        and any(char.isalnum() for char in text[: text.find("[")])
    )


def title_in_languages(pieces: list[str]) -> tuple[str, list[str]]:
    """Choose among titles separated by slashes: the first in Latin script if others are not, else the first."""
    named = [piece for piece in pieces if clean(piece)]
    if not named:
        return " ".join(pieces), []
    foreign = any(has_cjk(piece) or OTHER_SCRIPT.search(piece) for piece in named)
    best = named[0]
    if foreign:
        best = (
            next((piece for piece in named if is_plain_latin(piece)), None)
            or next((piece for piece in named if is_latin(piece) and not _CYRILLIC.search(piece)), None)
            or next((piece for piece in named if has_latin(piece)), named[0])
        )
    return best, [piece for piece in named if piece is not best]


def title_in_two_scripts(text: str) -> tuple[str, str | None]:
    """Return the Latin part of a title in two scripts, unless it is just a word within the other part."""
    if has_cjk(text):
        runs = sorted((match.group() for match in _LATIN_RUN.finditer(text)), key=len, reverse=True)
    else:
        runs = sorted((match.group() for match in _OTHER_RUNS.finditer(text)), key=len, reverse=True)
    best = runs[0].strip(" _-.·") if runs else ""
    letters = sum(char.isalpha() for char in best)
    if letters < 4 or not (text.strip(" ._-").startswith(best) or text.rstrip(" ._-").endswith(best.rstrip(" ._-"))):
        return text, None
    other = text.replace(best, " ").strip(" _-.·★")
    if not has_cjk(text) and len(re.findall(r"\w+", other)) < 2:
        return text, None
    return best, other or None
