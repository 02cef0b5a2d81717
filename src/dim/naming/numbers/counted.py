"""Numbers beside the word that they count: seasons and episodes, volumes, specials, parts, "3 of 6"."""

from dim.naming.numbers.beside import DASHES, number_after
from dim.naming.numbers.claim import CERTAIN, Claim, gap, plain_value
from dim.naming.numbers.episodes import episode_after_word, episode_before_word, lone_x
from dim.naming.numbers.lists import episodes_from, plain_of
from dim.naming.numbers.seasons import lone_s, season_after_word, season_before_word
from dim.naming.words.number_words import (
    EPISODE_WORDS,
    EPISODE_WORDS_AFTER,
    LOOSE_SEASON_WORDS,
    NUMERALS,
    OF_WORDS,
    PART_WORDS,
    SEASON_WORDS,
    SPECIAL_WORDS,
    VOLUME_WORDS,
)
from dim.naming.words.split import Word


def counted_claims(words: list[Word], index: int, claims: list[Claim]) -> None:
    """Add the claims of a word that marks a season, an episode or a volume: for the number after it and that before it."""
    lowered = words[index].lowered
    if lowered in SEASON_WORDS or lowered in LOOSE_SEASON_WORDS:
        loose = lowered in LOOSE_SEASON_WORDS
        _add(claims, season_after_word(words, index, loose))
        _add(claims, season_before_word(words, index, loose))
    if lowered == "s":
        _add(claims, lone_s(words, index))
    if lowered == "x":
        _add(claims, lone_x(words, index))
    if lowered in EPISODE_WORDS or lowered == "e":
        _add(claims, episode_after_word(words, index))
    if lowered in EPISODE_WORDS_AFTER or lowered in EPISODE_WORDS:
        _add(claims, episode_before_word(words, index))
    if lowered in VOLUME_WORDS:
        _add(claims, _volume(words, index))
    if lowered in SPECIAL_WORDS:
        _add(claims, _special(words, index))


def _add(claims: list[Claim], claim: Claim | None) -> None:
    if claim is not None:
        claims.append(claim)


def _special(words: list[Word], index: int) -> Claim | None:
    """Interpret "Special 1", "Specials - 02"."""
    at = number_after(words, index)
    if at is None or index == 0 or len(words[at].lowered) > 2 or words[at].bracket != words[index].bracket:
        return None
    return Claim(index, at, 5.8 if _closes(words, at) else 0.0, "a special", 0, (plain_value(words[at]) or 0,))


def _closes(words: list[Word], at: int) -> bool:
    """Whether a tag, a bracket, a dash, or nothing follows a number."""
    if at + 1 >= len(words):
        return True
    following = words[at + 1]
    return following.tag or following.bracket != words[at].bracket or gap(following) in ("-", "–")


def _volume(words: list[Word], index: int) -> Claim | None:
    """Interpret "Vol. 3", "Vol.3&4", "Vol. 1v2 & Vol. 2"."""
    at = number_after(words, index)
    if at is None or len(words[at].lowered) > 4:
        return None
    last, episodes = episodes_from(words, at, plain_value(words[at]) or 0)
    while last + 2 < len(words) and words[last + 1].lowered in VOLUME_WORDS:
        value = plain_value(words[last + 2])
        if value is None:
            break
        is_range = gap(words[last + 1]) in DASHES and value > episodes[-1]
        episodes += tuple(range(episodes[-1] + 1, value + 1)) if is_range else (value,)
        last += 2
    return Claim(index, last, 5.0 if len(episodes) > 1 else 0.0, "a volume", None, episodes, kind="volume")


def of_claim(words: list[Word], index: int) -> Claim | None:
    """Interpret a number before "of": "3 of 5", "[01 из 24]", "[26 из 26]" (all of them), "1-8 of 16"."""
    value = plain_of(words[index])
    if value is None or index + 2 >= len(words) or words[index + 1].lowered not in OF_WORDS or gap(words[index + 1]):
        return None
    total = plain_of(words[index + 2])
    if not total or not 0 < value <= total or len(words[index + 2].lowered) > 4 or gap(words[index + 2]):
        return None
    if index and words[index - 1].lowered in _DISCS:
        return None
    first = index
    episodes: tuple[int, ...] = (value,)
    start = plain_of(words[index - 1]) if index and gap(words[index]) in DASHES else None
    if start is not None and start < value:
        first, episodes = index - 1, tuple(range(start, value + 1))
    elif value == total and _names_whole_set(words, index):
        episodes = tuple(range(1, value + 1))
    if first and not gap(words[first]):
        before = words[first - 1].lowered
        if before in PART_WORDS or before in EPISODE_WORDS:
            first -= 1
    return Claim(first, index + 2, CERTAIN, "an episode of a number of them", None, episodes, kind="of")


def _names_whole_set(words: list[Word], index: int) -> bool:
    """Whether "[26 из 26]" means all of them, as on Russian trackers."""
    word = words[index]
    if word.number is None or word.number.value < 2 or not word.bracket:
        return False
    return words[index + 1].lowered == "из" and word.separator.rstrip().endswith("[")


_DISCS = frozenset(("cd", "dvd", "disc", "disk"))


def part_claim(words: list[Word], index: int, tv: bool) -> Claim | None:
    """Interpret "Part 2", "Part Two" of a show, "Part 1 and Part 2". `tv`: the name is one of a show."""
    if words[index].lowered not in PART_WORDS or index + 1 >= len(words) or len(words[index + 1].separator) > 2:
        return None
    following = words[index + 1]
    plain = plain_value(following)
    value = plain
    if plain is None and words[index].lowered not in _WITHOUT_NUMERALS:
        value = NUMERALS.get(following.lowered)
    if value is None or not 0 < value < 60:
        return None
    if plain is not None and not following.tag:
        last, episodes = episodes_from(words, index + 1, value)
        if len(episodes) > 1:
            return Claim(index, last, 3.0, "parts of a show", 1, episodes, kind="part")
    if index + 4 < len(words) and words[index + 2].lowered in _AND and words[index + 3].lowered in PART_WORDS:
        other = plain_value(words[index + 4]) or NUMERALS.get(words[index + 4].lowered) or value + 1
        return Claim(index, index + 4, 3.0, "parts of a show", 1, (value, other), kind="part")
    return Claim(index, index + 1, 2.5 if tv else -3.0, "a part of a show", 1, (value,), kind="part")


_AND = frozenset(("and", "&", "und", "y", "et"))
_WITHOUT_NUMERALS = frozenset(("del", "osa", "deel", "cour"))
"""Words whose following numeral means something else: "del uno"."""
