"""Schemathesis against a running server: every operation of the OpenAPI document, with what it allows and what it does not.

`python -m support.fuzz SECONDS` from the folder `tests` starts a server of its own and runs for so long. It is the owner who asks, by a
personal token with all scopes, which no operation ends; what only a sign-in may do is asked by a sign-in of another account.
"""

import itertools
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

from support import media
from support.server import Api, RunningServer, add_library, titles

MOST_MEMORY = 400 << 20
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "401", "403", "404", "409", "410", "416", "422", "429"]
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "408", "409", "410", "413", "414", "415", "422", "429", "431"]
[[operations]]
include-name = "POST /api/v1/auth/device/token"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400"]
[[operations]]
include-name = "POST /api/v1/user/register"
checks.negative_data_rejection.expected-statuses = ["200", "400", "413", "422"]
"""
"""A folder that is not there, or a name that is taken, fits the schema and is refused all the same: 422 says why.

The specification has errors of registering answered with 200, and RFC 8628 has those of polling for a sign-in answered with 400.
"""


def prepare(server: RunningServer, disk: Path) -> Api:
    """The owner of a server with something in it."""
    media.place(media.made("short.mp4", seconds=10), disk / "films" / "Film (2001).mp4")
    media.place(media.made("short.mp4", seconds=10), disk / "shows" / "Show" / "Show S01E01.mp4")
    owner = server.set_up()
    films = add_library(owner, disk / "films", name="Films")
    add_library(owner, disk / "shows", "show", name="Shows")
    owner.ask("POST", "/api/v1/stream-session/", json={"media_id": titles(owner, films)["Film (2001)"]["id"]})
    return owner


def fuzz(server: RunningServer, owner: Api, seconds: int, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run all checks for so many seconds; what schemathesis said."""
    scopes = ["read", "play", "manage"]
    token = owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "fuzz", "scopes": scopes})["token"]
    (folder / "schemathesis.toml").write_text(CONFIG)
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(folder / "schemathesis.toml"), "run",
        f"{server.url}/api/v1/openapi.json", "--url", server.url, "--header", f"Authorization: Bearer {token}", "--checks", "all",
        "--max-time", str(seconds), "--continue-on-failure", "--warnings", "off",
        "--suppress-health-check", "all", "--no-shrink", "--request-timeout", "30", *more,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=seconds * 3 + 300, check=False)


@contextmanager
def large_bodies(server: RunningServer, owner: Api) -> Iterator[list[int]]:
    """Meanwhile, send bodies of 32 MiB to every operation that takes one, with and without a token; the memory of the server's own
    process, in bytes, after each.
    """
    document = owner.ask("GET", "/api/v1/openapi.json")
    operations = [
        (method, re.sub(r"{[^}]*}", "1", path))
        for path, known in document["paths"].items()
        for method, operation in known.items()
        if "requestBody" in operation
    ]
    assert server.process is not None
    process, stop = psutil.Process(server.process.pid), threading.Event()
    used = [process.memory_info().rss]

    def send() -> None:
        bodies = itertools.cycle(
            (b'[{"a":{}},' * (32 << 17), b'{"jwt":"' + b"x" * (32 << 20), b"[" * (32 << 20), b'"\\' * (16 << 20))
        )
        with server.client() as stranger:
            for method, path in itertools.cycle(operations):
                for headers in ({}, {"Authorization": owner.headers["Authorization"]}):
                    if stop.is_set():
                        return
                    with suppress(httpx.TransportError):
                        answer = stranger.request(
                            method,
                            path,
                            content=next(bodies)[: 32 << 20],
                            headers={**headers, "Content-Type": "application/json"},
                        )
                        assert answer.status_code < 500, (method, path, answer.status_code)
                    used.append(process.memory_info().rss)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield used
    finally:
        stop.set()
        thread.join()


def main() -> int:
    """Fuzz a server of its own."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with tempfile.TemporaryDirectory(prefix="dim-fuzz-") as name:
        server = RunningServer(Path(name) / "data").start()
        try:
            with prepare(server, Path(name)) as owner, large_bodies(server, owner) as used:
                done = fuzz(server, owner, seconds, Path(name), *sys.argv[2:])
            print("\n".join(line[:500] for line in (done.stdout + done.stderr).splitlines()[-1000:]))
            print(
                f"{len(used)} bodies of 32 MiB were sent meanwhile; the server took {max(used) / (1 << 20):.0f} MiB at most."
            )
            log = server.log.read_text()
            print("The server's log names mistakes:" if "Traceback" in log else "The server's log names no mistake.")
            print(log[-6000:] if "Traceback" in log else "")
            return done.returncode or "Traceback" in log or max(used) > MOST_MEMORY
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
