"""What the docs show works as it stands there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs

from support import media
from support.server import Api, RunningServer, add_library, titles, until

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "web" / "node_modules" / "@asyncapi" / "specs" / "schemas"


def test_the_script_of_the_docs(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "scripts.md").read_text(), re.DOTALL)[0]
    for name in ("First (2001)", "Second (2002)", "Seen (2003)"):
        media.place(media.made("short.mp4", seconds=10), tmp_path / "films" / f"{name}.mp4")
    library = add_library(owner, tmp_path / "films")

    def pictured() -> bool:
        return all({"poster", "backdrop"} <= card["pictures"].keys() for card in titles(owner, library).values())

    until(pictured, 30, "the pictures")
    seen = titles(owner, library)["Seen (2003)"]
    owner.ask("POST", f"/api/v1/user/watched/{seen['id']}", 201, json={"watched": True})
    token = owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "docs"})["token"]
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "DIM": server.url, "TOKEN": token}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["2002 Second", "2001 First"]
    assert done.stdout.splitlines()[-1] == "nothing new"


def test_the_documentation_comes_from_this_machine(server: RunningServer) -> None:
    with server.client() as client:
        document = client.ask("GET", "/api/v1/openapi.json")
        assert document["openapi"].startswith("3.1")
        page = client.ask("GET", "/api/v1/docs").text
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
        script = re.findall(r'src="\./(assets/docs-[^"]+\.js)"', page)[0]
        assert client.ask("GET", f"/{script}").status_code == 200


def test_the_socket_is_described_as_asyncapi_has_it(server: RunningServer) -> None:
    schema = json.loads((SCHEMAS / "3.0.0-without-$id.json").read_text())
    with server.client() as client:
        document = client.ask("GET", "/api/v1/asyncapi.json")
    assert [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(document)] == []
    names = set(document["components"]["messages"])
    assert {"client.hello", "client.command", "server.command", "server.player", "server.refresh"} <= names
    text = json.dumps(document)
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', text)):  # each leads to something
        found: Any = document
        for part in reference.split("/"):
            found = found[part]
        assert found
    assert jsonschema_rs.validator_for(schema).is_valid({**document, "channels": {"events": {"address": 7}}}) is False
