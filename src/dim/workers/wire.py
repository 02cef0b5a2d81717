"""Messages between a pool and its children: a JSON part and a bytes part, each with its length before it."""

import json
import struct
from typing import Any

HEADER = struct.Struct(">II")


def pack(message: dict[str, Any], blob: bytes = b"") -> bytes:
    """One message, ready to be written."""
    text = json.dumps(message, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return HEADER.pack(len(text), len(blob)) + text + blob


def unpack_text(text: bytes) -> dict[str, Any]:
    """The JSON part of a message."""
    message: dict[str, Any] = json.loads(text.decode("utf-8", "surrogatepass"))
    return message
