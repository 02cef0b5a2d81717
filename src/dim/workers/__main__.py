"""A worker process: reads calls from standard input, runs them one by one, ends when its parent does."""

import importlib
import os
import queue
import socket
import sys
import threading
from typing import BinaryIO

from dim.workers.idle import IDLE_SECONDS, idle_callbacks
from dim.workers.wire import HEADER, Message, pack, unpack_text


def main() -> None:
    """Serve calls until the parent closes the pipe, which it also does by dying, even during a call."""
    files = socket.socket(fileno=int(sys.argv[1]))
    for module in sys.argv[2:]:
        importlib.import_module(module)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints must not reach the pipe
    calls: queue.SimpleQueue[tuple[Message, bytes]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, calls), daemon=True).start()
    while True:
        try:
            call, blob = calls.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            for callback in idle_callbacks:
                callback()
            continue
        outputs: list[int] = socket.recv_fds(files, 1, 1)[1] if call.get("output") else []
        if outputs:
            call["arguments"]["output"] = outputs[0]
        answer, result = run(call, blob)
        for output in outputs:
            os.close(output)
        answers.write(pack(answer, result))


def _read(stream: BinaryIO, calls: "queue.SimpleQueue[tuple[Message, bytes]]") -> None:
    while len(header := stream.read(HEADER.size)) == HEADER.size:
        text_length, blob_length = HEADER.unpack(header)
        calls.put((unpack_text(stream.read(text_length)), stream.read(blob_length)))
    os._exit(0)


def run(call: Message, blob: bytes) -> tuple[Message, bytes]:
    """Run one call; an exception becomes the answer. A function returns JSON, bytes, or both as a pair."""
    module, _, name = call["function"].partition(":")
    try:
        arguments = {**call["arguments"], **({"blob": blob} if blob else {})}
        result = getattr(importlib.import_module(module), name)(**arguments)
    except MemoryError:
        return {"error": "not enough memory", "kind": "MemoryError"}, b""
    except Exception as error:
        return {"error": str(error) or type(error).__name__, "kind": type(error).__name__}, b""
    if isinstance(result, bytes):
        return {"result": None}, result
    if isinstance(result, tuple):
        return {"result": result[0]}, result[1]
    return {"result": result}, b""


if __name__ == "__main__":
    main()
