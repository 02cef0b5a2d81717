"""The scanner in docs/scanners.md works as it stands there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import media
from support.server import Api, RunningServer, titles, until

ROOT = Path(__file__).parents[2]


def node() -> str:
    """The machine's node, or the one that building the UI brought."""
    found = shutil.which("node") or shutil.which("node", path=str(ROOT / ".local" / "bin"))
    assert found is not None, "run `make install` first: it brings a node where the machine has none"
    return found


def test_the_scanner_of_the_docs(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    code = re.findall(r"```js\n(.*?)```", (ROOT / "docs" / "scanners.md").read_text(), re.DOTALL)[0]
    assert len(code.splitlines()) <= 60
    program = tmp_path / "scanner.mjs"
    program.write_text(code)
    films = tmp_path / "films"
    media.place(media.made("h264.mp4"), films / "Some Film (2001).mp4")
    media.place(media.made("h264.mp4"), films / "deeper" / "Ποτέ #1.mp4")
    body = {"name": "Mine", "path": str(films), "type": "movie", "scanner": "external"}
    library = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    token = owner.ask("POST", f"/api/v1/library/{library}/scanner-token", 201, json={"name": "docs"})["token"]
    command = [node(), str(program), "--endpoint", server.url, "--auth-token", token, "--path", str(films)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        found = until(lambda: len(cards := titles(owner, library)) == 2 and cards, 20, "two titles")
        assert isinstance(found, dict)
        opened = {"media_id": found["Some Film (2001)"]["id"], "supported_codecs": ["h264", "aac", "mp4"]}
        assert owner.ask("POST", "/api/v1/stream-session/", json=opened)["mode"] == "direct"
        (films / "Some Film (2001).mp4").rename(films / "Another Film (2002).mp4")
        renamed = until(lambda: titles(owner, library).get("Another Film (2002)"), 20, "the new name")
        assert renamed["id"] == found["Some Film (2001)"]["id"]
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


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
