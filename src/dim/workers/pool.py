"""A pool of child processes that run named functions."""

import asyncio
import os
import sys
from typing import Any

from dim.workers.wire import HEADER, pack, unpack_text

IDLE_SECONDS = 20.0
"""A child that had nothing to do for so long ends; the next call starts another."""


class WorkerError(Exception):
    """A call failed: what it raised, or that the child crashed or took too long. `kind` is the exception's name."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class Pool:
    """Runs functions in at most `size` child processes. Use from one event loop."""

    def __init__(self, size: int, nice: int = 0) -> None:
        self._slots = asyncio.Semaphore(size)
        self._idle: list[tuple[asyncio.subprocess.Process, asyncio.TimerHandle]] = []
        self._all: set[asyncio.subprocess.Process] = set()
        self._nice = nice

    async def call(self, function: str, /, timeout: float = 30.0, blob: bytes = b"", **arguments: Any) -> Any:
        """Call `function` ("package.module:name") with JSON arguments (and `blob`); its JSON result.

        Raises WorkerError: it raised, crashed its process, or took longer than `timeout` seconds.
        """
        return (await self.call_for_bytes(function, timeout=timeout, blob=blob, **arguments))[0]

    async def call_for_bytes(
        self, function: str, /, timeout: float = 30.0, blob: bytes = b"", **arguments: Any
    ) -> tuple[Any, bytes]:
        """As `call`, for functions that return bytes, or a pair of JSON and bytes."""
        async with self._slots:
            process = await self._take()
            answer: dict[str, Any] | None = None
            try:
                async with asyncio.timeout(timeout):
                    answer, result = await self._ask(
                        process, pack({"function": function, "arguments": arguments}, blob)
                    )
            except TimeoutError:
                raise WorkerError(f"it took longer than {timeout:.0f} s", "TimeoutError") from None
            except (asyncio.IncompleteReadError, ConnectionError):
                raise WorkerError("the process that read it crashed", "Crash") from None
            finally:
                if answer is None:  # also when this call was cancelled: its answer would come to the next
                    await self._end(process)
                else:
                    self._give_back(process)
        if "error" in answer:
            raise WorkerError(answer["error"], answer["kind"])
        return answer["result"], result

    @staticmethod
    async def _ask(process: asyncio.subprocess.Process, message: bytes) -> tuple[dict[str, Any], bytes]:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(message)
        await process.stdin.drain()
        text_length, blob_length = HEADER.unpack(await process.stdout.readexactly(HEADER.size))
        answer = unpack_text(await process.stdout.readexactly(text_length))
        return answer, await process.stdout.readexactly(blob_length)

    async def _take(self) -> asyncio.subprocess.Process:
        while self._idle:
            process, timer = self._idle.pop()
            timer.cancel()
            if process.returncode is None:
                return process
            self._all.discard(process)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "dim.workers",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 20,
            start_new_session=True,  # Ctrl-C in a terminal is the parent's to handle
            preexec_fn=(lambda: os.nice(self._nice)) if self._nice else None,
        )
        self._all.add(process)
        return process

    def _give_back(self, process: asyncio.subprocess.Process) -> None:
        timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._let_go, process)
        self._idle.append((process, timer))

    def _let_go(self, process: asyncio.subprocess.Process) -> None:
        self._idle = [entry for entry in self._idle if entry[0] is not process]
        asyncio.get_running_loop().create_task(self._end(process))

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        self._all.discard(process)
        if process.returncode is None:
            process.kill()
        await process.wait()

    async def close(self) -> None:
        """End every child, busy or not."""
        for _, timer in self._idle:
            timer.cancel()
        self._idle.clear()
        for process in list(self._all):
            await self._end(process)
