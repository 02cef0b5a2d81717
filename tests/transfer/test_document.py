"""An export as JSON, and read again."""

from dim.transfer.document import Document, ItemMark, MatchEntry
from dim.transfer.reading import read_document


def test_matches_of_titles_and_episodes() -> None:
    items = (ItemMark(kind="show", title="Dark"), ItemMark(kind="episode", title="Dark", season=1, number=2))
    matches = (MatchEntry(0, "tmdb", "70523", "dvd"), MatchEntry(1, None, None, episode=(1, 3)))
    document = Document(items=items, matches=matches)
    assert read_document(document.to_json()).matches == matches
