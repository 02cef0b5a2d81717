"""The built UI as a browser gets it: how many bytes its first page takes, which form of a file is sent, what is compressed."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

import dim
from dim.api.compression import SMALLEST, accepted_encodings
from support import media
from support.server import Api, RunningServer, add_library, titles

FOLDER = Path(dim.__file__).parent / "webui"
LARGEST_FIRST_PAGE = 150_000
"""Bytes of all scripts, as sent."""
FIRST_PAGES = {"login": ["index.html", "src/features/auth/LoginPage.tsx"], "home": ["index.html"]}
"""What is loaded for the first page: the entries of Vite's manifest, with all that they import."""


@cache
def manifest() -> dict[str, dict[str, Any]]:
    """What the build made of each source file."""
    found: dict[str, dict[str, Any]] = json.loads((FOLDER / ".vite" / "manifest.json").read_text())
    return found


def scripts(*entries: str) -> set[str]:
    """The scripts of some entries, and of everything that they import."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        entry = manifest()[waiting.pop()]
        if entry["file"] not in found:
            found.add(entry["file"])
            waiting += entry.get("imports", [])
    return found


def raw(client: httpx.Client, path: str, encoding: str = "identity", **headers: str) -> tuple[httpx.Response, bytes]:
    """An answer, and its bytes as they were sent."""
    request = client.build_request("GET", path, headers={"Accept-Encoding": encoding, **headers})
    answer = client.send(request, stream=True)
    body = b"".join(answer.iter_raw())
    answer.close()
    return answer, body


@pytest.mark.parametrize("encoding", ["br, gzip", "gzip"])
@pytest.mark.parametrize("name", FIRST_PAGES)
def test_the_first_page_is_small(server: RunningServer, name: str, encoding: str) -> None:
    with server.client() as client:
        sizes = {path: len(raw(client, f"/{path}", encoding)[1]) for path in (*scripts(*FIRST_PAGES[name]), "theme.js")}
    assert sum(sizes.values()) <= LARGEST_FIRST_PAGE, sizes
    assert not scripts("src/features/player/PlayerPage.tsx") <= sizes.keys()


def test_static_files_are_sent_in_the_form_that_is_accepted(server: RunningServer) -> None:
    path = f"/{manifest()['index.html']['file']}"
    with server.client() as client:
        plain, content = raw(client, path)
        assert "content-encoding" not in plain.headers
        tags = {plain.headers["etag"]}
        for accepted, encoding in (
            ("br", "br"),
            ("gzip, deflate, br, zstd", "br"),
            ("gzip", "gzip"),
            ("br;q=0, gzip;q=0.5", "gzip"),
        ):
            answer, body = raw(client, path, accepted)
            assert answer.headers["content-encoding"] == encoding
            assert answer.headers["vary"] == "Accept-Encoding"
            assert answer.headers["content-type"] == plain.headers["content-type"] == "text/javascript; charset=utf-8"
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert int(answer.headers["content-length"]) == len(body) < len(content)
            assert client.get(path, headers={"Accept-Encoding": accepted}).content == content
            again, nothing = raw(client, path, accepted, **{"If-None-Match": answer.headers["etag"]})
            assert (again.status_code, nothing, again.headers["vary"]) == (304, b"", "Accept-Encoding")
            tags.add(answer.headers["etag"])
        assert len(tags) == 3  # a form is no other form
        font = next(
            path for entry in manifest().values() for path in entry.get("assets", []) if path.endswith(".woff2")
        )
        answer, _ = raw(client, f"/{font}", "br, gzip")
        assert "content-encoding" not in answer.headers
        assert "vary" not in answer.headers
        assert raw(client, "/assets/index-ofAnotherVersion.js")[0].status_code == 404
        assert raw(client, "/.vite/manifest.json")[0].status_code == 404


@pytest.mark.parametrize(
    ("header", "accepted"),
    [("", set()), ("br", {"br"}), ("GZIP;q=0.1, br ; q=0", {"gzip"}), ("br;q=0.000,gzip;q=1.0", {"gzip"}), ("gzip, br", {"gzip", "br"})],
)  # fmt: skip
def test_accept_encoding(header: str, accepted: set[str]) -> None:
    assert accepted_encodings(header) == accepted


@pytest.fixture
def films(owner: Api, tmp_path: Path) -> int:
    """A library of a dozen films with posters."""
    for number in range(12):
        folder = tmp_path / "films" / f"Film {number:02} (2001)"
        media.place(media.made("h264.mkv", audio=("aac",)), folder / f"{folder.name}.mkv")
        media.picture(folder / "poster.jpg")
    return add_library(owner, tmp_path / "films")


def test_json_is_compressed_and_media_is_not(server: RunningServer, owner: Api, films: int) -> None:
    cards = f"/api/v1/library/{films}/cards"
    plain, content = raw(owner, cards)
    assert "content-encoding" not in plain.headers
    for accepted, encoding in (("gzip", "gzip"), ("br, gzip", "br"), ("gzip, deflate, br, zstd", "zstd")):
        answer, body = raw(owner, cards, accepted)
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == (encoding, "Accept-Encoding")
        assert int(answer.headers["content-length"]) == len(body) < len(content) / 2
        assert owner.get(cards, headers={"Accept-Encoding": accepted}).content == content
        assert answer.headers["etag"] == plain.headers["etag"]  # a weak tag: the same cards, in any form
        again, nothing = raw(owner, cards, accepted, **{"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, nothing, again.headers["vary"]) == (304, b"", "Accept-Encoding")
    small, content = raw(owner, "/api/v1/user", "gzip")
    assert len(content) < SMALLEST
    assert "content-encoding" not in small.headers
    card = next(iter(titles(owner, films).values()))
    wanted = {
        "media_id": card["id"],
        "supported_codecs": ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"'],
    }
    session = owner.ask("POST", "/api/v1/stream-session/", json=wanted)
    base = session["url"].rpartition("/")[0]
    poster = f"/api/v1/artwork/{card['id']}/poster?width=320"
    for path in (poster, f"{base}/video/original/init.mp4", f"{base}/video/original/0.m4s"):
        answer, _ = raw(owner, path, "br, gzip")
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers, path
    direct = owner.ask("POST", "/api/v1/stream-session/", json={**wanted, "supported_codecs": ["h264", "aac", "mkv"]})
    assert direct["mode"] == "direct"
    part, body = raw(owner, direct["url"], "br, gzip", Range="bytes=0-4999")
    assert (part.status_code, len(body)) == (206, 5000)
    assert "content-encoding" not in part.headers
