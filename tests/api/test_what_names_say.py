"""What a scanner reports of names, from the report to the player: parts of episodes, versions in parts, titles in several languages,
extras and samples, and why a name was read as it was.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support import media
from support.server import Api, RunningServer, add_library, titles

SECONDS = 4
BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']
CUE = "1\n00:00:01,000 --> 00:00:02,000\n{}\n"


@dataclass
class World:
    """A server with a library of each kind, whose scanner is the test."""

    server: RunningServer
    owner: Api
    disk: Path
    libraries: dict[str, int]
    scanners: dict[str, Api]

    def report(self, kind: str, *files: tuple[str, dict[str, Any]], status: int = 201) -> Any:
        """Report files that lie in the library; each by its path and what it is."""
        entries = []
        for path, identity in files:
            target = self.disk / kind / path
            if not target.exists():
                media.place(media.made("short.mp4", seconds=SECONDS), target)
            found = target.stat()
            own = str(Path(path).with_suffix(".srt"))
            common = re.sub(r"( \S+ cd\d|[ab])?\.mp4", ".srt", path)
            beside = [
                {"path": one, "language": "en"} for one in {own: 0, common: 0} if (self.disk / kind / one).exists()
            ]
            entries.append(
                {"path": path, "size": found.st_size, "mtime_ns": found.st_mtime_ns, "identity": identity, "subtitles": beside}
            )  # fmt: skip
        return self.scanners[kind].ask("POST", "/api/v1/scanner/reports", status, json={"files": entries})

    def files(self, kind: str, state: str) -> list[dict[str, Any]]:
        """The files of a library in a state."""
        found: list[dict[str, Any]] = self.owner.ask(
            "GET", f"/api/v1/library/{self.libraries[kind]}/files", params={"state": state}
        )
        return found

    def play(self, item: int, **more: Any) -> dict[str, Any]:
        body = {"media_id": item, "supported_codecs": BROWSER, **more}
        opened: dict[str, Any] = self.owner.ask("POST", "/api/v1/stream-session/", json=body)
        return opened


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    disk = tmp_path_factory.mktemp("names")
    server = RunningServer(disk / "data").start()
    try:
        with server.set_up() as owner:
            libraries, scanners = {}, {}
            for kind in ("movie", "show"):
                (disk / kind).mkdir()
                body = {"name": kind, "path": str(disk / kind), "type": kind, "scanner": "external"}
                libraries[kind] = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
                address = f"/api/v1/library/{libraries[kind]}/scanner-token"
                scanners[kind] = server.client()
                token = owner.ask("POST", address, 201, json={"name": "test"})["token"]
                scanners[kind].headers["Authorization"] = f"Bearer {token}"
            yield World(server, owner, disk, libraries, scanners)
            for scanner in scanners.values():
                scanner.close()
    finally:
        server.stop()


def episode(number: int, **more: Any) -> dict[str, Any]:
    return {"kind": "episode", "title": "Winter Garden", "season": 6, "episodes": [number], **more}


def test_an_episode_in_two_files_is_played_as_one(world: World) -> None:
    folder = world.disk / "show" / "Winter Garden"
    folder.mkdir()
    for letter in "ab":
        (folder / f"Winter Garden S06E01{letter}.srt").write_text(CUE.format(f"Words of {letter}"))
    world.report(
        "show",
        ("Winter Garden/Winter Garden S06E01a.mp4", episode(1, part=1)),
        ("Winter Garden/Winter Garden S06E01b.mp4", episode(1, part=2)),
        ("Winter Garden/Winter Garden S06E02 Part 1.mp4", episode(2, part=1)),  # a title, no part: there is no other
    )
    show = titles(world.owner, world.libraries["show"])["Winter Garden"]
    season = world.owner.ask("GET", f"/api/v1/tv/{show['id']}/season")[0]
    cards = world.owner.ask("GET", f"/api/v1/season/{season}")["episodes"]
    assert [card["episode"] for card in cards] == [1, 2]
    assert [card["duration"] for card in cards] == [
        pytest.approx(2 * SECONDS, abs=0.1),
        pytest.approx(SECONDS, abs=0.1),
    ]
    details = world.owner.ask("GET", f"/api/v1/episode/{cards[0]['id']}")
    assert [(file["part"], file["version"] == details["files"][0]["id"]) for file in details["files"]] == [
        (1, True),
        (2, True),
    ]
    assert [file["part"] for file in world.owner.ask("GET", f"/api/v1/episode/{cards[1]['id']}")["files"]] == [None]

    opened = world.play(cards[0]["id"])
    assert "2 files" in opened["reasons"][0]
    assert opened["duration"] == pytest.approx(2 * SECONDS, abs=0.1)
    assert [chapter["title"] for chapter in opened["chapters"]] == ["Part 1", "Part 2"]
    base = opened["url"].rpartition("/")[0]
    cues = world.owner.ask("GET", f"{base}/subtitles/0/0.json")["cues"]
    assert [(cue["text"], round(cue["start"])) for cue in cues] == [("Words of a", 1), ("Words of b", SECONDS + 1)]
    command = [
        media.FFMPEG,
        "-v",
        "warning",
        "-i",
        world.server.url + opened["url"],
        "-map",
        "0:v:0",
        "-f",
        "framecrc",
        "-",
    ]
    played = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len([line for line in played.stdout.splitlines() if line.startswith("0,")]) == 2 * SECONDS * 24

    address = f"/api/v1/user/stopped-at/{cards[0]['id']}"
    world.owner.ask("POST", address, 201, json={"secs_offset": 0.95 * SECONDS})  # the end of the first file
    assert world.owner.ask("GET", f"/api/v1/episode/{cards[0]['id']}")["seconds"] == pytest.approx(0.95 * SECONDS)
    world.owner.ask("POST", address, 201, json={"secs_offset": 1.95 * SECONDS})
    assert world.owner.ask("GET", f"/api/v1/episode/{cards[0]['id']}")["watched"]
    assert world.owner.ask("GET", f"/api/v1/library/{world.libraries['show']}/duplicates") == []


def test_versions_have_parts_each(world: World) -> None:
    movie = {"kind": "movie", "title": "Long", "year": 2001}
    (world.disk / "movie" / "Long (2001)").mkdir()
    text = CUE.format("First half") + "\n2\n00:00:05,000 --> 00:00:06,000\nSecond half\n"
    (world.disk / "movie" / "Long (2001)" / "Long (2001).srt").write_text(text)
    names = [(f"Long (2001) {name} cd{part}.mp4", part) for name in ("1080p", "720p", "Uncut 720p") for part in (1, 2)]
    world.report("movie", *((f"Long (2001)/{name}", {**movie, "part": part}) for name, part in names))
    item = titles(world.owner, world.libraries["movie"])["Long (2001)"]
    assert item["duration"] == pytest.approx(2 * SECONDS, abs=0.1)
    files = world.owner.ask("GET", f"/api/v1/media/{item['id']}")["files"]
    by_version: dict[int, list[str]] = {}
    for file in files:
        by_version.setdefault(file["version"], []).append(file["path"].partition("/")[2])
    assert sorted(by_version.values()) == [
        ["Long (2001) 1080p cd1.mp4", "Long (2001) 1080p cd2.mp4"],
        ["Long (2001) 720p cd1.mp4", "Long (2001) 720p cd2.mp4"],
        ["Long (2001) Uncut 720p cd1.mp4", "Long (2001) Uncut 720p cd2.mp4"],
    ]
    (group,) = world.owner.ask("GET", f"/api/v1/library/{world.libraries['movie']}/duplicates")
    assert [file["lost"] for file in group["files"]] == [[]] * 6  # each version is as long as the others
    for version in by_version:
        opened = world.play(item["id"], file_id=version)
        assert opened["duration"] == pytest.approx(2 * SECONDS, abs=0.1)
        assert "2 files" in opened["reasons"][0]
    # a subtitle file of the whole movie goes on in the second part
    base = world.play(item["id"], file_id=files[0]["version"])["url"].rpartition("/")[0]
    cues = world.owner.ask("GET", f"{base}/subtitles/0/0.json")["cues"]
    assert [(cue["text"], cue["start"]) for cue in cues] == [("First half", 1), ("Second half", 5)]
    # the second part stands for its version as well
    second = next(file["id"] for file in files if "Uncut 720p cd2" in file["path"])
    assert world.play(item["id"], file_id=second)["duration"] == pytest.approx(2 * SECONDS, abs=0.1)


def test_a_show_with_titles_in_two_languages(world: World) -> None:
    both = {"kind": "episode", "title": "ナルト", "titles": ["ナルト", "Naruto"], "season": 1, "episodes": [2]}
    world.report("show", ("n/Naruto 01.mp4", {"kind": "episode", "title": "Naruto", "season": 1, "episodes": [1]}))
    world.report("show", ("n/ナルト Naruto 02.mp4", both))
    world.report("show", ("n/ナルト 03.mp4", {"kind": "episode", "title": "ナルト", "season": 1, "episodes": [3]}))
    shows = titles(world.owner, world.libraries["show"])
    assert shows["Naruto"]["episodes"] == 3
    assert "ナルト" not in shows
    assert world.owner.ask("GET", f"/api/v1/media/{shows['Naruto']['id']}")["other_titles"] == ["ナルト"]
    for text in ("naru", "ナルト"):
        (found,) = world.owner.ask("GET", "/api/v1/search", params={"q": text})
        assert found["id"] == shows["Naruto"]["id"], text
    for wrong in ({"titles": ["x"] * 21}, {"titles": [""]}, {"titles": ["x" * 501]}, {"titles": "x"}):
        assert world.report("show", ("n/Naruto 01.mp4", {**both, **wrong}), status=422)["detail"]


def test_what_is_hidden_is_listed_and_can_be_brought_back(world: World) -> None:
    world.report("movie", ("One More-sample.mp4", {"kind": "sample", "title": "One More"}))
    (sample,) = world.files("movie", "extras")
    assert sample["reason"].startswith("Read as a sample ")
    assert (sample["state"], sample["plays"]) == ("extras", [])
    library = world.libraries["movie"]
    assert world.owner.ask("GET", f"/api/v1/library/{library}/files/counts")["extras"] == 1
    assert "One More Sample (2011)" not in titles(world.owner, library)
    body = {"action": "identify", "files": [{"id": sample["id"]}], "title": "One More Sample", "year": 2011}
    world.owner.ask("POST", f"/api/v1/library/{library}/fixes", 201, json=body)
    assert "One More Sample (2011)" in titles(world.owner, library)
    assert world.owner.ask("GET", f"/api/v1/library/{library}/files/counts")["extras"] == 0


def test_why_a_name_was_read_so(world: World) -> None:
    path = "Some Show/Some Show S04E09.mp4"
    world.report(
        "show", (path, {"kind": "episode", "title": "Some Show", "season": 4, "episodes": [9], "doubt": "Is it?"})
    )
    (file,) = [file for file in world.files("show", "doubtful") if file["path"] == path]
    address = f"/api/v1/library/{world.libraries['show']}/files"
    found = world.owner.ask("GET", f"{address}/{file['id']}/why")
    assert (found["path"], found["pinned"]) == (path, False)
    chosen = found["chosen"]
    assert (chosen["kind"], chosen["title"], chosen["season"], chosen["episodes"]) == ("episode", "Some Show", 4, [9])
    assert set(chosen["confidence"].values()) <= {value for value in chosen["confidence"].values() if 0 <= value <= 1}
    weights = [abs(one["weight"]) for one in chosen["evidence"]]
    assert weights == sorted(weights, reverse=True)
    assert "Some Show" in {path[one["start"] : one["end"]] for one in chosen["evidence"] if one["start"] is not None}
    for number in (9_000_000, 0, "x"):
        status = 404 if number == 9_000_000 else 422
        assert world.owner.ask("GET", f"{address}/{number}/why", status)["detail"]
    other = f"/api/v1/library/{world.libraries['movie']}/files/{file['id']}/why"
    world.owner.ask("GET", other, 404)


@pytest.fixture(scope="module")
def scanned(world: World) -> dict[str, int]:
    """A library of each kind that Dim's own scanner has read."""
    names = {
        "show": [
            "Frost Line/Season 6/Frost Line S06E01a.mp4", "Frost Line/Season 6/Frost Line S06E01b.mp4",
            "Frost Line/Season 6/Frost Line S06E02 Thaw Part 1.mp4", "Frost Line/Season 6/Frost Line S06E02 Thaw Part 2.mp4",
            "Frost Line/Season 6/Frost Line S06E03 118.mp4",
        ],
        "movie": ["Long Road (1987) A.mp4", "Long Road (1987) B.mp4", "Vitamin C (2003).mp4", "Vitamin D.mp4"],
    }  # fmt: skip
    found = {}
    for kind, paths in names.items():
        for path in paths:
            media.place(media.made("short.mp4", seconds=SECONDS), world.disk / "scanned" / kind / path)
        found[kind] = add_library(world.owner, world.disk / "scanned" / kind, kind, name=f"Scanned {kind}")
    return found


def test_the_scanner_makes_one_episode_of_two_files(world: World, scanned: dict[str, int]) -> None:
    (season,) = world.owner.ask("GET", f"/api/v1/tv/{titles(world.owner, scanned['show'])['Frost Line']['id']}/season")
    cards = world.owner.ask("GET", f"/api/v1/season/{season}")["episodes"]
    lengths = [(card["season"], card["episode"], round(card["duration"])) for card in cards]
    assert lengths == [(6, 1, 2 * SECONDS), (6, 2, 2 * SECONDS), (6, 3, SECONDS)]
    for card in cards[:2]:
        opened = world.play(card["id"])
        assert "2 files" in opened["reasons"][0]
        assert opened["duration"] == pytest.approx(2 * SECONDS, abs=0.1)


def test_the_scanner_makes_one_movie_of_lettered_files(world: World, scanned: dict[str, int]) -> None:
    cards = titles(world.owner, scanned["movie"])
    assert {name: round(card["duration"]) for name, card in cards.items()} == {
        "Long Road (1987)": 2 * SECONDS, "Vitamin C (2003)": SECONDS, "Vitamin D": SECONDS,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "title", "path", "says", "because", "text"),
    [
        ("show", 1, "S06E01a", "season 6, episode 1, part 1", "season and episode, marked", "S06E01a"),
        ("show", 3, "S06E03 118", "number 118 over all seasons", "a number after the title", "118"),
        ("movie", "Long Road (1987)", "B", "part 2", "a letter, and the files beside it have the others", "B"),
    ],
)
def test_the_server_explains_what_the_scanner_read(
    world: World, scanned: dict[str, int], kind: str, title: str | int, path: str, says: str, because: str, text: str
) -> None:
    if isinstance(title, str):
        files = world.owner.ask("GET", f"/api/v1/media/{titles(world.owner, scanned[kind])[title]['id']}")["files"]
    else:
        (season,) = world.owner.ask(
            "GET", f"/api/v1/tv/{titles(world.owner, scanned[kind])['Frost Line']['id']}/season"
        )
        card = world.owner.ask("GET", f"/api/v1/season/{season}")["episodes"][title - 1]
        files = world.owner.ask("GET", f"/api/v1/episode/{card['id']}")["files"]
    (file,) = [file for file in files if file["path"].endswith(f"{path}.mp4")]
    found = world.owner.ask("GET", f"/api/v1/library/{scanned[kind]}/files/{file['id']}/why")
    evidence = {(one["says"], one["because"]): found["path"][one["start"] : one["end"]] for one in found["chosen"]["evidence"]
                if one["start"] is not None}  # fmt: skip
    assert evidence[says, because] == text
