"""Numbers without a mark that may be episodes: "Name - 12 [720p]", "Name.102.hdtv", "[05]", "03 - Name", "4.09", "3-08 Name"."""

from dim.naming.numbers.claim import Claim, Context, gap, is_second_of_range
from dim.naming.numbers.lists import episodes_from, plain_of
from dim.naming.words.number_forms import NumberForm
from dim.naming.words.number_words import LAST_WORDS, SET_WORDS, TV_SOURCES
from dim.naming.words.split import Word, is_alone, is_pair_alone

_DASHES = frozenset(("-", "–", "—", "‒", "--", "- -"))
_LINES = frozenset((480, 540, 576, 720, 1080, 1440, 2160))
"""Heights of pictures: "[720]" is hardly an episode."""


def bare_claims(words: list[Word], index: int, number: NumberForm, context: Context, claims: list[Claim]) -> None:
    """Add the claims of a plain number."""
    word = words[index]
    digits = number.digits
    if (
        (word.tag and number.suffix == "" and number.version is None)
        or number.suffix in ("year", "ordinal")
        or len(digits) > 6
    ):
        return
    if index > context.stop and not (word.bracket and _alone(words, index)) and number.suffix == "":
        return
    last, episodes = index, (number.value,)
    if index + 1 < len(words) and words[index + 1].counts or index + 2 < len(words) and words[index + 2].counts:
        if (following := words[index + 1].number) is not None and following.form == "plain":
            for pair in (
                _dotted_pair(words, index, context),
                _dashed_pair(words, index, context),
                _underscored_pair(words, index, context),
            ):
                if pair is not None:
                    claims.append(pair)
        last, episodes = episodes_from(words, index, number.value, marked=False)
        if last > index and any(at in context.years for at in range(index + 1, last + 1)):
            last, episodes = index, (number.value,)
    weight, form = _weight(words, index, last, number, context)
    if weight >= -3.0:
        _interpret(words, index, last, episodes, number, context, weight, form, claims)


def _alone(words: list[Word], index: int) -> bool:
    """Whether a number, perhaps with "END" or a range, is alone in its brackets."""
    mine = words[index].bracket
    if mine == 0:
        return False
    first = last = index
    while first and words[first - 1].bracket == mine:
        first -= 1
    while last + 1 < len(words) and words[last + 1].bracket == mine:
        last += 1
    return last - first <= 3 and all(
        plain_of(word) is not None or word.lowered in LAST_WORDS or word.lowered in _BESIDE
        for word in words[first : last + 1]
    )


_BESIDE = frozenset(("v2", "v3", "tv", "sp", "ova", "batch", "合集", "全", "bd"))
_EVENTS = frozenset(
    "ppv prelims prelim ufc wwe aew bellator pfl njpw nxt wrestlemania smackdown espn mma kickboxing ksw motogp".split()
)
"""Words of sport, whose numbers count events, not episodes."""


def _weight(words: list[Word], index: int, last: int, number: NumberForm, context: Context) -> tuple[float, str]:
    """Return how much speaks for a number, or a range of them, being episodes, and the form of its words."""
    word, digits = words[index], number.digits if last == index else f"{number.digits:>2}"
    if is_second_of_range(words, index):
        return -4.0, ""
    if number.suffix in ("counter", "第"):
        if index and words[index - 1].lowered in ("全", "共") and not words[index].separator:
            return -9.0, ""
        return 7.0, "a counted episode"
    if number.suffix == "last":
        return 6.5, "the last number of a set"
    if _is_thousands(words, index):
        return -9.0, ""
    following = words[last + 1] if last + 1 < len(words) else None
    before = gap(word)
    ends = (
        following is None or following.tag or last + 1 >= context.stop or (following.bracket not in (0, word.bracket))
    )
    ends = ends or (
        following is not None
        and following.lowered in LAST_WORDS
        and (last + 2 >= len(words) or words[last + 2].tag or words[last + 2].bracket > 0)
    )
    zero = digits[0] == "0" and len(digits) >= 2
    first = index == context.first_word
    dashed = before in _DASHES and (len(word.separator) > 1 or context.fansub or zero) and not first
    if _is_dotted(words, index):
        return -9.0, ""
    lines = number.value in _LINES and not number.version
    if (before.endswith("#") or before.endswith("№")) and not (
        context.years and not context.show and (first or max(context.years) > index)
    ):
        return (5.0 if len(digits) > 1 else 3.5), "a number with #"
    if number.version is not None:
        return (6.0 if dashed or context.fansub or zero else 4.0), "a number with a version"
    if index in context.years and not (context.fansub and before in _DASHES and ends):
        return -9.0, ""
    before_form = words[index - 1].number.form if index and words[index - 1].number is not None else ""  # type: ignore[union-attr]
    if before_form == "season" and (word.bracket == words[index - 1].bracket or _alone(words, index)):
        return (3.5 if len(digits) >= 2 else 0.5), "a number after a season"
    if word.bracket and words[context.first_word].bracket != word.bracket:
        if not _alone(words, index):
            return -9.0, ""
        return _in_brackets(word, digits, index in context.years or lines, context, following), "a number in brackets"
    if index in context.years and not (
        dashed and context.fansub and ends and word.bracket == 0 and following is not None
    ):
        return -9.0, ""
    if first:
        return _leading(words, index, last, context, zero, bool(ends)), "a number before the title"
    if last + 1 in context.years and not (dashed or context.fansub or zero):
        return -3.0, ""  # "Apollo 13 1995"
    if number.part is not None:
        return (
            4.5
            if dashed and ends
            else 4.0
            if dashed and len(digits) >= 2
            else 1.5
            if ends and len(digits) >= 2
            else -3.0
        ), "a number with a letter"
    if (
        dashed
        and index
        and len(word.separator) > 1
        and (one := words[index - 1].number) is not None
        and one.form == "plain"
    ):
        if (
            one.digits[0] == "0"
            and len(one.digits) == len(digits)
            and one.value < number.value
            and index - 1 > context.first_word
        ):
            return 2.0, "a number after a dash"  # "01 - 12"
    if dashed:
        return _after_dash(digits, following, bool(ends) or zero, context), "a number after a dash"
    if lines and len(digits) >= 3:
        return -3.0, ""
    if before == "-" and len(digits) >= 3 and following is not None and following.separator == " ":
        return 1.5, "a number after a dash"
    return _after_title(words, digits, bool(ends), zero, context, word.separator, last), "a number after the title"


def _in_brackets(word: Word, digits: str, unlikely: bool, context: Context, following: Word | None) -> float:
    """Weigh "[05]"; "(05)" is less certain."""
    if unlikely or len(digits) > 4:
        return -3.0
    if "(" in word.separator:
        if len(digits) == 4 and digits[0] != "0":
            return 1.0 if context.fansub else -4.0
        return 2.0 if context.fansub or len(digits) > 1 else 1.0 if following is None and context.show else -1.0
    if len(digits) == 1:
        return 1.5 if context.fansub else -1.0
    return 6.5 if context.fansub else 2.5 if len(digits) in (2, 3) else -1.0


def _after_dash(digits: str, following: Word | None, closed: bool, context: Context) -> float:
    """Weigh "Name - 05 [720p]", "Name - 05 - Other"."""
    followed_by_dash = following is not None and (following.separator.strip(" ._")[:1] or "x") in "-–(["
    if closed or followed_by_dash:
        return 5.5 if len(digits) >= 2 else 3.0 if context.fansub or context.show else 2.0
    if context.fansub:
        return 3.0 if len(digits) >= 2 else -1.0
    return 1.5 if context.show and len(digits) >= 2 else -1.0


def _after_title(
    words: list[Word], digits: str, ends: bool, zero: bool, context: Context, separator: str, last: int
) -> float:
    """Weigh "Name 05 [720p]", "Name.102.hdtv", "Name 05 Other"."""
    evidence = 0.0
    if context.show:
        evidence += 1.5
    if context.movie:
        evidence -= 3.0
    lowered = [word.lowered for word in words]
    if not _EVENTS.isdisjoint(lowered) or ("fight" in lowered and "night" in lowered):
        return -4.0
    if not TV_SOURCES.isdisjoint(lowered[context.stop : context.stop + 4]):
        evidence += 2.5
    if context.fansub and ends and len(digits) >= 2:
        return 4.5
    if zero:
        if context.years and max(context.years) > last and not (context.show or context.fansub):
            return -1.0  # "Agent 077 in Lisbon 1965"
        return 3.5 if ends or context.fansub else 2.5
    if len(digits) == 1:
        return -1.0 + (evidence * 0.3 if ends and not context.fansub else 0.0) - (0.0 if ends else 3.0)
    if ends:
        if context.years:
            return -1.0 + evidence
        lone = context.stop >= len(words) and not context.show and len(digits) == 2
        return (-0.5 if lone else 1.5 if len(digits) in (2, 3) else -0.5) + evidence
    if len(digits) == 3 and not context.years:
        scene = separator in ("_", ".")
        return 1.0 + evidence if context.stop < len(words) or scene else -1.5 + evidence
    return (0.5 if len(digits) in (5, 6) else -2.0) + (evidence if context.season is not None else 0.0)


def _leading(words: list[Word], index: int, last: int, context: Context, zero: bool, ends: bool) -> float:
    """Weigh "03 - Name", "003. Name"; not "12 Monkeys" outside a show's folder."""
    digits = words[index].lowered
    following = words[last + 1] if last + 1 < len(words) else None
    if ends and (following is None or following.tag or last + 1 >= context.stop):
        known = context.show or context.season is not None
        if len(digits) > 4:
            return -2.0
        if context.fansub and len(digits) >= 2:
            return 3.0
        return 5.0 if known and context.nested else 2.5 if known else (2.0 if zero and len(digits) <= 3 else -1.0)
    if following is None:
        return -3.0
    if len(digits) > 4:
        return 0.5 if len(digits) <= 6 and not context.first_word else -9.0
    if len(digits) == 4 and not zero and context.season is None:
        return -3.0
    after = following.separator
    listed = after.strip() in ("-", "–", "- -", ".", ")", "_", "~") and len(after) > 1
    if context.season is not None:
        return 6.0 if not (following.number and not after.strip()) else 3.0
    if context.movie:
        return -3.0
    if context.years and not context.show:
        return -0.5 if zero else -3.0  # "05.Title.2009" is a list of movies
    if zero or listed:
        return 4.0
    if context.fansub and len(digits) >= 2:
        return 3.0
    return (
        2.5
        if context.show and len(digits) >= 2 and context.nested
        else 0.5
        if context.show and len(digits) >= 2
        else -3.0
    )


def _interpret(
    words: list[Word], index: int, last: int, episodes: tuple[int, ...], number: NumberForm, context: Context, weight: float, form: str,
    claims: list[Claim],
) -> None:  # fmt: skip
    """Add what a number may be: an episode, or season and episode in one ("102")."""
    digits, value = number.digits, number.value
    leading = index == context.first_word and last + 1 < len(words) and not words[last + 1].tag
    if last > index:
        weight -= 2.0 if words[index + 1].separator in ("_", ".") and not context.fansub else 0.0
        following = words[last + 1] if last + 1 < len(words) else None
        closed = (
            following is None
            or following.tag
            or following.bracket != words[last].bracket
            or gap(following) != ""
            or following.lowered in SET_WORDS
        )
        weight += 1.5 if closed else -1.0
        if (
            context.years
            and max(context.years) > last
            and not (context.show or context.fansub or word_in_brackets(words, index))
        ):
            weight -= 3.5  # "Wired 03-36 (2001)"
        form = "a range of numbers"
        if number.suffix in ("第", "counter") or any(
            word.number is not None and word.number.suffix == "counter" for word in words[index : last + 1]
        ):
            form, weight = "a counted range", 7.5
        if (
            weight < 2.5
            and closed
            and (digits[0] == "0" or words[index].bracket or context.stop < len(words))
            and not context.years
        ):
            weight = 2.5
        if leading and closed:
            weight += 2.0 if digits[0] == "0" or len(digits) == len(words[last].lowered) else 0.0
    few = (
        last > index
        and len(digits) == 3
        and len(episodes) <= 3
        and form != "a number after a dash"
        and gap(words[index]) not in _DASHES
        and episodes[0] // 100 == episodes[-1] // 100
    )
    absolute_form = context.fansub or number.version is not None or number.suffix != "" or (last > index and not few)
    absolute_form = (
        absolute_form or (form == "a number after a dash" and not few) or (len(digits) == 3 and digits[0] == "0")
    )
    if (
        len(digits) in (3, 4)
        and (digits[0] != "0" or len(digits) == 4)
        and not context.fansub
        and number.suffix == ""
        and number.version is None
    ):
        season, episode = divmod(value, 100)
        same = {one // 100 for one in episodes}
        if season > 0 and len(same) == 1 and (episode > 0 or value == 100):
            fits = 0.0
            if context.season is not None:
                fits = 3.0 if context.season == season else -7.0
            elif len(digits) == 4:
                fits = -0.2 if context.show or digits[0] == "0" else -1.5
            elif episode > 40:
                fits = -0.2
            prefer = 0.3 if not absolute_form else -0.3
            claims.append(
                Claim(
                    index, last, weight + fits + prefer, f"{form}: season and episode in one", season,
                    tuple(one % 100 for one in episodes), episodes, part=number.part, leading=leading,
                )
            )  # fmt: skip
    if len(digits) in (5, 6):
        season, one, two = value // 10000, value // 100 % 100, value % 100
        if two == one + 1 and 0 < season < 40:
            claims.append(
                Claim(
                    index,
                    index,
                    weight + (4 if digits[0] == "0" else 1),
                    f"{form}: two episodes in one",
                    season,
                    (one, two),
                    leading=leading,
                )
            )
        if len(digits) == 6 or not (absolute_form or context.season is not None):
            return
    if len(digits) == 4 and context.season is None and not absolute_form and digits[0] != "0":
        weight -= 2.0
    absolute = episodes if context.season is None and (absolute_form or value >= 100) else ()
    claims.append(
        Claim(
            index,
            last,
            weight,
            form,
            None,
            episodes,
            absolute,
            version=number.version,
            part=number.part,
            leading=leading,
        )
    )


def word_in_brackets(words: list[Word], index: int) -> bool:
    """Whether a word is in brackets that others are not in."""
    return words[index].bracket > 0 and _alone(words, index)


def _is_thousands(words: list[Word], index: int) -> bool:
    """Whether a number is a part of "10,000"."""
    following = words[index + 1] if index + 1 < len(words) else None
    after = (
        following is not None
        and following.separator == ","
        and len(following.lowered) == 3
        and following.lowered.isdigit()
    )
    return after or (
        index > 0
        and words[index].separator == ","
        and len(words[index].lowered) == 3
        and plain_of(words[index - 1]) is not None
    )


def _is_dotted(words: list[Word], index: int) -> bool:
    """Whether a number is part of a dotted sequence: "09.03.08", "2.0"."""
    word = words[index]
    before = words[index - 1] if index else None
    if before is not None and word.separator == "." and plain_of(before) is not None and len(before.lowered) <= 2:
        return not (
            len(word.lowered) == 1
            and index + 1 < len(words)
            and words[index + 1].bracket > 0
            and word.bracket == 0
            and False
        )
    following = words[index + 1] if index + 1 < len(words) else None
    return (
        following is not None
        and following.separator == "."
        and plain_of(following) is not None
        and len(following.lowered) == 2
        and not following.tag
    )


def _closes(words: list[Word], last: int, context: Context) -> bool:
    """Whether a number is at the end of the title: before a tag, a bracket, a dash, or the end of the name."""
    if last + 1 >= len(words) or last + 1 >= context.stop:
        return True
    following = words[last + 1]
    return following.tag or following.bracket != words[last].bracket or gap(following) in _DASHES


def _pair(words: list[Word], index: int, separator: str) -> tuple[int, int] | None:
    """Return season and episode of two numbers with a separator: the second has two digits, or more."""
    if (
        index + 1 >= len(words)
        or words[index + 1].separator != separator
        or words[index + 1].bracket != words[index].bracket
    ):
        return None
    season, episode = plain_of(words[index]), plain_of(words[index + 1])
    if (
        season is None
        or episode is None
        or len(words[index].lowered) > 2
        or not 2 <= len(words[index + 1].lowered) <= 3
    ):
        return None
    if (
        index + 2 < len(words)
        and words[index + 2].separator == separator
        and words[index + 2].number is not None
        and plain_of(words[index + 2]) is not None
    ):
        return None
    if index and words[index].separator == separator and plain_of(words[index - 1]) is not None:
        return None
    return (season, episode) if 0 < season < 60 else None


def _dotted_pair(words: list[Word], index: int, context: Context) -> Claim | None:
    """Interpret "4.09", "[3.112]", "2.03 Title": season, dot, episode with at least two digits."""
    pair = _pair(words, index, ".")
    if pair is None or words[index + 1].tag:
        return None
    if words[index].lowered[0] == "0" and len(words[index].lowered) == 2 and context.season != pair[0]:
        return None
    if index + 2 < len(words) and words[index + 2].lowered in ("ghz", "mb", "gb", "fps"):
        return None
    first = index == context.first_word
    dotted_name = (
        index + 2 < len(words) and words[index + 2].separator == "." or (index > 0 and words[index].separator == ".")
    )
    weight = 3.0
    if words[index].bracket and is_pair_alone(words, index):
        weight = 6.0
    elif first and not dotted_name and index + 2 < len(words):
        weight = 5.0
    elif dotted_name:
        weight = -1.0 if not context.show else 0.5
    elif not first and _closes(words, index + 1, context) and (gap(words[index]) in _DASHES or context.show):
        weight = 3.5
    elif not first:
        spaced = (
            words[index].separator == " "
            and not context.fansub
            and (index + 2 >= len(words) or words[index + 2].separator == " ")
        )
        weight = 1.0 if spaced else 0.0 if context.show else -2.0
    if context.season is not None:
        weight += 5.0 if context.season == pair[0] else -4.0
    if context.movie:
        weight -= 4.0
    if context.years and min(context.years) > index:
        weight -= 4.0
    leading = first and index + 2 < len(words) and not words[index + 2].tag
    return Claim(index, index + 1, weight, "season and episode with a dot", pair[0], (pair[1],), leading=leading)


def _dashed_pair(words: list[Word], index: int, context: Context) -> Claim | None:
    """Interpret "3-08 Title", "2-06. Title", "05-11": season, dash, episode, rather than a range."""
    pair = _pair(words, index, "-")
    if pair is None:
        return None
    one, two = words[index].lowered, words[index + 1].lowered
    first = index == context.first_word
    width = len(one) < len(two)
    weight = 2.5 if width and two[0] == "0" else 1.0 if width else 0.0
    if first and index + 2 < len(words):
        weight += (
            5.5
            if words[index + 2].separator.strip(" ._")[:1] in ("-", "–") or words[index + 2].separator == ". "
            else 2.5
        )
    elif _closes(words, index + 1, context):
        weight += 1.5
    if pair[0] >= pair[1]:
        weight += 2.0  # no range goes down
    elif pair[0] == 1 and two[0] != "0":
        weight -= 2.5  # a range from the beginning
    elif len(one) == 2 and pair[0] > 12:
        weight -= 2.0
    alone = words[index].bracket > 0 and is_pair_alone(words, index) and width and two[0] == "0"
    if (context.fansub or words[index].bracket) and not alone:
        weight -= 3.0
    if context.years and max(context.years) > index + 1 and not context.show:
        weight -= 4.0  # "3-10 to Yuma (2007)"
    if context.season is not None:
        weight += 5.0 if context.season == pair[0] and len(two) == 2 else -5.0
    if context.movie:
        weight -= 4.0
    leading = first and index + 2 < len(words) and not words[index + 2].tag
    return Claim(index, index + 1, weight, "season and episode with a dash", pair[0], (pair[1],), leading=leading)


def _underscored_pair(words: list[Word], index: int, context: Context) -> Claim | None:
    """Interpret "show_03_19", "Show-11_06", "Show.02.10": season and episode in two digits each."""
    separator = words[index + 1].separator if index + 1 < len(words) else ""
    in_season = (
        context.season is not None and plain_of(words[index]) == context.season and len(words[index].lowered) == 2
    )
    if separator not in ("_", ".", " ") or (not in_season and (index == context.first_word or separator == " ")):
        return None
    pair = _pair(words, index, separator)
    if pair is not None and in_season and len(words[index + 1].lowered) == 2:
        leading = index == context.first_word and index + 2 < len(words) and not words[index + 2].tag
        return Claim(
            index, index + 1, 7.0, "season and episode with two digits each", pair[0], (pair[1],), leading=leading
        )
    if pair is None or not _closes(words, index + 1, context) and len(words) > index + 3:
        return None
    one, two = words[index].lowered, words[index + 1].lowered
    weight = 4.0 if len(one) == 1 and separator == "_" and two[0] == "0" else 1.5
    if len(one) == len(two) == 2:
        weight += 2.5 if separator == "." else 4.5
    if context.fansub or words[index].bracket or words[index + 1].tag or context.movie:
        weight -= 4.0
    if context.years and max(context.years) > index + 1:
        weight -= 3.0
    return Claim(index, index + 1, weight, "season and episode with two digits each", pair[0], (pair[1],))
