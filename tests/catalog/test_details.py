"""What a page shows of a title costs what the title has, not what the user ever did."""

import pytest
from sqlalchemy import event

from dim.catalog import items
from dim.catalog.browse import details, home, watching_order
from dim.playback.policy.tracks import Preferences, Remembered, Taste, TrackMark
from dim.playback.sessions import preferences, progress
from support.catalog import ME, Catalog, episode, movie


def test_a_show_reads_only_its_own_progress(shows: Catalog) -> None:
    shows.report(*(episode(f"{name}/{number}.mkv", name, 1, number) for name in ("A", "B") for number in range(1, 6)))
    for name in ("A", "B"):
        for item_id in shows.episodes(name).values():
            shows.watch(item_id, 95)
    rows: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if "FROM progress" in statement:
            rows.append(f"{statement} {parameters}")

    event.listen(shows.database.engine, "before_cursor_execute", note)
    found = shows.database.read(details.title_details, ME, shows.titles()["A"])
    event.remove(shows.database.engine, "before_cursor_execute", note)
    assert found is not None
    assert [(season.episodes, season.unwatched) for season in found.seasons] == [(5, 0)]
    assert all("media_id" in row or "item_id" in row for row in rows)


def marked(shows: Catalog, item_id: int, watched: bool) -> tuple[int | None, int | None, int]:
    """Mark a season or a show; the next episode (season, number), and how many were not watched."""
    found = shows.database.read(items.find, item_id)
    assert found is not None
    episodes = shows.database.read(items.episode_ids, found)
    played = progress.PlayedItem(item_id, found.title_id, found.library_id)
    shows.database.write_now(progress.set_watched, 1, played, watched, episodes)
    title = shows.database.read(details.title_details, ME, found.title_id)
    assert title is not None
    following = title.next_episode
    assert (title.first_episode is None) == (following is not None)
    unwatched = sum(season.unwatched for season in title.seasons)
    return following.season if following else None, following.episode if following else None, unwatched


def test_seasons_and_shows_are_marked_as_watched(shows: Catalog) -> None:
    numbers = ((0, 1), (1, 1), (1, 2), (2, 1))
    shows.report(*(episode(f"A/{season}-{number}.mkv", "A", season, number) for season, number in numbers))
    show = shows.titles()["A"]
    title = shows.database.read(details.title_details, ME, show)
    assert title is not None
    first = next(season.id for season in title.seasons if season.number == 1)
    assert marked(shows, first, True) == (2, 1, 2)
    assert marked(shows, show, True) == (None, None, 0)
    assert marked(shows, first, False) == (None, None, 2)  # what was watched last decides
    assert marked(shows, show, False) == (1, 1, 4)
    shows.watch(shows.episodes("A")[0, 1], 95)
    shows.watch(shows.episodes("A")[2, 1], 95)  # specials that were watched are not in the way
    assert shows.database.read(watching_order.next_episode_ids, ME, show) == []


def test_choices_are_kept_for_a_title_and_for_the_next(shows: Catalog) -> None:
    shows.report(*(episode(f"{name}/1.mkv", name, 1, 1) for name in ("A", "B")))
    a, b = shows.titles()["A"], shows.titles()["B"]
    database = shows.database

    def taste(title: int) -> Taste:
        return database.read(preferences.taste, 1, title)

    assert taste(a) == Taste()
    database.write_now(preferences.remember, 1, a, Remembered(audio=TrackMark("jpn"), rate=1.5))
    database.write_now(preferences.remember, 1, a, Remembered(subtitles="off"))
    assert taste(a).remembered == taste(b).remembered == Remembered(TrackMark("jpn"), "off", 1.5)
    database.write_now(preferences.remember, 1, b, Remembered(subtitles=TrackMark("eng", None, False, True)))
    assert taste(a).remembered.subtitles == "off"
    assert taste(b).remembered == Remembered(TrackMark("jpn"), TrackMark("eng", None, False, True), 1.5)
    assert database.read(preferences.taste, 2, a) == Taste()  # another user
    wanted = Preferences(("de", "en"), "mine", "always")
    database.write_now(preferences.set_preferences, 1, wanted)
    assert taste(a) == Taste(wanted, Remembered(TrackMark("jpn"), "off", 1.5))
    shows.report(episode("C/1.mkv", "C", 1, 1))
    assert taste(shows.titles()["C"]) == Taste(wanted, Remembered(rate=1.5))  # languages are what the preferences say


@pytest.mark.parametrize(("position", "resumed"), [(0, 0), (0.9, 0), (1, 1), (40, 40), (95, 0)])  # of 100 s
def test_who_has_hardly_begun_has_nothing_to_resume(movies: Catalog, position: float, resumed: float) -> None:
    movies.report(movie("A (2000).mkv", "A", 2000))
    number = movies.titles()["A (2000)"]
    movies.watch(number, 50)
    movies.watch(number, position)
    assert movies.stopped_at(number) == resumed
    assert movies.card(number).seconds == (0 if position < 1 else position)
    assert len(movies.database.read(home.continue_watching, ME)) == (1 if resumed else 0)
