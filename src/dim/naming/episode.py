"""What a reading of an episode's numbers adds to its identity: where they are, the episode's title, its season."""

import re

from dim.naming.numbers.claim import Claim
from dim.naming.parts import find_part
from dim.naming.paths import PathComponent
from dim.naming.readings.options import Option
from dim.naming.readings.parsed_name import ParsedName
from dim.naming.text import clean
from dim.naming.words.number_words import LAST_WORDS, SET_WORDS

Spans = dict[str, tuple[int, int]]
_IN_BRACKETS = re.compile(r"[\[(][^\])]{0,200}[\])]?")


def number_spans(claim: Claim, option: Option, source: PathComponent) -> Spans:
    """Return where the numbers of a reading are in the path."""
    fields = {
        "season": claim.season, "episodes": claim.episodes or None, "absolute": claim.absolute or None, "date": claim.date,
    }  # fmt: skip
    whole = _span(source, claim.first, claim.last)
    spans = {name: whole for name, value in fields.items() if value is not None}
    if option.numbering is not None and len(option.numbering.claims) > 1:
        for one in option.numbering.claims:
            for name in spans:
                if getattr(one, name) == fields[name]:
                    spans[name] = _span(source, one.first, one.last)
    return spans


def _span(source: PathComponent, first: int, last: int) -> tuple[int, int]:
    words = source.parsed.words
    return words[first].start + source.offset, words[min(last, len(words) - 1)].end + source.offset


def implied_season(option: Option, claim: Claim, in_folder: bool) -> int | None:
    """Return season 1 for an episode of a number of them ("3of6"), or a marked one without a folder ("Name E05"); else None."""
    if option.numbering is None or not claim.episodes or claim.several:
        return None
    kinds = [one.kind for one in option.numbering.claims]
    if "of" in kinds:
        return 1
    return 1 if "episode" in kinds and not in_folder and not claim.absolute else None


def find_episode_title(source: PathComponent, claim: Claim, spans: Spans) -> tuple[str | None, int | None]:
    """Return the text between the numbers and the following tags and add its span; and the part, if that is all it says."""
    parsed = source.parsed
    begin = parsed.words[min(claim.last, len(parsed.words) - 1)].end
    stop = _end_of_episode_title(parsed, claim.last, begin)
    text = parsed.name[begin:stop]
    if "(" in text or "[" in text:
        text = _IN_BRACKETS.sub(" ", text)
    title = clean(text.lstrip(")] -_."))
    if not _has_letters(title):
        return None, None
    folded = title.casefold()
    if folded in LAST_WORDS or folded in SET_WORDS:
        return None, None
    part: int | None = None
    if (said := find_part(title)) is not None and (said.of_file or not said.without(title)):
        part, title = said.number, said.without(title)
        if not _has_letters(title):
            return None, part
    first = begin + max(parsed.name[begin:stop].find(title.split(" ")[0]), 0)
    spans["episode_title"] = (first + source.offset, stop + source.offset)
    return title, part


def _end_of_episode_title(parsed: ParsedName, last: int, begin: int) -> int:
    """Return the position of the first tag behind the word `last`, or of the group, or the end of the name."""
    words = parsed.words
    for index in range(last + 1, len(words)):
        if words[index].tag:
            return words[index].start
    if parsed.group is not None and parsed.group[1] > begin:
        return parsed.group[1] - 1
    return len(parsed.name)


def _has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)
