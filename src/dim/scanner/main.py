"""`dim scanner`: the daemon as a program."""

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from typing import Literal

from dim.scanner.client import Client, RefusedError
from dim.scanner.daemon import Daemon
from dim.workers import Pool

log = logging.getLogger(__name__)
WORKERS = max(1, min((os.cpu_count() or 2) // 2, 4))
"""To look into files: as much as the server and the other scanners leave."""
NICE, LAST = 10, 19
"""Of the scanner, and of frames taken from films, which come after everything else."""
END_SECONDS = 2.0


def end_with_parent() -> None:
    """End when the process that started this one does, however it ends: its end of our standard input closes then.

    What is not over soon after is left: a thread may be walking through a disk, and cannot be told to stop.
    """

    def wait() -> None:
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(END_SECONDS)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def run(endpoint: str, token: str, path: str, library: Literal["movie", "show"], settle_seconds: float) -> int:
    """Run the daemon until SIGTERM or SIGINT; the program's exit code."""
    if os.environ.get("DIM_SUPERVISED"):
        end_with_parent()
    os.nice(NICE)  # nothing that a scanner does may be felt by a viewer
    try:
        return asyncio.run(_main(endpoint, token, path, library, settle_seconds))
    except KeyboardInterrupt:
        return 0


async def _main(endpoint: str, token: str, path: str, library: Literal["movie", "show"], settle_seconds: float) -> int:
    client, pool, frames = Client(endpoint, token), Pool(WORKERS), Pool(1, nice=LAST - NICE)
    daemon = asyncio.create_task(_guarded(Daemon(client, path, library, pool, frames, settle_seconds), client, library))
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


async def _guarded(daemon: Daemon, client: Client, library: str) -> int:
    code = 0
    try:
        about = await client.about()
        if about["type"] == library:
            await daemon.run()
        else:
            print(f"The library “{about['name']}” holds {about['type']}s; start the other scanner.", file=sys.stderr)
            code = 2
    except* RefusedError as group:
        print(group.exceptions[0], file=sys.stderr)
        code = 2
    return code
