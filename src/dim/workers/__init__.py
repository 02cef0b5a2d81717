"""Work that may crash, hang or use much memory runs in processes of its own: libav and Pillow on files from anywhere.

`Pool.call("dim.probe.streams:probe", path=...)` runs that function in a worker process and returns its result. A
worker that crashes costs the call that crashed it (`WorkerError`), one that takes too long is killed, and idle ones
end by themselves. Neither the server nor a scanner ever loads the heavy libraries. Workers are confined (`dim.sandbox`): the pool
opens the files that a call names as `path` or `paths`, and passes descriptors.
"""

from dim.workers.pool import Pool, WorkerError
from dim.workers.pools import WorkerPools, create_pools

__all__ = ["Pool", "WorkerError", "WorkerPools", "create_pools"]
