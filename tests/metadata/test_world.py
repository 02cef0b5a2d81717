"""The world that fakes serve holds what tests and benchmarks rely on."""

from collections import Counter

import pytest

from dim.metadata.model import Facts
from support.metadata import world


def test_it_is_large_enough() -> None:
    assert len(world.movies()) >= 400
    assert len(world.shows()) >= 40
    assert any(len(show.details.seasons) >= 30 for show in world.shows())


@pytest.mark.parametrize("provider", ["tmdb", "imdb", "tvmaze", "anilist", "wikidata"])
@pytest.mark.parametrize("kind", ["movie", "show"])
def test_ids_are_unique(provider: str, kind: str) -> None:
    used = Counter(one.id(provider) for one in world.at(provider) if one.kind == kind)
    assert [key for key, times in used.items() if times > 1] == []


def test_every_title_says_what_pages_show() -> None:
    for one in world.world():
        facts = one.details.facts
        assert facts.overview and facts.year and facts.runtime and facts.genres and facts.pictures, one.title
        for episode in one.details.episodes:
            assert episode.facts.title and episode.facts.released and episode.facts.overview, (one.title, episode)


def test_titles_were_released_in_their_year() -> None:
    assert [
        one.title
        for one in world.world()
        if not (one.details.facts.released or "").startswith(str(one.details.facts.year))
    ] == []


def test_facts_survive_json() -> None:
    for one in world.world():
        assert Facts.from_json(one.details.facts.to_json()) == one.details.facts


def test_episodes_are_numbered_without_gaps() -> None:
    for one in world.world():
        for season in {episode.season for episode in one.details.episodes}:
            numbers = [episode.number for episode in one.details.episodes if episode.season == season]
            assert numbers == list(range(1, len(numbers) + 1)), one.title


@pytest.mark.parametrize(
    ("title", "times"),
    [
        ("Dune", 2),
        ("A Star Is Born", 4),
        ("Pinocchio", 4),
        ("The Office", 2),
        ("Battlestar Galactica", 2),
        ("Ghosts", 2),
    ],
)
def test_titles_are_shared(title: str, times: int) -> None:
    assert sum(one.title == title for one in world.world() if (one.details.facts.runtime or 0) > 20 * 60) >= times


def test_the_runs_of_an_anime_follow_one_another() -> None:
    entries = {one.id("anilist"): one for one in world.at("anilist")}
    assert entries[world.SEQUELS["99147"]].title == "Shingeki no Kyojin Season 3 Part 2"
    assert len(entries["104578"].details.episodes) == 10
