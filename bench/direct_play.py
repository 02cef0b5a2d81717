"""Direct play to one client and to 32, compared with nginx and sendfile: 2 GiB over loopback.

The client discards received data in the kernel (MSG_TRUNC), so that it takes no CPU time from the servers.
"""

import selectors
import socket
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from bench.common import add_library, folder, running, titles
from bench.long_movies import long_movie
from bench.nginx import serving

RUNS = 5
SIZE = 2 << 30
LIMITS = {1: 0.85, 32: 0.8}
BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']


def receive(address: str, clients: int, size: int) -> float:
    """Return the bytes per second at which the clients together receive `size` bytes, each its share of the file."""
    parts = urlsplit(address)
    share = size // clients
    selector = selectors.DefaultSelector()
    left: dict[socket.socket, int] = {}
    buffer = bytearray(4 << 20)
    for number in range(clients):
        connection = socket.create_connection((parts.hostname or "", parts.port or 80))
        span = f"bytes={number * share}-{(number + 1) * share - 1}"
        connection.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: x\r\nRange: {span}\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(1)
        assert head.startswith(b"HTTP/1.1 206"), head
        connection.setblocking(False)
        left[connection] = share
        selector.register(connection, selectors.EVENT_READ)
    began = time.perf_counter()
    while left:
        for key, _ in selector.select():
            assert isinstance(key.fileobj, socket.socket)
            left[key.fileobj] -= key.fileobj.recv_into(buffer, min(left[key.fileobj], len(buffer)), socket.MSG_TRUNC)
            if not left[key.fileobj]:
                selector.unregister(key.fileobj)
                key.fileobj.close()
                del left[key.fileobj]
    return size / (time.perf_counter() - began)


def measure(dim: str, peer: str, size: int) -> bool:
    """Print medians; return whether the limits hold."""
    good = True
    for clients, limit in LIMITS.items():
        ours, theirs = [], []
        for _ in range(RUNS + 1):
            ours.append(receive(dim, clients, size))
            theirs.append(receive(peer, clients, size))
        a, b = (statistics.median(values[1:]) / 1e9 for values in (ours, theirs))
        holds = a >= limit * b
        good &= holds
        print(
            f"direct play, {clients:2} clients: {a:5.2f} GB/s, nginx {b:5.2f} GB/s: {a / b:.2f} (at least {limit}) {'ok' if holds else 'TOO SLOW'}"
        )
    return good


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    with folder() as path:
        target = long_movie(path / "films" / "Direct (2001)" / "Direct (2001).mp4", path, 19)
        with target.open("ab") as file:
            if missing := SIZE - target.stat().st_size:
                assert missing > 0, "make the film shorter"
                file.write((missing).to_bytes(4, "big") + b"free" + bytes(missing - 8))
        with running(path) as (server, owner), serving(target.parent, path / "nginx") as peer:
            library = add_library(owner, path / "films")
            opened = owner.ask(
                "POST", "/api/v1/stream-session/",
                json={"media_id": next(iter(titles(owner, library).values()))["id"], "supported_codecs": BROWSER},
            )  # fmt: skip
            assert opened["mode"] == "direct"
            with closing(socket.create_connection(("127.0.0.1", server.port))):
                return measure(
                    server.url + opened["url"], f"{peer}/{Path(target.name).as_posix().replace(' ', '%20')}", SIZE
                )


if __name__ == "__main__":
    sys.exit(not main())
