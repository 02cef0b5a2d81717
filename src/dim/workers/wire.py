"""Messages between a pool and its workers: a JSON part and a bytes part, each preceded by its length."""

import json
import struct
from fractions import Fraction
from typing import Any

HEADER = struct.Struct(">II")


Message = dict[str, Any]
"""A JSON object that passes between a pool and a worker."""


def pack(message: Message, blob: bytes = b"") -> bytes:
    """One message, ready to be written."""
    text = json.dumps(message, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return HEADER.pack(len(text), len(blob)) + text + blob


def unpack_text(text: bytes) -> Message:
    """The JSON part of a message."""
    message: Message = json.loads(text.decode("utf-8", "surrogatepass"))
    return message


def fraction_to_json(value: Fraction) -> list[int]:
    """A fraction as JSON has it: [numerator, denominator]; `Fraction(*value)` reads it."""
    return [value.numerator, value.denominator]
