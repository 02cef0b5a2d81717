"""A scanner whose disk hangs says so and ends, also when its event loop is what hangs."""

import subprocess
import sys

import pytest

from dim.scanner.watchdog import EXIT_CODE

PROGRAM = """
import asyncio, threading, time
from dim.scanner import watchdog

watchdog.CHECK_SECONDS = 0.05
dog = watchdog.Watchdog(lambda: print("hung", flush=True), 1.0)

async def main():
    beating = asyncio.create_task(dog.run())
    dog.start()
    {what}
    beating.cancel()

asyncio.run(main())
print("done", flush=True)
"""


@pytest.mark.parametrize(("what", "code", "said"), [
    ("await asyncio.sleep(0.1); time.sleep(30)", EXIT_CODE, "hung"),
    ("with dog.working(): await asyncio.to_thread(threading.Event().wait)", EXIT_CODE, "hung"),
    ("with dog.working() as beat: await asyncio.to_thread(lambda: [(time.sleep(0.1), beat()) for _ in range(20)])", 0, "done"),
    ("with dog.working(): pass\n    await asyncio.sleep(2)", 0, "done"),
])  # fmt: skip
def test_what_hangs_ends(what: str, code: int, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{what}", what)], capture_output=True, text=True, timeout=40, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (code, said), done.stderr
