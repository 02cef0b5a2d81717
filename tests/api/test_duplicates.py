"""Duplicates over HTTP: found, shown side by side, merged for good, kept, deleted."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from support import media
from support.server import Api, RunningServer, add_library, titles, until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    original = media.place(media.made("short.mp4", seconds=10), folder / "Orbit (2001).mp4")
    shutil.copy(original, folder / "Copy (2002).mp4")
    media.settle(folder / "Copy (2002).mp4")
    media.place(
        media.made("h264.mkv", audio=("aac", "aac"), subtitles=True),
        folder / "River (2003)" / "River (2003) - 720p.mkv",
    )
    media.place(media.made("short.mp4", seconds=10), folder / "River (2003)" / "River (2003).mp4")
    return folder


def find(owner: Api, library: int) -> list[dict[str, Any]]:
    """The groups, after a search for identical files."""
    address = f"/api/v1/library/{library}"
    run = owner.ask("POST", f"{address}/run", 201, json={"flag": "duplicatescan"})["run_id"]
    until(lambda: owner.ask("GET", f"{address}/run/{run}")["state"] == "done", 20, "the search")
    groups: list[dict[str, Any]] = owner.ask("GET", f"{address}/duplicates")
    return groups


def test_found_merged_kept_and_deleted(owner: Api, folder: Path) -> None:
    library = add_library(owner, folder, name="Films")
    address = f"/api/v1/library/{library}"
    identical, versions = find(owner, library)
    assert (identical["kind"], [file["path"] for file in identical["files"]]) == (
        "identical",
        ["Copy (2002).mp4", "Orbit (2001).mp4"],
    )
    assert [file["lost"] for file in identical["files"]] == [[], []]
    assert (versions["kind"], len(versions["items"])) == ("versions", 1)
    long, short = versions["files"]
    assert "subtitles in English" in long["lost"]
    assert short["lost"] == []

    # merged: the progress comes along, and a rescan leaves it so
    cards = titles(owner, library)
    copy, orbit = cards["Copy (2002)"]["id"], cards["Orbit (2001)"]["id"]
    owner.ask("POST", f"/api/v1/user/stopped-at/{copy}", 201, json={"secs_offset": 4})
    files = [next(file["id"] for file in identical["files"] if file["item_id"] == item) for item in (orbit, copy)]
    owner.ask("POST", f"{address}/duplicates", 201, json={"action": "merge", "files": files})
    assert sorted(titles(owner, library)) == ["Orbit (2001)", "River (2003)"]
    assert len(owner.ask("GET", f"/api/v1/media/{orbit}")["files"]) == 2
    assert owner.ask("GET", f"/api/v1/user/stopped-at/{orbit}") == {"secs_offset": 4.0}
    (folder / "Copy (2002).mp4").rename(folder / "Renamed (2009).mp4")
    until(
        lambda: any("Renamed" in file["path"] for file in owner.ask("GET", f"/api/v1/media/{orbit}")["files"]),
        20,
        "the new name",
    )
    assert sorted(titles(owner, library)) == ["Orbit (2001)", "River (2003)"]

    # kept: asked no more
    numbers = [file["id"] for file in versions["files"]]
    owner.ask("POST", f"{address}/duplicates", 201, json={"action": "keep", "files": numbers})
    assert [group["kept"] for group in find(owner, library)] == [False, True]
    owner.ask("POST", f"{address}/duplicates", 201, json={"action": "unkeep", "files": numbers})
    assert [group["kept"] for group in find(owner, library)] == [False, False]

    # deleted: only by its name, and never more than that
    target = f"{address}/file/{short['id']}"
    owner.ask("DELETE", target, 422)
    owner.ask("DELETE", target, 422, params={"confirm": "River (2003) - 720p.mkv"})
    assert (folder / short["path"]).exists()
    owner.ask("DELETE", target, 201, params={"confirm": "River (2003).mp4", "permanently": True})
    assert not (folder / short["path"]).exists()
    assert (folder / long["path"]).exists()
    owner.ask("DELETE", target, 404, params={"confirm": "River (2003).mp4", "permanently": True})
    assert [group["kind"] for group in owner.ask("GET", f"{address}/duplicates")] == ["identical"]


def test_what_cannot_be_merged(owner: Api, folder: Path) -> None:
    library = add_library(owner, folder, name="Films")
    address = f"/api/v1/library/{library}/duplicates"
    groups = owner.ask("GET", address)
    known = groups[0]["files"][0]["id"]
    assert (
        owner.ask("POST", address, 409, json={"action": "merge", "files": [known, 9_000_000]})["type"]
        == "urn:dim:problem:not-mergeable"
    )
    owner.ask("POST", address, 422, json={"action": "merge", "files": [known]})
    owner.ask("POST", address, 422, json={"action": "burn", "files": [known, known + 1]})


def test_a_changed_file_is_compared_again(owner: Api, folder: Path) -> None:
    library = add_library(owner, folder, name="Films")
    assert [group["kind"] for group in find(owner, library)] == ["identical", "versions"]
    media.place(media.made("h264.mp4"), folder / "Copy (2002).mp4")
    until(
        lambda: [group["kind"] for group in owner.ask("GET", f"/api/v1/library/{library}/duplicates")] == ["versions"],
        20,
        "the change",
    )


def test_a_file_goes_to_the_trash_where_there_is_one(start_server: Any, folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    server: RunningServer = start_server(HOME=str(home), XDG_DATA_HOME=str(home / ".local" / "share"))
    with server.set_up() as owner:
        library = add_library(owner, folder, name="Films")
        film = titles(owner, library)["Copy (2002)"]["id"]
        file = owner.ask("GET", f"/api/v1/media/{film}")["files"][0]
        gone = owner.ask(
            "DELETE", f"/api/v1/library/{library}/file/{file['id']}", 201, params={"confirm": "Copy (2002).mp4"}
        )
        assert gone == {"trash": True}
        assert not (folder / "Copy (2002).mp4").exists()
        assert list(home.rglob("Copy (2002).mp4"))
