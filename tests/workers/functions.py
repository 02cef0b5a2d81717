"""What the pool's tests have their children do."""

import os
import time


def add(one: int, other: int) -> int:
    print("what a library prints does no harm")
    return one + other


def shout(blob: bytes) -> tuple[int, bytes]:
    return len(blob), blob.upper()


def fail() -> None:
    raise ValueError("no such thing")


def crash() -> None:
    os._exit(139)


def hang() -> None:
    time.sleep(60)


def process() -> int:
    return os.getpid()


def wait(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def freeze_once(marker: str) -> int:
    """Stop this process, the first time; the second time return."""
    import signal

    if os.path.exists(marker):
        return os.getpid()
    os.mkdir(marker)
    os.kill(os.getpid(), signal.SIGSTOP)
    return 0


def spin(folder: str) -> None:
    os.mkdir(os.path.join(folder, str(os.getpid())))
    while True:
        pass
