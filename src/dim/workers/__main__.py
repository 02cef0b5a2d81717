"""A worker process: reads calls from standard input, runs them one by one, ends when its parent does."""

import importlib
import os
import queue
import socket
import sys
import threading
from typing import BinaryIO

from dim.sandbox import files
from dim.sandbox.confine import confine_worker, is_enabled
from dim.sandbox.limits import limit_cpu
from dim.workers.idle import IDLE_SECONDS, idle_callbacks
from dim.workers.wire import HEADER, Message, pack, unpack_text

MAX_FILES = 128
CPU_SHARE = 2.0
"""Seconds of CPU time for each second that a call may take: the parent ends it first, unless it hangs itself."""


def main() -> None:
    """Serve calls until the parent closes the pipe, which it also does by dying, even during a call."""
    number, nice, count, *rest = sys.argv[1:]
    passed = socket.socket(fileno=int(number))
    writable, modules = rest[: int(count)], rest[int(count) :]
    if int(nice):
        os.nice(int(nice))
    if is_enabled():
        for folder in writable:
            os.makedirs(folder, exist_ok=True)
        confine_worker(writable)  # before any library is loaded that reads strangers' data, and before threads start
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints must not reach the pipe
    calls: queue.SimpleQueue[tuple[Message, bytes]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, calls), daemon=True).start()
    for module in modules:
        importlib.import_module(module)
    while True:
        try:
            call, blob = calls.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            for callback in idle_callbacks:
                callback()
            continue
        limit_cpu(call["seconds"] * CPU_SHARE)
        given, outputs = _receive(passed, call)
        if outputs:
            call["arguments"]["output"] = outputs[0]
        with files.given(given):
            answer, result = run(call, blob)
        for output in outputs:
            os.close(output)
        answers.write(pack(answer, result))


def _read(stream: BinaryIO, calls: "queue.SimpleQueue[tuple[Message, bytes]]") -> None:
    while len(header := stream.read(HEADER.size)) == HEADER.size:
        text_length, blob_length = HEADER.unpack(header)
        calls.put((unpack_text(stream.read(text_length)), stream.read(blob_length)))
    os._exit(0)


def _receive(passed: socket.socket, call: Message) -> tuple[dict[str, int | OSError], list[int]]:
    """The files of a call by path, each open or with its error; and the descriptor for its output, if it has one."""
    expected = sum(error is None for _, error in call["files"]) + bool(call["output"])
    descriptors: list[int] = socket.recv_fds(passed, 1, MAX_FILES)[1] if expected else []
    opened = iter(descriptors)
    given: dict[str, int | OSError] = {
        path: next(opened) if error is None else OSError(*error) for path, error in call["files"]
    }
    return given, list(opened)


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
