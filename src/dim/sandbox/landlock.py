"""Landlock: a process restricts which files it and its children can open (https://docs.kernel.org/userspace-api/landlock.html).

No privileges are needed. Files that are open already stay usable, so a process can be given descriptors of what it
cannot open itself.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:  # the launcher starts faster without
    from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System calls; the numbers are the same on every architecture."""
_VERSION = 1
_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_FILE, MAKE_DIR, MAKE_REG = 1 << 5, 1 << 7, 1 << 8
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE
"""What a process needs to keep files in a folder of its own."""
DEVICE = READ_FILE | WRITE_FILE | IOCTL_DEV
_OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_HANDLED = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""By ABI: the accesses to files that are refused unless a rule allows them."""
_TCP = 0b11
"""Bind and connect; from ABI 4."""
_SCOPES = 0b11
"""Abstract UNIX sockets, and signals, to processes outside; from ABI 6."""


def abi() -> int:
    """The version of Landlock that the kernel offers; 0: none."""
    try:
        found = int(_libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION))
    except (OSError, AttributeError):
        return 0
    return max(found, 0)


def restrict(rules: Iterable[tuple[str, int]], allow_network: bool = False) -> bool:
    """Restrict this thread, and every process and thread it starts, to `rules`: paths, each with what is allowed in or
    below it. A path that does not exist is left out. Whether the kernel did it; it needs `no_new_privs`.
    """
    version = abi()
    if not version:
        return False
    handled = _HANDLED[min(version, max(_HANDLED))]
    network = _TCP if version >= 4 and not allow_network else 0
    fields = [handled, network, _SCOPES if version >= 6 else 0][: 1 if version < 4 else 2 if version < 6 else 3]
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    libc = _libc()
    ruleset = libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    try:
        for path, access in rules:
            _add(libc, ruleset, path, access & handled)
        return int(libc.syscall(RESTRICT_SELF, ruleset, 0)) == 0
    finally:
        os.close(ruleset)


def _add(libc: ctypes.CDLL, ruleset: int, path: str, access: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            access &= _OF_FILES
        if access:
            libc.syscall(ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", access, place), 0)
    finally:
        os.close(place)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
