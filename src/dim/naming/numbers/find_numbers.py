"""Step two: find season, episodes and date in a name, the most explicit form first."""

from dataclasses import replace

from dim.naming.numbers.dates import air_date
from dim.naming.numbers.markers import find_marked
from dim.naming.numbers.unmarked import find_part, find_unmarked
from dim.naming.numbers.values import Context, Numbering
from dim.naming.words.split import Word

__all__ = ["Context", "Numbering", "find_numbers", "find_stated"]


def find_stated(words: list[Word]) -> Numbering | None:
    """Find only explicit seasons, episodes and dates, no unmarked numbers."""
    return find_marked(words) or air_date(words)


def find_numbers(words: list[Word], context: Context) -> Numbering | None:
    """Find the most explicit numbers of a name, or None."""
    marked = find_marked(words)
    if marked is not None and (marked.episodes or marked.date):
        day = air_date(words)
        return marked if day is None else replace(marked, date=day.date, first=min(marked.first, day.first))
    if (day := air_date(words)) is not None:
        early = frozenset(index for index in context.years if index < day.first)
        before = find_unmarked(words[: day.first], replace(context, years=early)) if day.first else None
        return day if before is None or before.leading else replace(
            day, first=before.first, season=before.season, episodes=before.episodes
        )  # fmt: skip
    season = marked.season if marked is not None else context.season
    found = find_unmarked(words, replace(context, season=season) if season is not None else context)
    if marked is None:
        return found or find_part(words, context)
    if found is None or found.leading or found.first <= marked.last:
        return marked
    return replace(
        found,
        first=min(marked.first, found.first),
        last=max(marked.last, found.last),
        season=marked.season,
        absolute=(),
    )
