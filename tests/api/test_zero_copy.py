"""Files to sockets inside the kernel: the same bytes as always, however they are asked for and whoever leaves."""

import os
import socket
from pathlib import Path

from support import media
from support.server import Api, RunningServer, add_library, titles, until

BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']


def opened(owner: Api, folder: Path) -> tuple[str, bytes]:
    """A direct play of a film of some megabytes: its address, and the bytes."""
    path = media.place(media.made("h264.mp4"), folder / "Film (2001).mp4")
    with path.open("ab") as file:  # a box that players skip
        file.write((8 + (9 << 20)).to_bytes(4, "big") + b"free" + os.urandom(9 << 20))
    media.settle(path)
    item = titles(owner, add_library(owner, folder))["Film (2001)"]["id"]
    session = owner.ask("POST", "/api/v1/stream-session/", json={"media_id": item, "supported_codecs": BROWSER})
    assert session["mode"] == "direct"
    return session["url"], path.read_bytes()


def test_ranges_of_every_kind(owner: Api, tmp_path: Path) -> None:
    url, content = opened(owner, tmp_path / "films")
    size = len(content)
    whole = owner.get(url)
    assert whole.content == content
    assert owner.get(url, headers={"Range": "bytes=-100"}).content == content[-100:]
    assert owner.get(url, headers={"Range": f"bytes={5 << 20}-"}).content == content[5 << 20 :]
    several = owner.get(url, headers={"Range": "bytes=0-9, 1000-1999, -5"})
    assert several.status_code == 206
    boundary = several.headers["content-type"].partition("boundary=")[2].encode()
    parts = several.content.split(b"--" + boundary)
    bodies = [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts[1:-1]]
    assert bodies == [content[:10], content[1000:2000], content[-5:]]
    assert len(several.content) == int(several.headers["content-length"])
    unchanged = {"Range": "bytes=0-9", "If-Range": whole.headers["etag"]}
    assert owner.get(url, headers=unchanged).content == content[:10]
    assert owner.get(url, headers={**unchanged, "If-Range": '"another"'}).content == content
    assert owner.get(url, headers={"Range": f"bytes={size}-"}).status_code == 416
    head = owner.head(url)
    assert (head.content, int(head.headers["content-length"])) == (b"", size)


def test_several_requests_on_one_connection(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    url, content = opened(owner, tmp_path / "films")
    with socket.create_connection(("127.0.0.1", server.port)) as connection, connection.makefile("rb") as answers:
        for start in (0, 1 << 20, 3 << 20):
            connection.sendall(
                f"GET {url} HTTP/1.1\r\nHost: x\r\nRange: bytes={start}-{start + 99_999}\r\n\r\n".encode()
            )
        for start in (0, 1 << 20, 3 << 20):
            assert answers.readline().startswith(b"HTTP/1.1 206")
            while answers.readline() != b"\r\n":
                pass
            assert answers.read(100_000) == content[start : start + 100_000]


def test_viewers_who_leave_in_the_middle(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    """Nothing of them stays, and no traceback is written for them."""
    url, content = opened(owner, tmp_path / "films")

    def held() -> tuple[int, int]:
        """The server's handles of the film, and its connections; it opens others for itself at any time."""
        process = server.family()[0]
        films = [file for file in process.open_files() if "/films/" in file.path]
        return len(films), sum(1 for one in process.net_connections() if one.laddr.port == server.port and one.raddr)

    owner.ask("GET", url)
    before = held()
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(f"GET {url} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert len(connection.recv(1000)) > 100
    until(lambda: held() <= before, 10, "the end of their files")
    assert owner.get(url).content == content
    assert "Traceback" not in server.log.read_text()


def test_a_slow_viewer_holds_up_nobody(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    url, content = opened(owner, tmp_path / "films")
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.sendall(f"GET {url} HTTP/1.1\r\nHost: x\r\n\r\n".encode())  # and reads nothing
        assert owner.get(url).content == content
        assert owner.get("/health").status_code == 200
