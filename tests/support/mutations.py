"""Ways in which a media file may be broken."""

import random
from collections.abc import Callable, Sequence


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


def bit_flipped(data: bytes, dice: random.Random) -> bytes:
    """In the header, where sizes, codecs and tables are."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 4, 30))):
        changed[dice.randrange(min(len(changed), 2000))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def huge_numbers(data: bytes, dice: random.Random) -> bytes:
    """Lengths and counts become as large as they can be."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 3, 10))):
        at = dice.randrange(min(len(changed), 4000))
        changed[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\x80\0\0\0"))
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
    bit_flipped,
    huge_numbers,
    broken_head,
    noise,
    doubled,
    empty,
]


def mutated(number: int, good: Sequence[bytes], dice: random.Random) -> tuple[int, bytes]:
    """The mutated file of a number, and which of the good ones its name is from. Every mutation comes with every good file;
    every tenth is two different files, cut and put together.
    """
    kind = number % len(good)
    if number % 10 == 9:
        other = good[dice.randrange(len(good))]
        return kind, good[kind][: dice.randrange(1, len(good[kind]))] + other[dice.randrange(len(other)) :]
    return kind, MUTATIONS[number // len(good) % len(MUTATIONS)](good[kind], dice)
