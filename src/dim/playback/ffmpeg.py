"""The ffmpeg program: which one is used, how it is started, and what it writes to standard error."""

import asyncio
import logging
import os
import shutil
import signal
from collections.abc import Sequence
from contextlib import suppress

import imageio_ffmpeg
import psutil

from dim.sandbox.confine import clean_environment, launched

END_SECONDS = 2.0
STDERR_BYTES = 4096
"""Bytes of standard error that are kept, from the end: ffmpeg says last what went wrong."""
PIPE_BYTES = 1 << 18
NICENESS = 2
"""Transcoding runs below the server and its workers, which other clients are waiting for."""


WATCH_SECONDS = 0.5
MAX_RESIDENT_BYTES = 1000 << 20
_watches: set[asyncio.Task[None]] = set()
log = logging.getLogger(__name__)


class NoFfmpegError(Exception):
    """The ffmpeg named in the settings cannot be run."""


def find_ffmpeg(setting: str) -> str:
    """The path of the program: Dim's own (imageio-ffmpeg), or the one the setting names. Raises NoFfmpegError."""
    if not setting:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    found = shutil.which(setting)
    if found is None:
        raise NoFfmpegError(
            f"DIM_FFMPEG is {setting}, which cannot be run. Correct it, or leave it empty to use Dim's own."
        )
    return found


async def start_ffmpeg(
    command: Sequence[str], readable: Sequence[str], uses_gpu: bool = False
) -> asyncio.subprocess.Process:
    """Start ffmpeg, confined to the files `readable`, with pipes for its output and errors. The caller reads both and ends it.

    Raises OSError: it cannot be started.
    """
    process = await asyncio.create_subprocess_exec(
        *launched(command, readable, uses_gpu), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, limit=PIPE_BYTES, start_new_session=True, env=clean_environment(),
    )  # fmt: skip
    watch = asyncio.create_task(_watch(process), name=f"watch of ffmpeg {process.pid}")
    _watches.add(watch)
    watch.add_done_callback(_watches.discard)
    with suppress(OSError, AttributeError):  # there is no such call on Windows
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
    return process


async def _watch(process: asyncio.subprocess.Process) -> None:
    """Kill ffmpeg when it holds too much memory, together with what it started, or when a signal stopped it: a client waits for it.

    Drivers of GPUs rule out a limit of the address space; this one holds for every ffmpeg.
    """
    while process.returncode is None:
        await asyncio.sleep(WATCH_SECONDS)
        if _resident_bytes(process.pid) > MAX_RESIDENT_BYTES:
            log.warning("An ffmpeg that took more than %d MiB of memory was ended", MAX_RESIDENT_BYTES >> 20)
            kill(process)
            return
        if _is_stopped(process.pid):
            log.warning("An ffmpeg that a signal had stopped was ended")
            kill(process)
            return


def _is_stopped(process: int) -> bool:
    try:
        return psutil.Process(process).status() in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
    except psutil.Error:
        return False


def _resident_bytes(process: int) -> int:
    """The resident memory of a process and its children; 0: it is gone."""
    try:
        found = psutil.Process(process)
        return sum(int(one.memory_info().rss) for one in (found, *found.children(recursive=True)))
    except psutil.Error:
        return 0


def kill(process: asyncio.subprocess.Process) -> None:
    """Kill ffmpeg unless it has ended, with what it started: the setting may name a script that calls ffmpeg."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()


async def end(process: asyncio.subprocess.Process) -> int | None:
    """Kill ffmpeg and wait for its exit status. None: it reads from a disk that hangs, and ends when that answers."""
    kill(process)
    with suppress(TimeoutError):
        async with asyncio.timeout(END_SECONDS):
            return await process.wait()
    return None


async def read_tail(stream: asyncio.StreamReader, limit: int = STDERR_BYTES) -> str:
    """The last `limit` bytes of a stream, as text, once it ends. The rest is dropped while it is read."""
    tail = b""
    while chunk := await stream.read(limit):
        tail = (tail + chunk)[-limit:]
    return tail.decode("utf-8", "replace").strip()


def last_line(text: str) -> str | None:
    """The last line of what ffmpeg wrote to standard error; None if it wrote nothing."""
    return text.splitlines()[-1] if text else None
