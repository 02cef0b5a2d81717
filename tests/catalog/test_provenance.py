"""Which source may replace which."""

import pytest

from dim.catalog import items, provenance
from dim.catalog.curate import edits
from support.catalog import Catalog, movie

ORDER = ["person", "nfo", "provider:tmdb", "tags", "name"]


@pytest.mark.parametrize("current", ORDER)
@pytest.mark.parametrize("new", ORDER)
def test_a_source_replaces_itself_and_lesser_ones(current: str, new: str) -> None:
    assert provenance.accepts(current, new) is (ORDER.index(new) <= ORDER.index(current))


def test_providers_replace_each_other_and_anything_replaces_nothing() -> None:
    assert provenance.accepts("provider:tmdb", "provider:tvmaze")
    assert provenance.accepts(None, "name")


@pytest.mark.parametrize("provider", ["tmdb", "imdb", "filmarchive", "provider:scanner"])
def test_every_provider_counts_the_same(provider: str) -> None:
    assert provenance.rank(provider) == provenance.rank("tmdb")


def test_a_field_remembers_its_source_until_it_is_unlocked(movies: Catalog) -> None:
    movies.report(movie("Dune (2021).mkv", "Dune", 2021))
    what = movies.database.read(items.find, movies.titles()["Dune (2021)"])
    assert what is not None
    change = movies.database.write_now

    def sources() -> dict[str, str]:
        return movies.database.write_now(provenance.of_item, what.id)

    change(edits.change, what, {"overview": "From a provider.", "tagline": "T"}, source="provider:tmdb")
    change(edits.change, what, {"overview": "Mine."}, source="person")
    change(edits.change, what, {"overview": "Again from a provider."}, source="provider:tmdb")
    assert sources() == {"overview": "person", "tagline": "provider:tmdb"}
    change(edits.change, what, {}, ["overview"], source="provider:tmdb")  # only a person unlocks
    assert sources()["overview"] == "person"
    change(edits.change, what, {}, ["overview"], source="person")
    assert sources() == {"tagline": "provider:tmdb"}
    change(edits.change, what, {"overview": "New."}, source="tags")
    assert sources() == {"overview": "tags", "tagline": "provider:tmdb"}
