"""Starts servers as forks of one process that has imported Dim: importing it takes most of the time of a start.

The forks run `dim serve` like the program itself, with their own environment, output and signals; a new one finds a database with
all tables. Tests of the program itself use the fixture `programs`.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

IMPORTED = ("dim.cli", "dim.server.serve", "uvicorn.lifespan.on", "uvloop")
"""What a start imports: the last two by uvicorn, when it runs."""
MESSAGE_BYTES = 1 << 16
START_SECONDS = 60.0


class ForkedProcess:
    """A fork, with what tests use of `subprocess.Popen`."""

    def __init__(self, pid: int, status: int) -> None:
        """`status`: a pipe that gives the exit code as soon as the process is gone. Closed when it was read."""
        self.pid, self._status = pid, status
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None: it runs."""
        return self._read(0)

    def wait(self, timeout: float) -> int:
        """Wait for its end; the exit code. Raises subprocess.TimeoutExpired: it still runs after so many seconds."""
        code = self._read(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it is gone."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def _read(self, seconds: float) -> int | None:
        if self.returncode is None and _has_something(self._status, seconds):
            self.returncode = int(os.read(self._status, 32))
            os.close(self._status)
        return self.returncode


class ForkServer:
    """The process that forks. Started with the first server; whoever makes one closes it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket

    def start(self, environment: Mapping[str, str], log: Path) -> ForkedProcess:
        """Run `dim serve` in a fork. Its output is appended to `log`."""
        if self._process is None:
            self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "support.fork_server", str(theirs.fileno())], pass_fds=[theirs.fileno()],
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                )  # fmt: skip
        status, theirs_status = os.pipe()
        with log.open("a") as file:
            message = json.dumps({"environment": dict(environment), "folder": os.getcwd()}).encode()
            socket.send_fds(self._requests, [message], [file.fileno(), theirs_status])
        os.close(theirs_status)
        assert _has_something(status, START_SECONDS), "no fork"
        return ForkedProcess(int(_line(status)), status)

    def close(self) -> None:
        """End it. Its forks go on."""
        if self._process is not None:
            self._requests.close()
            self._process.wait(10)
            self._process = None


def _has_something(pipe: int, seconds: float) -> bool:
    poll = select.poll()  # select() knows only the first 1024 descriptors, and some tests have more
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _line(pipe: int) -> bytes:
    """Read to the end of a line, byte by byte: what follows is for another reader."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(pipe, 1)
        assert byte, "the process that forks has ended"
        line += byte
    return line


def _serve(requests: socket.socket) -> None:
    """Fork for each request. Returns in each fork, ready to be a server; the process itself ends with the last request."""
    while True:
        message, (*descriptors,), _, _ = socket.recv_fds(requests, MESSAGE_BYTES, 2)
        if not message:
            sys.exit()
        log, status = descriptors
        if os.fork() == 0:
            requests.close()
            _watch(status)
            _become(json.loads(message), log)
            return
        os.close(log)
        os.close(status)


def _watch(status: int) -> None:
    """Fork once more and return there. The first process tells the pid, waits for its end and tells the exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(status)
        return
    os.write(status, b"%d\n" % pid)
    os.write(status, b"%d" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    os._exit(0)


def _become(request: dict[str, object], log: int) -> None:
    environment, folder = request["environment"], request["folder"]
    assert isinstance(environment, dict)
    assert isinstance(folder, str)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for output in (1, 2):
        os.dup2(log, output)
    os.close(log)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.enable()
    sys.argv = ["dim", "serve"]


def _tables() -> bytes:
    """A database without rows, as the migrations make it."""
    from dim.db import Database
    from dim.db.schema import bring_up_to_date

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dim.sqlite3"
        database = Database(f"sqlite:///{file}")
        bring_up_to_date(database, Path(folder))
        database.close()
        return file.read_bytes()


def _put_database(tables: bytes) -> None:
    """Spare a new server its migrations, which compute as long as the rest of its start."""
    file = Path(os.environ["DIM_DATA_DIR"]) / "dim.sqlite3"
    if not file.parent.exists() and "DIM_DATABASE_URL" not in os.environ:
        file.parent.mkdir(mode=0o700, parents=True)
        file.write_bytes(tables)


def main() -> None:
    """Import Dim, then fork at each request that arrives on the socket, whose number is the argument."""
    requests = socket.socket(fileno=int(sys.argv[1]))
    requests.set_inheritable(False)
    gc.disable()  # what is imported stays
    for module in IMPORTED:
        importlib.import_module(module)
    tables = _tables()
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the tests, which close the socket
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the processes that watch forks
    _serve(requests)
    _put_database(tables)
    from dim.cli import main as run

    run()


if __name__ == "__main__":
    main()
