"""Ways in which a media file may be broken."""

import random
from collections.abc import Callable


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, len(data))]


def zeroed(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    length = dice.randrange(1, len(data))
    return data[:start] + bytes(len(data[start : start + length])) + data[start + length :]


def scattered(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 10, 200, 5000))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def broken_head(data: bytes, dice: random.Random) -> bytes:
    return dice.randbytes(dice.randrange(1, 400)) + data[200:]


def noise(data: bytes, dice: random.Random) -> bytes:
    return dice.randbytes(len(data) // 4)


def doubled(data: bytes, dice: random.Random) -> bytes:
    return data[dice.randrange(len(data)) :] + data


def empty(_data: bytes, _dice: random.Random) -> bytes:
    return b""


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    truncated,
    zeroed,
    scattered,
    broken_head,
    noise,
    doubled,
    empty,
]
