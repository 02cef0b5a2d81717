"""Filter and fix over the API: what is refused, and what moving files does on the disk."""

from pathlib import Path
from typing import Any

import pytest

from support import media
from support.server import Api, RunningServer, add_library, titles, until


@pytest.fixture
def world(owner: Api, tmp_path: Path) -> dict[str, int]:
    """Two libraries of movies; their ids."""
    source = media.made("tiny.mp4", seconds=4, size="64x64", audio=())
    for name in ("00012.mp4", "Alien (1979).mp4", "folder/video.mp4"):
        media.place(source, tmp_path / "one" / name)
    media.place(source, tmp_path / "two" / "Heat (1995).mp4")
    return {name: add_library(owner, tmp_path / name, name=name) for name in ("one", "two")}


def ids(owner: Api, library: int, state: str = "doubtful") -> dict[str, int]:
    return {file["path"]: file["id"] for file in owner.ask("GET", f"/api/v1/library/{library}/files?state={state}")}


def test_what_a_name_says_is_shown_with_its_place(owner: Api, world: dict[str, int]) -> None:
    (one, two) = owner.ask("GET", f"/api/v1/library/{world['one']}/files", params={"state": "doubtful"})
    assert (one["path"], two["path"]) == ("00012.mp4", "folder/video.mp4")
    (span,) = two["guess"]["spans"]
    assert two["path"][span["start"] : span["end"]] == "video"
    assert "hardly is a title" in two["reason"]
    assert two["plays"][0]["title"] == "Video"
    (rest,) = owner.ask(
        "GET", f"/api/v1/library/{world['one']}/files", params={"state": "doubtful", "after": "00012.mp4"}
    )
    assert rest == two


REFUSED: list[tuple[dict[str, Any], int]] = [
    ({"action": "identify", "files": [{"id": "FILE"}]}, 422),
    ({"action": "identify", "files": [{"id": "FILE"}], "title": "A", "media_id": 1}, 422),
    ({"action": "identify", "files": [], "title": "A"}, 422),
    ({"action": "identify", "files": [{"id": "FILE"}], "title": " "}, 422),
    ({"action": "identify", "files": [{"id": "FILE"}], "title": "A", "year": 3}, 422),
    ({"action": "identify", "files": [{"id": 9999}], "title": "A"}, 409),
    ({"action": "identify", "files": [{"id": "FILE"}], "media_id": 9999}, 409),
    ({"action": "split", "files": [{"id": "FILE"}]}, 422),
    ({"action": "merge", "files": [{"id": 9999}]}, 409),
    ({"action": "forget", "files": [{"id": "FILE"}]}, 409),
    ({"action": "dance", "files": [{"id": "FILE"}]}, 422),
]


def test_what_cannot_be_is_refused(owner: Api, world: dict[str, int]) -> None:
    number = ids(owner, world["one"])["00012.mp4"]
    for body, status in REFUSED:
        files = [{**file, "id": number if file["id"] == "FILE" else file["id"]} for file in body["files"]]
        problem = owner.ask("POST", f"/api/v1/library/{world['one']}/fixes", status, json={**body, "files": files})
        assert problem["detail"], body
        assert titles(owner, world["one"]).keys() == {"00012", "Alien (1979)", "Video"}, body
    assert owner.ask("GET", f"/api/v1/library/{world['one']}/fixes") == []


def test_files_of_another_library_are_out_of_reach(owner: Api, world: dict[str, int]) -> None:
    number = ids(owner, world["one"])["00012.mp4"]
    address = f"/api/v1/library/{world['two']}"
    owner.ask("POST", f"{address}/fixes", 409, json={"action": "ignore", "files": [{"id": number}]})
    owner.ask("POST", f"{address}/files/move", 404, json={"files": [number], "library_id": world["one"]})
    said = owner.ask(
        "POST", f"/api/v1/library/{world['one']}/fixes", 201, json={"action": "ignore", "files": [{"id": number}]}
    )
    owner.ask("POST", f"{address}/fixes/{said['id']}/undo", 404)
    owner.ask("POST", f"/api/v1/library/{world['one']}/fixes/{said['id']}/undo", 201)
    owner.ask("POST", f"/api/v1/library/{world['one']}/fixes/{said['id']}/undo", 201)  # again: it stays so


def test_ignored_files_are_given_back_to_the_scanner(owner: Api, world: dict[str, int]) -> None:
    number = ids(owner, world["one"])["00012.mp4"]
    address = f"/api/v1/library/{world['one']}"
    owner.ask("POST", f"{address}/fixes", 201, json={"action": "ignore", "files": [{"id": number}]})
    assert "00012" not in titles(owner, world["one"])
    assert owner.ask("GET", f"{address}/files/counts")["ignored"] == 1
    owner.ask("POST", f"{address}/fixes", 201, json={"action": "release", "files": [{"id": number}]})
    until(lambda: "00012" in titles(owner, world["one"]), 20, "the title")
    assert ids(owner, world["one"])["00012.mp4"] == number


def test_a_moved_movie_keeps_its_id_and_a_taken_place_is_refused(
    owner: Api, world: dict[str, int], tmp_path: Path
) -> None:
    alien = titles(owner, world["one"])["Alien (1979)"]["id"]
    file = owner.ask("GET", f"/api/v1/media/{alien}")["files"][0]["id"]
    owner.ask("POST", f"/api/v1/user/stopped-at/{alien}", 201, json={"secs_offset": 2})
    (tmp_path / "two" / "Alien (1979).mp4").write_text("there already")
    body = {"files": [file], "library_id": world["two"]}
    address = f"/api/v1/library/{world['one']}/files/move"
    assert "there already" in owner.ask("POST", address, 409, json=body)["detail"]
    (tmp_path / "two" / "Alien (1979).mp4").unlink()
    owner.ask("POST", address, 422, json={**body, "library_id": world["one"]})
    owner.ask("POST", address, 404, json={**body, "library_id": 9999})
    owner.ask("POST", address, 201, json=body)
    moved = until(lambda: titles(owner, world["two"]).get("Alien (1979)"), 20, "the movie there")
    assert moved["id"] == alien
    assert owner.ask("GET", f"/api/v1/user/stopped-at/{alien}") == {"secs_offset": 2}
    assert "Alien (1979)" not in titles(owner, world["one"])


def test_pictures_come_as_files_and_lead_nowhere_else(
    server: RunningServer, owner: Api, world: dict[str, int], tmp_path: Path
) -> None:
    token = owner.ask("POST", f"/api/v1/library/{world['one']}/scanner-token", 201, json={"name": "own"})["token"]
    there = titles(owner, world["one"])
    alien, heat = there["Alien (1979)"]["id"], titles(owner, world["two"])["Heat (1995)"]["id"]
    until(
        lambda: "backdrop" in owner.ask("GET", f"/api/v1/media/{alien}")["pictures"],
        20,
        "the frames of its own scanner",
    )
    hidden = tmp_path / "one" / ".pictures"  # its own scanner does not look there
    hidden.mkdir()
    media.ffmpeg("-f", "lavfi", "-i", "testsrc2=size=200x300", "-frames:v", "1", str(hidden / "a.png"))
    (hidden / "broken.png").write_bytes(b"no picture")
    with server.client() as scanner:
        scanner.headers["Authorization"] = f"Bearer {token}"

        def say(item_id: int, kind: str, path: str | None, status: int = 201) -> None:
            scanner.ask(
                "POST",
                "/api/v1/scanner/artwork",
                status,
                json={"pictures": [{"item_id": item_id, "kind": kind, "path": path}]},
            )

        for path in ("../two/x.png", "/etc/passwd", ""):
            say(alien, "poster", path, 422)
        say(alien, "poster", ".pictures/a.png")
        say(heat, "backdrop", ".pictures/a.png")  # of another library: nothing happens
        say(alien, "backdrop", ".pictures/broken.png")
    pictures = owner.ask("GET", f"/api/v1/media/{alien}")["pictures"]
    assert "backdrop" not in pictures
    assert (pictures["poster"]["width"], pictures["poster"]["height"]) == (200, 300)
    assert owner.ask("GET", f"/api/v1/media/{heat}")["pictures"].get("backdrop", {}).get("width") != 200
