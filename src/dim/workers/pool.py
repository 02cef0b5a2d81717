"""A pool of worker processes that run named functions."""

import asyncio
from collections.abc import Iterator
from typing import Any, BinaryIO

from dim.workers.fair import FairSlots
from dim.workers.memory_file import anonymous_file
from dim.workers.opener import Opened, close, open_files
from dim.workers.process import StoppedError, WorkerProcess
from dim.workers.wire import Message

IDLE_SECONDS = 20.0
"""A worker without work for so long ends; the next call starts another."""
TIMEOUT = 30.0


class WorkerError(Exception):
    """A call failed: it raised an exception, crashed its worker, or took too long. `kind` is the exception's name."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class _FrozenError(Exception):
    """The worker did not work on a call: it, or a disk, hangs."""


class Pool:
    """Runs functions in at most `size` worker processes, which users share fairly. Use from one event loop.

    A worker cannot open media files by itself. The arguments `path` and `paths` of a function name what it reads: the pool opens
    these files, and the function gets at them with `dim.sandbox.files.descriptor`.
    """

    def __init__(
        self, size: int, nice: int = 0, warm: int = 0, modules: tuple[str, ...] = (), timeout: float = TIMEOUT,
        writable: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """`warm`: so many workers stay when they are idle. `modules`: imported before the first call. `timeout`: seconds
        that a call may take, unless it says otherwise. `writable`: folders in which the functions write.
        """
        self._slots = FairSlots(size)
        self._warm, self._modules, self._writable = warm, modules, writable
        self._timeout = timeout
        self._idle: list[tuple[WorkerProcess, asyncio.TimerHandle]] = []
        self._all: set[WorkerProcess] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self._nice = nice

    async def call(self, function: str, /, timeout: float | None = None, blob: bytes = b"", **arguments: Any) -> Any:
        """The JSON result of `function` ("package.module:name"), called with JSON arguments (and `blob`).

        A worker that does not react, or hangs without working, is replaced once.
        Raises WorkerError: it raised an exception, crashed its worker, or took longer than `timeout` seconds.
        """
        return (await self.call_for_bytes(function, timeout=timeout, blob=blob, **arguments))[0]

    async def call_for_file(
        self, function: str, /, timeout: float | None = None, **arguments: Any
    ) -> tuple[Any, BinaryIO]:
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
        self, function: str, /, timeout: float | None = None, blob: bytes = b"", **arguments: Any
    ) -> tuple[Any, bytes]:
        """As `call`, for functions that return bytes, or a pair of JSON and bytes."""
        return await self._run(function, timeout, blob, arguments, None)

    async def _run(
        self, function: str, timeout: float | None, blob: bytes, arguments: Message, output: BinaryIO | None
    ) -> tuple[Any, bytes]:
        seconds = self._timeout if timeout is None else timeout
        async with self._slots.hold():
            try:
                answer, result = await self._try(function, seconds, blob, arguments, output)
            except _FrozenError:
                if output is not None:
                    output.seek(0)
                    output.truncate()
                try:
                    answer, result = await self._try(function, seconds, blob, arguments, output)
                except _FrozenError:
                    raise WorkerError(f"it took longer than {seconds:.0f} s", "TimeoutError") from None
        if "error" in answer:
            raise WorkerError(answer["error"], answer["kind"])
        return answer["result"], result

    async def _try(
        self, function: str, timeout: float, blob: bytes, arguments: Message, output: BinaryIO | None
    ) -> tuple[Message, bytes]:
        """Run a call in a worker. Raises _FrozenError: it did not work on it. WorkerError: it did not answer."""
        worker = await self._acquire_worker()
        opened: Opened = {}
        answer: Message | None = None
        try:
            async with asyncio.timeout(timeout):
                opened = await open_files(list(_files(arguments)))
                call: Message = {"function": function, "arguments": arguments, "seconds": timeout}
                descriptor = None if output is None else output.fileno()
                answer, result = await worker.ask(call, blob, opened, descriptor)
                return answer, result
        except StoppedError:
            raise _FrozenError from None
        except TimeoutError:
            if worker.is_frozen(timeout):
                raise _FrozenError from None
            raise WorkerError(f"it took longer than {timeout:.0f} s", "TimeoutError") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerError("the worker that read it crashed", "Crash") from None
        finally:
            close(opened)
            if answer is None:  # also when this call was cancelled: its answer would reach the next call
                await self._end(worker)
            else:
                self._release_worker(worker)

    async def _acquire_worker(self) -> WorkerProcess:
        while self._idle:
            worker, timer = self._idle.pop()
            timer.cancel()
            if worker.is_alive:
                return worker
            await self._end(worker)
        return await self._start()

    async def _start(self) -> WorkerProcess:
        if self._is_closed:
            raise WorkerError("the server is stopping", "Closed")
        worker = await WorkerProcess.start(self._nice, self._modules, self._writable)
        self._all.add(worker)
        return worker

    def _release_worker(self, worker: WorkerProcess) -> None:
        timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_if_surplus, worker)
        self._idle.append((worker, timer))

    def _end_if_surplus(self, worker: WorkerProcess) -> None:
        if len(self._all) <= self._warm:
            return
        self._idle = [entry for entry in self._idle if entry[0] is not worker]
        task = asyncio.get_running_loop().create_task(self._end(worker))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def warm_up(self) -> None:
        """Start the workers that are kept, so that the first call need not wait for one."""
        while len(self._all) < self._warm:
            self._release_worker(await self._start())

    async def _end(self, worker: WorkerProcess) -> None:
        self._all.discard(worker)
        await worker.end()

    async def close(self) -> None:
        """End every worker, busy or not; further calls fail."""
        self._is_closed = True
        for _, timer in self._idle:
            timer.cancel()
        self._idle.clear()
        for worker in list(self._all):
            await self._end(worker)


def _files(arguments: Message) -> Iterator[str]:
    """The files that a function reads."""
    if isinstance(path := arguments.get("path"), str):
        yield path
    yield from arguments.get("paths", ())
