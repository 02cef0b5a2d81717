"""One worker process, as its pool sees it."""

import asyncio
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from dim.sandbox.confine import clean_environment
from dim.workers.opener import Opened
from dim.workers.wire import HEADER, Message, pack, unpack_text

RECEIPT_SECONDS = 5.0
"""A worker confirms a call at once, unless it is frozen."""
START_SECONDS = 30.0
"""The same for one that has just been started, on a busy machine."""


CHECK_SECONDS = 2.0
"""How often a worker that does not answer is looked at: one that was stopped is replaced."""
_STOPPED = (b"T", b"t")
"""By a signal, or by a debugger."""
_TICKS = os.sysconf("SC_CLK_TCK")


class NoReceiptError(Exception):
    """The worker did not confirm a call: it is frozen."""


class WorkerProcess:
    """A worker process. Whoever starts it ends it."""

    def __init__(self, process: asyncio.subprocess.Process, files: socket.socket) -> None:
        self._process, self._files = process, files
        self._was_asked = self._was_stopped = False
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

    def cpu_seconds(self) -> float:
        """The CPU time that it has used; 0: unknown."""
        fields = self._status()
        return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0

    def _end_if_stopped(self) -> None:
        """Kill it if it was stopped during a call: nobody would continue it before the call's time is over."""
        if (fields := self._status()) and fields[0] in _STOPPED and self.is_alive:
            self._was_stopped = True
            self._process.kill()
        else:
            self._watch = asyncio.get_running_loop().call_later(CHECK_SECONDS, self._end_if_stopped)

    def _status(self) -> list[bytes]:
        """What the kernel says of it, from its state on (proc_pid_stat(5)); empty: it is gone, or this is not Linux."""
        try:
            return Path(f"/proc/{self._process.pid}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return []

    async def ask(self, call: Message, blob: bytes, opened: Opened, output: int | None) -> tuple[Message, bytes]:
        """Send a call with its files, and return its answer.

        Raises NoReceiptError: it is frozen. asyncio.IncompleteReadError, ConnectionError: it crashed.
        """
        descriptors = [one for one in opened.values() if isinstance(one, int)] + ([] if output is None else [output])
        if descriptors:
            socket.send_fds(self._files, [b"f"], descriptors)
        call["files"] = [
            [path, None if isinstance(one, int) else [one.errno, one.strerror]] for path, one in opened.items()
        ]
        call["output"] = output is not None
        self._watch = asyncio.get_running_loop().call_later(CHECK_SECONDS, self._end_if_stopped)
        try:
            await self._send(pack(call, blob))
            return await self._read_answer()
        except (asyncio.IncompleteReadError, ConnectionError):
            if self._was_stopped:
                raise NoReceiptError from None
            raise
        finally:
            self._watch.cancel()

    async def _send(self, message: bytes) -> None:
        """Send a call, and wait until it is confirmed. Raises NoReceiptError."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            async with asyncio.timeout(RECEIPT_SECONDS if self._was_asked else START_SECONDS):
                self._process.stdin.write(message)
                await self._process.stdin.drain()
                await self._process.stdout.readexactly(1)
        except TimeoutError:
            raise NoReceiptError from None
        self._was_asked = True

    async def _read_answer(self) -> tuple[Message, bytes]:
        assert self._process.stdout is not None
        text_length, blob_length = HEADER.unpack(await self._process.stdout.readexactly(HEADER.size))
        answer = unpack_text(await self._process.stdout.readexactly(text_length))
        return answer, await self._process.stdout.readexactly(blob_length)

    async def end(self) -> None:
        """Kill it, whatever it does; also one that is stopped."""
        self._files.close()
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
