"""The parts that look up metadata, put together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from dim.artwork.store import ArtworkStore
from dim.catalog import runs
from dim.catalog.lookup.lookup import Lookup
from dim.catalog.lookup.picture_fetch import PictureFetcher
from dim.catalog.lookup.refresh import MATCH, Refresh
from dim.db import Database
from dim.events import Hub
from dim.jobs import Handler
from dim.metadata.provider import Provider, ProviderInfo


class Providers(Protocol):
    """All providers that exist, and the network behind them."""

    def ready(self, names: Sequence[str]) -> Sequence[Provider]:
        """Those of some names that can be asked now, in that order."""

    def infos(self) -> Sequence[ProviderInfo]:
        """What people read of each provider."""

    def forget_failures(self, names: Sequence[str]) -> None:
        """Ask providers again at once that did not answer before."""

    async def fetch_picture(self, source: str, url: str) -> bytes:
        """An image that a provider offers, or of any public https address where `source` is none. Raises ProviderError."""

    async def close(self) -> None:
        """Close connections and files."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """Looks titles up, keeps them fresh, fetches their images."""

    providers: Providers
    lookup: Lookup
    pictures: PictureFetcher
    refresh: Refresh

    @classmethod
    def build(
        cls, database: Database, hub: Hub, store: ArtworkStore, providers: Providers,
        request_artwork: Callable[[int], Awaitable[bool]],
    ) -> "Metadata":  # fmt: skip
        """Put the parts together."""
        lookup = Lookup(database, providers.ready)
        pictures = PictureFetcher(database, store, providers.fetch_picture)
        refresh = Refresh(database, hub, lookup, pictures, providers.forget_failures, request_artwork)
        return cls(providers, lookup, pictures, refresh)

    def handlers(self) -> dict[str, Handler]:
        """What does its jobs."""
        return {
            MATCH: Handler(self.refresh.match, concurrency=4),
            runs.FETCH_METADATA: Handler(self.refresh.fetch_metadata, concurrency=4),
        }


class NoProviders:
    def ready(self, names: Sequence[str]) -> Sequence[Provider]:
        return ()

    def infos(self) -> Sequence[ProviderInfo]:
        return ()

    def forget_failures(self, names: Sequence[str]) -> None:
        return

    async def fetch_picture(self, source: str, url: str) -> bytes:
        raise NotImplementedError

    async def close(self) -> None:
        return
