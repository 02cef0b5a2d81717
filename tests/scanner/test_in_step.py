"""The catalog follows the disk, while Dim runs and while it is off."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from support import media
from support.server import Api, RunningServer, add_library, scanned, titles, until

pytestmark = pytest.mark.waits  # for the watcher, and for files to settle

SOON = 20.0
"""Seconds that a test waits for a change; how quick it really is, `python -m bench.sync_delay` measures."""


@pytest.fixture
def films(tmp_path: Path) -> Path:
    for name in ("Alpha (2001)", "Beta (2002)"):
        media.place(media.made("h264.mp4"), tmp_path / "films" / name / f"{name}.mp4")
    return tmp_path / "films"


def becomes(api: Api, library: int, expected: set[str], seconds: float = SOON) -> dict[str, dict[str, Any]]:
    """Wait until the library has exactly these titles."""

    def check() -> dict[str, dict[str, Any]] | None:
        found = titles(api, library)
        return found if set(found) == expected else None

    try:
        return dict(until(check, seconds, f"{expected}"))
    except AssertionError:
        raise AssertionError(f"wanted {expected}, the catalog has {set(titles(api, library))}") from None


def stopped_at(api: Api, number: int) -> float:
    return float(api.ask("GET", f"/api/v1/user/stopped-at/{number}")["secs_offset"])


def pictured(api: Api, number: int) -> str:
    """The digest of an item's backdrop, a frame of its file, as soon as it is there."""

    def digest() -> str | None:
        found: str | None = api.ask("GET", f"/api/v1/media/{number}")["pictures"].get("backdrop", {}).get("digest")
        return found

    return until(digest, 20, "the backdrop")


def test_every_kind_of_change_while_it_runs(owner: Api, films: Path) -> None:
    library = add_library(owner, films)
    before = becomes(owner, library, {"Alpha (2001)", "Beta (2002)"})
    alpha = before["Alpha (2001)"]["id"]
    owner.ask("POST", f"/api/v1/user/stopped-at/{alpha}", 201, json={"secs_offset": 12})
    frame = pictured(owner, alpha)

    # renamed, file and folder
    (films / "Alpha (2001)").rename(films / "Gamma (2003)")
    (films / "Gamma (2003)" / "Alpha (2001).mp4").rename(films / "Gamma (2003)" / "Gamma (2003).mp4")
    after = becomes(owner, library, {"Gamma (2003)", "Beta (2002)"})
    assert after["Gamma (2003)"]["id"] == alpha
    assert stopped_at(owner, alpha) == 12
    assert pictured(owner, alpha) == frame

    # moved into a folder deeper down
    (films / "Shelf" / "Row").mkdir(parents=True)
    (films / "Gamma (2003)" / "Gamma (2003).mp4").rename(films / "Shelf" / "Row" / "Gamma (2003).mp4")
    until(
        lambda: owner.ask("GET", f"/api/v1/media/{alpha}")["files"][0]["path"] == "Shelf/Row/Gamma (2003).mp4",
        SOON,
        "the move",
    )
    assert stopped_at(owner, alpha) == 12

    # replaced: the same item, another content
    media.place(media.made("short.mp4", seconds=10), films / "Shelf" / "Row" / "Gamma (2003).mp4")
    until(
        lambda: round(owner.ask("GET", f"/api/v1/media/{alpha}")["files"][0]["duration"]) == 10, SOON, "the replacement"
    )

    # a second version of the same film
    media.place(media.made("h264.mkv", audio=("aac", "aac"), subtitles=True), films / "Gamma (2003) Directors Cut.mkv")
    until(lambda: len(owner.ask("GET", f"/api/v1/media/{alpha}")["files"]) == 2, SOON, "the second version")

    # deleted
    (films / "Beta (2002)" / "Beta (2002).mp4").unlink()
    becomes(owner, library, {"Gamma (2003)"})

    # subtitles and a poster put beside it
    (films / "Gamma (2003) Directors Cut.en.srt").write_text(media.SUBTITLES)
    until(
        lambda: any(file["subtitles"] for file in owner.ask("GET", f"/api/v1/media/{alpha}")["files"]),
        SOON,
        "the subtitles",
    )
    media.picture(films / "Shelf" / "Row" / "poster.jpg")
    width = 400
    address = f"/api/v1/media/{alpha}"
    until(lambda: owner.ask("GET", address)["pictures"]["poster"]["width"] == width, 10, "the new poster")


def test_a_file_that_is_copied_slowly_is_taken_when_it_is_complete(owner: Api, films: Path) -> None:
    library = add_library(owner, films)
    source = media.made("h264.mp4").read_bytes()
    target = films / "Slow (2010).mp4"
    done = threading.Event()

    def copy() -> None:
        with target.open("wb", buffering=0) as file:
            for start in range(0, len(source), len(source) // 8):
                file.write(source[start : start + len(source) // 8])
                time.sleep(0.4)  # this is the slow copying itself
        done.set()

    thread = threading.Thread(target=copy)
    thread.start()
    while not done.is_set():
        assert "Slow (2010)" not in titles(owner, library)
        assert owner.ask("GET", f"/api/v1/library/{library}/files?state=failed") == []
        done.wait(0.1)
    thread.join()
    becomes(owner, library, {"Alpha (2001)", "Beta (2002)", "Slow (2010)"}, 1 + SOON)


def test_a_folder_that_is_unplugged_comes_back_as_it_was(owner: Api, films: Path, tmp_path: Path) -> None:
    library = add_library(owner, films)
    before = becomes(owner, library, {"Alpha (2001)", "Beta (2002)"})
    for number in (card["id"] for card in before.values()):
        pictured(owner, number)
    (films / "Alpha (2001)").rename(tmp_path / "away")
    until(lambda: titles(owner, library)["Alpha (2001)"]["missing"], SOON, "the badge")
    films.rename(tmp_path / "all away")
    until(lambda: all(card["missing"] for card in titles(owner, library).values()), SOON + 2, "all badges")
    found = owner.ask("GET", f"/api/v1/library/{library}")
    assert found["missing"] == 2
    assert found["files"] == 0
    (tmp_path / "all away").rename(films)
    (tmp_path / "away").rename(films / "Alpha (2001)")
    until(lambda: not any(card["missing"] for card in titles(owner, library).values()), SOON + 5, "the return")
    assert {name: card["id"] for name, card in titles(owner, library).items()} == {
        name: card["id"] for name, card in before.items()
    }


def test_what_is_missing_goes_when_the_owner_says_so(server: RunningServer, owner: Api, films: Path) -> None:
    library = add_library(owner, films)
    alpha = becomes(owner, library, {"Alpha (2001)", "Beta (2002)"})["Alpha (2001)"]["id"]
    shutil.rmtree(films / "Alpha (2001)")
    until(lambda: titles(owner, library)["Alpha (2001)"]["missing"], SOON, "the badge")
    owner.ask("POST", "/api/v1/users", 201, json={"username": "Bo", "password": "password2"})
    with server.sign_in("Bo", "password2") as member:
        member.ask("DELETE", f"/api/v1/media/{alpha}", 403)
    owner.ask("DELETE", f"/api/v1/media/{alpha}", 201)
    assert set(titles(owner, library)) == {"Beta (2002)"}
    owner.ask("DELETE", f"/api/v1/media/{alpha}", 404)
    assert owner.ask("GET", f"/api/v1/library/{library}")["missing"] == 0
    media.place(media.made("h264.mp4"), films / "Alpha (2001)" / "Alpha (2001).mp4")
    assert becomes(owner, library, {"Alpha (2001)", "Beta (2002)"})["Alpha (2001)"]["id"] != alpha


def test_changes_while_it_is_off(server: RunningServer, owner: Api, films: Path) -> None:
    library = add_library(owner, films)
    before = becomes(owner, library, {"Alpha (2001)", "Beta (2002)"})
    alpha = before["Alpha (2001)"]["id"]
    owner.ask("POST", f"/api/v1/user/stopped-at/{alpha}", 201, json={"secs_offset": 9})
    server.stop(seconds=5)
    (films / "Alpha (2001)" / "Alpha (2001).mp4").rename(films / "Moved (2005).mp4")
    shutil.rmtree(films / "Alpha (2001)")
    (films / "Beta (2002)" / "Beta (2002).mp4").unlink()
    media.place(media.made("h264.mp4"), films / "New (2020).mp4")
    server.start()
    after = becomes(owner, library, {"Moved (2005)", "New (2020)"}, 10)
    assert after["Moved (2005)"]["id"] == alpha
    assert stopped_at(owner, alpha) == 9


def test_a_show_that_is_renamed_while_it_runs(owner: Api, tmp_path: Path) -> None:
    shows = tmp_path / "shows"
    for number in (1, 2, 3):
        media.place(media.made("h264.mp4"), shows / "Old Show" / "Season 1" / f"Old Show S01E0{number}.mp4")
    library = add_library(owner, shows, "show")
    show = becomes(owner, library, {"Old Show"})["Old Show"]["id"]
    (shows / "Old Show").rename(shows / "New Show")
    assert becomes(owner, library, {"New Show"})["New Show"]["id"] == show
    assert owner.ask("GET", f"/api/v1/media/{show}")["seasons"][0]["episodes"] == 3


def test_an_unreadable_file_is_taken_once_it_can_be_read(owner: Api, films: Path) -> None:
    broken = films / "Broken (2015).mkv"
    broken.write_bytes(os.urandom(5000))
    media.settle(broken)
    library = add_library(owner, films)
    failed = owner.ask("GET", f"/api/v1/library/{library}/files?state=failed")
    assert [file["path"] for file in failed] == ["Broken (2015).mkv"]
    assert "cannot be read as a media file" in failed[0]["reason"]
    media.place(media.made("h264.mp4"), broken)
    becomes(owner, library, {"Alpha (2001)", "Beta (2002)", "Broken (2015)"})
    assert owner.ask("GET", f"/api/v1/library/{library}/files?state=failed") == []


def test_removing_and_renaming_a_library_never_touches_its_files(
    server: RunningServer, owner: Api, films: Path
) -> None:
    library = add_library(owner, films)
    before = sorted(films.rglob("*"))
    owner.ask("PATCH", f"/api/v1/library/{library}", 201, json={"name": "Other"})
    assert owner.ask("GET", f"/api/v1/library/{library}")["name"] == "Other"
    owner.ask("POST", f"/api/v1/library/{library}/run", 404, json={"flag": "dance"})
    owner.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "scan"})
    owner.ask("DELETE", f"/api/v1/library/{library}", 201)
    owner.ask("GET", f"/api/v1/library/{library}", 404)
    owner.ask("DELETE", f"/api/v1/library/{library}", 404)
    assert sorted(films.rglob("*")) == before
    until(lambda: not server.processes("scanner"), 5, "the end of the scanner")


def test_nested_libraries_are_refused(owner: Api, films: Path) -> None:
    add_library(owner, films)
    inner = owner.post("/api/v1/library", json={"name": "x", "path": str(films / "Alpha (2001)"), "type": "movie"})
    assert inner.status_code == 422
    assert "already has the folder" in inner.json()["detail"]


def test_a_scanner_that_dies_is_started_again(server: RunningServer, owner: Api, films: Path) -> None:
    library = add_library(owner, films)

    def scanner() -> psutil.Process | None:
        return next(iter(server.processes("scanner")), None)

    first = scanner()
    assert first is not None
    first.send_signal(signal.SIGKILL)
    until(lambda: (found := scanner()) is not None and found.pid != first.pid, 5, "another scanner")
    media.place(media.made("h264.mp4"), films / "Later (2021).mp4")
    becomes(owner, library, {"Alpha (2001)", "Beta (2002)", "Later (2021)"}, SOON + 3)


def test_kill_9_in_mid_scan_loses_nothing(start_server: Callable[..., RunningServer], tmp_path: Path) -> None:
    """A few of the moments that `python -m bench.crash` tries; the whole number is its."""
    films = tmp_path / "many"
    source = media.made("tiny.mp4", seconds=4, size="64x64")
    for number in range(120):
        media.place(source, films / f"Film {number:03} (2000)" / f"Film {number:03} (2000).mp4")
    server = start_server()
    owner = server.set_up()
    library = owner.ask("POST", "/api/v1/library", 201, json={"name": "Many", "path": str(films), "type": "movie"})[
        "id"
    ]
    until(lambda: titles(owner, library), 20, "the first titles")
    first = next(iter(titles(owner, library).values()))["id"]
    owner.ask("POST", f"/api/v1/user/stopped-at/{first}", 201, json={"secs_offset": 2})
    for victim in ("scanner", "server", "scanner", "server"):
        time.sleep(0.15)
        if victim == "server":
            server.stop(signal.SIGKILL)
            server.start()
        else:
            for process in server.processes("scanner"):
                process.kill()
    found = becomes(owner, library, {f"Film {number:03} (2000)" for number in range(120)}, 40)
    scanned(owner, library)
    assert stopped_at(owner, first) == 2
    assert first in {card["id"] for card in found.values()}
    owner.close()
