"""What the docs show works as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

from support import media
from support.server import Api, RunningServer, add_library

ROOT = Path(__file__).parents[2]


def test_the_script_of_the_docs(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "scripts.md").read_text(), re.DOTALL)[0]
    for name in ("First (2001)", "Second (2002)", "Seen (2003)"):
        media.place(media.made("short.mp4", seconds=10), tmp_path / "films" / f"{name}.mp4")
    library = add_library(owner, tmp_path / "films")
    seen = next(
        card for card in owner.ask("GET", f"/api/v1/library/{library}/cards")["cards"] if card["title"] == "Seen"
    )
    owner.ask("POST", f"/api/v1/user/watched/{seen['id']}", 201, json={"watched": True})
    token = owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "docs"})["token"]
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "DIM": server.url, "TOKEN": token}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["2002 Second", "2001 First"]
    assert done.stdout.splitlines()[-1] in ("nothing new", "something new")  # pictures may come in between


def test_the_documentation_comes_from_this_machine(server: RunningServer) -> None:
    with server.client() as client:
        document = client.ask("GET", "/api/v1/openapi.json")
        assert document["openapi"].startswith("3.1")
        page = client.ask("GET", "/api/v1/docs").text
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
        script = re.findall(r'src="\./(assets/docs-[^"]+\.js)"', page)[0]
        assert client.ask("GET", f"/{script}").status_code == 200
