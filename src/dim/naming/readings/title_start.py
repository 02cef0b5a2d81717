"""Where the title of a name may start: after a leading group, leading tags, and the prefix of a scene release."""

import re

from dim.naming.readings.parsed_name import ParsedName
from dim.naming.words.split import Word
from dim.naming.words.vocabulary import STRONG, WORDS

GROUP_LAST = re.compile(r"-\s?([^\W_][\w@.²µ]{0,24}[^\W_]|[^\W_])\s?(?:[\[({][^\]})]{0,30}[\])}]\s?)?$")
_FANSUB_NUMBER = re.compile(r"\s-\s\d{2,3}(?:v\d)?\s{0,2}[\[(]|\s\d{2,3}(?:v\d)?\s\([^)]{0,40}\d{3,4}")
_SCENE_PREFIX = re.compile(r"([a-z0-9]{3,8})-(?=[a-z0-9]{1,20}(?:\.[a-z0-9]{1,20}){3})")
_NO_GROUPS = frozenset(
    ("spider", "ant", "bat", "super", "iron", "non", "semi", "self", "anti", "post", "pre", "mid", "ultra", "mega")
)


def find_title_start(parsed: ParsedName) -> None:
    """Find where the title may start: after a leading group and leading tags."""
    words = parsed.words
    if not words:
        return
    index = _after_group(parsed)
    if index == 0 and parsed.first_tag is not None and (match := _scene_prefix(parsed.name, words[0])):
        parsed.group = (match[1], *match.span(1))
        index = 1
    while index < len(words) and _is_skipped(parsed, index):
        index += 1
    if parsed.group is None and (behind := _behind_second_bracket(words, index)) is not None:
        start, end = words[index].start, words[behind - 1].end
        parsed.group = (parsed.name[start:end], start, end)
        parsed.fansub, index = True, behind
    parsed.first_word = index if index < len(words) else 0
    parsed.title_start = 0 if parsed.first_word == 0 else _with_opening_bracket(parsed.name, words[parsed.first_word])


def _behind_second_bracket(words: list[Word], index: int) -> int | None:
    """Return the index of the first word behind a group in a second bracket: "[1080p][Group] Name"; None if there is none."""
    if not 0 < index < len(words) or not words[index].bracket or not words[index - 1].bracket:
        return None
    if "[" not in words[index].separator:
        return None
    behind = next((at for at in range(index, len(words)) if words[at].bracket != words[index].bracket), len(words))
    if behind == len(words) or words[behind].bracket or words[behind].tag:
        return None
    return behind


def _after_group(parsed: ParsedName) -> int:
    """Return the index of the first word after a leading bracket, which contains a group, a year or tags."""
    words, name = parsed.words, parsed.name
    before, inside = name[: words[0].start], words[0].bracket
    if inside == 0 or any(char.isalnum() for char in before):
        return 0
    end = next((index for index, word in enumerate(words) if word.bracket != inside), len(words))
    if end == len(words):
        return 0
    opening = before.strip()[:1]
    if "[" not in before and opening == "(":
        if end == 1 and 0 in parsed.years:  # "(1995) Name", but "(500) Days", "(Not) Alone"
            return end
        if end > 2 or any(char.isdigit() for char in words[0].text) or not _FANSUB_NUMBER.search(name):
            return 0
    if any(word.strength == STRONG for word in words[:end]):
        return end
    closed = name[words[end - 1].end :]
    if closed[:1] in ")]}" and closed[1:2].islower():
        return 0  # "[Re]birth"
    if _is_number_of_episode(parsed, end) or _is_title_in_brackets(parsed, end):
        return 0
    closing = name.find("]" if opening == "[" else "}", words[end - 1].end)
    last = closing if closing >= 0 else words[end - 1].end
    parsed.group = (name[words[0].start : last].strip(), words[0].start, last)
    parsed.fansub = opening in ("[", "(")
    return end


def _is_number_of_episode(parsed: ParsedName, end: int) -> bool:
    """Whether the words before `end`, in a leading bracket, number the episode: "[5.01] Name", "[S01E02] Name"."""
    words = parsed.words
    if not all(word.number is not None and word.number.form != "special" for word in words[:end]):
        return False
    return (end == 1 or words[1].number is not None) and not _FANSUB_NUMBER.search(parsed.name)


def _is_title_in_brackets(parsed: ParsedName, end: int) -> bool:
    """Whether only years and tags follow a leading bracket: "[Name 1998] [BDRip]", "[Name][2018][1080p]"."""
    words, years = parsed.words, parsed.years
    if not all(word.tag or at in years for at, word in enumerate(words[end:], end)):
        return False
    if end == 1 and not any(at >= end for at in years):
        return False
    return any(at not in years for at in range(end))


def _scene_prefix(name: str, first: Word) -> re.Match[str] | None:
    """Match the leading group of a lower-case release name: "grp-name.of.movie.2001.720p"."""
    match = _SCENE_PREFIX.match(name) if name.islower() else None
    if match is None or match[1] in _NO_GROUPS or first.end != match.end(1) or GROUP_LAST.search(name):
        return None
    return match


def _is_skipped(parsed: ParsedName, index: int) -> bool:
    """Whether a leading word does not belong to the title: a tag followed by a title, or a date "221208"."""
    words = parsed.words
    word = words[index]
    if word.tag and (word.bracket or word.strength == STRONG) and _has_title_behind(words, index):
        if word.bracket > 0:
            return True
        if index == 0:  # "h265 - HEVC Name", but "Remux Name", "8 Bit Name"
            return words[1].tag and is_strong(word)
        return words[index - 1].tag or words[index - 1].bracket > 0
    return index == 0 and len(words) > 1 and not words[1].number and _is_date_in_six_digits(word.lowered)


def _has_title_behind(words: list[Word], index: int) -> bool:
    return any(not other.tag and not other.lowered.isdigit() for other in words[index + 1 :])


def _is_date_in_six_digits(text: str) -> bool:
    """Whether a text is a date of Asian broadcasts: "221208"."""
    if len(text) != 6 or not text.isdigit():
        return False
    return 0 < int(text[2:4]) <= 12 and 0 < int(text[4:]) <= 31


def _with_opening_bracket(name: str, word: Word) -> int:
    """Return the position of a word, including an opening bracket right before it."""
    start = word.start
    while start > 0 and name[start - 1] in "([{¿¡.\"'" and word.bracket:
        start -= 1
    return start


def is_strong(word: Word) -> bool:
    """Whether a word by itself is hardly ever part of a title."""
    return word.lowered in WORDS and WORDS[word.lowered].strength == STRONG
