"""A real server: the program itself, on a free port, with a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from support.fork_server import ForkedProcess, ForkServer

T = TypeVar("T")
OWNER = ("Ada Åström", "correct horse")
CERTIFICATES = httpx.create_ssl_context(trust_env=False)
"""One for all clients: each would read the files of the authorities again (30 ms), although it speaks plain HTTP."""


def free_port() -> int:
    """A port that nothing listens on, and that the system gives to no one else who asks for any within the next minute.

    A connection to it that this end closed first waits (TIME_WAIT), and a port with such a connection is only given to
    who asks for it by number. Without that, two tests at once now and then get the same one.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        with socket.create_connection(address):
            listener.accept()[0].close()
    port: int = address[1]
    return port


def until(check: Callable[[], T | None], seconds: float = 60, what: str = "it") -> T:
    """What `check` gives as soon as it is true; for states that no event tells a test of."""
    end = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s"
        time.sleep(0.05)
    return found


class Api(httpx.Client):
    """A client that asserts the status it expects. May be entered after its first request; closes at the end."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"verify": CERTIFICATES, "trust_env": False, "timeout": 30, **options})

    def __enter__(self) -> "Api":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def ask(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        """Send a request and give the JSON of its answer."""
        response = self.request(method, path, **options)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text[:500]}"
        return response.json() if response.content and "json" in response.headers.get("content-type", "") else response


class RunningServer:
    """`dim serve` as a process."""

    python = sys.executable
    """The interpreter that runs it: another one runs Dim of another checkout."""
    forks: ForkServer | None = None
    """Starts it as a fork, if it needs nothing but settings of Dim. None: each start is one of the program."""

    def __init__(self, data: Path, module: str = "dim", **environment: str) -> None:
        self.data, self.module, self.port = data, module, free_port()
        self.environment = {"DIM_SETTLE_SECONDS": "1", "DIM_DISCOVERY": "false", **environment}
        self.process: subprocess.Popen[str] | ForkedProcess | None = None
        self.log = data.parent / f"{data.name}.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "RunningServer":
        """Start it and wait until it answers."""
        environment = {**os.environ, "DIM_DATA_DIR": str(self.data), "DIM_PORT": str(self.port), **self.environment}
        if self.forks is not None and all(name.startswith("DIM_") for name in self.environment):
            self.process = self.forks.start(environment, self.log)
        else:
            with self.log.open("a") as log:
                self.process = subprocess.Popen(
                    [self.python, "-m", self.module, "serve"], env=environment, stdout=log, stderr=log, text=True
                )

        def answers() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()
            try:
                return client.get("/health", timeout=2).status_code == 200
            except httpx.TransportError:
                return False

        with self.client() as client:
            until(answers, 60, "the server's answer")
        return self

    def family(self) -> list[psutil.Process]:
        """The server's process and all below it."""
        assert self.process is not None
        try:
            top = psutil.Process(self.process.pid)
            return [top, *top.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def processes(self, word: str) -> list[psutil.Process]:
        """Those of its processes whose command line has a word in it."""
        found = []
        for process in self.family():
            try:
                if any(word in part for part in process.cmdline()):
                    found.append(process)
            except psutil.Error:
                continue  # it is ending right now
        return found

    def stop(self, number: int = signal.SIGTERM, seconds: float = 10) -> None:
        """Send it a signal and wait until it and all below it are gone, for at most so many seconds each."""
        assert self.process is not None
        family = self.family()
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(seconds)
        _, alive = psutil.wait_procs(family, timeout=seconds)
        assert not alive, f"still running: {[process.cmdline() for process in alive if process.is_running()]}"

    def client(self) -> Api:
        """A client that is not signed in."""
        return Api(base_url=self.url)

    def sign_in(self, username: str = OWNER[0], password: str = OWNER[1]) -> Api:
        """A client with a user's token."""
        client = self.client()
        session = client.ask("POST", "/api/v1/auth/session", 201, json={"username": username, "password": password})
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {session['jwt']}"
        return client

    def set_up(self) -> Api:
        """Create the owner; a client with their token."""
        with self.client() as client:
            answer = client.ask("POST", "/api/v1/user/register", json={"username": OWNER[0], "password": OWNER[1]})
        assert answer["redirect"] == "/setup", answer
        return self.sign_in()


def add_library(api: Api, path: Path, kind: str = "movie", name: str | None = None) -> int:
    """Add a library and wait until its first scan is done; pictures out of films come when they are ready."""
    body = {"name": name or kind.title() + "s", "path": str(path), "type": kind}
    library_id: int = api.ask("POST", "/api/v1/library", 201, json=body)["id"]
    scanned(api, library_id)
    return library_id


def scanned(api: Api, library_id: int, seconds: float = 60) -> dict[str, Any]:
    """Wait until a library's latest scan is over; the library."""

    def check() -> dict[str, Any] | None:
        library: dict[str, Any] = api.ask("GET", f"/api/v1/library/{library_id}")
        return library if library["scan"] and library["scan"]["state"] != "running" else None

    return until(check, seconds, "the end of the scan")


def titles(api: Api, library_id: int) -> dict[str, dict[str, Any]]:
    """The cards of a library by "Title (year)"."""
    ids = api.ask("GET", f"/api/v1/library/{library_id}/media")
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), 200):
        page = api.ask("GET", "/api/v1/media", params={"ids": ",".join(map(str, ids[start : start + 200]))})
        for card in page:
            name = f"{card['title']} ({card['year']})" if card["year"] else card["title"]
            assert name not in found, f"{name} is there twice"
            found[name] = card
    return found
