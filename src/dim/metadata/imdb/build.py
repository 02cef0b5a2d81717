"""The second half of an import: the index, from the tables of the temporary database.

Titles are numbered by popularity, the most voted first: whatever is found in the order of its number is the best known of its name.
"""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from dim.metadata.imdb.datasets import Progress
from dim.metadata.imdb.keys import keys, words
from dim.metadata.imdb.packing import Episode, Name, counted, pack_episodes, pack_names
from dim.metadata.imdb.staging import FIRST_SHOW

APPLICATION, VERSION = 0x44494D49, 1  # "DIMI"
"""Of the file's header; another version is another format."""
MOST_KEYS = 500
"""Of one title."""
_STEP = 20_000
_SCHEMA = """
CREATE TABLE titles (number INTEGER PRIMARY KEY, imdb INT NOT NULL, type INT NOT NULL, title TEXT NOT NULL, original TEXT, year INT,
    ended INT, minutes INT, genres TEXT, rating INT, votes INT, names BLOB, seasons TEXT);
CREATE TABLE episodes (show INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE keys (is_show INT, year INT, key TEXT, title INT, PRIMARY KEY (is_show, year, key, title)) WITHOUT ROWID;
CREATE TABLE reversed_keys (is_show INT, year INT, key TEXT, title INT, PRIMARY KEY (is_show, year, key, title)) WITHOUT ROWID;
CREATE TABLE years (is_show INT, year INT, PRIMARY KEY (is_show, year)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (text, content='', detail='none', columnsize=0, tokenize='ascii');
"""


def build(index: sqlite3.Connection, staging: str, progress: Progress) -> int:
    """Fill an empty database with what the staging database of a path holds; the number of titles. Raises sqlite3.Error."""
    index.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};{_SCHEMA}")
    index.create_function("reverse", 1, lambda text: text[::-1], deterministic=True)
    index.execute("ATTACH ? AS staging", (staging,))
    progress("Sorting titles", 0, 1)
    index.executescript("""
        CREATE TABLE staging.ranked (number INTEGER PRIMARY KEY, id INT);
        INSERT INTO staging.ranked (id) SELECT id FROM staging.basics LEFT JOIN staging.ratings USING (id)
            ORDER BY coalesce(votes, 0) DESC, id;
        CREATE UNIQUE INDEX staging.by_id ON ranked (id);
        CREATE TABLE staging.found (is_show INT, year INT, key TEXT, title INT);
    """)
    total = int(index.execute("SELECT count(*) FROM staging.ranked").fetchone()[0])
    _titles(index, total, progress)
    _episodes(index, progress)
    progress("Building the search index", 0, 1)
    for table, column in (("keys", "key"), ("reversed_keys", "reverse(key)")):
        index.execute(
            f"INSERT OR IGNORE INTO {table} SELECT is_show, year, {column}, title FROM staging.found ORDER BY 1, 2, 3, 4"  # noqa: S608
        )
    index.execute("INSERT INTO years SELECT DISTINCT is_show, year FROM keys")
    index.execute("CREATE UNIQUE INDEX titles_by_imdb ON titles (imdb)")
    index.execute("INSERT INTO words (words) VALUES ('optimize')")
    index.commit()
    index.execute("DETACH staging")
    return total


def _titles(index: sqlite3.Connection, total: int, progress: Progress) -> None:
    """Titles with their names, keys and words."""
    akas = groupby(
        index.execute(
            "SELECT number, title, region, language FROM staging.akas CROSS JOIN staging.ranked USING (id) ORDER BY number"
        ),
        key=lambda row: row[0],
    )
    named, names = next(akas, (0, iter(())))
    known = index.execute(
        "SELECT number, id, type, title, original, year, ended, minutes, genres, rating, votes"
        " FROM staging.ranked CROSS JOIN staging.basics USING (id) LEFT JOIN staging.ratings USING (id) ORDER BY number"
    )
    titles: list[tuple[object, ...]] = []
    found: list[tuple[object, ...]] = []
    texts: list[tuple[object, ...]] = []
    for row in known:
        number, kind, title, original, year = row[0], row[2], row[3], row[4], row[5]
        own: list[Name] = []
        if named == number:
            own = [Name(*aka[1:]) for aka in names]
            named, names = next(akas, (0, iter(())))
        all_titles = list(dict.fromkeys((title, original or title, *(one.title for one in own))))
        titles.append((*row, pack_names(_told_apart(title, original, own))))
        filed = dict.fromkeys(key for one in all_titles for key in keys(one))
        found += [(kind >= FIRST_SHOW, year or 0, key, number) for key in list(filed)[:MOST_KEYS]]
        texts.append((number, " ".join(words(all_titles))))
        if len(titles) >= _STEP:
            _write(index, titles, found, texts)
            progress("Indexing titles", number, total)
    _write(index, titles, found, texts)


def _told_apart(title: str, original: str | None, names: list[Name]) -> Iterator[Name]:
    """Names that say more than the title itself: others, or the same one where it is said to be of a country or language."""
    seen: set[tuple[str | None, ...]] = {(title, None, None), (original or title, None, None)}
    for one in names:
        if one not in seen and not (one.region is None and one.title in (title, original)):
            seen.add(tuple(one))
            yield one


def _write(
    index: sqlite3.Connection,
    titles: list[tuple[object, ...]],
    found: list[tuple[object, ...]],
    texts: list[tuple[object, ...]],
) -> None:
    index.executemany("INSERT INTO titles VALUES (?,?,?,?,?,?,?,?,?,?,?,?,NULL)", titles)
    index.executemany("INSERT INTO staging.found VALUES (?,?,?,?)", found)
    index.executemany("INSERT INTO words (rowid, text) VALUES (?,?)", texts)
    for rows in (titles, found, texts):
        rows.clear()


def _episodes(index: sqlite3.Connection, progress: Progress) -> None:
    """The episodes of each show as one row."""
    progress("Indexing episodes", 0, 1)
    rows = index.execute(
        "SELECT ranked.number, season, e.number, e.id, n.title, n.year, n.released FROM staging.episodes e"
        " CROSS JOIN staging.ranked ON ranked.id = e.show LEFT JOIN staging.episode_names n ON n.id = e.id ORDER BY 1, 2, 3, 4"
    )
    for show, of_show in groupby(rows, key=lambda row: row[0]):
        episodes = [Episode(*row[1:]) for row in _first_of_each(of_show)]
        index.execute("INSERT INTO episodes VALUES (?, ?)", (show, pack_episodes(episodes)))
        index.execute("UPDATE titles SET seasons = ? WHERE number = ?", (counted(episodes), show))


def _first_of_each(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Two episodes of the same number cannot both be files' episodes; the one that IMDb listed first stays."""
    for _, same in groupby(rows, key=lambda row: row[1:3]):
        yield next(same)
