"""A library of several folders, which may lie on different disks."""

import os
from pathlib import Path

import pytest

from support import media
from support.server import Api, RunningServer, scanned, titles, until


@pytest.fixture
def disks(tmp_path: Path) -> tuple[Path, Path]:
    media.place(media.made("h264.mp4"), tmp_path / "one" / "films" / "Alpha (2001)" / "Alpha (2001).mp4")
    media.place(media.made("h264.mp4"), tmp_path / "two" / "films" / "Beta (2002)" / "Beta (2002).mp4")
    return tmp_path / "one" / "films", tmp_path / "two" / "films"


def add(api: Api, *paths: Path) -> int:
    body = {"name": "Movies", "paths": [str(path) for path in paths], "type": "movie"}
    library: int = api.ask("POST", "/api/v1/library", 201, json=body)["id"]
    scanned(api, library)
    return library


def there(api: Api, library: int) -> dict[str, bool]:
    return {name: not card["missing"] for name, card in titles(api, library).items()}


def test_both_folders_are_one_library(owner: Api, server: RunningServer, disks: tuple[Path, Path]) -> None:
    library = add(owner, *disks)
    assert there(owner, library) == {"Alpha (2001)": True, "Beta (2002)": True}
    found = owner.ask("GET", f"/api/v1/library/{library}")
    assert (found["path"], found["paths"]) == (str(disks[0]), [str(disk) for disk in disks])
    assert found["scan"]["found"] == found["scan"]["done"] == 2
    assert len(server.processes("scanner")) == 2

    # a file that moves between the folders is the same movie
    beta = titles(owner, library)["Beta (2002)"]["id"]
    owner.ask("POST", f"/api/v1/user/stopped-at/{beta}", 201, json={"secs_offset": 3})
    (disks[1] / "Beta (2002)").rename(disks[0] / "Beta (2002)")
    until(lambda: plays(owner, beta), what="the move")
    assert there(owner, library) == {"Alpha (2001)": True, "Beta (2002)": True}
    assert titles(owner, library)["Beta (2002)"]["id"] == beta
    assert owner.ask("GET", f"/api/v1/user/stopped-at/{beta}")["secs_offset"] == 3
    assert plays(owner, titles(owner, library)["Alpha (2001)"]["id"])


def plays(api: Api, number: int) -> bool:
    """Whether a movie is played from where it is."""
    body = {"media_id": number, "supported_codecs": ["mp4", "h264", "aac"]}
    answer = api.post("/api/v1/stream-session/", json=body)
    return answer.status_code == 200 and api.head(answer.json()["url"]).status_code == 200


def test_a_folder_that_is_gone_affects_only_its_own_files(owner: Api, disks: tuple[Path, Path]) -> None:
    library = add(owner, *disks)
    away = disks[1].with_name("away")
    disks[1].rename(away)
    until(lambda: there(owner, library) == {"Alpha (2001)": True, "Beta (2002)": False}, what="the missing disk")
    media.place(media.made("h264.mp4"), disks[0] / "Gamma (2003).mp4")
    until(lambda: "Gamma (2003)" in titles(owner, library), what="a new film on the other disk")
    # the library can be changed while a disk is away
    owner.ask(
        "PATCH", f"/api/v1/library/{library}", 201, json={"name": "Films", "paths": [str(disk) for disk in disks]}
    )
    away.rename(disks[1])
    expected = {"Alpha (2001)": True, "Beta (2002)": True, "Gamma (2003)": True}
    until(lambda: there(owner, library) == expected, what="the disk that is back")


def test_folders_come_and_go(owner: Api, server: RunningServer, disks: tuple[Path, Path]) -> None:
    library = add(owner, disks[0])
    alpha = titles(owner, library)["Alpha (2001)"]["id"]
    owner.ask("PATCH", f"/api/v1/library/{library}", 201, json={"paths": [str(disk) for disk in disks]})
    until(lambda: set(titles(owner, library)) == {"Alpha (2001)", "Beta (2002)"}, what="the new folder")
    beta = titles(owner, library)["Beta (2002)"]["id"]

    body = {"media_id": beta, "supported_codecs": ["mp4", "h264", "aac"]}
    url = owner.ask("POST", "/api/v1/stream-session/", json=body)["url"]
    owner.ask("PATCH", f"/api/v1/library/{library}", 201, json={"paths": [str(disks[0])]})
    assert owner.get(url).status_code == 404  # nobody plays on from a folder that was left out
    until(lambda: set(titles(owner, library)) == {"Alpha (2001)"}, what="the folder that was left out")
    until(lambda: len(server.processes("scanner")) == 1, what="the end of its scanner")
    assert titles(owner, library)["Alpha (2001)"]["id"] == alpha

    owner.ask("PATCH", f"/api/v1/library/{library}", 201, json={"paths": [str(disk) for disk in reversed(disks)]})
    until(lambda: set(titles(owner, library)) == {"Alpha (2001)", "Beta (2002)"}, what="the folder that is back")
    assert titles(owner, library)["Beta (2002)"]["id"] == beta
    assert owner.ask("GET", f"/api/v1/library/{library}")["path"] == str(disks[1])


def test_folders_that_hold_one_another_are_refused(owner: Api, disks: tuple[Path, Path]) -> None:
    for inner in ("..", "films/Alpha (2001)"):
        other = os.path.normpath(disks[0].parent / inner)
        body = {"name": "Movies", "paths": [str(disks[0]), other], "type": "movie"}
        owner.ask("POST", "/api/v1/library", 422, json=body)
    twice = {"name": "Movies", "paths": [str(disks[0])] * 2, "type": "movie"}  # the same one twice is one
    library = owner.ask("POST", "/api/v1/library", 201, json=twice)["id"]
    assert owner.ask("GET", f"/api/v1/library/{library}")["paths"] == [str(disks[0])]


def test_folders_that_cannot_be(owner: Api) -> None:
    bodies: list[dict[str, object]] = [
        {}, {"paths": []}, {"paths": ["relative"]}, {"path": "/", "paths": ["/tmp"]}, {"paths": ["/"] * 51},
    ]  # fmt: skip
    for body in bodies:
        owner.ask("POST", "/api/v1/library", 422, json={"name": "Movies", "type": "movie", **body})


def test_an_external_scanner_has_a_folder(owner: Api, disks: tuple[Path, Path], server: RunningServer) -> None:
    body = {"name": "Movies", "paths": [str(disk) for disk in disks], "type": "movie", "scanner": "external"}
    library = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    path = f"/api/v1/library/{library}/scanner-token"
    owner.ask("POST", path, 422, json={"name": "mine", "path": "/elsewhere"})
    for wanted, expected in ((None, disks[0]), (str(disks[1]), disks[1])):
        token = owner.ask("POST", path, 201, json={"name": "mine"} | ({"path": wanted} if wanted else {}))["token"]
        with server.client() as scanner:
            scanner.headers["Authorization"] = f"Bearer {token}"
            assert scanner.ask("GET", "/api/v1/scanner")["path"] == str(expected)
            if wanted:
                owner.ask("PATCH", f"/api/v1/library/{library}", 201, json={"paths": [str(disks[0])]})
                assert scanner.get("/api/v1/scanner").status_code == 401  # its folder left the library


@pytest.mark.parametrize(("other", "position"), [("missing", 1), ("one/films/Alpha (2001)", 1), ("one/films", None)])
def test_an_error_names_the_folder_it_concerns(
    owner: Api, disks: tuple[Path, Path], tmp_path: Path, other: str, position: int | None
) -> None:
    wanted = [str(disks[0]), str(tmp_path / other), str(tmp_path / "two" / "no such folder")]
    answer = owner.post("/api/v1/library", json={"name": "Movies", "paths": wanted, "type": "movie"})
    assert (answer.status_code, answer.json()["field"]) == (422, "paths.1" if other == "missing" else "paths.2")
    if other != "missing":
        answer = owner.post("/api/v1/library", json={"name": "Movies", "paths": wanted[:2], "type": "movie"})
        assert answer.json().get("field") == (f"paths.{position}" if position else None)
        assert answer.status_code == (422 if position else 201)


def test_managers_see_which_folder_a_file_lies_in(owner: Api, server: RunningServer, tmp_path: Path) -> None:
    disks = (tmp_path / "one", tmp_path / "two")
    for disk, name in zip(disks, ("h264.mp4", "small.mp4"), strict=True):
        size = "320x180" if name == "h264.mp4" else "160x90"
        media.place(media.made(name, size=size), disk / "Alpha (2001)" / "Alpha (2001).mp4")
    library = add(owner, *disks)
    alpha = f"/api/v1/media/{titles(owner, library)['Alpha (2001)']['id']}"
    files = owner.ask("GET", alpha)["files"]
    assert {file["path"] for file in files} == {"Alpha (2001)/Alpha (2001).mp4"}
    assert {file["folder"] for file in files} == {str(disk) for disk in disks}
    owner.ask("POST", "/api/v1/users", 201, json={"username": "Bo", "password": "long enough"})
    with server.sign_in("Bo", "long enough") as member:
        assert [file["folder"] for file in member.ask("GET", alpha)["files"]] == [None, None]
