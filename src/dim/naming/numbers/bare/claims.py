"""What a bare number may be: an episode, a range of them, season and episode in one."""

from dim.naming.numbers.bare.pairs import pair_claims
from dim.naming.numbers.bare.places import DASHES, is_set_alone
from dim.naming.numbers.bare.weights import weigh
from dim.naming.numbers.claim import Claim, Context, Kind, gap
from dim.naming.numbers.lists import episodes_from
from dim.naming.words.number_forms import NumberForm
from dim.naming.words.number_words import SET_WORDS
from dim.naming.words.split import Word

LEAST_WEIGHT = -3.0
"""A number with less is not considered at all."""
MOST_DIGITS = 6
_KINDS: dict[str, Kind] = {"a counted episode": "counted", "a counted range": "stated"}
"""The kinds of forms that are not bare."""


def bare_claims(words: list[Word], index: int, number: NumberForm, context: Context, claims: list[Claim]) -> None:
    """Add the claims of a plain number."""
    if not _may_count(words, index, number, context):
        return
    last = index
    episodes: tuple[int, ...] = (number.value,)
    near = words[index + 1 : index + 3]
    if near and (near[0].counts or near[-1].counts):
        pair_claims(words, index, context, claims)
        last, episodes = _listed(words, index, number.value, context)
    weight, form = weigh(words, index, last, number, context)
    if weight < LEAST_WEIGHT:
        return
    one = _Bare(words, index, last, episodes, number, context)
    if last > index:
        weight, form = one.weigh_range(weight)
    one.add_claims(weight, form, claims)


def _may_count(words: list[Word], index: int, number: NumberForm, context: Context) -> bool:
    """Whether a number is none of a tag, a year, an ordinal, and not behind the tags."""
    if number.suffix in ("year", "ordinal") or len(number.digits) > MOST_DIGITS:
        return False
    if number.suffix:
        return True
    if words[index].tag and number.version is None:
        return False
    return index <= context.stop or is_set_alone(words, index)


def _listed(words: list[Word], index: int, value: int, context: Context) -> tuple[int, tuple[int, ...]]:
    """Return the last word of the list that begins with a number, and its numbers; years are none of it."""
    last, episodes = episodes_from(words, index, value, marked=False)
    if last > index and context.years and not context.years.isdisjoint(range(index + 1, last + 1)):
        return index, (value,)
    return last, episodes


class _Bare:
    """A plain number, or a list of them, that is to be interpreted."""

    __slots__ = ("context", "episodes", "index", "last", "leading", "number", "words")

    def __init__(
        self, words: list[Word], index: int, last: int, episodes: tuple[int, ...], number: NumberForm, context: Context
    ) -> None:
        self.words, self.index, self.last, self.episodes = words, index, last, episodes
        self.number, self.context = number, context
        self.leading = index == context.first_word and last + 1 < len(words) and not words[last + 1].tag

    def weigh_range(self, weight: float) -> tuple[float, str]:
        """Return the weight of a range whose first number has a weight, and its form."""
        words, context, digits = self.words, self.context, self.number.digits
        closed = self._is_closed()
        if words[self.index + 1].separator in ("_", ".") and not context.fansub:
            weight -= 2.0
        weight += 1.5 if closed else -1.0
        of_set = context.show or context.fansub or is_set_alone(words, self.index)
        if not of_set and context.years and max(context.years) > self.last:
            weight -= 3.5  # "Wired 03-36 (2001)"
        form = "a range of numbers"
        if self._is_counted():
            form, weight = "a counted range", 7.5
        likely = digits[0] == "0" or words[self.index].bracket > 0 or context.stop < len(words)
        if likely and closed and not context.years:
            weight = max(weight, 2.5)
        if self.leading and closed and (digits[0] == "0" or len(digits) == len(words[self.last].lowered)):
            weight += 2.0
        return weight, form

    def _is_closed(self) -> bool:
        """Whether a tag, a bracket, a dash, a word for a whole set, or nothing follows."""
        if self.last + 1 >= len(self.words):
            return True
        following = self.words[self.last + 1]
        if following.tag or following.bracket != self.words[self.last].bracket:
            return True
        return gap(following) != "" or following.lowered in SET_WORDS

    def _is_counted(self) -> bool:
        """Whether one of the numbers is counted: "第01-12話"."""
        if self.number.suffix in ("第", "counter"):
            return True
        numbers = (word.number for word in self.words[self.index : self.last + 1])
        return any(number is not None and number.suffix == "counter" for number in numbers)

    def add_claims(self, weight: float, form: str, claims: list[Claim]) -> None:
        """Add the claims of a number with this weight and form."""
        digits, number, context = self.number.digits, self.number, self.context
        counts_on = self._counts_over_seasons(form)
        if (claim := self._season_and_episode(weight, form, counts_on)) is not None:
            claims.append(claim)
        if len(digits) in (5, 6):
            if (claim := self._two_episodes(weight, form)) is not None:
                claims.append(claim)
            if len(digits) == 6 or not (counts_on or context.season is not None):
                return
        if len(digits) == 4 and digits[0] != "0" and context.season is None and not counts_on:
            weight -= 2.0
        absolute = self.episodes if context.season is None and (counts_on or number.value >= 100) else ()
        claims.append(
            Claim(
                self.index, self.last, weight, form, None, self.episodes, absolute,
                version=number.version, part=number.part, leading=self.leading, kind=_KINDS.get(form, "bare"),
            )
        )  # fmt: skip

    def _counts_over_seasons(self, form: str) -> bool:
        """Whether the form is one of numbers that count over all seasons: of fansubs, "012", after a dash, in a range."""
        number, digits = self.number, self.number.digits
        if self.context.fansub or number.version is not None or number.suffix:
            return True
        if form == "a number after a dash" or (len(digits) == 3 and digits[0] == "0"):
            return True
        return self.last > self.index and not self._is_short_list_of_one_season()

    def _is_short_list_of_one_season(self) -> bool:
        """Whether it is "101-103": up to three numbers of one hundred, not after a dash."""
        if len(self.number.digits) != 3 or len(self.episodes) > 3 or gap(self.words[self.index]) in DASHES:
            return False
        return self.episodes[0] // 100 == self.episodes[-1] // 100

    def _season_and_episode(self, weight: float, form: str, counts_on: bool) -> Claim | None:
        """Interpret "102", "1104" and "0102" as season and episode."""
        number, context, width = self.number, self.context, len(self.number.digits)
        if width not in (3, 4) or context.fansub or number.suffix or number.version is not None:
            return None
        zero = number.digits[0] == "0"
        season, episode = divmod(number.value, 100)
        if season == 0 or (zero and width == 3) or (episode == 0 and number.value != 100):
            return None
        if len(self.episodes) > 1 and len({one // 100 for one in self.episodes}) > 1:
            return None
        if context.season is not None:
            weight += 3.0 if context.season == season else -7.0
        elif width == 4:
            weight += -0.2 if context.show or zero else -1.5
        elif episode > 40:
            weight += -0.2
        weight += -0.3 if counts_on else 0.3
        return Claim(
            self.index, self.last, weight, f"{form}: season and episode in one", season,
            tuple([one % 100 for one in self.episodes]), self.episodes, part=number.part, leading=self.leading, kind="in one",
        )  # fmt: skip

    def _two_episodes(self, weight: float, form: str) -> Claim | None:
        """Interpret "10203" and "010203" as season 1, episodes 2 and 3."""
        season, one, two = self.number.value // 10000, self.number.value // 100 % 100, self.number.value % 100
        if two != one + 1 or not 0 < season < 40:
            return None
        weight += 4 if self.number.digits[0] == "0" else 1
        form = f"{form}: two episodes in one"
        return Claim(self.index, self.index, weight, form, season, (one, two), leading=self.leading, kind="in one")
