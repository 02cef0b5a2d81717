"""How certain the best candidate is. Pure.

`certain` must never be wrong: it asks for the same title and either the same year, or something else that speaks for it, and for no
other candidate that fits about as well.
"""

from collections.abc import Sequence

from dim.metadata.matching.model import MatchState, Scored
from dim.metadata.matching.titles import ALIKE, words_of
from dim.metadata.model import TitleQuery

APPLIED = 3.0
"""Points from which on the best candidate is taken, if only as doubtful."""
MARGIN = 1.4
"""Points by which the best has to lead."""
SAME_TITLE = 0.97
FULL_PAGE = 20
"""Candidates of one answer from which on there may be more of the same title."""


def decide(query: TitleQuery, ranked: Sequence[Scored], is_full: bool = False) -> tuple[MatchState, tuple[str, ...]]:
    """How certain the first of some candidates (best first) is, and why. `is_full`: the provider may know more of them."""
    if not ranked:
        return "none", ("no title of that name was found",)
    best = ranked[0]
    if best.has_id:
        return "certain", best.reasons
    if best.points < APPLIED:
        return "none", ("no title that was found fits well enough", *best.reasons)
    doubts = _doubts(query, ranked, is_full)
    return ("doubtful", (*best.reasons, *doubts)) if doubts else ("certain", best.reasons)


def _doubts(query: TitleQuery, ranked: Sequence[Scored], is_full: bool) -> list[str]:
    best, others = ranked[0], [one for one in ranked[1:] if not _is_same(ranked[0], one)]
    doubts = []
    if _lacks_id(query, best):
        doubts.append("the id in its name or NFO is not known")
    if best.title < ALIKE:
        doubts.append("the titles differ")
    elif best.title < SAME_TITLE and not (best.years == 0 and best.supported):
        doubts.append("the titles differ a little")
    if best.opposed:
        doubts.append("not everything fits")
    if others and best.points - others[0].points < MARGIN:
        doubts.append(f"{named(others[0])} fits about as well")
    if best.years == 0 and not best.supported and any(one.years == 1 and one.title >= SAME_TITLE for one in others):
        doubts.append("a title of the same name is from the year before or after")
    if query.year is None:
        if (not best.supported and (is_full or _is_common(query, others))) or _may_be_as_long(query, others):
            doubts.append("its name gives no year")
    elif best.years is None:
        doubts.append("its year is not known")
    elif best.years and not best.supported and (best.years > 1 or _is_short(query) or _is_common(query, others)):
        doubts.append("several works may have that title, so that the year should be the same")
    return doubts


def _lacks_id(query: TitleQuery, best: Scored) -> bool:
    """Whether an id should have found the title and did not. A game has the ids of the shops where it was bought; a provider knows
    its own at most.
    """
    return best.candidate.provider in query.ids if query.kind == "game" else bool(query.ids)


def _is_same(one: Scored, other: Scored) -> bool:
    """Whether two candidates of different providers are one title."""
    mine, its = one.candidate, other.candidate
    if mine.provider == its.provider:
        return mine.id == its.id
    ids, others = {**mine.ids, mine.provider: mine.id}, {**its.ids, its.provider: its.id}
    return any(others.get(name) == value for name, value in ids.items())


def _is_short(query: TitleQuery) -> bool:
    """Whether a title is one that several works may have: one or two words."""
    return len(words_of(query.titles[0])) < 3


def _is_common(query: TitleQuery, others: Sequence[Scored]) -> bool:
    """Whether other candidates have the title too, or one that begins so short that they may."""
    return any(one.title >= ALIKE for one in others) or len("".join(words_of(query.titles[0]))) < 5


def _may_be_as_long(query: TitleQuery, others: Sequence[Scored]) -> bool:
    """Whether a movie of the same title was not looked at closely: the file may be as long as that one too."""
    return query.kind == "movie" and any(one.title >= ALIKE and one.candidate.runtime is None for one in others)


def named(one: Scored) -> str:
    """A candidate for people: “Dune” (1984)."""
    year = f" ({one.candidate.year})" if one.candidate.year else ""
    return f"“{one.candidate.title}”{year}"
