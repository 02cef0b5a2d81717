"""seccomp: a process gives up system calls for good (https://docs.kernel.org/userspace-api/seccomp_filter.html).

A refused call fails with EPERM. The filter is a list of what is refused, not of what is allowed: libc, drivers of GPUs and
Python use new calls in every version, and Landlock already restricts files.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

from dim.sandbox.syscalls import NUMBERS

TYPE_CHECKING = False
if TYPE_CHECKING:  # the launcher starts faster without
    from collections.abc import Iterator

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
"""Numbers from here on are the x32 variants of x86-64."""
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER, _TSYNC = 1, 1
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _GREATER_OR_EQUAL, _MASK, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
"""Offsets in `struct seccomp_data`."""
_CLONE_THREAD = 0x10000
AF_UNIX, AF_NETLINK = 1, 16

SOCKETS = ("socket", "socketpair", "bind", "connect", "listen", "accept", "accept4")
EXECUTION = ("execve", "execveat")
PROCESSES = ("fork", "vfork", "clone", "clone3")
SIGNALS = ("kill", "tgkill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")
_OPTIONAL = frozenset((*SOCKETS, *EXECUTION, *PROCESSES, *SIGNALS))


def is_supported() -> bool:
    """Whether there is a filter for this system."""
    return sys.platform.startswith("linux") and os.uname().machine in NUMBERS


def restrict(execution: bool = False, processes: bool = False, local_sockets: bool = False) -> bool:
    """Install the filter for all threads of this process, and for what it starts. Whether the kernel did it; it needs
    `no_new_privs`.

    What only some programs need is refused unless it is  `execution`: becoming another program; Landlock says
    which. `processes`: starting processes, and signals to others; threads are always  `local_sockets`: UNIX
    sockets and netlink, which drivers of GPUs use; no other socket is ever
    """
    if not is_supported():
        return False
    machine = os.uname().machine
    code = b"".join(_program(machine, execution, processes, local_sockets))
    buffer = ctypes.create_string_buffer(code, len(code))
    filters = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.syscall(_SECCOMP[machine], _SET_MODE_FILTER, _TSYNC, filters)) == 0


def _program(machine: str, execution: bool, processes: bool, local_sockets: bool) -> Iterator[bytes]:
    """Instructions of classic BPF: the checks of single calls, then "allow"."""
    numbers = NUMBERS[machine]
    refuse = _instruction(_RETURN, _ERRNO | errno.EPERM)
    yield _instruction(_LOAD, _ARCH)
    yield _instruction(_EQUAL, _AUDIT_ARCH[machine], 1, 0)
    yield refuse  # the calls of another architecture, such as 32 bit
    yield _instruction(_LOAD, _NUMBER)
    if machine == "x86_64":
        yield _instruction(_GREATER_OR_EQUAL, _X32, 0, 1)
        yield refuse
    for name, number in numbers.items():
        if name not in _OPTIONAL:
            yield _instruction(_EQUAL, number, 0, 1)
            yield refuse
    yield from _optional(numbers, execution, processes, local_sockets)
    yield _instruction(_RETURN, _ALLOW)


def _optional(numbers: dict[str, int], execution: bool, processes: bool, local_sockets: bool) -> Iterator[bytes]:
    refuse, allow = _instruction(_RETURN, _ERRNO | errno.EPERM), _instruction(_RETURN, _ALLOW)
    refused: tuple[str, ...] = () if execution else EXECUTION
    if not local_sockets:
        refused += SOCKETS
    if not processes:
        refused += ("fork", "vfork", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "tkill", "pidfd_send_signal")
    for name in refused:
        if name in numbers:
            yield _instruction(_EQUAL, numbers[name], 0, 1)
            yield refuse
    if local_sockets:
        for name in ("socket", "socketpair"):
            yield _instruction(_EQUAL, numbers[name], 0, 5)
            yield _instruction(_LOAD, _ARGUMENTS)
            yield _instruction(_EQUAL, AF_UNIX, 1, 0)
            yield _instruction(_EQUAL, AF_NETLINK, 0, 1)
            yield allow
            yield refuse
    if not processes:
        # its arguments are in memory, which a filter cannot read; libc falls back to clone
        yield _instruction(_EQUAL, numbers["clone3"], 0, 1)
        yield _instruction(_RETURN, _ERRNO | errno.ENOSYS)
        yield _instruction(_EQUAL, numbers["clone"], 0, 5)
        yield _instruction(_LOAD, _ARGUMENTS)
        yield _instruction(_MASK, _CLONE_THREAD)
        yield _instruction(_EQUAL, _CLONE_THREAD, 0, 1)
        yield allow
        yield refuse
        for name in ("kill", "tgkill"):  # to itself only: abort() does that
            yield _instruction(_EQUAL, numbers[name], 0, 4)
            yield _instruction(_LOAD, _ARGUMENTS)
            yield _instruction(_EQUAL, os.getpid(), 0, 1)
            yield allow
            yield refuse


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
