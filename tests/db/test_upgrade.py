"""A database of the first version, with data in it, becomes one of this version."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Integer, select, text

from dim.accounts.rights import User
from dim.catalog import libraries, runs
from dim.catalog.browse import listing
from dim.catalog.browse.search import Search
from dim.catalog.ingest import backfill
from dim.catalog.ingest.matching import TitleIdentity, find_title
from dim.db import Database
from dim.db.migrate import migrate
from dim.db.schema import SCRIPTS
from dim.db.tables import item, media, media_file, metadata, progress

ME = User(1, "me", "owner", None)
FIRST = """
INSERT INTO library (id, name, kind, path, scanner, created_at) VALUES (1, 'Films', 'movie', '/films', 'builtin', 1), (2, 'Shows', 'show', '/shows', 'builtin', 2);
INSERT INTO item (id, kind) VALUES (1, 'movie'), (2, 'show'), (3, 'season'), (4, 'episode');
INSERT INTO media (id, library_id, kind, title, sort_title, match_key, search_text, year, visible, added_at)
VALUES (1, 1, 'movie', 'Amélie', 'amelie', 'amelie', 'amelie', 2001, true, 10), (2, 2, 'show', 'Lost', 'lost', 'lost', 'lost', NULL, true, 11);
INSERT INTO season (id, media_id, number) VALUES (3, 2, 1);
INSERT INTO episode (id, season_id, number, title, visible, added_at) VALUES (4, 3, 1, 'Pilot', true, 12);
INSERT INTO media_file (id, library_id, path, size, mtime_ns, fingerprint, status, role, duration, streams, added_at)
VALUES (1, 1, 'Amelie (2001).mkv', 5000000000, 7, 'aa', 'present', 'main', 100, '[]', 10),
       (2, 2, 'Lost/S01E01.mkv', 1000, 7, 'bb', 'present', 'main', 50, '[]', 12);
INSERT INTO item_file (item_id, file_id) VALUES (1, 1), (4, 2);
INSERT INTO "user" (id, username, username_key, password_hash, role, all_libraries, created_at)
VALUES (1, 'me', 'me', 'hash', 'owner', true, 1);
INSERT INTO progress (user_id, item_id, seconds, watched, updated_at) VALUES (1, 1, 33, false, 20), (1, 4, 0, true, 21);
INSERT INTO scan (id, library_id, state, found, done, failed, current, error, started_at, finished_at)
VALUES (3, 1, 'done', 9, 9, 1, NULL, NULL, 100, 160), (4, 1, 'failed', 2, 1, 0, NULL, 'No disk.', 200, 201),
       (7, 1, 'running', 5, 2, 0, 'a.mkv', NULL, 300, NULL)
"""


INTERNAL = {"search_word", "artwork", "credit"}
"""Tables whose ids no client sees."""


def test_ids_are_never_reused() -> None:
    for table in metadata.sorted_tables:
        key = list(table.primary_key)
        if len(key) == 1 and isinstance(key[0].type, Integer) and not key[0].foreign_keys:
            kept = table.dialect_options["sqlite"]["autoincrement"]
            assert kept or table.name in INTERNAL, table.name


def migrate_to(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with database.engine.connect().execution_options(writing=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def fill(connection: Connection) -> None:
    for statement in FIRST.split(";"):
        connection.execute(text(statement))
    if connection.dialect.name == "postgresql":
        for table in ("library", "item", "media_file", "user", "scan"):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), 100)"))


def test_up_from_the_first_version_with_data(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    migrate_to(database, "0001")
    with database.engine.connect().execution_options(writing=True) as connection, connection.begin():
        fill(connection)
    migrate(database, tmp_path / "backups")
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert set(connection.execute(select(media.c.title, media.c.match_year))) == {("Amélie", 2001), ("Lost", None)}
        assert set(connection.execute(select(progress.c.item_id, progress.c.media_id))) == {(1, 1), (4, 2)}
        assert set(connection.scalars(select(media_file.c.size))) == {5_000_000_000, 1000}
    history = database.read(runs.latest, 1)
    assert [(run.id, run.flag, run.state, run.found, run.done, run.failed) for run in history] == [
        (7, "scan", "failed", 5, 2, 0), (4, "scan", "failed", 2, 1, 0), (3, "scan", "done", 9, 9, 1),
    ]  # fmt: skip
    assert [run.error for run in history] == [runs.INTERRUPTED, "No disk.", None]
    assert history[2].elapsed == 60.0
    begun, new = database.write_now(runs.begin, 1, runs.SCAN)
    assert new
    assert begun.id > 7
    while database.write_now(backfill.some):
        pass
    upgraded = database.read(libraries.find, 1)
    assert upgraded is not None
    assert [folder.path for folder in upgraded.folders] == ["/films"]
    assert database.read(listing.ids, ME, 1, "title", True) == [1]
    assert database.read(Search().find, ME, "ameli", 5) == [1]
    assert database.write_now(libraries.create, "More", "movie", ["/more"], "builtin") > 2
    migrate(database, tmp_path / "backups")  # once more, as every start does
    database.close()


AWKWARD = """
INSERT INTO item (id, kind, locked) VALUES (5, 'movie', '["title", "year"]'), (6, 'movie', 'null'), (7, 'movie', '[]'), (8, 'show', NULL);
INSERT INTO media (id, library_id, kind, title, sort_title, match_key, match_year, search_text, year, visible, added_at)
VALUES (5, 1, 'movie', 'Mine', 'mine', 'dune', 2021, 'mine', 1900, true, 10), (6, 1, 'movie', 'Dune', 'dune', 'dune', 2021, 'dune', 2021, true, 10),
       (7, 1, 'movie', 'Dune', 'dune', 'dune', NULL, 'dune', NULL, true, 10), (8, 2, 'show', 'Dune', 'dune', 'dune', 2021, 'dune', 2021, true, 10);
INSERT INTO external_id (item_id, provider, value) VALUES (5, 'tmdb', '1'), (6, 'tmdb', '1');
INSERT INTO invite (id, token_hash, libraries, uses_left, expires_at) VALUES (1, 'hash', '[1, 9]', 1, 9e9)
"""


def test_equal_titles_and_locked_fields_are_kept(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    migrate_to(database, "0001")
    with database.engine.connect().execution_options(writing=True) as connection, connection.begin():
        fill(connection)
    migrate_to(database, "0007")
    with database.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for statement in AWKWARD.split(";"):
            connection.execute(text(statement))
    migrate(database, tmp_path / "backups")
    with database.engine.connect() as connection:
        identities = connection.execute(select(media.c.id, media.c.identity).where(media.c.match_key == "dune"))
        assert dict(tuple(row) for row in identities) == {
            5: "name:dune:2021", 6: "item:6", 7: "name:dune:", 8: "name:dune:2021",
        }  # fmt: skip
        sources = dict(tuple(row) for row in connection.execute(select(item.c.id, item.c.provenance)))
        assert {number for number, given in sources.items() if given} == {5}
        assert sources[5] == {"title": "person", "year": "person"}
    found = database.write_now(find_title, 1, "movie", TitleIdentity("Dune", 2021))
    assert found is not None
    assert found.id == 5
    assert database.write_now(libraries.create, "More", "movie", ["/more"], "builtin") > 9  # the invite names library 9
    database.close()
