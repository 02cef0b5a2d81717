"""The shows of the world: `data/shows.txt` as facts.

A show's line is title|year|ended|minutes|genres|network|cast|more, with more as in `movies` ("tt0386676 2316 526": IMDb, TMDB, TVmaze), and the
flags "daily" (on weekdays) and "absolute" (its files are often counted over all seasons). A line for each season follows: its number (or
"5-30"), its first air date, the days between episodes and their number, then titles; missing ones are invented. A line with "+" is an entry of
AniList, which knows each run of an anime by itself.
"""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

from dim.metadata.model import EpisodeFacts, Facts, Picture, SeasonFacts, TitleFacts
from support.metadata.known import KnownTitle
from support.metadata.movies import More, genres, lines, number_of, people, pictures, ratings

SEQUELS: dict[str, str] = {}
"""AniList entries by the one that they follow; complete once `all_shows` was called."""
_SEASON = re.compile(r"(\d+)(?:-(\d+))? (\d{4}-\d\d-\d\d) (\d+) (\d+)(?:: (.*))?")
_FIRST = [
    "Broken",
    "Silent",
    "Second",
    "Last",
    "Burning",
    "Hidden",
    "Quiet",
    "Golden",
    "Empty",
    "Borrowed",
    "Distant",
    "Crooked",
    "Frozen",
    "Lost",
    "Paper",
    "Wooden",
    "Early",
    "Bitter",
]
_LAST = [
    "Bridge",
    "Letter",
    "Winter",
    "Promise",
    "Mirror",
    "Station",
    "Garden",
    "Witness",
    "Harbor",
    "Shadow",
    "Dinner",
    "Stranger",
    "Key",
    "River",
    "Verdict",
    "Circus",
    "Lantern",
    "Map",
]
_FORMS = ("The {} {}", "{} {}", "A {} {}", "{} {} Revisited")


def _invented(show: str, count: int) -> list[str]:
    """Episode titles that a show does not repeat."""
    titles = [form.format(first, last) for form in _FORMS for first in _FIRST for last in _LAST]
    random.Random(number_of(show)).shuffle(titles)
    return titles[:count] + [f"Episode {number}" for number in range(len(titles), count)]


class _Show:
    """A show while its lines are read."""

    def __init__(self, line: str) -> None:
        self.title, year, ended, minutes, self.letters, self.network, self.cast, *rest = line.split("|")
        self.year, self.ended, self.minutes = int(year), ended, float(minutes)
        self.more = More(rest, self.title)
        self.invented = iter(_invented(f"{self.title} {self.year}", 1_290))
        self.seasons: list[SeasonFacts] = []
        self.episodes: list[EpisodeFacts] = []
        self.key = number_of(f"{self.title} {self.year} show")
        self.ids = self.more.ids("imdb", "tmdb", "tvmaze")
        self.entries: list[list[str]] = []
        self._aired = 0

    def add_season(self, line: str) -> None:
        found = _SEASON.fullmatch(line)
        assert found is not None, line
        first, last, day, step, count, titles = found.groups()
        stated = (titles or "").split("; ") if titles else []
        for place, number in enumerate(range(int(first), int(last or first) + 1)):
            begins = date.fromisoformat(day)
            self._season(
                number, begins.replace(year=begins.year + place), int(step), int(count), stated if place == 0 else []
            )

    def _season(self, number: int, day: date, step: int, count: int, titles: list[str]) -> None:
        if not any(one.number == number for one in self.seasons):
            name = "Specials" if number == 0 else f"Season {number}"
            poster = Picture("poster", f"/season-{self.key}-{number}.jpg", 1000, 1500)
            self.seasons.append(
                SeasonFacts(
                    number,
                    Facts(
                        title=name, released=day.isoformat(), overview=f"{name} of {self.title}.", pictures=(poster,)
                    ),
                )
            )
        before = sum(one.season == number for one in self.episodes)
        for place in range(count):
            title = titles[place] if place < len(titles) else next(self.invented)
            while "daily" in self.more.flags and day.weekday() > 4:
                day += timedelta(1)
            absolute = None
            if number and (self.entries or "absolute" in self.more.flags or self.more.language == "ja"):
                self._aired += 1
                absolute = self._aired
            self.episodes.append(
                EpisodeFacts(
                    number, before + place + 1, self._episode(number, before + place + 1, title, day), absolute
                )
            )
            day += timedelta(step)

    def _episode(self, season: int, number: int, title: str, day: date) -> Facts:
        still = Picture("still", f"/still-{self.key}-{season}-{number}.jpg", 1280, 720)
        return Facts(
            title=title, overview=f"{title}: episode {number} of season {season}, first shown on {day.isoformat()}.", released=day.isoformat(),
            year=day.year, runtime=self.minutes * 60, rating=round(6 + (season * 7 + number) % 30 / 10, 1),
            pictures=(still,),
        )  # fmt: skip

    def finished(self) -> Iterator[KnownTitle]:
        """The show, and one title for each of its entries of AniList."""
        more, value = self.more, ratings(self.title, self.year, self.more.popularity)
        named = ", ".join(genres(self.letters)).lower()
        overview = f"A {named} series of {self.network}, first shown in {self.year}, with {self.cast}."
        self.ids.setdefault("tmdb", str(9_500_000 + self.key))
        self.ids["wikidata"] = f"Q{200_000_000 + self.key}"
        facts = Facts(
            title=self.title, original_title=more.original, other_titles=more.other_titles(self.title), overview=overview, year=self.year,
            released=self._premiere(),
            ended=f"{self.ended}-12-01" if self.ended else None,
            status="ended" if self.ended else "continuing", runtime=self.minutes * 60, rating=value[0].value, ratings=value,
            certification="TV-14", certifications={"US": "TV-14", "DE": "12", "GB": "12"}, genres=genres(self.letters), networks=(self.network,),
            countries=(more.country,), languages=(more.language,), people=people(self.cast, "actor"),
            translations=more.translations(self.title, overview), ids=self.ids, pictures=pictures(f"s{self.key}"),
        )  # fmt: skip
        yield KnownTitle("show", TitleFacts(facts, tuple(self.seasons), tuple(self.episodes)), more.popularity)
        before = ""
        for number, title, year, count, season, first in self.entries:
            if before:
                SEQUELS[before] = number
            before = number
            yield self._entry(
                number,
                title,
                int(year),
                [one for one in self.episodes if one.season == int(season)][int(first) - 1 :][: int(count)],
                facts,
            )

    def _premiere(self) -> str:
        """The first air date; of shows whose first seasons are not listed, an invented one."""
        first = min(one.facts.released or "9" for one in self.episodes if one.season)
        return (
            first if first.startswith(str(self.year)) else f"{self.year}-{1 + self.key % 12:02}-{1 + self.key % 28:02}"
        )

    def _entry(self, number: str, title: str, year: int, episodes: list[EpisodeFacts], of: Facts) -> KnownTitle:
        season = episodes[0].season
        first = episodes[0].number == 1
        others = (
            (of.title or "",)
            if season == 1 and first
            else (f"{of.title} Season {season}" + ("" if first else " Part 2"),)
        )
        facts = Facts(
            title=title, original_title=of.original_title if season == 1 and first else f"{of.original_title} Season {season}",
            other_titles=tuple(one for one in others if one != title), overview=of.overview, year=year, released=episodes[0].facts.released,
            ended=episodes[-1].facts.released, status="ended", runtime=of.runtime, rating=of.rating, genres=of.genres, countries=of.countries,
            languages=of.languages, ids={"anilist": number}, pictures=pictures(f"a{number}"),
        )  # fmt: skip
        return KnownTitle(
            "show",
            TitleFacts(
                facts,
                (SeasonFacts(1),),
                tuple(EpisodeFacts(1, place, one.facts) for place, one in enumerate(episodes, 1)),
            ),
            self.more.popularity,
        )


def all_shows() -> list[KnownTitle]:
    """All shows, each followed by its entries of AniList."""
    shows: list[_Show] = []
    for line in lines("shows.txt"):
        if line[0] == "+":
            shows[-1].entries.append(line[1:].split("|"))
        elif _SEASON.fullmatch(line):
            shows[-1].add_season(line)
        else:
            shows.append(_Show(line))
    return [one for show in shows for one in show.finished()]
