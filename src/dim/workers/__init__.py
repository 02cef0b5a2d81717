"""Work that may crash, hang or use much memory runs in processes of its own: libav and Pillow on files from anywhere.

`Pool.call("dim.probe.streams:probe", path=...)` runs that function in a worker process and returns its result. A
worker that crashes costs the call that crashed it (`WorkerError`), one that takes too long is killed, and idle ones
end by themselves. Neither the server nor a scanner ever loads the heavy libraries. Workers are confined (`dim.sandbox`): the pool
opens the files that a call names as `path` or `paths`, and passes descriptors.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dim.workers.pool import Pool, WorkerError
    from dim.workers.pools import WorkerPools, create_pools

__all__ = ["Pool", "WorkerError", "WorkerPools", "create_pools"]


def __getattr__(name: str) -> Any:
    """Import what is asked for then (PEP 562): a worker, which is a part of this package, needs no asyncio to start."""
    if name in ("Pool", "WorkerError"):
        from dim.workers import pool

        return getattr(pool, name)
    if name in ("WorkerPools", "create_pools"):
        from dim.workers import pools

        return getattr(pools, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
