"""`dim scanner`: the daemon as a program."""

import asyncio
import logging
import os
import signal
import sys
import threading
import time

from dim.scanner.client import Client, ClientError, report_hung_disk
from dim.scanner.daemon import Daemon
from dim.scanner.games.daemon import GameDaemon
from dim.scanner.games.readers import READERS
from dim.scanner.messages import LibraryType
from dim.scanner.watchdog import HANG_SECONDS, Watchdog
from dim.workers import Pool

log = logging.getLogger(__name__)
WORKERS = max(1, min((os.cpu_count() or 2) // 2, 4))
"""To look into files: as much as the server and the other scanners leave."""
NICE, LOWEST_PRIORITY = 10, 19
"""Of the scanner, and of frames taken from videos, which come after everything else."""
END_SECONDS = 2.0


def end_with_parent() -> None:
    """End when the process that started this one does, however it ends: standard input closes then.

    Threads that are not done soon after are abandoned: one may hang in a call to a disk, and cannot be cancelled.
    """

    def wait() -> None:
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(END_SECONDS)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def run(endpoint: str, token: str, path: str, library: str, settle_seconds: float) -> int:
    """Run the daemon of a type of library until SIGTERM or SIGINT; the program's exit code."""
    if os.environ.get("DIM_SUPERVISED"):
        end_with_parent()
    os.nice(NICE)  # nothing that a scanner does may be felt by a viewer
    try:
        return asyncio.run(_main(endpoint, token, path, library, settle_seconds))
    except KeyboardInterrupt:
        return 0


def hang_seconds() -> float:
    """How long a call to the disk may take; tests have it shorter."""
    return float(os.environ.get("DIM_HANG_SECONDS", HANG_SECONDS))


async def _main(endpoint: str, token: str, path: str, library: str, settle_seconds: float) -> int:
    client, pool, frames = Client(endpoint, token), Pool(WORKERS), Pool(1, nice=LOWEST_PRIORITY - NICE)
    watchdog = Watchdog(lambda: report_hung_disk(endpoint, token, path), hang_seconds())
    watchdog.start()
    made: Daemon | GameDaemon
    if library in READERS:
        made = GameDaemon(client, path, READERS[library](path), watchdog)
    else:
        kind: LibraryType = "movie" if library == "movie" else "show"
        made = Daemon(client, path, kind, pool, frames, settle_seconds, watchdog)
    daemon = asyncio.create_task(_run_daemon(made, client, library))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, daemon.cancel)
    try:
        return await daemon
    except asyncio.CancelledError:
        return 0
    finally:
        await pool.close()
        await frames.close()
        await client.close()


async def _run_daemon(daemon: Daemon | GameDaemon, client: Client, library: str) -> int:
    """Run the daemon where the token is that of such a library; the program's exit code."""
    code = 0
    try:
        found = await client.library()
        if found.type == library:
            await daemon.run()
        else:
            print(
                f"The library “{found.name}” is of the type {found.type}; start its scanner instead.", file=sys.stderr
            )
            code = 2
    except* ClientError as group:
        print(_first(group), file=sys.stderr)
        code = 2
    return code


def _first(group: BaseExceptionGroup[ClientError]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
