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
