"""The parts that look up metadata, put together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dim.artwork.store import ArtworkStore
from dim.catalog import runs
from dim.catalog.lookup.fix_match import FixMatch
from dim.catalog.lookup.generated_posters import GeneratedPosters
from dim.catalog.lookup.library_metadata import MERGE, MergeAgain
from dim.catalog.lookup.lookup import Lookup
from dim.catalog.lookup.picture_fetch import PictureFetcher
from dim.catalog.lookup.providers import ProviderSet
from dim.catalog.lookup.refresh import MATCH, Refresh
from dim.db import Database
from dim.events import Hub
from dim.jobs import Handler


@dataclass(frozen=True, slots=True)
class Metadata:
    """Looks titles up, keeps them fresh, fetches their images."""

    providers: ProviderSet
    lookup: Lookup
    pictures: PictureFetcher
    refresh: Refresh
    fix: FixMatch
    posters: GeneratedPosters
    merge: MergeAgain

    @classmethod
    def build(
        cls, database: Database, hub: Hub, store: ArtworkStore, providers: ProviderSet,
        request_artwork: Callable[[int], Awaitable[bool]],
    ) -> "Metadata":  # fmt: skip
        """Put the parts together."""
        lookup = Lookup(database, providers.ready)
        pictures = PictureFetcher(database, store, providers.fetch_picture)
        refresh = Refresh(
            database, hub, lookup, pictures, providers.forget_failures, request_artwork, providers.changed_at
        )
        return cls(
            providers,
            lookup,
            pictures,
            refresh,
            FixMatch(database, lookup),
            GeneratedPosters(database, hub, store),
            MergeAgain(database),
        )

    def handlers(self) -> dict[str, Handler]:
        """What does its jobs."""
        return {
            MATCH: Handler(self.refresh.match, concurrency=4),
            MERGE: Handler(self.merge.run, concurrency=2),
            runs.FETCH_METADATA: Handler(self.refresh.fetch_metadata, concurrency=4),
        }
