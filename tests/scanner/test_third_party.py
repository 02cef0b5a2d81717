"""The scanner in docs/scanners.md works as it stands there."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from support import media
from support.server import Api, RunningServer, titles, until

ROOT = Path(__file__).parents[2]


def node() -> str:
    """The machine's node, or the one that building the UI brought."""
    found = shutil.which("node") or shutil.which("node", path=str(ROOT / ".local" / "bin"))
    assert found is not None, "run `make install` first: it brings a node where the machine has none"
    return found


def program_of_the_docs(number: int, folder: Path) -> Path:
    """A scanner in docs/scanners.md, as a file."""
    code = re.findall(r"```js\n(.*?)```", (ROOT / "docs" / "scanners.md").read_text(), re.DOTALL)[number]
    assert len(code.splitlines()) <= 60
    program = folder / "scanner.mjs"
    program.write_text(code)
    return program


@contextmanager
def running(program: Path, server: RunningServer, owner: Api, body: dict[str, Any]) -> Iterator[int]:
    """A library with a scanner that runs; its id."""
    library: int = owner.ask("POST", "/api/v1/library", 201, json={**body, "scanner": "external"})["id"]
    token = owner.ask("POST", f"/api/v1/library/{library}/scanner-token", 201, json={"name": "docs"})["token"]
    command = [node(), str(program), "--endpoint", server.url, "--auth-token", token, "--path", body["path"]]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield library
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def test_the_scanner_of_the_docs(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    program = program_of_the_docs(0, tmp_path)
    films = tmp_path / "films"
    media.place(media.made("h264.mp4"), films / "Some Film (2001).mp4")
    media.place(media.made("h264.mp4"), films / "deeper" / "Ποτέ #1.mp4")
    with running(program, server, owner, {"name": "Mine", "path": str(films), "type": "movie"}) as library:
        found = until(lambda: len(cards := titles(owner, library)) == 2 and cards, 20, "two titles")
        assert isinstance(found, dict)
        opened = {"media_id": found["Some Film (2001)"]["id"], "supported_codecs": ["h264", "aac", "mp4"]}
        assert owner.ask("POST", "/api/v1/stream-session/", json=opened)["mode"] == "direct"
        (films / "Some Film (2001).mp4").rename(films / "Another Film (2002).mp4")
        renamed = until(lambda: titles(owner, library).get("Another Film (2002)"), 20, "the new name")
        assert renamed["id"] == found["Some Film (2001)"]["id"]


def test_the_scanner_of_games_of_the_docs(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    program = program_of_the_docs(1, tmp_path)
    folder = tmp_path / "games"
    folder.mkdir()
    Image.new("RGB", (60, 90), "teal").save(folder / "cover.jpg")
    listed = [
        {"id": "a", "name": "Doom", "installed": True, "hours": 2.5, "cover": "cover.jpg"},
        {"id": "b", "name": "Quake", "installed": False},
    ]
    (folder / "games.json").write_text(json.dumps(listed))
    with running(program, server, owner, {"name": "Mine", "path": str(folder), "type": "steam"}) as library:
        found = until(lambda: len(cards := titles(owner, library)) == 2 and cards, 20, "two games")
        assert isinstance(found, dict)
        assert (found["Doom"]["play_time"], found["Doom"]["installed"], found["Quake"]["installed"]) == (
            9000,
            True,
            False,
        )
        until(lambda: titles(owner, library)["Doom"]["pictures"].get("poster", {}).get("width") == 60, 20, "the cover")
        (folder / "games.json").write_text(json.dumps([{**listed[0], "name": "DOOM"}]))
        until(lambda: titles(owner, library).keys() == {"DOOM"}, 20, "the change")
        assert titles(owner, library)["DOOM"]["id"] == found["Doom"]["id"]


@pytest.mark.parametrize(
    "arguments", [["movie", "--path", "/tmp"], ["game", "--endpoint", "x", "--auth-token", "x", "--path", "/tmp"]]
)
def test_wrong_arguments_are_named(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dim", "scanner", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_refused_token_ends_the_scanner_with_one_line(server: RunningServer, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "dim",
        "scanner",
        "movie",
        "--endpoint",
        server.url,
        "--auth-token",
        "wrong",
        "--path",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert done.stderr.strip() == "The server refuses this scanner's token."
