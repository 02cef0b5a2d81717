"""Resource limits of processes that read strangers' data (setrlimit(2), prctl(2))."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

MEMORY = 960 << 20
"""Bytes of writable memory of its own (RLIMIT_DATA), so that a process stays below 1 GiB with what it maps from files."""
ADDRESS_SPACE = 4 << 30
"""Bytes of address space, most of which is never used: libc reserves 64 MiB for each thread."""
OPEN_FILES = 512
PROCESSES = 4096
"""Of the user, threads included; a process of one's own cannot be started in any case."""
STACK = 2 << 20
"""Bytes of each thread's stack, which count as memory."""
_NO_NEW_PRIVS = 38


def forbid_new_privileges() -> bool:
    """No program that this process starts gains rights: set-user-ID has no effect. Whether the system supports it."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return int(ctypes.CDLL(None).prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)) == 0
    except (OSError, AttributeError):
        return False


def apply(
    memory: int | None = MEMORY, address_space: int | None = ADDRESS_SPACE, file_size: int = 0, cpu: int | None = None
) -> None:
    """Limit this process and what it starts, in bytes and in seconds of CPU time; None: unlimited. Limits that are
    stricter already stay.
    """
    wanted = {
        "RLIMIT_DATA": memory, "RLIMIT_AS": address_space, "RLIMIT_FSIZE": file_size,
        "RLIMIT_CPU": cpu, "RLIMIT_NOFILE": OPEN_FILES, "RLIMIT_NPROC": PROCESSES, "RLIMIT_CORE": 0,
    }  # fmt: skip
    for name, value in wanted.items():
        if value is not None and hasattr(resource, name):
            _lower(getattr(resource, name), value, hard=True)
    _lower(resource.RLIMIT_STACK, STACK, hard=False)


def limit_cpu(seconds: float) -> None:
    """End this process once it has used so many further seconds of CPU time."""
    used = sum(os.times()[:2])
    wanted, hard = int(used + seconds) + 1, resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))


def _lower(kind: int, value: int, hard: bool) -> None:
    soft_limit, hard_limit = resource.getrlimit(kind)
    unlimited = resource.RLIM_INFINITY
    soft = value if soft_limit == unlimited else min(value, soft_limit)
    top = (value if hard_limit == unlimited else min(value, hard_limit)) if hard else hard_limit
    resource.setrlimit(kind, (min(soft, top) if top != unlimited else soft, top))
