"""What a page shows of a title costs what the title has, not what the user ever did."""

from sqlalchemy import event

from dim.catalog.browse import details
from support.catalog import ME, Catalog, episode


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
