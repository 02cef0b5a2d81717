"""What a confined process tries: each returns only if it was let. They run in workers, and as a program in ffmpeg's place."""

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from dim.sandbox.files import descriptor

PR_GET_NO_NEW_PRIVS = 39
TOO_MUCH = 2 << 30


def read(file: str) -> str:
    with open(file, "rb") as opened:
        return opened.read(10).hex()


def list_folder(folder: str) -> list[str]:
    return os.listdir(folder)


def read_given(path: str) -> str:
    with descriptor(path) as file:
        return os.pread(file, 4, 0).decode()


def write(file: str) -> str:
    with open(file, "wb") as opened:
        opened.write(b"x")
    return "written"


def connect_tcp(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), 2):
        return "connected"


def open_unix_socket() -> str:
    with socket.socket(socket.AF_UNIX):
        return "opened"


def start_program() -> str:
    return subprocess.run(["/bin/sh", "-c", "echo started"], capture_output=True, check=True, text=True).stdout


def become_program() -> None:
    os.execv("/bin/true", ["/bin/true"])


def fork() -> str:
    if child := os.fork():
        os.waitpid(child, 0)
        return "forked"
    os._exit(0)


def allocate() -> int:
    return len(bytearray(TOO_MUCH))


def _call(name: str, *arguments: int) -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "done"


def trace_parent() -> str:
    return _call("ptrace", 0x4206, os.getppid(), 0, 0)  # PTRACE_SEIZE


def mount() -> str:
    return _call("unshare", 0x20000)  # CLONE_NEWNS


def signal_parent() -> str:
    os.kill(os.getppid(), 0)
    return "signalled"


def read_memory_of_parent() -> str:
    return read(f"/proc/{os.getppid()}/environ")


def change_mode(file: str) -> str:
    os.chmod(file, 0o777)
    return "changed"


def gain_rights() -> int:
    return int(ctypes.CDLL(None).prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0))


def environment() -> list[str]:
    return sorted(os.environ)


def many_threads() -> int:
    import threading

    done = threading.Event()
    started = 0
    with suppress(RuntimeError, MemoryError):
        for _ in range(2000):
            threading.Thread(target=done.wait, daemon=True).start()
            started += 1
    done.set()
    return started


def spin() -> None:
    while True:
        pass


def main(attempts: list[str]) -> None:
    """Print the name of each attempt that was let; arguments are `name` or `name=argument`."""
    for attempt in attempts:
        name, _, argument = attempt.partition("=")
        function: Callable[..., object] = globals()[name]
        try:
            function(*([int(argument) if argument.isdigit() else argument] if argument else []))
        except BaseException as error:
            print(f"refused {name}: {type(error).__name__}")
        else:
            print(f"let {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
