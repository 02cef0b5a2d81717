"""Leases: a shared resource stays open while anyone holds a lease on it, and closes with the last one."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Entry(Generic[T]):
    __slots__ = ("leases", "resource")

    def __init__(self, resource: T) -> None:
        self.resource = resource
        self.leases = 0


class Lease(Generic[T]):
    """The right to use a resource until `release`. Further calls of `release` do nothing."""

    def __init__(self, resource: T, release: Callable[[], Awaitable[None]]) -> None:
        self.resource = resource
        self._release: Callable[[], Awaitable[None]] | None = release

    async def release(self) -> None:
        """Give the lease back. The last one closes the resource."""
        release, self._release = self._release, None
        if release is not None:
            await release()


class LeasedResources(Generic[T]):
    """Resources by key, opened when they are leased first.

    >>> transcoders = LeasedResources[Transcoder](close=lambda transcoder: transcoder.close())
    >>> lease = transcoders.acquire(key, lambda: Transcoder(...))
    >>> await lease.release()
    """

    def __init__(self, close: Callable[[T], Awaitable[None]]) -> None:
        self._close = close
        self._entries: dict[Hashable, _Entry[T]] = {}

    def acquire(self, key: Hashable, open_resource: Callable[[], T]) -> Lease[T]:
        """A lease on the resource of a key. It never waits, so nothing can close the resource in between."""
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = _Entry(open_resource())
        entry.leases += 1
        held = entry

        async def release() -> None:
            held.leases -= 1
            if not held.leases:
                del self._entries[key]
                await self._close(held.resource)

        return Lease(entry.resource, release)

    def resources(self) -> list[T]:
        """All resources that are open."""
        return [entry.resource for entry in self._entries.values()]
