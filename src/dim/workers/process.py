"""One worker process, as its pool sees it."""

import asyncio
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from dim.sandbox.confine import clean_environment
from dim.workers.opener import Opened
from dim.workers.wire import HEADER, Message, pack, unpack_text

END_SECONDS = 2.0
CHECK_SECONDS = 2.0
"""How often a worker that does not answer is looked at: one that was stopped is replaced."""
_STOPPED = (b"T", b"t")
"""By a signal, or by a debugger."""
BUSY_SHARE = 0.1
"""A call that used more of its time than this on the CPU was not frozen; on a busy machine it gets a part of a core."""
_TICKS = os.sysconf("SC_CLK_TCK")


class StoppedError(Exception):
    """The worker was stopped, by a signal or a debugger."""


class WorkerProcess:
    """A worker process. Whoever starts it ends it."""

    def __init__(self, process: asyncio.subprocess.Process, files: socket.socket) -> None:
        self._process, self._files = process, files
        self._was_stopped = self._was_checked = False
        self._used = 0.0
        self._watch: asyncio.TimerHandle

    @classmethod
    async def start(cls, nice: int, modules: Sequence[str], writable: Sequence[str]) -> "WorkerProcess":
        """Start one, which imports `modules`, and writes files only below `writable`."""
        ours, theirs = socket.socketpair()
        with theirs, ExitStack() as on_failure:
            on_failure.callback(ours.close)
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "dim.workers", str(theirs.fileno()), str(nice), str(len(writable)), *writable, *modules,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 20, pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C in a terminal is the parent's to handle
                env=clean_environment(),
            )  # fmt: skip
            on_failure.pop_all()
        return cls(process, ours)

    @property
    def is_alive(self) -> bool:
        """Whether it runs, as far as is known."""
        return self._process.returncode is None

    def is_frozen(self, seconds: float) -> bool:
        """Whether it did not work on the call that has lasted for so long: it was stopped, or hangs on a disk. One that
        computes would take as long again.
        """
        fields = self._status()
        if not fields or fields[0] in _STOPPED:
            return True
        lasted = seconds - CHECK_SECONDS if self._was_checked else seconds
        return _cpu_seconds(fields) - self._used < lasted * BUSY_SHARE

    def _check(self) -> None:
        """Kill it if it was stopped during a call: nobody would continue it before the call's time is over."""
        fields = self._status()
        if fields and not self._was_checked:  # not at the beginning of each call: most last for milliseconds
            self._was_checked, self._used = True, _cpu_seconds(fields)
        if fields and fields[0] in _STOPPED and self.is_alive:
            self._was_stopped = True
            self._process.kill()
        else:
            self._watch_again()

    def _watch_again(self) -> None:
        self._watch = asyncio.get_running_loop().call_later(CHECK_SECONDS, self._check)

    def _status(self) -> list[bytes]:
        """What the kernel says of it, from its state on (proc_pid_stat(5)); empty: it is gone, or this is not Linux."""
        try:
            return Path(f"/proc/{self._process.pid}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return []

    async def ask(self, call: Message, blob: bytes, opened: Opened, output: int | None) -> tuple[Message, bytes]:
        """Send a call with its files, and return its answer.

        Raises StoppedError. asyncio.IncompleteReadError, ConnectionError: it crashed.
        """
        assert self._process.stdin is not None
        descriptors = [one for one in opened.values() if isinstance(one, int)] + ([] if output is None else [output])
        if descriptors:
            socket.send_fds(self._files, [b"f"], descriptors)
        call["files"] = [
            [path, None if isinstance(one, int) else [one.errno, one.strerror]] for path, one in opened.items()
        ]
        call["output"] = output is not None
        self._was_checked, self._used = False, 0.0
        self._watch_again()
        try:
            self._process.stdin.write(pack(call, blob))
            await self._process.stdin.drain()
            return await self._read_answer()
        except (asyncio.IncompleteReadError, ConnectionError):
            if self._was_stopped:
                raise StoppedError from None
            raise
        finally:
            self._watch.cancel()

    async def _read_answer(self) -> tuple[Message, bytes]:
        assert self._process.stdout is not None
        text_length, blob_length = HEADER.unpack(await self._process.stdout.readexactly(HEADER.size))
        answer = unpack_text(await self._process.stdout.readexactly(text_length))
        return answer, await self._process.stdout.readexactly(blob_length)

    async def end(self) -> None:
        """Kill it, whatever it does; also one that is stopped. One that reads from a disk that hangs is not waited for."""
        self._files.close()
        if self._process.returncode is None:
            self._process.kill()
        with suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await self._process.wait()


def _cpu_seconds(fields: list[bytes]) -> float:
    return (int(fields[11]) + int(fields[12])) / _TICKS
