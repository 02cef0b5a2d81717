"""A scan is stopped, and goes on where it was."""

from pathlib import Path
from typing import Any

from support import media
from support.server import Api, RunningServer, add_library, scanned, titles, until

FILES = 400


def test_a_scan_is_stopped_and_goes_on(owner: Api, tmp_path: Path) -> None:
    source = media.made("tiny.mp4", seconds=1, size="64x64", audio=())
    for number in range(FILES):
        media.place(source, tmp_path / "films" / f"Film {number:04} (2001).mp4")
    library = owner.ask(
        "POST", "/api/v1/library", 201, json={"name": "Many", "path": str(tmp_path / "films"), "type": "movie"}
    )["id"]
    address = f"/api/v1/library/{library}"

    def begun() -> Any:
        run = owner.ask("GET", address)["scan"]
        return run if run and run["done"] else None

    run = until(begun, 20, "the first files")["id"]
    owner.ask("DELETE", f"{address}/run/{run}", 201)
    stopped = scanned(owner, library)
    assert stopped["scan"]["state"] == "stopped"
    found = titles(owner, library)
    assert 0 < len(found) < FILES
    assert stopped["scan"]["done"] < FILES
    again = owner.ask("POST", f"{address}/run", 201, json={"flag": "scan"})["run_id"]
    until(lambda: owner.ask("GET", f"{address}/run/{again}")["state"] == "done", 30, "the end of the scan")
    assert owner.ask("GET", f"{address}/run/{again}")["found"] <= FILES - len(found)
    now = titles(owner, library)
    assert len(now) == FILES
    ids = [{name: card["id"] for name, card in cards.items()} for cards in (found, now)]
    assert ids[0].items() <= ids[1].items()
    owner.ask("DELETE", f"{address}/run/{again}", 201)  # it is over: nothing happens
    assert owner.ask("GET", f"{address}/run/{again}")["state"] == "done"
    owner.ask("DELETE", f"{address}/run/999999", 404)
    other = owner.ask("POST", f"{address}/run", 201, json={"flag": "duplicatescan"})["run_id"]
    assert owner.ask("DELETE", f"{address}/run/{other}", 409)["type"].endswith("not-stoppable")


def test_how_changes_are_noticed_is_told(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    library = add_library(owner, tmp_path / "films")
    until(lambda: owner.ask("GET", f"/api/v1/library/{library}")["watching"] == "events", 10, "how it watches")
    token = owner.ask("POST", f"/api/v1/library/{library}/scanner-token", 201, json={"name": "own"})["token"]
    with server.client() as scanner:
        scanner.headers["Authorization"] = f"Bearer {token}"
        scanner.ask("POST", "/api/v1/scanner/watching", 201, json={"mode": "polling"})
        scanner.ask("POST", "/api/v1/scanner/watching", 422, json={"mode": "guessing"})
    assert owner.ask("GET", f"/api/v1/library/{library}")["watching"] == "polling"


def test_a_folder_that_is_gone_for_a_moment_loses_nothing(owner: Api, tmp_path: Path) -> None:
    source = media.made("tiny.mp4", seconds=1, size="64x64", audio=())
    for number in range(FILES):
        media.place(source, tmp_path / "films" / f"Film {number:04} (2001)" / f"Film {number:04} (2001).mp4")
    body = {"name": "Many", "path": str(tmp_path / "films"), "type": "movie"}
    library = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    address = f"/api/v1/library/{library}"

    def begun() -> Any:
        run = owner.ask("GET", address)["scan"]
        return run and run["done"]

    until(begun, 20, "the first files")
    (tmp_path / "films").rename(tmp_path / "away")
    until(lambda: owner.ask("GET", address)["scan"]["state"] != "running", 20, "the end of the scan")
    (tmp_path / "away").rename(tmp_path / "films")

    def whole() -> bool:
        now = owner.ask("GET", address)
        return (now["titles"], now["missing"], now["failed"]) == (FILES, 0, 0)

    until(whole, 30, "the whole catalog")
