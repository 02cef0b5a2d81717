"""What the search index holds."""

from sqlalchemy import delete, select

from dim.catalog.browse.search import Search, prune_words
from dim.db import Database
from dim.db.tables import item, search_word
from support.catalog import ME, Catalog, movie


def test_words_without_titles_are_pruned_from_the_database_and_from_memory(database: Database) -> None:
    search, catalog = Search(), Catalog(database, "movie")
    catalog.report(movie("x.mkv", "Xylophone", None), movie("y.mkv", "Marimba", None))
    assert database.read(search.find, ME, "xylophnoe", 5)  # takes all words into memory
    database.write_now(lambda transaction: transaction.execute(delete(item).where(item.c.id == 1)))
    assert database.write_now(prune_words) is False
    assert set(database.read(lambda c: c.scalars(select(search_word.c.word)))) == {"marimba"}
    catalog.report(movie("z.mkv", "Glockenspiel", None))  # may get the id of a pruned word
    assert database.read(search.find, ME, "xylophnoe", 5) == []
    assert database.read(search.find, ME, "glockenspeil", 5) != []
    assert "xylophone" not in {word for words in search._by_length.values() for word in words}
