"""Schemathesis with all checks, for a short while; `python -m support.fuzz 600` runs it for as long as one likes."""

from pathlib import Path

import pytest

from support.fuzz import fuzz, prepare
from support.server import RunningServer

SECONDS = 25


@pytest.mark.timeout(300)
def test_nothing_answers_what_the_document_does_not_say(server: RunningServer, tmp_path: Path) -> None:
    with prepare(server, tmp_path) as owner:
        done = fuzz(server, owner, SECONDS, tmp_path)
        assert done.returncode == 0, "\n".join(line[:300] for line in done.stdout.splitlines()[-150:])
        assert owner.ask("GET", "/health")["state"] == "ready"
    assert "Traceback" not in server.log.read_text()
