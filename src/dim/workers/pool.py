"""A pool of worker processes that run named functions."""

import asyncio
import os
import socket
import sys
from contextlib import ExitStack
from typing import Any, BinaryIO

from dim.workers.memory_file import anonymous_file
from dim.workers.wire import HEADER, Message, pack, unpack_text

IDLE_SECONDS = 20.0
"""A worker without work for so long ends; the next call starts another."""


class WorkerError(Exception):
    """A call failed: it raised an exception, crashed its worker, or took too long. `kind` is the exception's name."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class Pool:
    """Runs functions in at most `size` worker processes. Use from one event loop."""

    def __init__(self, size: int, nice: int = 0, warm: int = 0, modules: tuple[str, ...] = ()) -> None:
        """`warm`: so many workers stay when they are idle. `modules`: imported before the first call."""
        self._slots = asyncio.Semaphore(size)
        self._warm, self._modules = warm, modules
        self._sockets: dict[asyncio.subprocess.Process, socket.socket] = {}
        self._idle: list[tuple[asyncio.subprocess.Process, asyncio.TimerHandle]] = []
        self._all: set[asyncio.subprocess.Process] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self._nice = nice

    async def call(self, function: str, /, timeout: float = 30.0, blob: bytes = b"", **arguments: Any) -> Any:
        """The JSON result of `function` ("package.module:name"), called with JSON arguments (and `blob`).

        Raises WorkerError: it raised an exception, crashed its worker, or took longer than `timeout` seconds.
        """
        return (await self.call_for_bytes(function, timeout=timeout, blob=blob, **arguments))[0]

    async def call_for_file(self, function: str, /, timeout: float = 30.0, **arguments: Any) -> tuple[Any, BinaryIO]:
        """As `call`, for functions that write to the file descriptor `output`; their JSON result and the file, which
        the caller closes.

        The bytes pass neither the pipe nor this process's memory.
        """
        output = anonymous_file()
        try:
            result, _ = await self._run(function, timeout, b"", arguments, output)
        except BaseException:
            output.close()
            raise
        return result, output

    async def call_for_bytes(
        self, function: str, /, timeout: float = 30.0, blob: bytes = b"", **arguments: Any
    ) -> tuple[Any, bytes]:
        """As `call`, for functions that return bytes, or a pair of JSON and bytes."""
        return await self._run(function, timeout, blob, arguments, None)

    async def _run(
        self, function: str, timeout: float, blob: bytes, arguments: Message, output: BinaryIO | None
    ) -> tuple[Any, bytes]:
        async with self._slots:
            process = await self._acquire_worker()
            answer: Message | None = None
            call: Message = {"function": function, "arguments": arguments}
            try:
                async with asyncio.timeout(timeout):
                    if output is not None:
                        call["output"] = True
                        socket.send_fds(self._sockets[process], [b"f"], [output.fileno()])
                    answer, result = await self._ask(process, pack(call, blob))
            except TimeoutError:
                raise WorkerError(f"it took longer than {timeout:.0f} s", "TimeoutError") from None
            except (asyncio.IncompleteReadError, ConnectionError):
                raise WorkerError("the worker that read it crashed", "Crash") from None
            finally:
                if answer is None:  # also when this call was cancelled: its answer would reach the next call
                    await self._end(process)
                else:
                    self._release_worker(process)
        if "error" in answer:
            raise WorkerError(answer["error"], answer["kind"])
        return answer["result"], result

    @staticmethod
    async def _ask(process: asyncio.subprocess.Process, message: bytes) -> tuple[Message, bytes]:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(message)
        await process.stdin.drain()
        text_length, blob_length = HEADER.unpack(await process.stdout.readexactly(HEADER.size))
        answer = unpack_text(await process.stdout.readexactly(text_length))
        return answer, await process.stdout.readexactly(blob_length)

    async def _acquire_worker(self) -> asyncio.subprocess.Process:
        while self._idle:
            process, timer = self._idle.pop()
            timer.cancel()
            if process.returncode is None:
                return process
            self._forget(process)
        return await self._start()

    async def _start(self) -> asyncio.subprocess.Process:
        if self._is_closed:
            raise WorkerError("the server is stopping", "Closed")
        ours, theirs = socket.socketpair()
        with theirs, ExitStack() as on_failure:
            on_failure.callback(ours.close)
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "dim.workers", str(theirs.fileno()), *self._modules,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 20, pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C in a terminal is the parent's to handle
                preexec_fn=(lambda: os.nice(self._nice)) if self._nice else None,
            )  # fmt: skip
            on_failure.pop_all()
        self._sockets[process] = ours
        self._all.add(process)
        return process

    def _release_worker(self, process: asyncio.subprocess.Process) -> None:
        timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_if_surplus, process)
        self._idle.append((process, timer))

    def _end_if_surplus(self, process: asyncio.subprocess.Process) -> None:
        if len(self._all) <= self._warm:
            return
        self._idle = [entry for entry in self._idle if entry[0] is not process]
        task = asyncio.get_running_loop().create_task(self._end(process))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def warm_up(self) -> None:
        """Start the workers that are kept, so that the first call need not wait for one."""
        while len(self._all) < self._warm:
            self._release_worker(await self._start())

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        self._forget(process)
        if process.returncode is None:
            process.kill()
        await process.wait()

    def _forget(self, process: asyncio.subprocess.Process) -> None:
        self._all.discard(process)
        if files := self._sockets.pop(process, None):
            files.close()

    async def close(self) -> None:
        """End every worker, busy or not; further calls fail."""
        self._is_closed = True
        for _, timer in self._idle:
            timer.cancel()
        self._idle.clear()
        for process in list(self._all):
            await self._end(process)
