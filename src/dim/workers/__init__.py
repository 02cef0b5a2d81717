"""Work that may crash, hang or eat memory runs in processes of its own: libav and Pillow on strangers' files.

`Pool.call("dim.probe.streams:probe", path=...)` runs that function in a child process and gives back what it returned. A
child that dies costs the call that killed it (`WorkerError`), one that takes too long is killed, and idle ones end by
themselves, so that neither the server nor a scanner ever loads the heavy libraries.
"""

from dim.workers.pool import Pool, WorkerError

__all__ = ["Pool", "WorkerError"]
