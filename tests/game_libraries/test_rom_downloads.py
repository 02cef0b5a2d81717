"""Downloads of ROMs: whole and in ranges, by those who may see the game, and nothing outside the library's folder."""

import os
from pathlib import Path
from typing import Any

import pytest

from support.games.reporting import Reporter, game
from support.server import Api, RunningServer, add_library, titles

CUE, TRACK = (
    b'FILE "Final Fantasy VII (Europe).bin" BINARY\n  TRACK 01 MODE2/2352\n    INDEX 01 00:00:00\n',
    bytes(range(256)) * 40,
)


@pytest.fixture
def roms(owner: Api, tmp_path: Path) -> dict[str, int]:
    """The ids of the games of a library of ROMs by their titles."""
    root = tmp_path / "roms"
    for path, content in {
        "psx/Final Fantasy VII (Europe).cue": CUE,
        "psx/Final Fantasy VII (Europe).bin": TRACK,
        "snes/Zelda “3” é (USA).sfc": b"rom",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    library = add_library(owner, root, "rom", "ROMs")
    return {card["title"]: card["id"] for card in titles(owner, library).values()}


def test_files_are_sent_whole_and_in_ranges(owner: Api, roms: dict[str, int]) -> None:
    number = roms["Final Fantasy VII"]
    assert owner.ask("GET", f"/api/v1/media/{number}")["has_files"] is True
    files = owner.ask("GET", f"/api/v1/game/{number}/files")
    assert [(one["number"], one["name"], one["size"]) for one in files] == [
        (0, "Final Fantasy VII (Europe).cue", len(CUE)), (1, "Final Fantasy VII (Europe).bin", len(TRACK)),
    ]  # fmt: skip
    address = f"/api/v1/game/{number}/files/1"
    whole = owner.get(address)
    assert (whole.status_code, whole.content) == (200, TRACK)
    assert whole.headers["content-disposition"].startswith("attachment; ")
    part = owner.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content, part.headers["content-range"]) == (
        206,
        TRACK[100:200],
        f"bytes 100-199/{len(TRACK)}",
    )
    assert owner.get(address, headers={"Range": f"bytes={len(TRACK)}-"}).status_code == 416
    assert int(owner.head(address).headers["content-length"]) == len(TRACK)
    owner.ask("GET", f"/api/v1/game/{number}/files/2", 404)
    named = owner.get(f"/api/v1/game/{next(of for title, of in roms.items() if title.startswith('Zelda'))}/files/0")
    assert named.content == b"rom"
    assert "filename*=utf-8''Zelda%20%E2%80%9C3%E2%80%9D" in named.headers["content-disposition"]


def test_who_may_download(server: RunningServer, owner: Api, roms: dict[str, int]) -> None:
    number = roms["Final Fantasy VII"]
    for name, role, libraries in (("ben", "member", None), ("cleo", "member", []), ("dan", "child", None)):
        body: dict[str, Any] = {"username": name, "password": "a good password", "role": role, "libraries": libraries}
        owner.ask("POST", "/api/v1/users", 201, json=body)
    addresses = (f"/api/v1/game/{number}/files", f"/api/v1/game/{number}/files/1")
    for certification, expected in (("PEGI 16", {"ben": 200, "cleo": 404, "dan": 404}), ("PEGI 12", {"dan": 200})):
        owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"certification": certification})
        for name, status in expected.items():
            with server.sign_in(name, "a good password") as user:
                assert [user.get(address).status_code for address in addresses] == [status] * 2, name
    made = owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "script", "scopes": ["read"]})
    with server.client() as script:
        script.headers["Authorization"] = f"Bearer {made['token']}"
        assert [script.get(address).status_code for address in addresses] == [403, 403]


def test_nothing_outside_of_the_library_is_sent(owner: Api, report: Reporter, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    folder = report.folder("ROMs")
    (folder / "snes").mkdir(parents=True)
    (folder / "snes" / "fine.sfc").write_bytes(b"fine")
    (folder / "snes" / "link.sfc").symlink_to(secret)
    (folder / "snes" / "inside.sfc").symlink_to(folder / "snes" / "fine.sfc")
    (folder / "out").symlink_to(tmp_path)
    os.mkfifo(folder / "snes" / "pipe.sfc")
    inside = f"{folder}/snes/fine.sfc"
    hostile = [
        str(secret), "../secret.txt", f"{folder}/../secret.txt", f"{folder}/snes/link.sfc", f"{folder}/out/secret.txt", "/etc/passwd",
        f"{folder}/snes/pipe.sfc", f"{folder}/snes", str(folder), "", "snes/fine.sfc\x00.txt", f"{folder}//etc/passwd", "\ud800", ".",
        f"{folder}/snes/./fine.sfc",
    ]  # fmt: skip
    good = [inside, f"{folder}/snes/inside.sfc", "snes/fine.sfc"]
    files = [one.encode("utf-8", "replace").decode() for one in (*hostile, *good)]
    number = report("ROMs", game("rom", "snes/x", "X", platforms=["snes"], files=files), kind="rom")["snes/x"]
    listed = owner.ask("GET", f"/api/v1/game/{number}/files")
    assert [one["size"] for one in listed] == [None] * len(hostile) + [4] * len(good)
    for place, path in enumerate(files):
        answer = owner.get(f"/api/v1/game/{number}/files/{place}")
        expected = (404, False) if place < len(hostile) else (200, True)
        assert (answer.status_code, answer.content == b"fine") == expected, path


def test_files_of_a_launcher_are_its_own(owner: Api, report: Reporter) -> None:
    report.folder("Steam").mkdir()
    (report.folder("Steam") / "config.vdf").write_text("a token")
    number = report("Steam", game("steam", "1", "Hades", files=["config.vdf"]))["1"]
    assert owner.ask("GET", f"/api/v1/media/{number}")["has_files"] is False
    owner.ask("GET", f"/api/v1/game/{number}/files", 404)
    owner.ask("GET", f"/api/v1/game/{number}/files/0", 404)
